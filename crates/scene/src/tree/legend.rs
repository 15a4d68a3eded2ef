//! The legend: every symbol of the present picture, once.

use super::boxes::outline_of;
use super::busy::Flight;
use super::fold::{Shown, Slot};
use super::links::{equals_sign, head};
use super::place::Area;
use super::{Options, Sheet, TEXT, busy, marks};
use crate::number::number;
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::{Anchor, Segment};
use crate::story::{Hop, Phase, Plot};
use crate::text::width_of;

const ROW: f64 = 18.5;
const GAP: f64 = 16.0;
/// Room for a symbol.
const SYMBOL: f64 = 34.0;

/// A symbol of the legend.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Symbol {
    Own,
    OnBranch,
    Through,
    Redirect,
    Hole,
    End,
    ReadOnly,
    ReadWrite,
    Base,
    LookUp,
    Branch,
    CopyOf,
    Equals,
    Closed,
    Stale,
    Pending,
    Bit,
    Settling,
    Locked,
    Open,
    Several,
    Order,
    Density,
    Fold,
    Lit,
    Asked,
    Found,
    Jump,
    Way,
    Coming,
    Differs,
    Reported,
    Wrong,
    Doomed,
}

impl Symbol {
    fn words(self) -> &'static str {
        match self {
            Self::Own => "own page, darker: newer",
            Self::OnBranch => "written on a branch",
            Self::Through => "read through",
            Self::Redirect => "entry redirects",
            Self::Hole => "hole: zeros, no page",
            Self::End => "volume ends here",
            Self::ReadOnly => "read-only snapshot",
            Self::ReadWrite => "read-write snapshot",
            Self::Base => "base volume",
            Self::LookUp => "look-up link",
            Self::Branch => "link of a branch",
            Self::CopyOf => "copy of (ring)",
            Self::Equals => "backup equals",
            Self::Closed => "refuses writes",
            Self::Stale => "stale: entries given up",
            Self::Pending => "pending: read from the source",
            Self::Bit => "pending, a host wrote it",
            Self::Settling => "settling snapshot",
            Self::Locked => "page locked",
            Self::Open => "operation in flight",
            Self::Several => "so many in flight",
            Self::Order => "order of creation",
            Self::Density => "pages held, by range",
            Self::Fold => "folded snapshots",
            Self::Lit => "active or selected",
            Self::Asked => "asked, not held here",
            Self::Found => "found here",
            Self::Jump => "skip pointer, redirect",
            Self::Way => "page on its way",
            Self::Coming => "will change",
            Self::Differs => "contents differ",
            Self::Reported => "reported, but equal",
            Self::Wrong => "not what it must be",
            Self::Doomed => "cannot come right any more",
        }
    }
}

