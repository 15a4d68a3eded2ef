//! `cargo xtask serve`: the application on this machine, rebuilt on every change.

use std::net::{Ipv4Addr, TcpListener};

use crate::run::Result;
use crate::site::Site;
use crate::workspace::Workspace;

const FIRST_PORT: u16 = 8080;
/// How many ports are tried, from the first one on.
const PORTS: u16 = 20;

/// Options of `serve`.
#[derive(clap::Args)]
pub struct Options {
    /// Serve on this port [default: 8080, or the next free one]
    #[arg(long)]
    port: Option<u16>,
    /// Serve an optimised build: slower to build, faster to run
    #[arg(long)]
    release: bool,
    /// Open a browser window once it is built
    #[arg(long)]
    open: bool,
}

/// Serves until interrupted.
pub fn serve(workspace: &Workspace, options: &Options) -> Result<()> {
    let site = Site::prepare(workspace, options.release)?;
    let port = choose_port(options.port)?;
    // Apart from dist/, so that a release that was built there stays as it is.
    let folder = workspace.target.join("serve");
    let mut arguments = vec![
        "--dist".into(),
        folder.display().to_string(),
        "--port".into(),
        port.to_string(),
    ];
    arguments.extend(options.release.then(|| "--release".into()));
    arguments.extend(options.open.then(|| "--open".into()));
    println!(
        "xtask: building; then Cowpath is at http://127.0.0.1:{port}/ \
         (reload the page after a change; Ctrl-C ends)"
    );
    site.serve(&arguments)
}

fn choose_port(wanted: Option<u16>) -> Result<u16> {
    if let Some(port) = wanted {
        return if is_free(port) {
            Ok(port)
        } else {
            Err(format!(
                "port {port} is taken; give another with --port, or none to have one chosen"
            ))
        };
    }
    let port = (FIRST_PORT..FIRST_PORT + PORTS)
        .find(|port| is_free(*port))
        .ok_or_else(|| {
            format!(
                "ports {FIRST_PORT} to {} are all taken; give another with --port",
                FIRST_PORT + PORTS - 1
            )
        })?;
    if port != FIRST_PORT {
        println!("xtask: port {FIRST_PORT} is taken, so {port} is used");
    }
    Ok(port)
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::choose_port;
    use std::net::{Ipv4Addr, TcpListener};

    #[test]
    fn a_taken_port_is_refused_by_number() {
        let held = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = held.local_addr().unwrap().port();
        let refusal = choose_port(Some(port)).unwrap_err();
        assert!(refusal.contains(&port.to_string()), "{refusal}");
        drop(held);
        assert_eq!(choose_port(Some(port)), Ok(port));
    }
}
