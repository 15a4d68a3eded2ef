//! Watching an engine work.

use super::Event;

/// Watches an engine work. The unit type watches nothing, and then the events
/// compile away.
pub trait Observer {
    /// Called for each event, in order.
    fn event(&mut self, event: &Event<'_>);

    /// Whether it watches at all: an event that takes work to tell is left
    /// out for one that does not.
    #[inline(always)]
    fn listens(&self) -> bool {
        true
    }

    /// Tells an event, which is not even made for one that does not watch.
    #[inline(always)]
    fn tell<'e>(&mut self, event: impl FnOnce() -> Event<'e>)
    where
        Self: Sized,
    {
        if self.listens() {
            self.event(&event());
        }
    }
}

impl Observer for () {
    #[inline(always)]
    fn event(&mut self, _event: &Event<'_>) {}

    #[inline(always)]
    fn listens(&self) -> bool {
        false
    }
}

/// An observer made of a closure.
pub struct Tap<F>(pub F);

impl<F: FnMut(&Event<'_>)> Observer for Tap<F> {
    fn event(&mut self, event: &Event<'_>) {
        (self.0)(event);
    }
}

impl<O: Observer + ?Sized> Observer for &mut O {
    #[inline(always)]
    fn event(&mut self, event: &Event<'_>) {
        (**self).event(event);
    }

    #[inline(always)]
    fn listens(&self) -> bool {
        (**self).listens()
    }
}
