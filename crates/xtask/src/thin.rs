//! The tools of dm-thin, with which a test compares trees. They are welcome, not needed:
//! without them that test is skipped, and says so.

use std::path::Path;

use crate::apt;
use crate::run::on_path;

const PACKAGE: &str = "thin-provisioning-tools";
/// The last of its programs that is used.
const PROGRAM: &str = "thin_ls";

/// Installs the tools if that is permitted; says so if it is not.
pub fn find_or_install() {
    // An ordinary user's PATH may lack the system's programs.
    if on_path(PROGRAM).is_some() || Path::new("/usr/sbin").join(PROGRAM).is_file() {
        return;
    }
    if let Err(problem) = apt::install(&[PACKAGE], "with which a test compares snapshot trees") {
        println!(
            "xtask: {problem}: the comparison with dm-thin will be skipped \
             (Debian package {PACKAGE})"
        );
    }
}
