//! What promotes, discards, resizes, copies and syncs came to, told with names.

use cowpath_engine::command::{
    Copied as EngineCopied, Discarded as EngineDiscarded, Promoted as EnginePromoted,
    Resized as EngineResized, Synced as EngineSynced,
};
use cowpath_engine::ids::VolumeId;

use super::Machine;
use crate::outcome::{Copied, Discarded, Outcome, Promoted, Resized, Synced};

impl Machine {
    pub(super) fn promoted(&self, promoted: EnginePromoted, stale: Vec<String>) -> Outcome {
        Outcome::Promoted(Promoted {
            volume: self.name_of(promoted.volume),
            source: self.name_of(promoted.source),
            pages: promoted.pages,
            pushed: promoted.pushed,
            copied_pages: promoted.copied_pages,
            shared_pages: promoted.shared_pages,
            stale,
        })
    }

    pub(super) fn discarded(
        &self,
        volume: VolumeId,
        discarded: EngineDiscarded,
        stale: Vec<String>,
    ) -> Outcome {
        Outcome::Discarded(Discarded {
            volume: self.name_of(volume),
            pages: discarded.pages,
            pushed: discarded.pushed,
            stale,
        })
    }

    pub(super) fn resized(&self, resized: EngineResized, stale: Vec<String>) -> Outcome {
        Outcome::Resized(Resized {
            volume: self.name_of(resized.volume),
            pages: resized.pages,
            was: resized.was,
            discarded: resized.discarded.pages,
            pushed: resized.discarded.pushed,
            stale,
        })
    }

    pub(super) fn copied(&self, copied: EngineCopied) -> Outcome {
        Outcome::Copied(Copied {
            created: self.name_of(copied.created),
            source: self.name_of(copied.of),
            pages: copied.pages,
        })
    }

    pub(super) fn synced(&self, synced: EngineSynced) -> Outcome {
        Outcome::Synced(Synced {
            backup: self.name_of(synced.backup),
            from: self.name_of(synced.from),
            to: self.name_of(synced.to),
            copied_pages: synced.pages.pages(),
            pages: synced.pages,
            verified_pages: synced.verified_pages,
            ok: synced.wrong.is_empty(),
        })
    }
}
