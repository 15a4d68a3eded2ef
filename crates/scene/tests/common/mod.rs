//! Scripts, pictures of them and measures, for all tests.

#![allow(dead_code, reason = "each test binary uses a part")]

pub mod busy;
pub mod further;
pub mod measure;
pub mod pictures;
pub mod script;

use cowpath_engine::event::OwnedEvent;
use cowpath_engine::policy::Policy;
use cowpath_engine::projection::Outline;
#[allow(unused_imports, reason = "each test binary uses a part")]
pub use pictures::{branch_write, push, scenes};
pub use script::Script;

/// Fig. 8, without the last write.
pub fn fig8_before() -> Script {
    let mut s = Script::new();
    s.base("base", 8, &[2, 2, 2]);
    for page in 0..8 {
        s.write("base", page, &format!("a{page}"));
    }
    s.ross("2206", "base").write("base", 0, "b0");
    s.ross("2212", "base")
        .write("base", 1, "b1")
        .write("base", 0, "c0");
    s.write("base", 7, "b7").write("base", 7, "a7");
    s.ross("2210", "base").write("base", 2, "b2");
    s.ross("2204", "base")
        .rwss("2304", "2204")
        .rwss("2104", "2204");
    s.write("base", 3, "b3").write("2304", 4, "x4");
    s.ross("2310", "2304")
        .write("2304", 5, "x5")
        .write("2304", 4, "y4");
    s.ross("2308", "2304").write("2304", 6, "x6");
    s.rwss("2306", "2308").write("2306", 7, "z7");
    s.write("2104", 0, "q0")
        .ross("2106", "2104")
        .write("2104", 0, "r0");
    s
}

/// Fig. 8.
pub fn fig8() -> Script {
    let mut s = fig8_before();
    s.write("base", 6, "b6");
    s
}

/// Fig. 5: 10×10×10, one snapshot, writes to 3, 27, 541 and 1.
pub fn fig5() -> Script {
    let mut s = Script::new();
    s.base("base", 1000, &[10, 10, 10]);
    for page in [3, 27, 541, 1] {
        s.write("base", page, &format!("old {page}"));
    }
    s.ross("snap", "base");
    for page in [3, 27, 541, 1] {
        s.write("base", page, &format!("new {page}"));
    }
    s
}

/// The outline before event `at` of the last command, and the events before it.
pub fn before(script: &Script, start: &Outline, at: usize) -> (Outline, Vec<OwnedEvent>) {
    let mut outline = start.clone();
    let events = script.events[..at].to_vec();
    events.iter().for_each(|event| outline.fold(event));
    (outline, events)
}

/// A branch whose snapshot is pushed a page that the branch does not own.
pub fn redirects() -> Script {
    let mut s = fig8();
    let push = cowpath_engine::policy::PushMode::Redirect;
    s.policy(Policy {
        push,
        ..Policy::default()
    });
    s.write("2304", 1, "x1").write("2304", 7, "x7");
    s
}

/// `count` snapshots of one base, each with one exception; every 97th with a branch.
pub fn many(count: u64, pages: u64) -> Script {
    let mut s = Script::new();
    s.base("base", pages, &[8, 8, 128]);
    for at in 0..count {
        let name = format!("nightly-{at:05}");
        s.ross(&name, "base")
            .write("base", at % pages, &format!("{}", at % 100));
        if at % 97 == 5 {
            s.rwss(&format!("try-{at}"), &name);
        }
    }
    s
}

/// Names that would be markup, were they not escaped.
pub fn hostile() -> Script {
    let mut s = Script::new();
    s.base("<img src=x onerror=alert(1)>", 4, &[2, 2]);
    s.write(
        "<img src=x onerror=alert(1)>",
        0,
        "</text><script>\"'&\u{1}",
    );
    s.ross("]]>\u{202e}\u{0}&amp;", "<img src=x onerror=alert(1)>");
    s.ross(
        &"very-long-name-".repeat(400),
        "<img src=x onerror=alert(1)>",
    );
    s
}

/// Many branches on few snapshots.
pub fn forest() -> Script {
    let mut s = Script::new();
    s.base("base", 8, &[2, 2, 2])
        .ross("r0", "base")
        .ross("r1", "base");
    for at in 0..9 {
        let from = ["r0", "r1", "b0", "b2s"][if at < 2 { at } else { at % 4 }];
        let name = format!("b{at}");
        s.rwss(&name, if from == "b0" { "b0s" } else { from });
        s.write(&name, at as u64 % 8, &format!("v{at}"));
        s.ross(&format!("b{at}s"), &name);
    }
    s
}
