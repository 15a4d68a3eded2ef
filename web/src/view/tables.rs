//! The selected volume's exception tables as a picture, with its own patcher.

use cowpath_scene::Target;
use cowpath_scene::tables::{TablesOptions, layout};
use leptos::prelude::*;
use leptos::svg::Svg;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use crate::dom::page;
use crate::dom::svg::{Patcher, set};
use crate::msg::Msg;
use crate::state::App;
use crate::testids as id;

/// Width of the panel's inside, in px.
const WIDTH: f64 = 270.0;

/// The picture; empty while nothing is selected.
#[component]
pub fn Tables(app: App) -> impl IntoView {
    let svg = NodeRef::<Svg>::new();
    let patcher = StoredValue::new_local(None::<Patcher>);
    svg.on_load(move |svg| {
        let svg: Element = svg.unchecked_into();
        patcher.set_value(Patcher::new(svg));
        draw(app, patcher);
    });
    Effect::new(move |_| {
        app.revision.track();
        app.volume.track();
        app.page.track();
        app.theme();
        draw(app, patcher);
    });
    let clicked = move |event: MouseEvent| {
        if let Some(target @ (Target::Table(_) | Target::Entry(..) | Target::Cell(..))) =
            page::target_of(&event)
        {
            app.send(Msg::Choose(Some(target)));
        }
    };
    view! {
        <figure class="tables" hidden=move || app.volume.get().is_none()>
            <svg
                node_ref=svg
                role="img"
                data-testid=id::TABLES_SVG
                on:click=clicked
            ></svg>
        </figure>
    }
}

fn draw(app: App, patcher: StoredValue<Option<Patcher>, LocalStorage>) {
    let Some(volume) = app.volume.get_untracked() else {
        return;
    };
    let moment = app.moment.get_value();
    let scene = app.peek(|desk| {
        let options = TablesOptions {
            names: desk.session.names(),
            events: &moment.events,
            selected_page: app.page.get_untracked(),
            width: WIDTH,
        };
        layout(desk.session.outline(), volume, &options)
    });
    let theme = app.theme_now();
    patcher.update_value(|patcher| {
        if let Some(patcher) = patcher {
            let size = format!("0 0 {} {}", scene.width.ceil(), scene.height.ceil());
            set(patcher.root(), "viewBox", &size);
            patcher.show(&scene, theme);
        }
    });
}
