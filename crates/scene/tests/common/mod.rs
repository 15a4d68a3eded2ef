//! A tiny author of event lists: what an engine would tell about a few
//! commands, written by hand so that pictures are tested without an engine.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::borrow::Cow;
use std::collections::BTreeMap;

use cowpath_engine::content::Content;
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::event::Event;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{AdminOffset, DataOffset, Kind, PageNo, Runs, TreeId, VolumeId};
use cowpath_engine::projection::{Held, Outline};
use cowpath_scene::tables::{self, TablesOptions};
use cowpath_scene::tree::{Options, layout};
use cowpath_scene::{Scene, Story, tween};

/// A state and how it came to be.
pub struct Script {
    pub outline: Outline,
    pub names: BTreeMap<VolumeId, String>,
    /// Events of the last command.
    pub events: Vec<Event<'static>>,
    /// Whether a push from a read-write snapshot shares.
    pub share: bool,
    ids: BTreeMap<String, VolumeId>,
    newest: BTreeMap<VolumeId, VolumeId>,
    next: u32,
    admin: u64,
    data: u64,
}

impl Script {
    pub fn new() -> Self {
        Self {
            outline: Outline::default(),
            names: BTreeMap::new(),
            events: Vec::new(),
            share: true,
            ids: BTreeMap::new(),
            newest: BTreeMap::new(),
            next: 0,
            admin: 0,
            data: 0,
        }
    }

    pub fn id(&self, name: &str) -> VolumeId {
        self.ids[name]
    }

    pub fn emit(&mut self, event: Event<'static>) {
        self.outline.fold(&event);
        self.events.push(event);
    }

    fn add(&mut self, name: &str) -> VolumeId {
        let id = VolumeId(self.next);
        self.next += 1;
        self.ids.insert(name.to_owned(), id);
        self.names.insert(id, name.to_owned());
        id
    }

    pub fn base(&mut self, name: &str, pages: u64, levels: &[u32]) -> &mut Self {
        self.events.clear();
        let geometry = Geometry::new(pages, 64, levels).expect("a good geometry");
        let volume = self.add(name);
        let tree = TreeId(self.outline.trees.len() as u32);
        self.emit(Event::VolumeCreated {
            volume,
            tree,
            geometry: Box::leak(Box::new(geometry)),
            stamps: false,
        });
        self
    }

    fn tree(&self, volume: VolumeId) -> (TreeId, Geometry) {
        let tree = self.outline.volumes[&volume].tree;
        (tree, self.outline.trees[&tree].geometry.clone())
    }

    fn snapshot(&mut self, name: &str, of: &str, kind: Kind) {
        self.events.clear();
        let parent = self.id(of);
        let volume = self.add(name);
        let (tree, geometry) = self.tree(parent);
        let older = (kind == Kind::Ross)
            .then(|| self.newest.insert(parent, volume))
            .flatten();
        self.emit(Event::SnapshotTaken {
            volume,
            tree,
            kind,
            parent,
            copy_of: parent,
            older,
        });
        self.table(volume, tree, &geometry, 0, PageNo(0));
    }

    pub fn ross(&mut self, name: &str, of: &str) -> &mut Self {
        self.snapshot(name, of, Kind::Ross);
        self
    }

    pub fn rwss(&mut self, name: &str, of: &str) -> &mut Self {
        self.snapshot(name, of, Kind::Rwss);
        self
    }

    fn table(
        &mut self,
        volume: VolumeId,
        tree: TreeId,
        geometry: &Geometry,
        level: usize,
        page: PageNo,
    ) -> AdminOffset {
        let table = AdminOffset(self.admin);
        let entries = geometry.levels()[level];
        self.admin += u64::from(entries);
        let start = geometry.table_start(level, page);
        self.emit(Event::TableAllocated {
            volume,
            tree,
            level: level as u8 + 1,
            table,
            entries,
            start,
        });
        table
    }

