//! The three comparisons of Fig. 8, their three answers beside each other, and the way
//! there, as in semantics.md §3.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::{Person, attribute};

struct Expected {
    command: &'static str,
    method: &'static str,
    /// Literal, location, content.
    answers: [&'static str; 3],
    /// Volumes walked and the pages found there.
    path: &'static [(&'static str, &'static str)],
    /// Volumes of the tree that are not looked at.
    ignored: &'static str,
}

const UP_ONE_BRANCH: Expected = Expected {
    command: "diff 2206 2204",
    method: "method 500",
    answers: ["0-3, 6-7", "0-2, 7", "0-2"],
    path: &[
        ("2206", "page 0"),
        ("2212", "pages 0-1, 7"),
        ("2210", "page 2"),
        ("2204", "pages 3, 6"),
    ],
    ignored: "base, 2304, 2104, 2310, 2308, 2306, 2106",
};

const OFFSHOOT_TO_PARENT: Expected = Expected {
    command: "diff 2308 2204",
    method: "method 500",
    answers: ["3-6", "4-6", "4-5"],
    path: &[
        ("2308", "page 6"),
        ("2304", "pages 4-6"),
        ("2204", "pages 3, 6"),
    ],
    ignored: "base, 2206, 2212, 2210, 2104, 2310, 2306, 2106",
};

const TWO_BRANCHES: Expected = Expected {
    command: "diff 2206 2308",
    method: "method 550",
    answers: ["0-2, 4-7", "0-2, 4-7", "0-2, 4-5"],
    path: &[
        ("2206", "page 0"),
        ("2212", "pages 0-1, 7"),
        ("2210", "page 2"),
        ("2308", "page 6"),
        ("2304", "pages 4-6"),
        ("2204", "pages 3, 6"),
    ],
    ignored: "base, 2104, 2310, 2306, 2106",
};

#[wasm_bindgen_test]
async fn from_2206_up_to_2204() {
    let person = Person::at_the_end_of_fig_8().await;
    expect_diff(&person, &UP_ONE_BRANCH).await;
}

#[wasm_bindgen_test]
async fn from_2308_up_to_2204() {
    let person = Person::at_the_end_of_fig_8().await;
    expect_diff(&person, &OFFSHOOT_TO_PARENT).await;
}

/// All pages as runs, in words and as a strip, and what both walks cost.
#[wasm_bindgen_test]
async fn the_runs_and_the_work_stand_beside_the_answers() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("diff 2206 2308").await;
    let run = |name: &str| {
        let selector = format!("[data-testid='{}'] [data-run='{name}']", id::DIFF_RUNS);
        person.texts(&selector).join(" ")
    };
    assert_eq!(run("left-only"), "none");
    assert_eq!(run("right-only"), "none");
    assert_eq!(run("differ"), person.text(id::DIFF_LOCATION));
    assert_eq!(run("same"), "3");
    let work = person.text(id::DIFF_WORK);
    assert!(work.contains("28 entries · 23 tables"), "{work}");
    let strip = person.attribute(id::RUNS_SVG, "aria-label");
    assert!(strip.contains("2206") && strip.contains("2308"), "{strip}");
}

#[wasm_bindgen_test]
async fn between_2206_and_2308() {
    let person = Person::at_the_end_of_fig_8().await;
    expect_diff(&person, &TWO_BRANCHES).await;
}

/// The scenario's own comparisons, reached by stepping, say the same.
#[wasm_bindgen_test]
async fn the_scenario_comes_by_the_same_answers() {
    let person = Person::at_the_first_screen().await;
    let mut seen = Vec::new();
    for _ in 0..120 {
        let before = person.position();
        person.clicks(id::COMMAND_FORWARD).await;
        if person.position() == before {
            break;
        }
        let command = person.text(id::NARRATION_COMMAND);
        if command.starts_with("diff ") {
            seen.push((command, answers(&person)));
        }
    }
    let expected = [&UP_ONE_BRANCH, &OFFSHOOT_TO_PARENT, &TWO_BRANCHES];
    let expected = expected.map(|it| (it.command.to_owned(), it.answers.map(str::to_owned)));
    assert_eq!(seen, expected);
}

async fn expect_diff(person: &Person, expected: &Expected) {
    person.runs(expected.command).await;
    assert_eq!(answers(person), expected.answers);
    let panel = person.text(id::DIFF);
    let title = expected
        .command
        .replacen("diff ", "", 1)
        .replace(' ', " ↔ ");
    assert!(panel.contains(&title), "{panel}");
    assert!(panel.contains(expected.method), "{panel}");
    assert!(panel.contains("common volume 2204"), "{panel}");
    let walked = path(person);
    let walked: Vec<(&str, &str)> = walked.iter().map(|(a, b)| (&**a, &**b)).collect();
    assert_eq!(walked, expected.path);
    assert!(
        panel.contains(&format!("Not on the way: {}", expected.ignored)),
        "{panel}"
    );
    let story = person.text(id::NARRATION);
    let told = format!(
        "Pages that differ by the method: {}. By location: {}. By content: {}.",
        expected.answers[0], expected.answers[1], expected.answers[2]
    );
    assert!(story.contains(&told), "{story}");
    let title = format!("Steps of {}", expected.method);
    assert!(story.contains(&title), "{story}");
    expect_frames(person, expected);
}

