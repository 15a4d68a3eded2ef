//! Operations in flight as commands: beginning one, and advancing it by some
//! of its steps. What they do is in [`crate::inflight`].

use crate::command::{Advanced, Outcome};
use crate::content::Content;
use crate::engine::Engine;
use crate::event::Observer;
use crate::ids::{PageNo, VolumeId};
use crate::inflight::{Asked, OpenId};
use crate::refusal::Refusal;
use crate::store::PageStore;

/// A beginning that was allowed. One step.
#[derive(Clone, Debug)]
pub(crate) struct Begin {
    volume: VolumeId,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Write(PageNo, Content<'static>),
    Read(PageNo),
    /// So many work items.
    Background(u64),
}

impl Begin {
    pub(crate) fn write<S: PageStore>(
        engine: &Engine<S>,
        volume: VolumeId,
        page: PageNo,
        content: Content<'_>,
    ) -> Result<Self, Refusal> {
        engine.check_begin_write(volume, page, &content)?;
        let what = What::Write(page, content.into_owned());
        Ok(Self { volume, what })
    }

    pub(crate) fn read<S: PageStore>(
        engine: &Engine<S>,
        volume: VolumeId,
        page: PageNo,
    ) -> Result<Self, Refusal> {
        engine.check_begin_read(volume, page)?;
        let what = What::Read(page);
        Ok(Self { volume, what })
    }

    pub(crate) fn background<S: PageStore>(
        engine: &Engine<S>,
        base: VolumeId,
        items: u64,
    ) -> Result<Self, Refusal> {
        engine.check_begin_background(base)?;
        let what = What::Background(items);
        Ok(Self { volume: base, what })
    }

    pub(crate) fn step<S: PageStore>(
        &self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Outcome {
        let asked = match &self.what {
            What::Write(page, content) => Asked::Write(*page, content),
            What::Read(page) => Asked::Read(*page),
            What::Background(items) => Asked::Background(*items),
        };
        Outcome::Begun(engine.open(self.volume, asked, observer))
    }
}

/// Some steps of an operation in flight, each a micro-step; fewer where it comes to wait for
/// another one.
#[derive(Clone, Debug)]
pub(crate) struct Advance {
    /// Steps still to be done; `None` for all.
    steps: Option<u64>,
    done: Advanced,
}

impl Advance {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        operation: OpenId,
        steps: Option<u64>,
    ) -> Result<Self, Refusal> {
        engine.check_enabled(operation)?;
        Ok(Self {
            steps,
            done: Advanced {
                operation,
                steps: Vec::new(),
                left: None,
                ended: None,
            },
        })
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        if self.steps != Some(0) {
            let (step, ended) = engine.advance(self.done.operation, observer)?;
            self.done.steps.push(step);
            self.done.ended = ended;
            self.steps = self.steps.map(|steps| steps - 1);
        }
        let goes_on = || engine.check_enabled(self.done.operation).is_ok();
        if self.done.ended.is_none() && self.steps != Some(0) && goes_on() {
            return None;
        }
        let open = engine.open_operation(self.done.operation);
        self.done.left = open.map_or(Some(0), |open| open.left);
        Some(Outcome::Advanced(Box::new(self.done.clone())))
    }
}
