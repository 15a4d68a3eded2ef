//! Making volumes: a base, a read-only snapshot between the head and its
//! newest snapshot (seed 0c6), a read-write snapshot on a read-only one
//! (seed 0c7). Each is one atomic step: the volume with its level-1 table
//! (802) and its links.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::command::Outcome;
use crate::engine::Engine;
use crate::entry::OFFSET_MAX;
use crate::event::{Event, Observer};
use crate::geometry::Geometry;
use crate::ids::{Kind, PageNo, TreeId, VolumeId};
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::tree::{Tree, Volume};

/// A creation that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Create {
    volume: VolumeId,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Base { geometry: Geometry, stamps: bool },
    Snapshot { kind: Kind, parent: VolumeId },
}

pub(crate) fn volume<S: PageStore>(
    engine: &Engine<S>,
    geometry: Geometry,
    stamps: bool,
) -> Result<Create, Refusal> {
    let what = What::Base { geometry, stamps };
    let volume = engine.next_volume()?;
    Ok(Create { volume, what })
}

pub(crate) fn ross<S: PageStore>(engine: &Engine<S>, of: VolumeId) -> Result<Create, Refusal> {
    if !engine.asked(of)?.kind.is_writable() {
        return Err(Refusal::NotAHead { volume: of });
    }
    snapshot(engine, Kind::Ross, of)
}

pub(crate) fn rwss<S: PageStore>(engine: &Engine<S>, of: VolumeId) -> Result<Create, Refusal> {
    let kind = engine.asked(of)?.kind;
    if kind != Kind::Ross {
        return Err(Refusal::NotARoss { volume: of, kind });
    }
    snapshot(engine, Kind::Rwss, of)
}

fn snapshot<S: PageStore>(
    engine: &Engine<S>,
    kind: Kind,
    parent: VolumeId,
) -> Result<Create, Refusal> {
    let volume = engine.next_volume()?;
    let tree = engine.tree(engine.asked(parent)?.tree);
    if tree.admin.extent() + u64::from(tree.geometry.levels()[0]) > OFFSET_MAX {
        return Err(Refusal::LimitReached {
            what: "entries in an administration volume",
            limit: OFFSET_MAX,
        });
    }
    let what = What::Snapshot { kind, parent };
    Ok(Create { volume, what })
}

impl Create {
    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Outcome {
        let volume = self.volume;
        debug_assert_eq!(engine.volumes.len(), volume.0 as usize, "ids count up");
        match &self.what {
            What::Base { geometry, stamps } => {
                create_base(engine, volume, geometry, *stamps, observer);
            }
            What::Snapshot { kind, parent } => {
                create_snapshot(engine, volume, *kind, *parent, observer);
            }
        }
        Outcome::Created(volume)
    }
}

fn create_base<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    geometry: &Geometry,
    stamps: bool,
    observer: &mut impl Observer,
) {
    let id = u32::try_from(engine.trees.len()).expect("invariant: no more trees than volumes");
    let tree = Tree::<S>::new(volume, geometry.clone(), stamps);
    let stamps = tree.base_pages.keeps_stamps();
    engine.trees.push(Some(tree));
    engine.volumes.push(Some(Volume {
        tree: TreeId(id),
        kind: Kind::Base,
        parent: None,
        head: volume,
        older: None,
        offshoots: Vec::new(),
        root: None,
        exceptions: 0,
        hints: BTreeMap::new(),
    }));
    observer.event(&Event::VolumeCreated {
        volume,
        tree: TreeId(id),
        geometry: Cow::Borrowed(geometry),
        stamps,
    });
}

fn create_snapshot<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    kind: Kind,
    parent: VolumeId,
    observer: &mut impl Observer,
) {
    let tree = engine.at(parent).tree;
    let fan_out = engine.tree(tree).geometry.levels()[0];
    let root = engine.tree_mut(tree).admin.allocate(fan_out);
    let mut older = None;
    let mut head = volume;
    if kind == Kind::Ross {
        head = parent;
        older = engine.at_mut(parent).older.replace(volume);
    } else {
        engine.at_mut(parent).offshoots.push(volume);
    }
    if let Some(older) = older {
        engine.at_mut(older).parent = Some(volume);
    }
    engine.volumes.push(Some(Volume {
        tree,
        kind,
        parent: Some(parent),
        head,
        older,
        offshoots: Vec::new(),
        root: Some(root),
        exceptions: 0,
        hints: BTreeMap::new(),
    }));
    observer.event(&Event::SnapshotTaken {
        volume,
        tree,
        kind,
        parent,
        copy_of: parent,
        older,
    });
    observer.event(&Event::TableAllocated {
        volume,
        tree,
        level: 1,
        table: root,
        entries: fan_out,
        start: PageNo(0),
    });
}
