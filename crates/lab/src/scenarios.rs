//! The built-in scenarios: `.cow` files of `tests/scenarios` that teach, and whose `expect` lines
//! check what they say. The page offers them, the command line's tests run them.

/// A scenario that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scenario {
    /// A short stable name, as in a link: the file's name without `.cow`.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What there is to see, in one sentence.
    pub summary: &'static str,
    /// The file, in canonical form.
    pub text: &'static str,
}

const ALL: [Scenario; 4] = [
    Scenario {
        id: "first-steps",
        title: "First steps",
        summary: "A disk, a snapshot, a write: what is kept, when, and who reads it.",
        text: include_str!("../../../tests/scenarios/first-steps.cow"),
    },
    Scenario {
        id: "fig5",
        title: "Fig. 5: the tables of a snapshot",
        summary: "Four writes make one, two and three tables of three levels, step by step.",
        text: include_str!("../../../tests/scenarios/fig5.cow"),
    },
    Scenario {
        id: "fig8",
        title: "Fig. 8: a snapshot tree and its branches",
        summary: "Ten snapshots of one volume, and three ways to say what differs between two.",
        text: include_str!("../../../tests/scenarios/fig8.cow"),
    },
    Scenario {
        id: "nightly",
        title: "A week of nightly snapshots",
        summary: "Incremental backups from one night to the next, a test copy, and retention.",
        text: include_str!("../../../tests/scenarios/nightly.cow"),
    },
];

/// All of them, the one to begin with first.
pub fn all() -> &'static [Scenario] {
    &ALL
}

/// The scenario with this id.
pub fn find(id: &str) -> Option<&'static Scenario> {
    ALL.iter().find(|scenario| scenario.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language;
    use crate::outcome::Outcome;
    use crate::run::Runner;

    #[test]
    fn every_scenario_holds_what_it_says() {
        let runner = Runner {
            check: true,
            ..Runner::default()
        };
        for scenario in all() {
            let document = language::parse_document(scenario.text);
            let document = document.expect("a scenario is in the language");
            let (outcomes, _, summary) = runner.outcomes(&document);
            let failed: Vec<&Outcome> = outcomes
                .iter()
                .filter(|outcome| matches!(outcome, Outcome::Expect(it) if !it.ok))
                .collect();
            assert!(summary.ok(), "{}: {summary:?} {failed:?}", scenario.id);
            assert_eq!(summary.commands, document.commands().count());
            let checks = outcomes.iter().filter(|outcome| outcome.kind() == "expect");
            assert!(checks.count() > 10, "{} checks itself", scenario.id);
        }
    }

    #[test]
    fn every_scenario_is_in_canonical_form() {
        for scenario in all() {
            match language::format(scenario.text) {
                Ok(formatted) => assert_eq!(formatted, scenario.text, "{}", scenario.id),
                Err(error) => panic!("{}", error.render(scenario.id)),
            }
        }
    }

    #[test]
    fn ids_are_unique_and_lead_back() {
        for scenario in all() {
            assert_eq!(find(scenario.id), Some(scenario));
        }
        assert_eq!(find("no such scenario"), None);
    }
}
