//! Logging and clearing the record of an unfinished operation.

use std::borrow::Cow;

use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::faults::Rule;
use crate::intent::Intent;
use crate::store::PageStore;

/// Logs the record, before the first change.
pub(crate) fn log<S: PageStore>(
    engine: &mut Engine<S>,
    intent: Cow<'_, Intent>,
    observer: &mut impl Observer,
) {
    observer.event(&Event::IntentLogged {
        intent: Cow::Borrowed(&*intent),
    });
    engine.intent = Some(intent.into_owned());
    if engine.policy.faults.off(Rule::PendingClearedLast) {
        clear(engine, observer);
    }
}

/// Clears the record, after the last change.
pub(crate) fn clear<S: PageStore>(engine: &mut Engine<S>, observer: &mut impl Observer) {
    if engine.intent.take().is_some() {
        observer.event(&Event::IntentCleared);
    }
}
