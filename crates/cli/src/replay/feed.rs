//! The bytes of a trace, read twice in pieces, so that a trace may be larger
//! than memory. What cannot be read twice is held in memory.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};

use cowpath_lab::replay::{Finished, Options, Progress, Replay, ReplayError, SLICE_BYTES_MIN};
use cowpath_lab::trace::{Format, PREFIX_BYTES, recognise};

/// Bytes read at once.
const PIECE_BYTES: usize = 1 << 20;
/// Most bytes of standard input or a pipe.
const HELD_BYTES_MAX: u64 = 1 << 30;
/// Work between two looks at the progress: about a piece of short records.
pub const SLICE_WORK: u64 = 1 << 17;

trait Input: Read + Seek {}

impl<T: Read + Seek> Input for T {}

/// Replays the trace at `path`; `-` is standard input. Without a format it is
/// recognised; the format is returned too.
pub fn feed(
    path: &str,
    format: Option<Format>,
    options: Options,
    watch: &mut dyn FnMut(Progress),
) -> Result<(Format, Finished), ReplayError> {
    let mut input = open(path).map_err(unreadable)?;
    let total = input.seek(SeekFrom::End(0)).map_err(unreadable)?;
    let mut piece = vec![0; PIECE_BYTES];
    let format = match format {
        Some(format) => format,
        None => {
            let read = fill(&mut *input, 0, &mut piece).map_err(unreadable)?;
            recognise(&piece[..read.min(PREFIX_BYTES)], total)?
        }
    };
    let mut replay = Replay::new(format, options);
    loop {
        let start = replay.position();
        let read = fill(&mut *input, start, &mut piece).map_err(unreadable)?;
        let at_end = read < piece.len();
        let mut used = 0;
        loop {
            let fed = replay.feed(&piece[used..read], at_end)?;
            used += fed.consumed;
            if fed.done {
                return Ok((format, replay.finish()?));
            }
            watch(replay.progress(total));
            let next_pass = replay.position() != start + used as u64;
            if next_pass || (!at_end && read - used < SLICE_BYTES_MIN) {
                break;
            }
        }
    }
}

fn open(path: &str) -> io::Result<Box<dyn Input>> {
    if path == "-" {
        return hold(io::stdin().lock());
    }
    let file = File::open(path)?;
    if file.metadata()?.is_file() {
        return Ok(Box::new(file));
    }
    hold(file)
}

/// Reads everything into memory.
fn hold(input: impl Read) -> io::Result<Box<dyn Input>> {
    let mut bytes = Vec::new();
    let read = input.take(HELD_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if read as u64 > HELD_BYTES_MAX {
        let message = format!("it has more than {HELD_BYTES_MAX} bytes: save it as a file first");
        return Err(io::Error::other(message));
    }
    Ok(Box::new(Cursor::new(bytes)))
}

/// Reads from `start` until the piece is full or the input ends.
fn fill(input: &mut dyn Input, start: u64, piece: &mut [u8]) -> io::Result<usize> {
    input.seek(SeekFrom::Start(start))?;
    let mut filled = 0;
    while filled < piece.len() {
        match input.read(&mut piece[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn unreadable(error: io::Error) -> ReplayError {
    ReplayError::Input(error.to_string())
}