/// Red frames on the two volumes: whole where the contents differ, else broken.
fn expect_frames(person: &Person, expected: &Expected) {
    let pages = |runs: &str| -> Vec<u64> {
        let ends = runs.split(", ").map(|run| {
            let (first, last) = run.split_once('-').unwrap_or((run, run));
            let number = |text: &str| text.parse::<u64>().expect("runs are numbers");
            number(first)..=number(last)
        });
        ends.flatten().collect()
    };
    let content = pages(expected.answers[2]);
    for volume in expected.command.split(' ').skip(1) {
        let number = person.volume(volume).id;
        for page in pages(expected.answers[0]) {
            let frame = person.drawn(&format!("diff/{number}/{page}"));
            let frame = frame.unwrap_or_else(|| panic!("page {page} of {volume} has a frame"));
            let broken = frame.has_attribute("stroke-dasharray");
            assert_eq!(broken, !content.contains(&page), "page {page} of {volume}");
        }
        let all = person.drawn_like(&format!("diff/{number}/"));
        assert_eq!(all.len(), pages(expected.answers[0]).len(), "{volume}");
    }
}

fn answers(person: &Person) -> [String; 3] {
    [id::DIFF_LITERAL, id::DIFF_LOCATION, id::DIFF_CONTENT].map(|answer| person.text(answer))
}

fn path(person: &Person) -> Vec<(String, String)> {
    let rows = format!("[data-testid='{}'] tbody tr", id::DIFF_PATH);
    let rows = person.all(&rows).into_iter().map(|row| {
        let cell = |at| {
            let cell = row.children().item(at).expect("a row has two cells");
            cell.text_content().unwrap_or_default()
        };
        (cell(0), cell(1))
    });
    rows.collect()
}

#[wasm_bindgen_test]
async fn each_disagreement_has_its_reason_and_comes_first() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("diff 2206 2204").await;
    let selector = format!("[data-testid='{}']", id::DIFF_PAGE);
    let rows = person.all(&selector);
    let pages: Vec<String> = rows.iter().map(|row| attribute(row, "data-page")).collect();
    assert_eq!(pages, ["3", "6", "7", "0", "1", "2"]);
    let said = person.texts(&selector);
    assert!(
        said[0].contains("only 2204, the upper end of the path"),
        "{}",
        said[0]
    );
    assert!(
        said[1].contains("only 2204, the upper end of the path"),
        "{}",
        said[1]
    );
    assert!(said[2].contains("a7 was written twice"), "{}", said[2]);
    assert!(
        said[3].contains("2206 shows a0, 2204 shows c0"),
        "{}",
        said[3]
    );
}

#[wasm_bindgen_test]
async fn a_page_shows_the_numbered_steps_of_the_method() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("diff 2206 2204").await;
    // Page 2 is found in the third volume: two are ignored on the way.
    assert_eq!(
        numbers_for(&person, 2).await,
        [
            "502", "506", "508", "512", "504", "502", "506", "508", "512", "504", "502", "506",
            "510"
        ]
    );
    person.runs("diff 2206 2308").await;
    let steps = numbers_for(&person, 4).await;
    assert_eq!(steps.first().map(String::as_str), Some("552"), "{steps:?}");
    assert_eq!(steps.last().map(String::as_str), Some("566"), "{steps:?}");
}

/// Page 3 is reported by none: both sides find it in the same place.
#[wasm_bindgen_test]
async fn the_steps_of_method_550_say_what_is_dropped() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("diff 2206 2308").await;
    let row = |number: &str| {
        let row = person.flow().into_iter().find(|row| row.number == number);
        row.unwrap_or_else(|| panic!("{number} is among the steps"))
            .text
    };
    assert_eq!(row("560"), "an entry on a side: 0-7");
    assert_eq!(row("564"), "the first entries lead to the same place: 3");
    assert_eq!(row("562"), "ignore: 3");
    assert_eq!(row("566"), "report: 0-2, 4-7");
}

async fn numbers_for(person: &Person, page: u64) -> Vec<String> {
    let button = format!(
        "[data-testid='{}'][data-page='{page}'] button",
        id::DIFF_PAGE
    );
    person.clicks_on(&person.all(&button)[0]).await;
    let rows = format!("[data-testid='{}'] li", id::DIFF_STEPS);
    let rows = person.all(&rows);
    rows.iter()
        .map(|row| attribute(row, "data-number"))
        .collect()
}

#[wasm_bindgen_test]
async fn volumes_without_exceptions_are_marked_as_ignored() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("ross empty of base").await;
    person.runs("diff 2206 empty").await;
    let number = person.volume("empty").id;
    assert!(path(&person).contains(&("empty".to_owned(), "nothing: ignored".to_owned())));
    assert!(person.drawn(&format!("ignored/{number}/word")).is_some());
    let rest = person.volume("2212").id;
    assert!(person.drawn(&format!("ignored/{rest}/word")).is_none());
}

#[wasm_bindgen_test]
async fn the_comparison_can_be_put_away_and_had_back() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("diff 2206 2204").await;
    person.clicks(id::DIFF_CLOSE).await;
    assert!(person.finds(id::DIFF).is_none());
    assert!(
        person
            .text(id::INSPECTOR)
            .contains("Back to the comparison")
    );
    person.runs("diff 2308 2204").await;
    assert_eq!(answers(&person), OFFSHOOT_TO_PARENT.answers);
}

/// While it walks, no answer is given yet.
#[wasm_bindgen_test]
async fn answers_come_at_the_end_of_the_walk() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("diff 2206 2204").await;
    let at = person.position();
    person.clicks(id::COMMAND_BACK).await;
    let mut walked = Vec::new();
    for step in 1..=at.steps {
        person.clicks(id::STEP_FORWARD).await;
        assert_eq!(person.position().step, step);
        let known = person.finds(id::DIFF_LITERAL).is_some();
        walked.push((path(&person).len(), known));
    }
    assert_eq!(walked.first(), Some(&(0, false)), "{walked:?}");
    assert_eq!(walked.last(), Some(&(4, true)), "{walked:?}");
    assert!(walked.iter().is_sorted(), "{walked:?}");
    assert!(walked.contains(&(2, false)), "{walked:?}");
}
