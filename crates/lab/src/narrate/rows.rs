//! Rows of the flow, before it is known how far the command is.

use super::{FlowRow, Moment, RowState};

/// Rows in the order of their micro-steps.
pub(super) type Flow = Vec<Row>;

/// Most rows that are shown; of a longer flow, those around the present one.
const ROWS_MAX: usize = 60;

/// A row that belongs to one micro-step, or to some that follow each other.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Index of the first micro-step.
    pub(super) first: usize,
    /// Index of the last micro-step.
    pub(super) last: usize,
    pub(super) number: String,
    /// What it does.
    pub(super) text: String,
    /// What came of it: told only once it is done.
    pub(super) result: String,
}

impl Row {
    /// A row with the flowchart's numbers.
    pub(super) fn numbered(step: usize, numbers: &[u16], text: impl Into<String>) -> Self {
        let numbers: Vec<String> = numbers.iter().map(u16::to_string).collect();
        Self {
            first: step,
            last: step,
            number: numbers.join(" "),
            text: text.into(),
            result: String::new(),
        }
    }

    /// A row without a number.
    pub(super) fn plain(step: usize, text: impl Into<String>) -> Self {
        Self::numbered(step, &[], text)
    }

    /// The same row with what came of it.
    pub(super) fn giving(mut self, result: impl Into<String>) -> Self {
        self.result = result.into();
        self
    }

    /// The row as it stands at a moment.
    fn at(self, moment: &Moment<'_>) -> FlowRow {
        let mut text = self.text;
        if moment.knows(self.last) && !self.result.is_empty() {
            text.push_str(": ");
            text.push_str(&self.result);
        }
        FlowRow {
            number: self.number,
            text,
            state: moment.state(self.first, self.last),
        }
    }
}

/// What the next micro-step does, in the words of its row.
pub(super) fn next(flow: &Flow, step: usize) -> Option<String> {
    let row = flow
        .iter()
        .find(|row| row.first <= step && step <= row.last)?;
    Some(row.text.clone())
}

/// The rows as they stand at a moment; a long flow is cut around the present row.
pub(super) fn at(flow: Flow, moment: &Moment<'_>) -> Vec<FlowRow> {
    let mut rows: Vec<FlowRow> = flow.into_iter().map(|row| row.at(moment)).collect();
    if rows.len() <= ROWS_MAX {
        return rows;
    }
    let present = rows.iter().position(|row| row.state != RowState::Done);
    let present = present.unwrap_or(rows.len());
    let start = present
        .saturating_sub(ROWS_MAX / 2)
        .min(rows.len() - ROWS_MAX);
    let after = rows.split_off(start + ROWS_MAX);
    let mut shown = rows.split_off(start);
    let cut = |rows: &[FlowRow], state| {
        let text = format!("… {} more", rows.len());
        let number = String::new();
        (!rows.is_empty()).then_some(FlowRow {
            number,
            text,
            state,
        })
    };
    shown.splice(0..0, cut(&rows, RowState::Done));
    let end = after.last().map_or(RowState::Todo, |row| row.state);
    shown.extend(cut(&after, end));
    shown
}
