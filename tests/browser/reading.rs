//! Reads: the path volume by volume, skip pointers that jump, and how they are shown.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::Person;

#[wasm_bindgen_test]
async fn a_read_goes_from_volume_to_volume_until_one_holds_the_page() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("read 2206 3").await;
    let looked: Vec<String> = looks(&person);
    assert_eq!(looked, ["2206", "2212", "2210", "2204"]);
    let told = person.text(id::NARRATION);
    assert!(told.contains("2206 is asked for page 3."), "{told}");
    assert!(told.contains("2204 holds the page"), "{told}");
    assert!(told.contains("a3."), "{told}");
    assert!(
        told.contains("It took ten look-ups in four volumes."),
        "{told}"
    );
    for volume in ["2206", "2212", "2210", "2204"] {
        let number = person.volume(volume).id;
        let lit = person.drawn(&format!("lit/{number}/3"));
        let lit = lit.unwrap_or_else(|| panic!("{volume} is lit"));
        let found = volume == "2204";
        assert_eq!(!lit.has_attribute("stroke-dasharray"), found, "{volume}");
    }
    let base = person.volume("base").id;
    assert!(person.drawn(&format!("lit/{base}/3")).is_none());
}

/// The volumes of the numbered search, in order.
fn looks(person: &Person) -> Vec<String> {
    let rows = person.flow().into_iter();
    let looks = rows.filter_map(|row| {
        let rest = row.text.strip_prefix("look in ")?.to_owned();
        rest.split(':').next().map(str::to_owned)
    });
    looks.collect()
}

#[wasm_bindgen_test]
async fn the_path_lights_up_step_by_step() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("read 2206 3").await;
    let steps = person.position().steps;
    person.clicks(id::COMMAND_BACK).await;
    let mut lit = Vec::new();
    for _ in 0..steps {
        person.clicks(id::STEP_FORWARD).await;
        let frames = person.drawn_like("lit/").into_iter();
        lit.push(frames.filter(|item| item.tag_name() == "rect").count());
    }
    assert!(lit.is_sorted(), "{lit:?}");
    lit.dedup();
    assert_eq!(lit, [1, 2, 3, 4], "one more volume at a time");
}

/// The first read leaves hints; the second one jumps, as an arc shows.
#[wasm_bindgen_test]
async fn the_second_read_jumps() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("read 2206 3").await;
    assert!(person.drawn("jump/0").is_none());
    let hinted = person.volume("2206").id;
    let cell = person.drawn(&format!("vol/{hinted}/cell/3"));
    let title = cell.map(|cell| crate::person::title(&cell));
    assert_eq!(
        title.as_deref(),
        Some("page 3: a3, read through, from 2204; skip pointer to 2204")
    );
    person.runs("read 2206 3").await;
    let told = person.text(id::NARRATION);
    assert!(
        told.contains("2206 has a skip pointer for page 3"),
        "{told}"
    );
    assert!(
        told.contains("It took five look-ups in two volumes."),
        "{told}"
    );
    assert_eq!(looks(&person), ["2206", "2204"]);
    let arc = person.drawn("jump/0").expect("an arc jumps");
    assert!(arc.has_attribute("stroke-dasharray"), "it has its own dash");
    let passed = person.volume("2212").id;
    assert!(person.drawn(&format!("lit/{passed}/3")).is_none());
}

/// Hints are no exceptions: the counts stay.
#[wasm_bindgen_test]
async fn a_hint_is_not_an_exception() {
    let person = Person::at_the_end_of_fig_8().await;
    let before = person.volume("2206").words;
    person.runs("read 2206 3").await;
    assert_eq!(person.volume("2206").words, before);
    person.clicks_volume("2206").await;
    assert!(person.text(id::INSPECTOR).contains("skip pointer"));
}

#[wasm_bindgen_test]
async fn without_hints_every_read_walks() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("set hints off").await;
    person.runs("read 2206 3").await;
    person.runs("read 2206 3").await;
    assert_eq!(looks(&person), ["2206", "2212", "2210", "2204"]);
    assert!(person.drawn("jump/0").is_none());
}

#[wasm_bindgen_test]
async fn a_read_of_the_base_ends_there() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("read 2306 1").await;
    assert_eq!(looks(&person), ["2306", "2308", "2304", "2204", "base"]);
    assert!(person.text(id::NARRATION).contains("b1"));
}
