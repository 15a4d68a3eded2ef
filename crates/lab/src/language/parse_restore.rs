//! Refresh.

use super::cursor::Cursor;
use super::error::Problem;
use super::want::{Fit, Want, Word};
use super::{Command, RefreshFrom};

type Parsed<T> = Result<T, Problem>;

const fn word(text: &'static str, hint: &'static str) -> Word {
    Word { text, hint }
}

const REFRESHED: &[Word] = &[
    word("from", "from ROSS: this read-only snapshot"),
    word("as", "as NAME: a new read-only snapshot, of the base"),
];
const FROM_HEAD: &[Word] = &[word("from", "from VOLUME: what the snapshot is taken of")];

/// Takes what follows `refresh`.
pub(super) fn refresh(at: &mut Cursor<'_>) -> Parsed<Command> {
    let volume = at.volume(Fit::Writable)?;
    let from = match at.keyword(REFRESHED)? {
        "from" => RefreshFrom::Ross(at.volume(Fit::Ross)?),
        _ => RefreshFrom::New {
            name: at.name(Want::NewName("s"))?,
            of: match at.try_keyword(FROM_HEAD) {
                Some(_) => Some(at.volume(Fit::Writable)?),
                None => None,
            },
        },
    };
    Ok(Command::Refresh { volume, from })
}
