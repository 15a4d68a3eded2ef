//! `refresh`: which volumes it makes, and what it came to.

use cowpath_engine::Command as Ask;
use cowpath_engine::command::{RefreshFrom as From, Refreshed as EngineRefreshed};

use super::Machine;
use super::births::Births;
use super::running::{What, Work};
use crate::language::{Name, RefreshFrom};
use crate::outcome::{Outcome, Refreshed, Refused};

impl Machine {
    pub(super) fn refresh(&self, volume: &Name, from: &RefreshFrom) -> Result<Work, Refused> {
        let mut births = Births::default();
        let id = self.known(volume)?;
        let from = match from {
            RefreshFrom::Ross(ross) => From::Ross(self.known(ross)?),
            RefreshFrom::New { name, of } => {
                self.promise(&mut births, name)?;
                let of = of.as_ref().map(|of| self.known(of)).transpose()?;
                From::New { of }
            }
        };
        // The old state has a volume of its own until it is given up, or for as long as its
        // snapshots need it.
        self.promise_numbered(&mut births, volume.as_str())?;
        let work = self.job(Ask::Refresh { volume: id, from }, What::Makes(births));
        work.map_err(|mut refused| {
            if refused.rule == "has-snapshots" {
                refused.message.push_str(", or `set refresh keep`");
            }
            refused
        })
    }

    pub(super) fn refreshed(&mut self, refreshed: &EngineRefreshed, stale: Vec<String>) -> Outcome {
        self.bury();
        Outcome::Refreshed(Refreshed {
            volume: self.name_of(refreshed.volume),
            from: self.name_of(refreshed.from),
            was: refreshed.was.map(|was| self.name_of(was)),
            created: refreshed.made.map(|made| self.name_of(made)),
            old: refreshed.old.map(|old| self.name_of(old)),
            discarded_pages: refreshed.discarded_pages,
            stale,
        })
    }
}
