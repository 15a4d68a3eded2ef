//! Deeds in the command language, for looking at them on the page or with `cowpath run`.
//!
//! Volumes are called v0, v1, … by their ids, series t1, t2, …. What the language cannot say, the
//! eviction of skip pointers, the saving of images and crashes of a recovery, stands there as
//! comments. Version stamps become pages with the stamp's digits.

use cowpath_engine::command::{Command, RefreshFrom, Span};
use cowpath_engine::content::Content;
use cowpath_engine::faults::Rule;
use cowpath_engine::ids::{Runs, Series, VolumeId};
use cowpath_engine::policy::{
    DeletePolicy, FullPolicy, HintFill, Hints, Policy, PushMode, RefreshPolicy,
};

use cowpath_engine::restore::{Mode, Order, Undo};

use crate::act::Deed;

/// A deed with what was known when it was done.
#[derive(Clone, Debug)]
pub struct Done {
    pub deed: Deed,
    /// Volumes made so far: the number of the next one.
    pub created: u32,
    /// Bytes of a page of the volume that is written, where one is.
    pub page_bytes: u32,
    /// Whether the source of a restore is a read-write volume.
    pub reads_through: bool,
    /// Whether a rule refuses it. The form that a script has for it may be allowed.
    pub refused: bool,
}

/// Writes deeds as a scenario.
#[must_use]
pub fn script(done: &[Done]) -> String {
    let mut lines = vec![String::from("cow 1")];
    let mut policy = Policy::default();
    for (at, it) in done.iter().enumerate() {
        if it.refused && at + 1 < done.len() {
            lines.push(String::from("# something that is refused"));
            continue;
        }
        match &it.deed {
            Deed::Command(Command::SetPolicy(next)) => {
                lines.extend(settings(policy, *next));
                policy = *next;
            }
            // One step: it is there, or nothing happened.
            Deed::Crash(Command::SetPolicy(_), 0, _) => {}
            Deed::Crash(Command::SetPolicy(next), ..) => {
                lines.extend(settings(policy, *next));
                policy = *next;
            }
            Deed::Command(command) => lines.push(line(command, it)),
            Deed::Crash(command, after, again) => {
                lines.push(format!("crash {after} {}", line(command, it)));
                if !again.is_empty() {
                    lines.push(format!("# recovery stopped after {again:?} steps"));
                }
            }
            Deed::Space(volumes) => lines.push(format!("space of {}", names(volumes))),
            Deed::DropHint(volume, page) => {
                let page = page.0;
                lines.push(format!(
                    "# the skip pointer of v{} for {page} goes",
                    volume.0
                ));
            }
            Deed::DropHints => lines.push(String::from("# every skip pointer goes")),
            Deed::Reload => lines.push(String::from("# saved as an image and loaded again")),
        }
    }
    lines.push(String::from("check"));
    lines.join("\n") + "\n"
}

fn line(command: &Command<'_>, done: &Done) -> String {
    let new = done.created;
    match command {
        Command::CreateVolume { geometry, .. } => {
            let (pages, page_bytes) = (geometry.pages(), geometry.page_bytes());
            let levels = geometry.levels_text();
            format!("volume v{new} pages {pages} page {page_bytes}B levels {levels}")
        }
        Command::TakeRoss { of, series, full } => {
            let tree = match series {
                Series(0) => String::new(),
                Series(number) => format!(" tree t{number}"),
            };
            let full = if *full { " full" } else { "" };
            format!("ross v{new} of v{}{tree}{full}", of.0)
        }
        Command::TakeRwss { of, read_only } => match read_only {
            true => format!("clone v{new} of v{} read-only", of.0),
            false => format!("rwss v{new} of v{}", of.0),
        },
        Command::Copy { of, backup } => match backup {
            true => format!("backup v{} to v{new}", of.0),
            false => format!("copy v{new} of v{}", of.0),
        },
        Command::Write {
            volume,
            span,
            content,
        } => write(volume.0, *span, content, done.page_bytes),
        Command::Read { volume, page } => format!("read v{} {}", volume.0, page.0),
        Command::Diff { a, b } => format!("diff v{} v{}", a.0, b.0),
        Command::Delete { volumes } => format!("delete {}", names(volumes)),
        Command::Promote { volume, source } => format!("promote v{} from v{}", volume.0, source.0),
        Command::Discard { volume, pages } => format!("discard v{} {}", volume.0, runs(pages)),
        Command::Resize { volume, pages } => format!("resize v{} pages {pages}", volume.0),
        Command::SetCapacity { volume, capacity } => {
            let limit = |most: Option<u64>| most.map_or(String::from("none"), |n| n.to_string());
            let (data, admin) = (limit(capacity.data_pages), limit(capacity.admin_entries));
            format!("limit v{} data {data} admin {admin}", volume.0)
        }
        Command::Sync { backup, to } => format!("sync v{} to v{}", backup.0, to.0),
        Command::Refresh { volume, from } => match from {
            RefreshFrom::Ross(ross) => format!("refresh v{} from v{}", volume.0, ross.0),
            RefreshFrom::New { of: None } => format!("refresh v{} as v{new}", volume.0),
            RefreshFrom::New { of: Some(of) } => {
                format!("refresh v{} as v{new} from v{}", volume.0, of.0)
            }
        },
        Command::Restore {
            base,
            from,
            undo,
            order,
            mode,
        } => {
            let frozen = done.reads_through;
            let mut next = new + u32::from(frozen);
            let mut text = format!("restore v{} from v{}", base.0, from.0);
            let undo = match undo {
                Undo::New => {
                    next += 1;
                    format!("v{}", next - 1)
                }
                Undo::Newest => String::from("newest"),
            };
            text.push_str(&format!(" as v{next} undo {undo}"));
            if frozen {
                text.push_str(&format!(" frozen v{new}"));
            }
            let order = match order {
                Order::OldFirst => 14,
                Order::Once => 15,
            };
            let mode = match mode {
                Mode::Eager => "eager",
                Mode::Lazy => "lazy",
            };
            format!("{text} order {order} mode {mode}")
        }
        Command::Background { base, items } => match *items {
            u64::MAX => format!("background v{} all", base.0),
            items => format!("background v{} {items}", base.0),
        },
        Command::CancelRestore { base, keep } => match keep {
            true => format!("cancel v{} as v{new}", base.0),
            false => format!("cancel v{}", base.0),
        },
        Command::Recover => String::from("# recovery"),
        Command::BeginWrite { .. }
        | Command::BeginRead { .. }
        | Command::BeginBackground { .. }
        | Command::Advance { .. } => {
            unreachable!("what is in flight has sequences of its own")
        }
        Command::SetPolicy(_) => unreachable!("policies are settings"),
    }
}

