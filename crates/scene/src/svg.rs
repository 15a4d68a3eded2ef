//! A scene as a self-contained SVG file.

use std::fmt::Write;

use crate::number::number;
use crate::paint::Paint;
use crate::scene::Scene;
use crate::theme::Theme;

/// The scene as SVG text, on the theme's paper. No scripts, no style sheets,
/// no references to anything outside.
#[must_use]
pub fn svg(scene: &Scene, theme: Theme) -> String {
    let (w, h) = (number(scene.width), number(scene.height));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" aria-label=\"{}\">\n",
        escape(&scene.describe)
    );
    let paper = theme.color(Paint::Paper);
    out.push_str(&format!(
        "<rect width=\"{w}\" height=\"{h}\" fill=\"{paper}\"/>\n"
    ));
    for item in &scene.items {
        let element = item.element(theme);
        out.push('<');
        out.push_str(element.tag);
        for (name, value) in &element.attributes {
            write!(out, " {name}=\"{}\"", escape(value)).expect("invariant: writing to a String");
        }
        if element.text.is_none() && element.title.is_none() {
            out.push_str("/>\n");
            continue;
        }
        out.push('>');
        if let Some(title) = &element.title {
            write!(out, "<title>{}</title>", escape(title))
                .expect("invariant: writing to a String");
        }
        if let Some(text) = &element.text {
            out.push_str(&escape(text));
        }
        writeln!(out, "</{}>", element.tag).expect("invariant: writing to a String");
    }
    out.push_str("</svg>\n");
    out
}

/// Text that is safe in content and in quoted attributes. Characters that XML
/// forbids become the replacement character.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}
