//! What other commands may do while operations are in flight.

use super::{Open, OpenId};
use crate::command::{Command, RefreshFrom};
use crate::engine::Engine;
use crate::faults::Rule;
use crate::ids::{Kind, PageNo, VolumeId};
use crate::refusal::Refusal;
use crate::store::PageStore;

/// Refuses a look or a write at a page that an operation has locked.
pub(crate) fn unlocked<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    page: PageNo,
) -> Result<(), Refusal> {
    let tree = engine.asked(volume)?.tree;
    match engine.inflight.holder(tree, page) {
        Some(operation) => Err(Refusal::PageLocked {
            volume,
            page: page.0,
            operation,
        }),
        None => Ok(()),
    }
}

/// Refuses the commands on whole volumes that cannot mix with what is open.
pub(crate) fn allow<S: PageStore>(
    engine: &Engine<S>,
    command: &Command<'_>,
) -> Result<(), Refusal> {
    match command {
        Command::TakeRoss { of, full: true, .. } => quiet(engine, *of),
        Command::TakeRoss { of, .. } => no_write_in_restore(engine, *of),
        Command::TakeRwss { of, .. } => settled(engine, *of),
        Command::Copy { of, .. } => {
            settled(engine, *of)?;
            quiet(engine, *of)
        }
        Command::Sync { backup, to } => {
            settled(engine, *to)?;
            quiet(engine, *to)?;
            quiet(engine, *backup)
        }
        Command::Promote { volume, .. }
        | Command::Discard { volume, .. }
        | Command::Resize { volume, .. }
        | Command::SetCapacity { volume, .. } => quiet(engine, *volume),
        Command::Refresh { volume, from } => {
            if let RefreshFrom::Ross(ross) = from {
                settled(engine, *ross)?;
            }
            drained(engine, *volume)
        }
        Command::Restore { base, from, .. } => {
            settled(engine, *from)?;
            drained(engine, *base)
        }
        Command::Background { base, .. } | Command::CancelRestore { base, .. } => {
            drained(engine, *base)?;
            source_free(engine, *base)
        }
        Command::Delete { volumes } => delete(engine, volumes),
        _ => Ok(()),
    }
}

/// Refuses while anything is open in the volume's tree.
pub(crate) fn quiet<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Result<(), Refusal> {
    let tree = engine.asked(volume)?.tree;
    open_in(engine, volume, |open| open.tree == tree)
}

/// Refuses while an operation of the volume's tree is between its first step and its last. Those
/// before it wait, and count as begun after the command.
fn drained<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Result<(), Refusal> {
    let tree = engine.asked(volume)?.tree;
    open_in(engine, volume, |open| open.tree == tree && open.is_midway())
}

/// A source that was taken for a restore goes with it: nothing may be open on it.
fn source_free<S: PageStore>(engine: &Engine<S>, base: VolumeId) -> Result<(), Refusal> {
    let restore = engine.restore(base).filter(|restore| restore.own_source);
    let Some(source) = restore.map(|restore| restore.source) else {
        return Ok(());
    };
    open_in(engine, source, |open| open.volume == source)
}

/// A write that is overtaken by a snapshot would have to land in what a restore still reads.
fn no_write_in_restore<S: PageStore>(engine: &Engine<S>, of: VolumeId) -> Result<(), Refusal> {
    engine.asked(of)?;
    if engine.restore(of).is_none() {
        return Ok(());
    }
    open_in(engine, of, |open| {
        open.volume == of && matches!(open.what, super::What::Write(_))
    })
}

/// Refuses to rely on a read-only snapshot that older writes still change.
fn settled<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Result<(), Refusal> {
    engine.asked(volume)?;
    match engine.is_settling(volume) {
        true => Err(Refusal::Settling { volume }),
        false => Ok(()),
    }
}

/// A delete is refused where an operation names a volume or stands between two
/// steps, of a settling snapshot, and where a read-write snapshot would come to
/// read through a settling one: it would see the writes that land there.
fn delete<S: PageStore>(engine: &Engine<S>, volumes: &[VolumeId]) -> Result<(), Refusal> {
    for &volume in volumes {
        let tree = engine.asked(volume)?.tree;
        let is_near = |open: &Open| open.volume == volume || open.done > 0 && open.tree == tree;
        open_in(engine, volume, is_near)?;
        if engine.policy.faults.off(Rule::SettlingBlocksDelete) {
            continue;
        }
        settled(engine, volume)?;
        let living = engine.at(volume);
        let slides = living.kind == Kind::Ross
            && living.hanging.iter().any(|child| !volumes.contains(child));
        let above = engine.path(volume).into_iter();
        let onto = above.skip(1).find(|above| !volumes.contains(above));
        if let Some(onto) = onto.filter(|_| slides) {
            settled(engine, onto)?;
        }
    }
    Ok(())
}

fn open_in<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    is_it: impl Fn(&Open) -> bool,
) -> Result<(), Refusal> {
    let found = engine.inflight.open.iter().find(|open| is_it(open));
    match found.map(|open| open.id) {
        Some(operation) => Err(in_flight(volume, operation)),
        None => Ok(()),
    }
}

fn in_flight(volume: VolumeId, operation: OpenId) -> Refusal {
    Refusal::InFlight { volume, operation }
}
