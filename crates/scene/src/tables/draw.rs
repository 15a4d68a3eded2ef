//! Draws placed tables, entries and pages.

use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::ids::{DataOffset, PageNo};
use cowpath_engine::projection::TreeDetail;

use super::outline::{Below, Branch, Node};
use super::place::{
    Cell, ENTRY, PAGE, PAGE_WIDTH, Placed, PlacedPage, PlacedTable, entry_text, label,
};
use super::{Sheet, TEXT};
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::{Anchor, Segment};
use crate::target::Target;
use crate::text::shorten;
use crate::tree::hole;

/// Draws everything: ways first, then tables and pages on top.
pub fn draw(scene: &mut Scene, sheet: &Sheet<'_>, detail: &TreeDetail, placed: &Placed<'_>) {
    for table in placed.tables.iter().rev() {
        if let Some(parent) = table.parent {
            let lit = on_way(sheet, table.node.start, table.node);
            let to = (table.x + table.w / 2.0, table.y - 26.0);
            draw_way(scene, &format!("way/t{}", table.node.at.0), parent, to, lit);
        }
    }
    for page in &placed.pages {
        if let Some(number) = number_of(page.below) {
            let to = (page.x + PAGE_WIDTH / 2.0, page.y);
            let lit = is_marked(sheet, number);
            draw_way(scene, &format!("way/p{}", number.0), page.parent, to, lit);
        }
    }
    for table in placed.tables.iter().rev() {
        draw_table(scene, sheet, table);
    }
    for page in &placed.pages {
        draw_page(scene, sheet, detail, page);
    }
}

/// The number of a page that is drawn.
fn number_of(below: &Below) -> Option<PageNo> {
    match below {
        Below::Page(number, _)
        | Below::Pending(number, _)
        | Below::Elsewhere(_, number)
        | Below::Hole(number) => Some(*number),
        Below::Nothing | Below::Table(_) => None,
    }
}

/// Whether a page is the one in the story or the selected one.
fn is_marked(sheet: &Sheet<'_>, page: PageNo) -> bool {
    let story = sheet.light.page.or(sheet.options.selected_page);
    story == Some(page)
}

/// Whether a table covers the marked page and was reached in the story.
fn on_way(sheet: &Sheet<'_>, start: PageNo, node: &Node) -> bool {
    let Some(page) = sheet.light.page.or(sheet.options.selected_page) else {
        return false;
    };
    let span = sheet.tree.geometry.span(usize::from(node.level) - 1);
    let covered = span.saturating_mul(u64::from(node.fan_out));
    page.0 >= start.0 && page.0 - start.0 < covered
}

/// A curve from an entry down to what it leads to.
fn draw_way(scene: &mut Scene, key: &str, from: (f64, f64), to: (f64, f64), lit: bool) {
    let bend = (to.1 - from.1) / 2.0;
    let path = vec![
        Segment::Move(from.0, from.1),
        Segment::Cubic(from.0, from.1 + bend, to.0, to.1 - bend, to.0, to.1),
    ];
    let (paint, width) = if lit {
        (Paint::Accent, 2.0)
    } else {
        (Paint::Edge, 1.2)
    };
    scene.push(Item::path(key, path).stroke(paint, width));
}

