//! Fig. 5 on what the page shows: the tables that four writes make, where they lie, and
//! method 800's numbers while stepping, as in semantics.md §3.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::{Person, attribute, title};

/// The four writes, and the numbers that light up one after the other; the host's own
/// write into the base has none.
const WRITES: [(&str, &[&str]); 4] = [
    (
        "write base 3 \"W1\"",
        &[
            "804", "806 808", "812", "814", "820", "822", "828", "830", "830", "",
        ],
    ),
    (
        "write base 27 \"W2\"",
        &[
            "804", "806 808", "810 816", "820", "822", "828", "830", "830", "",
        ],
    ),
    (
        "write base 541 \"W3\"",
        &[
            "804", "806 808", "812", "814", "820", "822", "828", "830", "830", "",
        ],
    ),
    (
        "write base 1 \"W4\"",
        &[
            "804", "806 808", "810 816", "818 824", "828", "830", "830", "",
        ],
    ),
];

/// Entries of the figure: level 1 at admin+0, level 2 at +10 and +40, level 3 at +20, +30
/// and +50; the page of each write at the data offset of its turn.
const ENTRIES: [(&str, &str); 9] = [
    ("entry/0/0", "entry 0: table at admin+10"),
    ("entry/0/5", "entry 5: table at admin+40"),
    ("entry/10/0", "entry 0: table at admin+20"),
    ("entry/10/2", "entry 2: table at admin+30"),
    ("entry/40/4", "entry 4: table at admin+50"),
    ("entry/20/1", "entry 1: page at data+3"),
    ("entry/20/3", "entry 3: page at data+0"),
    ("entry/30/7", "entry 7: page at data+1"),
    ("entry/50/1", "entry 1: page at data+2"),
];

const TABLES: [(&str, &str); 6] = [
    (
        "table/0",
        "level 1 table at admin+0 for pages 0-999, 10 entries",
    ),
    (
        "table/10",
        "level 2 table at admin+10 for pages 0-99, 10 entries",
    ),
    (
        "table/20",
        "level 3 table at admin+20 for pages 0-9, 10 entries",
    ),
    (
        "table/30",
        "level 3 table at admin+30 for pages 20-29, 10 entries",
    ),
    (
        "table/40",
        "level 2 table at admin+40 for pages 500-599, 10 entries",
    ),
    (
        "table/50",
        "level 3 table at admin+50 for pages 540-549, 10 entries",
    ),
];

const PAGES: [(&str, &str); 4] = [
    ("data/0", "page 3 at data+0: old 3"),
    ("data/1", "page 27 at data+1: old 27"),
    ("data/2", "page 541 at data+2: old 541"),
    ("data/3", "page 1 at data+3: old 1"),
];

#[wasm_bindgen_test]
async fn the_tables_of_the_snapshot_are_the_figure() {
    let person = Person::sits_down("fig5").await;
    person.clicks(id::TO_END).await;
    person.clicks_volume("snap").await;
    assert_eq!(
        person.attribute(id::TABLES_SVG, "aria-label"),
        "snap has 4 exceptions in 6 tables"
    );
    for (target, expected) in ENTRIES.into_iter().chain(PAGES).chain(TABLES) {
        let titles = titles_of(&person, target);
        assert!(
            titles.iter().any(|it| it == expected),
            "{target}: {titles:?}"
        );
    }
    let leads = |title: &String| title.starts_with("entry ") && title.contains(" at ");
    let entries = titles_like(&person, "entry/");
    assert_eq!(
        entries.iter().filter(|title| leads(title)).count(),
        ENTRIES.len()
    );
    let words = person.texts(&format!("[data-testid='{}'] text", id::TABLES_SVG));
    for word in ["level 1 · admin+0", "old 541", "page 541", "data+2"] {
        assert!(words.iter().any(|it| it == word), "{word} in {words:?}");
    }
}

/// Both volumes of the tree: tables and pages where they lie, with their counts.
#[wasm_bindgen_test]
async fn the_occupancy_of_both_volumes_is_shown() {
    let person = Person::sits_down("fig5").await;
    person.clicks(id::TO_END).await;
    person.clicks_volume("snap").await;
    let words = person.texts(&format!("[data-testid='{}'] text", id::TABLES_SVG));
    let has = |word: &str| words.iter().any(|it| it.starts_with(word));
    assert!(has("administration: 60 entries"), "{words:?}");
    assert!(has("data: 4 pages"), "{words:?}");
    let of_table = titles_of(&person, "table/20");
    let expected = "admin+20: level 3 table of snap, 2 of 10 entries in use";
    assert!(of_table.iter().any(|it| it == expected), "{of_table:?}");
    let of_page = titles_of(&person, "data/2");
    let expected = "data+2: old 541, 1 entry leads here";
    assert!(of_page.iter().any(|it| it == expected), "{of_page:?}");
}

