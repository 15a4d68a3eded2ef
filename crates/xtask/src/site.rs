//! Running Trunk with the right tools before everything else on its PATH.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bindgen::ensure_bindgen;
use crate::optimizer;
use crate::run::{Result, become_program, path_with, run};
use crate::tools::{ensure_trunk, ensure_wasm_target};
use crate::workspace::Workspace;

/// Everything Trunk needs, found or installed.
pub struct Site<'a> {
    workspace: &'a Workspace,
    trunk: PathBuf,
    folders: Vec<PathBuf>,
    page_as_it_is: bool,
}

impl<'a> Site<'a> {
    /// Installs what is missing. A release also looks for wasm-opt.
    pub fn prepare(workspace: &'a Workspace, release: bool) -> Result<Self> {
        ensure_wasm_target()?;
        let trunk = ensure_trunk(workspace)?;
        let bindgen = ensure_bindgen(workspace)?.bindgen;
        let mut folders: Vec<PathBuf> = bindgen
            .parent()
            .map(Path::to_path_buf)
            .into_iter()
            .collect();
        let optimizer = release
            .then(|| optimizer::find_or_install(workspace))
            .flatten();
        // Trunk never optimises a development build.
        let page_as_it_is = !release || optimizer.is_some();
        folders.extend(optimizer);
        Ok(Self {
            workspace,
            trunk,
            folders,
            page_as_it_is,
        })
    }

    /// Runs `trunk build …`.
    pub fn build(&self, arguments: &[String]) -> Result<()> {
        let page = Page::choose(self.workspace, self.page_as_it_is)?;
        run(&mut self.trunk("build", arguments, &page)?)
    }

    /// Runs `trunk serve …` until it is interrupted.
    pub fn serve(&self, arguments: &[String]) -> Result<()> {
        let page = Page::choose(self.workspace, self.page_as_it_is)?;
        let mut command = self.trunk("serve", arguments, &page)?;
        if page.temporary {
            return run(&mut command);
        }
        become_program(&mut command)
    }

    fn trunk(&self, task: &str, arguments: &[String], page: &Page) -> Result<Command> {
        let mut command = Command::new(&self.trunk);
        command
            .current_dir(&self.workspace.root)
            .arg(task)
            .args(arguments)
            .args(["--skip-version-check", "--html-output", "index.html"])
            .arg(&page.path)
            .env("PATH", path_with(&self.folders)?)
            // Trunk 0.21.14 wants `true` or `false` here and stops at `NO_COLOR=1`.
            .env_remove("NO_COLOR");
        Ok(command)
    }
}

/// The page that Trunk starts from. Trunk can only be kept from fetching wasm-opt by
/// the page's own attribute, so without it a copy with the attribute off is used.
/// The names of functions are kept for wasm-opt only, which sorts by them, and dropped by
/// `cargo xtask finish`.
struct Page {
    path: PathBuf,
    temporary: bool,
}

impl Page {
    fn choose(workspace: &Workspace, as_it_is: bool) -> Result<Self> {
        let original = workspace.root.join("index.html");
        if as_it_is {
            return Ok(Self {
                path: original,
                temporary: false,
            });
        }
        let text = fs::read_to_string(&original)
            .map_err(|error| format!("index.html cannot be read: {error}"))?;
        let path = workspace
            .root
            .join(format!(".index-{}.html", std::process::id()));
        fs::write(&path, without_optimizer(&text))
            .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        Ok(Self {
            path,
            temporary: true,
        })
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if self.temporary {
            // Best effort: a copy left behind is harmless.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn without_optimizer(page: &str) -> String {
    page.replace("data-wasm-opt=\"2\"", "data-wasm-opt=\"0\"")
        .replace(" data-keep-debug", "")
}

#[cfg(test)]
mod tests {
    use super::without_optimizer;

    #[test]
    fn the_page_names_the_optimizer_and_the_copy_does_not() {
        let page = include_str!("../../../index.html");
        assert!(page.contains("data-wasm-opt=\"2\""));
        assert!(page.contains(" data-keep-debug"));
        let copy = without_optimizer(page);
        assert!(copy.contains("data-wasm-opt=\"0\""));
        assert!(!copy.contains("data-keep-debug"));
    }
}
