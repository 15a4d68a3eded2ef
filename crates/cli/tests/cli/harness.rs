//! Runs the program and keeps what it said.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A finished run.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The run, provided that it ended with this status.
    #[track_caller]
    pub fn ends(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{self:#?}");
        self
    }

    /// The lines of standard output.
    pub fn lines(&self) -> Vec<&str> {
        self.out.lines().collect()
    }

    /// Each line of standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Vec<serde_json::Value> {
        let parse = |line: &str| serde_json::from_str(line);
        let parsed: Result<_, _> = self.out.lines().map(parse).collect();
        parsed.unwrap_or_else(|error| panic!("{error}\n{self:#?}"))
    }
}

/// Runs `cowpath` with these arguments and nothing on standard input.
pub fn cowpath(arguments: &[&str]) -> Ran {
    with_input(arguments, b"")
}

/// Runs `cowpath` with these bytes on standard input.
pub fn with_input(arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cowpath"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that stops early may leave its input unread.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    let output = child.wait_with_output().expect("the program ends");
    Ran {
        status: output.status.code().expect("the program ends by itself"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Runs a `.cow` text through `run -` with these options.
pub fn run(options: &[&str], text: &str) -> Ran {
    let arguments = [&["run", "-"], options].concat();
    with_input(&arguments, text.as_bytes())
}

/// The path of a file of `tests/scenarios`.
pub fn scenario(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios");
    path_text(&folder.join(file))
}

/// An empty folder for one test.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes it anew.
    pub fn new(test: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a writable target directory");
        Self(folder)
    }

    /// The path of a file in it.
    pub fn path(&self, file: &str) -> String {
        path_text(&self.0.join(file))
    }

    /// Writes a file and returns its path.
    pub fn file(&self, file: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(file);
        fs::write(&path, content).expect("a writable folder");
        path
    }
}

/// The content of a file.
pub fn content(path: &str) -> String {
    fs::read_to_string(path).expect("a file in UTF-8")
}

fn path_text(path: &Path) -> String {
    path.to_str().expect("a path in UTF-8").to_owned()
}
