//! A restore under load: begun by a form, its stages in words, pending pages in the picture,
//! copied one by one or by itself, paused, given up; and the maps of its volumes.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::{Person, attribute, pause, title, wait_until};

/// The worked example, up to the restore.
const EXAMPLE: &str = "cow 1
volume base pages 4 page 4KiB levels 2x2
write base 0 \"A0\"
write base 1 \"A1\"
write base 2 \"A2\"
write base 3 \"A3\"
ross s1 of base
rwss w of s1
write w 1 \"w1\"
write w 2 \"w2\"
write base 0 \"B0\"
write base 2 \"B2\"
";

async fn begins_by_clicking(person: &Person) {
    person.clicks_volume("base").await;
    person.shows_more().await;
    person.clicks("verb-restore").await;
    let w = person.volume("w").id;
    person.chooses("field-0", &w.to_string()).await;
    person.fills("field-1", "n").await;
    person.fills("field-2", "u").await;
    let command = "restore base from w as n undo u";
    assert_eq!(person.text(id::FORM_COMMAND), command);
    assert!(person.finds(id::RESTORE).is_none(), "nothing runs yet");
    person.clicks(id::FORM_RUN).await;
    assert_eq!(person.text(id::NARRATION_COMMAND), command);
}

/// What the picture says under the name of a volume.
fn part(person: &Person, volume: &str) -> String {
    let id = person.volume(volume).id;
    let part = person.drawn(&format!("vol/{id}/role"));
    part.map(|part| title(&part)).unwrap_or_default()
}

fn pending(person: &Person) -> Vec<String> {
    let drawn = person.drawn_like("vol/0/cell/").into_iter();
    let keys = drawn.map(|item| attribute(&item, "data-key"));
    keys.filter(|key| key.ends_with("/pending")).collect()
}

#[wasm_bindgen_test]
async fn a_restore_runs_while_the_host_writes() {
    let person = Person::opens(EXAMPLE).await;
    begins_by_clicking(&person).await;
    let stages: Vec<String> = person.flow().into_iter().map(|row| row.text).collect();
    let stages = stages.join("; ");
    for stage in ["freeze base", "set the mark", "thaw base"] {
        assert!(stages.contains(stage), "{stage} in {stages}");
    }
    assert_eq!(person.text(id::RESTORE_PENDING), "0-2 · 3 pages");
    assert_eq!(person.text(id::RESTORE_WORK), "0 done · 3 left");
    assert_eq!(person.cells("base"), "A0/s1 w1/w w2/w A3");
    assert_eq!(pending(&person).len(), 3);
    for (volume, told) in [
        ("base", "is restored from n.source: 3 pages wait"),
        ("n.source", "reads of base's pending pages go here"),
        ("u", "is given what the restore of base overwrites"),
        ("n", "shows base as it was just after the restore began"),
    ] {
        assert_eq!(part(&person, volume), format!("{volume}: {told}"));
    }

    // The host's write takes its page out of the waiting.
    person.runs("write base 2 \"h2\"").await;
    assert_eq!(person.text(id::RESTORE_PENDING), "0-1 · 2 pages");
    assert_eq!(person.cells("base"), "A0/s1 w1/w h2 A3");
    person.clicks(id::RESTORE_STEP).await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "background base");
    assert_eq!(
        person.text(id::RESTORE_WORK),
        "1 done · 1 taken by hosts · 1 left"
    );
    assert_eq!(person.cells("base"), "A0 w1/w h2 A3");
    assert_eq!(person.cells("u"), "B0 A1/base B2 A3/base");

    // The rest by itself; each item is a command.
    let before = person.position();
    person.clicks(id::RESTORE_RUN).await;
    wait_until("the restore has ended", || {
        person.finds(id::RESTORE).is_none()
    })
    .await;
    let after = person.position();
    assert!(after.commands > before.commands);
    assert_eq!((after.command, after.step), (after.commands, after.steps));
    assert_eq!(person.cells("base"), "A0 w1 h2 A3");
    assert!(!person.volume_names().contains(&"n.source".to_owned()));
    assert!(pending(&person).is_empty());
    assert_eq!(part(&person, "u"), "");

    // It is all on the line: one command back, and it runs again.
    person.clicks(id::COMMAND_BACK).await;
    assert_eq!(
        person.text(id::RESTORE_WORK),
        "1 done · 1 taken by hosts · 1 left"
    );
    assert_eq!(person.attribute(id::RESTORE_RUN, "aria-pressed"), "false");
}

#[wasm_bindgen_test]
async fn it_pauses_and_goes_on_beside_the_commands_of_hosts() {
    let person = Person::opens(EXAMPLE).await;
    person
        .runs("restore base from w as n order 14 mode lazy")
        .await;
    assert_eq!(person.text(id::RESTORE_WORK), "0 done · 4 left");
    person.runs("write base 2 \"h2\"").await;
    assert_eq!(person.drawn_like("vol/0/cell/2/bit").len(), 1);
    assert_eq!(pending(&person).len(), 2);
    // A second and more from one item to the next.
    person.slides(id::SPEED, "-2").await;
    person.clicks(id::RESTORE_RUN).await;
    assert_eq!(person.attribute(id::RESTORE_RUN, "aria-pressed"), "true");
    assert_eq!(person.text(id::RESTORE_WORK), "1 done · 3 left");
    person.clicks(id::RESTORE_RUN).await;
    assert_eq!(person.attribute(id::RESTORE_RUN, "aria-pressed"), "false");
    person.clicks(id::RESTORE_RUN).await;
    assert_eq!(person.text(id::RESTORE_WORK), "2 done · 2 left");
    person.runs("read base 3").await;
    assert_eq!(person.attribute(id::RESTORE_RUN, "aria-pressed"), "true");
    wait_until("it goes on", || {
        person.text(id::RESTORE_WORK) == "3 done · 1 left"
    })
    .await;
    person.presses("Escape").await;
    assert_eq!(person.attribute(id::RESTORE_RUN, "aria-pressed"), "false");
    pause(1500).await;
    assert_eq!(person.text(id::RESTORE_WORK), "3 done · 1 left");
    person.slides(id::SPEED, "0").await;
}

