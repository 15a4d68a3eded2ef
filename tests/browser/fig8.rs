//! Fig. 8 on what the page shows: every volume, its exceptions and its links, every page
//! of every volume with where it is read, as in semantics.md §3.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::Person;

/// Names in order of creation.
const VOLUMES: [&str; 11] = [
    "base", "2206", "2212", "2210", "2204", "2304", "2104", "2310", "2308", "2306", "2106",
];

/// What each volume shows at the end: its own pages bare, the others with their holder.
const CELLS: [(&str, &str); 11] = [
    ("base", "c0 b1 b2 b3 a4 a5 b6 a7"),
    (
        "2206",
        "a0 a1/2212 a2/2210 a3/2204 a4/base a5/base a6/2204 a7/2212",
    ),
    ("2212", "b0 a1 a2/2210 a3/2204 a4/base a5/base a6/2204 a7"),
    (
        "2210",
        "c0/base b1/base a2 a3/2204 a4/base a5/base a6/2204 a7/base",
    ),
    (
        "2204",
        "c0/base b1/base b2/base a3 a4/base a5/base a6 a7/base",
    ),
    ("2304", "c0/base b1/base b2/base a3/2204 y4 x5 x6 a7/base"),
    (
        "2104",
        "r0 b1/base b2/base a3/2204 a4/base a5/base a6/2204 a7/base",
    ),
    (
        "2310",
        "c0/base b1/base b2/base a3/2204 x4 a5 a6/2308 a7/base",
    ),
    (
        "2308",
        "c0/base b1/base b2/base a3/2204 y4/2304 x5/2304 a6 a7/base",
    ),
    (
        "2306",
        "c0/base b1/base b2/base a3/2204 y4/2304 x5/2304 a6/2308 z7",
    ),
    (
        "2106",
        "q0 b1/base b2/base a3/2204 a4/base a5/base a6/2204 a7/base",
    ),
];

/// Kind, source and exceptions, as the box's title says them.
const BOXES: [(&str, &str); 11] = [
    ("base", "base volume, 8 pages"),
    ("2206", "read-only snapshot of base, 1 exception"),
    ("2212", "read-only snapshot of base, 3 exceptions"),
    ("2210", "read-only snapshot of base, 1 exception"),
    ("2204", "read-only snapshot of base, 2 exceptions"),
    ("2304", "read-write snapshot of 2204, 3 exceptions"),
    ("2104", "read-write snapshot of 2204, 1 exception"),
    ("2310", "read-only snapshot of 2304, 2 exceptions"),
    ("2308", "read-only snapshot of 2304, 1 exception"),
    ("2306", "read-write snapshot of 2308, 1 exception"),
    ("2106", "read-only snapshot of 2104, 1 exception"),
];

#[wasm_bindgen_test]
async fn the_first_screen_stands_before_the_last_write() {
    let person = Person::at_the_first_screen().await;
    assert!(person.text(id::TITLE).starts_with("Fig. 8"));
    assert!(person.is_paused());
    assert_eq!(person.attribute(id::APP, "data-run"), "paused");
    assert_eq!(person.volume_names(), VOLUMES);
    for (volume, cells) in CELLS {
        // Page 6 of the base is not yet written, so 2204 has not got it.
        let before = match volume {
            "base" => cells.replace("b6", "a6"),
            "2204" => cells.replace(" a6 ", " a6/base "),
            _ => cells.replace("a6/2204", "a6/base"),
        };
        assert_eq!(person.cells(volume), before, "{volume}");
    }
    let said = person.volume("2204").words;
    assert!(said.starts_with("read-only snapshot of base, 1 exception,"));
    // It tells of what happened last, not of the expectation below that.
    assert_eq!(person.text(id::NARRATION_COMMAND), "write 2104 0 \"r0\"");
    let at = person.position();
    assert!(at.command > 0 && at.command < at.commands);
    assert_eq!(at.step, at.steps);
}

#[wasm_bindgen_test]
async fn one_command_on_it_is_the_figure() {
    let person = Person::at_the_first_screen().await;
    person.clicks(id::COMMAND_FORWARD).await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "write base 6 \"b6\"");
    expect_figure(&person);
}

