//! Where things are: the project's folder, the target folder, versions in Cargo.lock.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Result, cargo, output};

/// The folders a task works in.
pub struct Workspace {
    /// The folder of the root Cargo.toml.
    pub root: PathBuf,
    /// Cargo's target folder, wherever the settings put it.
    pub target: PathBuf,
}

impl Workspace {
    /// Asks cargo, so that `CARGO_TARGET_DIR` and the configuration are honoured.
    pub fn find() -> Result<Self> {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let text = output(cargo().args([
            "metadata",
            "--no-deps",
            "--format-version=1",
            "--manifest-path",
            manifest,
        ]))
        .ok_or("`cargo metadata` failed; run it by hand to see why")?;
        let metadata: serde_json::Value = serde_json::from_str(&text)
            .map_err(|error| format!("`cargo metadata` printed something unexpected: {error}"))?;
        let folder = |key: &str| {
            metadata[key]
                .as_str()
                .map(PathBuf::from)
                .ok_or_else(|| format!("`cargo metadata` does not say its {key}"))
        };
        Ok(Self {
            root: folder("workspace_root")?,
            target: folder("target_directory")?,
        })
    }

    /// The folder of the release site.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Where one tool at one version is installed, apart from the person's own.
    pub fn tool_folder(&self, name: &str, version: &str) -> PathBuf {
        self.target.join("tools").join(format!("{name}-{version}"))
    }

    /// The version of a package in Cargo.lock.
    pub fn locked_version(&self, package: &str) -> Result<String> {
        let path = self.root.join("Cargo.lock");
        let lock = fs::read_to_string(&path)
            .map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
        version_in(&lock, package).ok_or_else(|| format!("Cargo.lock has no package {package}"))
    }

    /// A path as it is best shown: relative to the project's folder where possible.
    pub fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }
}

/// Finds a package's version in the text of a Cargo.lock.
fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    let version = lines.next()?.strip_prefix("version = \"")?;
    version.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn finds_the_package_and_not_its_namesakes() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "wasm"), None);
    }
}
