//! The ids of the rows and their bars.

/// What a row does in the main, which bounds how WebAssembly may compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Copies pages, or compares volumes.
    CopiesOrDiffs,
    /// Moves table entries only.
    Tables,
    /// Is measured in bytes.
    Memory,
}

/// A bar for a ratio.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bar {
    /// Less is better.
    AtMost(f64),
    /// More is better.
    AtLeast(f64),
}

impl Bar {
    /// The number of the bar.
    #[must_use]
    pub fn value(self) -> f64 {
        match self {
            Self::AtMost(bar) | Self::AtLeast(bar) => bar,
        }
    }

    /// Whether a ratio keeps it.
    #[must_use]
    pub fn admits(self, ratio: f64) -> bool {
        match self {
            Self::AtMost(bar) => ratio <= bar,
            Self::AtLeast(bar) => ratio >= bar,
        }
    }
}

/// The rows, in the order they are run and printed.
pub const ROWS: [(&str, Work); 10] = [
    ("first-write-4k", Work::CopiesOrDiffs),
    ("rewrite-4k", Work::CopiesOrDiffs),
    ("snapshot-create", Work::Tables),
    ("read-depth-1000-held", Work::CopiesOrDiffs),
    ("read-depth-1000-base", Work::CopiesOrDiffs),
    ("write-per-snapshot", Work::CopiesOrDiffs),
    ("diff-1k-of-1m", Work::CopiesOrDiffs),
    (REPLAY, Work::Tables),
    ("bytes-per-exception", Work::Memory),
    (CONTROL, Work::Memory),
];

/// The row that needs a trace.
pub const REPLAY: &str = "replay-stamps";

/// The row that shows what the machine does without us: loads at random places.
pub const CONTROL: &str = "random-load";

/// What an id ends in where WebAssembly is compared with native.
pub const WASM: &str = "-wasm";

/// Unit of the row in which more is better.
pub const PER_SECOND: &str = "page writes/s";

/// A creation takes at most so long, in nanoseconds.
pub const CREATE_LIMIT_NS: f64 = 200.0;
/// A location diff takes at most so long, in microseconds.
pub const DIFF_LIMIT_US: f64 = 20.0;
/// A replay does at least so many page writes a second.
pub const REPLAY_LIMIT: f64 = 5e6;

/// The bar of a row, or of a detail that has one of its own.
#[must_use]
pub fn bar(id: &str) -> Option<Bar> {
    if let Some(native) = id.strip_suffix(WASM) {
        let work = ROWS.iter().find(|(row, _)| *row == native)?.1;
        return match work {
            Work::CopiesOrDiffs => Some(Bar::AtMost(1.6)),
            Work::Tables => Some(Bar::AtMost(3.5)),
            Work::Memory => None,
        };
    }
    match id {
        "first-write-4k" => Some(Bar::AtMost(1.25)),
        "first-write-4k-imbl" | "first-write-4k-rpds" => Some(Bar::AtMost(1.0)),
        "rewrite-4k" => Some(Bar::AtMost(1.3)),
        "snapshot-create" => Some(Bar::AtMost(1.0)),
        "read-depth-1000-held" => Some(Bar::AtMost(1.5)),
        "read-depth-1000-base" => Some(Bar::AtMost(2.0)),
        "write-per-snapshot" => Some(Bar::AtMost(0.5)),
        "diff-1k-of-1m" => Some(Bar::AtMost(0.1)),
        "diff-1k-of-1m-limit" => Some(Bar::AtMost(1.0)),
        REPLAY => Some(Bar::AtLeast(1.0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Bar, ROWS, WASM, bar};

    #[test]
    fn every_row_has_the_bar_it_was_given() {
        let bars: Vec<String> = ROWS
            .iter()
            .map(|(id, _)| {
                let value = |id: &str| bar(id).map_or("-".into(), |bar| bar.value().to_string());
                format!("{id} {} {}", value(id), value(&format!("{id}{WASM}")))
            })
            .collect();
        let wanted = [
            "first-write-4k 1.25 1.6",
            "rewrite-4k 1.3 1.6",
            "snapshot-create 1 3.5",
            "read-depth-1000-held 1.5 1.6",
            "read-depth-1000-base 2 1.6",
            "write-per-snapshot 0.5 1.6",
            "diff-1k-of-1m 0.1 1.6",
            "replay-stamps 1 3.5",
            "bytes-per-exception - -",
            "random-load - -",
        ];
        assert_eq!(bars, wanted);
    }

    #[test]
    fn only_the_replay_wants_more() {
        for (id, _) in ROWS {
            let at_least = matches!(bar(id), Some(Bar::AtLeast(_)));
            assert_eq!(at_least, id == "replay-stamps", "{id}");
        }
    }
}
