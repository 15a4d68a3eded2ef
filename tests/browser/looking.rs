//! Looking: zoom, pan, fit, ghosts, light and dark.

use std::collections::BTreeSet;

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::{Person, attribute, document};

/// Left, top, width, height of what is seen.
fn view(person: &Person) -> [f64; 4] {
    let view = person.attribute(id::TREE_SVG, "viewBox");
    let numbers: Vec<f64> = view.split(' ').filter_map(|n| n.parse().ok()).collect();
    let numbers: Result<[f64; 4], _> = numbers.try_into();
    numbers.unwrap_or_else(|_| panic!("the view is {view:?}"))
}

#[wasm_bindgen_test]
async fn zoom_and_fit() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks(id::ZOOM_FIT).await;
    let fitted = view(&person);
    person.clicks(id::ZOOM_IN).await;
    let nearer = view(&person);
    assert!(
        nearer[2] < fitted[2] && nearer[3] < fitted[3],
        "{nearer:?} in {fitted:?}"
    );
    let middle = |view: [f64; 4]| (view[0] + view[2] / 2.0, view[1] + view[3] / 2.0);
    let (a, b) = (middle(fitted), middle(nearer));
    assert!(
        (a.0 - b.0).abs() < 1.0 && (a.1 - b.1).abs() < 1.0,
        "the middle stays"
    );
    person.clicks(id::ZOOM_OUT).await;
    person.clicks(id::ZOOM_OUT).await;
    assert!(view(&person)[2] > fitted[2]);
    person.clicks(id::ZOOM_FIT).await;
    assert_eq!(view(&person), fitted);
    person.presses("+").await;
    assert_eq!(view(&person), nearer);
    person.presses("0").await;
    assert_eq!(view(&person), fitted);
    person.presses("-").await;
    assert!(view(&person)[2] > fitted[2]);
}

/// A fitted picture is seen whole.
#[wasm_bindgen_test]
async fn fit_shows_every_volume() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks(id::ZOOM_FIT).await;
    let stage = person.element(id::STAGE).get_bounding_client_rect();
    for name in person.volume_names() {
        let around = person.volume(&name).element.get_bounding_client_rect();
        assert!(around.width() > 20.0, "{name} is large enough to be seen");
        assert!(around.left() >= stage.left() - 1.0, "{name}");
        assert!(around.right() <= stage.right() + 1.0, "{name}");
        assert!(around.top() >= stage.top() - 1.0, "{name}");
        assert!(around.bottom() <= stage.bottom() + 1.0, "{name}");
    }
}

#[wasm_bindgen_test]
async fn zoom_has_ends() {
    let person = Person::at_the_end_of_fig_8().await;
    for _ in 0..40 {
        person.presses("+").await;
    }
    let nearest = view(&person);
    person.presses("+").await;
    assert_eq!(view(&person)[2..], nearest[2..]);
    assert!(nearest.iter().all(|n| n.is_finite()) && nearest[2] > 10.0);
    for _ in 0..60 {
        person.presses("-").await;
    }
    let farthest = view(&person);
    assert!(farthest.iter().all(|n| n.is_finite()), "{farthest:?}");
    person.clicks(id::ZOOM_FIT).await;
}

#[wasm_bindgen_test]
async fn the_wheel_zooms_and_a_drag_pans() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks(id::ZOOM_FIT).await;
    let fitted = view(&person);
    person.turns_the_wheel(-200.0).await;
    let nearer = view(&person);
    assert!(nearer[2] < fitted[2], "{nearer:?} in {fitted:?}");
    person.drags(id::STAGE, (0.5, 0.5), (-60.0, 30.0)).await;
    let panned = view(&person);
    assert!(
        panned[0] > nearer[0] && panned[1] < nearer[1],
        "{panned:?} from {nearer:?}"
    );
    assert_eq!(panned[2..], nearer[2..]);
    assert!(
        person.finds(id::INSPECTOR_NAME).is_none(),
        "a drag selects nothing"
    );
    person.clicks_volume("2206").await;
    assert_eq!(
        person.text(id::INSPECTOR_NAME),
        "2206",
        "a click still does"
    );
}

#[wasm_bindgen_test]
async fn ghosts_can_be_switched_off() {
    let person = Person::at_the_end_of_fig_8().await;
    let labels = || {
        let items = person.drawn_like("vol/").into_iter();
        items
            .filter(|it| attribute(it, "data-key").ends_with("/label"))
            .count()
    };
    assert_eq!(labels(), 88, "eleven volumes of eight pages");
    person.clicks(id::GHOSTS).await;
    assert_eq!(person.attribute(id::GHOSTS, "aria-pressed"), "false");
    // Eight of the base, and the entries of Fig. 8.
    assert_eq!(labels(), 8 + 16);
    person.presses("g").await;
    assert_eq!(labels(), 88);
}

#[wasm_bindgen_test]
async fn the_theme_goes_round_and_colours_follow() {
    let person = Person::at_the_end_of_fig_8().await;
    let root = document().document_element().expect("a page has a root");
    let choice = || person.attribute(id::THEME_TOGGLE, "data-choice");
    assert_eq!(choice(), "light");
    assert_eq!(attribute(&root, "data-theme"), "light");
    let light = colours(&person);
    person.clicks(id::THEME_TOGGLE).await;
    assert_eq!(choice(), "dark");
    assert_eq!(attribute(&root, "data-theme"), "dark");
    let dark = colours(&person);
    assert!(light.is_disjoint(&dark), "{:?}", light.intersection(&dark));
    person.clicks(id::THEME_TOGGLE).await;
    assert_eq!(choice(), "system");
    person.presses("t").await;
    assert_eq!(choice(), "light");
    assert_eq!(colours(&person), light);
}

/// The colours of all boxes and their names.
fn colours(person: &Person) -> BTreeSet<String> {
    let items = person.drawn_like("vol/").into_iter();
    let wanted = items.filter(|it| {
        let key = attribute(it, "data-key");
        key.ends_with("/box") || key.ends_with("/name")
    });
    wanted.map(|it| attribute(&it, "fill")).collect()
}

/// The tables in the inspector change with the theme, too.
#[wasm_bindgen_test]
async fn the_tables_follow_the_theme() {
    let person = Person::at_the_end_of_fig_8().await;
    person.clicks_volume("2206").await;
    let frames = format!("[data-testid='{}'] [data-target^='table/']", id::TABLES_SVG);
    let fill = || attribute(&person.all(&frames)[0], "fill");
    let light = fill();
    person.clicks(id::THEME_TOGGLE).await;
    assert_ne!(fill(), light);
}
