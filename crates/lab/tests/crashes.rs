//! Crashes at any micro-step, and faults.

mod common;

use common::{json, last_json, run};
use cowpath_lab::language::Recovered;
use cowpath_lab::outcome::Outcome;

const TREE: &str = r#"
volume base pages 8 page 512B levels 2x2x2
write base 0 "a0"
write base 3 "a3"
ross s1 of base
write base 3 "b3"
"#;

/// Every `expect` holds, and nothing is refused that is not expected to be.
#[track_caller]
fn holds(rest: &str) {
    let (lines, summary) = json(&format!("{TREE}{rest}"));
    assert!(summary.ok(), "{rest}\n{}", lines.join("\n"));
}

#[test]
fn a_crash_tells_how_far_it_came_and_what_recovery_did() {
    let check = |rest: &str, outcome: &str| {
        assert_eq!(last_json(&format!("{TREE}{rest}")), outcome, "\n{rest}");
    };
    check(
        "crash 1 copy c of base",
        r#"{"kind":"crashed","steps":1,"of":null,"command":"copy c of base","recovery":{"result":"finished","what":"copy c of base","pages_freed":0,"tables_freed":0,"recounted":0}}"#,
    );
    check(
        "crash 99 ross s2 of base",
        r#"{"kind":"crashed","steps":1,"of":1,"command":"ross s2 of base","recovery":{"result":"nothing","what":null,"pages_freed":0,"tables_freed":0,"recounted":0}}"#,
    );
    check(
        "crash 0 write base 0 \"b0\"",
        r#"{"kind":"crashed","steps":0,"of":null,"command":"write base 0 \"b0\"","recovery":{"result":"nothing","what":null,"pages_freed":0,"tables_freed":0,"recounted":0}}"#,
    );
}

#[test]
fn names_follow_the_volumes() {
    holds(
        "crash 1 copy c of base by host1\nexpect recovered finished\nexpect page c 3 \"b3\"\n\
         crash 0 copy d of base\nexpect recovered nothing\nexpect absent d\ncopy d of base\n\
         crash 1 ross f of base full\nexpect recovered finished\nexpect exceptions f 0,3",
    );
    holds(
        "ross s2 of base\ncrash 0 delete s1\nexpect exists s1\ncrash 2 delete s1\n\
         expect recovered finished\nexpect absent s1\nross s1 of base\nexpect exists s1",
    );
    // Of a clone of a base, the snapshot it hangs on is there first.
    holds(
        "crash 1 clone c of base\nexpect recovered nothing\nexpect exists c.origin\n\
         expect absent c\ncrash 2 clone d of base\nexpect exists d.origin\nexpect exists d",
    );
    holds(
        "crash 1 delete s9\nexpect refused unknown-volume\ncrash 1 write s1 0 \"x\"\nexpect refused read-only",
    );
}

/// Stops a command after each of its steps: all that an old and a new state show is that.
#[test]
fn every_step_of_every_command_survives() {
    for command in [
        "write base 0 \"new\"",
        "write base @500 \"across the border of two pages\"",
        "promote base from s1",
        "promote w from base",
        "discard base 0-3",
        "resize base pages 2",
        "resize w pages 3",
        "delete s1 w r",
        "ross x of w full",
        "copy x of w",
        "clone x of base",
        "sync b to s2",
    ] {
        let rest = format!(
            "rwss w of s1\nwrite w 1 \"w1\"\nross r of w\nwrite w 0 \"w0\"\nbackup s1 to b\nross s2 of base\ncrash 0 {command}"
        );
        let (before, ..) = run(&format!("{TREE}{rest}\ntree\nspace"));
        assert!(!matches!(before.last(), Some(Outcome::Refused(_))));
        let (mut steps, mut results) = (0, Vec::new());
        loop {
            steps += 1;
            let text = format!(
                "{TREE}{}",
                rest.replace("crash 0", &format!("crash {steps}"))
            );
            let (outcomes, machine, summary) = run(&text);
            assert!(summary.ok(), "{text}");
            let Some(Outcome::Crashed(crashed)) = outcomes.last() else {
                panic!("{text}: {outcomes:?}");
            };
            for volume in machine.engine().volumes() {
                assert!(machine.names().get(&volume.id).is_some(), "{text}");
            }
            results.push(crashed.recovery.result);
            if crashed.of.is_some() {
                break;
            }
        }
        // Complete, there is nothing left to do.
        assert_eq!(results.pop(), Some(Recovered::Nothing), "{command}");
        assert!(!results.is_empty(), "{command} is one step");
    }
}

#[test]
fn a_schedule_survives_a_crash() {
    holds(
        "schedule n of base every 1 writes keep 1\ncrash 0 write base 0 \"x\"\n\
         write base 0 \"y\"\nexpect exists n-1\ncrash 99 write base 0 \"z\"\nexpect exists n-2\n\
         expect absent n-1\nexpect page n-2 0 \"z\"",
    );
}

#[test]
fn a_check_that_fails_by_a_fault_is_no_defect() {
    let text = "volume base pages 8 page 512B levels 2x2x2\nwrite base 0 \"a\"\nross s of base\n\
                rwss w of s\nross r of w\nset fault copy-when-shared on\nset push share\n\
                write w 0 \"b\"\nwrite w 0 \"c\"\nset fault copy-when-shared off\nexpect page r 0 \"a\"";
    let (_, machine, summary) = run(text);
    assert!(machine.is_faulted());
    assert_eq!(summary.broken, None);
    let fine = "volume base pages 8 page 512B levels 8\nset fault delete-merges off\ncheck";
    let (_, machine, summary) = run(fine);
    assert!(!machine.is_faulted());
    assert_eq!(summary.exit_status(), 0);
}
