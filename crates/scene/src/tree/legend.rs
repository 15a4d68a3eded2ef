//! The legend: every symbol of the present picture, once.

use super::boxes::outline_of;
use super::fold::{Shown, Slot};
use super::links::head;
use super::place::Area;
use super::{Options, Sheet, TEXT};
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::{Anchor, Segment};
use crate::story::{Hop, Phase};
use crate::text::width_of;

const ROW: f64 = 20.0;
const GAP: f64 = 16.0;
const LEFT: f64 = 14.0;

/// A symbol of the legend.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Symbol {
    Own,
    OnBranch,
    Through,
    ReadOnly,
    ReadWrite,
    Base,
    LookUp,
    Branch,
    CopyOf,
    Order,
    Fold,
    Lit,
    Jump,
    Way,
    Differs,
    Reported,
}

impl Symbol {
    fn words(self) -> &'static str {
        match self {
            Self::Own => "own page: hue is its number, darker is newer",
            Self::OnBranch => "written on a branch",
            Self::Through => "read through",
            Self::ReadOnly => "read-only snapshot",
            Self::ReadWrite => "read-write snapshot",
            Self::Base => "base volume",
            Self::LookUp => "look-up link",
            Self::Branch => "look-up link of a branch",
            Self::CopyOf => "copy of (ring)",
            Self::Order => "order of creation",
            Self::Fold => "folded snapshots",
            Self::Lit => "active",
            Self::Jump => "skip pointer or redirect",
            Self::Way => "old page on its way",
            Self::Differs => "contents differ",
            Self::Reported => "reported, but equal",
        }
    }

    fn width(self) -> f64 {
        match self {
            Self::LookUp | Self::Branch | Self::Jump | Self::Way | Self::CopyOf => 26.0,
            _ => 20.0,
        }
    }
}

/// The symbols a picture needs.
fn symbols(shown: &Shown, options: &Options<'_>) -> Vec<Symbol> {
    use Symbol::{
        Base, Branch, CopyOf, Differs, Fold, Jump, Lit, LookUp, Order, Own, ReadOnly, ReadWrite,
        Reported, Through, Way,
    };
    let (story, lanes) = (options.story, &shown.lanes);
    let slots = || lanes.iter().flat_map(|lane| &lane.slots);
    let branches = lanes.iter().any(|lane| lane.hangs_on.is_some());
    let snapshots = lanes.iter().any(|lane| lane.slots.len() > 1);
    let jumps = story.jumps.iter().any(|jump| jump.hop != Hop::Link);
    let travels = story
        .travel
        .as_ref()
        .is_some_and(|travel| travel.phase != Phase::Done);
    let compared = story.diff.as_ref().is_some_and(|diff| diff.ended);
    let all = [
        (Base, true),
        (ReadOnly, snapshots),
        (ReadWrite, branches),
        (Own, true),
        (Symbol::OnBranch, branches),
        (Through, snapshots || branches),
        (LookUp, snapshots),
        (Branch, branches),
        (CopyOf, options.copies && (snapshots || branches)),
        (Order, true),
        (Fold, slots().any(|slot| matches!(slot, Slot::Fold(..)))),
        (Lit, story.now.is_some() || options.selected.is_some()),
        (Jump, jumps),
        (Way, travels),
        (Differs, compared),
        (Reported, compared),
    ];
    all.into_iter()
        .filter(|(_, needed)| *needed)
        .map(|(symbol, _)| symbol)
        .collect()
}

/// Symbols with their places: left end and row.
fn flow(shown: &Shown, width: f64, options: &Options<'_>) -> Vec<(Symbol, f64, usize)> {
    let (mut x, mut row) = (LEFT, 0);
    let mut places = Vec::new();
    for symbol in symbols(shown, options) {
        let needs = symbol.width() + 6.0 + width_of(symbol.words(), TEXT, false, false);
        if x > LEFT && x + needs > width - LEFT {
            (x, row) = (LEFT, row + 1);
        }
        places.push((symbol, x, row));
        x += needs + GAP;
    }
    places
}

/// Height of the legend.
pub fn height(shown: &Shown, width: f64, options: &Options<'_>) -> f64 {
    if !options.legend || shown.lanes.is_empty() {
        return 0.0;
    }
    let rows = flow(shown, width, options)
        .last()
        .map_or(0, |(_, _, row)| row + 1);
    10.0 + ROW * rows as f64
}

