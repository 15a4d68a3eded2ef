//! The worked example of a restore.

use cowpath_engine::command::{Command, Outcome};
use cowpath_engine::content::Content;
use cowpath_engine::ids::PageNo;
use cowpath_engine::projection::Outline;
use cowpath_engine::refusal::Refusal;
use cowpath_engine::restore::{Begun, Cancelled, Copied, Mode, Order, Undo};

use super::Stage;

pub const WAYS: [(Order, Mode); 4] = [
    (Order::OldFirst, Mode::Eager),
    (Order::OldFirst, Mode::Lazy),
    (Order::Once, Mode::Eager),
    (Order::Once, Mode::Lazy),
];

/// A base of four pages, a snapshot of it, a read-write snapshot on that one, and changes to both.
pub fn example() -> Stage {
    let mut stage = Stage::new(4, &[2, 2]);
    stage.play(
        "w base 0=A0; w base 1=A1; w base 2=A2; w base 3=A3
         ross s1 of base; rwss w of s1; w w 1=w1; w w 2=w2; w base 0=B0; w base 2=B2",
    );
    stage
}

impl Stage {
    pub fn restore(&mut self, from: &str, undo: Undo, order: Order, mode: Mode) -> Begun {
        let command = Command::Restore {
            base: self.id("base"),
            from: self.id(from),
            undo,
            order,
            mode,
        };
        let Outcome::RestoreBegun(begun) = self.run(command) else {
            panic!("it did not begin");
        };
        for (name, id) in [("u", begun.undo), ("n", begun.new), ("f", begun.source)] {
            self.names.insert(name.to_owned(), id);
        }
        *begun
    }

    pub fn background(&mut self, items: u64) -> Copied {
        let base = self.id("base");
        match self.run(Command::Background { base, items }) {
            Outcome::BackgroundCopied(copied) => copied,
            other => panic!("{other:?}"),
        }
    }

    pub fn cancel(&mut self, keep: bool) -> Cancelled {
        let base = self.id("base");
        match self.run(Command::CancelRestore { base, keep }) {
            Outcome::RestoreCancelled(cancelled) => *cancelled,
            other => panic!("{other:?}"),
        }
    }

    pub fn all(&self, volume: &str) -> String {
        let pages = self.engine.volume(self.id(volume)).expect("it lives").pages;
        let shown = (0..pages).map(|page| {
            let shown = self.engine.peek(self.id(volume), PageNo(page));
            let Some(Content::Bytes(bytes)) = shown else {
                panic!("page {page}");
            };
            String::from_utf8_lossy(&bytes).into_owned()
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    pub fn held(&self, volume: &str) -> String {
        let held = self.engine.exceptions(self.id(volume)).expect("it lives");
        let told = held.iter().map(|it| {
            let Content::Bytes(bytes) = &it.content else {
                panic!("bytes");
            };
            format!("{}:{}", it.page.0, String::from_utf8_lossy(bytes))
        });
        told.collect::<Vec<_>>().join(",")
    }

    pub fn rejects(&mut self, command: Command<'_>, rule: &str) -> Refusal {
        let refusal = self.try_run(command).expect_err(rule);
        assert_eq!(refusal.rule(), rule);
        refusal
    }

    /// What every snapshot of the example must show all the time.
    pub fn views_hold(&self, when: &str) {
        assert_eq!(self.all("s1"), "A0 A1 A2 A3", "{when}");
        assert_eq!(self.all("w"), "A0 w1 w2 A3", "{when}");
        assert_eq!(self.all("u"), "B0 A1 B2 A3", "{when}");
        assert_eq!(self.all("n"), "A0 w1 w2 A3", "{when}");
        assert_eq!(
            self.outline.clone().without_origins(),
            Outline::of(&self.engine)
        );
    }
}