/// Whole pages are written as bytes with their zeros, where there are several.
fn write(volume: u32, span: Span, content: &Content<'_>, page_bytes: u32) -> String {
    let bytes = match content {
        Content::Bytes(bytes) => bytes.to_vec(),
        Content::Stamp(0) => Vec::new(),
        Content::Stamp(stamp) => stamp.to_string().into_bytes(),
    };
    match span {
        Span::Page(page) => format!("write v{volume} {} {}", page.0, hex(&bytes)),
        Span::Bytes { offset } => format!("write v{volume} @{offset} {}", hex(&bytes)),
        Span::Pages { first, count } => {
            let page_bytes = u64::from(page_bytes);
            let room = (count * page_bytes) as usize;
            let mut all = bytes;
            if matches!(content, Content::Stamp(_)) {
                all.resize(page_bytes as usize, 0);
                all = all.repeat(count as usize);
            }
            all.resize(room, 0);
            format!("write v{volume} @{} {}", first.0 * page_bytes, hex(&all))
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
    format!("hex:{}", digits.collect::<String>())
}

fn runs(pages: &Runs) -> String {
    let run = pages.as_slice().iter().map(|run| match run.1 {
        1 => run.0.to_string(),
        length => format!("{}-{}", run.0, run.0 + length - 1),
    });
    run.collect::<Vec<String>>().join(",")
}

fn names(volumes: &[VolumeId]) -> String {
    let names = volumes.iter().map(|id| format!("v{}", id.0));
    names.collect::<Vec<String>>().join(" ")
}

/// What has to be set to come from one policy to another.
fn settings(from: Policy, to: Policy) -> Vec<String> {
    let mut lines = Vec::new();
    let mut set = |changed: bool, what: &str, value: &str| {
        if changed {
            lines.push(format!("set {what} {value}"));
        }
    };
    let switch = |on: bool| if on { "on" } else { "off" };
    let push = match to.push {
        PushMode::Copy => "copy",
        PushMode::Share => "share",
        PushMode::Redirect => "redirect",
    };
    let hints = match to.hints {
        Hints::Off => "off",
        Hints::Value => "value",
        Hints::On => "on",
    };
    let hint_fill = match to.hint_fill {
        HintFill::Read => "read",
        HintFill::Push => "push",
    };
    let delete = match to.delete {
        DeletePolicy::Merge => "merge",
        DeletePolicy::Strict => "strict",
    };
    let full = match to.full {
        FullPolicy::Fail => "fail",
        FullPolicy::Stale => "stale",
    };
    set(from.push != to.push, "push", push);
    set(from.hints != to.hints, "hints", hints);
    set(from.hint_fill != to.hint_fill, "hint-fill", hint_fill);
    set(from.delete != to.delete, "delete", delete);
    set(from.full != to.full, "full", full);
    let refresh = match to.refresh {
        RefreshPolicy::Refuse => "refuse",
        RefreshPolicy::Keep => "keep",
    };
    set(from.refresh != to.refresh, "refresh", refresh);
    set(
        from.change_log != to.change_log,
        "change-log",
        switch(to.change_log),
    );
    for (rule, name, _) in Rule::ALL {
        let off = to.faults.off(rule);
        set(
            from.faults.off(rule) != off,
            &format!("fault {name}"),
            switch(off),
        );
    }
    lines
}
