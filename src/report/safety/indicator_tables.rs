//! The indicators as tables: as the page has them, and as a file has them.

use super::one_page::Group;
use crate::report::tables::{Cell, Table};

/// The indicators of a group as a table, with what its charts are made of.
pub(super) fn indicators(groups: &[Group], latest: &str, baseline: &str) -> Table {
    let mut table = Table::new(&[
        "Indicator",
        latest,
        baseline,
        "Signal",
        "Published; difference",
        "To notice doubled odds",
    ]);
    for group in groups {
        for line in &group.lines {
            let mut signal = line.signal.words.clone();
            if let Some(first) = signal.first_mut() {
                *first = format!("{} {first}", line.signal.shape);
            }
            table.row_of(
                group.title,
                vec![
                    line.title.as_str().into(),
                    Cell(line.latest.clone()),
                    Cell(line.baseline.clone()),
                    Cell(signal),
                    Cell(line.published.clone()),
                    Cell(line.notice.clone()),
                ],
            );
        }
    }
    table
}

/// The same for the file: numerator and denominator in columns of their own.
pub(super) fn indicators_file(groups: &[Group], latest: &str, baseline: &str) -> Table {
    let of =
        |what: &str| [", n", ", N", ", number (95 % interval)"].map(|of| format!("{what}{of}"));
    let mut headings = vec!["Indicator".to_owned()];
    headings.extend(of(latest));
    headings.extend(of(baseline));
    headings
        .extend(["Signal", "Published; difference", "To notice doubled odds"].map(str::to_owned));
    let mut table = Table::new(&headings.iter().map(String::as_str).collect::<Vec<_>>());
    let count = |n: Option<i64>| Cell::from(n.map_or_else(String::new, |n| n.to_string()));
    for group in groups {
        for line in &group.lines {
            let mut cells = vec![Cell::from(line.title.as_str())];
            for (lines, (n, of)) in [&line.latest, &line.baseline].into_iter().zip(line.counts) {
                // What stands before the number are the counts.
                let number = lines.last().expect("an estimate has a line").clone();
                cells.extend([count(n), count(of), number.into()]);
            }
            let signal = format!("{} {}", line.signal.shape, line.signal.words.join(" "));
            cells.extend([
                signal.into(),
                Cell(line.published.clone()),
                Cell(line.notice.clone()),
            ]);
            table.row_of(group.title, cells);
        }
    }
    table
}
