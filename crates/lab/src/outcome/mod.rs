//! What came of a command, told with names: the values that `--json` prints, the page shows and
//! `expect` looks at. It serialises exactly as the contract says; [`Outcome::text`] is the same
//! for people.
//!
//! What is marked "not serialised" is there for `expect`, for sentences and for pictures.

mod changes;
mod clock;
mod crash;
mod event;
mod line;
mod maps;
mod open;
mod restore;
mod table;
mod text;
mod text_changes;
mod volumes;

use cowpath_engine::check;
use cowpath_engine::command::DiffWork;
use cowpath_engine::content::Content;
use cowpath_engine::delta::DeltaRun;
use cowpath_engine::ids::Runs;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::replay::Report;

pub use changes::{ChangeLog, Copied, Discarded, Done, Interval, Promoted, Rate, Resized, Synced};
pub use clock::{Clock, RanCommand};
pub use crash::{Crashed, Recovering};
pub use event::Told;
pub use line::{EventLine, OutcomeLine};
pub use maps::{MapPending, MapRow, MapStep, Maps, Occupant, SaveVolume, role_text};
pub use open::{Locks, OpenOperation, Stepped};
pub use restore::{Background, Cancelled, Latency, Refreshed, Restore, Restores, Restoring};
pub use text::{content_text, name_text, runs_text};
pub(crate) use text::{kind_text, place_text};
pub use volumes::{Space, SpaceSet, SpaceVolume, Tree, TreeVolume, VolumeState};

/// What came of one command.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Outcome {
    /// A volume was created or deleted, or a policy was set.
    Done(Done),
    /// Pages were written.
    Written(Written),
    /// A page was read.
    Read(Read),
    /// Two volumes were compared.
    Diff(Box<Diff>),
    /// A volume shows what another one shows.
    Promoted(Promoted),
    /// Pages read as zeros.
    Discarded(Discarded),
    /// A volume has another size.
    Resized(Resized),
    /// A volume was copied, page by page.
    Copied(Copied),
    /// A backup was brought to another snapshot.
    Synced(Synced),
    /// A read-write snapshot was refreshed.
    Refreshed(Refreshed),
    /// A restore began.
    Restore(Box<Restore>),
    /// A restore went on in the background.
    Background(Background),
    /// A restore was given up.
    Cancelled(Box<Cancelled>),
    /// What a restore costs the hosts.
    Latency(Box<Latency>),
    /// The restores that run.
    Restores(Restores),
    /// How many pages changed between snapshots.
    Rate(Rate),
    /// The simulated clock moved.
    Clock(Clock),
    /// An operation in flight did some steps.
    Stepped(Box<Stepped>),
    /// What is open.
    Locks(Locks),
    /// A command was stopped, and recovery ran.
    Crashed(Box<Crashed>),
    /// The exceptions of a volume.
    Dump(Dump),
    /// The bit map and block map of a volume.
    Maps(Box<Maps>),
    /// The volumes and their links.
    Tree(Tree),
    /// What each volume takes.
    Space(Space),
    /// Whether the invariants hold.
    Check(Check),
    /// Whether something is as expected.
    Expect(Expected),
    /// A trace was replayed: the counts.
    Replay(Box<Report>),
    /// The command was refused, and nothing changed.
    Refused(Refused),
}

impl Outcome {
    /// The word in `kind`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Written(_) => "written",
            Self::Read(_) => "read",
            Self::Diff(_) => "diff",
            Self::Promoted(_) => "promoted",
            Self::Discarded(_) => "discarded",
            Self::Resized(_) => "resized",
            Self::Copied(_) => "copied",
            Self::Synced(_) => "synced",
            Self::Refreshed(_) => "refreshed",
            Self::Restore(_) => "restore",
            Self::Background(_) => "background",
            Self::Cancelled(_) => "cancelled",
            Self::Latency(_) => "latency",
            Self::Restores(_) => "restores",
            Self::Rate(_) => "rate",
            Self::Clock(_) => "clock",
            Self::Stepped(_) => "stepped",
            Self::Locks(_) => "locks",
            Self::Crashed(_) => "crashed",
            Self::Dump(_) => "dump",
            Self::Maps(_) => "maps",
            Self::Tree(_) => "tree",
            Self::Space(_) => "space",
            Self::Check(_) => "check",
            Self::Expect(_) => "expect",
            Self::Replay(_) => "replay",
            Self::Refused(_) => "refused",
        }
    }
}

/// Outcome of `write`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Written {
    /// Pages written.
    pub pages: Runs,
    /// Pages pushed into the newest read-only snapshot.
    pub pushed: Runs,
    /// Pages whose old content was copied, rather than shared or redirected to.
    pub copied_pages: u64,
    /// Snapshots that became stale to make room.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
    /// What schedules did that count writes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ran: Vec<RanCommand>,
    /// Not serialised: the volume written to.
    #[serde(skip)]
    pub volume: String,
    /// Not serialised: the snapshots that the pages were to be pushed into, one for each tree.
    #[serde(skip)]
    pub into: Vec<String>,
    /// Not serialised: the numbered steps of method 800 that the pushes took, in order; a number
    /// that follows itself is given once. Empty without a push.
    #[serde(skip)]
    pub steps: Vec<u16>,
}