    /// Walks to the leaf, making tables; returns the leaf's table, index and entry.
    fn walk(&mut self, volume: VolumeId, page: PageNo) -> (AdminOffset, u32, Option<Entry>) {
        let (tree, geometry) = self.tree(volume);
        let mut table = self.outline.volumes[&volume]
            .root
            .expect("a snapshot has a root");
        let mut fresh = false;
        for level in 0..=geometry.leaf() {
            let index = geometry.index(level, page);
            let detail = self.outline.trees[&tree].detail.as_ref();
            let entry = detail
                .and_then(|d| d.tables[&table].entries.get(&index))
                .copied();
            if !fresh {
                self.emit(Event::EntryExamined {
                    volume,
                    page,
                    level: level as u8 + 1,
                    table,
                    index,
                    entry,
                });
            }
            if level == geometry.leaf() {
                return (table, index, entry);
            }
            table = match entry {
                Some(Entry::Table(next)) => next,
                _ => {
                    fresh = true;
                    let next = self.table(volume, tree, &geometry, level + 1, page);
                    self.emit(Event::EntrySet {
                        volume,
                        page,
                        level: level as u8 + 1,
                        table,
                        index,
                        old: None,
                        entry: Entry::Table(next),
                    });
                    next
                }
            };
        }
        unreachable!("the leaf level returns")
    }

    fn set(
        &mut self,
        volume: VolumeId,
        page: PageNo,
        at: (AdminOffset, u32, Option<Entry>),
        entry: Entry,
    ) {
        let level = self.tree(volume).1.levels().len() as u8;
        let (table, index, old) = at;
        self.emit(Event::EntrySet {
            volume,
            page,
            level,
            table,
            index,
            old,
            entry,
        });
    }

    fn allocate(&mut self, tree: TreeId, page: PageNo) -> DataOffset {
        let offset = DataOffset(self.data);
        self.data += 1;
        self.emit(Event::PageAllocated { tree, page, offset });
        offset
    }

    pub fn write(&mut self, name: &str, page: u64, text: &str) -> &mut Self {
        self.events.clear();
        let (volume, page) = (self.id(name), PageNo(page));
        let (tree, _) = self.tree(volume);
        let content = Content::Bytes(Cow::Owned(text.as_bytes().to_vec()));
        self.emit(Event::WriteBegun { volume, page });
        if let Some(into) = self.newest.get(&volume).copied() {
            self.push(volume, into, page);
        }
        if self.outline.volumes[&volume].kind == Kind::Base {
            let first = self.outline.own(volume, page).is_none();
            self.emit(Event::BaseWritten {
                volume,
                page,
                first,
                content,
            });
        } else {
            let leaf = self.walk(volume, page);
            let in_place = match leaf.2 {
                Some(Entry::Page(at)) if self.references(tree, at) == 1 => Some(at),
                _ => None,
            };
            let offset = in_place.unwrap_or_else(|| self.allocate(tree, page));
            self.emit(Event::PageWritten {
                tree,
                volume,
                page,
                offset,
                content,
            });
            if in_place.is_none() {
                self.set(volume, page, leaf, Entry::Page(offset));
                if let Some(Entry::Page(offset)) = leaf.2 {
                    let references = self.references(tree, offset) - 1;
                    self.emit(Event::PageReleased {
                        tree,
                        offset,
                        references,
                    });
                }
            }
        }
        self.emit(Event::WriteEnded { volume, page });
        self
    }

    fn references(&self, tree: TreeId, offset: DataOffset) -> u32 {
        let detail = self.outline.trees[&tree].detail.as_ref();
        detail
            .and_then(|d| d.data.get(&offset))
            .map_or(0, |page| page.references)
    }

    fn push(&mut self, volume: VolumeId, into: VolumeId, page: PageNo) {
        let (tree, _) = self.tree(volume);
        self.emit(Event::PushBegun { volume, into, page });
        let leaf = self.walk(into, page);
        if leaf.2.is_some() {
            self.emit(Event::PushSkipped { into, page });
            return;
        }
        let view = self.outline.visible(volume, page);
        let from = view
            .as_ref()
            .map_or(Location::Base(volume, page), |view| view.location);
        let content = view.and_then(|view| view.content.cloned());
        let content = content.unwrap_or(Content::Bytes(Cow::Owned(Vec::new())));
        let offset = match from {
            Location::Data(offset) if self.share => {
                let references = self.references(tree, offset) + 1;
                self.emit(Event::PageShared {
                    tree,
                    offset,
                    references,
                });
                offset
            }
            _ => {
                let offset = self.allocate(tree, page);
                self.emit(Event::PageCopied {
                    tree,
                    page,
                    from,
                    offset,
                    content,
                });
                offset
            }
        };
        self.set(into, page, leaf, Entry::Page(offset));
    }

