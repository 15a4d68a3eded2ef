//! Random sequences of deeds, as strategies that can be made smaller.

use std::ops::Range;

use cowpath_engine::policy::{DeletePolicy, FullPolicy, HintFill, Hints, PushMode, RefreshPolicy};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::sample::select;

use crate::act::{Act, Choice, Contents, UNIQUE};

/// Commands in a sequence.
pub const COMMANDS: usize = 40;

/// A sequence of deeds on a first tree.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// Which of the shapes the first tree has; past the last one, the large one.
    pub shape: usize,
    pub push: PushMode,
    pub acts: Vec<Act>,
}

/// Which deeds a sequence may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Everything there is.
    All,
    /// Only what makes no copies of equal bytes: with redirects and unique contents the
    /// location diff is then exact.
    Pure,
}

/// Sequences on the shapes of these numbers.
pub fn sequence(
    shapes: Range<usize>,
    sort: Sort,
    contents: Contents,
) -> impl Strategy<Value = Sequence> {
    let acts = vec(act(sort, contents), COMMANDS);
    (shapes, push_mode(), acts).prop_map(|(shape, push, acts)| Sequence { shape, push, acts })
}

fn act(sort: Sort, contents: Contents) -> BoxedStrategy<Act> {
    match sort {
        Sort::All => {
            let once = all(contents);
            let again = vec(cut(), 0..3);
            let crash = (once.clone(), cut(), again)
                .prop_map(|(act, after, again)| Act::Crash(Box::new(act), after, again));
            prop_oneof![12 => once, 1 => crash].boxed()
        }
        Sort::Pure => pure(contents),
    }
}

/// After how many steps something is stopped.
fn cut() -> impl Strategy<Value = u8> {
    prop_oneof![0..12_u8, 0..40_u8, any::<u8>()]
}

fn pure(contents: Contents) -> BoxedStrategy<Act> {
    let any = any::<u8>;
    prop_oneof![
        7 => (any(), series()).prop_map(|(v, s)| Act::Ross(v, s, false)),
        4 => (any(), tenth()).prop_map(|(v, r)| Act::Rwss(v, r)),
        20 => write(contents),
        8 => (any(), any()).prop_map(|(v, p)| Act::Read(v, p)),
        5 => (any(), any()).prop_map(|(a, b)| Act::Diff(a, b)),
        3 => picks().prop_map(Act::Delete),
        2 => policy().prop_map(Act::Policy),
        1 => picks().prop_map(Act::Space),
        2 => (any(), any()).prop_map(|(v, p)| Act::DropHint(v, p)),
        1 => Just(Act::DropHints),
        1 => Just(Act::Reload),
    ]
    .boxed()
}

fn all(contents: Contents) -> BoxedStrategy<Act> {
    let any = any::<u8>;
    let few = || option::of(0..12_u8);
    prop_oneof![
        60 => pure(contents),
        1 => (0..16_u8).prop_map(Act::Volume),
        1 => (any(), series()).prop_map(|(v, s)| Act::Ross(v, s, true)),
        2 => (any(), half()).prop_map(|(v, b)| Act::Copy(v, b)),
        2 => (any(), any()).prop_map(|(b, t)| Act::Sync(b, t)),
        4 => (any(), any()).prop_map(|(v, s)| Act::Promote(v, s)),
        4 => (any(), any(), any()).prop_map(|(v, s, k)| Act::Refresh(v, s, k)),
        8 => (any(), any()).prop_map(|(v, w)| Act::Restore(v, w)),
        12 => (any(), 1..10_u8).prop_map(|(v, n)| Act::Background(v, n)),
        2 => (any(), half()).prop_map(|(v, k)| Act::Cancel(v, k)),
        4 => (any(), any(), any()).prop_map(|(v, p, n)| Act::Discard(v, p, n)),
        4 => (any(), any()).prop_map(|(v, n)| Act::Resize(v, n)),
        1 => (any(), few(), few()).prop_map(|(v, d, a)| Act::Capacity(v, d, a)),
        1 => full().prop_map(|full| Act::Policy(Choice::Full(full))),
        1 => push_mode().prop_map(|push| Act::Policy(Choice::Push(push))),
    ]
    .boxed()
}

fn write(contents: Contents) -> BoxedStrategy<Act> {
    let any = any::<u8>;
    let which = move || match contents {
        Contents::Unique => UNIQUE..UNIQUE + 1,
        Contents::Letters => 0..6_u8,
    };
    prop_oneof![
        7 => (any(), any(), any(), which()).prop_map(|(v, p, l, c)| Act::WritePage(v, p, l, c)),
        1 => (any(), any(), 0..5_u8, any(), which())
            .prop_map(|(v, p, n, l, c)| Act::WritePages(v, p, n, l, c)),
        3 => (any(), any(), 0..14_u8, which()).prop_map(|(v, o, l, c)| Act::WriteBytes(v, o, l, c)),
    ]
    .boxed()
}

/// Mostly the first series.
fn series() -> impl Strategy<Value = u8> {
    prop_oneof![3 => Just(0), 1 => 0..3_u8]
}

fn tenth() -> impl Strategy<Value = bool> {
    prop_oneof![9 => Just(false), 1 => Just(true)]
}

fn picks() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![3 => vec(any::<u8>(), 1), 1 => vec(any::<u8>(), 2..4)]
}

fn policy() -> impl Strategy<Value = Choice> {
    prop_oneof![
        select(vec![Hints::Off, Hints::Value, Hints::On, Hints::On]).prop_map(Choice::Hints),
        select(vec![HintFill::Read, HintFill::Push]).prop_map(Choice::HintFill),
        prop_oneof![3 => Just(DeletePolicy::Merge), 1 => Just(DeletePolicy::Strict)]
            .prop_map(Choice::Delete),
        half().prop_map(Choice::ChangeLog),
        select(vec![RefreshPolicy::Refuse, RefreshPolicy::Keep]).prop_map(Choice::Refresh),
    ]
}

fn full() -> impl Strategy<Value = FullPolicy> {
    prop_oneof![Just(FullPolicy::Fail), Just(FullPolicy::Stale)]
}

fn push_mode() -> impl Strategy<Value = PushMode> {
    use PushMode::{Copy, Redirect, Share};
    select(vec![Copy, Share, Redirect])
}

fn half() -> impl Strategy<Value = bool> {
    prop_oneof![Just(true), Just(false)]
}
