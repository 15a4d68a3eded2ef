//! Commands and what came of them, for people: each under its line number, answers indented.

use cowpath_engine::sorted::SortedMap;

use cowpath_engine::event::{Event, OwnedEvent};
use cowpath_engine::hints::HintKind;
use cowpath_engine::ids::VolumeId;
use cowpath_lab::narrate::step_label;
use cowpath_lab::outcome::{Outcome, name_text};
use cowpath_lab::run::{Ran, Summary};

/// How wide the line numbers are.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    width: usize,
}

impl Told {
    /// For a file whose last command stands on this line.
    pub fn new(last_line: usize) -> Self {
        let width = last_line.to_string().len();
        Self { width }
    }

    /// A command, what happened in it if that was gathered, and what came of it.
    pub fn command(&self, ran: &Ran<'_>) -> String {
        let mut text = format!("{:>1$}  {2}", ran.line_no, self.width, ran.text);
        if let Outcome::Expect(expected) = ran.outcome
            && expected.ok
        {
            text.push_str(": ok\n");
            return text;
        }
        text.push('\n');
        if !ran.events.is_empty() {
            let names = ran.machine.names_ever();
            for event in ran.events {
                self.indent(&mut text, &event_text(event, &names), "· ");
            }
        }
        for line in ran.outcome.text().lines() {
            self.indent(&mut text, line, "");
        }
        text
    }

    /// How the run of a file with so many commands went, as the last line.
    pub fn summary(&self, summary: &Summary, commands: usize) -> String {
        let mut found = Vec::new();
        let mut add = |count: usize, what: &str| {
            if count > 0 {
                found.push(format!("{count} {what}"));
            }
        };
        add(summary.refused, "refused");
        add(summary.failed, "not as expected");
        add(summary.faults, "with broken invariants");
        if let Some((_, broken)) = &summary.broken {
            add(broken.len(), "invariants broken");
        }
        add(commands.saturating_sub(summary.commands), "not run");
        let commands = match summary.commands {
            1 => "1 command".to_owned(),
            count => format!("{count} commands"),
        };
        match found.is_empty() {
            true => format!("{commands}: all well\n"),
            false => format!("{commands}: {}\n", found.join(", ")),
        }
    }

    fn indent(&self, text: &mut String, line: &str, mark: &str) {
        let spaces = self.width + 2;
        text.push_str(&format!("{:spaces$}{mark}{line}\n", ""));
    }
}

/// One event in a line. Those that are only a part of a micro-step have no label of their own.
fn event_text(event: &OwnedEvent, names: &SortedMap<VolumeId, String>) -> String {
    let name = |id: &VolumeId| names.get(id).map_or("?".to_owned(), |name| name_text(name));
    match event {
        Event::TableAllocated {
            volume, level: 1, ..
        } => format!("{} gets its level 1 table", name(volume)),
        Event::HintSet {
            volume,
            page,
            target,
            kind,
        } => format!(
            "{} gets a skip pointer{} to {} for page {}",
            name(volume),
            match kind {
                HintKind::Value => "",
                HintKind::Resume => " for the search",
            },
            name(target),
            page.0
        ),
        Event::HintDropped { volume, page } => format!(
            "the skip pointer of {} for page {} is dropped",
            name(volume),
            page.0
        ),
        Event::TreeDeleted { .. } => "its tree is gone".to_owned(),
        other => step_label(std::slice::from_ref(other), names),
    }
}
