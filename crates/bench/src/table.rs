//! The rows as a table for people.

use crate::row::Row;

/// A line for each row: ours, theirs, the ratio, the bar and whether it is kept.
#[must_use]
pub fn text(rows: &[Row]) -> String {
    let mut lines = vec![
        [
            "row", "ours", "unit", "theirs", "peer", "ratio", "bar", "ok", "",
        ]
        .map(str::to_owned),
    ];
    lines.extend(rows.iter().map(cells));
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max();
    let widths: Vec<usize> = (0..8).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for line in &lines {
        for (column, width) in widths.iter().enumerate() {
            let cell = &line[column];
            match column {
                1 | 3 | 5 | 6 => text.push_str(&format!("{cell:>width$}  ")),
                _ => text.push_str(&format!("{cell:<width$}  ")),
            }
        }
        text.push_str(&line[8]);
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

fn cells(row: &Row) -> [String; 9] {
    let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    [
        row.id.clone(),
        row.ours.to_string(),
        row.unit.clone(),
        number(row.theirs),
        row.peer.clone().unwrap_or_default(),
        number(row.ratio),
        row.bar
            .map_or(String::new(), |bar| match row.more_is_better {
                true => format!(">= {bar}"),
                false => bar.to_string(),
            }),
        match row.ok {
            Some(true) => "ok".into(),
            Some(false) => "missed".into(),
            None => String::new(),
        },
        row.note.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::row::Row;

    #[test]
    fn columns_line_up() {
        let rows = [
            Row::against("rewrite-4k", "ns", 150.0, "memcpy", 100.0),
            Row::alone("x", "ns", 7.0).with_note("told"),
        ];
        let wanted = "\
row         ours  unit  theirs  peer    ratio  bar  ok
rewrite-4k   150  ns       100  memcpy    1.5  1.3  missed
x              7  ns                                        told
";
        assert_eq!(text(&rows), wanted);
    }
}
