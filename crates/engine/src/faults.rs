//! Safety rules that can be switched off, one at a time, to show what each is
//! for: a lesson, and a proof that the tests would notice its absence. All
//! hold unless a policy says otherwise.

use serde::{Deserialize, Serialize};

/// A rule that keeps data safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Rule {
    /// The old content is pushed before the new one lands (seed 1¶70-71).
    PushBeforeWrite,
    /// Step 830 leaves a page alone that a read-only snapshot already holds.
    KeepHeldPage,
    /// A push happens also where the read-write snapshot owns no page.
    PushUnowned,
    /// A read-write snapshot's page that others point to is not changed in place.
    CopyWhenShared,
    /// Skip pointers lead to read-only snapshots only.
    HintOnlyToRoss,
    /// A skip pointer is no exception: a push happens beside it.
    HintNeverSuppressesPush,
    /// A search begins at the volume that is read, not at the newest (seed 1¶95-96).
    SearchFromVolume,
    /// Deleting a snapshot shares its entries into its children.
    DeleteMerges,
    /// It shares them into read-write children too.
    DeleteMergesRwss,
    /// A pushed page is shared before the read-write snapshot swaps its entry.
    ShareBeforeSwap,
    /// The record of an unfinished operation is cleared last.
    PendingClearedLast,
    /// A refresh frees the old pages last (seed 3, claim 5 frees them first).
    RefreshFreesLast,
    /// An operation in flight locks its page (4c4-5).
    Lock,
    /// Without the lock, a new write sets the entry before it copies (4c7).
    EntryBeforeCopy,
    /// Inside the lock, the steps come in an order that a crash may cut.
    CrashOrder,
    /// An older write that lands pushes what older snapshots show of the page.
    LandingPushesOlder,
    /// It drops the skip pointers for the page.
    LandingDropsHints,
    /// It lands on every snapshot that is younger than it.
    LandingOnAll,
    /// No delete makes anything read through a settling snapshot, or takes one.
    SettlingBlocksDelete,
    /// What a restore overwrites is kept in a snapshot first.
    RestoreSavesUndo,
    /// A host's write to a pending page saves what production showed, not the
    /// base's own block.
    ForegroundSavesRestored,
    /// The background leaves blocks alone that hosts have written.
    BackgroundMindsBits,
    /// A read-write source is given a read-only snapshot.
    SourceFrozen,
    /// A page waits until its content has been copied.
    RestorePendingClearedLast,
}

