//! `qemu-storage-daemon`, driven through its monitor, and `qemu-io`, through which hosts write.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// The programs, or which one is missing.
pub struct Tools {
    img: PathBuf,
    io: PathBuf,
    daemon: PathBuf,
}

impl Tools {
    pub fn find() -> Result<Self, String> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let find = |program: &str| {
            let mut places = folders.iter().map(|folder| folder.join(program));
            places
                .find(|place| place.is_file())
                .ok_or_else(|| format!("{program} is not installed (Debian package qemu-utils)"))
        };
        Ok(Self {
            img: find("qemu-img")?,
            io: find("qemu-io")?,
            daemon: find("qemu-storage-daemon")?,
        })
    }
}

/// One page's worth of one byte, at a page number.
pub type Fill = (u64, u8);

/// A production image and a writable layer on it, served to hosts by a daemon.
pub struct Served<'a> {
    tools: &'a Tools,
    folder: PathBuf,
    page_bytes: u64,
    daemon: Child,
    monitor: BufReader<UnixStream>,
}

impl<'a> Served<'a> {
    /// Makes both images and begins to serve the layer.
    pub fn start(
        tools: &'a Tools,
        folder: PathBuf,
        page_bytes: u64,
        production: &[u8],
        layer: &[Fill],
    ) -> Self {
        // Sockets have short names, so everything is named from within the folder.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a writable folder");
        fs::write(folder.join("base.raw"), production).expect("a writable folder");
        let shape = format!("cluster_size={page_bytes}");
        let mut create = command(&tools.img, &folder);
        create.args(["create", "-q", "-f", "qcow2", "-o", &shape]);
        create.args(["-b", "base.raw", "-F", "raw", "w.qcow2"]);
        succeed(&mut create);
        let mut fill = command(&tools.io, &folder);
        fill.args(["-f", "qcow2"]);
        for (page, byte) in layer {
            fill.arg("-c").arg(write_of(*page, *byte, page_bytes));
        }
        if !layer.is_empty() {
            succeed(fill.arg("w.qcow2"));
        }
        let mut serve = command(&tools.daemon, &folder);
        serve
            .args(["--chardev", "socket,path=qmp,server=on,wait=off,id=qmp"])
            .args(["--monitor", "chardev=qmp"])
            .args(["--blockdev", "driver=file,node-name=file,filename=base.raw"])
            .args(["--blockdev", "driver=raw,node-name=base,file=file"])
            .args(["--blockdev", "driver=file,node-name=layer,filename=w.qcow2"])
            .args([
                "--blockdev",
                "driver=qcow2,node-name=w,file=layer,backing=base",
            ])
            .args(["--nbd-server", "addr.type=unix,addr.path=nbd"])
            .args([
                "--export",
                "type=nbd,id=hosts,node-name=w,name=w,writable=on",
            ]);
        let daemon = serve.spawn().expect("qemu-storage-daemon starts");
        let monitor = connect(&folder.join("qmp"));
        let mut served = Self {
            tools,
            folder,
            page_bytes,
            daemon,
            monitor: BufReader::new(monitor),
        };
        served.until(|said| said.get("QMP").is_some());
        served.ask("qmp_capabilities", &json!({}));
        served
    }

    /// Begins to commit the layer into the production image, so many bytes a second.
    pub fn begin_commit(&mut self, speed: u64) {
        let arguments = json!({"job-id": "commit", "device": "w", "speed": speed});
        self.ask("block-commit", &arguments);
    }

    /// Writes as a host does, all by one connection.
    pub fn write(&self, fills: &[Fill]) {
        let mut host = command(&self.tools.io, &self.folder);
        host.args(["-f", "raw"]);
        for (page, byte) in fills {
            host.arg("-c").arg(write_of(*page, *byte, self.page_bytes));
        }
        succeed(host.arg("nbd+unix:///w?socket=nbd"));
    }

    /// Whether the commit has not yet copied everything once.
    pub fn is_copying(&mut self) -> bool {
        self.ask("query-block-jobs", &json!({}))[0]["ready"] == json!(false)
    }

    /// Lets the commit run to its end, and gives what production holds then.
    pub fn finish(mut self) -> Vec<u8> {
        self.ask(
            "block-job-set-speed",
            &json!({"device": "commit", "speed": 0}),
        );
        let since = Instant::now();
        while self.ask("query-block-jobs", &json!({}))[0]["ready"] != json!(true) {
            assert!(since.elapsed() < PATIENCE, "the commit becomes ready");
            sleep(Duration::from_millis(5));
        }
        self.ask("job-complete", &json!({"id": "commit"}));
        while self.ask("query-block-jobs", &json!({})) != json!([]) {
            assert!(since.elapsed() < PATIENCE, "the commit ends");
            sleep(Duration::from_millis(5));
        }
        self.ask("quit", &json!({}));
        self.daemon.wait().expect("the daemon ends");
        let held = fs::read(self.folder.join("base.raw")).expect("the production image");
        let _ = fs::remove_dir_all(&self.folder);
        held
    }

    fn ask(&mut self, execute: &str, arguments: &Value) -> Value {
        let asked = json!({"execute": execute, "arguments": arguments});
        let socket = self.monitor.get_mut();
        writeln!(socket, "{asked}").expect("the monitor listens");
        let said = self.until(|said| said.get("return").is_some() || said.get("error").is_some());
        assert!(said.get("error").is_none(), "{asked}: {said}");
        said["return"].clone()
    }

    /// The next thing said that is wanted; events between are passed over.
    fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let mut line = String::new();
            let read = self.monitor.read_line(&mut line);
            assert!(
                read.expect("the monitor speaks") > 0,
                "the daemon went away"
            );
            let said: Value = serde_json::from_str(&line).expect("one object a line");
            if wanted(&said) {
                return said;
            }
        }
    }
}

impl Drop for Served<'_> {
    fn drop(&mut self) {
        // Where the test failed half way; after `finish` both are gone.
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

fn write_of(page: u64, byte: u8, page_bytes: u64) -> String {
    format!("write -q -P {byte} {} {page_bytes}", page * page_bytes)
}

fn command(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::null());
    command
}

fn succeed(command: &mut Command) {
    let output = command.output().expect("the program runs");
    let problem = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {problem}");
}

fn connect(socket: &Path) -> UnixStream {
    let since = Instant::now();
    loop {
        match UnixStream::connect(socket) {
            Ok(stream) => {
                let patience = Some(PATIENCE);
                stream.set_read_timeout(patience).expect("a time limit");
                return stream;
            }
            Err(problem) => assert!(since.elapsed() < PATIENCE, "{problem}"),
        }
        sleep(Duration::from_millis(5));
    }
}
