//! The stage: one picture in one `<svg>`, seen through a camera, moving from what it shows
//! to what it should show. Frames are asked for only while something moves.

use std::cell::RefCell;
use std::rc::Rc;

use cowpath_engine::event::OwnedEvent;
use cowpath_scene::{Scene, Target, Theme, tween};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Element;

use super::camera::Camera;
use super::svg::{Patcher, set};
use cowpath_bridge::now_ms;

/// Left of this, in px of the picture, there is nothing.
const LEFT: f64 = 14.0;

/// How the stage comes to a new picture.
pub enum Way {
    /// At once.
    Cut,
    /// At once, and it stays for so long before [`Stage`] says that it has landed.
    Hold(f64),
    /// By way of the pictures between, for so long.
    Tween(Box<OwnedEvent>, f64),
}

/// A handle on the stage.
#[derive(Clone)]
pub struct Stage(Rc<RefCell<Inner>>);

struct Inner {
    patcher: Patcher,
    theme: Theme,
    scene: Scene,
    camera: Camera,
    view: (f64, f64),
    flight: Option<Flight>,
    /// Flights are numbered, so that a late frame of an old one does nothing.
    flights: u32,
    landed: Rc<dyn Fn()>,
}

struct Flight {
    number: u32,
    from: Scene,
    event: Option<Box<OwnedEvent>>,
    begin_ms: f64,
    length_ms: f64,
}

impl Stage {
    /// A stage in `svg`; `landed` is called when a movement ends by itself.
    pub fn new(svg: Element, landed: impl Fn() + 'static) -> Option<Self> {
        let inner = Inner {
            patcher: Patcher::new(svg)?,
            theme: Theme::Light,
            scene: Scene::default(),
            camera: Camera::fit((1.0, 1.0), (1.0, 1.0)),
            view: (0.0, 0.0),
            flight: None,
            flights: 0,
            landed: Rc::new(landed),
        };
        Some(Self(Rc::new(RefCell::new(inner))))
    }

    /// Shows a picture; a movement under way is ended first.
    pub fn show(&self, scene: Scene, theme: Theme, way: Way) {
        let started = self.0.borrow_mut().show(scene, theme, way);
        if let Some(number) = started {
            self.next_frame(number);
        }
    }

    /// Whether something moves.
    pub fn is_moving(&self) -> bool {
        self.0.borrow().flight.is_some()
    }

    /// What is shown, or will be when the movement has ended.
    pub fn scene(&self) -> Scene {
        self.0.borrow().scene.clone()
    }

    /// Screen px for each px of the picture.
    pub fn zoom(&self) -> f64 {
        self.0.borrow().camera.zoom
    }

    /// Shows the whole picture.
    pub fn fit(&self) {
        self.0.borrow_mut().fit();
    }

    /// Shows a new picture from where it is best begun.
    pub fn begin(&self) {
        self.0.borrow_mut().begin();
    }

    /// Nearer or farther; `at` in screen px from the stage's corner, else its middle.
    pub fn zoom_by(&self, factor: f64, at: Option<(f64, f64)>) {
        let mut inner = self.0.borrow_mut();
        inner.measure();
        let middle = (inner.view.0 / 2.0, inner.view.1 / 2.0);
        inner.camera = inner.camera.zoomed(factor, at.unwrap_or(middle));
        inner.frame();
    }

    /// Moves the picture by so many screen px.
    pub fn pan(&self, dx: f64, dy: f64) {
        let mut inner = self.0.borrow_mut();
        inner.camera = inner.camera.panned(dx, dy);
        inner.frame();
    }

    /// Brings a part of the picture into view, if it is not.
    pub fn reveal(&self, target: Target) {
        let mut inner = self.0.borrow_mut();
        let Some(place) = inner.scene.place_of(target) else {
            return;
        };
        if inner.camera.fitted {
            return;
        }
        inner.measure();
        let moved = inner.camera.showing(place, inner.view);
        if moved != inner.camera {
            inner.camera = Camera {
                fitted: false,
                ..moved
            };
            inner.frame();
        }
    }

    /// Takes note of a new size of the window.
    pub fn resized(&self) {
        let mut inner = self.0.borrow_mut();
        inner.measure();
        if inner.camera.fitted {
            inner.fit();
        } else {
            inner.frame();
        }
    }

