//! Time below the picture: playing, scrubbing, speed, skipping.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::{Person, pause, wait_until};

#[wasm_bindgen_test]
async fn it_plays_and_pauses() {
    let person = Person::at_the_first_screen().await;
    person.wants_animations();
    let start = person.position();
    person.clicks_without_rest(id::PLAY);
    wait_until("it moves", || person.position() != start).await;
    assert_eq!(person.attribute(id::APP, "data-run"), "line");
    assert!(person.text(id::PLAY).contains("pause"));
    wait_until("it goes on", || person.position().step >= 3).await;
    person.clicks(id::PLAY).await;
    let at = person.position();
    pause(300).await;
    assert_eq!(person.position(), at, "it stands");
    assert!(person.text(id::PLAY).contains("play"));
}

/// With animations skipped it goes command by command, and it stops at the end.
#[wasm_bindgen_test]
async fn it_plays_to_the_end_of_the_line() {
    let person = Person::at_the_end_of_fig_8().await;
    person.slides(id::SPEED, "2").await;
    let end = person.position();
    for _ in 0..4 {
        person.clicks(id::COMMAND_BACK).await;
    }
    assert!(person.position().command < end.command);
    person.clicks_without_rest(id::PLAY);
    wait_until("it is at the end", || {
        person.position() == end && person.attribute(id::APP, "data-run") == "paused"
    })
    .await;
}

#[wasm_bindgen_test]
async fn every_control_moves_as_it_says() {
    let person = Person::at_the_first_screen().await;
    let start = person.position();
    person.clicks(id::STEP_FORWARD).await;
    assert_eq!(person.position().step, 1);
    assert_eq!(person.text(id::NARRATION_COMMAND), "write base 6 \"b6\"");
    person.clicks(id::COMMAND_FORWARD).await;
    let at = person.position();
    assert_eq!(at.step, at.steps);
    assert_eq!(person.text(id::NARRATION_COMMAND), "write base 6 \"b6\"");
    person.clicks(id::STEP_BACK).await;
    assert_eq!(person.position().step, at.steps - 1);
    person.clicks(id::COMMAND_BACK).await;
    assert_eq!(person.position(), start);
    person.clicks(id::TO_START).await;
    assert_eq!(person.position().command, 0);
    person.clicks(id::STEP_BACK).await;
    person.clicks(id::COMMAND_BACK).await;
    assert_eq!(person.position().command, 0, "there is nothing before it");
    person.clicks(id::TO_END).await;
    let end = person.position();
    assert_eq!(end.step, end.steps);
    person.clicks(id::STEP_FORWARD).await;
    person.clicks(id::COMMAND_FORWARD).await;
    assert_eq!(person.position(), end, "there is nothing after it");
}

/// The state at a place does not depend on the way there.
#[wasm_bindgen_test]
async fn scrubbing_shows_the_same_as_stepping() {
    let person = Person::at_the_first_screen().await;
    person.clicks(id::TO_START).await;
    let mut stepped = vec![(0, person.state())];
    for _ in 0..30 {
        person.clicks(id::COMMAND_FORWARD).await;
        stepped.push((person.position().command, person.state()));
    }
    for share in [0.9, 0.02, 0.3, 0.1, 0.2, 0.0] {
        person.drags(id::TIMELINE, (share, 0.5), (0.0, 0.0)).await;
        let at = person.position();
        assert_eq!(at.step, at.steps, "it comes to rest after a command");
        if let Some((_, state)) = stepped.iter().find(|it| it.0 == at.command) {
            assert_eq!(&person.state(), state, "after command {}", at.command);
        }
    }
    assert_eq!(person.position().command, 0);
}

#[wasm_bindgen_test]
async fn places_on_the_line_are_in_order() {
    let person = Person::at_the_first_screen().await;
    let mut places = Vec::new();
    for share in [0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.0] {
        person.drags(id::TIMELINE, (share, 0.5), (0.0, 0.0)).await;
        places.push(person.position().command);
        let said = person.attribute(id::TIMELINE, "aria-valuenow");
        assert_eq!(said, person.position().command.to_string());
    }
    assert!(places.is_sorted(), "{places:?}");
    let mut several = places.clone();
    several.dedup();
    assert_eq!(several.len(), 8, "each is another place: {places:?}");
    person.clicks(id::TO_END).await;
    assert_eq!(places.last(), Some(&person.position().command));
}

/// Dragging to a place is the same as pressing there.
#[wasm_bindgen_test]
async fn a_drag_scrubs() {
    let person = Person::at_the_first_screen().await;
    let width = person
        .element(id::TIMELINE)
        .get_bounding_client_rect()
        .width();
    person.drags(id::TIMELINE, (0.6, 0.5), (0.0, 0.0)).await;
    let pressed = person.position();
    person.clicks(id::TO_START).await;
    let by = (width * 0.5, 0.0);
    person.drags(id::TIMELINE, (0.1, 0.5), by).await;
    assert_eq!(person.position(), pressed);
}

/// At the fourfold speed a step takes less than at the half.
#[wasm_bindgen_test]
async fn the_speed_can_be_chosen() {
    let person = Person::at_the_first_screen().await;
    person.wants_animations();
    person.slides(id::SPEED, "2").await;
    let quick = step_ms(&person).await;
    person.slides(id::SPEED, "-1").await;
    let slow = step_ms(&person).await;
    assert!(slow > quick * 2.0, "{slow} ms against {quick} ms");
}

async fn step_ms(person: &Person) -> f64 {
    let begun = js_sys::Date::now();
    person.clicks(id::STEP_FORWARD).await;
    js_sys::Date::now() - begun
}

#[wasm_bindgen_test]
async fn skipping_can_be_switched() {
    let person = Person::at_the_end_of_fig_8().await;
    person.wants_animations();
    person.slides(id::SPEED, "-2").await;
    person.clicks(id::SKIP).await;
    let begun = js_sys::Date::now();
    person.runs("write base 0 \"n0\"").await;
    let at = person.position();
    assert_eq!(at.step, at.steps);
    let took = js_sys::Date::now() - begun;
    assert!(
        took < 400.0,
        "at the quarter speed it would take seconds: {took} ms"
    );
}
