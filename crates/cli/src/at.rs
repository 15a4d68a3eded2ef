//! A position in a file, as `--at` takes it: `N` or `N.STEP`.

use std::str::FromStr;

/// After command `command` (from 1; 0 is the empty beginning), or within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// The number of a command, from 1; 0 is before all of them.
    pub command: usize,
    /// How many of its micro-steps are done; all of them without it.
    pub step: Option<usize>,
}

impl FromStr for At {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (command, step) = match text.split_once('.') {
            Some((command, step)) => (command, Some(step)),
            None => (text, None),
        };
        Ok(Self {
            command: number(command)?,
            step: step.map(number).transpose()?,
        })
    }
}

fn number(digits: &str) -> Result<usize, String> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let parsed = if plain { digits.parse().ok() } else { None };
    parsed.ok_or_else(|| {
        "a position is the number of a command, or that and a step: 12 or 12.3".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_one_or_two_numbers() {
        let at = |text: &str| text.parse::<At>().ok();
        let position = |command, step| Some(At { command, step });
        assert_eq!(at("0"), position(0, None));
        assert_eq!(at("12"), position(12, None));
        assert_eq!(at("12.0"), position(12, Some(0)));
        assert_eq!(at("12.34"), position(12, Some(34)));
        for wrong in [
            "",
            ".",
            "1.",
            ".1",
            "1.2.3",
            "-1",
            "+1",
            "1.x",
            "99999999999999999999",
        ] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }
}
