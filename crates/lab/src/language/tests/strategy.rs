//! Commands of every form, with hostile names and contents.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::language::{
    Command, Counted, DeleteMode, DiffMethod, EntryIs, Every, Expect, Location, MAX_NAME_BYTES,
    Measure, Name, Place, PushMode, Replay, Runs, Setting, VolumeKind,
};

const HOSTILE: &[&str] = &[
    "of",
    "none",
    "in",
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

fn content() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::sample::select(HOSTILE).prop_map(|text| text.as_bytes().to_vec()),
        ".{0,24}".prop_map(String::into_bytes),
        vec(any::<u8>(), 0..24),
    ]
}

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0..10u64, any::<u64>(), Just(u64::MAX)]
}

fn bytes() -> impl Strategy<Value = u64> {
    prop_oneof![
        number(),
        (0..64u64).prop_map(|n| n << 10),
        (0..64u64).prop_map(|n| n << 20)
    ]
}

fn runs() -> impl Strategy<Value = Runs> {
    vec((number(), 0..9u64), 0..6)
        .prop_map(|runs| Runs::from_bounds(runs.into_iter().map(|(a, n)| (a, a.saturating_add(n)))))
}

fn location() -> impl Strategy<Value = Location> {
    (name(), number()).prop_map(|(volume, offset)| Location { volume, offset })
}

fn kind() -> impl Strategy<Value = VolumeKind> {
    proptest::sample::select(vec![VolumeKind::Base, VolumeKind::Ross, VolumeKind::Rwss])
}

fn setting() -> impl Strategy<Value = Setting> {
    proptest::sample::select(vec![
        Setting::Push(PushMode::Copy),
        Setting::Push(PushMode::Share),
        Setting::Push(PushMode::Redirect),
        Setting::Hints(true),
        Setting::Hints(false),
        Setting::Delete(DeleteMode::Merge),
        Setting::Delete(DeleteMode::Strict),
    ])
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

fn entry() -> impl Strategy<Value = EntryIs> {
    prop_oneof![
        Just(EntryIs::None),
        content().prop_map(EntryIs::Content),
        location().prop_map(EntryIs::In),
    ]
}

fn outcome() -> impl Strategy<Value = Expect> {
    prop_oneof![
        Just(Expect::Ok),
        option::of(name()).prop_map(Expect::Refused),
        runs().prop_map(Expect::Written),
        runs().prop_map(Expect::Pushed),
        number().prop_map(Expect::Copied),
        vec(number(), 1..5).prop_map(Expect::Steps),
        content().prop_map(Expect::Read),
        option::of(location()).prop_map(Expect::From),
        vec(name(), 1..5).prop_map(Expect::Hops),
        number().prop_map(Expect::Lookups),
        any::<bool>().prop_map(Expect::Hint),
        proptest::sample::select(vec![DiffMethod::M500, DiffMethod::M550]).prop_map(Expect::Method),
        name().prop_map(Expect::Common),
        runs().prop_map(Expect::Literal),
        runs().prop_map(Expect::Location),
        runs().prop_map(Expect::Content),
        any::<bool>().prop_map(Expect::Check),
    ]
}

fn state() -> impl Strategy<Value = Expect> {
    let measure = proptest::sample::select(vec![
        Measure::Exclusive,
        Measure::Shared,
        Measure::TableBytes,
    ]);
    let counted = prop_oneof![Just(Counted::Volumes), name().prop_map(Counted::Exceptions)];
    prop_oneof![
        (name(), number(), content()).prop_map(|(volume, page, content)| Expect::Page {
            volume,
            page,
            content
        }),
        (name(), runs()).prop_map(|(volume, pages)| Expect::Exceptions { volume, pages }),
        (name(), number(), entry()).prop_map(|(volume, page, entry)| Expect::Entry {
            volume,
            page,
            entry
        }),
        (name(), option::of(name())).prop_map(|(volume, parent)| Expect::Parent { volume, parent }),
        (name(), option::of(name())).prop_map(|(volume, source)| Expect::CopyOf { volume, source }),
        (name(), kind()).prop_map(|(volume, kind)| Expect::Kind { volume, kind }),
        name().prop_map(Expect::Exists),
        name().prop_map(Expect::Absent),
        (name(), vec(number(), 1..5))
            .prop_map(|(volume, per_level)| Expect::Tables { volume, per_level }),
        (counted, number()).prop_map(|(what, count)| Expect::Count { what, count }),
        (name(), measure, number()).prop_map(|(volume, measure, value)| Expect::Space {
            volume,
            measure,
            value
        }),
        (name(), option::of(number())).prop_map(|(volume, pages)| Expect::Freed { volume, pages }),
    ]
}

pub(super) fn command() -> impl Strategy<Value = Command> {
    let place = prop_oneof![
        number().prop_map(Place::Page),
        number().prop_map(Place::OffsetBytes)
    ];
    let plain = prop_oneof![
        (name(), number(), bytes(), vec(number(), 1..5)).prop_map(
            |(name, pages, page_bytes, levels)| Command::Volume {
                name,
                pages,
                page_bytes,
                levels
            }
        ),
        (name(), name()).prop_map(|(name, of)| Command::Ross { name, of }),
        (name(), name()).prop_map(|(name, of)| Command::Rwss { name, of }),
        (name(), place, content()).prop_map(|(volume, place, content)| Command::Write {
            volume,
            place,
            content
        }),
        (name(), number()).prop_map(|(volume, page)| Command::Read { volume, page }),
        (name(), name()).prop_map(|(a, b)| Command::Diff { a, b }),
        name().prop_map(|volume| Command::Delete { volume }),
        name().prop_map(|volume| Command::Dump { volume }),
        Just(Command::Tree),
        Just(Command::Space),
        Just(Command::Check),
        setting().prop_map(Command::Set),
        replay().prop_map(Command::Replay),
    ];
    let expect = prop_oneof![outcome(), state()].prop_map(Command::Expect);
    prop_oneof![plain, expect]
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
