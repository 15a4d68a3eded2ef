//! Random deeds, and the commands they become in a given state.

use cowpath_engine::command::{Capacity, Command, RefreshFrom, Span};
use cowpath_engine::content::Content;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{Kind, PageNo, Run, Runs, Series, VolumeId};
use cowpath_engine::policy::{
    DeletePolicy, FullPolicy, HintFill, Hints, Policy, PushMode, RefreshPolicy,
};

use cowpath_engine::restore::{Mode, Order, Undo};

use crate::model::Model;
use crate::rig::Rig;

/// Half of all picks go to so many of the youngest volumes.
const YOUNG: usize = 3;
/// Most picks go to so many pages.
const HOT: u64 = 3;

/// Picks one of what there is.
pub type Pick = u8;

/// A deed, before it is known which volumes live.
#[derive(Clone, Debug)]
pub enum Act {
    Volume(Pick),
    /// Of a volume, into a series, in full.
    Ross(Pick, u8, bool),
    Rwss(Pick, bool),
    Copy(Pick, bool),
    Sync(Pick, Pick),
    /// A whole page, the length of the content, and which of a few contents it is.
    WritePage(Pick, u8, u8, u8),
    /// Whole pages: first, count, length, which content.
    WritePages(Pick, u8, u8, u8, u8),
    /// Bytes: offset, length, which content.
    WriteBytes(Pick, u8, u8, u8),
    Read(Pick, u8),
    Diff(Pick, Pick),
    Delete(Vec<Pick>),
    Promote(Pick, Pick),
    /// From a volume; which receiver, order and mode.
    Restore(Pick, u8),
    /// So many work items of a restore.
    Background(Pick, u8),
    /// Whether a snapshot is taken first.
    Cancel(Pick, bool),
    /// Of a volume, from another, and which sort of source it is.
    Refresh(Pick, Pick, u8),
    Discard(Pick, u8, u8),
    Resize(Pick, u8),
    /// Room beyond what is used: pages and table entries.
    Capacity(Pick, Option<u8>, Option<u8>),
    Policy(Choice),
    /// Compares what `space` says of a set with deleting it.
    Space(Vec<Pick>),
    /// Evicts one skip pointer.
    DropHint(Pick, u8),
    /// Evicts every skip pointer.
    DropHints,
    /// Saves an image; the twin goes on from it.
    Reload,
    /// Stops a deed after some steps, and its recovery after some each time.
    Crash(Box<Act>, u8, Vec<u8>),
}

/// A change of policy.
#[derive(Clone, Copy, Debug)]
pub enum Choice {
    Push(PushMode),
    Hints(Hints),
    HintFill(HintFill),
    Delete(DeletePolicy),
    Full(FullPolicy),
    Refresh(RefreshPolicy),
    ChangeLog(bool),
}

/// What writes write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Nothing twice: each page gets a number of its own.
    Unique,
    /// Three letters, zeros, and lengths of all sorts, so that pages return to what they held.
    Letters,
}

