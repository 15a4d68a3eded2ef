//! Expectations of every form.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::strategy::{content, name, number, runs, time};
use crate::language::{
    Counted, DiffMethod, EntryIs, Expect, Location, Measure, PageCompare, Recovered, VolumeKind,
};

fn location() -> impl Strategy<Value = Location> {
    (name(), number()).prop_map(|(volume, offset)| Location { volume, offset })
}

fn kind() -> impl Strategy<Value = VolumeKind> {
    proptest::sample::select(vec![VolumeKind::Base, VolumeKind::Ross, VolumeKind::Rwss])
}

fn entry() -> impl Strategy<Value = EntryIs> {
    prop_oneof![
        Just(EntryIs::None),
        content().prop_map(EntryIs::Content),
        location().prop_map(EntryIs::In),
    ]
}

pub(super) fn outcome() -> impl Strategy<Value = Expect> {
    let compared = proptest::sample::select(vec![
        PageCompare::LeftOnly,
        PageCompare::RightOnly,
        PageCompare::Differ,
        PageCompare::Same,
    ]);
    let recovered = proptest::sample::select(vec![
        Recovered::Finished,
        Recovered::Undone,
        Recovered::Nothing,
    ]);
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
        (compared, runs()).prop_map(|(kind, pages)| Expect::Compared { kind, pages }),
        runs().prop_map(Expect::Discarded),
        runs().prop_map(Expect::Promoted),
        runs().prop_map(Expect::CopiedPages),
        number().prop_map(Expect::Ran),
        recovered.prop_map(Expect::Recovered),
        option::of(number()).prop_map(Expect::FreedSet),
        number().prop_map(Expect::Items),
    ]
}

pub(super) fn state() -> impl Strategy<Value = Expect> {
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
        (name(), any::<bool>()).prop_map(|(volume, stale)| Expect::Stale { volume, stale }),
        (name(), any::<bool>()).prop_map(|(volume, runs)| Expect::Restoring { volume, runs }),
        (name(), runs()).prop_map(|(volume, pages)| Expect::Pending { volume, pages }),
        (name(), runs()).prop_map(|(volume, pages)| Expect::Bits { volume, pages }),
        (name(), number()).prop_map(|(volume, pages)| Expect::Size { volume, pages }),
        time().prop_map(Expect::Now),
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
