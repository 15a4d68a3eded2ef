//! Operations in flight: begun by a form, advanced step by step by pressing, one that waits for
//! another, a snapshot that settles; and a link to a schedule that breaks a rule.

use cowpath_web::testids as id;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::{Person, title};

const BASE: &str = "cow 1
volume base pages 4 page 16B levels 2x2
write base 0 \"x\"
";

/// The first wrong schedule of a write before a snapshot and one after it.
const WRONG: &str = "cow 1
volume base pages 4 page 16B levels 2x2
write base 0 \"x\"
begin f write base 0 \"d1\"
ross s of base
begin n write base 0 \"d2\"
# snapshot-view: page 0 of s is \"x\"; after any order it is \"d1\"
set fault lock on
step f
step n
step n
step n  # from here on nothing can come right
step n
step f
expect page s 0 \"d1\"
";

fn row(person: &Person, name: &str) -> String {
    let selector = format!("[data-operation='{name}']");
    person.texts(&selector).concat()
}

#[wasm_bindgen_test]
async fn operations_are_played_by_pressing() {
    let person = Person::opens(BASE).await;
    assert!(person.finds(id::PLAYER).is_none());
    person.clicks_cell("base", 0).await;
    person.shows_more().await;
    person.clicks("verb-begin-write").await;
    person.fills("field-0", "f").await;
    person.fills("field-2", "\"d1\"").await;
    assert_eq!(person.text(id::FORM_COMMAND), "begin f write base 0 \"d1\"");
    person.clicks(id::FORM_RUN).await;
    assert!(
        row(&person, "f").contains("0 of 4 steps"),
        "{}",
        row(&person, "f")
    );
    assert_eq!(person.drawn_like("vol/0/cell/0/open").len(), 1);

    // The snapshot does not wait: it settles.
    person.runs("ross s of base").await;
    let told = row(&person, "f");
    assert!(told.contains("began before the newest snapshot"), "{told}");
    assert!(person.volume("s").words.contains("settling"));
    person.runs("begin n write base 0 \"d2\"").await;

    // One step of f: it has the lock, and n waits. The button keeps the focus.
    person.clicks("step-f").await;
    assert_eq!(person.focused().as_deref(), Some("step-f"));
    assert_eq!(person.text(id::NARRATION_COMMAND), "step f");
    assert!(row(&person, "f").contains("holds the lock"));
    assert!(
        row(&person, "n").contains("waits: "),
        "{}",
        row(&person, "n")
    );
    assert_eq!(person.attribute("step-n", "aria-disabled"), "true");
    assert_eq!(person.drawn_like("vol/0/cell/0/lock").len(), 2);
    let at = person.position();
    person.clicks("step-n").await;
    assert_eq!(person.position(), at, "what waits does nothing");

    person.clicks("finish-f").await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "finish f");
    let focused = person.focused();
    assert_eq!(focused.as_deref(), Some("finish-n"), "the next one");
    assert!(!person.volume("s").words.contains("settling"));
    person.clicks("finish-n").await;
    assert!(person.finds(id::PLAYER).is_none(), "nothing is open");
    assert_eq!(person.focused().as_deref(), Some(id::TREE_SVG));
    assert_eq!(person.cells("s").split(' ').next(), Some("d1"));
    assert_eq!(person.cells("base").split(' ').next(), Some("d2"));
    person.clicks(id::COMMAND_BACK).await;
    assert!(person.finds("step-n").is_some(), "it is all on the line");
}

