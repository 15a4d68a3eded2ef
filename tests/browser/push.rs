//! A COW push, micro-step by micro-step, forward and back, and moving.

use std::cell::RefCell;
use std::collections::BTreeSet;

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::{Person, attribute, pause, wait_until};

/// Method 800 for a page whose tables are not there yet; the end completes the write.
const NUMBERS: [&str; 10] = [
    "804", "806 808", "812", "814", "820", "822", "828", "830", "830", "",
];

/// A fresh snapshot, a write that pushes into it, and the moment before that write.
async fn before_a_push() -> Person {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("ross s1 of base").await;
    person.runs("write base 6 \"d6\"").await;
    person.clicks(id::COMMAND_BACK).await;
    person
}

#[wasm_bindgen_test]
async fn each_step_is_numbered_and_the_last_gives_the_new_state() {
    let person = before_a_push().await;
    assert!(person.cells("s1").ends_with("b6/base a7/base"));
    let mut lit = Vec::new();
    let mut of_base = Vec::new();
    let mut of_snapshot = Vec::new();
    for _ in 0..NUMBERS.len() {
        person.clicks(id::STEP_FORWARD).await;
        let now = person.flow().into_iter().find(|row| row.state == "now");
        lit.extend(now.map(|row| row.number));
        of_base.push(page_6(&person, "base"));
        of_snapshot.push(page_6(&person, "s1"));
    }
    assert_eq!(lit, NUMBERS);
    // The entry comes last in the snapshot, the new data last of all.
    assert_eq!(of_snapshot[7..], ["b6/base", "b6", "b6"]);
    assert_eq!(of_base[8..], ["b6", "d6"]);
    assert!(of_base[..9].iter().all(|page| page == "b6"), "{of_base:?}");
    person.clicks(id::STEP_FORWARD).await;
    let at = person.position();
    assert_eq!((at.command, at.step), (at.commands, at.steps));
    assert!(person.flow().iter().all(|row| row.state == "done"));
    let told = person.text(id::NARRATION);
    assert!(
        told.contains("so its old content b6 travels there first"),
        "{told}"
    );
    let said = person.volume("s1").words;
    assert!(said.contains("1 exception,"), "{said}");
    // Older snapshots show what they showed.
    assert!(person.cells("2204").contains(" a6 "));
}

fn page_6(person: &Person, volume: &str) -> String {
    let cells = person.cells(volume);
    cells.split(' ').nth(6).expect("there are eight").to_owned()
}

#[wasm_bindgen_test]
async fn back_and_forth_shows_the_same_moments() {
    let person = before_a_push().await;
    let start = person.position();
    let mut forward = vec![(start, person.state(), person.flow())];
    loop {
        person.clicks(id::STEP_FORWARD).await;
        let at = person.position();
        forward.push((at, person.state(), person.flow()));
        if at.step == at.steps {
            break;
        }
    }
    assert_eq!(
        forward.len(),
        12,
        "eleven micro-steps and the moment before"
    );
    for moment in forward.iter().rev().skip(1) {
        person.clicks(id::STEP_BACK).await;
        let here = (person.position(), person.state(), person.flow());
        assert_eq!(&here, moment);
    }
    for moment in forward.iter().skip(1) {
        person.clicks(id::STEP_FORWARD).await;
        let here = (person.position(), person.state(), person.flow());
        assert_eq!(&here, moment);
    }
}

/// The old page is drawn on its way: at the base first, at the snapshot then.
#[wasm_bindgen_test]
async fn the_old_page_travels() {
    let person = before_a_push().await;
    let mut places = Vec::new();
    for _ in 0..11 {
        person.clicks(id::STEP_FORWARD).await;
        if let Some(chip) = person.drawn("travel/old") {
            let x: f64 = attribute(&chip, "x").parse().expect("a number");
            places.push(x);
            let label = person.drawn("travel/old/label");
            let label = label.and_then(|it| it.text_content());
            assert_eq!(label.as_deref(), Some("b6"));
        }
    }
    let first = *places.first().expect("it is seen leaving");
    let last = *places.last().expect("it is seen arriving");
    assert!(
        last < first,
        "the snapshot stands left of the base: {places:?}"
    );
}

