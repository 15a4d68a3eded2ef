//! Pictures of what is under way: restores, operations in flight.

use cowpath_engine::content::Content;
use cowpath_engine::event::Event;
use cowpath_engine::ids::PageNo;
use cowpath_engine::inflight::OpenId;
use cowpath_engine::restore::{Mode, Order, Undo};
use cowpath_engine::{Command, Outcome};
use cowpath_scene::tree::{Options, layout};
use cowpath_scene::{Scene, Story, tween};

use super::Script;

impl Script {
    /// Begins a restore of `base`; its source, where it is a new one, is `at`.
    pub fn restore(&mut self, from: &str, mode: Mode) -> &mut Self {
        let (base, from) = (self.id("base"), self.id(from));
        let (undo, order) = (Undo::New, Order::Once);
        let command = Command::Restore {
            base,
            from,
            undo,
            order,
            mode,
        };
        let Outcome::RestoreBegun(begun) = self.ask(command) else {
            panic!("a restore begins");
        };
        for (id, name) in [
            (begun.source, "w-frozen"),
            (begun.undo, "before-it"),
            (begun.new, "n"),
        ] {
            if self.outline.volumes.contains_key(&id) && !self.names.contains_key(&id) {
                self.call(id, name);
            }
        }
        self
    }

    pub fn begin_write(&mut self, name: &str, page: u64, text: &str) -> &mut Self {
        let (volume, page) = (self.id(name), PageNo(page));
        let content = Content::bytes(text.as_bytes());
        self.ask(Command::BeginWrite {
            volume,
            page,
            content,
        });
        self
    }

    pub fn background(&mut self, items: u64) -> &mut Self {
        let base = self.id("base");
        self.ask(Command::Background { base, items });
        self
    }
}

/// The example of a file server: a branch that was tried, and production.
pub fn file_server(mode: Mode) -> Script {
    let mut s = Script::new();
    s.base("base", 4, &[2, 2]);
    for page in 0..4 {
        s.write("base", page, &format!("A{page}"));
    }
    s.ross("s1", "base").rwss("w", "s1");
    s.write("w", 1, "w1").write("w", 2, "w2");
    s.write("base", 0, "B0").write("base", 2, "B2");
    s.mark().restore("w", mode);
    s
}

/// A write before a snapshot and one after it, both in flight, and a read that waits.
pub fn in_flight() -> Script {
    let mut s = Script::new();
    s.base("base", 4, &[2, 2]);
    for page in 0..4 {
        s.write("base", page, &format!("a{page}"));
    }
    s.ross("before", "base");
    s.begin_write("base", 1, "f1").ross("after", "base");
    s.begin_write("base", 2, "n2");
    let (volume, page) = (s.id("after"), PageNo(2));
    s.ask(Command::BeginRead { volume, page });
    let (operation, steps) = (OpenId(1), Some(2));
    s.mark().ask(Command::Advance { operation, steps });
    s
}

/// Two writes of one page and a read of a third, in flight: none has a lock, or one has.
pub fn several(locked: bool) -> Script {
    let mut s = Script::new();
    s.base("base", 4, &[2, 2]).write("base", 0, "x");
    s.begin_write("base", 0, "d1").ross("s", "base");
    s.begin_write("base", 0, "d2").begin_write("base", 1, "e");
    if locked {
        let (operation, steps) = (OpenId(0), Some(1));
        s.mark().ask(Command::Advance { operation, steps });
    }
    s
}

/// The first step of a restore whose names are short: what is on record has no room between the
/// ends of time.
pub fn on_record() -> Scene {
    let s = file_server(Mode::Eager);
    let logged = |e: &Event<'_>| matches!(e, Event::IntentLogged { .. });
    super::further::told_nth(&s, 0, logged)
}

/// Half way through the filling of a base's own block, and after it.
pub fn filled(s: &Script) -> (Scene, Scene) {
    let (a, event, b) = super::further::around_nth(s, 0, |e| matches!(e, Event::BaseCopied { .. }));
    (tween(&a, &b, &event, 0.5), b)
}

/// Both of a volume whose pages have no cells of their own: a restore with pages that a host
/// wrote, or with operations in flight.
pub fn large(in_flight: bool) -> Script {
    let mut s = Script::new();
    s.base("base", 256, &[16, 16]);
    for page in (0..256).step_by(5) {
        s.write("base", page, "a");
    }
    s.ross("s1", "base").rwss("w", "s1");
    for page in (40..90).chain([200, 255]) {
        s.write("w", page, "w");
    }
    if in_flight {
        s.begin_write("base", 3, "f").begin_write("base", 240, "g");
        let (operation, steps) = (OpenId(0), Some(1));
        s.mark().ask(Command::Advance { operation, steps });
    } else {
        s.mark().restore("w", Mode::Lazy);
        s.write("base", 41, "h").write("base", 200, "h");
    }
    s
}

fn picture(s: &Script) -> Scene {
    let story = Story::of(&s.events);
    let options = Options {
        names: &s.names,
        story: &story,
        ..Options::default()
    };
    layout(&s.outline, &options)
}

/// Every one of these pictures, with a name.
pub fn scenes() -> Vec<(String, Scene)> {
    let eager = picture(&file_server(Mode::Eager));
    let mut lazy = file_server(Mode::Lazy);
    lazy.write("base", 2, "h2").write("base", 3, "h3");
    let mut last = file_server(Mode::Eager);
    last.write("base", 2, "h2").background(1);
    let mut item = file_server(Mode::Eager);
    item.mark().background(1);
    let (fill_mid, fill) = filled(&item);
    let mut item = large(false);
    item.mark().background(1);
    let (large_mid, _) = filled(&item);
    let all = [
        ("restore-begun", eager),
        ("restore-fill-mid", fill_mid),
        ("restore-fill", fill),
        ("restore-large-fill-mid", large_mid),
        ("restore-bits", picture(&lazy)),
        ("restore-last", picture(&last)),
        ("restore-record", on_record()),
        ("in-flight", picture(&in_flight())),
        ("in-flight-several", picture(&several(false))),
        ("in-flight-one-of-several", picture(&several(true))),
        ("restore-large", picture(&large(false))),
        ("in-flight-large", picture(&large(true))),
    ];
    all.map(|(name, scene)| (name.to_owned(), scene)).into()
}
