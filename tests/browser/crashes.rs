//! The crash slider: any command, stopped at any of its micro-steps, on a branch of its own.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::Person;

#[wasm_bindgen_test]
async fn the_slider_steps_through_the_present_command() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("write base 4 \"new\"").await;
    let at = person.position();
    assert!(at.steps > 3);
    assert_eq!(person.value(id::STEP_SLIDER), at.steps.to_string());
    person.slides(id::STEP_SLIDER, "2").await;
    assert_eq!(
        (person.position().command, person.position().step),
        (at.command, 2)
    );
    assert_eq!(person.value(id::STEP_SLIDER), "2");
    person.clicks(id::STEP_FORWARD).await;
    assert_eq!(person.value(id::STEP_SLIDER), "3");
}

#[wasm_bindgen_test]
async fn a_crash_is_a_branch_whose_recovery_is_told() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("promote base from 2206").await;
    let whole = person.position();
    let promoted = person.cells("base");
    person
        .slides(id::STEP_SLIDER, &(whole.steps / 2).to_string())
        .await;
    let step = person.position().step;
    person.clicks(id::CRASH).await;
    let command = format!("crash {step} promote base from 2206");
    assert_eq!(person.text(id::NARRATION_COMMAND), command);
    assert_eq!(person.position().command, whole.command);
    // The recovery finished what was begun.
    assert_eq!(person.cells("base"), promoted);
    let told = person.text(id::NARRATION);
    let told = told.to_lowercase();
    assert!(
        told.contains("recover") && told.contains("promote"),
        "{told}"
    );
    // What ran through is kept, and the crash can be stepped like any command.
    assert!(person.finds(id::BRANCH).is_some());
    person.clicks(id::STEP_BACK).await;
    assert_eq!(person.position().step, person.position().steps - 1);
    person.runs("check").await;
    assert!(person.text(id::NARRATION).contains("invariants hold"));
}

#[wasm_bindgen_test]
async fn a_crash_can_be_moved_to_another_step() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("write base 4 \"new\"").await;
    person.slides(id::STEP_SLIDER, "4").await;
    person.clicks(id::CRASH).await;
    assert_eq!(
        person.text(id::NARRATION_COMMAND),
        "crash 4 write base 4 \"new\""
    );
    person.slides(id::STEP_SLIDER, "2").await;
    person.clicks(id::CRASH).await;
    assert_eq!(
        person.text(id::NARRATION_COMMAND),
        "crash 2 write base 4 \"new\""
    );
    let cells = person.cells("base");
    assert!(cells.contains("a4"), "it had not landed: {cells}");
}

#[wasm_bindgen_test]
async fn what_cannot_crash_says_so() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("set push copy").await;
    assert_eq!(person.attribute(id::CRASH, "aria-disabled"), "true");
    let before = person.position();
    person.clicks(id::CRASH).await;
    assert_eq!(person.position(), before);
    person.clicks(id::TO_START).await;
    assert_eq!(person.attribute(id::CRASH, "aria-disabled"), "true");
}
