//! The picture in the middle: the stage, and what moves it.

use leptos::html::Div;
use leptos::prelude::*;
use leptos::svg::Svg;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, KeyboardEvent, MouseEvent, PointerEvent, ResizeObserver, WheelEvent};

use super::notice::Notice;
use super::pointer::Pointers;
use crate::dom::page;
use crate::dom::stage::Stage;
use crate::msg::{Direction, Msg};
use crate::state::App;
use crate::testids as id;
use crate::update::repaint;

/// One press of a zoom button or key.
pub const ZOOM_STEP: f64 = 1.25;
/// Zoom for each px of a wheel.
const WHEEL: f64 = 0.0016;

/// The picture.
#[component]
pub fn Picture(app: App) -> impl IntoView {
    let around = NodeRef::<Div>::new();
    let svg = NodeRef::<Svg>::new();
    let pointers = StoredValue::new_local(Pointers::default());
    let dragging = RwSignal::new(false);
    svg.on_load(move |svg| set_up(app, svg.unchecked_into()));
    let moved = move |event: PointerEvent| {
        let (Some(stage), Some(around)) = (app.stage.get_value(), around.get_untracked()) else {
            return;
        };
        let dragged = pointers.try_update_value(|it| it.moved(&event, &stage, &around));
        if dragged == Some(true) {
            dragging.set(true);
        }
    };
    let up = move |event: PointerEvent| {
        pointers.update_value(|it| it.up(&event));
        if dragging.get_untracked() {
            dragging.set(false);
        }
    };
    let clicked = move |event: MouseEvent| {
        if !pointers.with_value(Pointers::dragged) {
            app.send(Msg::Choose(page::target_of(&event)));
        }
        pointers.set_value(Pointers::default());
    };
    view! {
        <main class="picture" aria-label="The picture">
            <div
                class="stage"
                class:dragging=move || dragging.get()
                class:picking=move || app.picking.get().is_some()
                data-testid=id::STAGE
                node_ref=around
                on:pointerdown=move |event: PointerEvent| pointers.update_value(|it| it.down(&event))
                on:pointermove=moved
                on:pointerup=up
                on:pointercancel=up
                on:click=clicked
                on:wheel=move |event| wheel(app, &event)
            >
                <svg
                    node_ref=svg
                    data-testid=id::TREE_SVG
                    tabindex="0"
                    role="application"
                    aria-roledescription="snapshot tree"
                    aria-describedby="picture-keys"
                    preserveAspectRatio="xMinYMin meet"
                    on:keydown=move |event| pressed(app, &event)
                ></svg>
            </div>
            <p class="away" id="picture-keys">
                "Arrow keys move between volumes, plus and minus zoom, zero shows everything."
            </p>
            <div class="foot">
                <PickingNote app/>
                <Show when=move || app.invite.get()>
                    <p class="note narrow">"Step with ▶, type, or open your own trace."</p>
                </Show>
                <Notice app/>
                <Corner app/>
            </div>
        </main>
    }
}

fn set_up(app: App, svg: Element) {
    let observed = svg.clone();
    let Some(stage) = Stage::new(svg, move || app.send(Msg::Landed)) else {
        return;
    };
    app.stage.set_value(Some(stage.clone()));
    repaint(app);
    let resized = Closure::<dyn Fn()>::new(move || {
        stage.resized();
        // The application may be gone.
        let _ = app.looked.try_update(|n| *n = n.wrapping_add(1));
    });
    // Without it the picture keeps the size it began with.
    if let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) {
        observer.observe(&observed);
    }
    resized.forget();
}

fn wheel(app: App, event: &WheelEvent) {
    event.prevent_default();
    let Some(around) = event
        .current_target()
        .and_then(|it| it.dyn_into::<Element>().ok())
    else {
        return;
    };
    let corner = around.get_bounding_client_rect();
    let at = (
        f64::from(event.client_x()) - corner.left(),
        f64::from(event.client_y()) - corner.top(),
    );
    // A wheel may count in px, lines or pages.
    let unit = [1.0, 16.0, 240.0]
        .get(event.delta_mode() as usize)
        .copied()
        .unwrap_or(1.0);
    let turned = (event.delta_y() * unit).clamp(-400.0, 400.0);
    app.with_stage(|stage| stage.zoom_by(js_sys::Math::exp(-turned * WHEEL), Some(at)));
    app.looked.update(|n| *n = n.wrapping_add(1));
}

fn pressed(app: App, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let direction = match event.key().as_str() {
        "ArrowLeft" => Direction::Left,
        "ArrowRight" => Direction::Right,
        "ArrowUp" => Direction::Up,
        "ArrowDown" => Direction::Down,
        "Enter" => {
            if let Some(volume) = app.volume.get_untracked() {
                app.send(Msg::ChooseVolume(volume));
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    app.send(Msg::Move(direction));
}

#[component]
fn PickingNote(app: App) -> impl IntoView {
    let name = move || {
        let volume = app.picking.get()?;
        app.see(|desk, _| desk.session.names().get(&volume).cloned())
    };
    view! {
        <Show when=move || app.picking.get().is_some()>
            <div class="note" role="status" data-testid=id::PICKING>
                <span>"Compare " <b>{name}</b> " with: choose another volume"</span>
                <button class="plain" on:click=move |_| app.send(Msg::Escape)>"Cancel"</button>
            </div>
        </Show>
    }
}

#[component]
fn Corner(app: App) -> impl IntoView {
    let scale = move || {
        app.looked.track();
        app.revision.track();
        app.with_stage(|stage| format!("{} %", (stage.zoom() * 100.0).round() as i64))
            .unwrap_or_default()
    };
    view! {
        <div class="corner" role="group" aria-label="View">
            <button
                data-testid=id::GHOSTS
                title="Show the values that are read through (G)"
                aria-pressed=move || app.ghosts.get().to_string()
                on:click=move |_| app.send(Msg::ToggleGhosts)
            >
                "Ghosts"
            </button>
            <span class="scale">{scale}</span>
            <button class="icon" data-testid=id::ZOOM_OUT title="Farther (−)" aria-label="Zoom out"
                on:click=move |_| app.send(Msg::ZoomBy(1.0 / ZOOM_STEP))>"−"</button>
            <button class="icon" data-testid=id::ZOOM_IN title="Nearer (+)" aria-label="Zoom in"
                on:click=move |_| app.send(Msg::ZoomBy(ZOOM_STEP))>"+"</button>
            <button data-testid=id::ZOOM_FIT title="The whole picture (0)"
                on:click=move |_| app.send(Msg::Fit)>"Fit"</button>
        </div>
    }
}