    fn next_frame(&self, number: u32) {
        let stage = self.clone();
        let length = self
            .0
            .borrow()
            .flight
            .as_ref()
            .map_or(0.0, |it| it.length_ms);
        let tweens = self
            .0
            .borrow()
            .flight
            .as_ref()
            .is_some_and(|it| it.event.is_some());
        if tweens {
            request_frame(move || stage.tick(number));
        } else {
            leptos::prelude::set_timeout(
                move || stage.tick(number),
                std::time::Duration::from_millis(length as u64 + 1),
            );
        }
    }

    fn tick(&self, number: u32) {
        let landed = {
            let mut inner = self.0.borrow_mut();
            match inner.advance(number, now_ms()) {
                Some(true) => Some(inner.landed.clone()),
                Some(false) => None,
                None => return,
            }
        };
        match landed {
            Some(landed) => landed(),
            None => self.next_frame(number),
        }
    }
}

impl Inner {
    fn show(&mut self, scene: Scene, theme: Theme, way: Way) -> Option<u32> {
        let old = std::mem::replace(&mut self.scene, scene);
        self.theme = theme;
        self.flight = None;
        self.flights = self.flights.wrapping_add(1);
        let resized = (old.width, old.height) != (self.scene.width, self.scene.height);
        let (event, length_ms) = match way {
            Way::Cut => (None, None),
            Way::Hold(length_ms) => (None, Some(length_ms)),
            Way::Tween(event, length_ms) => (Some(event), Some(length_ms)),
        };
        if event.is_none() {
            self.patcher.show(&self.scene, theme);
        }
        if self.view.0 <= 0.0 {
            self.begin();
        } else if resized && self.camera.fitted {
            self.refit((old.width, old.height));
        }
        self.flight = length_ms.map(|length_ms| Flight {
            number: self.flights,
            from: old,
            event,
            begin_ms: now_ms(),
            length_ms,
        });
        self.flight.as_ref().map(|flight| flight.number)
    }

    /// Draws the moment; whether it was the last, or nothing if that flight is over.
    fn advance(&mut self, number: u32, now_ms: f64) -> Option<bool> {
        let flight = self.flight.as_ref().filter(|it| it.number == number)?;
        let t = (now_ms - flight.begin_ms) / flight.length_ms.max(1.0);
        if let Some(event) = &flight.event {
            let between = tween(&flight.from, &self.scene, event, t);
            self.patcher.show(&between, self.theme);
        }
        let over = t >= 1.0;
        if over {
            self.flight = None;
        }
        Some(over)
    }

    fn measure(&mut self) {
        let around = self.patcher.root().get_bounding_client_rect();
        if around.width() > 0.0 {
            self.view = (around.width(), around.height());
        }
    }

    /// The picture has another size. What is drawn stays where it is if it still fits: a
    /// longer legend alone is no reason to move.
    fn refit(&mut self, old: (f64, f64)) {
        let next = Camera::fit((self.scene.width, self.scene.height), self.view);
        let fits = next.zoom >= self.camera.zoom * 0.999;
        if self.scene.width != old.0 || !fits {
            self.camera = next;
            self.frame();
        }
    }

    fn begin(&mut self) {
        self.measure();
        self.camera = Camera::begin((self.scene.width, self.scene.height), self.view);
        self.frame();
    }

    fn fit(&mut self) {
        self.measure();
        self.camera = Camera::fit((self.scene.width, self.scene.height), self.view);
        self.frame();
    }

    fn frame(&mut self) {
        if self.view.0 <= 0.0 {
            self.measure();
        }
        let view_box = self.camera.view_box(self.view);
        set(self.patcher.root(), "viewBox", &view_box);
        // The legend begins at the left edge: scraps of it explain nothing.
        let cut = if self.camera.x > LEFT { "cut" } else { "" };
        set(self.patcher.root(), "class", cut);
    }
}

fn request_frame(call: impl FnOnce() + 'static) {
    let closure = Closure::once_into_js(call);
    // Without a frame the movement would stop; browsers always grant one to a window.
    let _ = leptos::prelude::window().request_animation_frame(closure.unchecked_ref());
}
