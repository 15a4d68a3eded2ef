//! The display list: a flat list of items in paint order.

use crate::paint::{Dash, Paint};
use crate::shape::{Anchor, Segment, Shape};
use crate::target::Target;

/// A picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Width, in px.
    pub width: f64,
    /// Height, in px.
    pub height: f64,
    /// What the picture shows, in words: its accessible name.
    pub describe: String,
    /// Items, the one painted first first. Keys are unique.
    pub items: Vec<Item>,
}

/// One thing to paint.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Stable, unique name: `vol/12/cell/3`.
    pub key: String,
    /// Its geometry.
    pub shape: Shape,
    /// Inside.
    pub fill: Paint,
    /// Outline.
    pub stroke: Paint,
    /// Width of the outline, in px.
    pub stroke_width: f64,
    /// How the outline is broken.
    pub dash: Dash,
    /// 0 to 1.
    pub opacity: f64,
    /// Tooltip and accessible name.
    pub title: Option<String>,
    /// What a click on it means.
    pub target: Option<Target>,
}

impl Scene {
    /// The item with this key.
    #[must_use]
    pub fn item(&self, key: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.key == key)
    }

    /// Where a target is in the picture: centre of its first item.
    #[must_use]
    pub fn place_of(&self, target: Target) -> Option<(f64, f64)> {
        let item = self.items.iter().find(|item| item.target == Some(target))?;
        Some(item.shape.place())
    }

    pub(crate) fn push(&mut self, item: Item) {
        self.items.push(item);
    }
}

impl Item {
    fn new(key: impl Into<String>, shape: Shape) -> Self {
        Self {
            key: key.into(),
            shape,
            fill: Paint::None,
            stroke: Paint::None,
            stroke_width: 1.0,
            dash: Dash::Solid,
            opacity: 1.0,
            title: None,
            target: None,
        }
    }

    /// A rectangle with corners of radius `r`.
    #[must_use]
    pub fn rect(key: impl Into<String>, x: f64, y: f64, w: f64, h: f64, r: f64) -> Self {
        Self::new(key, Shape::Rect { x, y, w, h, r })
    }

    /// A circle.
    #[must_use]
    pub fn circle(key: impl Into<String>, x: f64, y: f64, r: f64) -> Self {
        Self::new(key, Shape::Circle { x, y, r })
    }

    /// A path.
    #[must_use]
    pub fn path(key: impl Into<String>, segments: Vec<Segment>) -> Self {
        Self::new(key, Shape::Path(segments))
    }

    /// Text in ink; `y` is the baseline.
    #[must_use]
    pub fn text(
        key: impl Into<String>,
        x: f64,
        y: f64,
        size: f64,
        text: impl Into<String>,
    ) -> Self {
        let shape = Shape::Text {
            x,
            y,
            size,
            anchor: Anchor::Start,
            bold: false,
            mono: false,
            text: text.into(),
        };
        Self::new(key, shape).fill(Paint::Ink)
    }

    /// With this inside.
    #[must_use]
    pub fn fill(mut self, paint: Paint) -> Self {
        self.fill = paint;
        self
    }

    /// With this outline.
    #[must_use]
    pub fn stroke(mut self, paint: Paint, width: f64) -> Self {
        self.stroke = paint;
        self.stroke_width = width;
        self
    }

    /// With a broken outline.
    #[must_use]
    pub fn dash(mut self, dash: Dash) -> Self {
        self.dash = dash;
        self
    }

    /// With this opacity.
    #[must_use]
    pub fn opacity(mut self, opacity: f64) -> Self {
        self.opacity = opacity;
        self
    }

    /// With this tooltip.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Standing for this.
    #[must_use]
    pub fn target(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// A text whose position is at `anchor`.
    #[must_use]
    pub fn anchor(mut self, to: Anchor) -> Self {
        if let Shape::Text { anchor, .. } = &mut self.shape {
            *anchor = to;
        }
        self
    }

    /// A bold text.
    #[must_use]
    pub fn bold(mut self) -> Self {
        if let Shape::Text { bold, .. } = &mut self.shape {
            *bold = true;
        }
        self
    }

    /// A monospaced text.
    #[must_use]
    pub fn mono(mut self) -> Self {
        if let Shape::Text { mono, .. } = &mut self.shape {
            *mono = true;
        }
        self
    }
}
