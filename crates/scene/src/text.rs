//! Estimated widths of text, a little on the wide side, so that layout does
//! not depend on the fonts of the machine that draws.

/// Estimated width of a text in px.
#[must_use]
pub fn width_of(text: &str, size: f64, bold: bool, mono: bool) -> f64 {
    let ems: f64 = text
        .chars()
        .map(|c| if mono { mono_ems(c) } else { ems(c) })
        .sum();
    ems * size * if bold && !mono { 1.1 } else { 1.0 }
}

fn mono_ems(c: char) -> f64 {
    if c.is_ascii() || c == '…' || c == '·' {
        0.605
    } else {
        1.05
    }
}

fn ems(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' => 0.29,
        ' ' | '.' | ',' | ':' | ';' | '!' | '·' => 0.33,
        'f' | 't' | 'r' | '(' | ')' | '-' | '/' | '[' | ']' => 0.41,
        'm' | 'M' | 'W' | '%' | '@' => 0.98,
        'w' => 0.83,
        'A'..='Z' => 0.72,
        '…' | '→' => 1.0,
        _ if c.is_ascii() => 0.625,
        _ => 1.05,
    }
}

/// The text, its middle left out when it is wider than `room` px.
#[must_use]
pub fn shorten(text: &str, room: f64, size: f64, bold: bool, mono: bool) -> String {
    if width_of(text, size, bold, mono) <= room {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().take(400).collect();
    let tail_of: Vec<char> = text.chars().rev().take(400).collect();
    let ellipsis = width_of("…", size, bold, mono);
    let width = |c: char| width_of(c.encode_utf8(&mut [0; 4]), size, bold, mono);
    let (mut used, mut head, mut tail) = (ellipsis, 0, 0);
    while head + tail < chars.len() {
        let from_head = head <= tail;
        let next = if from_head {
            chars[head]
        } else {
            tail_of[tail]
        };
        if used + width(next) > room {
            break;
        }
        used += width(next);
        if from_head { head += 1 } else { tail += 1 }
    }
    let mut out: String = chars[..head].iter().collect();
    out.push('…');
    out.extend(tail_of[..tail].iter().rev());
    out
}

/// The text in lines no wider than `room` px, broken between words; a word that is too wide
/// loses its middle.
#[must_use]
pub fn lines(text: &str, room: f64, size: f64, bold: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let word = shorten(word, room, size, bold, false);
        match lines.last_mut() {
            Some(line) if width_of(&format!("{line} {word}"), size, bold, false) <= room => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_lose_their_middle() {
        let short = shorten("production-database-volume-0042", 80.0, 12.0, true, false);
        assert!(short.starts_with("pro") && short.ends_with("42"), "{short}");
        assert!(width_of(&short, 12.0, true, false) <= 80.0);
        assert_eq!(shorten("base", 80.0, 12.0, true, false), "base");
        assert_eq!(shorten("base", 1.0, 12.0, true, false), "…");
    }
}
