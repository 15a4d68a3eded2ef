//! What is wrong is shown where the person is looking, with the place or the rule, and
//! changes nothing.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::Person;

#[wasm_bindgen_test]
async fn a_syntax_error_has_its_column_a_caret_and_a_suggestion() {
    let person = Person::at_the_end_of_fig_8().await;
    let error = expect_nothing_happens(&person, "wirte base 0 \"x\"").await;
    assert!(error.contains("Column 1"), "{error}");
    assert!(error.contains("did you mean `write`?"), "{error}");
    assert_eq!(caret(&person), ("wirte base 0 \"x\"".to_owned(), 0));

    let error = expect_nothing_happens(&person, "ross s1 off base").await;
    assert!(
        error.contains("Column 9") && error.contains("`of`"),
        "{error}"
    );
    assert_eq!(caret(&person), ("ross s1 off base".to_owned(), 8));

    let error = expect_nothing_happens(&person, "write base zero \"x\"").await;
    assert!(error.contains("a page number"), "{error}");
    assert_eq!(caret(&person).1, 11);
}

/// The line and where the caret under it points.
fn caret(person: &Person) -> (String, usize) {
    let shown = person.texts(&format!("[data-testid='{}'] pre", id::ERROR));
    let (line, under) = shown[0].split_once('\n').expect("two lines");
    let at = under.find('^').expect("there is a caret");
    (line.to_owned(), at)
}

#[wasm_bindgen_test]
async fn a_refusal_names_its_rule() {
    let person = Person::at_the_end_of_fig_8().await;
    let cases = [
        ("write 2206 0 \"x\"", "read-only", "its view is constant"),
        ("read base 8", "page-out-of-range", "pages 0 to 7"),
        ("ross 2206 of base", "name-taken", "2206"),
        ("rwss r of base", "not-a-ross", "base is a base volume"),
        ("delete base", "has-snapshots", "delete them first"),
        ("delete 2204", "children-would-follow-head", "2304"),
    ];
    for (command, rule, words) in cases {
        let error = expect_nothing_happens(&person, command).await;
        let shown = person.texts(&format!("[data-testid='{}'] .rule", id::ERROR));
        assert_eq!(shown, [rule], "{command}");
        assert!(error.contains(words), "{command}: {error}");
    }
}

/// A name that is nearly one gets a suggestion.
#[wasm_bindgen_test]
async fn an_unknown_volume_is_refused_with_the_nearest_name() {
    let person = Person::at_the_end_of_fig_8().await;
    let error = expect_nothing_happens(&person, "read 2205 0").await;
    assert!(error.contains("2205"), "{error}");
    assert!(error.contains("did you mean"), "{error}");
}

/// Geometries over a limit are refused with the numbers.
#[wasm_bindgen_test]
async fn an_impossible_geometry_is_refused_with_its_numbers() {
    let person = Person::at_the_end_of_fig_8().await;
    let command = "volume big pages 1000 page 4KiB levels 2x2";
    let error = expect_nothing_happens(&person, command).await;
    assert!(error.contains("bad-geometry"), "{error}");
    assert!(error.contains("1000") && error.contains('4'), "{error}");
    let command = "volume big pages 1000000000000000 page 4KiB levels 100000000x10000000";
    let error = expect_nothing_happens(&person, command).await;
    assert!(error.chars().any(|c| c.is_ascii_digit()), "{error}");
}

#[wasm_bindgen_test]
async fn content_longer_than_a_page_is_refused() {
    let person = Person::at_the_end_of_fig_8().await;
    let command = format!("write base 0 \"{}\"", "x".repeat(4097));
    let error = expect_nothing_happens(&person, &command).await;
    assert!(error.contains("too-long"), "{error}");
    assert!(error.contains("4097") && error.contains("4096"), "{error}");
}

/// In the middle of a command and of the line, too, a refused command leaves everything.
#[wasm_bindgen_test]
async fn a_refusal_in_the_middle_of_a_command_leaves_the_moment() {
    let person = Person::at_the_first_screen().await;
    for _ in 0..4 {
        person.clicks(id::STEP_FORWARD).await;
    }
    expect_nothing_happens(&person, "write 2206 0 \"x\"").await;
    assert!(person.finds(id::BRANCH).is_none());
}

#[wasm_bindgen_test]
async fn an_error_goes_when_the_line_is_changed() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("delete base").await;
    assert!(person.is_shown(id::ERROR));
    assert_eq!(
        person.value(id::COMMAND_INPUT),
        "delete base",
        "it can be put right"
    );
    person.types("delete 2212").await;
    assert!(!person.is_shown(id::ERROR));
    person.presses_in_the_command_line("Enter").await;
    assert_eq!(person.value(id::COMMAND_INPUT), "");
    assert_eq!(person.text(id::NARRATION_COMMAND), "delete 2212");
}

#[wasm_bindgen_test]
async fn nothing_runs_on_an_empty_line() {
    let person = Person::at_the_end_of_fig_8().await;
    let before = (person.position(), person.picture());
    person.runs("").await;
    person.runs("   ").await;
    assert_eq!((person.position(), person.picture()), before);
    assert!(!person.is_shown(id::ERROR));
}

/// Runs a command that must not run; what the page says about it.
async fn expect_nothing_happens(person: &Person, command: &str) -> String {
    let before = (person.position(), person.picture(), person.flow());
    person.runs(command).await;
    let after = (person.position(), person.picture(), person.flow());
    assert_eq!(after, before, "{command}");
    assert!(person.is_shown(id::ERROR), "{command} is answered");
    assert_eq!(person.attribute(id::COMMAND_INPUT, "aria-invalid"), "true");
    person.text(id::ERROR)
}
