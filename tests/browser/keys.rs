//! The keyboard does everything: it moves in the picture, in time, and opens what there
//! is to open.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::{Person, attribute, document};

#[wasm_bindgen_test]
async fn arrows_move_along_the_lanes() {
    let person = Person::at_the_end_of_fig_8().await;
    let mut walked = Vec::new();
    // The first press selects the head of the first lane.
    for _ in 0..6 {
        person.presses_in_the_picture("ArrowLeft").await;
        walked.push(person.text(id::INSPECTOR_NAME));
    }
    assert_eq!(walked, ["base", "2204", "2210", "2212", "2206", "2206"]);
    for key in ["ArrowRight"; 4] {
        person.presses_in_the_picture(key).await;
    }
    assert_eq!(person.text(id::INSPECTOR_NAME), "base");
    let mut lanes = vec!["base".to_owned()];
    for _ in 0..3 {
        person.presses_in_the_picture("ArrowDown").await;
        lanes.push(person.text(id::INSPECTOR_NAME));
    }
    assert_eq!(
        lanes,
        ["base", "2304", "2306", "2104"],
        "every lane is reached"
    );
    person.presses_in_the_picture("ArrowUp").await;
    assert_eq!(person.text(id::INSPECTOR_NAME), "2306");
    let described = person.attribute(id::TREE_SVG, "aria-label");
    assert!(described.ends_with("; 2306 is selected"), "{described}");
}

#[wasm_bindgen_test]
async fn two_volumes_are_compared_without_a_pointer() {
    let person = Person::at_the_end_of_fig_8().await;
    person.presses_in_the_picture("ArrowLeft").await;
    person.presses("d").await;
    assert!(person.text(id::PICKING).contains("base"));
    person.presses_in_the_picture("ArrowLeft").await;
    person.presses_in_the_picture("ArrowLeft").await;
    person.presses_in_the_picture("Enter").await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "diff base 2210");
}

#[wasm_bindgen_test]
async fn time_moves_by_keys() {
    let person = Person::at_the_first_screen().await;
    let start = person.position();
    person.presses(".").await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "write base 6 \"b6\"");
    assert_eq!(person.position().step, 1);
    person.presses(".").await;
    assert_eq!(person.position().step, 2);
    person.presses(",").await;
    assert_eq!(person.position().step, 1);
    person.presses(">").await;
    let at = person.position();
    assert_eq!(at.step, at.steps);
    person.presses("<").await;
    assert_eq!(person.position(), start);
    person.presses("Home").await;
    assert_eq!(person.position().command, 0);
    person.presses("End").await;
    let at = person.position();
    assert_eq!(at.step, at.steps);
    assert_eq!(person.text(id::NARRATION_COMMAND), "check");
}

#[wasm_bindgen_test]
async fn keys_of_the_page_are_letters_in_the_command_line() {
    let person = Person::at_the_end_of_fig_8().await;
    let before = (
        person.position(),
        person.attribute(id::THEME_TOGGLE, "data-choice"),
    );
    for key in [".", ",", "t", "g", "s", "?", "Home", " "] {
        person.presses_in_the_command_line(key).await;
    }
    let after = (
        person.position(),
        person.attribute(id::THEME_TOGGLE, "data-choice"),
    );
    assert_eq!(after, before);
    assert!(person.is_paused() && !is_open());
}

/// The browser ticks a box and presses a button: the page does not play instead.
#[wasm_bindgen_test]
async fn space_belongs_to_what_has_the_focus() {
    let person = Person::at_the_end_of_fig_8().await;
    let before = person.position();
    for testid in [id::SKIP, id::SPEED, id::HELP] {
        assert!(!person.presses_at(testid, " ").await, "{testid}");
        assert!(person.is_paused() && person.position() == before);
    }
    assert!(person.presses_at(id::TREE_SVG, "?").await && is_open());
    person.presses("Escape").await;
}

/// Dialogs lie beside the application's own container.
fn is_open() -> bool {
    let found = document().query_selector("[role=dialog]");
    found.is_ok_and(|dialog| dialog.is_some())
}