/// The symbols a picture needs.
fn symbols(shown: &Shown, options: &Options<'_>) -> Vec<Symbol> {
    use Symbol::{
        Asked, Base, Bit, Branch, Closed, Coming, CopyOf, Density, Differs, End, Equals, Fold,
        Found, Hole, Jump, Lit, LookUp, Order, Own, Pending, ReadOnly, ReadWrite, Reported, Stale,
        Through, Way,
    };
    let (story, lanes) = (options.story, &shown.lanes);
    let slots = || lanes.iter().flat_map(|lane| &lane.slots);
    let branches = shown.branches;
    let snapshots = lanes.iter().any(|lane| lane.slots.len() > 1);
    let jumps = story.jumps.iter().any(|jump| jump.hop != Hop::Link);
    let coming = story.carry.as_ref().is_some_and(|c| c.next.is_some());
    let travels = story
        .travel
        .as_ref()
        .is_some_and(|travel| travel.phase != Phase::Done);
    let wrong = story.carry.as_ref().is_some_and(|c| !c.wrong.is_empty());
    let compared = story.diff.as_ref().is_some_and(|diff| diff.ended);
    let all = [
        (Base, true),
        (ReadOnly, snapshots),
        (ReadWrite, branches),
        (Own, shown.cells),
        (Symbol::OnBranch, shown.cells && branches),
        (Through, shown.cells && (snapshots || branches)),
        (Density, shown.density),
        (Symbol::Redirect, shown.redirects),
        (Hole, shown.holes),
        (End, shown.shorter),
        (Stale, shown.stale),
        (Closed, shown.closed),
        (Pending, shown.restored),
        (Bit, shown.bits),
        (Symbol::Settling, shown.settling),
        (Symbol::Locked, shown.locked),
        (Symbol::Open, shown.open),
        (Symbol::Several, shown.several),
        (LookUp, snapshots),
        (Branch, branches),
        (CopyOf, options.copies && (snapshots || branches)),
        (Equals, shown.equals),
        (Order, true),
        (Fold, slots().any(|slot| matches!(slot, Slot::Fold(..)))),
        (Lit, story.now.is_some() || options.selected.is_some()),
        (Asked, story.plot == Plot::Read),
        (Found, story.plot == Plot::Read),
        (Jump, jumps),
        (Way, travels),
        (Coming, coming),
        (Differs, compared || wrong),
        (Reported, compared),
        (Symbol::Wrong, options.wrong.is_some()),
        (Symbol::Doomed, options.doomed.is_some()),
    ];
    all.into_iter()
        .filter(|(_, needed)| *needed)
        .map(|(symbol, _)| symbol)
        .collect()
}

/// Symbols with their places, in columns: left end and top, from the legend's corner.
fn grid(shown: &Shown, width: f64, options: &Options<'_>) -> Vec<(Symbol, f64, f64)> {
    let all = symbols(shown, options);
    let needs = |symbol: &Symbol| SYMBOL + width_of(symbol.words(), TEXT, false, false) + GAP;
    let pitch = all.iter().map(needs).fold(1.0, f64::max);
    let columns = (((width + GAP) / pitch) as usize).clamp(1, all.len().max(1));
    let rows = all.len().div_ceil(columns);
    let place = |(at, symbol)| (symbol, pitch * (at / rows) as f64, ROW * (at % rows) as f64);
    all.into_iter().enumerate().map(place).collect()
}

/// Height of the legend when it has so much width.
pub fn height(shown: &Shown, width: f64, options: &Options<'_>) -> f64 {
    if !options.legend || shown.lanes.is_empty() {
        return 0.0;
    }
    let lowest = grid(shown, width, options)
        .into_iter()
        .map(|(_, _, y)| y)
        .fold(0.0, f64::max);
    lowest + ROW + 4.0
}

/// Draws the legend.
pub fn draw(scene: &mut Scene, sheet: &Sheet<'_>) {
    if sheet.shown.lanes.is_empty() {
        return;
    }
    let corner = sheet.places.legend;
    let all = grid(sheet.shown, corner.w, sheet.options);
    for (at, (symbol, x, y)) in all.into_iter().enumerate() {
        let (x, y) = (corner.x + x, corner.y + y);
        draw_symbol(scene, symbol, &format!("legend/{at}"), x, y);
        let (words, key) = (symbol.words(), format!("legend/{at}/words"));
        let words = Item::text(key, x + SYMBOL, y + 12.0, TEXT, words);
        scene.push(words.fill(Paint::Muted));
    }
}

