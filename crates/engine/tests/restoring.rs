//! Hosts' writes and reads in flight while a restore runs and its background copies, in every
//! order of their steps.

mod common;

use common::Stage;
use common::restore::{WAYS, example};
use cowpath_engine::check::check;
use cowpath_engine::command::{Command, Outcome};
use cowpath_engine::content::Content;
use cowpath_engine::faults::Rule;
use cowpath_engine::ids::PageNo;
use cowpath_engine::inflight::{OpenId, Step};
use cowpath_engine::policy::Policy;
use cowpath_engine::restore::{Mode, Order, Undo};

/// A restore that runs, and what is in flight.
#[derive(Clone)]
struct Load {
    stage: Stage,
    copying: OpenId,
    write: OpenId,
    written: bool,
    ended: bool,
}

fn begin(stage: &mut Stage, command: Command<'_>) -> OpenId {
    let Outcome::Begun(id) = stage.run(command) else {
        panic!("it is in flight");
    };
    id
}

impl Load {
    fn of(order: Order, mode: Mode, page: u64) -> Self {
        let mut stage = example();
        stage.restore("w", Undo::New, order, mode);
        let base = stage.id("base");
        let items = u64::MAX;
        let copying = begin(&mut stage, Command::BeginBackground { base, items });
        let write = Command::BeginWrite {
            volume: base,
            page: PageNo(page),
            content: Content::bytes(b"h"),
        };
        let write = begin(&mut stage, write);
        let (written, ended) = (false, false);
        Self {
            stage,
            copying,
            write,
            written,
            ended,
        }
    }

    /// Does a step of an operation that is enabled.
    fn step(&mut self, operation: OpenId) -> Step {
        let steps = Some(1);
        let Outcome::Advanced(advanced) = self.stage.run(Command::Advance { operation, steps })
        else {
            panic!("it goes on");
        };
        if advanced.ended.is_some() {
            *match operation == self.write {
                true => &mut self.written,
                false => &mut self.ended,
            } = true;
        }
        self.stage.assert_folds();
        advanced.steps[0]
    }

    fn enabled(&self) -> Vec<OpenId> {
        let open = self.stage.engine.open_operations();
        open.filter(|open| open.waits_for.is_none())
            .map(|open| open.id)
            .collect()
    }

    /// Every state that can be reached, by all ways.
    fn visit(&self, each: &mut impl FnMut(&Self)) {
        each(self);
        for operation in self.enabled() {
            let mut next = self.clone();
            next.step(operation);
            next.visit(each);
        }
    }
}

#[test]
fn whatever_comes_between_the_steps_every_view_holds() {
    for (order, mode) in WAYS {
        for page in 0..4_u64 {
            let mut ends = 0;
            Load::of(order, mode, page).visit(&mut |load| {
                let when = format!("{order:?} {mode:?}, a write to page {page}");
                load.stage.views_hold(&when);
                let broken = check(&load.stage.engine).broken;
                assert_eq!(broken, [], "{when}");
                let shown = load.stage.all("base");
                let mut with = ["A0", "w1", "w2", "A3"];
                let without = with.join(" ");
                with[page as usize] = "h";
                let allowed = if load.written {
                    vec![with.join(" ")]
                } else {
                    vec![without, with.join(" ")]
                };
                assert!(allowed.contains(&shown), "{when}: {shown}");
                if load.written && load.ended {
                    ends += 1;
                    assert_eq!(load.stage.engine.restores().count(), 0);
                    assert!(load.stage.held("u").contains("2:B2"), "{when}");
                }
            });
            assert!(ends > 10, "{ends} schedules");
        }
    }
}

/// The writer has its page to itself; the background waits there and nowhere else.
#[test]
fn the_background_waits_for_the_page_that_is_written() {
    let mut load = Load::of(Order::Once, Mode::Eager, 0);
    assert_eq!(load.step(load.write), Step::Save);
    assert_eq!(load.enabled(), [load.write]);
    let mut load = Load::of(Order::Once, Mode::Eager, 2);
    assert_eq!(load.step(load.write), Step::Save);
    let mut did = Vec::new();
    while load.enabled().contains(&load.copying) {
        did.push(load.step(load.copying));
    }
    use Step::{Clear, Fill, Save};
    assert_eq!(did, [Save, Fill, Clear, Save, Fill, Clear]);
    let open = load.stage.engine.open_operation(load.copying);
    let open = open.expect("it is open");
    assert_eq!(open.waits_for, Some(load.write));
    let mut did = Vec::new();
    while !load.written {
        did.push(load.step(load.write));
    }
    assert_eq!(did, [Save, Step::Put, Step::Mark]);
    assert_eq!(load.step(load.copying), Step::End);
    assert!(load.ended);
}

/// Without the lock a host's write is lost under the background.
#[test]
fn without_the_lock_a_write_is_lost() {
    let mut load = Load::of(Order::Once, Mode::Eager, 0);
    let mut policy = Policy::default();
    policy.faults = policy.faults.with(Rule::Lock, true);
    load.stage.set(policy);
    let mut lost = 0;
    load.visit(&mut |load| {
        if load.written && load.stage.all("base") != "h w1 w2 A3" {
            lost += 1;
        }
    });
    assert!(lost > 0);
}

/// A stop after any step loses nothing that had ended.
#[test]
fn a_crash_between_the_steps_keeps_what_had_ended() {
    for (order, mode) in WAYS {
        Load::of(order, mode, 2).visit(&mut |load| {
            let mut after = load.stage.clone();
            after.run(Command::Recover);
            assert_eq!(check(&after.engine).broken, []);
            let shown = after.all("base");
            let before = shown == "A0 w1 w2 A3" && !load.written;
            assert!(
                before || shown == "A0 w1 h A3",
                "{order:?} {mode:?}: {shown}"
            );
            after.views_hold("after a crash");
        });
    }
}
