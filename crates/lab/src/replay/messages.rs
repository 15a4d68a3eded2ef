//! What a page and the worker that replays for it say to each other.
//!
//! Two things travel beside these messages, as transferred buffers: the bytes
//! of the trace with [`ToWorker::Start`], and the image of the tree with
//! [`FromWorker::Finished`]. Every number is at most
//! [`super::JSON_SAFE_MAX`], so that none is lost in JavaScript; a schedule or
//! a limit beyond it is for the page to refuse.

use serde::{Deserialize, Serialize};

use crate::trace::{Format, TraceError};

use super::Progress;
use super::error::ReplayError;
use super::options::Options;
use super::report::{Finished, Report, Row};

/// The trace to replay, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The file's name, for the document.
    pub name: String,
    /// Its format; recognised by its content without it.
    pub format: Option<Format>,
    /// How it is replayed.
    pub options: Options,
}

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ToWorker {
    /// Replay the bytes that come with this message.
    Start(Start),
    /// Give the present replay up.
    Cancel,
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FromWorker {
    /// The worker listens.
    Ready,
    /// How far the replay is.
    Progress(Progress),
    /// The replay is over; the image comes with this message.
    Finished {
        /// The counts.
        report: Box<Report>,
        /// Every snapshot, for [`Report::per_snapshot`].
        rows: Vec<Row>,
        /// The document: its one line.
        command: String,
        /// Names of the living volumes in order of creation, `base` first.
        names: Vec<String>,
    },
    /// There is nothing to show.
    Failed {
        /// Why, for people.
        message: String,
        /// The first bad record, where that is the reason.
        error: Option<TraceError>,
    },
    /// The replay was given up as the page asked.
    Cancelled,
}

impl FromWorker {
    /// The message for a finished replay of the file `name`, and the image
    /// that goes with it.
    #[must_use]
    pub fn finished(mut finished: Finished, name: &str) -> (Self, Vec<u8>) {
        let command = finished.command(name).to_string();
        let rows = std::mem::take(&mut finished.report.per_snapshot);
        let message = Self::Finished {
            report: Box::new(finished.report),
            rows,
            command,
            names: finished.names,
        };
        (message, finished.image)
    }

    /// The message for a replay without a result.
    #[must_use]
    pub fn failed(error: &ReplayError) -> Self {
        let message = error.to_string();
        let error = match error {
            ReplayError::Trace(error) => Some(error.clone()),
            ReplayError::NotATrace(not) => Some(not.error.clone()),
            _ => None,
        };
        Self::Failed { message, error }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;
    use std::ops::ControlFlow;

    use serde::Serialize;
    use serde::de::DeserializeOwned;

    use super::{FromWorker, Start, ToWorker};
    use crate::replay::{Options, Pass, Progress, ReplayError, whole};
    use crate::trace::Schedule;

    fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(message: T) {
        let text = serde_json::to_string(&message).expect("it has a JSON form");
        let back: T = serde_json::from_str(&text).expect("it reads back");
        assert_eq!(back, message, "{text}");
    }

    #[test]
    fn messages_read_back_as_they_were() {
        let schedule = Schedule::every_writes(1).and_then(|s| s.keeping(2));
        let options = Options::new(schedule.expect("not zero"));
        check(ToWorker::Cancel);
        check(ToWorker::Start(Start {
            name: "a.csv".to_owned(),
            format: None,
            options,
        }));
        check(FromWorker::Ready);
        check(FromWorker::Progress(Progress {
            pass: Pass::Scan,
            done: 1,
            total: 2,
            records: 3,
            snapshots: 0,
        }));
        let trace = b"time_us,op,offset_bytes,length_bytes\n0,W,0,1\n1,W,0,1\n2,W,0,x\n";
        let done = whole(trace, None, options, &mut |_| ControlFlow::Continue(()));
        let (message, image) = FromWorker::finished(done.expect("it is a trace"), "a.csv");
        assert!(!image.is_empty());
        check(message);
        let failed = whole(b"no", None, options, &mut |_| ControlFlow::Continue(()));
        let message = FromWorker::failed(&failed.expect_err("not a trace"));
        assert!(matches!(&message, FromWorker::Failed { error: Some(e), .. } if e.record == 1));
        check(message);
        check(FromWorker::failed(&ReplayError::Unfinished));
    }
}
