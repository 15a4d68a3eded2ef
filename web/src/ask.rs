//! What can be asked of a volume by a form: one table of verbs and their fields, and the
//! command that the filled-in fields make. The language decides whether it is one, the
//! machine whether it can run.

mod fill;
mod flight;
mod server;
#[cfg(test)]
mod tests;
mod volumes;

use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::projection::Outline;
use cowpath_lab::session::Session;

pub use fill::in_tree;
use fill::spelled;
pub use volumes::{SCHEDULE, VOLUME};

/// Volumes that are tried until one is accepted.
const TRIED_MAX: usize = 12;

/// The verbs in the order of their buttons, by group.
pub static GROUPS: [(&str, &[Ask]); 3] = [
    ("Volumes and snapshots", &volumes::ASKS),
    ("As a file server", &server::ASKS),
    ("Step by step, in flight", &flight::ASKS),
];

/// The command that lets the restore of a base go on in flight.
pub fn begin_copying(session: &Session, base: VolumeId) -> String {
    let first = flight::COPYING.first(session, base, None);
    flight::COPYING.command(session, base, &first)
}

/// A verb with fields.
pub struct Ask {
    /// Its name in `data-testid`.
    pub id: &'static str,
    /// What its button says; `@` is the volume's head.
    pub label: &'static str,
    /// The volumes it is offered for.
    on: On,
    /// What the command is made of.
    parts: &'static [Part],
}

/// Which volumes a verb is offered for.
enum On {
    Any,
    Head,
    Base,
    Ross,
    Rwss,
    Backup,
    /// A base on which a restore runs.
    Restored,
}

enum Part {
    /// A word of the command.
    Word(&'static str),
    /// The selected volume.
    Here,
    /// Its words, the word before what it is filled in with, and what that is.
    Field(&'static str, &'static str, Takes),
}

/// What a field takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A new name; it begins so.
    Fresh(&'static str),
    /// A new name of an operation; it begins so.
    Operation(&'static str),
    /// A name, or nothing.
    Name,
    /// A text as it stands; prefilled with this.
    Text(&'static str),
    /// When a schedule runs: `writes 5`, `time 1h` or `event upgrade`.
    Trigger,
    /// A number, or nothing.
    Count,
    /// Pages; prefilled with the selected one.
    Pages,
    /// A number of pages; prefilled with the present one.
    Size,
    /// The capacity of the data volume, or of the administration volume.
    Data,
    /// See above.
    Admin,
    /// One of these volumes.
    Volume(Who),
    /// Any of the volumes of the tree.
    Set,
    /// Whether this word is said.
    Switch(&'static str),
}

/// The volumes that a field offers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Others of the tree.
    Other,
    /// Those of the tree that can change, a snapshot's own first.
    Head,
    /// Others of the tree that can change.
    OtherHead,
    /// All that can change.
    AnyHead,
    /// Read-only snapshots of the tree.
    Ross,
    /// Read-only snapshots of the tree that a backup was made from.
    Source,
}

/// A form that is open.
#[derive(Clone, Copy)]
pub struct Open {
    /// What is asked.
    pub ask: &'static Ask,
    /// Of which volume.
    pub volume: VolumeId,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", self.ask.id, self.volume.0)
    }
}

use Part::{Field, Here, Word};

const fn ask(id: &'static str, label: &'static str, on: On, parts: &'static [Part]) -> Ask {
    Ask {
        id,
        label,
        on,
        parts,
    }
}

/// Who asks: the last field of every form.
const BY: (&str, Takes) = ("asked by", Takes::Name);

/// A field, and what is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled(pub Vec<String>);

impl Ask {
    /// Whether it is offered for a volume.
    pub fn is_for(&self, outline: &Outline, id: VolumeId) -> bool {
        let Some(volume) = outline.volumes.get(&id) else {
            return false;
        };
        match self.on {
            On::Any => true,
            On::Head => volume.kind.is_writable(),
            On::Ross => volume.kind == Kind::Ross,
            On::Base => volume.kind == Kind::Base,
            On::Restored => {
                let tree = outline.trees.get(&volume.tree);
                let restore = tree.and_then(|tree| tree.restore.as_deref());
                restore.is_some_and(|restore| restore.base == id)
            }
            On::Rwss => volume.kind == Kind::Rwss,
            On::Backup => volume.backup_of.is_some(),
        }
    }

    /// Its fields, with their words, and who asks; none for a command that is always the same.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, Takes)> {
        let own = |part: &Part| match part {
            Field(label, _, takes) => Some((*label, *takes)),
            Word(_) | Here => None,
        };
        let asks = self.parts.iter().any(|part| own(part).is_some());
        self.parts.iter().filter_map(own).chain(asks.then_some(BY))
    }

    /// The first field that must be filled in and is not.
    pub fn lacks(&self, filled: &Filled) -> Option<&'static str> {
        let empty = |value: &String| value.split(' ').all(str::is_empty);
        let all_empty = filled.0.iter().all(empty);
        let fields = self.fields().zip(&filled.0);
        let mut lacking = fields.filter(|((_, takes), value)| match takes {
            Takes::Name | Takes::Count | Takes::Switch(_) => false,
            Takes::Data | Takes::Admin => all_empty,
            Takes::Trigger => value
                .split_once(' ')
                .is_none_or(|it| it.1.trim().is_empty()),
            _ => empty(value),
        });
        lacking.next().map(|((label, _), _)| label)
    }

    /// Whether it is asked of the selected volume: not beside the clock, nor of none.
    pub fn is_of_a_volume(&self) -> bool {
        ![SCHEDULE.id, VOLUME.id].contains(&self.id)
    }

    /// Whether it is about several volumes.
    pub fn asks_for_a_set(&self) -> bool {
        self.fields().any(|(_, takes)| takes == Takes::Set)
    }

    /// The command, as it stands now.
    pub fn command(&self, session: &Session, here: VolumeId, filled: &Filled) -> String {
        let mut filled = filled.0.iter();
        let mut words = Vec::new();
        for part in self.parts {
            match part {
                Word(word) => words.push((*word).to_owned()),
                Here => words.push(spelled(session, here)),
                Field(_, before, takes) => {
                    let value = filled.next().map_or("", |value| value.trim());
                    let value = takes.spelled(session, value);
                    if !value.is_empty() {
                        words.push((*before).to_owned());
                        words.push(value);
                    }
                }
            }
        }
        let by = filled.next().map_or("", |value| value.trim());
        if !by.is_empty() {
            words.push("by".to_owned());
            words.push(BY.1.spelled(session, by));
        }
        words.retain(|word| !word.is_empty());
        words.join(" ")
    }

    /// What the fields are filled in with at first: the first volume for which the command is
    /// accepted, where there is one.
    pub fn first(&self, session: &Session, here: VolumeId, page: Option<PageNo>) -> Filled {
        let first = |takes: Takes| takes.first(session, here, page);
        let mut filled = Filled(self.fields().map(|(_, takes)| first(takes)).collect());
        let fields = self.fields().enumerate();
        for (at, who) in fields.filter_map(|(at, (_, takes))| match takes {
            Takes::Volume(who) => Some((at, who)),
            _ => None,
        }) {
            let offered = who.offered(session, here).into_iter().take(TRIED_MAX);
            for volume in offered {
                let before = std::mem::replace(&mut filled.0[at], volume.0.to_string());
                if session.check(&self.command(session, here, &filled)).is_ok() {
                    break;
                }
                if !before.is_empty() {
                    filled.0[at] = before;
                }
            }
        }
        filled
    }
}
