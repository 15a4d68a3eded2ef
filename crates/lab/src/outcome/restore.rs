//! The outcomes of the commands of a file server's copies, as values and for people.

use super::text::{counted, name_text};
use super::text_changes::tell_stale;

/// Outcome of `refresh`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Refreshed {
    /// The read-write snapshot, which is called what it was.
    pub volume: String,
    /// The read-only snapshot that it is a snapshot of now.
    pub from: String,
    /// The one that it was a snapshot of; gone, it has its name still.
    pub was: Option<String>,
    /// The read-only snapshot that was taken for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// The old state, where snapshots of it keep it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// Pages of new data that were given up.
    pub discarded_pages: u64,
    /// Snapshots that became stale to make room.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
}

pub(super) fn refreshed_text(refreshed: &Refreshed) -> String {
    let mut text = format!(
        "{} is a snapshot of {} now",
        name_text(&refreshed.volume),
        name_text(&refreshed.from)
    );
    if let Some(created) = &refreshed.created {
        text.push_str(&format!("; created {}", name_text(created)));
    }
    match &refreshed.old {
        Some(old) => text.push_str(&format!("; its old state is {} now", name_text(old))),
        None => {
            let given_up = counted(refreshed.discarded_pages, "page");
            text.push_str(&format!("; gave up {given_up} of new data"));
        }
    }
    tell_stale(&mut text, &refreshed.stale);
    text
}
