//! How a command of the program ends: the exit status, and messages for standard error.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// The exit statuses, as `--help` lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// All is well.
    Well = 0,
    /// A command was refused, or an expectation failed.
    Refused = 1,
    /// The input could not be read or parsed.
    Unreadable = 2,
    /// An invariant broke: a defect of the program.
    Broken = 3,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// Why a command of the program could not be carried out.
#[derive(Debug)]
pub enum Failure {
    /// Something to tell; status 2.
    Message(String),
    /// Whoever read standard output has gone: nothing to tell, and nobody to tell it to.
    BrokenPipe,
}

impl Failure {
    /// A failure with a message.
    pub fn new(message: impl Into<String>) -> Self {
        Self::Message(message.into())
    }

    /// A failed read or write of a file.
    pub fn io(what: &str, name: &str, error: &io::Error) -> Self {
        Self::Message(format!("cannot {what} {name}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(message) => f.write_str(message),
            Self::BrokenPipe => Ok(()),
        }
    }
}

/// What is said when an invariant broke although nothing was switched off.
pub const DEFECT: &str = "this is a defect of Cowpath, not of the file: please report it in the \
    project's issue list, with the file, the lines above and the output of `cowpath --version`";

/// Writes a line to standard error. If that is closed, there is nobody to tell.
pub fn tell(message: impl fmt::Display) {
    let _ = writeln!(io::stderr(), "{message}");
}
