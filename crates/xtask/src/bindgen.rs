//! wasm-bindgen's command line programs, at the version that Cargo.lock names: the
//! glue code they write must match the library compiled into the module exactly.

use std::path::PathBuf;

use crate::run::Result;
use crate::tools::{Tool, ensure_tool};
use crate::workspace::Workspace;

/// Where the two programs are.
pub struct Bindgen {
    /// `wasm-bindgen`, for Trunk.
    pub bindgen: PathBuf,
    /// `wasm-bindgen-test-runner`, for cargo.
    pub test_runner: PathBuf,
}

/// Finds or installs both programs.
pub fn ensure_bindgen(workspace: &Workspace) -> Result<Bindgen> {
    let version = workspace.locked_version("wasm-bindgen")?;
    let ensure = |program| {
        ensure_tool(
            workspace,
            &Tool {
                package: "wasm-bindgen-cli",
                program,
                version: &version,
                why: "which must equal wasm-bindgen in Cargo.lock",
            },
        )
    };
    Ok(Bindgen {
        bindgen: ensure("wasm-bindgen")?,
        test_runner: ensure("wasm-bindgen-test-runner")?,
    })
}
