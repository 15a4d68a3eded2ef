//! Rows of words as an aligned table.

/// The display width of a text, as most fonts of a terminal show it: a character is one column.
fn width(text: &str) -> usize {
    text.chars().count()
}

/// A table: two spaces before each row and between columns; columns named in `right` are aligned
/// to the right. Lines end without spaces; the text ends without a line break.
pub(super) fn aligned(head: &[&str], rows: &[Vec<String>], right: &[usize]) -> String {
    let mut widths: Vec<usize> = head.iter().map(|title| width(title)).collect();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            widths[column] = widths[column].max(width(cell));
        }
    }
    let head: Vec<String> = head.iter().map(ToString::to_string).collect();
    let mut lines = Vec::with_capacity(rows.len() + 1);
    for row in std::iter::once(&head).chain(rows) {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[column] - width(cell));
            line.push_str("  ");
            if right.contains(&column) {
                line.push_str(&pad);
                line.push_str(cell);
            } else {
                line.push_str(cell);
                line.push_str(&pad);
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines.join("\n")
}
