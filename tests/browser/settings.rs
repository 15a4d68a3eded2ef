//! Policies and safety rules: each change is a command, and a rule that is off is seen.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::Person;

#[wasm_bindgen_test]
async fn a_policy_is_a_command_and_is_undone_like_one() {
    let person = Person::at_the_end_of_fig_8().await;
    let before = person.position().commands;
    person.clicks(id::SETTINGS).await;
    let cases = [
        ("set-push", "share", "redirect"),
        ("set-hints", "on", "value"),
        ("set-hint-fill", "read", "push"),
        ("set-delete", "merge", "strict"),
        ("set-full", "fail", "stale"),
        ("set-change-log", "off", "on"),
    ];
    for (menu, at_first, then) in cases {
        assert_eq!(person.chosen(menu), at_first, "{menu}");
        person.chooses(menu, then).await;
        assert_eq!(person.chosen(menu), then, "{menu}");
        let command = format!("{} {then}", menu.replace("set-", "set "));
        assert_eq!(person.text(id::NARRATION_COMMAND), command);
    }
    assert_eq!(person.position().commands, before + cases.len());
    person.clicks(id::CLOSE).await;
    for _ in cases {
        person.clicks(id::UNDO).await;
    }
    person.clicks(id::SETTINGS).await;
    for (menu, at_first, _) in cases {
        assert_eq!(person.chosen(menu), at_first, "{menu}");
    }
    person.clicks(id::CLOSE).await;
}

#[wasm_bindgen_test]
async fn a_rule_that_is_off_has_a_banner_until_it_is_on_again() {
    let person = Person::at_the_end_of_fig_8().await;
    assert!(!person.is_shown(id::BROKEN));
    person.clicks(id::SETTINGS).await;
    person.clicks("rule-push-before-write").await;
    let command = "set fault push-before-write on";
    assert_eq!(person.text(id::NARRATION_COMMAND), command);
    person.clicks("rule-delete-merges").await;
    person.clicks(id::CLOSE).await;
    let told = person.text(id::BROKEN);
    assert!(person.is_shown(id::BROKEN));
    assert!(
        told.contains("push-before-write, delete-merges are off"),
        "{told}"
    );
    // And it is broken: the snapshot gets what was written after it was taken.
    assert_eq!(cell(&person, "2204", 5), "a5/base");
    person.runs("write base 5 \"lost\"").await;
    assert_eq!(cell(&person, "2204", 5), "lost");
    person.clicks(id::MEND).await;
    assert!(!person.is_shown(id::BROKEN));
    let command = "set fault delete-merges off";
    assert_eq!(person.text(id::NARRATION_COMMAND), command);
    // Before that, it was broken: the banner follows the moment.
    person.clicks(id::COMMAND_BACK).await;
    assert!(person.is_shown(id::BROKEN));
}

fn cell(person: &Person, volume: &str, page: usize) -> String {
    let cells = person.cells(volume);
    cells.split(' ').nth(page).unwrap_or_default().to_owned()
}
