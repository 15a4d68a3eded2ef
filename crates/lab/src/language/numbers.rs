//! Words that spell numbers: decimals, sizes, times and runs of pages.

use super::time::unit_ms;
use super::{Runs, Time};

/// Why a word is not what it should be.
pub(super) enum Reject {
    /// It is spelt another way.
    Form,
    /// Its number is too large.
    Overflow,
    /// It is a run with its ends exchanged.
    Order,
}

/// A number of decimal digits.
pub(super) fn decimal(digits: &str) -> Result<u64, Reject> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reject::Form);
    }
    digits.parse().map_err(|_| Reject::Overflow)
}

/// An integer with the unit B, KiB or MiB.
pub(super) fn size_bytes(word: &str) -> Result<u64, Reject> {
    scaled(word, |unit| match unit {
        "B" => Some(1),
        "KiB" => Some(1 << 10),
        "MiB" => Some(1 << 20),
        _ => None,
    })
}

/// An integer with a unit of time.
pub(super) fn time(word: &str) -> Result<Time, Reject> {
    scaled(word, unit_ms).map(Time::from_ms)
}

/// An integer and its unit; `scale` gives what a unit stands for.
fn scaled(word: &str, scale: fn(&str) -> Option<u64>) -> Result<u64, Reject> {
    let unit = word
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(word.len());
    let (digits, unit) = word.split_at(unit);
    let scale = scale(unit).ok_or(Reject::Form)?;
    decimal(digits)?.checked_mul(scale).ok_or(Reject::Overflow)
}

/// A set of pages, `0-2,7` or `none`; a run may be written `0..2` too.
pub(super) fn runs(word: &str) -> Result<Runs, Reject> {
    if word == "none" {
        return Ok(Runs::default());
    }
    let bounds: Result<Vec<(u64, u64)>, Reject> = word.split(',').map(run).collect();
    bounds.map(Runs::from_bounds)
}

fn run(text: &str) -> Result<(u64, u64), Reject> {
    let ends = text.split_once('-').or_else(|| text.split_once(".."));
    let (first, last) = ends.unwrap_or((text, text));
    let (first, last) = (decimal(first)?, decimal(last)?);
    if first <= last {
        Ok((first, last))
    } else {
        Err(Reject::Order)
    }
}
