//! Installing packages of Debian and its kin, where that is permitted.

use std::process::Command;

use crate::run::{Result, on_path, output, run};
use crate::tools::announce;

/// Installs packages with apt-get. An error says why that cannot be, or what failed.
pub fn install(packages: &[&str], why: &str) -> Result<()> {
    let prefix: &[&str] = match (on_path("apt-get"), user_id().as_deref()) {
        (None, _) => return Err("there is no apt-get here".to_owned()),
        (Some(_), Some("0")) => &[],
        (Some(_), _) if may_sudo() => &["sudo", "-n"],
        (Some(_), _) => return Err("apt-get needs root, and sudo asks for a password".to_owned()),
    };
    let apt_get = |arguments: &[&str]| {
        let line: Vec<&str> = [prefix, &["apt-get"], arguments].concat();
        run(Command::new(line[0])
            .args(&line[1..])
            .env("DEBIAN_FRONTEND", "noninteractive"))
    };
    announce(&format!("{} with apt-get", packages.join(" and ")), why);
    apt_get(&["update", "-q"])?;
    let options = ["install", "-q", "-y", "--no-install-recommends"];
    apt_get(&[&options[..], packages].concat())
}

fn user_id() -> Option<String> {
    output(Command::new("id").arg("-u")).map(|text| text.trim().to_owned())
}

fn may_sudo() -> bool {
    on_path("sudo").is_some() && output(Command::new("sudo").args(["-n", "true"])).is_some()
}