#[wasm_bindgen_test]
async fn a_link_shows_the_moment_of_a_violated_rule() {
    let person = Person::opens(BASE).await;
    person.follows(WRONG).await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "expect page s 0 \"d1\"");
    let told = person.text(id::NARRATION);
    assert!(told.contains("It is not as expected"), "{told}");
    let s = person.volume("s").id;
    let cell = person
        .drawn(&format!("vol/{s}/cell/0"))
        .expect("it is drawn");
    assert!(
        title(&cell).ends_with("; not what it must be"),
        "{}",
        title(&cell)
    );
    // The rule, what is wrong, what was expected and found, and the moment, in words.
    assert_eq!(person.attribute(id::VERDICT, "data-rule"), "snapshot-view");
    let told = person.text(id::VERDICT);
    for words in [
        "Violated rule: snapshot-view",
        "a snapshot shows what it would show after some order of the operations",
        "page 0 of s is \"x\"; after any order it is \"d1\"",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let shown = person.text(id::VERDICT_SHOWN);
    for words in ["command 13 of 13 (here)", "expected \"d1\", found \"x\""] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let moment = person.text(id::VERDICT_MOMENT);
    assert!(moment.contains("step n, command 10 of 13."), "{moment}");
    assert_eq!(person.all(".track .dot.moment").len(), 1, "on the line too");

    // The way to the moment.
    let go = format!("[data-testid='{}'] button", id::VERDICT_MOMENT);
    person.clicks_on(&person.all(&go)[0]).await;
    assert_eq!(person.text(id::NARRATION_COMMAND), "step n");
    assert_eq!(
        person.text(id::MOMENT),
        "from here on nothing can come right"
    );
    let moment = person.text(id::VERDICT_MOMENT);
    assert!(moment.contains("command 10 of 13 (here)"), "{moment}");
    let cell = person.drawn(&format!("vol/{s}/cell/0"));
    let told = title(&cell.expect("it is drawn"));
    assert!(told.ends_with("; it cannot come right any more"), "{told}");
    // Another line, on which nothing shows it: nothing is claimed.
    person.clicks(id::COMMAND_BACK).await;
    person.runs("locks").await;
    assert!(person.finds(id::VERDICT).is_none());
}

/// A snapshot with a branch of it, and a write that goes on in between.
const REFRESH: &str = "cow 1
volume base pages 4 page 16B levels 2x2
write base 0 \"x\"
ross s of base
rwss w of s
write w 1 \"w1\"
begin f write base 2 \"d1\"
";

#[wasm_bindgen_test]
async fn a_whole_command_keeps_everything_else_waiting() {
    let person = Person::opens(REFRESH).await;
    person.clicks_volume("w").await;
    person.shows_more().await;
    person.clicks("verb-begin-refresh").await;
    person.fills("field-0", "e").await;
    person.fills("field-1", "t").await;
    assert_eq!(
        person.text(id::FORM_COMMAND),
        "begin e refresh w as t from base"
    );
    person.clicks(id::FORM_RUN).await;
    assert!(row(&person, "e").contains("not begun"));
    assert_eq!(person.attribute("step-f", "aria-disabled"), "false");

    // Between its steps the rest waits, and is told for whom.
    person.clicks("step-e").await;
    let told = row(&person, "e");
    assert!(
        told.contains("1 step done · everything else waits"),
        "{told}"
    );
    let told = row(&person, "f");
    assert!(
        told.contains("waits: e keeps everything else waiting"),
        "{told}"
    );
    assert_eq!(person.attribute("step-f", "aria-disabled"), "true");
    let mut words = Vec::new();
    for _ in 0..40 {
        if person.finds("step-e").is_none() {
            break;
        }
        words.push(person.text("step-e"));
        person.clicks("step-e").await;
    }
    let words = words.join(" ");
    for word in ["swap", "thaw"] {
        assert!(words.contains(word), "{word}: {words}");
    }
    assert!(person.finds("step-e").is_none(), "it has ended");
    assert_eq!(person.attribute("step-f", "aria-disabled"), "false");
    person.clicks("finish-f").await;
    assert!(person.finds(id::PLAYER).is_none());
    person.runs("check").await;
    let told = person.text(id::NARRATION);
    assert!(told.contains("invariants hold"), "{told}");
}
