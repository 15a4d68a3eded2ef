//! Traces and options for the tests of replays.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use cowpath_lab::replay::{Finished, Options, ReplayError, whole};
use cowpath_lab::trace::{COWPATH_HEADER, Schedule};
use sha2::{Digest, Sha256};

/// A snapshot after every `writes` write records, and the defaults.
pub fn every(writes: u64) -> Options {
    Options::new(Schedule::every_writes(writes).expect("not zero"))
}

/// Cowpath CSV with these lines.
pub fn csv(lines: &str) -> Vec<u8> {
    format!("{COWPATH_HEADER}\n{lines}").into_bytes()
}

/// `writes` writes to page 0, a millisecond apart.
pub fn trace_of(writes: u64) -> Vec<u8> {
    let lines = (0..writes).map(|n| format!("{},W,0,4096\n", n * 1000));
    csv(&lines.collect::<String>())
}

/// A command of a vscsi trace of version 1.
pub fn vscsi1(ordinal: u32, time_us: u64, command: u16, block: u64, bytes: u32) -> Vec<u8> {
    let mut record = Vec::new();
    record.extend(ordinal.to_le_bytes());
    record.extend(bytes.to_le_bytes());
    record.extend(0_u32.to_le_bytes());
    record.extend(command.to_le_bytes());
    record.extend(0x0100_u16.to_le_bytes());
    record.extend(block.to_le_bytes());
    record.extend(time_us.to_le_bytes());
    record
}

/// Replays to the end without a check.
pub fn replay(bytes: &[u8], options: Options) -> Result<Finished, ReplayError> {
    whole(bytes, None, options, &mut |_| ControlFlow::Continue(()))
}

/// Replays with a check, which has to hold.
pub fn checked(bytes: &[u8], options: Options) -> Finished {
    let options = Options {
        check: true,
        ..options
    };
    let done = replay(bytes, options).expect("it is a trace");
    assert_eq!(done.report.broken, Vec::<String>::new());
    done
}

/// The SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The sample that is part of the project.
pub fn shipped() -> Vec<u8> {
    std::fs::read(workspace().join("data/sqlite-oltp.csv")).expect("it is shipped")
}

/// A sample beside the project, or `None` after saying so.
pub fn shared(name: &str) -> Option<Vec<u8>> {
    let path = workspace().join("../shared/data").join(name);
    if !path.exists() {
        println!("skipped: ../shared/data/{name} is not there");
        return None;
    }
    Some(std::fs::read(path).expect("the sample can be read"))
}
