//! Pointers on the picture: one drags it, two pinch it; a press that stays is a click.

use web_sys::{Element, PointerEvent};

use crate::dom::stage::Stage;

/// A pointer that moves less than this is a click, in px.
const STILL_PX: f64 = 4.0;

/// Pointers that are down.
#[derive(Clone, Debug, Default)]
pub struct Pointers {
    down: Vec<(i32, f64, f64)>,
    moved: f64,
}

impl Pointers {
    /// Whether the last press was a drag, so that its click means nothing.
    pub fn dragged(&self) -> bool {
        self.moved > STILL_PX
    }

    /// A pointer went down.
    pub fn down(&mut self, event: &PointerEvent) {
        if event.button() > 1 {
            return;
        }
        if self.down.is_empty() {
            self.moved = 0.0;
        }
        self.down.retain(|it| it.0 != event.pointer_id());
        self.down
            .push((event.pointer_id(), at(event).0, at(event).1));
    }

    /// A pointer moved; whether the picture is being dragged.
    pub fn moved(&mut self, event: &PointerEvent, stage: &Stage, around: &Element) -> bool {
        let Some(which) = self.down.iter().position(|it| it.0 == event.pointer_id()) else {
            return false;
        };
        let (x, y) = at(event);
        let (_, old_x, old_y) = self.down[which];
        let before = self.spread();
        self.down[which] = (event.pointer_id(), x, y);
        let after = self.spread();
        self.moved += (x - old_x).hypot(y - old_y);
        if !self.dragged() {
            return false;
        }
        // Only now: a captured pointer would take clicks away from what is under it.
        let _ = around.set_pointer_capture(event.pointer_id());
        let share = 1.0 / self.down.len() as f64;
        stage.pan((x - old_x) * share, (y - old_y) * share);
        if let (Some((before, _, _)), Some((after, x, y))) = (before, after)
            && before > 1.0
        {
            let corner = around.get_bounding_client_rect();
            stage.zoom_by(after / before, Some((x - corner.left(), y - corner.top())));
        }
        true
    }

    /// A pointer went up or away.
    pub fn up(&mut self, event: &PointerEvent) {
        self.down.retain(|it| it.0 != event.pointer_id());
    }

    /// How far two pointers are apart, and the point between them.
    fn spread(&self) -> Option<(f64, f64, f64)> {
        let [(_, x1, y1), (_, x2, y2)] = self.down[..] else {
            return None;
        };
        Some(((x2 - x1).hypot(y2 - y1), (x1 + x2) / 2.0, (y1 + y2) / 2.0))
    }
}

fn at(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}
