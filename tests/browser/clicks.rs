//! Pointing: a click selects, the buttons run what they echo, and those that cannot run
//! say why.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::{Person, attribute};

#[wasm_bindgen_test]
async fn a_click_on_a_box_selects_its_volume() {
    let person = Person::at_the_end_of_fig_8().await;
    for name in ["2206", "base", "2306"] {
        person.clicks_volume(name).await;
        assert_eq!(person.text(id::INSPECTOR_NAME), name);
        let number = person.volume(name).id;
        let ring = person.drawn(&format!("vol/{number}/selected"));
        assert!(ring.is_some(), "{name} has its edge");
        assert_eq!(person.drawn_like("vol/").iter().filter(is_ring).count(), 1);
    }
    person.clicks_the_paper().await;
    assert!(person.finds(id::INSPECTOR_NAME).is_none());
}

fn is_ring(element: &&web_sys::Element) -> bool {
    attribute(element, "data-key").ends_with("/selected")
}

#[wasm_bindgen_test]
async fn a_click_on_a_cell_selects_its_page() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks_cell("2206", 3).await;
    assert_eq!(person.text(id::INSPECTOR_NAME), "2206");
    let card = person.text(id::INSPECTOR_PAGE);
    assert!(card.contains("Page 3") && card.contains("a3"), "{card}");
    assert!(card.contains("read through 2204"), "{card}");
    person.clicks_cell("2206", 0).await;
    let card = person.text(id::INSPECTOR_PAGE);
    assert!(card.contains("its own"), "{card}");
}

#[wasm_bindgen_test]
async fn reading_a_selected_page_echoes_its_command() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks_cell("2206", 3).await;
    person.clicks("action-read").await;
    expect_echo(&person, "read 2206 3").await;
}

#[wasm_bindgen_test]
async fn writing_prepares_the_command_line() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks_cell("2304", 2).await;
    let before = person.position();
    person.clicks("action-write").await;
    assert_eq!(person.value(id::COMMAND_INPUT), "write 2304 2 \"\"");
    assert_eq!(person.position(), before, "nothing has run");
    person.runs("write 2304 2 \"w2\"").await;
    expect_echo(&person, "write 2304 2 \"w2\"").await;
    let cell = person.cells("2304").split(' ').nth(2).map(str::to_owned);
    assert_eq!(cell.as_deref(), Some("w2"));
}

#[wasm_bindgen_test]
async fn snapshots_are_taken_by_buttons() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks_volume("base").await;
    person.clicks("action-ross").await;
    expect_echo(&person, "ross s1 of base").await;
    assert!(
        person
            .volume("s1")
            .words
            .starts_with("read-only snapshot of base")
    );
    person.clicks_volume("s1").await;
    person.clicks("action-rwss").await;
    expect_echo(&person, "rwss rw1 of s1").await;
    assert!(
        person
            .volume("rw1")
            .words
            .starts_with("read-write snapshot of s1")
    );
}

#[wasm_bindgen_test]
async fn a_volume_is_deleted_by_its_button() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks_volume("2212").await;
    person.clicks("action-delete").await;
    expect_echo(&person, "delete 2212").await;
    assert!(!person.volume_names().contains(&"2212".to_owned()));
    // Its pages went to those who read through it.
    let cells = person.cells("2206");
    assert_eq!(cells, "a0 a1 a2/2210 a3/2204 a4/base a5/base a6/2204 a7");
}

#[wasm_bindgen_test]
async fn two_volumes_are_compared_by_pointing() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks_volume("2206").await;
    person.clicks("action-diff").await;
    assert!(person.text(id::PICKING).contains("2206"));
    person.clicks_volume("2308").await;
    assert!(person.finds(id::PICKING).is_none());
    expect_echo(&person, "diff 2206 2308").await;
    assert_eq!(person.text(id::DIFF_CONTENT), "0-2, 4-5");
}

#[wasm_bindgen_test]
async fn choosing_the_second_volume_can_be_called_off() {
    let person = Person::at_the_end_of_fig_8().await;
    let before = person.position();
    person.clicks_volume("2206").await;
    person.clicks("action-diff").await;
    person.presses("Escape").await;
    assert!(person.finds(id::PICKING).is_none());
    person.clicks_volume("2308").await;
    assert_eq!(person.text(id::INSPECTOR_NAME), "2308");
    assert_eq!(person.position(), before);
}

/// The command that ran is told where things are told, and is in the history.
async fn expect_echo(person: &Person, command: &str) {
    assert_eq!(person.text(id::NARRATION_COMMAND), command);
    let at = person.position();
    assert_eq!((at.command, at.step), (at.commands, at.steps));
    person.presses_in_the_command_line("ArrowUp").await;
    assert_eq!(person.value(id::COMMAND_INPUT), command);
    person.types("").await;
}

#[wasm_bindgen_test]
async fn what_cannot_be_done_says_why() {
    let person = Person::at_the_end_of_fig_8().await;
    let cases = [
        ("2206", "action-write", "2206 is a read-only snapshot"),
        ("2206", "action-ross", "2206 is a read-only snapshot"),
        ("base", "action-rwss", "base is a base volume"),
        ("base", "action-delete", "base has 4 read-only snapshots"),
        ("2204", "action-delete", "2204"),
    ];
    for (volume, action, why) in cases {
        person.clicks_volume(volume).await;
        let button = person.element(action);
        assert_eq!(
            attribute(&button, "aria-disabled"),
            "true",
            "{action} of {volume}"
        );
        assert!(
            attribute(&button, "title").contains(why),
            "{action} of {volume}"
        );
        let (position, picture) = (person.position(), person.picture());
        person.clicks(action).await;
        assert_eq!(person.position(), position, "nothing ran");
        assert_eq!(person.picture(), picture);
        assert!(person.is_shown(id::WHY_NOT));
        let told = person.text(id::WHY_NOT);
        assert!(told.contains(why), "{why:?} in {told:?}");
    }
}

/// What a hint says moves nothing: the button stays under the pointer.
#[wasm_bindgen_test]
async fn hints_move_no_button() {
    let person = Person::at_the_end_of_fig_8().await;
    for volume in ["base", "2206", "2304"] {
        person.clicks_volume(volume).await;
        person.shows_more().await;
        let buttons =
            person.all("[role='group'] button[data-testid^='action-'], [data-testid^='verb-']");
        let places = || -> Vec<(f64, f64)> {
            let around = buttons
                .iter()
                .map(|button| button.get_bounding_client_rect());
            around.map(|it| (it.left(), it.top())).collect()
        };
        let before = places();
        assert!(before.len() > 12, "{}", before.len());
        for button in &buttons {
            person.points_at(button).await;
            assert_eq!(places(), before, "{}", attribute(button, "data-testid"));
        }
        for testid in [id::WHY_NOT, id::VERBS_WHY] {
            let around = person.element(testid).get_bounding_client_rect();
            assert!(around.height() > 40.0 && !person.text(testid).is_empty());
        }
    }
}

#[wasm_bindgen_test]
async fn what_can_be_done_is_not_disabled() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks_volume("2304").await;
    for action in ["write", "read", "ross", "diff", "dump"] {
        let button = person.element(&format!("action-{action}"));
        assert_eq!(attribute(&button, "aria-disabled"), "false", "{action}");
    }
    person.clicks("action-dump").await;
    expect_echo(&person, "dump 2304").await;
}