/// What a deed becomes.
#[derive(Clone, Debug)]
pub enum Deed {
    Command(Command<'static>),
    /// A command, cut short after so many steps, and recovery likewise.
    Crash(Command<'static>, u64, Vec<u64>),
    Space(Vec<VolumeId>),
    DropHint(VolumeId, PageNo),
    DropHints,
    Reload,
}

/// Too many pages to be kept in full by an outline.
pub fn large() -> (Geometry, bool) {
    let geometry = Geometry::new(4999, 2, &[5, 10, 100]).expect("a legal geometry");
    (geometry, false)
}

/// Shapes with one to four levels and unequal fan-outs; one keeps stamps.
pub fn shapes() -> Vec<(Geometry, bool)> {
    let shape = |pages, page_bytes, levels: &[u32], stamps| {
        let geometry = Geometry::new(pages, page_bytes, levels).expect("a legal geometry");
        (geometry, stamps)
    };
    vec![
        shape(9, 4, &[3, 2, 2], false),
        shape(5, 3, &[7], false),
        shape(8, 2, &[4, 3], false),
        shape(13, 4, &[2, 3, 1, 3], false),
        shape(7, 16, &[2, 5], true),
        shape(6, 5, &[2, 2, 2], false),
    ]
}

impl Act {
    /// The deed in a state. Sometimes it asks for what is not allowed.
    pub fn resolve(&self, rig: &Rig) -> Deed {
        match self {
            Self::Space(picks) => Deed::Space(pick_set(&rig.model, picks)),
            Self::DropHint(pick, page) => {
                let volume = pick_volume(&rig.model, *pick, |_| true);
                Deed::DropHint(volume, near(&rig.model, volume, *page))
            }
            Self::DropHints => Deed::DropHints,
            Self::Reload => Deed::Reload,
            Self::Crash(act, after, again) => match act.resolve(rig) {
                Deed::Command(command) => {
                    let again = again.iter().copied().map(u64::from);
                    Deed::Crash(command, u64::from(*after), again.collect())
                }
                deed => deed,
            },
            _ => Deed::Command(self.command(rig)),
        }
    }

    fn command(&self, rig: &Rig) -> Command<'static> {
        let model = &rig.model;
        let volume = |pick| pick_volume(model, pick, |_| true);
        // One in eight asks for any volume, whatever it is.
        let writable = |pick: Pick| {
            pick_volume(model, pick, |kind| {
                pick.is_multiple_of(8) || kind.is_writable()
            })
        };
        let ross = |pick: Pick| {
            pick_volume(model, pick, |kind| {
                pick.is_multiple_of(8) || kind == Kind::Ross
            })
        };
        match *self {
            Self::Volume(pick) => {
                let shapes = shapes();
                let (geometry, stamps) = shapes[usize::from(pick) % shapes.len()].clone();
                Command::CreateVolume { geometry, stamps }
            }
            Self::Ross(pick, series, full) => Command::TakeRoss {
                of: writable(pick),
                series: Series(u32::from(series)),
                full,
            },
            Self::Rwss(pick, read_only) => Command::TakeRwss {
                of: ross(pick),
                read_only,
            },
            Self::Copy(pick, backup) => Command::Copy {
                of: if backup { ross(pick) } else { volume(pick) },
                backup,
            },
            Self::Sync(backup, to) => sync(model, backup, to),
            Self::Diff(a, b) => Command::Diff {
                a: volume(a),
                b: beside(model, volume(a), b),
            },
            Self::Delete(ref picks) => Command::Delete {
                volumes: pick_set(model, picks),
            },
            Self::Promote(pick, source) => {
                let volume = writable(pick);
                let source = beside(model, volume, source);
                Command::Promote { volume, source }
            }
            Self::Restore(pick, ways) => {
                let from = pick_volume(model, pick, |kind| {
                    pick.is_multiple_of(8) || kind != Kind::Base
                });
                let base = model.volumes.get(&from).map(|it| it.base);
                let base = base.unwrap_or(from);
                Command::Restore {
                    base: if ways == 255 { volume(pick) } else { base },
                    from,
                    undo: if ways & 4 == 0 {
                        Undo::New
                    } else {
                        Undo::Newest
                    },
                    order: if ways & 2 == 0 {
                        Order::OldFirst
                    } else {
                        Order::Once
                    },
                    mode: if ways & 1 == 0 {
                        Mode::Eager
                    } else {
                        Mode::Lazy
                    },
                }
            }
            Self::Background(pick, items) => Command::Background {
                base: restored(model, pick),
                items: if items > 8 {
                    u64::MAX
                } else {
                    u64::from(items)
                },
            },
            Self::Cancel(pick, keep) => Command::CancelRestore {
                base: restored(model, pick),
                keep,
            },
            Self::Refresh(pick, source, sort) => {
                let volume = pick_volume(model, pick, |kind| {
                    pick.is_multiple_of(8) || kind == Kind::Rwss
                });
                let from = match sort % 4 {
                    0 => RefreshFrom::New { of: None },
                    1 => RefreshFrom::New {
                        of: Some(writable_beside(model, volume, source)),
                    },
                    _ => RefreshFrom::Ross(ross_beside(model, volume, source)),
                };
                Command::Refresh { volume, from }
            }
            Self::Policy(choice) => Command::SetPolicy(choice.applied(model.policy)),
            Self::Capacity(pick, data, admin) => rig.capacity(volume(pick), data, admin),
            _ => self.page_command(model, volume, writable),
        }
    }

    fn page_command(
        &self,
        model: &Model,
        volume: impl Fn(Pick) -> VolumeId,
        writable: impl Fn(Pick) -> VolumeId,
    ) -> Command<'static> {
        match *self {
            Self::Read(pick, page) => {
                let volume = volume(pick);
                let page = near(model, volume, page);
                Command::Read { volume, page }
            }
            Self::Discard(pick, first, count) => {
                let volume = writable(pick);
                let first = near(model, volume, first);
                // A hole between two pages, for more than one run.
                let mut runs = vec![Run(first.0, u64::from(count % 4) + 1)];
                if count.is_multiple_of(5) {
                    runs.push(Run(first.0 + u64::from(count % 4) + 2, 1));
                }
                let pages = Runs::from(runs);
                Command::Discard { volume, pages }
            }
            Self::Resize(pick, size) => {
                let volume = writable(pick);
                let shape = model.volumes.get(&volume).map(|_| model.shape(volume));
                let most = shape.map_or(8, |shape| shape.geometry.covers());
                // 0 and one too many are refused.
                let pages = match size {
                    0..=3 => 0,
                    252.. => most + 1,
                    _ => u64::from(size) % most + 1,
                };
                Command::Resize { volume, pages }
            }
            Self::WritePage(pick, page, length, which) => {
                let volume = writable(pick);
                let room = page_bytes(model, volume);
                // Rarely one byte too long.
                let length = usize::from(length) % (room + 1) + usize::from(length == 255);
                let span = Span::Page(near(model, volume, page));
                write(model, volume, span, which, length)
            }
            Self::WritePages(pick, page, count, length, which) => {
                let volume = writable(pick);
                let room = page_bytes(model, volume) * usize::from(count);
                let span = Span::Pages {
                    first: near(model, volume, page),
                    count: u64::from(count),
                };
                write(model, volume, span, which, usize::from(length) % (room + 2))
            }
            Self::WriteBytes(pick, offset, length, which) => {
                let volume = writable(pick);
                let bytes = page_bytes(model, volume) as u64 * size(model, volume);
                let offset = u64::from(offset) % (bytes + 1);
                let span = Span::Bytes { offset };
                write(model, volume, span, which, usize::from(length))
            }
            _ => unreachable!("the other deeds are told apart before"),
        }
    }
}

