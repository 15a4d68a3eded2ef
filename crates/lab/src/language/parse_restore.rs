//! Refresh and restore.

use super::cursor::Cursor;
use super::error::Problem;
use super::want::{Fit, Want, Word};
use super::{
    Command, CopyOrder, Items, Measured, RefreshFrom, Restore, RestoreMode, Undo, grammar,
};

type Parsed<T> = Result<T, Problem>;

const fn word(text: &'static str, hint: &'static str) -> Word {
    Word { text, hint }
}

const REFRESHED: &[Word] = &[
    word("from", "from ROSS: this read-only snapshot"),
    word("as", "as NAME: a new read-only snapshot, of the base"),
];
const FROM_HEAD: &[Word] = &[word("from", "from VOLUME: what the snapshot is taken of")];
const AS: &[Word] = &[word("as", "as NAME: a read-only snapshot of the result")];
const KEEP_AS: &[Word] = &[word(
    "as",
    "as NAME: keep what production shows in a read-only snapshot",
)];
const OPTIONS: &[Word] = &[
    word("undo", "undo NAME|newest: receives what is overwritten"),
    word("frozen", "frozen NAME: a snapshot of a source that changes"),
    word("order", "order 14|15: in which order pages are copied"),
    word("mode", "mode eager|lazy: what a write does meanwhile"),
];
const NEWEST: &[Word] = &[word("newest", "the newest snapshot there is")];
const ORDERS: &[Word] = &[
    word("14", "old data first, then new data"),
    word("15", "each page once (the default)"),
];
const MODES: &[Word] = &[
    word("eager", "a write copies the page itself (the default)"),
    word("lazy", "a write marks the page for the background"),
];
const ALL: &[Word] = &[word("all", "everything that is left")];

const MEASURED: &[Word] = &[word("restore", "restore BASE from VOLUME ops N")];
const OPS: &[Word] = &[word("ops", "ops N: operations of hosts")];
const LOAD: &[Word] = &[
    word("seed", "seed S: what chooses the operations"),
    word("every", "every K: operations between two work items"),
];

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

/// Takes what follows `restore`.
pub(super) fn restore(at: &mut Cursor<'_>) -> Parsed<Command> {
    let base = at.volume(Fit::Writable)?;
    at.keyword(grammar::FROM)?;
    let from = at.volume(Fit::Any)?;
    at.keyword(AS)?;
    let name = at.name(Want::NewName("restored"))?;
    let mut restore = Restore {
        base,
        from,
        name,
        undo: Undo::default(),
        frozen: None,
        order: CopyOrder::default(),
        mode: RestoreMode::default(),
    };
    at.options(OPTIONS, &mut |at, option| {
        match option {
            "undo" => {
                restore.undo = match at.try_keyword(NEWEST) {
                    Some(_) => Undo::Newest,
                    None => Undo::Named(at.name(Want::NewName("undo"))?),
                }
            }
            "frozen" => restore.frozen = Some(at.name(Want::NewName("source"))?),
            "order" => {
                restore.order = match at.keyword(ORDERS)? {
                    "14" => CopyOrder::OldFirst,
                    _ => CopyOrder::Once,
                }
            }
            _ => {
                restore.mode = match at.keyword(MODES)? {
                    "eager" => RestoreMode::Eager,
                    _ => RestoreMode::Lazy,
                }
            }
        }
        Ok(())
    })?;
    Ok(Command::Restore(Box::new(restore)))
}

/// Takes what follows `background`.
pub(super) fn background(at: &mut Cursor<'_>) -> Parsed<Command> {
    let base = at.volume(Fit::Writable)?;
    let items = Want::Number("a number of work items");
    let items = if at.at_number() {
        Items::Count(at.number(items)?)
    } else {
        at.note(items);
        match at.try_keyword(ALL) {
            Some(_) => Items::All,
            None => Items::Count(1),
        }
    };
    Ok(Command::Background { base, items })
}

/// Takes what follows `cancel`.
pub(super) fn cancel(at: &mut Cursor<'_>) -> Parsed<Command> {
    let base = at.volume(Fit::Writable)?;
    let keep = match at.try_keyword(KEEP_AS) {
        Some(_) => Some(at.name(Want::NewName("kept"))?),
        None => None,
    };
    Ok(Command::Cancel { base, keep })
}

/// Takes what follows `measure`.
pub(super) fn measure(at: &mut Cursor<'_>) -> Parsed<Command> {
    at.keyword(MEASURED)?;
    let base = at.volume(Fit::Writable)?;
    at.keyword(grammar::FROM)?;
    let from = at.volume(Fit::Any)?;
    at.keyword(OPS)?;
    let ops = at.number(Want::Number("a number of operations"))?;
    let (mut seed, mut every) = (None, None);
    at.options(LOAD, &mut |at, option| {
        let number = Some(at.number(Want::Number("a number"))?);
        match option {
            "seed" => seed = number,
            _ => every = number,
        }
        Ok(())
    })?;
    Ok(Command::Measure(Box::new(Measured {
        base,
        from,
        ops,
        seed,
        every,
    })))
}