    pub fn read(&mut self, name: &str, page: u64) -> &mut Self {
        self.events.clear();
        let (mut volume, page) = (self.id(name), PageNo(page));
        self.emit(Event::ReadBegun { volume, page });
        loop {
            self.emit(Event::VolumeVisited { volume, page });
            if self.outline.own(volume, page).is_some() {
                break;
            }
            if let Some(target) = self.outline.volumes[&volume].hints.get(&page).copied() {
                self.emit(Event::HintFollowed {
                    volume,
                    target,
                    page,
                });
                volume = target;
                continue;
            }
            let Some(parent) = self.outline.volumes[&volume].parent else {
                break;
            };
            self.emit(Event::LinkFollowed {
                volume,
                parent,
                page,
            });
            volume = parent;
        }
        let view = self.outline.visible(volume, page).expect("a small tree");
        let (location, content) = (view.location, view.content.cloned());
        let content = content.unwrap_or(Content::Bytes(Cow::Owned(Vec::new())));
        self.emit(Event::PageFound {
            volume,
            page,
            location,
            content,
        });
        self
    }

    pub fn hint(&mut self, name: &str, page: u64, target: &str) -> &mut Self {
        let (volume, target) = (self.id(name), self.id(target));
        self.emit(Event::HintSet {
            volume,
            page: PageNo(page),
            target,
        });
        self
    }

    fn path(&self, from: VolumeId) -> Vec<VolumeId> {
        let next = |at: &VolumeId| self.outline.volumes[at].parent;
        std::iter::successors(Some(from), next).collect()
    }

    pub fn diff(&mut self, a: &str, b: &str, answers: [&[u64]; 3]) -> &mut Self {
        self.events.clear();
        let (a, b) = (self.id(a), self.id(b));
        let (from_a, from_b) = (self.path(a), self.path(b));
        let common = *from_a
            .iter()
            .find(|id| from_b.contains(id))
            .expect("one tree");
        let method = if common == a || common == b { 500 } else { 550 };
        self.emit(Event::DiffBegun {
            a,
            b,
            method,
            common,
        });
        let below = |path: &[VolumeId]| {
            path.iter()
                .copied()
                .take_while(|id| *id != common)
                .collect::<Vec<_>>()
        };
        let mut volumes = below(&from_a);
        volumes.extend(below(&from_b));
        volumes.push(common);
        for volume in volumes {
            let runs = match &self.outline.volumes[&volume].held {
                Held::Pages(entries) => entries.keys().copied().collect(),
                Held::Density(_) => Runs::default(),
            };
            let exceptions: &'static Runs = Box::leak(Box::new(runs));
            self.emit(Event::DiffExamined { volume, exceptions });
        }
        let [literal, location, content] = answers.map(|pages| {
            let runs: Runs = pages.iter().map(|page| PageNo(*page)).collect();
            &*Box::leak(Box::new(runs))
        });
        self.emit(Event::DiffEnded {
            a,
            b,
            literal,
            location,
            content,
        });
        self
    }
}

/// Fig. 8, without the last write.
pub fn fig8_before() -> Script {
    let mut s = Script::new();
    s.base("base", 8, &[2, 2, 2]);
    for page in 0..8 {
        s.write("base", page, &format!("a{page}"));
    }
    s.ross("2206", "base").write("base", 0, "b0");
    s.ross("2212", "base")
        .write("base", 1, "b1")
        .write("base", 0, "c0");
    s.write("base", 7, "b7").write("base", 7, "a7");
    s.ross("2210", "base").write("base", 2, "b2");
    s.ross("2204", "base")
        .rwss("2304", "2204")
        .rwss("2104", "2204");
    s.write("base", 3, "b3").write("2304", 4, "x4");
    s.ross("2310", "2304")
        .write("2304", 5, "x5")
        .write("2304", 4, "y4");
    s.ross("2308", "2304").write("2304", 6, "x6");
    s.rwss("2306", "2308").write("2306", 7, "z7");
    s.write("2104", 0, "q0")
        .ross("2106", "2104")
        .write("2104", 0, "r0");
    s
}

/// Fig. 8.
pub fn fig8() -> Script {
    let mut s = fig8_before();
    s.write("base", 6, "b6");
    s
}

/// Fig. 5: 10×10×10, one snapshot, writes to 3, 27, 541 and 1.
pub fn fig5() -> Script {
    let mut s = Script::new();
    s.base("base", 1000, &[10, 10, 10]);
    for page in [3, 27, 541, 1] {
        s.write("base", page, &format!("old {page}"));
    }
    s.ross("snap", "base");
    for page in [3, 27, 541, 1] {
        s.write("base", page, &format!("new {page}"));
    }
    s
}

