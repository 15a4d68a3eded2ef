//! Another document on the desk, and the way back to the one before.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::Person;

const TEXT: &str = "cow 1\nvolume b pages 4 page 4KiB levels 4\nross s of b\n";

/// In front of Fig. 8 with a command of one's own, and then of another document.
async fn opens_another() -> Person {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("ross mine of base").await;
    person.opens_text("other.cow", TEXT).await;
    assert_eq!(person.text(id::TITLE), "other.cow");
    assert!(!person.volume_names().contains(&"mine".to_owned()));
    person
}

fn is_back(person: &Person) -> bool {
    person.volume_names().contains(&"mine".to_owned())
}

#[wasm_bindgen_test]
async fn the_former_document_is_brought_back_by_its_button() {
    let person = opens_another().await;
    assert!(person.text(id::BRING_BACK).starts_with("Bring back "));
    person.runs("write b 0 \"x\"").await;
    person.clicks(id::BRING_BACK).await;
    assert!(is_back(&person));
    let at = person.position();
    assert_eq!(at.command, at.commands, "and stands where it stood");
    // The other one can be had again, with what was done to it. Nothing is said but that.
    let told = person.text(id::NOTICE);
    assert_eq!(told, "Bring back other.cow×");
    assert_eq!(person.text(id::BRING_BACK), "Bring back other.cow");
    person.chooses(id::SCENARIO_MENU, "back").await;
    assert_eq!(person.text(id::TITLE), "other.cow");
    assert!(person.cells("b").starts_with("x "), "{}", person.cells("b"));
}

#[wasm_bindgen_test]
async fn undo_brings_it_back_while_nothing_was_done() {
    let person = opens_another().await;
    person.presses_control("z", false).await;
    assert!(is_back(&person));
    // From here on it is the ordinary undo.
    person.presses_control("z", false).await;
    assert!(!is_back(&person));
    assert_ne!(person.text(id::TITLE), "other.cow");

    let person = opens_another().await;
    person.runs("write b 0 \"x\"").await;
    person.presses_control("z", false).await;
    assert_eq!(
        person.text(id::TITLE),
        "other.cow",
        "only the write is undone"
    );
    assert!(
        person.cells("b").starts_with("zeros"),
        "{}",
        person.cells("b")
    );
}

#[wasm_bindgen_test]
async fn refused_commands_and_failed_expectations_are_told() {
    let person = Person::at_the_end_of_fig_8().await;
    let wrong = format!("{TEXT}write s 0 \"no\"\nexpect exceptions s 1\n");
    person.opens_text("wrong.cow", &wrong).await;
    let told = person.text(id::NOTICE);
    let words = "1 command refused, 1 `expect` failed: red on the line.";
    assert!(told.starts_with(words), "{told}");
    // What is said of a document goes with it.
    person.opens_text("right.cow", TEXT).await;
    assert!(!person.text(id::NOTICE).contains("refused"));
}
