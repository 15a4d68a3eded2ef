//! One fixed way to write numbers, so that the same scene gives the same bytes.

/// A coordinate with at most two decimals and no trailing zeros.
#[must_use]
pub fn number(value: f64) -> String {
    // Whole numbers only: what prints floating-point numbers would make the site larger.
    let hundredths = (value * 100.0).round() as i64;
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
    match rest {
        0 => format!("{sign}{whole}"),
        _ if rest % 10 == 0 => format!("{sign}{whole}.{}", rest / 10),
        _ => format!("{sign}{whole}.{rest:02}"),
    }
}

/// A count with its unit: `1 page`, `2 pages`.
#[must_use]
pub fn count(n: u64, one: &str, many: &str) -> String {
    let word = if n == 1 { one } else { many };
    format!("{} {word}", grouped(n))
}

/// A whole number with thin groups of three digits from 10,000 on.
#[must_use]
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_never_minus_zero() {
        assert_eq!(number(1.0), "1");
        assert_eq!(number(-0.001), "0");
        assert_eq!(number(12.345), "12.35");
        assert_eq!(number(100.50), "100.5");
        assert_eq!(number(-0.07), "-0.07");
        assert_eq!(number(-12.3), "-12.3");
    }

    #[test]
    fn counts_have_units() {
        assert_eq!(count(1, "page", "pages"), "1 page");
        assert_eq!(count(12_345, "page", "pages"), "12,345 pages");
    }
}
