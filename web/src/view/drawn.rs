//! Pictures beside the tree, each with its own patcher: the selected volume's exception
//! tables, the rate of change, a comparison's runs.

use cowpath_engine::maps;
use cowpath_lab::latency::{Row, Spread};
use cowpath_lab::outcome::{self, Outcome};
use cowpath_scene::delta::{self, DeltaOptions};
use cowpath_scene::latency::{self, LatencyOptions, Wait, Way};
use cowpath_scene::maps::MapsOptions;
use cowpath_scene::number::number;
use cowpath_scene::rate::{self, Interval, RateOptions};
use cowpath_scene::tables::{self, TablesOptions};
use cowpath_scene::{Scene, Target};
use leptos::prelude::*;
use leptos::svg::Svg;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use crate::dom::page;
use crate::dom::svg::{Patcher, set};
use crate::msg::Msg;
use crate::state::App;

/// Width of the panel's inside, in px.
const WIDTH: f64 = 270.0;

/// A picture that follows the moment and the selection; nothing where there is none.
pub fn drawn(app: App, testid: &'static str, scene: fn(App) -> Option<Scene>) -> AnyView {
    let svg = NodeRef::<Svg>::new();
    let patcher = StoredValue::new_local(None::<Patcher>);
    let empty = RwSignal::new(true);
    let draw = move || {
        let scene = scene(app);
        empty.set(scene.is_none());
        if let Some(scene) = scene {
            show(app, patcher, &scene);
        }
    };
    svg.on_load(move |svg| {
        let svg: Element = svg.unchecked_into();
        patcher.set_value(Patcher::new(svg));
        draw();
    });
    Effect::new(move |_| {
        app.revision.track();
        app.volume.track();
        app.page.track();
        app.theme();
        draw();
    });
    let clicked = move |event: MouseEvent| {
        if let Some(target) = page::target_of(&event)
            && !matches!(target, Target::Fold(_))
        {
            app.send(Msg::Choose(Some(target)));
        }
    };
    view! {
        <figure class="tables" hidden=move || empty.get()>
            <svg node_ref=svg role="img" data-testid=testid on:click=clicked></svg>
        </figure>
    }
    .into_any()
}

fn show(app: App, patcher: StoredValue<Option<Patcher>, LocalStorage>, scene: &Scene) {
    let theme = app.theme_now();
    patcher.update_value(|patcher| {
        if let Some(patcher) = patcher {
            let [width, height] = [scene.width, scene.height].map(|side| number(side.ceil()));
            let size = format!("0 0 {width} {height}");
            set(patcher.root(), "viewBox", &size);
            patcher.show(scene, theme);
        }
    });
}

/// The exception tables of the selected volume.
pub fn tables(app: App) -> Option<Scene> {
    let volume = app.volume.get_untracked()?;
    let moment = app.moment.get_value();
    Some(app.peek(|desk| {
        let options = TablesOptions {
            names: desk.session.names(),
            events: &moment.events,
            selected_page: app.page.get_untracked(),
            width: WIDTH,
        };
        tables::layout(desk.session.outline(), volume, &options)
    }))
}

/// The rate of change that was asked for.
pub fn rate(app: App) -> Option<Scene> {
    app.peek(|desk| {
        let Outcome::Rate(counted) = desk.session.outcome()? else {
            return None;
        };
        let interval = |counted: &outcome::Interval| Interval {
            snapshot: counted.snapshot.clone(),
            until: counted.until.clone(),
            pages: counted.pages,
            volume: desk.session.machine().id(&counted.snapshot),
        };
        let intervals: Vec<Interval> = counted.intervals.iter().map(interval).collect();
        let options = RateOptions {
            volume: &counted.volume,
            width: WIDTH,
        };
        Some(rate::layout(&intervals, &options))
    })
}

/// How long hosts wait during a restore, as it was measured.
pub fn latency(app: App) -> Option<Scene> {
    app.peek(|desk| {
        let Outcome::Latency(measured) = desk.session.outcome()? else {
            return None;
        };
        let wait = |spread: &Spread| {
            (spread.count > 0).then_some(Wait {
                count: spread.count,
                mean: spread.mean,
                p95: spread.p95,
                max: spread.max,
            })
        };
        let way = |row: &Row| Way {
            name: match row.order {
                Some(_) => format!("order {}", row.way()),
                None => row.way(),
            },
            reads: wait(&row.reads),
            writes: wait(&row.writes),
            copied_pages: row.copied_pages,
        };
        let ways: Vec<Way> = measured.rows.iter().map(way).collect();
        let options = LatencyOptions {
            volume: &measured.base,
            width: WIDTH,
        };
        Some(latency::layout(&ways, &options))
    })
}

/// The maps that were asked for.
pub fn maps(app: App) -> Option<Scene> {
    app.peek(|desk| {
        let session = &desk.session;
        let Outcome::Maps(asked) = session.outcome()? else {
            return None;
        };
        let volume = session.machine().id(&asked.volume)?;
        let of = maps::of(session.engine(), volume)?;
        let save = maps::save_volume(session.engine(), volume)?;
        let options = MapsOptions {
            names: session.names(),
            width: WIDTH,
        };
        let outline = session.outline();
        Some(cowpath_scene::maps::layout(outline, &of, &save, &options))
    })
}

/// The runs of the comparison that was made.
pub fn runs(app: App) -> Option<Scene> {
    app.peek(|desk| {
        let session = &desk.session;
        let Outcome::Diff(diff) = session.outcome()? else {
            return None;
        };
        let pages = |name: &str| {
            let volume = session.machine().id(name)?;
            Some(session.outline().volumes.get(&volume)?.pages)
        };
        let options = DeltaOptions {
            left: &diff.a,
            right: &diff.b,
            pages: pages(&diff.a).max(pages(&diff.b))?,
            width: WIDTH,
        };
        Some(delta::layout(&diff.runs, &options))
    })
}
