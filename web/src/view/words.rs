//! Small words that several panels use: kinds, counts, page lists, contents.

use cowpath_engine::content::Content;
use cowpath_engine::entry::Location;
use cowpath_engine::ids::Kind;
pub use cowpath_scene::number::{count, grouped};

/// A kind of volume, spelled out.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Base => "base volume",
        Kind::Ross => "read-only snapshot",
        Kind::Rwss => "read-write snapshot",
    }
}

/// Bytes in a unit that keeps the number short.
pub fn bytes(n: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut unit = 0;
    let mut size = 1_u64;
    while n / size >= 1024 && unit + 1 < UNITS.len() {
        size *= 1024;
        unit += 1;
    }
    let tenths = (u128::from(n) * 10 + u128::from(size) / 2) / u128::from(size);
    let (whole, rest) = (tenths / 10, tenths % 10);
    if n.is_multiple_of(size) {
        format!("{whole} {}", UNITS[unit])
    } else {
        format!("{whole}.{rest} {}", UNITS[unit])
    }
}

/// Pages in order as runs: `0-2, 7`, or `none`.
pub fn runs(pages: impl Iterator<Item = u64>) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for page in pages {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == page => *last = page,
            _ => runs.push((page, page)),
        }
    }
    if runs.is_empty() {
        return "none".to_owned();
    }
    let parts = runs.iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// What a page holds, for people.
pub fn content(content: &Content<'_>) -> String {
    match content {
        Content::Stamp(0) => "never written".to_owned(),
        Content::Stamp(stamp) => format!("as record {} left it", grouped(*stamp)),
        other if other.is_zero() => "zeros".to_owned(),
        other => match other.text() {
            Some(text) => text.to_owned(),
            None => other.hex().unwrap_or_default(),
        },
    }
}

/// Where a page lies.
pub fn place(location: Location, base: &str) -> String {
    match location {
        Location::Base(_, page) => format!("{base}, in place (page {})", page.0),
        Location::Data(offset) => format!("data+{}", offset.0),
        Location::Zero => "no place: a hole".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_join_into_runs() {
        assert_eq!(runs([0, 1, 2, 7].into_iter()), "0-2, 7");
        assert_eq!(runs([4].into_iter()), "4");
        assert_eq!(runs(std::iter::empty()), "none");
    }

    #[test]
    fn bytes_have_short_numbers() {
        assert_eq!(bytes(96), "96 B");
        assert_eq!(bytes(4096), "4 KiB");
        assert_eq!(bytes(1_600_000), "1.5 MiB");
    }
}
