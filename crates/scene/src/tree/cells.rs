//! The strip of page cells: filled where the volume holds the page, dotted and
//! hollow where it is read through.

use cowpath_engine::entry::Location;
use cowpath_engine::hints::HintKind;
use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::projection::VolumeOutline;

use super::strip::{Form, Strip};
use super::views::Cell;
use super::{Sheet, TEXT, busy, marks};
use crate::number::count;
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::Anchor;
use crate::target::Target;
use crate::text::{shorten, width_of};

/// From the top of a box up to the baseline of the ruler.
pub const RULER: f64 = 4.0;

/// Draws the strip of a volume, and the ruler above it where asked.
pub fn draw(
    scene: &mut Scene,
    sheet: &Sheet<'_>,
    volume: &VolumeOutline,
    id: VolumeId,
    (form, pages): Form,
    ruler: bool,
) {
    let Some((x, y, width)) = sheet.places.strip(id) else {
        return;
    };
    let labelled = matches!(form, Strip::Labelled { .. });
    for page in 0..volume.pages {
        let place = form.cell(page, x, y, width);
        let (Some(place), Some(cell)) = (place, sheet.views.cell(id, page)) else {
            continue;
        };
        draw_cell(scene, sheet, id, page, cell, place, labelled);
        busy::draw_page(scene, sheet, id, page, place);
        if labelled && (cell.own || sheet.options.ghosts) {
            let leads = busy::waits(sheet, id, PageNo(page)) == Some(busy::Waits::Leads);
            draw_label(scene, id, page, cell, place, leads);
        }
    }
    if volume.pages < pages
        && let Some(last) = form.cell(volume.pages - 1, x, y, width)
    {
        draw_end(scene, id, volume.pages, last.0 + last.2, last.1, last.3);
    }
    if ruler {
        draw_ruler(scene, sheet, id, form, pages);
    }
}

/// Where a volume ends that is shorter than others of its tree.
pub fn draw_end(scene: &mut Scene, id: VolumeId, pages: u64, x: f64, y: f64, h: f64) {
    let bar = Item::rect(
        format!("vol/{}/end", id.0),
        x + 1.2,
        y - 1.0,
        2.4,
        h + 2.0,
        1.0,
    );
    let title = format!("ends here, after {}", count(pages, "page", "pages"));
    scene.push(bar.fill(Paint::Muted).title(title));
}

type Place = (f64, f64, f64, f64);

fn draw_cell(
    scene: &mut Scene,
    sheet: &Sheet<'_>,
    id: VolumeId,
    page: u64,
    cell: &Cell<'_>,
    place: Place,
    labelled: bool,
) {
    let (x, y, w, h) = place;
    let radius = if labelled { 3.0 } else { 1.5 };
    let key = format!("vol/{}/cell/{page}", id.0);
    let rect = Item::rect(key.clone(), x, y, w, h, radius);
    let origin = cell.view.origin;
    let rect = if cell.hole {
        marks::hole(key, place)
    } else if cell.redirect {
        rect.fill(Paint::Surface).stroke(Paint::Edge, 1.2)
    } else if cell.own {
        let version = origin.map_or(0, |origin| origin.version);
        let written_to = origin.and_then(|origin| sheet.outline.volumes.get(&origin.volume));
        let filled = rect.fill(Paint::PageHue { page, version });
        if written_to.is_some_and(|volume| volume.kind == Kind::Rwss) {
            filled.stroke(Paint::PageEdge { page }, if labelled { 1.6 } else { 1.0 })
        } else {
            filled
        }
    } else {
        let hollow = rect.fill(Paint::Surface).stroke(Paint::Line, 1.1);
        if labelled {
            hollow.dash(Dash::Dotted)
        } else {
            hollow.stroke(Paint::Line, 0.6)
        }
    };
    let rect = if sheet.options.selected_cell == Some((id, PageNo(page))) {
        rect.stroke(Paint::Accent, 2.2).dash(Dash::Solid)
    } else {
        rect
    };
    let is_wrong = sheet.options.wrong == Some((id, PageNo(page)));
    let rect = match is_wrong {
        true => rect.stroke(Paint::Difference, 2.4).dash(Dash::Solid),
        false => rect,
    };
    let is_doomed = sheet.options.doomed == Some((id, PageNo(page)));
    let rect = match is_doomed {
        true => rect.stroke(Paint::Difference, 2.0).dash(Dash::Dashed),
        false => rect,
    };
    let mut title = title(sheet, id, page, cell);
    if is_doomed {
        title.push_str("; it cannot come right any more");
    }
    if is_wrong {
        title.push_str("; not what it must be");
    }
    scene.push(rect.title(title).target(Target::Cell(id, PageNo(page))));
}