#[wasm_bindgen_test]
async fn help_lists_the_keys_and_escape_closes_it() {
    let person = Person::at_the_end_of_fig_8().await;
    person.presses("?").await;
    let told = person.text(id::HELP_DIALOG);
    for word in [
        "play or pause",
        "one micro-step forward",
        "undo, redo",
        "theme",
    ] {
        assert!(told.contains(word), "{word} in {told}");
    }
    // What lies under a dialog cannot be reached.
    assert!(person.element(id::APP).has_attribute("inert"));
    let before = person.position();
    person.presses(",").await;
    assert_eq!(person.position(), before);
    person.presses("Escape").await;
    assert!(person.finds(id::HELP_DIALOG).is_none());
    assert!(!person.element(id::APP).has_attribute("inert"));
    person.clicks(id::HELP).await;
    assert!(person.finds(id::HELP_DIALOG).is_some());
    person.clicks(id::CLOSE).await;
    assert!(person.finds(id::HELP_DIALOG).is_none());
}

#[wasm_bindgen_test]
async fn keys_lead_to_the_command_line_and_the_picture() {
    let person = Person::at_the_end_of_fig_8().await;
    let focused = || {
        let element = document().active_element();
        element.and_then(|it| it.get_attribute("data-testid"))
    };
    person.presses("/").await;
    assert_eq!(focused().as_deref(), Some(id::COMMAND_INPUT));
    person.presses("p").await;
    assert_eq!(focused().as_deref(), Some(id::TREE_SVG));
}

#[wasm_bindgen_test]
async fn escape_clears_what_was_refused_and_leaves_the_command_line() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("write nobody 1").await;
    assert!(person.is_shown(id::ERROR));
    person.presses_in_the_command_line("Escape").await;
    assert!(!person.is_shown(id::ERROR));
    assert_eq!(person.value(id::COMMAND_INPUT), "");
    assert_eq!(person.focused().as_deref(), Some(id::COMMAND_INPUT));
    // What is only typed stays.
    person.types("write ").await;
    person.presses_in_the_command_line("Escape").await;
    assert_eq!(person.focused().as_deref(), Some(id::TREE_SVG));
    assert_eq!(person.value(id::COMMAND_INPUT), "write ");
}

#[wasm_bindgen_test]
async fn escape_takes_the_selection_away() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks_volume("2206").await;
    person.presses("Escape").await;
    assert!(person.finds(id::INSPECTOR_NAME).is_none());
}

#[wasm_bindgen_test]
async fn escape_puts_a_comparison_away() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("diff 2206 2308").await;
    assert!(person.finds(id::DIFF).is_some());
    person.presses("Escape").await;
    assert!(person.finds(id::DIFF).is_none());
    // It was the last command: it can be looked at again.
    person.runs("diff 2206 2308").await;
    assert!(person.finds(id::DIFF).is_some());
}

#[wasm_bindgen_test]
async fn help_lists_every_verb_of_the_language() {
    let person = Person::at_the_end_of_fig_8().await;
    person.presses("?").await;
    let listed = person.all("[data-verb]").into_iter();
    let listed: Vec<String> = listed.map(|it| attribute(&it, "data-verb")).collect();
    assert!(listed.len() >= 28, "{listed:?}");
    for verb in ["volume", "refresh", "maps", "schedule", "crash", "expect"] {
        let times = listed.iter().filter(|it| *it == verb).count();
        assert_eq!(times, 1, "{verb} in {listed:?}");
    }
    person.presses("Escape").await;
}

/// The first volume stays marked while the arrows look for the second.
#[wasm_bindgen_test]
async fn the_first_volume_of_a_comparison_stays_marked() {
    let person = Person::at_the_end_of_fig_8().await;
    let fill = || attribute(&person.volume("2206").element, "fill");
    let plain = fill();
    person.clicks_volume("2206").await;
    person.presses("d").await;
    let marked = fill();
    assert_ne!(marked, plain);
    person.presses_in_the_picture("ArrowRight").await;
    assert_eq!(fill(), marked);
    person.presses("Escape").await;
    assert_eq!(fill(), plain);
}

/// Somebody who cannot see the picture hears each step.
#[wasm_bindgen_test]
async fn steps_are_read_out() {
    let person = Person::at_the_first_screen().await;
    assert_eq!(person.attribute(id::LIVE, "aria-live"), "polite");
    person.presses(".").await;
    let heard = person.text(id::LIVE);
    assert!(heard.contains("a write of page 6 reaches base"), "{heard}");
    person.presses(".").await;
    let heard = person.text(id::LIVE);
    assert!(heard.contains("level 1 entry of 2204"), "{heard}");
    person.presses(">").await;
    let heard = person.text(id::LIVE);
    assert!(heard.contains("write base 6 \"b6\""), "{heard}");
}
