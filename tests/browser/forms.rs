//! Forms of the further verbs: what they offer, the command they show, that it runs as any
//! other, and why it cannot.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::Person;

/// Selects a volume and opens the form of a verb.
async fn opens(person: &Person, volume: &str, verb: &str) {
    person.clicks_volume(volume).await;
    person.shows_more().await;
    person.clicks(&format!("verb-{verb}")).await;
    assert_eq!(person.attribute(id::FORM, "data-verb"), verb);
}

/// Runs the open form; it goes, and its command is told.
async fn runs_the_form(person: &Person, command: &str) {
    assert_eq!(person.text(id::FORM_COMMAND), command);
    assert_eq!(person.attribute(id::FORM_RUN, "aria-disabled"), "false");
    person.clicks(id::FORM_RUN).await;
    assert!(person.finds(id::FORM).is_none(), "the form goes");
    assert_eq!(person.text(id::NARRATION_COMMAND), command);
    let at = person.position();
    assert_eq!((at.command, at.step), (at.commands, at.steps));
}

#[wasm_bindgen_test]
async fn more_can_be_shown_and_hidden() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks_volume("base").await;
    assert!(person.finds(id::VERBS).is_none());
    person.clicks(id::MORE).await;
    assert_eq!(person.attribute(id::MORE, "aria-expanded"), "true");
    for verb in ["ross-with", "clone", "copy", "promote", "resize", "rate"] {
        assert!(person.is_shown(&format!("verb-{verb}")), "{verb}");
    }
    // What is for read-only snapshots is offered there.
    assert!(person.finds("verb-backup").is_none());
    person.clicks_volume("2206").await;
    assert!(person.is_shown("verb-backup"));
    assert!(person.finds("verb-resize").is_none());
    assert_eq!(person.text("verb-revert"), "Revert base to this…");
    person.clicks(id::MORE).await;
    assert!(person.finds(id::VERBS).is_none());
}

#[wasm_bindgen_test]
async fn a_snapshot_with_a_tree_and_every_page() {
    let person = Person::at_the_end_of_fig_8().await;
    opens(&person, "base", "ross-with").await;
    assert_eq!(person.text(id::FORM_COMMAND), "ross s1 of base");
    person.fills("field-1", "nightly").await;
    person.clicks("field-2").await;
    runs_the_form(&person, "ross s1 of base tree nightly full").await;
    assert_eq!(person.cells("s1"), "c0 b1 b2 b3 a4 a5 b6 a7");
}

#[wasm_bindgen_test]
async fn a_clone_and_a_full_copy() {
    let person = Person::at_the_end_of_fig_8().await;
    opens(&person, "2206", "clone").await;
    person.clicks("field-1").await;
    runs_the_form(&person, "clone c1 of 2206 read-only").await;
    person.clicks_volume("c1").await;
    let error = person.attribute("action-write", "title");
    assert!(error.contains("c1 is a read-only copy"), "{error}");
    opens(&person, "2206", "copy").await;
    person.fills("field-0", "my copy").await;
    runs_the_form(&person, "copy \"my copy\" of 2206").await;
    assert_eq!(person.cells("my copy"), "a0 a1 a2 a3 a4 a5 a6 a7");
}

#[wasm_bindgen_test]
async fn a_base_is_reverted_to_a_snapshot() {
    let person = Person::at_the_end_of_fig_8().await;
    opens(&person, "2206", "revert").await;
    runs_the_form(&person, "promote base from 2206").await;
    assert_eq!(person.cells("base"), "a0 a1 a2 a3 a4 a5 a6 a7");
    person.clicks(id::UNDO).await;
    assert_eq!(person.cells("base"), "c0 b1 b2 b3 a4 a5 b6 a7");
}

