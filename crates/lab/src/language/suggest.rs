//! The nearest word to a mistyped one.

/// Words longer than this get no suggestion, in bytes.
const MAX_WORD_BYTES: usize = 64;

/// The candidate nearest to `word`: one that differs in case only, or else by few enough
/// insertions, deletions, replacements and exchanges of neighbours (one, or a third of the word).
/// Of equally near ones the first.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > MAX_WORD_BYTES {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let length = lower.chars().count();
    let limit = if length < 2 { 0 } else { (length / 3).max(1) };
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= MAX_WORD_BYTES)
        .map(|candidate| {
            (
                strsim::osa_distance(&lower, &candidate.to_ascii_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_near_misses_and_nothing_far() {
        let verbs = ["volume", "ross", "rwss", "write", "read", "diff"];
        for (word, found) in [
            ("rsos", Some("ross")),
            ("wirte", Some("write")),
            ("Read", Some("read")),
            ("volum", Some("volume")),
            ("dif", Some("diff")),
            ("snapshot", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, verbs), found, "{word}");
        }
    }
}
