//! Undo, redo, and tries that were left: nothing is ever lost.

use cowpath_web::testids as id;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlButtonElement;

use crate::person::{Person, attribute};

#[wasm_bindgen_test]
async fn undo_and_redo_go_by_commands() {
    let person = Person::at_the_end_of_fig_8().await;
    let at_first = (person.position().command, person.state());
    person.runs("write base 0 \"n0\"").await;
    let after_one = (person.position().command, person.state());
    person.runs("delete 2210").await;
    let after_two = (person.position().command, person.state());
    assert_ne!(after_one, after_two);
    let here = || (person.position().command, person.state());
    person.clicks(id::UNDO).await;
    assert_eq!(here(), after_one);
    person.clicks(id::UNDO).await;
    assert_eq!(here(), at_first);
    person.clicks(id::REDO).await;
    assert_eq!(here(), after_one);
    person.presses_control("z", true).await;
    assert_eq!(here(), after_two);
    assert!(
        is_disabled(&person, id::REDO),
        "there is nothing more to redo"
    );
    person.presses_control("z", false).await;
    assert_eq!(here(), after_one);
    assert!(!is_disabled(&person, id::REDO));
}

fn is_disabled(person: &Person, testid: &str) -> bool {
    let button: HtmlButtonElement = person.element(testid).unchecked_into();
    button.disabled()
}

#[wasm_bindgen_test]
async fn at_the_beginning_there_is_nothing_to_undo() {
    let person = Person::at_the_first_screen().await;
    person.clicks(id::TO_START).await;
    assert_eq!(person.position().command, 0);
    assert!(is_disabled(&person, id::UNDO));
    assert!(person.volume_names().is_empty());
    assert!(person.picture().contains("No volumes yet"));
}

#[wasm_bindgen_test]
async fn another_command_after_an_undo_keeps_the_first_try() {
    let person = Person::at_the_end_of_fig_8().await;
    let fork = person.position().command;
    person.runs("write base 0 \"first\"").await;
    person.runs("write base 1 \"more\"").await;
    let first_try = (person.state(), person.position());
    person.clicks(id::UNDO).await;
    person.clicks(id::UNDO).await;
    assert_eq!(person.position().command, fork);
    person.runs("write base 0 \"second\"").await;
    let second_try = (person.state(), person.position());
    assert!(person.cells("base").starts_with("second "));
    let here = || (person.state(), person.position());
    assert!(second_try.1.commands < first_try.1.commands);

    let branch = person.element(id::BRANCH);
    assert_eq!(attribute(&branch, "data-after"), fork.to_string());
    let title = attribute(&branch, "title");
    assert!(
        title.contains("write base 0 \"first\" · write base 1 \"more\""),
        "{title}"
    );

    person.clicks(id::BRANCH).await;
    assert_eq!(here(), first_try);
    // The other try is kept in turn.
    let branch = person.element(id::BRANCH);
    assert!(attribute(&branch, "title").contains("write base 0 \"second\""));
    person.clicks(id::BRANCH).await;
    assert_eq!(here(), second_try);
}

#[wasm_bindgen_test]
async fn three_tries_at_one_place_can_all_be_reached() {
    let person = Person::at_the_end_of_fig_8().await;
    for text in ["one", "two", "three"] {
        person.runs(&format!("write base 0 \"{text}\"")).await;
        person.clicks(id::UNDO).await;
    }
    person.runs("write base 0 \"four\"").await;
    let mut seen = vec![first_word(&person)];
    for _ in 0..3 {
        person.clicks(id::BRANCH).await;
        seen.push(first_word(&person));
    }
    seen.sort();
    assert_eq!(seen, ["four", "one", "three", "two"]);
}

fn first_word(person: &Person) -> String {
    let cells = person.cells("base");
    cells.split(' ').next().unwrap_or_default().to_owned()
}

/// A command typed in the middle of the line leaves the rest of it as a try.
#[wasm_bindgen_test]
async fn a_command_in_the_past_keeps_the_future() {
    let person = Person::at_the_first_screen().await;
    let before = person.position();
    person.runs("write base 6 \"other\"").await;
    let at = person.position();
    assert_eq!(at.command, before.command + 1);
    assert_eq!(at.commands, at.command, "this is the line now");
    let branch = person.element(id::BRANCH);
    assert_eq!(attribute(&branch, "data-after"), before.command.to_string());
    person.clicks(id::BRANCH).await;
    assert_eq!(person.position().commands, before.commands);
    assert!(person.cells("base").contains(" b6 "));
}

/// A command typed while another stands half done completes that one first.
#[wasm_bindgen_test]
async fn a_half_done_command_is_completed_first() {
    let person = Person::at_the_first_screen().await;
    person.clicks(id::STEP_FORWARD).await;
    person.clicks(id::STEP_FORWARD).await;
    let at = person.position();
    assert!(at.step < at.steps);
    person.runs("write base 5 \"n5\"").await;
    assert_eq!(person.cells("base"), "c0 b1 b2 b3 a4 n5 b6 a7");
    assert_eq!(person.position().command, at.command + 1);
}

#[wasm_bindgen_test]
async fn opening_a_scenario_leaves_no_trace_of_the_last_one() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("write base 0 \"x\"").await;
    person.clicks_volume("2206").await;
    person.chooses(id::SCENARIO_MENU, "first-steps").await;
    assert!(person.text(id::TITLE).starts_with("First steps"));
    assert!(person.finds(id::INSPECTOR_NAME).is_none());
    assert!(person.finds(id::BRANCH).is_none());
    person.clicks(id::TO_END).await;
    assert!(!person.volume_names().contains(&"2206".to_owned()));
}