fn draw_table(scene: &mut Scene, sheet: &Sheet<'_>, table: &PlacedTable<'_>) {
    let node = table.node;
    let key = format!("table/{}", node.at.0);
    let target = Target::Table(node.at);
    let now = sheet.light.table_now == Some(node.at);
    let middle = table.x + table.w / 2.0;
    let words = Item::text(
        format!("{key}/label"),
        middle,
        table.y - 16.0,
        TEXT,
        label(node),
    );
    let words = words.fill(if now { Paint::Accent } else { Paint::Muted });
    scene.push(words.anchor(Anchor::Middle).target(target));
    let frame = Item::rect(
        key.clone(),
        table.x - 2.0,
        table.y - 2.0,
        table.w + 4.0,
        ENTRY + 4.0,
        6.0,
    );
    let frame = match now {
        true => frame.fill(Paint::AccentSurface).stroke(Paint::Accent, 2.0),
        false => frame.fill(Paint::Lane).stroke(Paint::Line, 0.8),
    };
    let span = sheet.tree.geometry.span(usize::from(node.level) - 1);
    let last = node.start.0 + span.saturating_mul(u64::from(node.fan_out)) - 1;
    let last = last.min(sheet.volume.pages.saturating_sub(1));
    let title = format!(
        "level {} table at admin+{} for pages {}-{last}, {} entries",
        node.level, node.at.0, node.start.0, node.fan_out
    );
    scene.push(frame.title(title).target(target));
    for (cell, x, w) in &table.cells {
        match cell {
            Cell::Entry(branch) => draw_entry(scene, sheet, table, branch, *x, *w),
            Cell::Null(index) => {
                let dot = Item::circle(
                    format!("{key}/{index}"),
                    x + w / 2.0,
                    table.y + ENTRY / 2.0,
                    1.5,
                );
                let title = format!("entry {index}: null");
                let dot = dot.fill(Paint::Edge).title(title);
                scene.push(dot.target(Target::Entry(node.at, *index)));
            }
            Cell::Gap(from, many, used) => {
                let key = format!("{key}/{from}-");
                let dots = Item::text(key, x + w / 2.0, table.y + 13.5, TEXT, "…");
                let last = from + many - 1;
                let title = match used {
                    0 => format!("entries {from}-{last}: null"),
                    used => format!("entries {from}-{last}: {used} in use, not drawn"),
                };
                scene.push(dots.fill(Paint::Muted).anchor(Anchor::Middle).title(title));
            }
        }
    }
}

fn draw_entry(
    scene: &mut Scene,
    sheet: &Sheet<'_>,
    table: &PlacedTable<'_>,
    branch: &Branch,
    x: f64,
    w: f64,
) {
    let at = (table.node.at, branch.index);
    let key = format!("table/{}/{}", at.0.0, at.1);
    let target = Target::Entry(at.0, at.1);
    let span = sheet.tree.geometry.span(usize::from(table.node.level) - 1);
    let first = table.node.start.0 + u64::from(branch.index) * span;
    let marked = sheet.light.page.is_none()
        && sheet
            .options
            .selected_page
            .is_some_and(|page| page.0 >= first && page.0 - first < span);
    let now = sheet.light.entry_now == Some(at);
    let lit = sheet.light.entries.contains(&at) || marked;
    let (fill, edge, width) = match (now, lit) {
        (true, _) => (Paint::Accent, Paint::Accent, 2.0),
        (_, true) => (Paint::AccentSurface, Paint::Accent, 1.6),
        _ => (Paint::Surface, Paint::Edge, 1.0),
    };
    let ink = if now { Paint::OnAccent } else { Paint::Ink };
    let leads = match branch.entry {
        None => "null".to_owned(),
        Some(Entry::Table(next)) => format!("table at admin+{}", next.0),
        Some(Entry::Page(offset)) => format!("page at data+{}", offset.0),
        Some(Entry::Zero) => "zeros, no page".to_owned(),
        Some(Entry::Redirect(volume, page)) => {
            format!("page {} of {}", page.0, sheet.name(volume))
        }
    };
    let title = format!("entry {}: {leads}", branch.index);
    let cell = Item::rect(key.clone(), x + 1.0, table.y, w - 2.0, ENTRY, 4.0);
    scene.push(
        cell.fill(fill)
            .stroke(edge, width)
            .title(title)
            .target(target),
    );
    if branch.entry == Some(Entry::Zero) {
        let stroke = [
            Segment::Move(x + w / 2.0 - 4.0, table.y + ENTRY - 5.0),
            Segment::Line(x + w / 2.0 + 4.0, table.y + 5.0),
        ];
        let stroke = Item::path(format!("{key}/hole"), stroke.to_vec());
        scene.push(stroke.stroke(ink, 1.4));
    }
    let text = entry_text(branch.entry);
    let text = Item::text(format!("{key}/to"), x + w / 2.0, table.y + 14.0, TEXT, text);
    scene.push(text.mono().fill(ink).anchor(Anchor::Middle).target(target));
    let index = branch.index.to_string();
    let index = Item::text(
        format!("{key}/index"),
        x + w / 2.0,
        table.y - 4.0,
        TEXT,
        index,
    );
    let paint = if lit { Paint::Accent } else { Paint::Faint };
    scene.push(index.fill(paint).anchor(Anchor::Middle));
}

