//! The page's end of the bridge to its web worker, whose module is another one (see
//! `boot.js` and `worker.js`). `cowpath_bridge` says how messages travel; the trace goes
//! beside them as a `File`, the finished tree comes back as a transferred buffer.

mod page;

use cowpath_lab::replay::{Progress, Report};

pub use page::Worker;

/// The tree that a replay made.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// What was counted.
    pub report: Report,
    /// The document's one line.
    pub command: String,
    /// Names of the living volumes, in order of creation.
    pub names: Vec<String>,
    /// The tree.
    pub image: Vec<u8>,
}

/// What the worker tells the page.
#[derive(Clone, Debug)]
pub enum FromWorker {
    /// How far it is.
    Progress(Progress),
    /// It is done.
    Finished(Box<Replayed>),
    /// There is nothing to show.
    Failed(String),
    /// It gave up as asked, before anything was replayed.
    Cancelled,
    /// It broke; a new one starts with the next replay.
    Broke(String),
}