/// Draws the legend.
pub fn draw(scene: &mut Scene, sheet: &Sheet<'_>) {
    if sheet.shown.lanes.is_empty() {
        return;
    }
    let top = sheet.places.legend + 6.0;
    let all = flow(sheet.shown, sheet.places.width, sheet.options);
    for (at, (symbol, x, row)) in all.into_iter().enumerate() {
        let y = top + ROW * row as f64;
        draw_symbol(scene, symbol, &format!("legend/{at}"), x, y);
        let text_at = x + symbol.width() + 6.0;
        let words = Item::text(
            format!("legend/{at}/words"),
            text_at,
            y + 12.0,
            TEXT,
            symbol.words(),
        );
        scene.push(words.fill(Paint::Muted));
    }
}

fn draw_symbol(scene: &mut Scene, symbol: Symbol, key: &str, x: f64, y: f64) {
    let cell = |at: f64| Item::rect(format!("{key}/{at}"), x + at, y, 14.0, 16.0, 3.0);
    let area = Area {
        x,
        y: y + 1.0,
        w: 20.0,
        h: 14.0,
    };
    let line = |to: f64| vec![Segment::Move(x, y + 8.0), Segment::Line(x + to, y + 8.0)];
    match symbol {
        Symbol::Own => {
            for (at, version) in [(0.0, 1), (6.0, 5)] {
                scene.push(cell(at).fill(Paint::PageHue { page: 4, version }));
            }
        }
        Symbol::OnBranch => {
            let stroked = cell(3.0).fill(Paint::PageHue {
                page: 4,
                version: 3,
            });
            scene.push(stroked.stroke(Paint::PageEdge { page: 4 }, 1.6));
        }
        Symbol::Through => {
            let hollow = cell(3.0).fill(Paint::Surface);
            scene.push(hollow.stroke(Paint::Line, 1.1).dash(Dash::Dotted));
        }
        Symbol::ReadOnly => {
            let item = Item::rect(key, area.x, area.y, area.w, area.h, 4.5);
            scene.push(item.fill(Paint::Surface).stroke(Paint::Edge, 1.2));
        }
        Symbol::ReadWrite | Symbol::Base => {
            let item = outline_of(key.to_owned(), &area, true, 0.0);
            scene.push(
                item.fill(Paint::ReadWriteSurface)
                    .stroke(Paint::ReadWrite, 1.7),
            );
            if symbol == Symbol::Base {
                let inner = outline_of(format!("{key}/inner"), &area, true, 2.6);
                scene.push(inner.stroke(Paint::ReadWrite, 0.7));
            }
        }
        Symbol::LookUp | Symbol::Branch => {
            let paint = if symbol == Symbol::LookUp {
                Paint::Muted
            } else {
                Paint::ReadWrite
            };
            scene.push(Item::path(key, line(19.0)).stroke(paint, 1.6));
            let tip = head((x + 26.0, y + 8.0), (1.0, 0.0), 8.0);
            scene.push(Item::path(format!("{key}/tip"), tip).fill(paint));
        }
        Symbol::CopyOf => {
            let dots = Item::path(key, line(20.0)).stroke(Paint::Edge, 1.3);
            scene.push(dots.dash(Dash::Dotted));
            let ring = Item::circle(format!("{key}/ring"), x + 23.0, y + 8.0, 2.5);
            scene.push(ring.fill(Paint::Surface).stroke(Paint::Edge, 1.2));
        }
        Symbol::Order => {
            let pill = Item::rect(key, x + 2.0, y, 17.0, 16.0, 8.0);
            scene.push(pill.fill(Paint::Surface).stroke(Paint::Edge, 1.0));
            let digit = Item::text(format!("{key}/n"), x + 10.5, y + 12.0, TEXT, "5");
            scene.push(digit.fill(Paint::Muted).anchor(Anchor::Middle));
        }
        Symbol::Fold => {
            for (at, inset) in [(0, 5.0), (1, 2.5), (2, 0.0)] {
                let card = Item::rect(format!("{key}/{at}"), x + inset, y + inset, 15.0, 10.0, 3.0);
                scene.push(card.fill(Paint::Surface).stroke(Paint::Edge, 1.0));
            }
        }
        Symbol::Lit => {
            let item = Item::rect(key, area.x, area.y, area.w, area.h, 4.5);
            scene.push(item.fill(Paint::AccentSurface).stroke(Paint::Accent, 2.2));
        }
        Symbol::Jump => {
            let arc = Item::path(key, line(26.0)).stroke(Paint::Accent, 2.0);
            scene.push(arc.dash(Dash::LongShort));
        }
        Symbol::Way => {
            let arc = Item::path(key, line(26.0)).stroke(Paint::Accent, 1.8);
            scene.push(arc.dash(Dash::Dashed));
        }
        Symbol::Differs => scene.push(cell(3.0).stroke(Paint::Difference, 2.0)),
        Symbol::Reported => {
            scene.push(cell(3.0).stroke(Paint::Difference, 2.0).dash(Dash::Dashed));
        }
    }
}
