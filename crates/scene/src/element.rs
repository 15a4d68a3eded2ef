//! An item as an SVG element: the one place where paints and shapes become
//! attributes, for the text writer and for the browser.

use crate::number::number;
use crate::paint::Paint;
use crate::scene::Item;
use crate::shape::{Anchor, Shape, path_data};
use crate::theme::Theme;

const SANS: &str = "system-ui, sans-serif";
const MONO: &str = "ui-monospace, Menlo, Consolas, monospace";

/// An SVG element: presentation attributes only, no `style`, no markup.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// `rect`, `circle`, `path` or `text`.
    pub tag: &'static str,
    /// Attributes in a fixed order; each name once.
    pub attributes: Vec<(&'static str, String)>,
    /// Text content, not escaped.
    pub text: Option<String>,
    /// Content of a `title` child, not escaped.
    pub title: Option<String>,
}

impl Item {
    /// The element that shows this item.
    #[must_use]
    pub fn element(&self, theme: Theme) -> Element {
        let mut attributes = Vec::new();
        let mut text = None;
        let tag = geometry(&self.shape, &mut attributes, &mut text);
        attributes.push(("fill", theme.color(self.fill)));
        if self.stroke != Paint::None {
            attributes.push(("stroke", theme.color(self.stroke)));
            attributes.push(("stroke-width", number(self.stroke_width)));
            if let Some(pattern) = self.dash.pattern() {
                attributes.push(("stroke-dasharray", pattern.to_owned()));
                attributes.push(("stroke-linecap", "round".to_owned()));
            } else if tag == "path" {
                attributes.push(("stroke-linejoin", "round".to_owned()));
            }
        }
        if self.opacity < 1.0 {
            attributes.push(("opacity", number(self.opacity)));
        }
        match self.target {
            Some(target) => attributes.push(("data-target", target.to_string())),
            // What has a tooltip must be found by the pointer.
            None if self.title.is_some() => {}
            None => attributes.push(("pointer-events", "none".to_owned())),
        }
        Element {
            tag,
            attributes,
            text,
            title: self.title.clone(),
        }
    }
}

fn geometry(
    shape: &Shape,
    attributes: &mut Vec<(&'static str, String)>,
    content: &mut Option<String>,
) -> &'static str {
    match shape {
        Shape::Rect { x, y, w, h, r } => {
            let all = [("x", x), ("y", y), ("width", w), ("height", h)];
            attributes.extend(all.map(|(name, value)| (name, number(*value))));
            if *r > 0.0 {
                attributes.push(("rx", number(*r)));
            }
            "rect"
        }
        Shape::Circle { x, y, r } => {
            let all = [("cx", x), ("cy", y), ("r", r)];
            attributes.extend(all.map(|(name, value)| (name, number(*value))));
            "circle"
        }
        Shape::Path(segments) => {
            attributes.push(("d", path_data(segments)));
            "path"
        }
        Shape::Text {
            x,
            y,
            size,
            anchor,
            bold,
            mono,
            text,
        } => {
            let all = [("x", x), ("y", y), ("font-size", size)];
            attributes.extend(all.map(|(name, value)| (name, number(*value))));
            let family = if *mono { MONO } else { SANS };
            attributes.push(("font-family", family.to_owned()));
            if *bold {
                attributes.push(("font-weight", "650".to_owned()));
            }
            match anchor {
                Anchor::Start => {}
                Anchor::Middle => attributes.push(("text-anchor", "middle".to_owned())),
                Anchor::End => attributes.push(("text-anchor", "end".to_owned())),
            }
            *content = Some(text.clone());
            "text"
        }
    }
}