impl Choice {
    fn applied(self, policy: Policy) -> Policy {
        match self {
            Self::Push(push) => Policy { push, ..policy },
            Self::Hints(hints) => Policy { hints, ..policy },
            Self::HintFill(hint_fill) => Policy {
                hint_fill,
                ..policy
            },
            Self::Delete(delete) => Policy { delete, ..policy },
            Self::Full(full) => Policy { full, ..policy },
            Self::Refresh(refresh) => Policy { refresh, ..policy },
            Self::ChangeLog(change_log) => Policy {
                change_log,
                ..policy
            },
        }
    }
}

impl Rig {
    /// So much room for a volume's tree beyond what is used.
    fn capacity(&self, volume: VolumeId, data: Option<u8>, admin: Option<u8>) -> Command<'static> {
        let (entries, pages) = match self.model.volumes.contains_key(&volume) {
            true => self.mirror.in_use()[&self.mirror.tree_of(volume)],
            false => (0, 0),
        };
        let beyond = |used: u64, more: Option<u8>| more.map(|more| used + u64::from(more));
        let capacity = Capacity {
            data_pages: beyond(pages, data),
            admin_entries: beyond(entries, admin),
        };
        Command::SetCapacity { volume, capacity }
    }
}

fn sync(model: &Model, backup: Pick, to: Pick) -> Command<'static> {
    let backups = model.volumes.iter().filter(|(_, v)| v.backup_of.is_some());
    let backups: Vec<VolumeId> = backups.map(|(id, _)| *id).collect();
    let backup = match backups.len() {
        0 => pick_volume(model, backup, |_| true),
        count => backups[usize::from(backup) % count],
    };
    let of = model.volumes.get(&backup).and_then(|v| v.backup_of);
    let near = of.filter(|of| model.volumes.contains_key(of));
    let to = match near {
        // Mostly a read-only snapshot of the same tree.
        Some(of) if !to.is_multiple_of(8) => {
            let base = model.volumes[&of].base;
            let is_it = |(_, v): &(&VolumeId, &crate::model::Volume)| {
                v.base == base && v.kind == Kind::Ross
            };
            let those: Vec<VolumeId> = model
                .volumes
                .iter()
                .filter(is_it)
                .map(|(id, _)| *id)
                .collect();
            those[usize::from(to) % those.len()]
        }
        _ => pick_volume(model, to, |kind| kind == Kind::Ross),
    };
    Command::Sync { backup, to }
}

/// A set of volumes, without repetitions but for one in sixteen.
fn pick_set(model: &Model, picks: &[Pick]) -> Vec<VolumeId> {
    let mut volumes: Vec<VolumeId> = Vec::new();
    for &pick in picks {
        let volume = pick_volume(model, pick, |_| true);
        if !volumes.contains(&volume) || pick % 16 == 1 {
            volumes.push(volume);
        }
    }
    volumes
}

/// Mostly a volume of the same tree.
fn beside(model: &Model, volume: VolumeId, pick: Pick) -> VolumeId {
    let Some(base) = model.volumes.get(&volume).map(|found| found.base) else {
        return pick_volume(model, pick, |_| true);
    };
    let those = model
        .volumes
        .iter()
        .filter(|(_, other)| other.base == base || pick.is_multiple_of(16));
    let those: Vec<VolumeId> = those.map(|(id, _)| *id).collect();
    those[usize::from(pick) % those.len()]
}

/// Mostly a base that is being restored.
fn restored(model: &Model, pick: Pick) -> VolumeId {
    let those: Vec<VolumeId> = model.restores.keys().copied().collect();
    match those.len() {
        count if count > 0 && pick != 255 => those[usize::from(pick) % count],
        _ => pick_volume(model, pick, |kind| kind == Kind::Base),
    }
}