fn title(sheet: &Sheet<'_>, id: VolumeId, page: u64, cell: &Cell<'_>) -> String {
    let label = cell.label();
    let what = if label.is_empty() {
        "zeros".to_owned()
    } else {
        shorten(&label, 400.0, TEXT, false, true)
    };
    let how = if cell.hole {
        "a hole: its entry says zeros, and takes no page".to_owned()
    } else if cell.redirect {
        "its entry redirects to another volume".to_owned()
    } else if cell.own {
        "its own page".to_owned()
    } else if cell.view.location == Location::Zero {
        format!("for {} says so", sheet.options.name(cell.view.holder))
    } else {
        format!(
            "read through, from {}",
            sheet.options.name(cell.view.holder)
        )
    };
    let hint = sheet
        .outline
        .volumes
        .get(&id)
        .and_then(|v| v.hints.get(&PageNo(page)));
    let hint = hint.map(|hint| {
        let kind = match hint.kind {
            HintKind::Value => "skip pointer",
            HintKind::Resume => "skip pointer for the search",
        };
        format!("; {kind} to {}", sheet.options.name(hint.target))
    });
    let busy = busy::title(sheet, id, PageNo(page)).unwrap_or_default();
    format!(
        "page {page}: {what}, {how}{}{busy}",
        hint.unwrap_or_default()
    )
}

/// The content of a cell; `hatched` ones get some bare ground for it.
fn draw_label(
    scene: &mut Scene,
    id: VolumeId,
    page: u64,
    cell: &Cell<'_>,
    place: Place,
    hatched: bool,
) {
    let label = match (cell.label(), cell.own && !cell.hole) {
        (label, true) if label.is_empty() => "·".to_owned(),
        (label, false) if label.is_empty() => return,
        (label, _) => label,
    };
    let (x, y, w, h) = place;
    let short = shorten(&label, w + 1.0, TEXT, false, true);
    let key = format!("vol/{}/cell/{page}/label", id.0);
    if hatched {
        let wide = width_of(&short, TEXT, false, true) + 2.0;
        let (left, top) = (x + (w - wide) / 2.0, y + h / 2.0 - 6.0);
        let back = Item::rect(format!("{key}/back"), left, top, wide, 12.0, 2.0);
        scene.push(
            back.fill(Paint::Surface)
                .target(Target::Cell(id, PageNo(page))),
        );
    }
    let text = Item::text(key, x + w / 2.0, y + h / 2.0 + 4.0, TEXT, short);
    let text = text
        .mono()
        .anchor(Anchor::Middle)
        .target(Target::Cell(id, PageNo(page)));
    scene.push(if cell.redirect {
        text.fill(Paint::Ink)
    } else if cell.own {
        text.fill(Paint::PageInk).bold()
    } else if hatched {
        text.fill(Paint::Ink)
    } else {
        text.fill(Paint::Faint)
    });
}

/// Page numbers above the first box of a lane.
fn draw_ruler(scene: &mut Scene, sheet: &Sheet<'_>, id: VolumeId, form: Strip, pages: u64) {
    let Some((x, y, width)) = sheet.places.strip(id) else {
        return;
    };
    let baseline = y - sheet.places.strip_top - RULER;
    let mut number = |page: u64, x: f64, anchor: Anchor| {
        let key = format!("vol/{}/ruler/{page}", id.0);
        let number = Item::text(key, x, baseline, TEXT, page.to_string());
        scene.push(number.fill(Paint::Faint).anchor(anchor));
    };
    match form {
        Strip::Labelled { columns, .. } => {
            for page in 0..pages.min(columns) {
                if let Some((cx, _, cw, _)) = form.cell(page, x, y, width) {
                    number(page, cx + cw / 2.0, Anchor::Middle);
                }
            }
        }
        Strip::Small { columns, .. } => {
            number(0, x + 5.0, Anchor::Start);
            number(columns - 1, x + width - 1.0, Anchor::End);
        }
        Strip::Density => {}
    }
}
