//! After a panic: a page that says so and keeps the log for download. The application's
//! memory is not trusted any more, so this page is made by hand and answers nothing.

use std::cell::Cell;
use std::panic::PanicHookInfo;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement};

use crate::dom::files;
use crate::dom::svg::set;
use crate::storage;
use crate::testids as id;

thread_local! {
    static SHOWN: Cell<bool> = const { Cell::new(false) };
}

/// Shows the page after any later panic.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // What still runs after the first panic may well panic too; the first one counts.
        if !SHOWN.replace(true) {
            // If even that fails, the browser's console still has the report.
            let _ = show(info);
        }
    }));
}

fn show(info: &PanicHookInfo<'_>) -> Option<()> {
    let saved = storage::last();
    let body = document().body()?;
    body.set_text_content(None);
    let page = child(&body, "main", "")?;
    page.set_class_name("panic");
    set(&page, "role", "alert");
    set(&page, "data-panic", "");
    set(&page, "data-testid", id::PANIC);
    child(&page, "h1", "Something in Cowpath broke")?;
    child(
        &page,
        "p",
        "This is a defect of the program, not of what you did. Your commands are not lost: \
         save them, reload the page, and open the file to go on. With a report, please send \
         the file and the lines below.",
    )?;
    let link: HtmlAnchorElement = child(&page, "a", "Save the log")?.dyn_into().ok()?;
    link.set_class_name("button");
    link.set_href(&files::address_of(
        &saved.text.as_str().into(),
        "text/plain;charset=utf-8",
    )?);
    link.set_download(&files::file_name(&saved.title, "cow"));
    set(&link, "data-testid", id::PANIC_LOG);
    child(&page, "pre", &info.to_string())?;
    child(&page, "h2", "The log")?;
    child(&page, "pre", &saved.text)?;
    Some(())
}

fn child(parent: &Element, tag: &str, text: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    element.set_text_content(Some(text));
    parent.append_child(&element).ok()?;
    Some(element)
}
