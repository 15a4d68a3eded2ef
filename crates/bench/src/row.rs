//! One measured row, as `--json` prints it.

use serde::{Deserialize, Serialize};

use crate::bars::{self, Bar};

/// A row: ours, theirs, and whether their ratio is within the bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The row's id; a detail of a row has its id with something added.
    pub id: String,
    /// Unit of `ours` and `theirs`.
    pub unit: String,
    /// What we took.
    pub ours: f64,
    /// Whom we are compared with; a limit for a plain limit.
    pub peer: Option<String>,
    /// What the peer took, or the limit.
    pub theirs: Option<f64>,
    /// Ours by theirs, in the same run.
    pub ratio: Option<f64>,
    /// The bar for the ratio: at most this, or at least where more is better.
    pub bar: Option<f64>,
    /// Whether the bar is kept.
    pub ok: Option<bool>,
    /// Whether the bar is a lower bound.
    #[serde(default, skip_serializing_if = "is_false")]
    pub more_is_better: bool,
    /// What else a reader must know.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Row {
    /// A row against a peer or a limit; its bar is looked up by its id.
    #[must_use]
    pub fn against(id: &str, unit: &str, ours: f64, peer: &str, theirs: f64) -> Self {
        let ratio = ours / theirs;
        let bar = bars::bar(id);
        Self {
            id: id.to_owned(),
            unit: unit.to_owned(),
            ours: rounded(ours),
            peer: Some(peer.to_owned()),
            theirs: Some(rounded(theirs)),
            ratio: Some(rounded(ratio)),
            bar: bar.map(|bar| bar.value()),
            ok: bar.map(|bar| bar.admits(ratio)),
            more_is_better: matches!(bar, Some(Bar::AtLeast(_))),
            note: String::new(),
        }
    }

    /// What WebAssembly took for a row against what we took natively, in the same plan.
    #[must_use]
    pub fn wasm(wasm: &Self, native: &Self) -> Self {
        let id = format!("{}{}", native.id, bars::WASM);
        let row = |unit, wasm, native| Self::against(&id, unit, wasm, "native", native);
        let row = match native.unit.as_str() {
            // As times, so that less is better here too.
            bars::PER_SECOND => row("ns/page write", 1e9 / wasm.ours, 1e9 / native.ours),
            unit => row(unit, wasm.ours, native.ours),
        };
        row.with_note(native.note.clone())
    }

    /// A row with nothing beside it.
    #[must_use]
    pub fn alone(id: &str, unit: &str, ours: f64) -> Self {
        Self {
            id: id.to_owned(),
            unit: unit.to_owned(),
            ours: rounded(ours),
            peer: None,
            theirs: None,
            ratio: None,
            bar: None,
            ok: None,
            more_is_better: false,
            note: String::new(),
        }
    }

    /// The same row with a note.
    #[must_use]
    pub fn with_note(self, note: impl Into<String>) -> Self {
        Self {
            note: note.into(),
            ..self
        }
    }

    /// The row as one line of JSON.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("invariant: a row is plain values")
    }
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks with a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

/// Four significant digits: more were not measured.
fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::Row;

    #[test]
    fn json_has_the_agreed_shape() {
        let row = Row::against("first-write-4k", "ns", 410.0, "memcpy x2", 330.0);
        assert_eq!(
            row.json(),
            r#"{"id":"first-write-4k","unit":"ns","ours":410.0,"peer":"memcpy x2","theirs":330.0,"ratio":1.242,"bar":1.25,"ok":true}"#
        );
        let row = Row::alone("anything", "ns", 12.3456).with_note("n");
        assert_eq!(
            row.json(),
            r#"{"id":"anything","unit":"ns","ours":12.35,"peer":null,"theirs":null,"ratio":null,"bar":null,"ok":null,"note":"n"}"#
        );
    }

    #[test]
    fn webassembly_is_compared_in_times() {
        let row = |ours| Row::against("replay-stamps", "page writes/s", ours, "limit", 5e6);
        let wasm = Row::wasm(&row(2e6), &row(8e6).with_note("n"));
        assert_eq!((wasm.ours, wasm.theirs), (500.0, Some(125.0)));
        assert_eq!((wasm.ratio, wasm.ok), (Some(4.0), Some(false)));
        assert_eq!(
            (wasm.id.as_str(), wasm.note.as_str()),
            ("replay-stamps-wasm", "n")
        );
        let row = |ours| Row::against("rewrite-4k", "ns", ours, "memcpy", 100.0);
        let wasm = Row::wasm(&row(150.0), &row(100.0));
        assert_eq!(
            (wasm.ratio, wasm.bar, wasm.ok),
            (Some(1.5), Some(1.6), Some(true))
        );
    }

    #[test]
    fn a_bar_is_judged_before_rounding() {
        let row = Row::against("first-write-4k", "ns", 1.250_01, "memcpy x2", 1.0);
        assert_eq!((row.ratio, row.ok), (Some(1.25), Some(false)));
        let faster = Row::against("replay-stamps", "page writes/s", 6e6, "limit", 5e6);
        assert_eq!(faster.ok, Some(true));
        let slower = Row::against("replay-stamps", "page writes/s", 4e6, "limit", 5e6);
        assert_eq!(slower.ok, Some(false));
    }
}
