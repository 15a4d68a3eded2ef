//! Looking: what is selected, and the camera.

use std::sync::Arc;

use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::projection::Outline;
use cowpath_engine::sorted::SortedSet;
use cowpath_lab::language::Name;
use cowpath_scene::Target;
use leptos::prelude::*;

use super::paint::repaint;
use crate::msg::{Direction, Msg};
use crate::state::{App, Sheet};

/// Something in the picture was chosen, or nothing.
pub fn choose(app: App, target: Option<Target>) {
    match target {
        None => {
            app.volume.set(None);
            app.page.set(None);
            repaint(app);
        }
        Some(Target::Fold(head)) => unfold(app, head),
        Some(Target::Cell(volume, page)) => choose_volume(app, volume, Some(page)),
        Some(Target::Table(at) | Target::Entry(at, _)) => choose_table(app, at),
        Some(other) => {
            if let Some(volume) = other.volume() {
                choose_volume(app, volume, None);
            }
        }
    }
}

/// Selects a volume, or takes it as the second of a comparison.
pub fn choose_volume(app: App, volume: VolumeId, page: Option<PageNo>) {
    if let Some(first) = app.picking.get_untracked() {
        app.picking.set(None);
        if let Some(command) = compare_command(app, first, volume) {
            app.send(Msg::Submit(command));
        }
        repaint(app);
        return;
    }
    if app.volume.get_untracked() != Some(volume) {
        app.form.set(None);
    }
    app.volume.set(Some(volume));
    app.page.set(page);
    if app.peek(|desk| desk.session.position().command) > 0 {
        app.diff_closed.set(true);
    }
    repaint(app);
    app.with_stage(|stage| stage.reveal(Target::Volume(volume)));
}

fn compare_command(app: App, a: VolumeId, b: VolumeId) -> Option<String> {
    app.peek(|desk| {
        let quoted = |id: VolumeId| -> Option<String> {
            let name = desk.session.names().get(&id)?;
            Some(Name::new(name).ok()?.to_string())
        };
        Some(format!("diff {} {}", quoted(a)?, quoted(b)?))
    })
}

/// The page whose way goes through a table.
fn choose_table(app: App, at: cowpath_engine::ids::AdminOffset) {
    let start = app.peek(|desk| {
        let trees = desk.session.outline().trees.values();
        let mut tables = trees.filter_map(|tree| tree.detail.as_ref()?.tables.get(&at));
        tables.next().map(|table| (table.volume, table.start))
    });
    if let Some((volume, page)) = start {
        app.volume.set(Some(volume));
        app.page.set(Some(page));
        repaint(app);
    }
}

fn unfold(app: App, head: VolumeId) {
    app.unfolded.update(|unfolded| {
        let set: &mut SortedSet<VolumeId> = Arc::make_mut(unfolded);
        if !set.remove(&head) {
            set.insert(head);
        }
    });
    repaint(app);
}

/// The next volume that is chosen is compared with this one.
pub fn compare_with(app: App, volume: VolumeId) {
    app.picking.set(Some(volume));
    app.sheet.set(Sheet::None);
    repaint(app);
}

/// Moves the selection along its lane, or to the lane above or below.
pub fn move_selection(app: App, direction: Direction) {
    let here = app.volume.get_untracked();
    let next = app.peek(|desk| {
        let lanes = lanes(desk.session.outline());
        step(&lanes, here, direction)
    });
    let Some(next) = next else { return };
    if app.picking.get_untracked().is_some() {
        // The arrows only move; Enter chooses.
        app.volume.set(Some(next));
        app.page.set(None);
        repaint(app);
        app.with_stage(|stage| stage.reveal(Target::Volume(next)));
    } else {
        choose_volume(app, next, None);
    }
}

/// Volumes as they are drawn: a row for each branch, the oldest first, the head last.
fn lanes(outline: &Outline) -> Vec<Vec<VolumeId>> {
    let bases = outline.volumes.iter().filter(|(_, v)| v.kind == Kind::Base);
    let mut rows = Vec::new();
    for (base, _) in bases {
        add_lane(outline, *base, &mut rows);
    }
    rows
}

fn add_lane(outline: &Outline, head: VolumeId, rows: &mut Vec<Vec<VolumeId>>) {
    let mut heads = vec![head];
    while let Some(head) = heads.pop() {
        let series = outline.series(head).into_iter();
        let newest_first: Vec<VolumeId> = series.flat_map(|it| outline.branch(head, it)).collect();
        let mut hung: Vec<VolumeId> = newest_first
            .iter()
            .flat_map(|ross| outline.offshoots(*ross))
            .collect();
        hung.reverse();
        heads.extend(hung);
        rows.push(newest_first.into_iter().rev().chain([head]).collect());
    }
}

fn step(lanes: &[Vec<VolumeId>], here: Option<VolumeId>, to: Direction) -> Option<VolumeId> {
    let place = here.and_then(|here| {
        lanes.iter().enumerate().find_map(|(row, lane)| {
            let at = lane.iter().position(|volume| *volume == here)?;
            Some((row, at))
        })
    });
    let Some((row, at)) = place else {
        return lanes.first()?.last().copied();
    };
    // Lanes are flush right: a column is counted from the end.
    let from_end = lanes[row].len() - 1 - at;
    let in_row = |row: usize| {
        let lane = lanes.get(row)?;
        lane.get(lane.len().saturating_sub(1 + from_end)).copied()
    };
    match to {
        Direction::Left => lanes[row].get(at.checked_sub(1)?).copied(),
        Direction::Right => lanes[row].get(at + 1).copied(),
        Direction::Up => in_row(row.checked_sub(1)?),
        Direction::Down => in_row(row + 1),
    }
}

/// Nearer or farther.
pub fn zoom_by(app: App, factor: f64) {
    app.with_stage(|stage| stage.zoom_by(factor, None));
    app.looked.update(|n| *n = n.wrapping_add(1));
}

/// The whole picture.
pub fn fit(app: App) {
    app.with_stage(|stage| stage.fit());
    app.looked.update(|n| *n = n.wrapping_add(1));
}

/// A new picture from where it is best begun.
pub fn begin(app: App) {
    app.with_stage(|stage| stage.begin());
    app.looked.update(|n| *n = n.wrapping_add(1));
}

/// Shows or hides values that are read through.
pub fn toggle_ghosts(app: App) {
    app.ghosts.update(|ghosts| *ghosts = !*ghosts);
    repaint(app);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_follow_the_lanes_and_stop_at_their_ends() {
        let v = VolumeId;
        let lanes = [vec![v(1), v(2), v(0)], vec![v(4), v(3)]];
        assert_eq!(step(&lanes, None, Direction::Left), Some(v(0)));
        assert_eq!(step(&lanes, Some(v(0)), Direction::Left), Some(v(2)));
        assert_eq!(step(&lanes, Some(v(1)), Direction::Left), None);
        assert_eq!(step(&lanes, Some(v(2)), Direction::Down), Some(v(4)));
        assert_eq!(step(&lanes, Some(v(1)), Direction::Down), Some(v(4)));
        assert_eq!(step(&lanes, Some(v(3)), Direction::Up), Some(v(0)));
        assert_eq!(step(&lanes, Some(v(3)), Direction::Down), None);
    }
}
