//! After each change: the moment is told anew, the picture is laid out and shown.

use std::rc::Rc;

use cowpath_engine::event::{Event, OwnedEvent};
use cowpath_engine::ids::{Kind, PageNo, Series, VolumeId};
use cowpath_engine::projection::Outline;
use cowpath_engine::sorted::SortedMap;
use cowpath_lab::language::{Command, Expect, parse_command};
use cowpath_lab::narrate::narrate;
use cowpath_lab::outcome::{Expected, Outcome};
use cowpath_lab::search::verdict;
use cowpath_lab::session::{Position, Session};
use cowpath_scene::{Scene, Story, Target, tree};
use leptos::prelude::*;

use super::with_desk;
use crate::dom::stage::Way;
use crate::state::{App, Desk, Moment, Run};
use crate::storage::{self, Saved};

/// A micro-step that shows something moving, in ms at speed 1.
const MOVING_MS: f64 = 560.0;
/// A micro-step that lights something up.
const LIGHTING_MS: f64 = 340.0;
/// Between two commands that are played without their micro-steps.
const SKIPPING_MS: f64 = 420.0;
/// A picture never asks for more columns than this on behalf of another moment.
const COLUMNS_MAX: usize = 9;

/// How the present moment came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// By one micro-step forward, which may be shown moving.
    Step,
    /// By a whole command, shown at once.
    Command,
    /// By a jump.
    Jump,
}

/// Tells and shows the present moment.
pub fn refresh(app: App, change: Change) {
    let moment = Rc::new(app.peek(tell));
    follow(app, &moment, change);
    app.moment.set_value(moment);
    with_desk(app, |desk| {
        desk.columns = desk.columns.max(columns(desk.session.outline()));
    });
    let way = match change {
        Change::Jump => Way::Cut,
        Change::Command => match app.run.get_untracked() {
            Run::Line => Way::Hold(SKIPPING_MS / app.speed.get_untracked()),
            _ => Way::Cut,
        },
        Change::Step => way(app),
    };
    show(app, way);
    if change != Change::Jump
        && let Some(now) = app.moment.with_value(|moment| moment.story.now)
    {
        app.with_stage(|stage| stage.reveal(Target::Volume(now)));
    }
    keep(app);
    app.revision
        .update(|revision| *revision = revision.wrapping_add(1));
}

/// Tells the first moment. The document counts as kept: what an earlier visit kept is not
/// written over before it was looked at.
pub fn begin(app: App) {
    let saved = app.peek(saved_of);
    storage::remember(&saved);
    with_desk(app, |desk| desk.saved = saved);
    refresh(app, Change::Jump);
}

/// Shows the same moment again: the selection or the theme has changed.
pub fn repaint(app: App) {
    show(app, Way::Cut);
}

fn show(app: App, way: Way) {
    let scene = app.peek(|desk| scene(app, desk));
    app.with_stage(|stage| stage.show(scene, app.theme_now(), way));
}

fn tell(desk: &Desk) -> Moment {
    let session = &desk.session;
    let Position { command, step } = session.position();
    let events = session.command_events().to_vec();
    let Some(item) = command.checked_sub(1).and_then(|at| session.line().get(at)) else {
        return Moment::default();
    };
    let steps = session.all_events(command);
    let narration = narrate(
        &item.text,
        &steps,
        step,
        session.outline(),
        &session.machine().names_ever(),
        session.outcome(),
    );
    Moment {
        narration,
        story: Story::of(&events),
        events,
    }
}

/// The picture of the present moment.
pub fn scene(app: App, desk: &Desk) -> Scene {
    let moment = app.moment.get_value();
    let volume = app.volume.get_untracked();
    let unfolded = app.unfolded.get_untracked();
    let series = desk.session.tree_names();
    let options = tree::Options {
        names: desk.session.names(),
        series: &series,
        ghosts: app.ghosts.get_untracked(),
        legend: true,
        copies: true,
        selected: volume,
        first: app.picking.get_untracked(),
        selected_cell: volume.zip(app.page.get_untracked()),
        wrong: wrong(desk),
        doomed: doomed(desk),
        unfolded: &unfolded,
        least_columns: desk.columns.min(COLUMNS_MAX),
        story: &moment.story,
    };
    tree::layout(desk.session.outline(), &options)
}

/// The page that an `expect` which does not hold speaks of.
fn wrong(desk: &Desk) -> Option<(VolumeId, PageNo)> {
    let session = &desk.session;
    let Outcome::Expect(Expected { ok: false, .. }) = session.outcome()? else {
        return None;
    };
    page_of(session, session.position().command)
}

/// The page that a schedule makes wrong, from the moment on at which that is certain.
fn doomed(desk: &Desk) -> Option<(VolumeId, PageNo)> {
    let session = &desk.session;
    let verdict = verdict(session)?;
    let here = session.position().command;
    let is_on_its_way = verdict.moment? <= here && here < verdict.shown;
    is_on_its_way.then(|| page_of(session, verdict.shown))?
}

