//! Small questions to the page: its window, its document, what the system prefers.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, HtmlInputElement, MediaQueryList, MouseEvent, SvgElement};

/// Whether a media query holds.
pub fn prefers(query: &str) -> bool {
    media(query).is_some_and(|list| list.matches())
}

/// A media query.
pub fn media(query: &str) -> Option<MediaQueryList> {
    window().match_media(query).ok().flatten()
}

/// Calls `react` with whether the query holds, each time that changes, for as long as the
/// page lives.
pub fn watch(query: &str, react: impl Fn(bool) + 'static) {
    let Some(list) = media(query) else { return };
    let asked = list.clone();
    let closure = Closure::<dyn Fn()>::new(move || react(asked.matches()));
    // Without the event the page keeps what it knew at the start.
    let _ = list.add_event_listener_with_callback("change", closure.as_ref().unchecked_ref());
    closure.forget();
}

/// The first element that a selector finds.
pub fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// The input with this test id.
pub fn input(testid: &str) -> Option<HtmlInputElement> {
    find(&format!("[data-testid={testid}]"))?.dyn_into().ok()
}

/// Opens the browser's own dialog for choosing a file.
pub fn pick_file() {
    if let Some(input) = input(crate::testids::OPEN_FILE) {
        input.click();
    }
}

/// Does something when all that is to be drawn now has been drawn.
pub fn soon(act: impl FnOnce() + 'static) {
    // Effects that were called before run before.
    leptos::task::spawn_local(async move { act() });
}

/// Moves the focus to what a selector finds.
pub fn focus(selector: &str) {
    let Some(element) = find(selector) else {
        return;
    };
    // It fails only for elements that are gone.
    let _ = match element.dyn_into::<HtmlElement>() {
        Ok(element) => element.focus(),
        Err(element) => element.unchecked_into::<SvgElement>().focus(),
    };
}

/// Whether nothing has the focus: what had it is gone, or nothing was ever chosen.
pub fn is_nowhere() -> bool {
    let active = document().active_element();
    active.is_none_or(|active| active.tag_name().eq_ignore_ascii_case("body"))
}

/// Whether the element with this test id has it.
pub fn has_focus(testid: &str) -> bool {
    find(&format!("[data-testid={testid}]:focus")).is_some()
}

/// Scrolls a panel to its top.
pub fn to_top(panel: &str) {
    if let Some(panel) = find(panel) {
        panel.set_scroll_top(0);
    }
}

/// Scrolls a panel so that a part of it is seen; to its top where that part is not there.
pub fn reveal(panel: &str, part: &str) {
    let Some(panel) = find(panel) else { return };
    let Ok(Some(part)) = panel.query_selector(part) else {
        panel.set_scroll_top(0);
        return;
    };
    let (inner, outer) = (
        part.get_bounding_client_rect(),
        panel.get_bounding_client_rect(),
    );
    let room = 12.0;
    let moved = if inner.bottom() > outer.bottom() - room {
        inner.bottom() - outer.bottom() + 3.0 * room
    } else if inner.top() < outer.top() + room {
        inner.top() - outer.top() - 3.0 * room
    } else {
        return;
    };
    panel.set_scroll_top(panel.scroll_top() + moved as i32);
}

/// Sets an attribute of `<html>`.
pub fn set_root(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        super::svg::set(&root, name, value);
    }
}

/// Whether keys belong to the element that has the focus.
pub fn is_typing(target: Option<&Element>) -> bool {
    target.is_some_and(|element| {
        let tag = element.tag_name().to_ascii_lowercase();
        let kind = element.get_attribute("type").unwrap_or_default();
        matches!(tag.as_str(), "select" | "textarea")
            || (tag == "input" && !matches!(kind.as_str(), "checkbox" | "radio" | "range" | "file"))
    })
}

/// Whether Space does something with the element that has the focus.
pub fn takes_space(target: Option<&Element>) -> bool {
    let found = target.map(|element| element.closest("button, input, select, summary"));
    matches!(found, Some(Ok(Some(_))))
}

/// What the nearest element around an event's target says about its part of the picture.
pub fn target_of(event: &MouseEvent) -> Option<cowpath_scene::Target> {
    let element: Element = event.target()?.dyn_into().ok()?;
    let around = element.closest("[data-target]").ok()??;
    cowpath_scene::Target::parse(&around.get_attribute("data-target")?)
}