fn draw_page(scene: &mut Scene, sheet: &Sheet<'_>, detail: &TreeDetail, page: &PlacedPage<'_>) {
    let (x, y) = (page.x, page.y);
    let below = match page.below {
        Below::Page(number, offset) => {
            draw_stored(scene, sheet, detail, (x, y), *number, *offset, false);
            format!("data+{}", offset.0)
        }
        Below::Pending(number, offset) => {
            draw_stored(scene, sheet, detail, (x, y), *number, *offset, true);
            format!("data+{}", offset.0)
        }
        Below::Elsewhere(volume, number) => {
            let key = format!("page/r{}", number.0);
            let hollow = Item::rect(key.clone(), x, y, PAGE_WIDTH, PAGE, 5.0);
            let hollow = hollow.fill(Paint::Surface).stroke(Paint::Edge, 1.2);
            let name = sheet.name(*volume);
            let title = format!("page {} is read in {name}", number.0);
            scene.push(
                hollow
                    .dash(Dash::Dotted)
                    .title(title)
                    .target(Target::Volume(*volume)),
            );
            let short = shorten(&name, PAGE_WIDTH - 6.0, TEXT, false, false);
            let text = Item::text(
                format!("{key}/text"),
                x + PAGE_WIDTH / 2.0,
                y + 17.0,
                TEXT,
                short,
            );
            scene.push(text.anchor(Anchor::Middle));
            "redirect".to_owned()
        }
        Below::Hole(number) => {
            let hole = hole(format!("page/h{}", number.0), (x, y, PAGE_WIDTH, PAGE));
            let title = format!("page {} reads as zeros, and takes no page", number.0);
            let hole = match is_marked(sheet, *number) {
                true => hole.stroke(Paint::Accent, 2.0),
                false => hole,
            };
            scene.push(hole.title(title));
            "hole".to_owned()
        }
        Below::Nothing | Below::Table(_) => return,
    };
    let Some(number) = number_of(page.below) else {
        return;
    };
    let middle = x + PAGE_WIDTH / 2.0;
    let key = format!("page/{}", number.0);
    let words = Item::text(
        format!("{key}/number"),
        middle,
        y + PAGE + 13.0,
        TEXT,
        format!("page {}", number.0),
    );
    scene.push(words.anchor(Anchor::Middle).fill(Paint::Ink));
    let place = Item::text(format!("{key}/place"), middle, y + PAGE + 27.0, TEXT, below);
    scene.push(place.mono().anchor(Anchor::Middle).fill(Paint::Muted));
}

/// The box of a page that lies in the data volume.
fn draw_stored(
    scene: &mut Scene,
    sheet: &Sheet<'_>,
    detail: &TreeDetail,
    (x, y): (f64, f64),
    number: PageNo,
    offset: DataOffset,
    pending: bool,
) {
    let key = format!("page/{}", number.0);
    let stored = detail.data.get(&offset);
    let label = stored.map(|page| page.content.label()).unwrap_or_default();
    let version = detail
        .origins
        .get(&Location::Data(offset))
        .map_or(0, |origin| origin.version);
    let now = sheet.light.data_now == Some(offset);
    let rect = Item::rect(key.clone(), x, y, PAGE_WIDTH, PAGE, 5.0);
    let rect = match pending && label.is_empty() {
        true => rect.fill(Paint::Surface),
        false => rect.fill(Paint::PageHue {
            page: number.0,
            version,
        }),
    };
    let rect = match (now || is_marked(sheet, number), pending) {
        (_, true) => rect.stroke(Paint::Accent, 2.0).dash(Dash::Dashed),
        (true, _) => rect.stroke(Paint::Accent, 2.0),
        _ => rect,
    };
    let references = stored.map_or(0, |page| page.references);
    let shared = if references > 1 {
        format!(", shared by {references} entries")
    } else {
        String::new()
    };
    let state = if pending {
        ", no entry leads to it yet"
    } else {
        ""
    };
    let title = format!(
        "page {} at data+{}: {label}{shared}{state}",
        number.0, offset.0
    );
    scene.push(rect.title(title).target(Target::Data(offset)));
    if label.is_empty() {
        return;
    }
    let short = shorten(&label, PAGE_WIDTH - 6.0, TEXT, false, true);
    let text = Item::text(
        format!("{key}/text"),
        x + PAGE_WIDTH / 2.0,
        y + 17.0,
        TEXT,
        short,
    );
    let text = text
        .mono()
        .bold()
        .fill(Paint::PageInk)
        .anchor(Anchor::Middle);
    scene.push(text.target(Target::Data(offset)));
}
