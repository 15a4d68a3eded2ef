//! The command line helps: candidates, Tab, and what was typed before.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::{Person, attribute};

fn candidates(person: &Person) -> Vec<String> {
    person.texts(&format!("[data-testid='{}']", id::CANDIDATE))
}

#[wasm_bindgen_test]
async fn candidates_follow_what_is_typed() {
    let person = Person::at_the_end_of_fig_8().await;
    person.types("d").await;
    assert_eq!(candidates(&person), ["diff", "delete", "discard", "dump"]);
    person.types("di").await;
    assert_eq!(candidates(&person), ["diff", "discard"]);
    person.types("diff 22").await;
    assert_eq!(candidates(&person), ["2206", "2212", "2210", "2204"]);
    person.types("").await;
}

/// Only what can stand there is offered: a read-write snapshot hangs on a read-only one.
#[wasm_bindgen_test]
async fn candidates_are_of_the_right_kind() {
    let person = Person::at_the_end_of_fig_8().await;
    person.types("rwss x of ").await;
    let offered = candidates(&person);
    assert!(offered.contains(&"2204".to_owned()), "{offered:?}");
    for wrong in ["base", "2304", "2306"] {
        assert!(
            !offered.contains(&wrong.to_owned()),
            "{wrong} in {offered:?}"
        );
    }
    person.types("ross x of ").await;
    let offered = candidates(&person);
    assert!(offered.contains(&"base".to_owned()), "{offered:?}");
    assert!(!offered.contains(&"2204".to_owned()), "{offered:?}");
    person.types("").await;
}

#[wasm_bindgen_test]
async fn tab_takes_the_first_candidate_and_a_click_any() {
    let person = Person::at_the_end_of_fig_8().await;
    person.types("wr").await;
    person.presses_in_the_command_line("Tab").await;
    assert_eq!(person.value(id::COMMAND_INPUT), "write ");
    assert!(candidates(&person).contains(&"2304".to_owned()));
    let chip = format!("[data-testid='{}']", id::CANDIDATE);
    let chips = person.all(&chip);
    let wanted = chips
        .iter()
        .find(|it| it.text_content().as_deref() == Some("2304"));
    person.clicks_on(wanted.expect("it is offered")).await;
    assert_eq!(person.value(id::COMMAND_INPUT), "write 2304 ");
    person.runs("write 2304 0 \"v\"").await;
    assert!(person.cells("2304").starts_with("v "));
}

/// A candidate says what it is for.
#[wasm_bindgen_test]
async fn a_candidate_has_a_hint() {
    let person = Person::at_the_end_of_fig_8().await;
    person.types("d").await;
    let chip = format!("[data-testid='{}']", id::CANDIDATE);
    for chip in person.all(&chip) {
        assert!(!attribute(&chip, "title").is_empty());
    }
    person.types("").await;
}

#[wasm_bindgen_test]
async fn what_cannot_be_listed_is_described() {
    let person = Person::at_the_end_of_fig_8().await;
    person.types("write base 0 ").await;
    let told = person.text(id::CANDIDATES);
    assert!(told.contains("content") || told.contains('"'), "{told:?}");
    person.types("").await;
}

#[wasm_bindgen_test]
async fn the_arrows_bring_back_what_was_typed() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("read base 0").await;
    person.runs("read base 1").await;
    person.runs("wirte base 2").await;
    person.types("").await;
    let up = async || {
        person.presses_in_the_command_line("ArrowUp").await;
        person.value(id::COMMAND_INPUT)
    };
    let down = async || {
        person.presses_in_the_command_line("ArrowDown").await;
        person.value(id::COMMAND_INPUT)
    };
    assert_eq!(up().await, "wirte base 2", "a mistake can be put right");
    assert_eq!(up().await, "read base 1");
    assert_eq!(up().await, "read base 0");
    assert_eq!(up().await, "read base 0", "it stays at the first");
    assert_eq!(down().await, "read base 1");
    assert_eq!(down().await, "wirte base 2");
    assert_eq!(down().await, "");
}

#[wasm_bindgen_test]
async fn the_run_button_runs() {
    let person = Person::at_the_end_of_fig_8().await;
    person.types("read 2206 0").await;
    person.clicks(id::COMMAND_RUN).await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "read 2206 0");
    assert_eq!(person.value(id::COMMAND_INPUT), "");
}
