//! Scenarios as tests run them.

#![allow(dead_code, reason = "each test binary uses some of it")]

use cowpath_lab::language::parse_document;
use cowpath_lab::machine::Machine;
use cowpath_lab::outcome::{EventLine, Outcome, OutcomeLine};
use cowpath_lab::run::{Runner, Summary};

/// Runs a scenario to its end, refusals included, checking every invariant after each command.
#[track_caller]
pub fn run(scenario: &str) -> (Vec<Outcome>, Machine, Summary) {
    runner().outcomes(&parse(scenario))
}

/// The JSON lines of a scenario.
#[track_caller]
pub fn json(scenario: &str) -> (Vec<String>, Summary) {
    lines(scenario, false)
}

/// The JSON lines of a scenario, events included.
#[track_caller]
pub fn json_events(scenario: &str) -> (Vec<String>, Summary) {
    lines(scenario, true)
}

/// The JSON of the last outcome.
#[track_caller]
pub fn last_json(scenario: &str) -> String {
    let (outcomes, ..) = run(scenario);
    let last = outcomes.last().expect("the scenario has a command");
    serde_json::to_string(last).expect("an outcome serialises")
}

#[track_caller]
fn parse(scenario: &str) -> cowpath_lab::language::Document {
    match parse_document(scenario) {
        Ok(document) => document,
        Err(errors) => panic!("{}", errors[0].render("scenario")),
    }
}

fn runner() -> Runner {
    Runner {
        keep_going: true,
        events: false,
        check: true,
    }
}

#[track_caller]
fn lines(scenario: &str, events: bool) -> (Vec<String>, Summary) {
    let mut lines = Vec::new();
    let runner = Runner { events, ..runner() };
    let run = runner.run(&parse(scenario), |ran| {
        for event in ran.events {
            lines.push(EventLine::new(ran.line_no, event, ran.machine).to_string());
        }
        let line = OutcomeLine {
            line: ran.line_no,
            command: ran.text,
            outcome: ran.outcome,
        };
        lines.push(line.to_string());
        Ok::<(), std::convert::Infallible>(())
    });
    let Ok((_, summary)) = run;
    (lines, summary)
}
