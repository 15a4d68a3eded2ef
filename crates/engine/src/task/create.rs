//! Making volumes: a base, a read-only snapshot between the head and its
//! newest snapshot (seed 0c6), a read-write snapshot on a read-only one
//! (seed 0c7). Each is one atomic step: the volume with its level-1 table
//! (802) and its links.

use std::borrow::Cow;

use crate::command::Outcome;
use crate::engine::Engine;
use crate::entry::{OFFSET_MAX, VOLUMES_MAX};
use crate::event::{Event, Observer};
use crate::geometry::Geometry;
use crate::ids::{Kind, PageNo, Series, TreeId, VolumeId};
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::task::fill::Fill;
use crate::task::need::Need;
use crate::task::room;
use crate::tree::{Tree, Volume};

/// A creation that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Create {
    volume: VolumeId,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Base {
        geometry: Geometry,
        stamps: bool,
    },
    Ross {
        of: VolumeId,
        series: Series,
        /// The second part of a full-copy snapshot.
        fill: Option<Fill>,
        taken: bool,
    },
    Rwss {
        of: VolumeId,
        read_only: bool,
    },
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

pub(crate) fn ross<S: PageStore>(
    engine: &Engine<S>,
    of: VolumeId,
    series: Series,
    full: bool,
) -> Result<Create, Refusal> {
    if !engine.asked(of)?.kind.is_writable() {
        return Err(Refusal::NotAHead { volume: of });
    }
    let volume = snapshot(engine, of)?;
    let what = What::Ross {
        of,
        series,
        fill: full.then(|| Fill::new(volume)),
        taken: false,
    };
    Ok(Create { volume, what })
}

pub(crate) fn rwss<S: PageStore>(
    engine: &Engine<S>,
    of: VolumeId,
    read_only: bool,
) -> Result<Create, Refusal> {
    let kind = engine.asked(of)?.kind;
    if kind != Kind::Ross {
        return Err(Refusal::NotARoss { volume: of, kind });
    }
    let volume = snapshot(engine, of)?;
    let what = What::Rwss { of, read_only };
    Ok(Create { volume, what })
}

fn snapshot<S: PageStore>(engine: &Engine<S>, of: VolumeId) -> Result<VolumeId, Refusal> {
    room::readable(engine, of)?;
    let volume = engine.next_volume()?;
    room_for(engine, of, 1)?;
    Ok(volume)
}

/// Refuses snapshots for which there are no more numbers or level-1 tables.
pub(crate) fn room_for<S: PageStore>(
    engine: &Engine<S>,
    of: VolumeId,
    snapshots: u64,
) -> Result<(), Refusal> {
    let tree = engine.tree(engine.at(of).tree);
    let tables = snapshots * u64::from(tree.geometry.levels()[0]);
    if tree.admin.extent() + tables > OFFSET_MAX {
        return Err(Refusal::LimitReached {
            what: "entries in an administration volume",
            limit: OFFSET_MAX,
        });
    }
    if u64::from(engine.volumes_created()) + snapshots > u64::from(VOLUMES_MAX) {
        return Err(Refusal::LimitReached {
            what: "volumes ever created",
            limit: u64::from(VOLUMES_MAX),
        });
    }
    Ok(())
}

/// What recovery begins again: the snapshot is there.
pub(crate) fn fill(ross: VolumeId, fill: Fill) -> Create {
    let what = What::Ross {
        of: ross,
        series: Series::default(),
        fill: Some(fill),
        taken: true,
    };
    Create { volume: ross, what }
}

impl Create {
    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let volume = self.volume;
        match &mut self.what {
            What::Base { geometry, stamps } => {
                create_base(engine, volume, geometry, *stamps, false, observer);
            }
            What::Rwss { of, read_only } => {
                let taken = Taken {
                    kind: Kind::Rwss,
                    parent: *of,
                    series: Series::default(),
                    read_only: *read_only,
                };
                create_snapshot(engine, volume, taken, observer);
            }
            What::Ross {
                fill: Some(fill),
                taken: true,
                ..
            } => return fill.step(engine, observer),
            What::Ross {
                of,
                series,
                fill,
                taken,
            } => {
                *taken = true;
                let made = Taken {
                    kind: Kind::Ross,
                    parent: *of,
                    series: *series,
                    read_only: false,
                };
                create_snapshot(engine, volume, made, observer);
                if let Some(fill) = fill {
                    fill.log(engine, observer);
                    return None;
                }
            }
        }
        Some(Outcome::Created(volume))
    }

    /// Room that it takes; nothing for a base.
    pub(crate) fn need<S: PageStore>(&self, engine: &Engine<S>) -> Option<(VolumeId, Need)> {
        let of = match &self.what {
            What::Base { .. } => return None,
            What::Ross { of, .. } | What::Rwss { of, .. } => *of,
        };
        let mut need = Need::new(engine, of);
        need.root(engine);
        if let What::Ross { fill: Some(_), .. } = &self.what {
            Fill::need(engine, of, &mut need);
        }
        Some((of, need))
    }
}

/// A snapshot to be made.
pub(crate) struct Taken {
    pub(crate) kind: Kind,
    pub(crate) parent: VolumeId,
    pub(crate) series: Series,
    pub(crate) read_only: bool,
}

pub(crate) fn create_base<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    geometry: &Geometry,
    stamps: bool,
    read_only: bool,
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
        pages: geometry.pages(),
        series: Series::default(),
        read_only,
        stale: false,
        filled: false,
        backup_of: None,
        older: None,
        hanging: Vec::new(),
        root: None,
        exceptions: 0,
    }));
    observer.event(&Event::VolumeCreated {
        volume,
        tree: TreeId(id),
        geometry: Cow::Borrowed(geometry),
        stamps,
        read_only,
    });
}

pub(crate) fn create_snapshot<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    taken: Taken,
    observer: &mut impl Observer,
) {
    let Taken {
        kind,
        parent,
        series,
        read_only,
    } = taken;
    debug_assert_eq!(engine.volumes.len(), volume.0 as usize, "ids count up");
    let tree = engine.at(parent).tree;
    let fan_out = engine.tree(tree).geometry.levels()[0];
    let root = engine.tree_mut(tree).admin.allocate(fan_out);
    let mut older = None;
    let mut head = volume;
    if kind == Kind::Ross {
        head = parent;
        older = engine.newest(head, series);
        hang_newest(engine, head, series, volume);
    } else {
        engine.at_mut(parent).hanging.push(volume);
    }
    let pages = engine.at(parent).pages;
    if let Some(older) = older {
        engine.at_mut(older).parent = Some(volume);
    }
    engine.volumes.push(Some(Volume {
        tree,
        kind,
        parent: Some(parent),
        head,
        pages,
        series,
        read_only,
        stale: false,
        filled: false,
        backup_of: None,
        older,
        hanging: Vec::new(),
        root: Some(root),
        exceptions: 0,
    }));
    observer.event(&Event::SnapshotTaken {
        volume,
        tree,
        kind,
        parent,
        copy_of: parent,
        older,
        series,
        pages,
        read_only,
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

/// Makes `ross` the newest of its series.
fn hang_newest<S: PageStore>(
    engine: &mut Engine<S>,
    head: VolumeId,
    series: Series,
    ross: VolumeId,
) {
    let hanging = &engine.at(head).hanging;
    let place = hanging.binary_search_by_key(&series, |&id| engine.at(id).series);
    let hanging = &mut engine.at_mut(head).hanging;
    match place {
        Ok(at) => hanging[at] = ross,
        Err(at) => hanging.insert(at, ross),
    }
}
