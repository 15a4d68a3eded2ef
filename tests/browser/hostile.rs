//! Names and contents that look like markup, or are odd in other ways: text, never more.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::{Person, all, document};

const IMAGE: &str = "<img src=x onerror=alert(1)>";

#[wasm_bindgen_test]
async fn a_name_that_looks_like_markup_shows_as_text() {
    let person = Person::at_the_end_of_fig_8().await;
    person
        .runs(&format!("volume \"{IMAGE}\" pages 4 page 4KiB levels 4"))
        .await;
    expect_no_markup(&person);
    assert!(person.volume_names().contains(&IMAGE.to_owned()));
    assert!(person.text(id::NARRATION).contains(IMAGE));
    person.clicks_volume(IMAGE).await;
    assert_eq!(person.text(id::INSPECTOR_NAME), IMAGE);
    expect_no_markup(&person);

    let content = "<script>window.broken=1</script><b>x";
    person
        .runs(&format!("write \"{IMAGE}\" 0 \"{content}\""))
        .await;
    expect_no_markup(&person);
    assert!(person.cells(IMAGE).contains("<script>window.broken=1"));
    person.clicks_cell(IMAGE, 0).await;
    assert!(person.text(id::INSPECTOR_PAGE).contains(content));

    person
        .runs(&format!("ross \"<svg onload=alert(1)>\" of \"{IMAGE}\""))
        .await;
    person
        .runs(&format!("write \"{IMAGE}\" 0 \"<i>new</i>\""))
        .await;
    person
        .runs(&format!("diff \"<svg onload=alert(1)>\" \"{IMAGE}\""))
        .await;
    assert!(person.text(id::DIFF).contains(IMAGE));
    expect_no_markup(&person);
}

#[wasm_bindgen_test]
async fn messages_and_candidates_show_it_as_text_too() {
    let person = Person::at_the_end_of_fig_8().await;
    person
        .runs(&format!("volume \"{IMAGE}\" pages 4 page 4KiB levels 4"))
        .await;
    person.runs(&format!("read \"{IMAGE}\" 99")).await;
    assert!(person.text(id::ERROR).contains(IMAGE));
    expect_no_markup(&person);
    person.runs(&format!("raed \"{IMAGE}\" 0")).await;
    assert!(person.text(id::ERROR).contains(IMAGE));
    expect_no_markup(&person);
    person.types("read ").await;
    assert!(person.text(id::CANDIDATES).contains(IMAGE));
    expect_no_markup(&person);
    person.clicks_volume(IMAGE).await;
    person.clicks("action-rwss").await;
    assert!(person.text(id::WHY_NOT).contains(IMAGE));
    expect_no_markup(&person);
    person.types("").await;
}

/// The name in an action's command is quoted as the language wants it, and runs.
#[wasm_bindgen_test]
async fn buttons_quote_odd_names() {
    let person = Person::at_the_end_of_fig_8().await;
    let odd = "a \\\"b\\\" # @ c";
    person
        .runs(&format!("volume \"{odd}\" pages 4 page 4KiB levels 4"))
        .await;
    person.clicks_volume("a \"b\" # @ c").await;
    person.clicks("action-ross").await;
    assert!(!person.is_shown(id::ERROR), "{}", person.text(id::ERROR));
    assert!(
        person
            .volume("s1")
            .words
            .starts_with("read-only snapshot of a \"b\" # @ c")
    );
}

/// Long names shorten in the picture, with the full name in the title.
#[wasm_bindgen_test]
async fn a_long_name_shortens_and_keeps_its_title() {
    let person = Person::at_the_end_of_fig_8().await;
    let name = "nightly-copy-of-the-order-database-before-the-migration-of-may";
    person.runs(&format!("ross {name} of base")).await;
    let volume = person.volume(name);
    let shown = person.drawn(&format!("vol/{}/name", volume.id));
    let shown = shown.and_then(|it| it.text_content()).unwrap_or_default();
    assert!(shown.contains('…'), "{shown}");
    assert!(shown.starts_with("ni") && shown.ends_with('y'), "{shown}");
}

/// Bytes that are no text, and characters that XML forbids, are shown somehow.
#[wasm_bindgen_test]
async fn odd_contents_are_shown() {
    let person = Person::at_the_end_of_fig_8().await;
    person.runs("write base 0 hex:ff00fe").await;
    assert!(!person.is_shown(id::ERROR));
    person.clicks_cell("base", 0).await;
    assert!(person.text(id::INSPECTOR_PAGE).contains("ff00fe"));
    person.runs("write base 1 \"\\x01\\u{202e}\\n]]>\"").await;
    assert!(!person.is_shown(id::ERROR));
    person.clicks_cell("base", 1).await;
    assert!(person.text(id::INSPECTOR_PAGE).contains("]]>"));
    expect_no_markup(&person);
}

fn expect_no_markup(person: &Person) {
    let page = document().document_element().expect("a page has a root");
    for tag in ["img", "iframe", "object", "embed", "[onerror]", "[onload]"] {
        let found: Vec<String> = all(&page, tag).iter().map(|it| it.outer_html()).collect();
        assert!(found.is_empty(), "{tag}: {found:?}");
    }
    // The application itself has no script and no nested picture.
    assert!(person.all("script, b > b, svg svg").is_empty());
    let broken = js_sys::Reflect::get(&js_sys::global(), &"broken".into());
    assert!(broken.is_ok_and(|it| it.is_undefined()), "a script ran");
}