#[wasm_bindgen_test]
async fn a_volume_is_promoted_from_the_chosen_one() {
    let person = Person::at_the_end_of_fig_8().await;
    opens(&person, "2304", "promote").await;
    let number = person.volume("2206").id.to_string();
    person.chooses("field-0", &number).await;
    runs_the_form(&person, "promote 2304 from 2206").await;
    let shown = person.cells("2304");
    let first: Vec<&str> = shown.split(' ').collect();
    assert!(first[0].starts_with("a0"), "{shown}");
}

#[wasm_bindgen_test]
async fn pages_are_discarded_and_the_size_changes() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks_cell("base", 3).await;
    person.shows_more().await;
    person.clicks("verb-discard").await;
    assert_eq!(person.text(id::FORM_COMMAND), "discard base 3");
    person.fills("field-0", "0-1, 3").await;
    assert!(person.is_shown(id::FORM_WHY), "that is not in the language");
    assert_eq!(person.attribute(id::FORM_RUN, "aria-disabled"), "true");
    let before = person.position();
    person.clicks(id::FORM_RUN).await;
    assert_eq!(person.position(), before, "nothing ran");
    person.fills("field-0", "0-1,3").await;
    runs_the_form(&person, "discard base 0-1,3").await;
    opens(&person, "base", "resize").await;
    assert_eq!(person.text(id::FORM_COMMAND), "resize base pages 8");
    person.fills("field-0", "9").await;
    assert!(person.text(id::FORM_WHY).contains("1 to 8"));
    person.fills("field-0", "6").await;
    runs_the_form(&person, "resize base pages 6").await;
    person.clicks_volume("base").await;
    assert!(person.text(id::INSPECTOR).contains("6 pages of"));
}

#[wasm_bindgen_test]
async fn a_backup_is_made_and_synced() {
    let person = Person::at_the_end_of_fig_8().await;
    opens(&person, "2206", "backup").await;
    runs_the_form(&person, "backup 2206 to backup1").await;
    assert_eq!(person.cells("backup1"), "a0 a1 a2 a3 a4 a5 a6 a7");
    opens(&person, "backup1", "sync").await;
    let number = person.volume("2204").id.to_string();
    person.chooses("field-0", &number).await;
    runs_the_form(&person, "sync backup1 to 2204").await;
    assert_eq!(person.cells("backup1"), "c0 b1 b2 a3 a4 a5 a6 a7");
    person.clicks_volume("backup1").await;
    assert!(person.text(id::INSPECTOR).contains("backup of2204"));
}

#[wasm_bindgen_test]
async fn a_set_is_deleted_as_a_whole_and_says_what_that_frees() {
    let person = Person::at_the_end_of_fig_8().await;
    opens(&person, "2212", "delete-set").await;
    assert_eq!(person.text(id::FORM_COMMAND), "delete 2212");
    let alone = person.text(id::FORM_FREED);
    let number = person.volume("2206").id;
    person.clicks(&format!("set-{number}")).await;
    let both = person.text(id::FORM_FREED);
    assert!(alone.starts_with("frees "), "{alone}");
    assert!(both.starts_with("frees 4 pages"), "{both}");
    // With one that must stay it is refused, and says so.
    let base = person.volume("base").id;
    person.clicks(&format!("set-{base}")).await;
    assert!(person.text(id::FORM_FREED).contains("cannot be deleted"));
    assert!(person.is_shown(id::FORM_WHY));
    person.clicks(&format!("set-{base}")).await;
    runs_the_form(&person, "delete 2212 2206").await;
    let names = person.volume_names();
    assert!(!names.contains(&"2212".to_owned()) && !names.contains(&"2206".to_owned()));
}