fn draw_symbol(scene: &mut Scene, symbol: Symbol, key: &str, x: f64, y: f64) {
    let cell = |at: f64| {
        let key = format!("{key}/{}", number(at));
        Item::rect(key, x + at, y, 14.0, 16.0, 3.0)
    };
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
        Symbol::Redirect => {
            scene.push(cell(3.0).fill(Paint::Surface).stroke(Paint::Edge, 1.2));
        }
        Symbol::Hole => scene.push(marks::hole(key.to_owned(), (x + 3.0, y, 14.0, 16.0))),
        Symbol::End => {
            let hollow = cell(0.0).fill(Paint::Surface).stroke(Paint::Line, 1.1);
            scene.push(hollow.dash(Dash::Dotted));
            let bar = Item::rect(key, x + 15.7, y - 1.0, 2.4, 18.0, 1.0);
            scene.push(bar.fill(Paint::Muted));
        }
        Symbol::Stale => {
            let item = Item::rect(key, area.x, area.y, area.w, area.h, 4.5);
            let item = item.fill(Paint::Lane).stroke(Paint::Edge, 1.2);
            scene.push(item.dash(Dash::Dashed));
            let strokes = marks::hatch((x + 3.0, y + 4.0, 14.0, 8.0), 5.0);
            scene.push(Item::path(format!("{key}/hatch"), strokes).stroke(Paint::Line, 1.4));
        }
        Symbol::Closed => marks::lock(scene, key, x + 6.0, y + 2.0),
        Symbol::Pending => {
            let hollow = cell(3.0).fill(Paint::Surface).stroke(Paint::Line, 1.1);
            scene.push(hollow.dash(Dash::Dotted));
            let strokes = marks::hatch((x + 3.0, y, 14.0, 16.0), 5.0);
            scene.push(Item::path(format!("{key}/hatch"), strokes).stroke(Paint::Accent, 0.9));
        }
        Symbol::Bit => {
            let (page, version) = (4, 3);
            scene.push(cell(3.0).fill(Paint::PageHue { page, version }));
            scene.push(busy::bit(format!("{key}/dot"), (x + 3.0, y, 14.0, 16.0)));
        }
        Symbol::Settling => {
            let item = Item::rect(key, area.x, area.y, area.w, area.h, 4.5);
            let item = item.fill(Paint::Surface).stroke(Paint::Edge, 1.2);
            scene.push(item.dash(Dash::Dashed));
        }
        Symbol::Locked => busy::sign(scene, key, x + 10.0, y + 11.0, (Flight::Locked, 1)),
        Symbol::Open => busy::sign(scene, key, x + 10.0, y + 8.0, (Flight::Open, 1)),
        Symbol::Several => busy::sign(scene, key, x + 10.0, y + 11.0, (Flight::Open, 2)),
        Symbol::Equals => {
            let dots = Item::path(key, line(16.0)).stroke(Paint::Muted, 2.0);
            scene.push(dots.dash(Dash::Dotted));
            let sign = Item::path(format!("{key}/tip"), equals_sign(x + 24.0, y + 8.0));
            scene.push(sign.stroke(Paint::Muted, 1.8));
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
        Symbol::Density => {
            for (at, h) in [(0, 9.0), (1, 14.0), (2, 4.0), (3, 11.0)] {
                let left = x + 3.0 + 4.0 * f64::from(at);
                let bar = Item::rect(format!("{key}/{at}"), left, y + 15.0 - h, 3.4, h, 0.0);
                scene.push(bar.fill(Paint::Muted));
            }
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
        Symbol::Asked | Symbol::Found => {
            let frame = cell(3.0).stroke(Paint::Accent, 2.0);
            let asked = symbol == Symbol::Asked;
            scene.push(if asked {
                frame.dash(Dash::Dashed)
            } else {
                frame
            });
        }
        Symbol::Jump => {
            let arc = Item::path(key, line(26.0)).stroke(Paint::Accent, 2.0);
            scene.push(arc.dash(Dash::LongShort));
        }
        Symbol::Way => {
            let arc = Item::path(key, line(26.0)).stroke(Paint::Accent, 1.8);
            scene.push(arc.dash(Dash::Dashed));
        }
        Symbol::Coming => {
            let frame = cell(3.0).stroke(Paint::Accent, 1.4);
            scene.push(frame.dash(Dash::Dotted));
        }
        Symbol::Differs | Symbol::Wrong => scene.push(cell(3.0).stroke(Paint::Difference, 2.0)),
        Symbol::Reported | Symbol::Doomed => {
            scene.push(cell(3.0).stroke(Paint::Difference, 2.0).dash(Dash::Dashed));
        }
    }
}
