//! Reading an image, trusting nothing.

mod reader;
mod tree;
mod volume;

use super::{ImageError, MAGIC};
use crate::check::check;
use crate::engine::Engine;
use crate::faults::Faults;
use crate::policy::{DeletePolicy, FullPolicy, HintFill, Hints, Policy, PushMode, RefreshPolicy};
use crate::sorted::Large;
use crate::store::PageStore;
use crate::tree::{Tree, Volume};
use reader::Reader;
use tree::tree;
use volume::{hang_offshoots, stray_backup, volume};

pub(super) fn engine<S: PageStore>(
    bytes: &[u8],
    memory_bytes: u64,
) -> Result<Engine<S>, ImageError> {
    let mut reader = Reader {
        bytes,
        at: 0,
        memory: memory_bytes,
        limit: memory_bytes,
        tables: Large::default(),
    };
    if !bytes.starts_with(MAGIC) {
        return reader.error("the word COWTREE and version 3 were expected");
    }
    reader.at = MAGIC.len();
    let mut engine = Engine::new();
    engine.policy = policy(&mut reader)?;
    for _ in 0..reader.count("the number of trees")? {
        reader.take_memory("trees", size_of::<Option<Tree<S>>>() as u64)?;
        let tree = match reader.flag("whether a tree lives")? {
            true => Some(tree(&mut reader, engine.trees.len() as u32)?),
            false => None,
        };
        engine.trees.push(tree);
    }
    for _ in 0..reader.count("the number of volumes")? {
        reader.take_memory("volumes", size_of::<Option<Volume>>() as u64)?;
        let volume = match reader.flag("whether a volume lives")? {
            true => Some(volume(&mut reader, &mut engine)?),
            false => None,
        };
        engine.volumes.push(volume);
    }
    if reader.at != bytes.len() {
        return reader.error("the end of the file was expected");
    }
    hang_offshoots(&mut engine);
    if let Some(backup) = stray_backup(&engine) {
        return reader.error(format!(
            "volume {} is a backup of what is no read-only snapshot of a tree like its own",
            backup.0
        ));
    }
    let report = check(&engine);
    match report.broken.first() {
        Some(broken) => reader.error(format!("{} is broken: {}", broken.invariant, broken.detail)),
        None => Ok(engine),
    }
}

fn policy(reader: &mut Reader<'_>) -> Result<Policy, ImageError> {
    let policy = Policy {
        push: match reader.bounded("the push mode", 2)? {
            0 => PushMode::Copy,
            1 => PushMode::Share,
            _ => PushMode::Redirect,
        },
        hints: match reader.bounded("which hints are used", 2)? {
            0 => Hints::Off,
            1 => Hints::On,
            _ => Hints::Value,
        },
        hint_fill: match reader.flag("when hints are set")? {
            false => HintFill::Read,
            true => HintFill::Push,
        },
        delete: match reader.flag("the delete policy")? {
            false => DeletePolicy::Merge,
            true => DeletePolicy::Strict,
        },
        full: match reader.flag("the policy of full volumes")? {
            false => FullPolicy::Fail,
            true => FullPolicy::Stale,
        },
        refresh: match reader.flag("the refresh policy")? {
            false => RefreshPolicy::Refuse,
            true => RefreshPolicy::Keep,
        },
        change_log: reader.flag("whether there is a change log")?,
        faults: Faults::default(),
    };
    match Faults::from_bits(reader.small("the rules that are off", u32::MAX)?) {
        Some(faults) => Ok(Policy { faults, ..policy }),
        None => reader.error("an unknown rule is switched off"),
    }
}
