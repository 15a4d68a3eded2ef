//! Commands of every form, with hostile names and contents.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::strategy_expect::{outcome, state};
use crate::language::{
    Command, CopyOrder, DeleteMode, Every, Fault, HintFill, Hints, IndexKind, Items,
    MAX_NAME_BYTES, Measured, Name, Place, PushMode, RefreshFrom, Replay, Restore, RestoreMode,
    Retention, Runs, Schedule, Setting, Time, Trigger, Undo, WhenFull, WhenRefreshed,
};

const HOSTILE: &[&str] = &[
    "of",
    "none",
    "in",
    "by",
    "tree",
    "full",
    "keep",
    "read-only",
    "data",
    "writes",
    "5min",
    "0..2",
    "cow",
    "expect",
    "2206",
    "hex:00",
    "a..b",
    "..",
    "a b",
    "\"",
    "\\",
    "#x",
    "a@b",
    "@",
    "\n",
    "\t",
    "\r",
    "\u{feff}",
    "\u{202e}abc",
    "<img src=x onerror=alert(1)>",
    "0-2",
    "naïve",
    "雪",
    "\u{0}",
    "sha256:",
    "every",
    "after",
    "#~ after 1: tree",
    "\u{85}",
    "\u{2028}",
];

pub(super) fn name() -> impl Strategy<Value = Name> {
    let any = "\\PC{1,16}|.{1,16}|[a-z0-9\\\\.#\"@ ]{1,8}";
    prop_oneof![
        proptest::sample::select(HOSTILE).prop_map(str::to_owned),
        any
    ]
    .prop_filter_map("a name", |text| Name::new(text).ok())
}

pub(super) fn content() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::sample::select(HOSTILE).prop_map(|text| text.as_bytes().to_vec()),
        ".{0,24}".prop_map(String::into_bytes),
        vec(any::<u8>(), 0..24),
    ]
}

pub(super) fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0..10u64, any::<u64>(), Just(u64::MAX)]
}

fn bytes() -> impl Strategy<Value = u64> {
    prop_oneof![
        number(),
        (0..64u64).prop_map(|n| n << 10),
        (0..64u64).prop_map(|n| n << 20)
    ]
}

pub(super) fn runs() -> impl Strategy<Value = Runs> {
    vec((number(), 0..9u64), 0..6)
        .prop_map(|runs| Runs::from_bounds(runs.into_iter().map(|(a, n)| (a, a.saturating_add(n)))))
}

pub(super) fn time() -> impl Strategy<Value = Time> {
    let unit = proptest::sample::select(vec![1, 1000, 60_000, 3_600_000, 86_400_000, 604_800_000]);
    prop_oneof![
        (0..100u64, unit).prop_map(|(n, unit)| Time::from_ms(n * unit)),
        number().prop_map(Time::from_ms),
    ]
}

fn setting() -> impl Strategy<Value = Setting> {
    let fault = proptest::sample::select(Fault::all().collect::<Vec<_>>());
    let fixed = proptest::sample::select(vec![
        Setting::Push(PushMode::Copy),
        Setting::Push(PushMode::Share),
        Setting::Push(PushMode::Redirect),
        Setting::Hints(Hints::On),
        Setting::Hints(Hints::Off),
        Setting::Hints(Hints::Value),
        Setting::HintFill(HintFill::Read),
        Setting::HintFill(HintFill::Push),
        Setting::Delete(DeleteMode::Merge),
        Setting::Delete(DeleteMode::Strict),
        Setting::Full(WhenFull::Fail),
        Setting::Full(WhenFull::Stale),
        Setting::Refresh(WhenRefreshed::Refuse),
        Setting::Refresh(WhenRefreshed::Keep),
        Setting::ChangeLog(true),
        Setting::ChangeLog(false),
    ]);
    prop_oneof![
        fixed,
        (fault, any::<bool>()).prop_map(|(fault, on)| Setting::Fault { fault, on })
    ]
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let trigger = prop_oneof![
        number().prop_map(Trigger::Writes),
        time().prop_map(Trigger::Time),
        name().prop_map(Trigger::Event),
    ];
    let kept = || option::of(number());
    let retention =
        (kept(), kept(), kept(), kept()).prop_map(|(keep, hourly, daily, weekly)| Retention {
            keep,
            hourly,
            daily,
            weekly,
        });
    let names = (name(), name(), option::of(name()));
    (names, trigger, retention).prop_map(|((name, of, tree), trigger, retention)| Schedule {
        name,
        of,
        trigger,
        retention,
        tree,
    })
}

