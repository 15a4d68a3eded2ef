//! What can be asked of a volume by a form: one table of verbs and their fields, and the
//! command that the filled-in fields make. The language decides whether it is one, the
//! machine whether it can run.

use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::projection::{Outline, VolumeOutline};
use cowpath_engine::sorted::sort_by_number;
use cowpath_lab::actions::fresh_name;
use cowpath_lab::outcome::name_text;
use cowpath_lab::session::Session;

/// Volumes that a field offers.
const OFFERED_MAX: usize = 200;
/// Volumes that are tried until one is accepted.
const TRIED_MAX: usize = 12;

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
    Ross,
    Backup,
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
    /// A name, or nothing.
    Name,
    /// A text as it stands; prefilled with this.
    Text(&'static str),
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
    /// All that can change.
    AnyHead,
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

use On::{Any, Backup, Head, Ross};
use Part::{Field, Here, Word};

const NEW: Part = Field("called", "", Takes::Fresh("c"));
const TREE: Part = Field("in the tree", "tree", Takes::Name);

/// The verbs, in the order of their buttons.
pub static ASKS: [Ask; 13] = [
    ask(
        "ross-with",
        "Snapshot with…",
        Head,
        &[
            Word("ross"),
            Field("called", "", Takes::Fresh("s")),
            Word("of"),
            Here,
            TREE,
            Field("a full copy", "", Takes::Switch("full")),
        ],
    ),
    ask(
        "clone",
        "Clone…",
        Any,
        &[
            Word("clone"),
            NEW,
            Word("of"),
            Here,
            Field("read-only", "", Takes::Switch("read-only")),
        ],
    ),
    ask(
        "copy",
        "Full copy…",
        Any,
        &[Word("copy"), NEW, Word("of"), Here],
    ),
    ask(
        "backup",
        "Backup…",
        Ross,
        &[
            Word("backup"),
            Here,
            Field("called", "to", Takes::Fresh("backup")),
        ],
    ),
    ask(
        "sync",
        "Sync…",
        Backup,
        &[
            Word("sync"),
            Here,
            Field("to", "to", Takes::Volume(Who::Source)),
        ],
    ),
    ask(
        "promote",
        "Promote from…",
        Head,
        &[
            Word("promote"),
            Here,
            Field("shows what this shows", "from", Takes::Volume(Who::Other)),
        ],
    ),
    ask(
        "revert",
        "Revert @ to this…",
        Ross,
        &[
            Word("promote"),
            Field("volume", "", Takes::Volume(Who::Head)),
            Word("from"),
            Here,
        ],
    ),
    ask(
        "discard",
        "Discard pages…",
        Head,
        &[Word("discard"), Here, Field("pages", "", Takes::Pages)],
    ),
    ask(
        "resize",
        "Resize…",
        Head,
        &[
            Word("resize"),
            Here,
            Field("number of pages", "pages", Takes::Size),
        ],
    ),
    ask(
        "limit",
        "Limits…",
        Any,
        &[
            Word("limit"),
            Here,
            Field("pages of data", "data", Takes::Data),
            Field("table entries", "admin", Takes::Admin),
        ],
    ),
    ask(
        "delete-set",
        "Delete several…",
        Any,
        &[Word("delete"), Field("volumes", "", Takes::Set)],
    ),
    ask("rate", "Rate of change", Any, &[Word("rate"), Here]),
    ask("maps", "Bit map and block map", Any, &[Word("maps"), Here]),
];

/// A schedule of its own: it is asked beside the clock.
pub static SCHEDULE: Ask = ask(
    "schedule",
    "Add a schedule…",
    Any,
    &[
        Word("schedule"),
        Field("called", "", Takes::Fresh("plan")),
        Field("of", "of", Takes::Volume(Who::AnyHead)),
        Field(
            "every 5 writes, every 1h, on EVENT",
            "",
            Takes::Text("every 1h"),
        ),
        Field("keep the newest", "keep", Takes::Count),
        Field("hourly", "hourly", Takes::Count),
        Field("daily", "daily", Takes::Count),
        Field("weekly", "weekly", Takes::Count),
        TREE,
    ],
);

const fn ask(id: &'static str, label: &'static str, on: On, parts: &'static [Part]) -> Ask {
    Ask {
        id,
        label,
        on,
        parts,
    }
}

/// A field, and what is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled(pub Vec<String>);

impl Ask {
    /// Whether it is offered for a volume.
    pub fn is_for(&self, volume: &VolumeOutline) -> bool {
        match self.on {
            On::Any => true,
            On::Head => volume.kind.is_writable(),
            On::Ross => volume.kind == Kind::Ross,
            On::Backup => volume.backup_of.is_some(),
        }
    }

    /// Its fields, with their words.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, Takes)> {
        self.parts.iter().filter_map(|part| match part {
            Field(label, _, takes) => Some((*label, *takes)),
            Word(_) | Here => None,
        })
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

impl Takes {
    /// A value as the command says it.
    fn spelled(self, session: &Session, value: &str) -> String {
        match self {
            Self::Fresh(_) | Self::Name if value.is_empty() => String::new(),
            Self::Fresh(_) | Self::Name => word(value),
            Self::Volume(_) | Self::Set => {
                let named = value.split(' ').filter_map(|id| id.parse().ok());
                let named: Vec<String> = named.map(|id| spelled(session, VolumeId(id))).collect();
                named.join(" ")
            }
            Self::Switch(word) if !value.is_empty() => word.to_owned(),
            Self::Switch(_) => String::new(),
            _ => value.to_owned(),
        }
    }

    fn first(self, session: &Session, here: VolumeId, page: Option<PageNo>) -> String {
        let tree = session.engine().capacity(here).unwrap_or_default();
        let limit = |limit: Option<u64>| limit.map_or("none".to_owned(), |limit| limit.to_string());
        match self {
            Self::Fresh(stem) => fresh_name(session.names(), stem),
            Self::Text(text) => text.to_owned(),
            Self::Pages => page.unwrap_or_default().0.to_string(),
            Self::Size => {
                let volume = session.outline().volumes.get(&here);
                volume.map_or(String::new(), |volume| volume.pages.to_string())
            }
            Self::Data => limit(tree.data_pages),
            Self::Admin => limit(tree.admin_entries),
            Self::Set => here.0.to_string(),
            _ => String::new(),
        }
    }
}

impl Who {
    /// The volumes, by their numbers.
    pub fn offered(self, session: &Session, here: VolumeId) -> Vec<VolumeId> {
        let outline = session.outline();
        let volume = |id: VolumeId| outline.volumes.get(&id);
        let tree = |id: VolumeId| volume(id).map(|volume| volume.tree);
        let own = volume(here).and_then(|volume| volume.copy_of);
        let source = volume(here).and_then(|volume| tree(volume.backup_of?));
        let fits = |(id, other): (&VolumeId, &VolumeOutline)| {
            let near = Some(other.tree) == tree(here);
            match self {
                Self::Other => near && *id != here,
                Self::Head => near && other.kind.is_writable(),
                Self::AnyHead => other.kind.is_writable(),
                Self::Source => {
                    other.kind == Kind::Ross && source.is_none_or(|tree| tree == other.tree)
                }
            }
        };
        let found = outline.volumes.iter().filter(|(id, v)| fits((id, v)));
        let mut found: Vec<VolumeId> = found.map(|(id, _)| *id).take(OFFERED_MAX).collect();
        // What is likely comes first: the snapshot's own head, the selected volume.
        sort_by_number(&mut found, |id| u64::from(Some(*id) != own && *id != here));
        found
    }
}

/// The volumes of a tree, for a set of them.
pub fn in_tree(outline: &Outline, here: VolumeId) -> Vec<VolumeId> {
    let tree = outline.volumes.get(&here).map(|volume| volume.tree);
    let volumes = outline.volumes.iter();
    let volumes = volumes.filter(|(_, volume)| Some(volume.tree) == tree);
    volumes.map(|(id, _)| *id).take(OFFERED_MAX).collect()
}

/// A volume's name as a command says it.
fn spelled(session: &Session, volume: VolumeId) -> String {
    match session.names().get(&volume) {
        Some(name) => word(name),
        None => volume.0.to_string(),
    }
}

/// A name as a command says it, also where `by` would begin an origin.
fn word(name: &str) -> String {
    match name {
        "by" => "\"by\"".to_owned(),
        name => name_text(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        let text = "cow 1\nvolume base pages 8 page 4KiB levels 2x2x2\nross s1 of base\n\
                    rwss \"my work\" of s1\nross by of \"my work\"\n";
        Session::open(text).expect("it is in the language")
    }

    fn made(id: &str, volume: u32, change: &[(usize, &str)]) -> String {
        let session = session();
        let ask = ASKS.iter().find(|ask| ask.id == id).expect("a verb");
        let mut filled = ask.first(&session, VolumeId(volume), Some(PageNo(3)));
        for (at, value) in change {
            (*value).clone_into(&mut filled.0[*at]);
        }
        ask.command(&session, VolumeId(volume), &filled)
    }

    #[test]
    fn fields_make_the_command() {
        assert_eq!(made("clone", 1, &[]), "clone c1 of s1");
        assert_eq!(
            made("clone", 1, &[(0, "a b"), (1, "on")]),
            "clone \"a b\" of s1 read-only"
        );
        assert_eq!(
            made("ross-with", 2, &[(1, "nightly"), (2, "on")]),
            "ross s2 of \"my work\" tree nightly full"
        );
        assert_eq!(made("discard", 0, &[]), "discard base 3");
        assert_eq!(made("discard", 0, &[(0, "0-2,7")]), "discard base 0-2,7");
        assert_eq!(made("resize", 0, &[(0, "4")]), "resize base pages 4");
        assert_eq!(made("limit", 0, &[]), "limit base data none admin none");
        assert_eq!(made("limit", 0, &[(0, "9"), (1, "")]), "limit base data 9");
        assert_eq!(made("rate", 0, &[]), "rate base");
    }

    #[test]
    fn a_set_is_named_in_its_order_and_by_is_quoted() {
        let session = session();
        assert_eq!(made("delete-set", 1, &[]), "delete s1");
        let text = made("delete-set", 1, &[(0, "2 3 1")]);
        assert_eq!(text, "delete \"my work\" \"by\" s1");
        assert!(cowpath_lab::language::parse_command(&text).is_ok());
        assert_eq!(in_tree(session.outline(), VolumeId(0)).len(), 4);
    }

    #[test]
    fn a_snapshot_reverts_its_own_head_first() {
        let session = session();
        let offered = Who::Head.offered(&session, VolumeId(3));
        assert_eq!(offered, [VolumeId(2), VolumeId(0)]);
        let others = Who::Other.offered(&session, VolumeId(0));
        assert_eq!(others, [VolumeId(1), VolumeId(2), VolumeId(3)]);
    }
}
