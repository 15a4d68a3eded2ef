//! The safety rules that can be switched off: one table, by name.

use std::fmt;

use super::want::Word;

/// A safety rule that `set fault NAME on` switches off, by the rule's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fault(&'static str);

/// Every rule, with what is broken while it is off.
pub(super) const FAULTS: &[Word] = &[
    word(
        "push-before-write",
        "a write lands before the old page is pushed",
    ),
    word(
        "keep-held-page",
        "a push replaces the page that a snapshot holds (step 830)",
    ),
    word(
        "push-unowned",
        "nothing is pushed for a read-write snapshot without the page",
    ),
    word("copy-when-shared", "a shared page is overwritten in place"),
    word(
        "hint-only-to-ross",
        "skip pointers lead to volumes that change",
    ),
    word(
        "hint-never-suppresses-push",
        "a skip pointer counts as a page that is held",
    ),
    word(
        "search-from-volume",
        "a read passes over the volume's own table",
    ),
    word(
        "delete-merges",
        "a delete takes the pages its children read with it",
    ),
    word(
        "delete-merges-rwss",
        "a delete forgets its read-write children",
    ),
    word(
        "share-before-swap",
        "a page is given up before the snapshot has it",
    ),
    word(
        "pending-cleared-last",
        "an operation counts as done before it is",
    ),
    word(
        "refresh-frees-last",
        "a refresh gives the old pages up before the new snapshot stands",
    ),
    word(
        "lock",
        "operations in flight lock no page, and their steps come in the claims' order",
    ),
    word(
        "entry-before-copy",
        "without the lock, a new write copies before it sets the entry",
    ),
    word(
        "crash-order",
        "inside the lock, the steps come in the claims' order",
    ),
    word(
        "landing-pushes-older",
        "an older write lands without a push into the snapshot before it",
    ),
    word(
        "landing-drops-hints",
        "an older write that lands keeps the skip pointers for its page",
    ),
    word(
        "landing-on-all",
        "an older write lands on the newest snapshot alone",
    ),
    word(
        "settling-blocks-delete",
        "a delete takes settling snapshots, and leads others to them",
    ),
    word(
        "restore-saves-undo",
        "a restore overwrites pages that older snapshots read",
    ),
    word(
        "foreground-saves-restored",
        "a write during a restore saves the page of before it",
    ),
    word(
        "background-minds-bits",
        "the background copies over what hosts have written",
    ),
    word(
        "source-frozen",
        "a restore reads a source that goes on changing",
    ),
    word(
        "restore-pending-cleared-last",
        "a page counts as restored before it is copied",
    ),
];

const fn word(text: &'static str, hint: &'static str) -> Word {
    Word { text, hint }
}

impl Fault {
    /// The rule of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|fault| fault.0 == name)
    }

    /// Every rule, in the order of the documentation.
    pub fn all() -> impl Iterator<Item = Self> {
        FAULTS.iter().map(|word| Self(word.text))
    }

    /// The rule's name.
    pub fn name(self) -> &'static str {
        self.0
    }

    /// What is broken while the rule is off.
    pub fn hint(self) -> &'static str {
        let word = FAULTS.iter().find(|word| word.text == self.0);
        word.map_or("", |word| word.hint)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
