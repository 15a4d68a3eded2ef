//! What holds for every command and for every text.

use proptest::prelude::*;

use super::strategy::{command, name, near_text};
use crate::language::{
    Document, KnownVolume, Vocabulary, VolumeKind, complete, format, parse_command, parse_document,
};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn canonical_text_reads_back_as_the_same_command(command in command()) {
        let text = command.to_string();
        prop_assert!(!text.contains(['\n', '\r']), "{text:?}");
        let read = parse_command(&text);
        prop_assert_eq!(read.as_ref(), Ok(&command), "{}", text);
        prop_assert_eq!(read.map(|command| command.to_string()), Ok(text));
    }

    #[test]
    fn a_command_is_its_verb_its_rest_and_its_origin(command in command()) {
        let plain = command.plain().to_string();
        prop_assert!(plain.starts_with(command.verb()), "{plain:?}");
        prop_assert_eq!(command.plain().origin(), None);
        let by = command.origin().map_or(String::new(), |origin| std::format!(" by {origin}"));
        prop_assert_eq!(command.to_string(), plain + &by);
    }

    #[test]
    fn a_document_reads_back_with_its_branches(
        current in proptest::collection::vec(command(), 0..6),
        branches in proptest::collection::vec((any::<prop::sample::Index>(), command()), 0..6),
    ) {
        let first = current.len();
        let branches: Vec<_> = branches
            .into_iter()
            .enumerate()
            .map(|(i, (after, command))| (after.index(first + i + 1), command))
            .collect();
        let document = Document::new(current.clone(), branches.clone());
        let read = parse_document(&document.to_string());
        prop_assert_eq!(read.as_ref(), Ok(&document));
        let history: Vec<_> =
            document.history().iter().map(|node| (node.after, node.command.clone())).collect();
        let expected: Vec<_> = current.into_iter().enumerate().chain(branches).collect();
        prop_assert_eq!(history, expected);
    }

    #[test]
    fn formatting_twice_is_formatting_once(text in near_text()) {
        if let Ok(once) = format(&text) {
            let before = parse_document(&text).expect("it was formatted");
            let after = parse_document(&once).expect("a formatted file parses");
            prop_assert!(before.commands().map(|(_, c)| c).eq(after.commands().map(|(_, c)| c)));
            prop_assert_eq!(before.history().len(), after.history().len());
            prop_assert_eq!(format(&once), Ok(once));
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in prop_oneof![near_text(), ".{0,64}", "(?s).{0,64}"]) {
        match parse_document(&text) {
            Ok(document) => drop(document.to_string()),
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                let lines = text.strip_prefix('\u{feff}').unwrap_or(&text).lines().collect::<Vec<_>>();
                for error in errors {
                    let line = lines[error.line - 1];
                    prop_assert!(error.column <= line.chars().count() + 1);
                    prop_assert!(error.caret <= error.source_line.chars().count());
                    prop_assert_eq!(error.render("x.cow").lines().count(), 3);
                }
            }
        }
        let _ = parse_command(&text);
        let _ = format(&text);
    }

    #[test]
    fn completion_gives_whole_words_that_the_parser_takes(
        text in near_text(),
        cursor in 0usize..80,
        name in name(),
    ) {
        let vocabulary = Vocabulary {
            volumes: vec![KnownVolume { name, kind: VolumeKind::Base, pages: 8 }],
            ..Vocabulary::default()
        };
        let done = complete(&text, cursor, &vocabulary);
        prop_assert!(text.get(done.from..done.to).is_some());
        for candidate in done.candidates {
            let text = std::format!("{}{}", &text[..done.from], candidate.text);
            let again = complete(&text, text.len(), &vocabulary);
            let same = again.candidates.iter().any(|other| other.text == candidate.text);
            prop_assert!(same, "{} in {text:?}: {again:?}", candidate.text);
        }
    }

    #[test]
    fn every_prefix_of_a_command_can_be_completed(command in command()) {
        let text = command.to_string();
        for (at, _) in text.char_indices() {
            if text[..at].ends_with(' ') && text[..at].matches('"').count() == 0 {
                let done = complete(&text[..at], at, &Vocabulary::default());
                prop_assert!(!done.expected.is_empty(), "{:?}", &text[..at]);
            }
        }
    }
}
