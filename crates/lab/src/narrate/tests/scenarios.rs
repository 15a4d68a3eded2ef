//! The scenario files, moment by moment.

#[test]
fn every_moment_of_the_scenarios_is_told() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/scenarios");
    let mut files = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "cow") {
            continue;
        }
        files += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        let session = crate::session::Session::open(&text).unwrap();
        let mut told_of = 0;
        for number in 1..=session.line().len() {
            let mut at = session.clone();
            let item = session.item(number).unwrap().clone();
            let steps = session.all_events(number).into_owned();
            for step in 0..=item.steps {
                at.seek(crate::session::Position {
                    command: number,
                    step,
                });
                if item.steps > 12 && step % 5 != 0 && step != item.steps {
                    continue;
                }
                let settled = step == item.steps;
                let told = crate::narrate::narrate(
                    &item.text,
                    &steps,
                    step,
                    at.outline(),
                    &at.machine().names_ever(),
                    settled.then_some(&item.outcome),
                );
                let place = format!("{} {number}.{step} {}", path.display(), item.text);
                assert!(!told.title.is_empty(), "{place}");
                assert!(!settled || !told.sentences.is_empty(), "{place}");
                assert_eq!(told.next.is_none(), settled, "{place}: {:?}", told.next);
                assert!(told.flow.iter().map(|row| row.state).is_sorted(), "{place}");
                told_of += 1;
            }
        }
        assert!(told_of > 20, "{}", path.display());
    }
    assert!(files >= 14, "{files}");
}
