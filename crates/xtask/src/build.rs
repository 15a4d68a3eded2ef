//! `cargo xtask build`: the release site in `dist/`.

use crate::run::Result;
use crate::site::Site;
use crate::workspace::Workspace;

/// Builds `dist/`.
pub fn build(workspace: &Workspace) -> Result<()> {
    let dist = workspace.dist();
    let site = Site::prepare(workspace, true)?;
    site.trunk(
        "build",
        &[
            "--release".into(),
            "--dist".into(),
            dist.display().to_string(),
        ],
    )?;
    println!(
        "xtask: the site is in {}: put the folder on any static host, at any address",
        workspace.shown(&dist)
    );
    Ok(())
}
