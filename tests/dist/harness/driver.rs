//! A chromedriver of our own on a free port, ended with its browser when dropped.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

/// How often a chromedriver is started that ends at once: the port that it has found free for
/// IPv4 may be taken for IPv6.
const ATTEMPTS: usize = 5;

/// A running chromedriver.
pub struct Driver {
    process: Child,
    port: u16,
    /// The session to end before the driver, or its browser would stay behind.
    session: Mutex<Option<String>>,
}

impl Driver {
    /// Starts `CHROMEDRIVER`, or the chromedriver on the PATH.
    pub fn start() -> Self {
        let started = (0..ATTEMPTS).find_map(|_| Self::try_start());
        started.expect("chromedriver says its port")
    }

    /// `None` where it has ended before it said its port.
    fn try_start() -> Option<Self> {
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        let stdout = process.stdout.take().expect("it was asked for");
        let mut lines = BufReader::new(stdout).lines();
        let mut said = lines.by_ref().map_while(Result::ok);
        let Some(port) = said.find_map(|line| port_in(&line)) else {
            // It has ended, or is of no use; a child that is not waited for would stay.
            let _ = process.kill();
            let _ = process.wait();
            return None;
        };
        // Its later output must go somewhere, or it would block.
        thread::spawn(move || lines.for_each(drop));
        Some(Self {
            process,
            port,
            session: Mutex::new(None),
        })
    }

    /// Where the driver answers.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Remembers which session to end.
    pub fn keep_session(&self, session: Option<String>) {
        *self.session.lock().expect("no holder panics") = session;
    }

    fn end_session(&self) -> Option<()> {
        let session = self.session.lock().ok()?.take()?;
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok()?;
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .ok()?;
        let request = format!(
            "DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        );
        stream.write_all(request.as_bytes()).ok()?;
        // The answer comes once the browser is gone.
        stream.read(&mut [0; 64]).ok().map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.end_session();
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// "ChromeDriver was started successfully on port 40123."
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("started successfully on port ")?;
    rest.trim_end_matches('.').parse().ok()
}
