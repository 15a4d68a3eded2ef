//! Which part of a picture is seen: a zoom and a place. Pure arithmetic.

use cowpath_scene::number::number;

/// Least and greatest zoom, in screen px for each px of the picture.
const ZOOM: (f64, f64) = (0.08, 6.0);
/// Room left around a picture that is fitted, in screen px.
const MARGIN: f64 = 8.0;
/// Below this zoom the words of a picture cannot be read; in a narrow window, which is held
/// near and has no room for the panels beside it, they must be larger.
const READABLE: (f64, f64) = (0.45, 0.7);
/// Up to this width, in screen px, a window is narrow.
const NARROW: f64 = 560.0;
/// The zoom of a picture that is too large to be seen whole at first.
const NEAR: f64 = 0.82;
/// A small picture is not blown up beyond this when it is fitted.
const FIT_MOST: f64 = 1.35;

/// A view on a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Screen px for each px of the picture.
    pub zoom: f64,
    /// Left edge of what is seen, in px of the picture.
    pub x: f64,
    /// Its top edge.
    pub y: f64,
    /// Whether it follows the size of the picture.
    pub fitted: bool,
}

impl Camera {
    /// The whole of a picture of `scene` px in a window of `view` px, in its middle.
    pub fn fit(scene: (f64, f64), view: (f64, f64)) -> Self {
        let room = (
            (view.0 - 2.0 * MARGIN).max(1.0),
            (view.1 - 2.0 * MARGIN).max(1.0),
        );
        let zoom = (room.0 / scene.0.max(1.0)).min(room.1 / scene.1.max(1.0));
        let zoom = zoom.min(FIT_MOST).clamp(ZOOM.0, ZOOM.1);
        let top = ((view.1 / zoom - scene.1) / 2.0).min(MARGIN * 3.0 / zoom);
        Self {
            zoom,
            x: (scene.0 - view.0 / zoom) / 2.0,
            y: -top,
            fitted: true,
        }
    }

    /// How a picture is first seen: whole if its words can then be read, else its top
    /// right part, where "now" is.
    pub fn begin(scene: (f64, f64), view: (f64, f64)) -> Self {
        let whole = Self::fit(scene, view);
        let least = match view.0 <= NARROW {
            true => READABLE.1,
            false => READABLE.0,
        };
        if whole.zoom >= least || view.0 < 1.0 {
            return whole;
        }
        Self {
            zoom: NEAR,
            x: scene.0 - (view.0 - MARGIN) / NEAR,
            y: -MARGIN / NEAR,
            fitted: false,
        }
    }

    /// Nearer (`factor` > 1) or farther, with the point under `at` (screen px) kept in place.
    pub fn zoomed(self, factor: f64, at: (f64, f64)) -> Self {
        let zoom = (self.zoom * factor).clamp(ZOOM.0, ZOOM.1);
        Self {
            zoom,
            x: self.x + at.0 / self.zoom - at.0 / zoom,
            y: self.y + at.1 / self.zoom - at.1 / zoom,
            fitted: false,
        }
    }

    /// Moved by so many screen px.
    pub fn panned(self, dx: f64, dy: f64) -> Self {
        Self {
            x: self.x - dx / self.zoom,
            y: self.y - dy / self.zoom,
            fitted: false,
            ..self
        }
    }

    /// Moved just enough that `place` (px of the picture) is seen with some room around it.
    pub fn showing(self, place: (f64, f64), view: (f64, f64)) -> Self {
        let room: f64 = 70.0;
        let slide = |at: f64, from: f64, size: f64| {
            let seen = size / self.zoom;
            let room = room.min(seen / 3.0);
            if at < from + room {
                at - room
            } else if at > from + seen - room {
                at + room - seen
            } else {
                from
            }
        };
        Self {
            x: slide(place.0, self.x, view.0),
            y: slide(place.1, self.y, view.1),
            ..self
        }
    }

    /// The `viewBox` for a window of `view` px.
    pub fn view_box(self, view: (f64, f64)) -> String {
        let (w, h) = (view.0 / self.zoom, view.1 / self.zoom);
        [self.x, self.y, w, h].map(number).join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let camera = Camera::fit((700.0, 500.0), (900.0, 600.0));
        let at = (300.0, 200.0);
        let before = (camera.x + at.0 / camera.zoom, camera.y + at.1 / camera.zoom);
        let nearer = camera.zoomed(2.0, at);
        let after = (nearer.x + at.0 / nearer.zoom, nearer.y + at.1 / nearer.zoom);
        assert!((before.0 - after.0).abs() < 1e-9 && (before.1 - after.1).abs() < 1e-9);
        assert!(!nearer.fitted && nearer.zoom > camera.zoom);
    }

    #[test]
    fn a_narrow_window_begins_where_now_is_with_words_that_can_be_read() {
        let (scene, narrow) = ((716.0, 300.0), (378.0, 420.0));
        let camera = Camera::begin(scene, narrow);
        assert!(camera.zoom >= 0.7 && !camera.fitted);
        let right = camera.x + narrow.0 / camera.zoom;
        assert!((right - scene.0).abs() < 20.0 && camera.x > 0.0);
        // What is small enough is seen whole, and so is all of it in a wide one.
        assert!(Camera::begin((400.0, 300.0), narrow).fitted);
        assert!(Camera::begin(scene, (706.0, 500.0)).fitted);
    }

    #[test]
    fn what_is_seen_stays_put_and_what_is_not_comes_in() {
        let camera = Camera::fit((700.0, 500.0), (700.0, 500.0));
        assert_eq!(camera.showing((350.0, 250.0), (700.0, 500.0)).x, camera.x);
        let moved = camera.showing((5000.0, 250.0), (700.0, 500.0));
        assert!(moved.x > camera.x && moved.y == camera.y);
    }
}
