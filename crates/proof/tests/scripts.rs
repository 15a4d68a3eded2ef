//! Sequences written in the command language come to the same when the lab runs them.

use cowpath_engine::command::Command;
use cowpath_engine::content::Content;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::policy::RefreshPolicy;
use cowpath_lab::language::parse_document;
use cowpath_lab::run::Runner;
use cowpath_proof::act::Deed;
use cowpath_proof::hunt::Hunt;
use cowpath_proof::rig::Rig;
use cowpath_proof::script::script;

const SEQUENCES: u64 = 300;

/// A content as bytes; of a stamp, what a script writes for it.
fn text(content: &Content<'_>) -> Vec<u8> {
    match content {
        Content::Bytes(bytes) => bytes.to_vec(),
        Content::Stamp(0) => Vec::new(),
        Content::Stamp(stamp) => stamp.to_string().into_bytes(),
    }
}

/// A script cannot stop a recovery, which may cost a page that would have been shared: where room
/// is limited, that can lead to another end.
fn may_end_otherwise(rig: &Rig) -> bool {
    // An old state that is kept gets a name that a script cannot choose.
    let keeps = |deed: &Deed| match deed {
        Deed::Command(Command::SetPolicy(policy)) | Deed::Crash(Command::SetPolicy(policy), ..) => {
            policy.refresh == RefreshPolicy::Keep
        }
        _ => false,
    };
    let stops = |deed: &Deed| matches!(deed, Deed::Crash(_, _, again) if !again.is_empty());
    let limits = |deed: &Deed| matches!(deed, Deed::Command(Command::SetCapacity { .. }));
    let has = |is_it: &dyn Fn(&Deed) -> bool| rig.done.iter().any(|done| is_it(&done.deed));
    has(&keeps) || has(&stops) && has(&limits)
}

#[test]
fn a_script_comes_to_the_same() {
    let mut compared = 0;
    for number in 0..SEQUENCES {
        let rig = Hunt::default().played(number);
        if may_end_otherwise(&rig) {
            continue;
        }
        // Of what is refused at the end, the form that a script has may be allowed.
        let kept = rig.done.iter().rposition(|done| !done.refused);
        let text_of_it = script(&rig.done[..kept.map_or(0, |last| last + 1)]);
        let document = match parse_document(&text_of_it) {
            Ok(document) => document,
            Err(errors) => panic!("{}\n{text_of_it}", errors[0].render("script")),
        };
        let runner = Runner {
            keep_going: true,
            events: false,
            check: true,
        };
        let (_, machine, _) = runner.outcomes(&document);
        let names: Vec<String> = machine.names().values().cloned().collect();
        let expected = rig.model.volumes.keys().map(|id| format!("v{}", id.0));
        assert!(
            names.iter().cloned().eq(expected),
            "{names:?}\n{text_of_it}"
        );
        for (&VolumeId(id), volume) in &rig.model.volumes {
            let there = machine.id(&format!("v{id}")).expect("it lives");
            if volume.stale {
                continue;
            }
            for (page, content) in (0..).map(PageNo).zip(volume.pages.iter()) {
                let shown = machine.engine().peek(there, page).expect("a page");
                assert_eq!(text(&shown), text(content), "v{id} {page:?}\n{text_of_it}");
            }
        }
        compared += 1;
    }
    println!("{compared} of {SEQUENCES} scripts compared");
    assert!(compared > SEQUENCES / 2);
}
