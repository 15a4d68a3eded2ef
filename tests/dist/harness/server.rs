//! A static host on a free port that serves one folder below a sub-path, and nothing
//! else: what lies outside is not found, so an absolute address in the site is caught.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

/// A running host. It ends with the test process.
pub struct Server {
    /// Where the site is: `http://127.0.0.1:PORT/some/sub/path/`.
    pub address: String,
    site: Arc<Site>,
}

struct Site {
    root: PathBuf,
    below: String,
    /// Files whose name ends like this are answered with an error.
    broken: Mutex<Option<String>>,
    /// The path of each request, in order.
    requests: Mutex<Vec<String>>,
}

impl Server {
    /// Serves the folder below `below`, which begins and ends with a slash.
    pub fn start(root: &Path, below: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let site = Arc::new(Site {
            root: root.to_path_buf(),
            below: below.to_owned(),
            broken: Mutex::new(None),
            requests: Mutex::new(Vec::new()),
        });
        let served = Arc::clone(&site);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let site = Arc::clone(&served);
                // A browser opens connections that it does not use, so each waits alone.
                thread::spawn(move || site.answer(stream));
            }
        });
        Self {
            address: format!("http://127.0.0.1:{port}{below}"),
            site,
        }
    }

    /// How many requests there were for files whose name ends like this.
    pub fn requests(&self, ending: &str) -> usize {
        let requests = self.site.requests.lock().expect("no holder panics");
        requests
            .iter()
            .filter(|path| path.ends_with(ending))
            .count()
    }

    /// The addresses within the site that were asked for, in order.
    pub fn fetched(&self) -> Vec<String> {
        let requests = self.site.requests.lock().expect("no holder panics");
        let inside = |path: &String| {
            path.strip_prefix(self.site.below.as_str())
                .map(str::to_owned)
        };
        requests.iter().filter_map(inside).collect()
    }

    /// From now on, files whose name ends like this cannot be had.
    pub fn break_files(&self, ending: &str) {
        *self.site.broken.lock().expect("no holder panics") = Some(ending.to_owned());
    }
}

impl Site {
    fn answer(&self, mut stream: TcpStream) -> Option<()> {
        let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
        let request = lines.next()?.ok()?;
        // The rest of the head does not matter, but must be read.
        for line in lines {
            if line.ok()?.is_empty() {
                break;
            }
        }
        let mut words = request.split(' ');
        let (method, target) = (words.next()?, words.next()?);
        let (status, kind, body) = match self.find(target) {
            Some(path) => ("200 OK", mime_type(&path), fs::read(&path).ok()?),
            None => ("404 Not Found", "text/plain", b"not found".to_vec()),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
             X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n\
             Connection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).ok()?;
        if method != "HEAD" {
            stream.write_all(&body).ok()?;
        }
        Some(())
    }

    fn find(&self, target: &str) -> Option<PathBuf> {
        let path = target.split(['?', '#']).next()?;
        let mut requests = self.requests.lock().expect("no holder panics");
        requests.push(path.to_owned());
        let inside = match path.strip_prefix(self.below.as_str())? {
            "" => "index.html",
            inside => inside,
        };
        let broken = self.broken.lock().expect("no holder panics");
        if broken
            .as_ref()
            .is_some_and(|ending| inside.ends_with(ending.as_str()))
        {
            return None;
        }
        let plain = Path::new(inside)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        let found = self.root.join(inside);
        (plain && found.is_file()).then_some(found)
    }
}

fn mime_type(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("csv" | "txt" | "cow") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
