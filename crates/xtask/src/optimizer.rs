//! wasm-opt makes the module smaller. It is welcome, not needed: without it the site
//! is built larger, and says so.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{on_path, output, run};
use crate::tools::announce;
use crate::workspace::Workspace;

/// The oldest wasm-opt known to accept what our compiler writes.
const OLDEST: u32 = 123;
/// The npm package that carries wasm-opt for every system, and its version.
const NPM_VERSION: &str = "132.0.0";

/// The folder that has a usable wasm-opt, or nothing.
pub fn find_or_install(workspace: &Workspace) -> Option<PathBuf> {
    if let Some(program) = on_path("wasm-opt")
        && usable(&program)
    {
        return program.parent().map(Path::to_path_buf);
    }
    let folder = workspace.tool_folder("binaryen", NPM_VERSION);
    let programs = folder.join("node_modules").join(".bin");
    if usable(&programs.join("wasm-opt")) {
        return Some(programs);
    }
    if let Some(npm) = on_path("npm") {
        announce(
            &format!(
                "binaryen {NPM_VERSION} from npm into {}",
                workspace.shown(&folder)
            ),
            "whose wasm-opt makes the release smaller",
        );
        let installed = run(Command::new(npm)
            .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
            .arg(&folder)
            .arg(format!("binaryen@{NPM_VERSION}")));
        if installed.is_ok() && usable(&programs.join("wasm-opt")) {
            return Some(programs);
        }
    }
    eprintln!(
        "xtask: no wasm-opt here (package binaryen of the system or of npm): \
         building without it, the module will be larger"
    );
    None
}

/// Whether it answers, and is new enough: "wasm-opt version 108 (…)".
pub fn usable(program: &Path) -> bool {
    output(Command::new(program).arg("--version"))
        .and_then(|text| version_of(&text))
        .is_some_and(|version| version >= OLDEST)
}

fn version_of(text: &str) -> Option<u32> {
    text.split_whitespace().nth(2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::version_of;

    #[test]
    fn reads_both_forms_of_the_version() {
        assert_eq!(version_of("wasm-opt version 108\n"), Some(108));
        assert_eq!(
            version_of("wasm-opt version 123 (version_123)\n"),
            Some(123)
        );
        assert_eq!(version_of("command not found"), None);
    }
}
