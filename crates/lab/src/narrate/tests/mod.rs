//! Scenarios and what is told of their last command, by running the real engine.

mod busy;
mod changes;
mod clock;
mod comparisons;
mod moments;
mod operations;
mod reads;
mod restores;
mod scenarios;
mod settings;
mod writes;

use cowpath_engine::event::{Event, OwnedEvent, Tap};
use cowpath_engine::ids::VolumeId;
use cowpath_engine::projection::Outline;
use cowpath_engine::sorted::SortedMap;

use super::{Narration, RowState, narrate};
use crate::language::{Command, parse_command};
use crate::machine::Machine;
use crate::outcome::Outcome;

/// A tree of eight pages with three levels, like Fig. 8, each page written once.
const EIGHT: &str = "volume base pages 8 page 4KiB levels 2x2x2
write base 0 \"a0\"
write base 1 \"a1\"
write base 2 \"a2\"
write base 3 \"a3\"
write base 4 \"a4\"
write base 5 \"a5\"
write base 6 \"a6\"
write base 7 \"a7\"";

/// Fig. 8 up to the command before the last.
const FIG_8: &str = "ross 2206 of base
write base 0 \"b0\"
ross 2212 of base
write base 1 \"b1\"
write base 0 \"c0\"
write base 7 \"b7\"
write base 7 \"a7\"
ross 2210 of base
write base 2 \"b2\"
ross 2204 of base
rwss 2304 of 2204
rwss 2104 of 2204
write base 3 \"b3\"
write 2304 4 \"x4\"
ross 2310 of 2304
write 2304 5 \"x5\"
write 2304 4 \"y4\"
ross 2308 of 2304
write 2304 6 \"x6\"
rwss 2306 of 2308
write 2306 7 \"z7\"
write 2104 0 \"q0\"
ross 2106 of 2104
write 2104 0 \"r0\"";

/// The last command of a script that goes on from Fig. 8.
fn last(script: &str) -> Last {
    run(&[EIGHT, FIG_8, script])
}

/// The last command of a scenario, with every moment of it.
struct Last {
    text: String,
    steps: Vec<Vec<OwnedEvent>>,
    /// What is seen before the first micro-step and after each.
    outlines: Vec<Outline>,
    names: Vec<SortedMap<VolumeId, String>>,
    outcome: Outcome,
}

/// Runs the lines of all parts; the last line is the one to tell.
fn run(parts: &[&str]) -> Last {
    let text = parts.join("\n");
    let mut commands: Vec<Command> = text
        .lines()
        .map(|line| parse_command(line).unwrap())
        .collect();
    let last = commands.pop().unwrap();
    let mut machine = Machine::new();
    let mut outline = Outline::default();
    for command in &commands {
        machine.apply(command, &mut outline).unwrap();
    }
    let mut told = Last {
        text: last.to_string(),
        steps: Vec::new(),
        outlines: vec![outline.clone()],
        names: vec![machine.names_ever()],
        outcome: Outcome::Done(crate::outcome::Done::default()),
    };
    let mut running = match machine.begin(&last) {
        Ok(running) => running,
        Err(refused) => {
            told.outcome = Outcome::Refused(refused);
            return told;
        }
    };
    loop {
        let mut events = Vec::new();
        let mut keep = Tap(|event: &Event<'_>| {
            outline.fold(event);
            events.push(event.to_static());
        });
        let outcome = machine.step(&mut running, &mut keep);
        told.steps.push(events);
        told.outlines.push(outline.clone());
        told.names.push(machine.names_ever());
        if let Some(outcome) = outcome {
            told.outcome = outcome;
            return told;
        }
    }
}

impl Last {
    fn at(&self, done: usize) -> Narration {
        let settled = done == self.steps.len();
        narrate(
            &self.text,
            &self.steps,
            done,
            &self.outlines[done],
            &self.names[done],
            settled.then_some(&self.outcome),
        )
    }

    fn end(&self) -> Narration {
        self.at(self.steps.len())
    }

    /// The moment after the micro-step that holds such an event.
    fn after(&self, is_it: impl Fn(&Event<'_>) -> bool) -> Narration {
        let step = self
            .steps
            .iter()
            .position(|events| events.iter().any(&is_it));
        self.at(step.unwrap() + 1)
    }
}

/// The flow, one line a row: `*` is lit, `.` is still to come.
fn rows(told: &Narration) -> String {
    let row = |row: &super::FlowRow| {
        let mark = match row.state {
            RowState::Done => ' ',
            RowState::Now => '*',
            RowState::Todo => '.',
        };
        format!("{mark} {:<12}{}", row.number, row.text)
            .trim_end()
            .to_owned()
            + "\n"
    };
    told.flow.iter().map(row).collect()
}

/// Everything that is told, as a text.
fn all(told: &Narration) -> String {
    let mut text = format!("{}\n{}\n", told.title, told.sentences.join("\n"));
    if !told.flow_title.is_empty() {
        text += &format!("[{}]\n{}", told.flow_title, rows(told));
    }
    if let Some(next) = &told.next {
        text += &format!("next: {next}\n");
    }
    text
}

/// Runs a scenario on top of Fig. 8 and compares all that is told of its end.
fn check(script: &str, expected: &str) {
    let told = all(&run(&[EIGHT, FIG_8, script]).end());
    assert_eq!(told, expected.trim_start_matches('\n'));
}