#[wasm_bindgen_test]
async fn a_new_snapshot_has_its_level_1_table_and_nothing_else() {
    let person = Person::sits_down("fig5").await;
    to_command(&person, "ross snap of base").await;
    person.clicks_volume("snap").await;
    assert_eq!(
        titles_like(&person, "table/").len(),
        2,
        "in the tree and the occupancy"
    );
    let entries = titles_like(&person, "entry/");
    assert!(
        entries.iter().all(|title| title.ends_with("null")),
        "{entries:?}"
    );
    assert!(titles_like(&person, "data/").is_empty());
}

#[wasm_bindgen_test]
async fn the_numbers_of_method_800_light_up_in_order() {
    let person = Person::sits_down("fig5").await;
    for (command, numbers) in WRITES {
        to_command(&person, command).await;
        let steps = person.position().steps;
        person.clicks(id::COMMAND_BACK).await;
        let mut lit = Vec::new();
        for step in 1..=steps {
            person.clicks(id::STEP_FORWARD).await;
            assert_eq!(person.text(id::NARRATION_COMMAND), command);
            assert!(person.text(id::NARRATION).contains("Steps of method 800"));
            let rows = person.flow();
            let states: Vec<&str> = rows.iter().map(|row| row.state.as_str()).collect();
            assert!(states.is_sorted(), "done, now, todo: {states:?}");
            let now: Vec<&str> = rows
                .iter()
                .filter(|row| row.state == "now")
                .map(|row| row.number.as_str())
                .collect();
            assert!(now.len() <= 1, "one at a time: {now:?}");
            if step < steps {
                assert_eq!(now.len(), 1, "step {step} of {command} is lit");
            }
            lit.extend(now.first().map(|number| (*number).to_owned()));
        }
        assert_eq!(lit, numbers, "{command}");
        let all: Vec<String> = person.flow().into_iter().map(|row| row.number).collect();
        assert_eq!(all, numbers, "{command}");
    }
}

/// The same moment is lit in the tables: the entry of the last step.
#[wasm_bindgen_test]
async fn tables_appear_as_the_steps_make_them() {
    let person = Person::sits_down("fig5").await;
    to_command(&person, WRITES[0].0).await;
    let steps = person.position().steps;
    person.clicks(id::COMMAND_BACK).await;
    person.clicks_volume("snap").await;
    let mut seen = Vec::new();
    for _ in 0..steps {
        person.clicks(id::STEP_FORWARD).await;
        assert_eq!(person.text(id::INSPECTOR_NAME), "snap", "it is followed");
        let admin = titles_like(&person, "table/").into_iter();
        let tables = admin
            .filter(|title| title.contains("entries in use"))
            .count();
        let entries = titles_like(&person, "entry/").into_iter();
        let entries = entries.filter(|title| title.contains(" at ")).count();
        seen.push((tables, entries));
    }
    assert!(seen.is_sorted(), "{seen:?}");
    seen.dedup();
    assert_eq!(seen, [(1, 0), (2, 0), (2, 1), (3, 1), (3, 2), (3, 3)]);
}

#[wasm_bindgen_test]
async fn writing_page_3_again_pushes_nothing() {
    let person = Person::sits_down("fig5").await;
    to_command(&person, "write base 3 \"W5\"").await;
    let numbers: Vec<String> = person.flow().into_iter().map(|row| row.number).collect();
    assert_eq!(numbers, ["804", "806 808", "810 816", "818 824", "826", ""]);
    person.clicks_volume("snap").await;
    let kept = titles_of(&person, "data/0");
    assert!(
        kept.iter().any(|it| it == "page 3 at data+0: old 3"),
        "{kept:?}"
    );
}

/// A click on an entry or a page selects it.
#[wasm_bindgen_test]
async fn the_selected_page_is_marked_in_the_tables() {
    let person = Person::sits_down("fig5").await;
    person.clicks(id::TO_END).await;
    person.clicks_volume("snap").await;
    let table = format!(
        "[data-testid='{}'] [data-target='table/50']",
        id::TABLES_SVG
    );
    person.clicks_on(&person.all(&table)[0]).await;
    assert_eq!(person.text(id::INSPECTOR_NAME), "snap");
    assert!(person.text(id::INSPECTOR_PAGE).contains("Page 54"));
}

async fn to_command(person: &Person, command: &str) {
    person.clicks(id::TO_START).await;
    loop {
        let before = person.position();
        person.clicks(id::COMMAND_FORWARD).await;
        assert_ne!(person.position(), before, "{command} is not on the line");
        if person.text(id::NARRATION_COMMAND) == command {
            return;
        }
    }
}

fn titles_of(person: &Person, target: &str) -> Vec<String> {
    let selector = format!(
        "[data-testid='{}'] [data-target='{target}']",
        id::TABLES_SVG
    );
    let items = person.all(&selector);
    items
        .iter()
        .map(title)
        .filter(|it| !it.is_empty())
        .collect()
}

fn titles_like(person: &Person, prefix: &str) -> Vec<String> {
    let selector = format!(
        "[data-testid='{}'] [data-target^='{prefix}']",
        id::TABLES_SVG
    );
    let items = person.all(&selector).into_iter();
    let told = items.filter(|item| attribute(item, "data-target").starts_with(prefix));
    told.map(|item| title(&item))
        .filter(|it| !it.is_empty())
        .collect()
}
