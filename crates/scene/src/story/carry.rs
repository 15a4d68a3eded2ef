//! Pages that flow from one volume to another: a promotion, a copy, a sync.

use cowpath_engine::content::Content;
use cowpath_engine::entry::Location;
use cowpath_engine::ids::{PageNo, Runs, VolumeId};

use super::{Phase, Plot, Story, Travel};

/// Pages on their way from one volume to another, in page order.
#[derive(Clone, Debug, PartialEq)]
pub struct Carry {
    /// The volume whose contents they are.
    pub from: VolumeId,
    /// The volume that changes.
    pub into: VolumeId,
    /// The pages that change.
    pub pages: Runs,
    /// The first of them that has not arrived.
    pub next: Option<PageNo>,
    /// The page that arrived just now.
    pub landed: Option<PageNo>,
    /// Pages that were not equal at the end: none, unless something is broken.
    pub wrong: Runs,
    /// Whether it is complete.
    pub ended: bool,
}

impl Carry {
    /// The pages that have not arrived, in order.
    pub fn coming(&self) -> impl Iterator<Item = PageNo> + '_ {
        let next = self.next.map_or(u64::MAX, |page| page.0);
        let done = self
            .pages
            .as_slice()
            .partition_point(|run| run.0 + run.1 <= next);
        let runs = self.pages.as_slice()[done..].iter();
        runs.flat_map(move |run| (run.0.max(next)..run.0 + run.1).map(PageNo))
    }
}

impl Story {
    pub(super) fn carry_begun(&mut self, from: VolumeId, into: VolumeId, pages: &Runs) {
        *self = Self {
            plot: Plot::Carry,
            path: vec![from, into],
            now: Some(into),
            carry: Some(Carry {
                from,
                into,
                pages: pages.clone(),
                next: pages.as_slice().first().map(|run| PageNo(run.0)),
                landed: None,
                wrong: Runs::default(),
                ended: false,
            }),
            ..self.fresh()
        };
        self.aim();
    }

    /// The next page is about to leave.
    pub(super) fn aim(&mut self) {
        let Some(carry) = &self.carry else { return };
        let Some(page) = carry.next else { return };
        self.page = Some(page);
        self.travel = Some(Travel {
            from: carry.from,
            into: carry.into,
            page,
            phase: Phase::Leaving,
            at: None,
            content: None,
        });
    }

    /// A page is where it should be.
    pub(super) fn arrived(&mut self, page: PageNo) {
        if let Some(carry) = &mut self.carry {
            carry.next = Some(PageNo(page.0 + 1));
            let next = carry.coming().next();
            carry.next = next;
        }
        self.aim();
    }

    /// A page of a base got its content, without more ado.
    pub(super) fn carried(&mut self, volume: VolumeId, page: PageNo) {
        let Some(carry) = &mut self.carry else { return };
        if carry.into == volume {
            carry.landed = Some(page);
            self.travel = None;
            self.visit(volume);
            self.arrived(page);
        }
    }

    /// A base's own block got the content of another place: the next page of what flows into it,
    /// or one that a restore fills or a cancel sets back.
    pub(super) fn filled(
        &mut self,
        (volume, page): (VolumeId, PageNo),
        from: Location,
        content: &Content<'_>,
    ) {
        if self.carry.is_some() {
            return self.carried(volume, page);
        }
        self.change(volume, Some(page));
        self.visit(volume);
        self.page = Some(page);
        self.travel = Some(Travel {
            from: volume,
            into: volume,
            page,
            phase: Phase::Landed,
            at: Some(from),
            content: Some(content.to_trimmed()),
        });
    }

    /// A page of a restore is dealt with next, or has been: what travelled for it is there.
    pub(super) fn settled(&mut self, base: VolumeId, page: PageNo) {
        self.travel = None;
        self.change(base, Some(page));
    }

    /// A page reads as zeros now.
    pub(super) fn emptied(&mut self, volume: VolumeId, page: PageNo) {
        self.carried(volume, page);
        if self.plot == Plot::Discard
            && let Some(written) = &mut self.written
            && (written.volume, written.page) == (volume, page)
        {
            written.content = Some(Content::bytes(&[]));
        }
    }

    pub(super) fn carry_ended(&mut self) {
        self.travel = None;
        self.page = None;
        if let Some(carry) = &mut self.carry {
            carry.ended = true;
            carry.next = None;
            self.now = Some(carry.into);
        }
    }
}