fn replay() -> impl Strategy<Value = Replay> {
    let every = prop_oneof![
        number().prop_map(Every::Records),
        number().prop_map(Every::Millis)
    ];
    let file = prop_oneof![
        name().prop_map(|name| name.as_str().to_owned()),
        "[a-z/. ]{1,99}"
    ];
    (
        file,
        any::<[u8; 32]>(),
        every,
        option::of(number()),
        option::of(bytes()),
    )
        .prop_map(|(file, sha256, every, keep, page_bytes)| Replay {
            file,
            sha256,
            every,
            keep,
            page_bytes,
        })
}

fn refreshed_from() -> impl Strategy<Value = RefreshFrom> {
    prop_oneof![
        name().prop_map(RefreshFrom::Ross),
        (name(), option::of(name())).prop_map(|(name, of)| RefreshFrom::New { name, of }),
    ]
}

fn restore() -> impl Strategy<Value = Restore> {
    let undo = prop_oneof![
        Just(Undo::Own),
        name().prop_map(Undo::Named),
        Just(Undo::Named(Name::new("newest").expect("a name"))),
        Just(Undo::Newest),
    ];
    let names = (name(), name(), name(), undo, option::of(name()));
    let how = (any::<bool>(), any::<bool>());
    (names, how).prop_map(
        |((base, from, name, undo, frozen), (once, eager))| Restore {
            base,
            from,
            name,
            undo,
            frozen,
            order: if once {
                CopyOrder::Once
            } else {
                CopyOrder::OldFirst
            },
            mode: if eager {
                RestoreMode::Eager
            } else {
                RestoreMode::Lazy
            },
        },
    )
}

/// Commands that make, write and read volumes.
fn plain() -> impl Strategy<Value = Command> {
    let place = prop_oneof![
        number().prop_map(Place::Page),
        number().prop_map(Place::OffsetBytes)
    ];
    prop_oneof![
        (
            name(),
            number(),
            bytes(),
            vec(number(), 1..5),
            any::<bool>()
        )
            .prop_map(|(name, pages, page_bytes, levels, maps)| Command::Volume {
                name,
                pages,
                page_bytes,
                levels,
                index: match maps {
                    true => IndexKind::Maps,
                    false => IndexKind::Tables,
                },
            }),
        (name(), name(), option::of(name()), any::<bool>()).prop_map(|(name, of, tree, full)| {
            Command::Ross {
                name,
                of,
                tree,
                full,
            }
        }),
        (name(), name(), name()).prop_map(|(operation, name, of)| Command::Begin {
            operation,
            command: Box::new(Command::Rwss { name, of }),
        }),
        (name(), name(), number()).prop_map(|(operation, volume, page)| Command::Begin {
            operation,
            command: Box::new(Command::Read { volume, page }),
        }),
        (name(), number()).prop_map(|(operation, steps)| Command::Step { operation, steps }),
        name().prop_map(|operation| Command::Finish { operation }),
        Just(Command::Locks),
        (name(), name()).prop_map(|(name, of)| Command::Rwss { name, of }),
        (name(), name()).prop_map(|(name, of)| Command::Copy { name, of }),
        (name(), name(), any::<bool>()).prop_map(|(name, of, read_only)| Command::Clone {
            name,
            of,
            read_only
        }),
        (name(), place, content()).prop_map(|(volume, place, content)| Command::Write {
            volume,
            place,
            content
        }),
        (name(), number()).prop_map(|(volume, page)| Command::Read { volume, page }),
        (name(), name()).prop_map(|(a, b)| Command::Diff { a, b }),
        name().prop_map(|volume| Command::Dump { volume }),
        name().prop_map(|volume| Command::Maps { volume }),
        Just(Command::Tree),
        Just(Command::Check),
    ]
}

