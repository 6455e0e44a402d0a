//! The indicators as tables: as the page has them, and as a file has them.

use super::one_page::{Group, says_anything};
use crate::report::tables::{Cell, Table};

/// The indicators of groups as a table, their signals in words; without a column that says nothing.
pub(super) fn indicators(groups: &[Group], latest: &str, baseline: &str) -> Table {
    let lines = || groups.iter().flat_map(|group| &group.lines);
    let has_signals =
        lines().any(|line| !["not monitored", "not collected"].contains(&line.signal.word));
    let has_change = says_anything(groups, |line| &line.change);
    let has_detects = says_anything(groups, |line| &line.detects);
    let mut headings = vec!["Indicator", latest, baseline];
    headings.extend(has_change.then_some("Change (95% CI)"));
    headings.extend(has_signals.then_some("Signal"));
    headings.extend(has_detects.then_some("Detects a doubling in"));
    let mut table = Table::new(&headings);
    for group in groups {
        for line in &group.lines {
            let signal = line.signal.text();
            let mut cells: Vec<Cell> = vec![
                line.title.as_str().into(),
                line.latest.as_str().into(),
                line.baseline.as_str().into(),
            ];
            cells.extend(has_change.then(|| line.change.as_str().into()));
            cells.extend(has_signals.then(|| signal.into()));
            cells.extend(has_detects.then(|| line.detects.as_str().into()));
            table.row_of(&group.title, cells);
        }
    }
    table
}

/// What the columns of numbers mean, on the page and in files.
pub(super) const NUMBERS: &str = "Latest and baseline: courses with the event/courses (%), doses given/planned doses (%), or mean or median (n, number with data). Change: latest minus baseline, in percentage points for percentages";
/// What the signs of signals mean.
pub(super) const SIGNALS: &str = "Signal in the latest period: ▲ up, ▼ down, ◆ no direction; ○ none in the latest period (none now: one in an earlier period since the baseline); ◌ no limits yet; – not monitored, or the chart cannot signal.";

/// The same for the file, with every column and the numbers of each cell.
pub(super) fn indicators_file(groups: &[Group], latest: &str, baseline: &str) -> Table {
    let mut table = Table::new(&[
        "Indicator",
        latest,
        baseline,
        "Change",
        "Signal",
        "Detects a doubling in",
    ]);
    for group in groups {
        for line in &group.lines {
            let mut cells = vec![Cell::from(line.title.as_str())];
            cells.extend(line.cells.iter().cloned());
            cells.extend([line.signal.text().into(), line.detects.as_str().into()]);
            table.row_of(&group.title, cells);
        }
    }
    table.note(format!("HD IL-2 courses only, unless --where selects others. {NUMBERS}, with 95% CI. {SIGNALS} Detects a doubling in: courses within which the chart signals a doubling of the odds with 80% probability. A signal is a reason to look, not a finding."));
    table
}