/// Mostly a read-only snapshot of the same tree.
fn ross_beside(model: &Model, volume: VolumeId, pick: Pick) -> VolumeId {
    kind_beside(model, volume, pick, |kind| kind == Kind::Ross)
}

/// Mostly a base or a read-write snapshot of the same tree.
fn writable_beside(model: &Model, volume: VolumeId, pick: Pick) -> VolumeId {
    kind_beside(model, volume, pick, Kind::is_writable)
}

fn kind_beside(
    model: &Model,
    volume: VolumeId,
    pick: Pick,
    is_it: impl Fn(Kind) -> bool,
) -> VolumeId {
    let base = model.volumes.get(&volume).map(|found| found.base);
    let those = model.volumes.iter().filter(|(_, other)| {
        (Some(other.base) == base && is_it(other.kind)) || pick.is_multiple_of(16)
    });
    let those: Vec<VolumeId> = those.map(|(id, _)| *id).collect();
    match those.len() {
        0 => pick_volume(model, pick, |_| true),
        count => those[usize::from(pick) % count],
    }
}

/// One of the living volumes of a kind; one that never lived where there is none.
fn pick_volume(model: &Model, pick: Pick, is_it: impl Fn(Kind) -> bool) -> VolumeId {
    let those = model
        .volumes
        .iter()
        .filter(|(_, volume)| is_it(volume.kind));
    let those: Vec<VolumeId> = those.map(|(id, _)| *id).collect();
    // Half the picks go to the youngest, so that branches grow on branches.
    let among = match pick {
        0..128 => &those[..],
        _ => &those[those.len().saturating_sub(YOUNG)..],
    };
    match among.len() {
        0 => VolumeId(model.created + 1),
        count => among[usize::from(pick) % count],
    }
}

/// A page of a volume; most picks go to a few, and one in 64 lies past the end.
fn near(model: &Model, volume: VolumeId, pick: u8) -> PageNo {
    let pages = size(model, volume);
    PageNo(match pick {
        252.. => pages + u64::from(pick - 252),
        192.. => u64::from(pick) % pages,
        _ => u64::from(pick) % HOT.min(pages),
    })
}

fn size(model: &Model, volume: VolumeId) -> u64 {
    let found = model.volumes.get(&volume);
    found.map_or(8, |found| found.size())
}

fn page_bytes(model: &Model, volume: VolumeId) -> usize {
    let lives = model.volumes.contains_key(&volume);
    match lives {
        true => model.shape(volume).geometry.page_bytes() as usize,
        false => 4,
    }
}

fn write(
    model: &Model,
    volume: VolumeId,
    span: Span,
    which: u8,
    length: usize,
) -> Command<'static> {
    let stamps = model.volumes.contains_key(&volume) && model.shape(volume).stamps;
    let content = match which {
        UNIQUE.. => return unique(model, volume, span, stamps),
        _ => letters(which, length, stamps),
    };
    Command::Write {
        volume,
        span,
        content,
    }
}

/// From here on a content is not one of the few, but new.
pub const UNIQUE: u8 = 128;

/// Whole pages that were never written before.
fn unique(model: &Model, volume: VolumeId, span: Span, stamps: bool) -> Command<'static> {
    let page_bytes = page_bytes(model, volume);
    let (span, count) = match span {
        Span::Page(_) => (span, 1),
        Span::Pages { first, count } => (Span::Pages { first, count }, count),
        Span::Bytes { offset } if stamps => (Span::Bytes { offset }, 1),
        Span::Bytes { offset } => {
            let offset = offset - offset % page_bytes as u64;
            (Span::Bytes { offset }, 1)
        }
    };
    let first = model.written + 1;
    let content = match stamps {
        true => Content::Stamp(first),
        false => {
            let pages = (first..first + count).flat_map(|number| {
                let number = number.to_be_bytes();
                // At least two bytes a page: enough for every page of a sequence.
                let mut page = vec![0; page_bytes.saturating_sub(number.len())];
                page.extend(&number[number.len().saturating_sub(page_bytes)..]);
                page
            });
            Content::Bytes(pages.collect())
        }
    };
    Command::Write {
        volume,
        span,
        content,
    }
}

/// A few contents only, so that pages return to what they held; the first is zeros.
fn letters(which: u8, length: usize, stamps: bool) -> Content<'static> {
    if stamps {
        return Content::Stamp(u64::from(which % 4));
    }
    let bytes = (0..length).map(|at| match which % 6 {
        0 => 0,
        // Zeros in the middle and at the end are content as well.
        5 => u8::from(at % 3 == 1),
        which => b'a' + which % 3,
    });
    Content::Bytes(bytes.collect())
}
