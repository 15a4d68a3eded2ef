//! Commands on whole volumes that were begun: they go on one micro-step at a time, and everything
//! else waits until they have ended.

use cowpath_lab::language::parse_document;
use cowpath_lab::machine::Machine;
use cowpath_lab::outcome::{Outcome, Refused};

const HEAD: &str = "volume base pages 4 page 16B levels 2x2
write base 0 \"x\"
ross s of base
rwss w of s
write w 1 \"w\"
write base 0 \"y\"
";

struct Play(Machine);

impl Play {
    fn of(text: &str) -> Self {
        let mut play = Self(Machine::default());
        for line in format!("{HEAD}{text}").lines() {
            play.run(line);
        }
        play
    }

    fn try_run(&mut self, line: &str) -> Result<Outcome, Refused> {
        let document = parse_document(line).expect(line);
        let command = document.commands().next().expect(line).1.clone();
        self.0.apply(&command, &mut ())
    }

    fn run(&mut self, line: &str) -> Outcome {
        self.try_run(line)
            .unwrap_or_else(|refused| panic!("{line}: {}", refused.message))
    }

    fn rejects(&mut self, line: &str) -> String {
        let refused = self.try_run(line).expect_err(line);
        assert_eq!(refused.rule, "in-flight", "{line}");
        refused.message
    }

    fn step(&mut self, name: &str) -> Option<&'static str> {
        match self.run(&format!("step {name}")) {
            Outcome::Stepped(stepped) => Some(stepped.steps[0]),
            _ => None,
        }
    }

    /// All steps, by their words; the last one ends the command.
    fn steps(&mut self, name: &str) -> Vec<&'static str> {
        std::iter::from_fn(|| self.step(name)).collect()
    }
}

#[test]
fn a_restore_begins_step_by_step() {
    let mut play = Play::of("begin r restore base from w as n undo u\nbegin h write base 0 \"h\"");
    assert_eq!(play.step("r"), Some("freeze"));
    let why = play.rejects("step h");
    assert_eq!(
        why,
        "r is between its steps and keeps everything else waiting: `step r` or `finish r` first"
    );
    for line in [
        "write base 2 \"z\"",
        "ross m of base",
        "begin k read base 0",
        "finish h",
        "set push copy",
        "volume other pages 4 page 16B levels 2x2",
    ] {
        play.rejects(line);
    }
    play.run("tree");
    play.run("locks");
    play.run("expect page base 0 \"y\"");
    assert_eq!(play.steps("r"), ["take", "take", "take", "pending"]);
    // The write waited through the freeze: it comes after the restore, and no snapshot settles.
    let undo = play.0.id("u").expect("it was taken");
    assert!(!play.0.engine().is_settling(undo));
    assert_eq!(play.0.open_operations().len(), 1);
    assert!(!play.0.open_operations()[0].before);
    for line in [
        "finish h",
        "expect page base 0 \"h\"",
        "expect page n 0 \"x\"",
        "expect page u 0 \"y\"",
    ] {
        let outcome = play.run(line);
        assert!(
            !matches!(outcome, Outcome::Expect(failed) if !failed.ok),
            "{line}"
        );
    }
}

#[test]
fn it_waits_for_what_is_between_its_own_steps() {
    let mut play = Play::of("begin h write base 0 \"h\"\nbegin r restore base from s as n\nstep h");
    let why = play.rejects("step r");
    assert!(why.contains("(h)"), "{why}");
    play.run("finish h");
    play.run("finish r");
    play.run("background base all");
    let outcome = play.run("expect page base 0 \"x\"");
    assert!(matches!(outcome, Outcome::Expect(it) if it.ok));
}

#[test]
fn a_refresh_and_a_delete_tell_their_steps() {
    let mut play = Play::of("begin f refresh w as r");
    let steps = play.steps("f");
    assert_eq!(steps[..4], ["freeze", "take", "take", "swap"]);
    assert!(steps[4..].contains(&"release"), "{steps:?}");
    let mut play = Play::of("begin d delete s w");
    assert_eq!(play.steps("d").first(), Some(&"plan"));
}

#[test]
fn a_crash_between_the_steps_recovers() {
    let mut play = Play::of("begin r restore base from w as n undo u\nstep r 3");
    let outcome = play.run("crash 0 check");
    assert!(matches!(outcome, Outcome::Crashed(_)));
    assert!(play.0.open_operations().is_empty());
    // The record was there, so recovery has begun the restore.
    assert_eq!(play.0.engine().restores().count(), 1);
    let outcome = play.run("check");
    assert!(matches!(outcome, Outcome::Check(check) if check.ok));
}