impl Rule {
    /// Every rule, with its name and what it says.
    pub const ALL: [(Self, &'static str, &'static str); 24] = [
        (
            Self::PushBeforeWrite,
            "push-before-write",
            "the old content is pushed before the new one lands",
        ),
        (
            Self::KeepHeldPage,
            "keep-held-page",
            "a page that a read-only snapshot holds is never filled again (830)",
        ),
        (
            Self::PushUnowned,
            "push-unowned",
            "a read-write snapshot that owns no page pushes what it reads",
        ),
        (
            Self::CopyWhenShared,
            "copy-when-shared",
            "a page that others point to is not changed in place",
        ),
        (
            Self::HintOnlyToRoss,
            "hint-only-to-ross",
            "skip pointers lead to read-only snapshots only",
        ),
        (
            Self::HintNeverSuppressesPush,
            "hint-never-suppresses-push",
            "a skip pointer is no exception: the push happens beside it",
        ),
        (
            Self::SearchFromVolume,
            "search-from-volume",
            "a search begins at the volume that is read, not at the newest",
        ),
        (
            Self::DeleteMerges,
            "delete-merges",
            "a deleted snapshot's entries are shared into its children",
        ),
        (
            Self::DeleteMergesRwss,
            "delete-merges-rwss",
            "they are shared into read-write children too",
        ),
        (
            Self::ShareBeforeSwap,
            "share-before-swap",
            "a pushed page is shared before the read-write snapshot's entry changes",
        ),
        (
            Self::PendingClearedLast,
            "pending-cleared-last",
            "the record of an unfinished operation is cleared last",
        ),
        (
            Self::RefreshFreesLast,
            "refresh-frees-last",
            "a refresh frees the old pages only when the new snapshot stands",
        ),
        (Self::Lock, "lock", "an operation in flight locks its page"),
        (
            Self::EntryBeforeCopy,
            "entry-before-copy",
            "without the lock, the entry is set before its page is filled",
        ),
        (
            Self::CrashOrder,
            "crash-order",
            "inside the lock, the steps come in an order that a crash may cut",
        ),
        (
            Self::LandingPushesOlder,
            "landing-pushes-older",
            "an older write that lands pushes the page into the snapshot before it",
        ),
        (
            Self::LandingDropsHints,
            "landing-drops-hints",
            "an older write that lands drops the skip pointers for its page",
        ),
        (
            Self::LandingOnAll,
            "landing-on-all",
            "an older write lands on every younger snapshot",
        ),
        (
            Self::SettlingBlocksDelete,
            "settling-blocks-delete",
            "no delete takes a settling snapshot, or leads to one",
        ),
        (
            Self::RestoreSavesUndo,
            "restore-saves-undo",
            "what a restore overwrites is kept in a snapshot first",
        ),
        (
            Self::ForegroundSavesRestored,
            "foreground-saves-restored",
            "a write to a pending page saves what production showed, not the base's own block",
        ),
        (
            Self::BackgroundMindsBits,
            "background-minds-bits",
            "the background leaves blocks alone that hosts have written",
        ),
        (
            Self::SourceFrozen,
            "source-frozen",
            "a read-write source is given a read-only snapshot for the restore",
        ),
        (
            Self::RestorePendingClearedLast,
            "restore-pending-cleared-last",
            "a page is pending until its content has been copied",
        ),
    ];

    /// Whether it is about operations in flight, and so decides nothing without any.
    #[must_use]
    pub fn is_in_flight(self) -> bool {
        matches!(
            self,
            Self::Lock
                | Self::EntryBeforeCopy
                | Self::CrashOrder
                | Self::LandingPushesOlder
                | Self::LandingDropsHints
                | Self::LandingOnAll
                | Self::SettlingBlocksDelete
        )
    }

    /// The rule's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The rule of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, known, _)| *known == name);
        found.map(|(rule, ..)| *rule)
    }
}

/// The rules that are switched off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Faults(u32);

impl Faults {
    /// Whether a rule is switched off.
    #[must_use]
    #[inline]
    pub fn off(self, rule: Rule) -> bool {
        self.0 & 1 << rule as u8 != 0
    }

    /// The same with one rule switched off, or on again.
    #[must_use]
    pub fn with(self, rule: Rule, off: bool) -> Self {
        let bit = 1 << rule as u8;
        Self(if off { self.0 | bit } else { self.0 & !bit })
    }

    /// Whether every rule holds.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The rules that are switched off.
    pub fn iter(self) -> impl Iterator<Item = Rule> {
        let rules = Rule::ALL.into_iter().map(|(rule, ..)| rule);
        rules.filter(move |rule| self.off(*rule))
    }

    /// As a number, for the image of a tree.
    #[must_use]
    pub fn bits(self) -> u32 {
        self.0
    }

    /// From [`Faults::bits`]; `None` when a bit names no rule.
    #[must_use]
    pub fn from_bits(bits: u32) -> Option<Self> {
        (bits >> Rule::ALL.len() == 0).then_some(Self(bits))
    }
}

#[cfg(test)]
mod tests {
    use super::{Faults, Rule};

    #[test]
    fn rules_stand_at_their_numbers_and_names_lead_back() {
        for (at, (rule, name, _)) in Rule::ALL.into_iter().enumerate() {
            assert_eq!(rule as usize, at);
            assert_eq!(Rule::named(name), Some(rule));
            let one = Faults::default().with(rule, true);
            assert!(one.iter().eq([rule]));
            assert!(one.with(rule, false).is_empty());
            assert_eq!(Faults::from_bits(one.bits()), Some(one));
        }
        assert_eq!(Faults::from_bits(1 << Rule::ALL.len()), None);
    }
}