/// The page that an `expect` of the line speaks of.
fn page_of(session: &Session, command: usize) -> Option<(VolumeId, PageNo)> {
    let named = |name: &str| session.machine().id(name);
    match parse_command(&session.item(command)?.text).ok()? {
        Command::Expect(Expect::Page { volume, page, .. }) => {
            Some((named(volume.as_str())?, PageNo(page)))
        }
        Command::Expect(Expect::Read(_)) => {
            let before = session.line().get(..command)?.iter().rev();
            let read = |outcome: &Outcome| match outcome {
                Outcome::Read(read) => Some((named(&read.volume)?, PageNo(read.page))),
                Outcome::Stepped(stepped) => {
                    let read = stepped.read.as_ref()?;
                    Some((named(&read.volume)?, PageNo(read.page)))
                }
                _ => None,
            };
            before.map(|item| &item.outcome).find_map(read)
        }
        _ => None,
    }
}

/// Columns that the longest series of snapshots takes, with its head.
pub fn columns(outline: &Outline) -> usize {
    let mut lengths: SortedMap<(Option<VolumeId>, Series), usize> = SortedMap::new();
    for volume in outline.volumes.values().filter(|v| v.kind == Kind::Ross) {
        *lengths.entry((volume.copy_of, volume.series)).or_default() += 1;
    }
    let least = usize::from(!outline.volumes.is_empty());
    lengths.values().max().map_or(least, |longest| longest + 1)
}

/// The selection follows what happens: the inspector then shows the same moment.
fn follow(app: App, moment: &Moment, change: Change) {
    let outline_has =
        |volume: VolumeId| app.peek(|desk| desk.session.outline().volumes.contains_key(&volume));
    if change != Change::Jump {
        let step = app.peek(|desk| desk.session.step_events().to_vec());
        let last = match change {
            Change::Command => &moment.events,
            _ => &step,
        };
        for event in last.iter().rev() {
            let (volume, page) = match event {
                Event::PushBegun { into, page, .. } => (*into, Some(*page)),
                Event::WriteBegun { volume, page }
                | Event::DiscardBegun { volume, page }
                | Event::OperationBegun { volume, page, .. }
                | Event::PageLocked { volume, page, .. }
                | Event::ReadBegun { volume, page } => (*volume, Some(*page)),
                Event::SnapshotTaken { volume, .. }
                | Event::VolumeCreated { volume, .. }
                | Event::PromoteBegun { volume, .. }
                | Event::SyncBegun { backup: volume, .. }
                | Event::SizeChanged { volume, .. }
                | Event::MarkedStale { volume }
                | Event::RestoreEnded { base: volume }
                | Event::RestoreCancelled { base: volume, .. } => (*volume, None),
                Event::RestoreBegun { restore, .. } => (restore.base, None),
                Event::RestoreItemBegun { base, page, .. }
                | Event::RestoreItemEnded { base, page, .. }
                | Event::RestorePageReset { base, page } => (*base, Some(*page)),
                _ => continue,
            };
            app.volume.set(Some(volume));
            app.page.set(page);
            break;
        }
    }
    if moment.story.diff.is_some() && !app.diff_closed.get_untracked() && change != Change::Jump {
        app.volume.set(None);
        app.page.set(None);
    }
    if app
        .volume
        .get_untracked()
        .is_some_and(|volume| !outline_has(volume))
    {
        app.volume.set(None);
        app.page.set(None);
    }
}

/// How a micro-step is shown.
fn way(app: App) -> Way {
    let speed = app.speed.get_untracked();
    if app.skip.get_untracked() {
        return Way::Cut;
    }
    let events = app.peek(|desk| desk.session.step_events().to_vec());
    let Some(event) = most_telling(&events) else {
        return Way::Hold(1.0);
    };
    let length_ms = if moves(event) { MOVING_MS } else { LIGHTING_MS } / speed;
    if app.still.get_untracked() {
        Way::Hold(length_ms)
    } else {
        Way::Tween(Box::new(event.clone()), length_ms)
    }
}

fn most_telling(events: &[OwnedEvent]) -> Option<&OwnedEvent> {
    events
        .iter()
        .rev()
        .find(|event| moves(event))
        .or(events.last())
}

fn moves(event: &OwnedEvent) -> bool {
    matches!(
        event,
        Event::PageCopied { .. }
            | Event::PageShared { .. }
            | Event::PageWritten { .. }
            | Event::BaseWritten { .. }
            | Event::BaseCopied { .. }
            | Event::SizeChanged { .. }
            | Event::MarkedStale { .. }
            | Event::RecoveryBegun
            | Event::SnapshotTaken { .. }
            | Event::VolumeCreated { .. }
            | Event::VolumeDeleted { .. }
            | Event::HintFollowed { .. }
            | Event::RedirectFollowed { .. }
            | Event::PageFound { .. }
            | Event::DiffEnded { .. }
    )
}

/// Keeps the document where a reload, or the page after a panic, finds it.
fn keep(app: App) {
    if app.run.get_untracked() != Run::Paused {
        return;
    }
    let saved = app.peek(saved_of);
    if app.peek(|desk| desk.saved == saved) {
        return;
    }
    storage::remember(&saved);
    let replayed = app.peek(|desk| desk.begun || desk.report.is_some());
    with_desk(app, |desk| desk.saved = saved.clone());
    if app.keeps && !replayed {
        leptos::task::spawn_local(async move {
            // Where nothing can be kept, the work lasts as long as the page.
            let _ = storage::keep(saved).await;
        });
    }
}

fn saved_of(desk: &Desk) -> Saved {
    let Position { command, step } = desk.session.position();
    Saved {
        title: desk.title.clone(),
        text: desk.session.save(),
        command,
        step,
    }
}