/// Commands that change volumes or tell of sets and histories of them.
fn further() -> impl Strategy<Value = Command> {
    let capacity = || option::of(option::of(number()));
    prop_oneof![
        vec(name(), 1..5).prop_map(|volumes| Command::Delete { volumes }),
        (name(), name()).prop_map(|(volume, source)| Command::Promote { volume, source }),
        (name(), runs()).prop_map(|(volume, pages)| Command::Discard { volume, pages }),
        (name(), number()).prop_map(|(volume, pages)| Command::Resize { volume, pages }),
        (name(), capacity(), capacity())
            .prop_filter("a limit", |(_, data, admin)| data.is_some()
                || admin.is_some())
            .prop_map(|(volume, data, admin)| Command::Limit {
                volume,
                data,
                admin
            }),
        (name(), name()).prop_map(|(of, name)| Command::Backup { of, name }),
        (name(), name()).prop_map(|(backup, to)| Command::Sync { backup, to }),
        name().prop_map(|volume| Command::Rate { volume }),
        restore().prop_map(|restore| Command::Restore(Box::new(restore))),
        (
            name(),
            prop_oneof![number().prop_map(Items::Count), Just(Items::All)]
        )
            .prop_map(|(base, items)| Command::Background { base, items }),
        (name(), option::of(name())).prop_map(|(base, keep)| Command::Cancel { base, keep }),
        Just(Command::Restores),
        (
            name(),
            name(),
            number(),
            option::of(number()),
            option::of(number())
        )
            .prop_map(|(base, from, ops, seed, every)| Command::Measure(Box::new(
                Measured {
                    base,
                    from,
                    ops,
                    seed,
                    every
                }
            ))),
        (name(), refreshed_from()).prop_map(|(volume, from)| Command::Refresh { volume, from }),
        vec(name(), 0..5).prop_map(|of| Command::Space { of }),
        name().prop_map(|schedule| Command::Unschedule { schedule }),
        name().prop_map(|event| Command::Trigger { event }),
    ]
}

pub(super) fn command() -> impl Strategy<Value = Command> {
    let crash =
        (number(), prop_oneof![plain(), further()]).prop_map(|(steps, command)| Command::Crash {
            steps,
            command: Box::new(command),
        });
    let asked = prop_oneof![
        4 => plain(),
        4 => further(),
        1 => crash,
        1 => schedule().prop_map(Command::Schedule),
        1 => time().prop_map(Command::At),
    ];
    let by = (asked, option::of(name())).prop_map(|(command, origin)| match origin {
        Some(origin) => Command::By {
            command: Box::new(command),
            origin,
        },
        None => command,
    });
    prop_oneof![
        8 => by,
        1 => setting().prop_map(Command::Set),
        1 => replay().prop_map(Command::Replay),
        4 => prop_oneof![outcome(), state()].prop_map(Command::Expect),
    ]
}

/// Text made of pieces of the language, so that the parser gets far.
pub(super) fn near_text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "volume",
        "ross",
        "rwss",
        "write",
        "read",
        "diff",
        "set",
        "expect",
        "replay",
        "cow",
        "1",
        "of",
        "pages",
        "page",
        "levels",
        "4KiB",
        "2x2",
        "@",
        "\"",
        "\\",
        "\\u{",
        "\\x",
        "hex:",
        "hex:0",
        "hex:é0",
        "\"b3\"",
        "#",
        "#~ after 1:",
        "#~ after 0: tree",
        "\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "0-2,7",
        "none",
        "9-",
        "é",
        "\u{feff}",
        "99999999999999999999",
        "base",
        "s1",
        "entry",
        "parent",
        "refused",
        "hops",
        "in",
        "every",
        "keep",
        "delete",
        "discard",
        "0..2",
        "..",
        "limit",
        "data",
        "schedule",
        "on",
        "5min",
        "9999999999w",
        "writes",
        "crash",
        "at",
        "by",
        "fault",
        "sha256:",
        "\u{0}",
        "\u{2028}",
    ];
    let piece = prop_oneof![
        4 => proptest::sample::select(pieces).prop_map(str::to_owned),
        1 => "\\PC{0,3}",
    ];
    vec((piece, proptest::sample::select(vec!["", " "])), 0..24)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, gap)| piece + gap).collect())
}

#[test]
fn some_hostile_names_are_longest() {
    assert!(Name::new("x".repeat(MAX_NAME_BYTES)).is_ok());
    assert!(Name::new("x".repeat(MAX_NAME_BYTES + 1)).is_err());
}
