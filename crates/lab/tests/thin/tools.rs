//! The programs of thin-provisioning-tools, where they are installed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use cowpath_engine::ids::VolumeId;
use cowpath_lab::interop::thin::Pool;

/// Bytes of an empty metadata device: room for some 10,000 mappings.
const METADATA_BYTES: u64 = 4 << 20;
/// Programs at once. Each of them mostly waits for the system to close its files.
const AT_ONCE: usize = 24;
/// Where the programs are besides the PATH: an ordinary user's may lack it.
const SYSTEM_FOLDERS: [&str; 2] = ["/usr/sbin", "/sbin"];

/// Says something even where the test passes.
pub fn say(what: &str) {
    let _ = writeln!(io::stderr(), "{what}");
}

/// The three programs.
pub struct Tools {
    restore: PathBuf,
    delta: PathBuf,
    ls: PathBuf,
}

/// Metadata that was restored; the file goes when this is dropped.
pub struct Metadata<'a> {
    tools: &'a Tools,
    file: PathBuf,
}

/// What `thin_delta` says of two devices: pages by kind.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Delta {
    pub same: BTreeSet<u64>,
    pub different: BTreeSet<u64>,
    pub left_only: BTreeSet<u64>,
    pub right_only: BTreeSet<u64>,
}

impl Delta {
    /// All pages but the same ones.
    pub fn differing(&self) -> BTreeSet<u64> {
        let kinds = [&self.different, &self.left_only, &self.right_only];
        kinds.into_iter().flatten().copied().collect()
    }
}

impl Tools {
    /// The programs, or which one is missing.
    pub fn find() -> Result<Self, String> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = std::env::split_paths(&path)
            .chain(SYSTEM_FOLDERS.map(PathBuf::from))
            .collect();
        let find = |program: &str| {
            let mut places = folders.iter().map(|folder| folder.join(program));
            places.find(|place| place.is_file()).ok_or_else(|| {
                format!("{program} is not installed (Debian package thin-provisioning-tools)")
            })
        };
        Ok(Self {
            restore: find("thin_restore")?,
            delta: find("thin_delta")?,
            ls: find("thin_ls")?,
        })
    }

    /// Makes metadata of a pool's XML.
    pub fn restore(&self, pool: &Pool) -> Metadata<'_> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let of_this_run = format!("thin-{}-{number}", std::process::id());
        let xml = folder.join(format!("{of_this_run}.xml"));
        let file = folder.join(of_this_run);
        fs::write(&xml, pool.to_string()).expect("a writable target directory");
        let device = File::create(&file).expect("a writable target directory");
        device.set_len(METADATA_BYTES).expect("room for a file");
        let mut restore = Command::new(&self.restore);
        restore.arg("-q").arg("-i").arg(&xml).arg("-o").arg(&file);
        said(start(&mut restore));
        fs::remove_file(&xml).expect("it was written");
        Metadata { tools: self, file }
    }
}

impl Metadata<'_> {
    /// For each device its mapped, exclusive and shared blocks.
    pub fn ls(&self) -> BTreeMap<VolumeId, [u64; 3]> {
        let fields = "DEV,MAPPED_BLOCKS,EXCLUSIVE_BLOCKS,SHARED_BLOCKS";
        let mut ls = Command::new(&self.tools.ls);
        ls.args(["--no-headers", "-o", fields]).arg(&self.file);
        let said = said(start(&mut ls));
        let lines = said.lines().map(|line| {
            let words = line.split_whitespace();
            let numbers: Vec<u64> = words.map(|word| word.parse().expect(line)).collect();
            let [device, mapped, exclusive, shared] = numbers[..] else {
                panic!("four numbers were expected: {line}");
            };
            let volume = u32::try_from(device - 1).expect("a device's number is small");
            (VolumeId(volume), [mapped, exclusive, shared])
        });
        lines.collect()
    }

    /// The deltas of pairs, in their order.
    pub fn deltas(&self, pairs: &[(VolumeId, VolumeId)]) -> Vec<Delta> {
        let start_one = |(left, right): &(VolumeId, VolumeId)| {
            let number = |volume: &VolumeId| (volume.0 + 1).to_string();
            let mut delta = Command::new(&self.tools.delta);
            delta.args(["--thin1", &number(left), "--thin2", &number(right)]);
            start(delta.arg(&self.file))
        };
        let mut deltas = Vec::with_capacity(pairs.len());
        for some in pairs.chunks(AT_ONCE) {
            let started: Vec<Child> = some.iter().map(start_one).collect();
            deltas.extend(started.into_iter().map(|child| delta(&said(child))));
        }
        deltas
    }
}

impl Drop for Metadata<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.file);
    }
}

fn start(command: &mut Command) -> Child {
    let command = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().expect("an installed program starts")
}

/// What a program printed, provided that it ended well.
fn said(child: Child) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().expect("the program ends");
    let errors = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{status}: {errors}");
    String::from_utf8(stdout).expect("it prints text")
}

/// Reads lines like `<left_only begin="0" length="1"/>`.
fn delta(xml: &str) -> Delta {
    let mut delta = Delta::default();
    for line in xml.lines().map(str::trim) {
        let pages = match line.split_whitespace().next() {
            Some("<same") => &mut delta.same,
            Some("<different") => &mut delta.different,
            Some("<left_only") => &mut delta.left_only,
            Some("<right_only") => &mut delta.right_only,
            _ => continue,
        };
        let begin = attribute(line, "begin");
        pages.extend(begin..begin + attribute(line, "length"));
    }
    delta
}

fn attribute(line: &str, name: &str) -> u64 {
    let (_, after) = line.split_once(&format!("{name}=\"")).expect(line);
    let (value, _) = after.split_once('"').expect(line);
    value.parse().expect(line)
}
