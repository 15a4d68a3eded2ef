//! `restore`, `background` and `cancel`: the volumes they make with their names, and what they
//! came to.

use cowpath_engine::Command as Ask;
use cowpath_engine::faults::Rule;
use cowpath_engine::ids::{Kind, VolumeId};
use cowpath_engine::restore::{self, Mode, Order, Restore as Running};

use super::Machine;
use super::births::Births;
use super::look::Look;
use super::rules;
use super::running::{What, Work};
use crate::language::{self, CopyOrder, Items, Measured, Name, RestoreMode, Undo};
use crate::latency::{self, Load};
use crate::outcome::{
    Background, Cancelled, Latency, Outcome, Refused, Restore, Restores, Restoring,
};

/// Most operations of a measurement: it is done in one step.
const OPS_MAX: u64 = 100_000;

impl Machine {
    pub(super) fn restore(&self, restore: &language::Restore) -> Result<Work, Refused> {
        let mut births = Births::default();
        let (base, from) = (self.known(&restore.base)?, self.known(&restore.from)?);
        let changes = self.info(from).kind != Kind::Ross;
        if let (false, Some(frozen)) = (changes, &restore.frozen) {
            return Err(rules::nothing_to_freeze(&restore.from, frozen));
        }
        // The engine makes them in this order.
        if changes && !self.engine.policy().faults.off(Rule::SourceFrozen) {
            match &restore.frozen {
                Some(frozen) => self.promise(&mut births, frozen)?,
                None => self.promise_made(&mut births, &restore.name, "source")?,
            }
        }
        let undo = match &restore.undo {
            Undo::Own => {
                self.promise_made(&mut births, &restore.name, "undo")?;
                restore::Undo::New
            }
            Undo::Named(name) => {
                self.promise(&mut births, name)?;
                restore::Undo::New
            }
            Undo::Newest => restore::Undo::Newest,
        };
        self.promise(&mut births, &restore.name)?;
        let ask = Ask::Restore {
            base,
            from,
            undo,
            order: match restore.order {
                CopyOrder::OldFirst => Order::OldFirst,
                CopyOrder::Once => Order::Once,
            },
            mode: match restore.mode {
                RestoreMode::Eager => Mode::Eager,
                RestoreMode::Lazy => Mode::Lazy,
            },
        };
        self.job(ask, What::Makes(births))
    }

    /// Promises the volume that is made next a name made of that of the restore.
    fn promise_made(&self, births: &mut Births, of: &Name, end: &str) -> Result<(), Refused> {
        let name = format!("{}.{end}", of.as_str());
        let name = Name::new(name.clone()).map_err(|_| rules::made_name_too_long(&name))?;
        self.promise(births, &name)
    }

    pub(super) fn background(&self, base: &Name, items: Items) -> Result<Work, Refused> {
        let (base, items) = (self.known(base)?, items.count());
        self.plain(Ask::Background { base, items })
    }

    pub(super) fn cancel(&self, base: &Name, keep: Option<&Name>) -> Result<Work, Refused> {
        let mut births = Births::default();
        let base = self.known(base)?;
        if let Some(keep) = keep {
            self.promise(&mut births, keep)?;
        }
        let keep = keep.is_some();
        self.job(Ask::CancelRestore { base, keep }, What::Makes(births))
    }

    pub(super) fn restore_begun(&self, begun: restore::Begun, stale: Vec<String>) -> Outcome {
        let running = self.engine.restore(begun.base);
        Outcome::Restore(Box::new(Restore {
            base: self.name_of(begun.base),
            from: self.name_of(begun.from),
            source: self.name_of(begun.source),
            undo: self.name_of(begun.undo),
            new: self.name_of(begun.new),
            order: running.map(|restore| restore.order).unwrap_or_default(),
            mode: running.map(|restore| restore.mode).unwrap_or_default(),
            pages: begun.pages,
            items: begun.items,
            stale,
        }))
    }

    pub(super) fn background_copied(
        &mut self,
        copied: &restore::Copied,
        stale: Vec<String>,
    ) -> Background {
        let deleted = copied.deleted.map(|id| self.name_of(id));
        self.bury();
        Background {
            base: self.name_of(copied.base),
            items: copied.items,
            left: copied.left,
            copied_pages: copied.copied_pages,
            ended: copied.ended,
            deleted,
            stale,
        }
    }

    pub(super) fn restore_cancelled(
        &mut self,
        cancelled: restore::Cancelled,
        stale: Vec<String>,
    ) -> Outcome {
        let deleted = cancelled.deleted.map(|id| self.name_of(id));
        self.bury();
        Outcome::Cancelled(Box::new(Cancelled {
            base: self.name_of(cancelled.base),
            undo: self.name_of(cancelled.undo),
            created: cancelled.kept.map(|kept| self.name_of(kept)),
            pending: cancelled.pending,
            pages: cancelled.pages,
            copied_pages: cancelled.copied_pages,
            deleted,
            stale,
        }))
    }

    pub(super) fn restores(&self) -> Restores {
        let row = |running: &Running| Restoring {
            base: self.name_of(running.base),
            source: self.name_of(running.source),
            own_source: running.own_source,
            undo: self.name_of(running.undo),
            new: self.name_of(running.new),
            order: running.order,
            mode: running.mode,
            pending: running.pending(),
            bits: running.bits.iter().copied().collect(),
            items: running.items,
            items_done: running.items_done,
            items_left: running.items_left(),
            copied_pages: running.copied_pages,
        };
        Restores {
            restores: self.engine.restores().map(row).collect(),
        }
    }

    pub(super) fn measure(&self, measured: &Measured) -> Result<Work, Refused> {
        let (base, from) = (self.known(&measured.base)?, self.known(&measured.from)?);
        if measured.ops > OPS_MAX {
            return Err(rules::too_many_operations(OPS_MAX));
        }
        // What refuses the restore refuses this too.
        let (undo, order, mode) = Default::default();
        self.task(Ask::Restore {
            base,
            from,
            undo,
            order,
            mode,
        })?;
        let usual = Load::default();
        let load = Load {
            operations: measured.ops,
            seed: measured.seed.unwrap_or(usual.seed),
            every: measured.every.unwrap_or(usual.every),
            ..usual
        };
        Ok(Work::Look(Look::Measure(base, from, load)))
    }

    pub(super) fn measured(&self, base: VolumeId, from: VolumeId, load: &Load) -> Outcome {
        match latency::measure(&self.engine, base, from, restore::Undo::New, load) {
            Ok(rows) => Outcome::Latency(Box::new(Latency {
                base: self.name_of(base),
                from: self.name_of(from),
                operations: load.operations,
                seed: load.seed,
                every: load.every,
                rows,
            })),
            // A write may find no room.
            Err(refusal) => Outcome::Refused(self.refused(&refusal)),
        }
    }

    /// The restore of this base that runs.
    pub(crate) fn restore_of(&self, base: VolumeId) -> Option<&Running> {
        let restore = self.engine.restore(base);
        restore.filter(|restore| restore.base == base)
    }
}
