//! The tables of the grammar, and that `docs/language.md` leaves nothing of them out.

use std::collections::BTreeSet;

use crate::language::fault::FAULTS;
use crate::language::grammar::{CRASHABLE, EXPECTATIONS, SETTINGS, VERBS};
use crate::language::want::Word;
use crate::language::{Fault, Time};

const REFERENCE: &str = include_str!("../../../../../docs/language.md");

fn texts(words: &'static [Word]) -> impl Iterator<Item = &'static str> {
    words.iter().map(|word| word.text)
}

#[test]
fn the_reference_has_every_word() {
    for (words, before) in [
        (VERBS, ""),
        (SETTINGS, "set "),
        (EXPECTATIONS, "expect "),
        (FAULTS, ""),
    ] {
        for word in texts(words) {
            let start = format!("`{before}{word}");
            let found = REFERENCE.match_indices(&start).any(|(at, _)| {
                let after = REFERENCE[at + start.len()..].chars().next();
                matches!(after, Some(' ' | '`'))
            });
            assert!(found, "docs/language.md lacks {start}`");
        }
    }
}

#[test]
fn the_words_of_a_table_differ() {
    for words in [VERBS, SETTINGS, EXPECTATIONS, FAULTS] {
        assert_eq!(texts(words).collect::<BTreeSet<_>>().len(), words.len());
        assert!(words.iter().all(|word| !word.hint.is_empty()));
    }
}

#[test]
fn a_crash_stops_any_command_but_these() {
    let others: Vec<_> = texts(VERBS)
        .filter(|verb| !texts(CRASHABLE).any(|it| it == *verb))
        .collect();
    assert_eq!(
        others,
        ["schedule", "at", "crash", "set", "expect", "replay"]
    );
}

#[test]
fn faults_are_found_by_name() {
    assert_eq!(Fault::all().count(), FAULTS.len());
    for fault in Fault::all() {
        assert_eq!(Fault::named(fault.name()), Some(fault));
        assert!(!fault.hint().is_empty());
    }
    assert_eq!(Fault::named("on"), None);
}

#[test]
fn a_time_is_told_in_the_largest_unit_that_divides_it() {
    for (ms, text) in [
        (0, "0s"),
        (1, "1ms"),
        (999, "999ms"),
        (1000, "1s"),
        (90_000, "90s"),
        (3_600_000, "1h"),
        (36 * 3_600_000, "36h"),
        (14 * 86_400_000, "2w"),
        (u64::MAX, "18446744073709551615ms"),
    ] {
        let time = Time::from_ms(ms);
        assert_eq!((time.to_string().as_str(), time.ms()), (text, ms));
    }
}
