//! What touches one page while an operation is between its steps there, and what it may come to.

use std::collections::BTreeMap;

use cowpath_engine::ids::VolumeId;

/// A page of each volume.
type Shown = BTreeMap<VolumeId, u64>;

/// What touches a page.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    /// A write, which belongs to all snapshots of its volume from `started` on.
    Write {
        volume: VolumeId,
        started: VolumeId,
        stamp: u64,
    },
    Read {
        volume: VolumeId,
        found: Option<u64>,
    },
    /// A snapshot was taken.
    Take { ross: VolumeId, of: VolumeId },
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Act {
    pub(super) what: What,
    pub(super) ended: bool,
}

impl Act {
    pub(super) fn new(what: What) -> Self {
        let ended = false;
        Self { what, ended }
    }

    pub(super) fn done(what: What) -> Self {
        let ended = true;
        Self { what, ended }
    }

    /// Whether it cannot come before that snapshot is taken.
    fn follows(&self, ross: VolumeId) -> bool {
        match self.what {
            What::Write { started, .. } => started > ross,
            What::Read { volume, .. } => volume == ross,
            What::Take { of, ross: other } => of == ross || other > ross,
        }
    }
}

/// The page before, and what has touched it since.
pub(super) struct Episode {
    start: Shown,
    pub(super) acts: Vec<Act>,
}

impl Episode {
    pub(super) fn new(start: Shown) -> Self {
        let acts = Vec::new();
        Self { start, acts }
    }

    /// Whether some order of the acts comes to this.
    pub(super) fn allows(
        &self,
        found: &Shown,
        heads: &BTreeMap<VolumeId, VolumeId>,
    ) -> Result<(), String> {
        let mut fits = false;
        let all: Vec<&Act> = self.acts.iter().collect();
        orders(&all, &self.start, heads, &mut |shown| {
            fits |= shown == found
        });
        match fits {
            true => Ok(()),
            false => Err(format!(
                "{:?} came to {found:?}, from {:?}",
                self.acts, self.start
            )),
        }
    }

    /// Whether each volume shows what some order of the acts that have ended, and of some of the
    /// others, gives it. A read speaks for its own volume alone.
    pub(super) fn allows_after_crash(
        &self,
        found: &Shown,
        heads: &BTreeMap<VolumeId, VolumeId>,
    ) -> Result<(), String> {
        let wrong = found.keys().find(|id| !self.keeps(**id, found, heads));
        match wrong {
            None => Ok(()),
            Some(id) => Err(format!(
                "{:?} came to {found:?} from {:?}: volume {} is wrong",
                self.acts, self.start, id.0
            )),
        }
    }

    fn keeps(&self, id: VolumeId, found: &Shown, heads: &BTreeMap<VolumeId, VolumeId>) -> bool {
        let speaks = |act: &&Act| match act.what {
            // What a read found that was cut short is told nobody.
            What::Read { volume, .. } => act.ended && volume == id,
            _ => true,
        };
        let acts: Vec<&Act> = self.acts.iter().filter(speaks).collect();
        let open = acts.iter().filter(|act| !act.ended).count();
        let mut fits = false;
        for choice in 0..1_u32 << open {
            let mut number = 0;
            let chosen = acts.iter().copied().filter(|act| {
                let taken = act.ended || choice & 1 << number != 0;
                number += u32::from(!act.ended);
                taken
            });
            let chosen: Vec<&Act> = chosen.collect();
            orders(&chosen, &self.start, heads, &mut |shown| {
                fits |= shown.get(&id) == found.get(&id);
            });
        }
        fits
    }
}

/// Every order in which the reads find what they found, and what it comes to.
fn orders(
    acts: &[&Act],
    shown: &Shown,
    heads: &BTreeMap<VolumeId, VolumeId>,
    end: &mut dyn FnMut(&Shown),
) {
    if acts.is_empty() {
        return end(shown);
    }
    for (at, act) in acts.iter().enumerate() {
        let mut rest = acts.to_vec();
        rest.remove(at);
        let too_early = rest.iter().any(|other| match other.what {
            What::Take { ross, .. } => act.follows(ross),
            _ => false,
        });
        let mut after = shown.clone();
        if !too_early && apply(act, &mut after, heads) {
            orders(&rest, &after, heads, end);
        }
    }
}

/// Whether the act can come here.
fn apply(act: &Act, shown: &mut Shown, heads: &BTreeMap<VolumeId, VolumeId>) -> bool {
    match act.what {
        What::Write {
            volume,
            started,
            stamp,
        } => {
            let lands =
                |id: &VolumeId| *id == volume || *id >= started && heads.get(id) == Some(&volume);
            let lands: Vec<VolumeId> = shown.keys().copied().filter(lands).collect();
            shown.extend(lands.into_iter().map(|id| (id, stamp)));
        }
        What::Read { volume, found } => {
            return found.is_none() || shown.get(&volume) == found.as_ref();
        }
        What::Take { ross, of } => {
            let stamp = shown.get(&of).copied().unwrap_or_default();
            shown.insert(ross, stamp);
        }
    }
    true
}
