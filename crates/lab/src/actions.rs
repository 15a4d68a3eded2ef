//! What is done with a volume most often, as commands: the menu of a volume, whose every entry shows
//! the command it runs, or why it cannot run. The verbs that want a form are the page's table.
//!
//! The engine decides: each command is begun on it, which changes nothing, and its refusal is the
//! reason that is given. Nothing here knows the rules.

#[cfg(test)]
mod tests;

use cowpath_engine::content::Content;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::projection::Outline;
use cowpath_engine::refusal::Refusal;
use cowpath_engine::sorted::{SortedMap, SortedSet};
use cowpath_engine::{Command, Engine, Span};
use serde::Serialize;

use crate::outcome::name_text;

/// Something that can be done with a volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Action {
    /// The verb.
    pub id: &'static str,
    /// What a button says.
    pub label: String,
    /// The command, or the beginning of one that the person finishes.
    pub command: String,
    /// Whether the command is complete, so that it can run at once.
    pub ready: bool,
    /// Why it would be refused; `None` where it would not.
    pub why_not: Option<String>,
}

/// The actions on a volume, and on one of its pages where one is selected, always in the same
/// order.
#[must_use]
pub fn actions(
    outline: &Outline,
    engine: &Engine,
    names: &SortedMap<VolumeId, String>,
    volume: VolumeId,
    page: Option<PageNo>,
) -> Vec<Action> {
    let named = |id: VolumeId| match names.get(&id) {
        Some(name) => name_text(name),
        None => id.0.to_string(),
    };
    let refused = |refusal: &Refusal| refusal.message(&named);
    let asked = |command: Command<'static>| engine.begin(command).err().as_ref().map(refused);
    let name = named(volume);
    let at = page.unwrap_or_default();
    let paged = |verb: &str| match page {
        Some(page) => format!("{verb} page {}", page.0),
        None => format!("{verb} a page"),
    };
    let write = Command::Write {
        volume,
        span: Span::Page(at),
        content: Content::bytes(&[]),
    };
    let (ross, rwss) = (fresh_name(names, "s"), fresh_name(names, "rw"));
    let missing = engine.volume(volume).is_none();
    let missing = missing.then(|| refused(&Refusal::UnknownVolume { volume }));
    vec![
        Action {
            id: "write",
            label: paged("Write"),
            command: format!("write {name} {} \"\"", at.0),
            ready: false,
            why_not: asked(write),
        },
        Action {
            id: "read",
            label: paged("Read"),
            command: match page {
                Some(page) => format!("read {name} {}", page.0),
                None => format!("read {name} "),
            },
            ready: page.is_some(),
            why_not: asked(Command::Read { volume, page: at }),
        },
        Action {
            id: "ross",
            label: "Take a read-only snapshot".to_owned(),
            command: format!("ross {ross} of {name}"),
            ready: true,
            why_not: asked(Command::TakeRoss {
                of: volume,
                series: cowpath_engine::ids::Series::default(),
                full: false,
            }),
        },
        Action {
            id: "rwss",
            label: "Take a read-write snapshot".to_owned(),
            command: format!("rwss {rwss} of {name}"),
            ready: true,
            why_not: asked(Command::TakeRwss {
                of: volume,
                read_only: false,
            }),
        },
        Action {
            id: "diff",
            label: "Compare with…".to_owned(),
            command: format!("diff {name} "),
            ready: false,
            why_not: missing.clone().or_else(|| alone(outline, volume, &name)),
        },
        Action {
            id: "delete",
            label: "Delete".to_owned(),
            command: format!("delete {name}"),
            ready: true,
            why_not: asked(Command::Delete {
                volumes: vec![volume],
            }),
        },
        Action {
            id: "dump",
            label: "List what it holds".to_owned(),
            command: format!("dump {name}"),
            ready: true,
            why_not: missing,
        },
    ]
}

/// Why a volume cannot be compared with another.
fn alone(outline: &Outline, volume: VolumeId, name: &str) -> Option<String> {
    let tree = outline.volumes.get(&volume)?.tree;
    let mut others = outline.volumes.iter();
    if others.any(|(id, other)| *id != volume && other.tree == tree) {
        return None;
    }
    Some(format!(
        "{name} is the only volume of its tree: there is none to compare it with"
    ))
}

/// The stem with the lowest number, from 1, that no living volume has.
#[must_use]
pub fn fresh_name(names: &SortedMap<VolumeId, String>, stem: &str) -> String {
    let mut taken: SortedSet<&str> = SortedSet::new();
    taken.extend(names.values().map(String::as_str));
    let mut numbered = (1_u64..).map(|number| format!("{stem}{number}"));
    let free = numbered.find(|name| !taken.contains(name.as_str()));
    free.expect("invariant: there are more numbers than volumes")
}
