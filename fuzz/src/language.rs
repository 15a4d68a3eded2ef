//! The command language. What parses prints, and what was printed parses to the same; a document of
//! small volumes runs, and breaks no invariant.

use std::convert::Infallible;

use cowpath_lab::language::{
    self, Body, Command, Document, Setting, Trigger, Vocabulary, parse_document,
};
use cowpath_lab::run::Runner;
use cowpath_lab::session::Session;

/// Documents with larger volumes are not run: they are allowed to take their memory.
const PAGES_MAX: u64 = 4096;
const PAGE_BYTES_MAX: u64 = 4096;
const FAN_OUT_MAX: u64 = 256;
/// Nor are those with a longer history, or with a clock that goes further or ticks more often: they
/// are allowed to take their time.
const COMMANDS_MAX: usize = 60;
const CLOCK_MS_MAX: u64 = 10_000;

/// Parses, prints, completes and runs.
pub fn run(bytes: &[u8]) {
    let text = match language::decode(bytes) {
        Ok(text) => text,
        Err(error) => {
            assert!(!error.render("fuzz.cow").is_empty());
            return;
        }
    };
    let last = text.lines().last().unwrap_or_default();
    let middle = last.floor_char_boundary(last.len() / 2);
    for cursor in [middle, last.len()] {
        let found = language::complete(last, cursor, &Vocabulary::default());
        assert!(found.from <= found.to && found.to <= last.len());
        assert!(last.is_char_boundary(found.from) && last.is_char_boundary(found.to));
    }
    let document = match parse_document(text) {
        Ok(document) => document,
        Err(errors) => {
            assert!(!errors.is_empty(), "a failed parse gives an error");
            for error in errors {
                assert!(!error.render("fuzz.cow").is_empty());
            }
            return;
        }
    };
    prints_as_itself(&document);
    let history = document.history();
    if history.len() <= COMMANDS_MAX && history.iter().all(|node| is_small(node.command)) {
        runs(&document);
    }
}

fn prints_as_itself(document: &Document) {
    let printed = document.to_string();
    let again = parse_document(&printed);
    let again = again.unwrap_or_else(|errors| panic!("{}\n{printed}", errors[0].render("printed")));
    assert!(
        said(document).eq(said(&again)),
        "another document:\n{printed}"
    );
    assert_eq!(again.to_string(), printed, "printing twice");
}

/// What a document says: blank lines aside, which printing joins, and with them line numbers.
fn said(document: &Document) -> impl Iterator<Item = (&Body, &Option<String>)> {
    let lines = document.lines.iter();
    lines
        .map(|line| (&line.body, &line.comment))
        .filter(|(body, comment)| **body != Body::Blank || comment.is_some())
}

fn runs(document: &Document) {
    let runner = Runner {
        keep_going: true,
        events: true,
        check: true,
    };
    let run = runner.run(document, |ran| {
        assert!(!ran.outcome.text().is_empty() || ran.text.is_empty());
        Ok::<(), Infallible>(())
    });
    let Ok((_, summary)) = run;
    let faults = document.commands().any(|(_, command)| sets_fault(command));
    assert!(summary.broken.is_none() || faults, "{:?}", summary.broken);

    // The same as a history: it goes back and forth, and is saved as it was.
    let text = document.to_string();
    let mut session = Session::open(&text).expect("it was parsed before");
    let end = session.outline().clone();
    while session.step_back() {}
    session.to_end();
    assert_eq!(session.outline(), &end, "going back and forth");
    let saved = session.save();
    let opened = Session::open(&saved).expect("what was saved");
    assert_eq!(opened.save(), saved, "saving twice");
}

fn is_small(command: &Command) -> bool {
    match command {
        Command::Volume {
            pages,
            page_bytes,
            levels,
            ..
        } => {
            *pages <= PAGES_MAX
                && *page_bytes <= PAGE_BYTES_MAX
                && levels.iter().all(|fan_out| *fan_out <= FAN_OUT_MAX)
        }
        Command::Resize { pages, .. } => *pages <= PAGES_MAX,
        Command::At(time) => time.ms() <= CLOCK_MS_MAX,
        Command::Schedule(schedule) => match &schedule.trigger {
            Trigger::Time(time) => time.ms() >= CLOCK_MS_MAX / 20,
            _ => true,
        },
        Command::By { command, .. } | Command::Crash { command, .. } => is_small(command),
        _ => true,
    }
}

fn sets_fault(command: &Command) -> bool {
    match command {
        Command::Set(Setting::Fault { .. }) => true,
        Command::By { command, .. } | Command::Crash { command, .. } => sets_fault(command),
        _ => false,
    }
}
