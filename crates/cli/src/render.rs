//! `cowpath render`: the picture of a file's volumes at a position, as an SVG file.

use std::process::ExitCode;

use clap::{Args, ValueEnum, ValueHint};
use cowpath_engine::ids::{Kind, VolumeId};
use cowpath_engine::maps;
use cowpath_lab::outcome::{Outcome, name_text};
use cowpath_scene::delta::{self, DeltaOptions};
use cowpath_scene::maps::{self as maps_scene, MapsOptions};
use cowpath_scene::rate::{self, Interval, RateOptions};
use cowpath_scene::tables::{self, TablesOptions};
use cowpath_scene::{Scene, Story, Theme, svg, tree};

use crate::at::At;
use crate::files::{Source, beginning, check_free, write_new};
use crate::moment::Moment;
use crate::status::{Failure, Status};

/// Width that pictures other than the tree are laid out for, in px.
const WIDTH: f64 = 640.0;

/// Options of `render`.
#[derive(Args)]
pub struct Options {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE.cow", value_hint = ValueHint::FilePath)]
    file: String,
    /// Where the picture goes; `-` is standard output
    #[arg(short, long, value_name = "OUT.svg", value_hint = ValueHint::FilePath)]
    output: String,
    /// Begin with the volumes of this tree file, as `cowpath export` writes it
    #[arg(long, value_name = "IN.cowtree", value_hint = ValueHint::FilePath)]
    on: Option<String>,
    /// After which command, from 1, or which of its micro-steps; 0 is the empty beginning
    /// [default: the end]
    #[arg(long, value_name = "N[.STEP]")]
    at: Option<At>,
    /// What is drawn
    #[arg(long, value_enum, default_value_t = View::Tree)]
    view: View,
    /// The volume whose tables or maps are drawn, or that is marked in the tree
    #[arg(long, value_name = "NAME")]
    volume: Option<String>,
    /// Dark on light, or light on dark
    #[arg(long, value_enum, default_value_t = Colours::Light)]
    theme: Colours,
    /// Write over OUT.svg if it exists
    #[arg(long)]
    force: bool,
}

/// The pictures.
#[derive(Clone, Copy, ValueEnum)]
enum View {
    /// The volumes and their links
    Tree,
    /// The exception tables of one volume, and what they hold
    Tables,
    /// The bit map and block map of one volume, and the save volume they lead to
    Maps,
    /// The comparison that the command at the position made, as runs of pages
    Diff,
    /// The changed pages that a `rate` at the position counted, in a chart
    Rate,
}

/// The themes.
#[derive(Clone, Copy, ValueEnum)]
enum Colours {
    /// For paper
    Light,
    /// For dark screens
    Dark,
}

/// Draws the picture. A refused command on the way ends with status 1 and no picture; an
/// expectation that fails is told, and the picture is drawn.
pub fn render(options: &Options) -> Result<ExitCode, Failure> {
    let source = Source::read(&options.file)?;
    let document = source.parse()?;
    check_free(&options.output, options.force)?;
    let beginning = beginning(options.on.as_deref())?;
    let Some(moment) = Moment::reach(&source.name, &document, options.at, beginning)? else {
        return Ok(Status::Refused.into());
    };
    let scene = draw(&moment, options)?;
    let theme = match options.theme {
        Colours::Light => Theme::Light,
        Colours::Dark => Theme::Dark,
    };
    write_new(&options.output, svg(&scene, theme), options.force)?;
    Ok(moment.tell_failed(&source.name).into())
}

fn draw(moment: &Moment, options: &Options) -> Result<Scene, Failure> {
    let selected = match &options.volume {
        Some(name) => Some(moment.volume(name)?),
        None => None,
    };
    Ok(match options.view {
        View::Tree => {
            let story = Story::of(&moment.events);
            let series = moment.machine.tree_names();
            let options = tree::Options {
                names: &moment.names,
                series: &series,
                selected,
                story: &story,
                ..tree::Options::default()
            };
            tree::layout(&moment.outline, &options)
        }
        View::Tables => {
            let volume = selected.map_or_else(|| only_snapshot(moment, "tables"), Ok)?;
            let options = TablesOptions {
                names: &moment.names,
                events: &moment.events,
                width: WIDTH,
                ..TablesOptions::default()
            };
            tables::layout(&moment.outline, volume, &options)
        }
        View::Maps => draw_maps(moment, selected)?,
        View::Diff => draw_diff(moment)?,
        View::Rate => draw_rate(moment)?,
    })
}

fn draw_maps(moment: &Moment, selected: Option<VolumeId>) -> Result<Scene, Failure> {
    let asked = match moment.machine.last() {
        Some(Outcome::Maps(maps)) => moment.machine.id(&maps.volume),
        _ => None,
    };
    let volume = selected.or(asked);
    let volume = volume.map_or_else(|| only_snapshot(moment, "maps"), Ok)?;
    let engine = moment.machine.engine();
    let found = maps::of(engine, volume).zip(maps::save_volume(engine, volume));
    let (maps, save) = found.ok_or_else(|| Failure::new("--view maps: the volume is gone"))?;
    let options = MapsOptions {
        names: &moment.names,
        width: WIDTH,
    };
    Ok(maps_scene::layout(&moment.outline, &maps, &save, &options))
}

fn draw_diff(moment: &Moment) -> Result<Scene, Failure> {
    let Some(Outcome::Diff(diff)) = moment.machine.last() else {
        return Err(Failure::new(
            "--view diff: the command at this position is no diff",
        ));
    };
    let long = [&diff.a, &diff.b].map(|name| {
        let id = moment.machine.id(name);
        let volume = id.and_then(|id| moment.outline.volumes.get(&id));
        volume.map_or(1, |volume| volume.pages)
    });
    let options = DeltaOptions {
        left: &diff.a,
        right: &diff.b,
        pages: long[0].max(long[1]),
        width: WIDTH,
    };
    Ok(delta::layout(&diff.runs, &options))
}

fn draw_rate(moment: &Moment) -> Result<Scene, Failure> {
    let Some(Outcome::Rate(counted)) = moment.machine.last() else {
        return Err(Failure::new(
            "--view rate: the command at this position is no rate",
        ));
    };
    let interval = |counted: &cowpath_lab::outcome::Interval| Interval {
        snapshot: counted.snapshot.clone(),
        until: counted.until.clone(),
        pages: counted.pages,
        volume: moment.machine.id(&counted.snapshot),
    };
    let intervals: Vec<Interval> = counted.intervals.iter().map(interval).collect();
    let options = RateOptions {
        volume: &counted.volume,
        width: WIDTH,
    };
    Ok(rate::layout(&intervals, &options))
}

/// The volume that is meant where there is no choice.
fn only_snapshot(moment: &Moment, view: &str) -> Result<VolumeId, Failure> {
    let volumes = &moment.outline.volumes;
    let is_snapshot = |id: &VolumeId| volumes.get(id).is_some_and(|v| v.kind != Kind::Base);
    let snapshots: Vec<VolumeId> = volumes.keys().copied().filter(is_snapshot).collect();
    match snapshots[..] {
        [only] => Ok(only),
        [] => Err(Failure::new(format!(
            "--view {view}: there is no snapshot at this position"
        ))),
        _ => {
            let names = snapshots.iter().filter_map(|id| moment.names.get(id));
            let names: Vec<String> = names.map(|name| name_text(name)).collect();
            Err(Failure::new(format!(
                "--view {view}: say which volume with --volume, out of {}",
                names.join(", ")
            )))
        }
    }
}
