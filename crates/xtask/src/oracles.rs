//! Real systems that tests compare the engine with. They are welcome, not needed: without them
//! those tests are skipped, and say so.

use std::path::Path;

use crate::apt;
use crate::run::on_path;

/// The Debian package, the last of its programs that is used, and what it is for.
const ORACLES: [(&str, &str, &str); 2] = [
    (
        "thin-provisioning-tools",
        "thin_ls",
        "with which a test compares snapshot trees",
    ),
    (
        "qemu-utils",
        "qemu-storage-daemon",
        "with which a test compares a restore under load",
    ),
];

/// Installs them if that is permitted; says so if it is not.
pub fn find_or_install() {
    for (package, program, reason) in ORACLES {
        // An ordinary user's PATH may lack the system's programs.
        if on_path(program).is_some() || Path::new("/usr/sbin").join(program).is_file() {
            continue;
        }
        if let Err(problem) = apt::install(&[package], reason) {
            println!(
                "xtask: {problem}: that comparison will be skipped (Debian package {package})"
            );
        }
    }
}