/// The outline before event `at` of the last command, and the events before it.
pub fn before(script: &Script, start: &Outline, at: usize) -> (Outline, Vec<Event<'static>>) {
    let mut outline = start.clone();
    let events = script.events[..at].to_vec();
    events.iter().for_each(|event| outline.fold(event));
    (outline, events)
}

/// `count` snapshots of one base, each with one exception; every 97th with a branch.
pub fn many(count: u64, pages: u64) -> Script {
    let mut s = Script::new();
    s.base("base", pages, &[8, 8, 128]);
    for at in 0..count {
        let name = format!("nightly-{at:05}");
        s.ross(&name, "base")
            .write("base", at % pages, &format!("{}", at % 100));
        if at % 97 == 5 {
            s.rwss(&format!("try-{at}"), &name);
        }
    }
    s
}

/// Names that would be markup, were they not escaped.
pub fn hostile() -> Script {
    let mut s = Script::new();
    s.base("<img src=x onerror=alert(1)>", 4, &[2, 2]);
    s.write(
        "<img src=x onerror=alert(1)>",
        0,
        "</text><script>\"'&\u{1}",
    );
    s.ross("]]>\u{202e}\u{0}&amp;", "<img src=x onerror=alert(1)>");
    s.ross(
        &"very-long-name-".repeat(400),
        "<img src=x onerror=alert(1)>",
    );
    s
}

/// Every kind of picture, with a name.
pub fn scenes() -> Vec<(String, Scene)> {
    let mut all = stories();
    all.extend(shapes());
    all.extend(tables_of());
    all
}

fn stories() -> Vec<(String, Scene)> {
    let mut all: Vec<(String, Scene)> = Vec::new();
    let s = fig8();
    let names = s.names.clone();
    let plain = Options {
        names: &names,
        ..Options::default()
    };
    let mut add = |name: &str, scene: Scene| all.push((name.to_owned(), scene));
    add(
        "fig8",
        layout(
            &s.outline,
            &Options {
                selected: Some(s.id("2204")),
                ..plain
            },
        ),
    );
    let cell = Some((s.id("2212"), PageNo(4)));
    add(
        "fig8-bare",
        layout(
            &s.outline,
            &Options {
                ghosts: false,
                legend: false,
                copies: false,
                selected_cell: cell,
                ..plain
            },
        ),
    );
    for (name, (before, copied, after)) in [("push", push()), ("branch", branch_write())] {
        let event = &copied;
        add(&format!("{name}-a"), before.clone());
        add(&format!("{name}-mid"), tween(&before, &after, event, 0.55));
        add(&format!("{name}-b"), after);
    }
    let told = |s: &Script| {
        let story = Story::of(&s.events);
        layout(
            &s.outline,
            &Options {
                story: &story,
                ..plain
            },
        )
    };
    let mut read = fig8();
    add("read", told(read.read("2206", 4)));
    add("read-branch", told(read.read("2310", 0)));
    add("hint", told(read.hint("2206", 3, "2204").read("2206", 3)));
    let mut diff = fig8();
    add("diff", told(diff.diff("2206", "2308", DIFF)));
    diff.ross("2400", "2304")
        .diff("2310", "2400", [&[4, 6], &[4, 6], &[4]]);
    let story = Story::of(&diff.events);
    let names = diff.names.clone();
    add(
        "diff-ignored",
        layout(
            &diff.outline,
            &Options {
                names: &names,
                story: &story,
                ..plain
            },
        ),
    );
    all
}

/// (2206, 2308) by the literal method, by location with copies, by content.
const DIFF: [&[u64]; 3] = [
    &[0, 1, 2, 4, 5, 6, 7],
    &[0, 1, 2, 4, 5, 7],
    &[0, 1, 2, 4, 5],
];