/// A typed command shows itself, step by step, and comes to rest by itself.
#[wasm_bindgen_test]
async fn a_typed_write_plays_and_rests_at_its_end() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("ross s1 of base").await;
    person.wants_animations();
    person.runs_without_rest("write base 6 \"d6\"").await;
    wait_until("it plays", || {
        person.attribute(id::APP, "data-run") == "command"
    })
    .await;
    let steps = RefCell::new(BTreeSet::new());
    let places = RefCell::new(BTreeSet::new());
    wait_until("it rests", || {
        steps.borrow_mut().insert(person.position().step);
        if let Some(chip) = person.drawn("travel/old") {
            places.borrow_mut().insert(attribute(&chip, "x"));
        }
        person.attribute(id::APP, "data-run") == "paused"
    })
    .await;
    person.rest().await;
    let at = person.position();
    assert_eq!((at.command, at.step), (at.commands, at.steps));
    assert!(steps.borrow().len() > 5, "steps were seen: {steps:?}");
    assert!(
        places.borrow().len() > 3,
        "the page was seen moving: {places:?}"
    );
    assert_eq!(page_6(&person, "base"), "d6");
    assert_eq!(page_6(&person, "s1"), "b6");
}

/// The animation can be paused, stepped on and back, and interrupted.
#[wasm_bindgen_test]
async fn a_playing_command_can_be_paused_and_interrupted() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("ross s1 of base").await;
    person.wants_animations();
    person.runs_without_rest("write base 6 \"d6\"").await;
    wait_until("it plays", || person.position().step >= 2).await;
    person.clicks(id::PLAY).await;
    assert_eq!(person.attribute(id::APP, "data-run"), "paused");
    let at = person.position();
    assert!(at.step < at.steps, "{at:?}");
    pause(200).await;
    assert_eq!(person.position(), at, "it stands");
    person.clicks(id::STEP_FORWARD).await;
    assert_eq!(person.position().step, at.step + 1);
    person.clicks(id::STEP_BACK).await;
    person.clicks(id::STEP_BACK).await;
    assert_eq!(person.position().step, at.step - 1);
    // The next command completes this one and follows it.
    person.runs("read base 6").await;
    let at = person.position();
    assert_eq!((at.command, at.step), (at.commands, at.steps));
    assert_eq!(page_6(&person, "base"), "d6");
    assert!(person.text(id::NARRATION).contains("the answer is d6"));
}

/// The picture is patched: what stays is the same element.
#[wasm_bindgen_test]
async fn what_stays_is_not_drawn_anew() {
    let person = before_a_push().await;
    let before = person.volume("2206").element;
    for _ in 0..11 {
        person.clicks(id::STEP_FORWARD).await;
    }
    let after = person.volume("2206").element;
    assert!(before.is_same_node(Some(&after)));
}

/// A page that a read-write snapshot owns is shared, not copied.
#[wasm_bindgen_test]
async fn a_push_from_a_read_write_snapshot_shares() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("ross new of 2304").await;
    person.runs("write 2304 4 \"n4\"").await;
    let rows = person.flow();
    let shares = rows
        .iter()
        .filter(|row| row.text.contains("instead of a copy"));
    assert_eq!(shares.count(), 1, "{rows:?}");
    let cell = |volume| person.cells(volume).split(' ').nth(4).map(str::to_owned);
    assert_eq!(cell("new").as_deref(), Some("y4"));
    assert_eq!(cell("2304").as_deref(), Some("n4"));
    assert_eq!(cell("2308").as_deref(), Some("y4/new"));
    assert_eq!(cell("2310").as_deref(), Some("x4"));
}
