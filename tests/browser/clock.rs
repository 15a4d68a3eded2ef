//! The simulated clock: time passes by buttons, schedules take snapshots, and all of it is
//! commands.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::Person;

async fn opens_the_clock(person: &Person) {
    if person.attribute(id::CLOCK, "aria-expanded") == "false" {
        person.clicks(id::CLOCK).await;
    }
}

#[wasm_bindgen_test]
async fn time_passes_by_buttons_and_a_schedule_takes_snapshots() {
    let person = Person::at_the_end_of_fig_8().await;
    assert!(person.text(id::CLOCK).ends_with("0s"));
    opens_the_clock(&person).await;
    assert_eq!(person.text(id::SCHEDULES), "");
    person.clicks_volume("base").await;
    person.clicks(id::ADD_SCHEDULE).await;
    assert_eq!(
        person.text(id::FORM_COMMAND),
        "schedule plan1 of base every 1h"
    );
    person.fills("field-3", "2").await;
    person.clicks(id::FORM_RUN).await;
    let command = "schedule plan1 of base every 1h keep 2";
    assert_eq!(person.text(id::NARRATION_COMMAND), command);
    let told = person.text(id::SCHEDULES);
    assert!(told.contains("plan1 of base every 1h keep 2"), "{told}");
    assert!(told.contains("next at 1h"), "{told}");

    person.clicks("pass-1min").await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "at 1min");
    assert!(person.text(id::CLOCK).ends_with("1min"));
    assert!(!person.volume_names().contains(&"plan1-1".to_owned()));
    person.clicks("pass-1h").await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "at 61min");
    assert!(person.volume_names().contains(&"plan1-1".to_owned()));
    assert!(person.text(id::CLOCK).ends_with("1h 1min"));
    assert!(person.text(id::SCHEDULES).contains("next at 2h"));
    person.clicks("pass-1d").await;
    assert!(person.text(id::CLOCK).ends_with("1d 1h 1min"));
    assert!(person.text(id::SCHEDULES).contains("next at 1d 2h"));
    let names = person.volume_names();
    let taken: Vec<&String> = names.iter().filter(|n| n.starts_with("plan1-")).collect();
    assert_eq!(taken.len(), 2, "it keeps two: {names:?}");

    person.clicks("unschedule").await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "unschedule plan1");
    assert_eq!(person.text(id::SCHEDULES), "");
    person.clicks(id::UNDO).await;
    assert!(person.text(id::SCHEDULES).contains("plan1"));
}

#[wasm_bindgen_test]
async fn an_event_triggers_the_schedule_that_waits_for_it() {
    let person = Person::at_the_end_of_fig_8().await;
    opens_the_clock(&person).await;
    person.clicks(id::ADD_SCHEDULE).await;
    // The form takes the focus, in view, and gives it back when it is put away.
    assert_eq!(person.focused().as_deref(), Some("field-0"));
    let seen = |testid: &str| person.element(testid).get_bounding_client_rect();
    let (field, panel) = (seen("field-0"), seen(id::INSPECTOR));
    assert!(field.top() >= panel.top() && field.bottom() <= panel.bottom());
    person.presses("Escape").await;
    assert_eq!(person.focused().as_deref(), Some(id::ADD_SCHEDULE));
    person.clicks(id::ADD_SCHEDULE).await;
    person.chooses("field-2", "event").await;
    assert_eq!(person.text(id::FORM_WHY), "Fill in “runs”.");
    assert!(person.text(id::FORM).contains("runs"), "its label is shown");
    person.fills("field-2-value", "upgrade").await;
    assert_eq!(
        person.text(id::FORM_COMMAND),
        "schedule plan1 of base on upgrade"
    );
    person.clicks(id::FORM_RUN).await;
    person.clicks("trigger").await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "trigger upgrade");
    assert!(person.volume_names().contains(&"plan1-1".to_owned()));
}
