//! Simulated time: an integer and its unit, `90s`.

use std::fmt;

/// The units and their milliseconds, the largest first.
const UNITS: [(&str, u64); 6] = [
    ("w", 7 * 24 * 60 * 60 * 1000),
    ("d", 24 * 60 * 60 * 1000),
    ("h", 60 * 60 * 1000),
    ("min", 60 * 1000),
    ("s", 1000),
    ("ms", 1),
];

/// A time or a length of time, in milliseconds. `Display` takes the largest unit that divides it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(u64);

impl Time {
    /// So many milliseconds.
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms)
    }

    /// In milliseconds.
    pub const fn ms(self) -> u64 {
        self.0
    }

    /// For people: every unit that it takes, as in `1d 1h`.
    pub fn in_words(self) -> String {
        let (mut rest, mut words) = (self.0, Vec::new());
        for (unit, ms) in UNITS {
            if rest >= ms {
                words.push(format!("{}{unit}", rest / ms));
                rest %= ms;
            }
        }
        match words.is_empty() {
            true => self.to_string(),
            false => words.join(" "),
        }
    }
}

/// The milliseconds of a unit.
pub(super) fn unit_ms(unit: &str) -> Option<u64> {
    UNITS.iter().find(|(name, _)| *name == unit).map(|u| u.1)
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        match UNITS.iter().find(|(_, ms)| self.0.is_multiple_of(*ms)) {
            Some((unit, ms)) => write!(f, "{}{unit}", self.0 / ms),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Time;

    #[test]
    fn people_read_every_unit() {
        let words = |ms| Time::from_ms(ms).in_words();
        assert_eq!(words(0), "0s");
        assert_eq!(words(90_000_000), "1d 1h");
        assert_eq!(words(3_660_500), "1h 1min 500ms");
        assert_eq!(words(8 * 86_400_000), "1w 1d");
    }
}