/// A place: an offset in a volume. It counts pages in a base and in the data volume; of a
/// redirect, the page in the read-only snapshot that is read instead.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Place {
    /// The name of a volume, or `data`.
    pub volume: String,
    /// The offset.
    pub offset: u64,
}

/// Outcome of `read`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Read {
    /// The volume that was asked.
    pub volume: String,
    /// The page.
    pub page: u64,
    /// What it holds, without trailing zeros. Serialised as `text`, `hex` and, of stamps, `stamp`.
    #[serde(flatten, serialize_with = "full_content")]
    pub content: Content<'static>,
    /// Where that lies.
    pub from: Place,
    /// The volumes visited, the first and the holder included.
    pub hops: Vec<String>,
    /// Table entries examined, null ones included, plus one for a base.
    pub lookups: u64,
    /// Whether a skip pointer was followed.
    pub hint_used: bool,
    /// Not serialised: whether the search ended at a page of the base that was never written.
    #[serde(skip)]
    pub never_written: bool,
}

/// Outcome of `diff`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Diff {
    /// As typed.
    pub a: String,
    /// As typed.
    pub b: String,
    /// 500 when one volume is on the other's look-up path, else 550.
    pub method: u16,
    /// The upper volume (500) or the first common parent (550).
    pub common: String,
    /// The pages that the method's text reports.
    pub literal: Runs,
    /// Entries below the common volume, less pages whose two places are the same.
    pub location: Runs,
    /// Pages whose bytes differ.
    pub content: Runs,
    /// What the engine's walk cost.
    #[serde(serialize_with = "work")]
    pub work: DiffWork,
    /// Every page that either volume has, by how it compares.
    #[serde(serialize_with = "runs")]
    pub runs: Vec<DeltaRun>,
    /// What the method would cost page by page.
    #[serde(serialize_with = "work")]
    pub literal_work: DiffWork,
    /// Not serialised: from `a`, and then from `b`, up to `common`, which ends both.
    #[serde(skip)]
    pub paths: [Vec<String>; 2],
    /// Not serialised: volumes on the paths without an exception.
    #[serde(skip)]
    pub ignored: Vec<String>,
}

/// Outcome of `dump`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Dump {
    /// The volume.
    pub volume: String,
    /// Its look-up link.
    pub parent: Option<String>,
    /// Its copy-of link.
    pub copy_of: Option<String>,
    /// Its exceptions in page order; empty for a base.
    pub exceptions: Vec<DumpedPage>,
    /// The written pages of a base.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<Vec<DumpedPage>>,
}

/// One page of a dump.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct DumpedPage {
    /// The page.
    pub page: u64,
    /// Its content. Serialised as `text`; `hex` or `stamp` are added where `text` is null.
    #[serde(flatten, serialize_with = "brief_content")]
    pub content: Content<'static>,
    /// Where its entry leads.
    #[serde(rename = "in")]
    pub place: Place,
}

/// Outcome of `check`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Check {
    /// Whether all of them hold.
    pub ok: bool,
    /// How many were checked.
    pub invariants: usize,
    /// Those that do not hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub broken: Vec<check::Broken>,
}

/// Outcome of `expect`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Expected {
    /// Whether it is so.
    pub ok: bool,
    /// What was expected and what there is, where it is not.
    pub message: Option<String>,
}

/// Why a command was refused. Nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, thiserror::Error)]
#[error("{message}")]
pub struct Refused {
    /// The rule that the refusal protects, one of [`crate::machine::RULES`].
    pub rule: &'static str,
    /// A sentence for people.
    pub message: String,
}

fn full_content<S: Serializer>(content: &Content<'_>, to: S) -> Result<S::Ok, S::Error> {
    let text = content.text();
    let hex = text.is_none().then(|| content.hex()).flatten();
    let mut map = to.serialize_map(None)?;
    map.serialize_entry("text", &text)?;
    map.serialize_entry("hex", &hex)?;
    stamp(content, &mut map)?;
    map.end()
}

fn brief_content<S: Serializer>(content: &Content<'_>, to: S) -> Result<S::Ok, S::Error> {
    if content.text().is_none() {
        return full_content(content, to);
    }
    let mut map = to.serialize_map(None)?;
    map.serialize_entry("text", &content.text())?;
    map.end()
}

fn stamp<M: SerializeMap>(content: &Content<'_>, map: &mut M) -> Result<(), M::Error> {
    match content {
        Content::Stamp(stamp) => map.serialize_entry("stamp", stamp),
        Content::Bytes(_) => Ok(()),
    }
}

fn work<S: Serializer>(work: &DiffWork, to: S) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(2))?;
    map.serialize_entry("entries", &work.entries)?;
    map.serialize_entry("tables", &work.tables)?;
    map.end()
}

fn runs<S: Serializer>(runs: &[DeltaRun], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(runs.iter().map(|run| (run.kind, run.start, run.length)))
}

/// A content as an object of its own: `text`, `hex` and, of stamps, `stamp`.
struct ContentObject<'a>(&'a Content<'a>);

impl Serialize for ContentObject<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        full_content(self.0, to)
    }
}