#[wasm_bindgen_test]
async fn the_end_of_the_scenario_is_the_figure_too() {
    let person = Person::at_the_end_of_fig_8().await;
    expect_figure(&person);
    let described = person.attribute(id::TREE_SVG, "aria-label");
    assert_eq!(
        described,
        "1 base volume with 7 read-only snapshots and 3 read-write snapshots"
    );
}

fn expect_figure(person: &Person) {
    assert_eq!(person.volume_names(), VOLUMES);
    for (number, (name, words)) in (1..).zip(BOXES) {
        let expected = format!("{words}, number {number} in order of creation");
        assert_eq!(person.volume(name).words, expected, "{name}");
    }
    for (name, cells) in CELLS {
        assert_eq!(person.cells(name), cells, "{name}");
    }
}

/// Contents stand in the cells themselves, not only in their titles.
#[wasm_bindgen_test]
async fn cells_show_their_contents_and_boxes_their_counts() {
    let person = Person::at_the_end_of_fig_8().await;
    let words = |key: String| {
        let item = person.drawn(&key);
        item.unwrap_or_else(|| panic!("{key} is drawn"))
            .text_content()
    };
    for (name, cells) in CELLS {
        let volume = person.volume(name).id;
        for (page, cell) in cells.split(' ').enumerate() {
            let content = cell.split('/').next().map(str::to_owned);
            let label = words(format!("vol/{volume}/cell/{page}/label"));
            assert_eq!(label, content, "page {page} of {name}");
        }
        let shown = words(format!("vol/{volume}/name"));
        assert_eq!(shown.as_deref(), Some(name));
    }
    assert_eq!(
        words("vol/4/foot".to_owned()).as_deref(),
        Some("2 exceptions")
    );
    assert_eq!(words("vol/4/kind".to_owned()).as_deref(), Some("read-only"));
    assert_eq!(
        words("vol/5/kind".to_owned()).as_deref(),
        Some("read-write")
    );
}

/// Both links are drawn for each volume, and told apart.
#[wasm_bindgen_test]
async fn look_up_links_and_copies_are_drawn() {
    let person = Person::at_the_end_of_fig_8().await;
    for name in VOLUMES {
        let volume = person.volume(name).id;
        let links = person.drawn_like(&format!("link/{volume}"));
        assert_eq!(links.is_empty(), name == "base", "the link of {name}");
    }
    let copies = person.drawn_like("copy/");
    assert!(!copies.is_empty(), "copy-of is drawn");
}

#[wasm_bindgen_test]
async fn the_inspector_tells_the_links_counts_and_space_of_a_volume() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks_volume("2308").await;
    assert_eq!(person.text(id::INSPECTOR_NAME), "2308");
    let told = person.text(id::INSPECTOR);
    for fact in [
        "read-only snapshot",
        "reads through2304",
        "copy of2304",
        "branches2306",
        "1 exception · 3 tables",
    ] {
        assert!(told.contains(fact), "{fact:?} in {told:?}");
    }
    let space = person.text(id::SPACE);
    assert!(space.starts_with("1 page · tables 48 B"), "{space}");
    person.clicks_cell("2308", 4).await;
    let page = person.text(id::INSPECTOR_PAGE);
    assert!(page.contains("Page 4") && page.contains("y4"), "{page}");
    assert!(page.contains("read through 2304"), "{page}");
}

#[wasm_bindgen_test]
async fn the_inspector_of_the_base_tells_the_shape_of_the_tree() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks_volume("base").await;
    let told = person.text(id::INSPECTOR);
    for fact in [
        "base volume",
        "snapshots2204 2210 2212 2206",
        "8 of 8 pages written",
        "8 pages of 4 KiB · levels 2×2×2",
    ] {
        assert!(told.contains(fact), "{fact:?} in {told:?}");
    }
}

/// With nothing selected, the inspector lists what there is.
#[wasm_bindgen_test]
async fn the_inspector_of_nothing_lists_the_volumes() {
    let person = Person::at_the_end_of_fig_8().await;
    assert!(person.finds(id::INSPECTOR_NAME).is_none());
    let selector = format!("[data-testid='{}'] table td .link", id::INSPECTOR);
    assert_eq!(person.texts(&selector), VOLUMES);
}
