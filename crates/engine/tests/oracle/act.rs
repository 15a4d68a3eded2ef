//! Random deeds, and the commands they become in a given state.

use cowpath_engine::command::{Command, Span};
use cowpath_engine::content::Content;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::policy::{DeletePolicy, HintFill, Hints, PushMode};
use proptest::prelude::*;

use crate::model::Model;

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
    Ross(Pick),
    Rwss(Pick),
    /// A whole page, the length of the content, and which of a few contents it is.
    WritePage(Pick, u8, u8, u8),
    /// Whole pages: first, count, length, which content.
    WritePages(Pick, u8, u8, u8, u8),
    /// Bytes: offset, length, which content.
    WriteBytes(Pick, u8, u8, u8),
    Read(Pick, u8),
    Diff(Pick, Pick),
    Delete(Pick),
    Push(PushMode),
    Hints(Hints, HintFill),
    DeletePolicy(DeletePolicy),
    /// Evicts one skip pointer.
    DropHint(Pick, u8),
    /// Evicts every skip pointer.
    DropHints,
    /// Saves an image; the twin goes on from it.
    Reload,
}

/// What a deed becomes.
pub enum Deed {
    Command(Command<'static>),
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
        shape(12, 4, &[3, 2, 2], false),
        shape(7, 3, &[7], false),
        shape(11, 2, &[4, 3], false),
        shape(17, 4, &[2, 3, 1, 3], false),
        shape(9, 16, &[2, 5], true),
        shape(8, 5, &[2, 2, 2], false),
    ]
}

pub fn act() -> impl Strategy<Value = Act> {
    let any = any::<u8>;
    prop_oneof![
        1 => (0..16_u8).prop_map(Act::Volume),
        4 => any().prop_map(Act::Ross),
        3 => any().prop_map(Act::Rwss),
        14 => (any(), any(), any(), 0..6_u8).prop_map(|(v, p, l, c)| Act::WritePage(v, p, l, c)),
        2 => (any(), any(), 0..5_u8, any(), 0..6_u8)
            .prop_map(|(v, p, n, l, c)| Act::WritePages(v, p, n, l, c)),
        6 => (any(), any(), 0..14_u8, 0..6_u8).prop_map(|(v, o, l, c)| Act::WriteBytes(v, o, l, c)),
        8 => (any(), any()).prop_map(|(v, p)| Act::Read(v, p)),
        5 => (any(), any()).prop_map(|(a, b)| Act::Diff(a, b)),
        4 => any().prop_map(Act::Delete),
        1 => push_mode().prop_map(Act::Push),
        1 => hints().prop_map(|(hints, fill)| Act::Hints(hints, fill)),
        1 => prop_oneof![3 => Just(DeletePolicy::Merge), 1 => Just(DeletePolicy::Strict)]
            .prop_map(Act::DeletePolicy),
        2 => (any(), any()).prop_map(|(v, p)| Act::DropHint(v, p)),
        1 => Just(Act::DropHints),
        1 => Just(Act::Reload),
    ]
}

pub fn push_mode() -> impl Strategy<Value = PushMode> {
    use PushMode::{Copy, Redirect, Share};
    prop_oneof![Just(Copy), Just(Share), Just(Redirect)]
}

fn hints() -> impl Strategy<Value = (Hints, HintFill)> {
    use Hints::{Off, On, Value};
    let which = prop_oneof![4 => Just(On), 2 => Just(Value), 1 => Just(Off)];
    (
        which,
        prop_oneof![2 => Just(HintFill::Read), 1 => Just(HintFill::Push)],
    )
}

/// A few contents only, so that pages return to what they held; the first is zeros.
fn content(which: u8, length: usize, stamps: bool) -> Content<'static> {
    if stamps {
        return Content::Stamp(u64::from(which));
    }
    let bytes = (0..length).map(|at| match which {
        0 => 0,
        // Zeros in the middle and at the end are content as well.
        5 => u8::from(at % 3 == 1),
        which => which * 16 + (at % 4) as u8,
    });
    Content::Bytes(bytes.collect())
}