#[wasm_bindgen_test]
async fn a_command_that_is_being_shown_is_not_cut_off() {
    let person = Person::opens(EXAMPLE).await;
    person.runs("restore base from w as n").await;
    person.clicks(id::SKIP).await;
    person.clicks(id::RESTORE_RUN).await;
    let at = person.position();
    person.presses(" ").await;
    assert_eq!(person.attribute(id::RESTORE_RUN, "aria-pressed"), "false");
    assert_eq!(person.position(), at, "Space pauses it, and plays nothing");
    person.clicks(id::RESTORE_RUN).await;
    person.runs("write base 3 \"h3\"").await;
    person.clicks(id::SKIP).await;
    wait_until("the restore has ended", || {
        person.finds(id::RESTORE).is_none()
    })
    .await;
    assert_eq!(person.cells("base"), "A0 w1 w2 h3");
    assert!(
        person.finds(id::BRANCH).is_none(),
        "nothing was left behind"
    );
}

#[wasm_bindgen_test]
async fn it_is_given_up() {
    let person = Person::opens(EXAMPLE).await;
    person.runs("restore base from w as n undo u").await;
    person.runs("write base 3 \"h3\"").await;
    person.clicks(id::RESTORE_STEP).await;
    assert_eq!(person.cells("base"), "A0 w1/w w2/w h3");
    person.fills(id::RESTORE_KEEP, "kept").await;
    person.clicks(id::RESTORE_CANCEL).await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "cancel base as kept");
    assert!(person.finds(id::RESTORE).is_none());
    assert_eq!(person.cells("base"), "B0 A1 B2 A3");
    assert!(person.volume_names().contains(&"kept".to_owned()));
    assert!(!person.volume_names().contains(&"n.source".to_owned()));
}

#[wasm_bindgen_test]
async fn its_background_goes_on_between_the_steps_of_a_write() {
    let person = Person::opens(EXAMPLE).await;
    person.runs("restore base from w as n undo u").await;
    person.runs("begin f write base 1 \"h1\"").await;
    person.clicks(id::RESTORE_BEGIN).await;
    assert_eq!(
        person.text(id::NARRATION_COMMAND),
        "begin c1 background base all"
    );
    assert_eq!(person.attribute(id::RESTORE_BEGIN, "aria-disabled"), "true");
    // Page 0 item by item, page 1 is the write's.
    person.clicks("step-c1").await;
    let told = person.text(id::FLIGHTS);
    assert!(told.contains("holds the lock"), "{told}");
    assert!(!told.contains("everything else waits"), "{told}");
    person.clicks("step-f").await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "step f");
    let mut did = Vec::new();
    for _ in 0..60 {
        let open = ["f", "c1"].into_iter().find(|name| {
            let step = format!("step-{name}");
            let found = person.finds(&step);
            found.is_some_and(|step| attribute(&step, "aria-disabled") == "false")
        });
        let Some(name) = open else { break };
        did.push(person.text(&format!("step-{name}")));
        person.clicks(&format!("step-{name}")).await;
    }
    assert!(person.finds(id::PLAYER).is_none(), "{did:?}");
    assert!(person.finds(id::RESTORE).is_none(), "the restore has ended");
    let did = did.join(" ");
    for word in ["put", "mark", "fill", "clear", "end"] {
        assert!(did.contains(word), "{word}: {did}");
    }
    assert_eq!(person.cells("base"), "A0 h1 w2 A3");
    person.runs("check").await;
    let told = person.text(id::NARRATION);
    assert!(told.contains("invariants hold"), "{told}");
}

fn draws_maps(person: &Person) -> bool {
    let area = person.element(id::MAPS_SVG).get_bounding_client_rect();
    area.width() > 0.0 && area.height() > 0.0
}

#[wasm_bindgen_test]
async fn maps_are_drawn() {
    let person = Person::opens(EXAMPLE).await;
    assert!(!draws_maps(&person));
    person.clicks_volume("w").await;
    person.shows_more().await;
    person.clicks("verb-maps").await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "maps w");
    assert!(draws_maps(&person));
    person.runs("read w 1").await;
    assert!(!draws_maps(&person));
}

#[wasm_bindgen_test]
async fn what_it_would_cost_is_drawn() {
    let person = Person::opens(EXAMPLE).await;
    assert!(
        person
            .finds(id::LATENCY_SVG)
            .is_some_and(|svg| svg.children().length() == 0)
    );
    person.runs("measure restore base from w ops 60").await;
    let words = person.text(id::LATENCY_SVG);
    for way in ["no restore", "14 eager", "14 lazy", "15 eager", "15 lazy"] {
        assert!(words.contains(way), "{way}: {words}");
    }
}