#[wasm_bindgen_test]
async fn room_is_limited_and_snapshots_get_stale() {
    let person = Person::sits_down("first-steps").await;
    person.clicks(id::TO_END).await;
    for command in [
        "volume v pages 4 page 512B levels 4",
        "write v 0 \"a\"",
        "ross old of v",
        "write v 0 \"b\"",
        "ross new of v",
        "set full stale",
    ] {
        person.runs(command).await;
    }
    opens(&person, "v", "limit").await;
    assert_eq!(
        person.text(id::FORM_COMMAND),
        "limit v data none admin none"
    );
    person.fills("field-0", "1").await;
    person.fills("field-1", "").await;
    runs_the_form(&person, "limit v data 1").await;
    person.clicks_volume("v").await;
    assert!(person.text(id::INSPECTOR).contains("limited to1 page"));
    person.runs("write v 0 \"c\"").await;
    person.clicks_volume("old").await;
    assert!(person.text(id::STALE).contains("old is stale"));
    assert_eq!(person.attribute("action-read", "aria-disabled"), "true");
}

#[wasm_bindgen_test]
async fn an_empty_field_is_named_and_who_asks_is_said() {
    let person = Person::at_the_end_of_fig_8().await;
    opens(&person, "2206", "copy").await;
    person.fills("field-0", "").await;
    assert_eq!(person.text(id::FORM_WHY), "Fill in “called”.");
    assert_eq!(person.attribute(id::FORM_RUN, "aria-disabled"), "true");
    person.fills("field-0", "c").await;
    person.fills("field-1", "backup agent").await;
    runs_the_form(&person, "copy c of 2206 by \"backup agent\"").await;
    opens(&person, "2212", "delete-set").await;
    let number = person.volume("2212").id;
    person.clicks(&format!("set-{number}")).await;
    assert_eq!(person.text(id::FORM_WHY), "Fill in “volumes of this tree”.");
}

#[wasm_bindgen_test]
async fn a_base_volume_is_made_with_maps_beside_its_tables() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks_the_paper().await;
    person.clicks(id::NEW_VOLUME).await;
    assert_eq!(person.focused().as_deref(), Some("field-0"));
    person.fills("field-0", "served").await;
    person.fills("field-1", "").await;
    assert_eq!(person.text(id::FORM_WHY), "Fill in “pages”.");
    person.fills("field-1", "6").await;
    person.clicks("field-4").await;
    runs_the_form(
        &person,
        "volume served pages 6 page 4KiB levels 2x2x2 index maps",
    )
    .await;
    assert!(person.volume_names().contains(&"served".to_owned()));
    person.runs("ross s of served").await;
    person.runs("check").await;
    let told = person.text(id::NARRATION);
    assert!(told.contains("invariants hold"), "{told}");
}

#[wasm_bindgen_test]
async fn the_rate_runs_at_once() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks_volume("base").await;
    person.shows_more().await;
    person.clicks("verb-rate").await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "rate base");
    let chart = person.attribute(id::RATE_SVG, "aria-label");
    assert_eq!(chart, "7 pages of base changed in 4 intervals");
    // A bar selects its snapshot, and the chart goes with the next command.
    let bars = format!("[data-testid='{}'] [data-target]", id::RATE_SVG);
    let first = person.all(&bars).into_iter().next().expect("a bar");
    person.clicks_on(&first).await;
    assert_eq!(person.text(id::INSPECTOR_NAME), "2206");
    person.runs("check").await;
    let figure = person.element(id::RATE_SVG).parent_element();
    assert!(figure.is_some_and(|figure| figure.has_attribute("hidden")));
}

#[wasm_bindgen_test]
async fn a_form_takes_the_focus_and_goes_with_escape() {
    let person = Person::at_the_end_of_fig_8().await;
    opens(&person, "2206", "clone").await;
    let focused = || person.focused();
    assert_eq!(focused().as_deref(), Some("field-0"));
    person.presses("Escape").await;
    assert!(person.finds(id::FORM).is_none());
    assert_eq!(focused().as_deref(), Some("verb-clone"));
    // Another volume has its own form.
    person.clicks("verb-clone").await;
    person.clicks_volume("2212").await;
    assert!(person.finds(id::FORM).is_none());
}