/// The pictures before and after an event of the last command of a script.
pub fn around(
    s: &Script,
    start: &Outline,
    stop: fn(&Event<'_>) -> bool,
) -> (Scene, Event<'static>, Scene) {
    let at = s.events.iter().position(stop).expect("the event is there");
    let (mut outline, mut events) = before(s, start, at);
    let picture = |outline: &Outline, events: &[Event<'static>]| {
        let story = Story::of(events);
        layout(
            outline,
            &Options {
                names: &s.names,
                story: &story,
                ..Options::default()
            },
        )
    };
    let first = picture(&outline, &events);
    let event = s.events[at].clone();
    outline.fold(&event);
    events.push(event.clone());
    (first, event, picture(&outline, &events))
}

/// A push from a base to its newest snapshot.
pub fn push() -> (Scene, Event<'static>, Scene) {
    let start = fig8_before().outline;
    around(&fig8(), &start, |event| {
        matches!(event, Event::PageCopied { .. })
    })
}

/// A write to a read-write snapshot.
pub fn branch_write() -> (Scene, Event<'static>, Scene) {
    let start = fig8().outline;
    let mut s = fig8();
    s.write("2304", 1, "n1");
    around(&s, &start, |event| {
        matches!(event, Event::PageWritten { .. })
    })
}

fn shapes() -> Vec<(String, Scene)> {
    let picture = |s: &Script| {
        layout(
            &s.outline,
            &Options {
                names: &s.names,
                ..Options::default()
            },
        )
    };
    let mut wide = Script::new();
    wide.base("nightly-builds-of-the-web-site", 16, &[4, 4]);
    for page in 0..12 {
        wide.write("nightly-builds-of-the-web-site", page, &format!("{page}:x"));
    }
    wide.ross("2026-01-01T00:00", "nightly-builds-of-the-web-site");
    wide.write("nightly-builds-of-the-web-site", 9, "new");
    let mut small = Script::new();
    small.base("disk", 64, &[8, 8]);
    for page in (0..64).step_by(3) {
        small.write("disk", page, "w");
    }
    small
        .ross("monday", "disk")
        .write("disk", 3, "x")
        .write("disk", 40, "x");
    small
        .rwss("test", "monday")
        .write("test", 12, "y")
        .ross("tuesday", "disk");
    small
        .base("second", 3, &[2, 2])
        .write("second", 1, "hello world")
        .ross("s", "second");
    vec![
        ("empty".to_owned(), picture(&Script::new())),
        ("one".to_owned(), picture(Script::new().base("v", 1, &[1]))),
        ("fig5-tree".to_owned(), picture(&fig5())),
        ("wide".to_owned(), picture(&wide)),
        ("small".to_owned(), picture(&small)),
        ("hostile".to_owned(), picture(&hostile())),
        ("thousand".to_owned(), picture(&many(1000, 8))),
        ("forest".to_owned(), picture(&forest())),
    ]
}

/// Many branches on few snapshots.
pub fn forest() -> Script {
    let mut s = Script::new();
    s.base("base", 8, &[2, 2, 2])
        .ross("r0", "base")
        .ross("r1", "base");
    for at in 0..9 {
        let from = ["r0", "r1", "b0", "b2s"][if at < 2 { at } else { at % 4 }];
        let name = format!("b{at}");
        s.rwss(&name, if from == "b0" { "b0s" } else { from });
        s.write(&name, at as u64 % 8, &format!("v{at}"));
        s.ross(&format!("b{at}s"), &name);
    }
    s
}

fn tables_of() -> Vec<(String, Scene)> {
    let five = fig5();
    let options = TablesOptions {
        names: &five.names,
        ..TablesOptions::default()
    };
    let plain = tables::layout(&five.outline, five.id("snap"), &options);
    let told = TablesOptions {
        events: &five.events,
        selected_page: Some(PageNo(1)),
        ..options
    };
    let walked = tables::layout(&five.outline, five.id("snap"), &told);
    let wide = TablesOptions {
        width: 900.0,
        ..options
    };
    let wide = tables::layout(&five.outline, five.id("snap"), &wide);
    let (s, start) = (fig8(), fig8_before().outline);
    let at = s
        .events
        .iter()
        .position(|event| matches!(event, Event::EntrySet { level: 3, .. }));
    let (outline, events) = before(&s, &start, at.expect("the event is there"));
    let told = TablesOptions {
        names: &s.names,
        events: &events,
        ..options
    };
    let many = many(1000, 4096);
    let crowd = TablesOptions {
        names: &many.names,
        ..options
    };
    vec![
        ("fig5-tables".to_owned(), plain),
        ("fig5-tables-walked".to_owned(), walked),
        ("fig5-tables-wide".to_owned(), wide),
        (
            "fig8-tables".to_owned(),
            tables::layout(&outline, s.id("2204"), &told),
        ),
        (
            "fig8-tables-base".to_owned(),
            tables::layout(&outline, s.id("base"), &told),
        ),
        (
            "many-tables".to_owned(),
            tables::layout(&many.outline, many.id("nightly-00003"), &crowd),
        ),
    ]
}
