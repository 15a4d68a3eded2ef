//! Contrast of text and edges in both themes (WCAG AA).

mod common;

use common::measure::bounds;
use cowpath_scene::{Paint, Shape, Theme};

fn luminance(color: &str) -> f64 {
    let channel = |at: usize| {
        let value = u8::from_str_radix(&color[at..at + 2], 16).expect("#rrggbb");
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(theme: Theme, a: Paint, b: Paint) -> f64 {
    let (a, b) = (luminance(&theme.color(a)), luminance(&theme.color(b)));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_on_what_lies_under_it_meets_aa() {
    for (name, scene) in common::scenes() {
        if name.ends_with("-mid") {
            continue;
        }
        for (at, item) in scene.items.iter().enumerate() {
            if !matches!(item.shape, Shape::Text { .. }) {
                continue;
            }
            let (left, top, right, bottom) = bounds(&item.shape);
            let (x, y) = ((left + right) / 2.0, (top + bottom) / 2.0);
            let under = scene.items[..at].iter().rev().find(|below| {
                let b = bounds(&below.shape);
                let covers = b.0 <= x && x <= b.2 && b.1 <= y && y <= b.3;
                let filled = below.fill != Paint::None && below.opacity == 1.0;
                covers && filled && !matches!(below.shape, Shape::Text { .. })
            });
            let ground = under.map_or(Paint::Paper, |below| below.fill);
            for theme in [Theme::Light, Theme::Dark] {
                let ratio = contrast(theme, item.fill, ground);
                let key = &item.key;
                assert!(
                    ratio >= 4.5,
                    "{name}: {key} {:?} on {ground:?}, {theme:?}: {ratio:.2}",
                    item.fill
                );
            }
        }
    }
}

#[test]
fn every_page_carries_its_text_and_edges_are_seen() {
    for theme in [Theme::Light, Theme::Dark] {
        for page in 0..128 {
            for version in 0..9 {
                let ratio = contrast(theme, Paint::PageInk, Paint::PageHue { page, version });
                assert!(
                    ratio >= 4.5,
                    "{theme:?} page {page} version {version}: {ratio:.2}"
                );
            }
        }
        let grounds = [
            Paint::Paper,
            Paint::Lane,
            Paint::Surface,
            Paint::ReadWriteSurface,
        ];
        for edge in [
            Paint::Accent,
            Paint::ReadWrite,
            Paint::Difference,
            Paint::Edge,
            Paint::Muted,
        ] {
            for ground in grounds {
                let ratio = contrast(theme, edge, ground);
                assert!(ratio >= 3.0, "{theme:?} {edge:?} on {ground:?}: {ratio:.2}");
            }
        }
        assert!(contrast(theme, Paint::OnDifference, Paint::Difference) >= 4.5);
    }
}