impl Act {
    /// The deed in a state. Sometimes it asks for what is not allowed.
    pub fn resolve(&self, model: &Model) -> Deed {
        let volume = |pick| pick_volume(model, pick, |_| true);
        let writable = |pick: Pick| {
            // One in eight asks for any volume, a read-only snapshot included.
            let strict = !pick.is_multiple_of(8);
            pick_volume(model, pick, |kind| !strict || kind.is_writable())
        };
        let command = match *self {
            Self::Volume(pick) => {
                let shapes = shapes();
                let (geometry, stamps) = shapes[usize::from(pick) % shapes.len()].clone();
                Command::CreateVolume { geometry, stamps }
            }
            Self::Ross(pick) => Command::TakeRoss {
                of: writable(pick),
                series: cowpath_engine::ids::Series::default(),
                full: false,
            },
            Self::Rwss(pick) => {
                let strict = !pick.is_multiple_of(8);
                let of = pick_volume(model, pick, |kind| !strict || kind == Kind::Ross);
                Command::TakeRwss {
                    of,
                    read_only: false,
                }
            }
            Self::WritePage(pick, page, length, which) => {
                let volume = writable(pick);
                let room = page_bytes(model, volume);
                // Rarely one byte too long.
                let length = usize::from(length) % (room + 1) + usize::from(length == 255);
                write(
                    model,
                    volume,
                    Span::Page(near(model, volume, page)),
                    which,
                    length,
                )
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
                let bytes = page_bytes(model, volume) as u64 * pages(model, volume);
                let offset = u64::from(offset) % (bytes + 1);
                write(
                    model,
                    volume,
                    Span::Bytes { offset },
                    which,
                    usize::from(length),
                )
            }
            Self::Read(pick, page) => {
                let volume = volume(pick);
                let page = near(model, volume, page);
                Command::Read { volume, page }
            }
            Self::Diff(a, b) => Command::Diff {
                a: volume(a),
                b: volume(b),
            },
            Self::Delete(pick) => Command::Delete {
                volumes: vec![volume(pick)],
            },
            Self::Push(push) => Command::SetPolicy(cowpath_engine::policy::Policy {
                push,
                ..model.policy
            }),
            Self::Hints(hints, hint_fill) => Command::SetPolicy(cowpath_engine::policy::Policy {
                hints,
                hint_fill,
                ..model.policy
            }),
            Self::DeletePolicy(delete) => Command::SetPolicy(cowpath_engine::policy::Policy {
                delete,
                ..model.policy
            }),
            Self::DropHint(pick, page) => {
                let volume = volume(pick);
                return Deed::DropHint(volume, near(model, volume, page));
            }
            Self::DropHints => return Deed::DropHints,
            Self::Reload => return Deed::Reload,
        };
        Deed::Command(command)
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
    let pages = pages(model, volume);
    PageNo(match pick {
        252.. => pages + u64::from(pick - 252),
        192.. => u64::from(pick) % pages,
        _ => u64::from(pick) % HOT.min(pages),
    })
}

fn pages(model: &Model, volume: VolumeId) -> u64 {
    model
        .volumes
        .get(&volume)
        .map_or(8, |volume| volume.pages.len() as u64)
}

fn page_bytes(model: &Model, volume: VolumeId) -> usize {
    let found = model.volumes.get(&volume);
    found.map_or(4, |found| {
        model.shapes[&found.base].geometry.page_bytes() as usize
    })
}

fn write(
    model: &Model,
    volume: VolumeId,
    span: Span,
    which: u8,
    length: usize,
) -> Command<'static> {
    let base = model.volumes.get(&volume).map(|found| found.base);
    let stamps = base.is_some_and(|base| model.shapes[&base].stamps);
    Command::Write {
        volume,
        span,
        content: content(which, length, stamps),
    }
}
