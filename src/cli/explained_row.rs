//! The row of `results.csv` that was meant.

use super::explain_arguments::Explain;
use super::explain_failure::ExplainFailure;
use crate::query::ResultRow;
use crate::terminology::nearest_names;
use std::collections::BTreeSet;

/// The columns by which a row is named.
const KEY: [&str; 6] = ["measure", "unit", "stratum", "item", "level", "statistic"];

/// Values that a hint lists.
const LISTED: usize = 20;

/// What names a row.
pub(super) fn of_key(row: &ResultRow) -> [&str; 6] {
    KEY.map(|column| row.cell(column))
}

/// The row that the arguments name.
///
/// # Errors
///
/// [`ExplainFailure::NoNumber`] with the nearest names where no row matches, or several do.
pub(super) fn find<'a>(
    rows: &'a [ResultRow],
    arguments: &Explain,
) -> Result<&'a ResultRow, ExplainFailure> {
    if let Some(number) = arguments.row {
        let index = usize::try_from(number - 1).ok();
        return index.and_then(|index| rows.get(index)).ok_or_else(|| {
            let has = format!("{} rows", rows.len());
            no_number("--row", has, Vec::new(), &format!("1 to {}", rows.len()))
        });
    }
    let typed = [
        ("--measure", &arguments.measure),
        ("--unit", &arguments.unit),
        ("--stratum", &arguments.stratum),
        ("--item", &arguments.item),
        ("--level", &arguments.level),
        ("--statistic", &arguments.statistic),
    ];
    let mut left: Vec<&ResultRow> = rows.iter().collect();
    for (column, (option, value)) in KEY.into_iter().zip(typed) {
        let values: BTreeSet<&str> = left.iter().map(|row| row.cell(column)).collect();
        let value = match value.as_deref() {
            Some(value) if values.contains(value) => value,
            Some(value) => {
                let nearest = nearest_names(value, values.iter().copied());
                let has = "no row of results.csv matches".to_owned();
                return Err(no_number(option, has, nearest, &some_of(&values)));
            }
            // The first statistic of a measure is the one that the others describe.
            None if left.is_empty() => continue,
            None if column == "statistic" => left[0].cell(column),
            None if column == "stratum" && values.contains("overall") => "overall",
            None if values.len() == 1 => left[0].cell(column),
            None => {
                let has = "several rows of results.csv match: add it".to_owned();
                return Err(no_number(option, has, Vec::new(), &some_of(&values)));
            }
        };
        left.retain(|row| row.cell(column) == value);
    }
    let none = || {
        no_number(
            "--measure",
            "results.csv has no row".to_owned(),
            Vec::new(),
            "none",
        )
    };
    left.first().copied().ok_or_else(none)
}

fn no_number(
    option: &'static str,
    has: String,
    nearest: Vec<String>,
    known: &str,
) -> ExplainFailure {
    ExplainFailure::NoNumber {
        option,
        has,
        nearest,
        known: known.to_owned(),
    }
}

fn some_of(values: &BTreeSet<&str>) -> String {
    let shown: Vec<&str> = values.iter().copied().take(LISTED).collect();
    let more = if values.len() > LISTED { ", …" } else { "" };
    shown.join(", ") + more
}

/// The number of a row as it stands in the results: value, bounds, counts.
pub(super) fn number(row: &ResultRow) -> String {
    let (value, status) = (row.cell("value"), row.cell("status"));
    let value = if value.is_empty() { status } else { value };
    let (lower, upper) = (row.cell("lower"), row.cell("upper"));
    let interval = if lower.is_empty() && upper.is_empty() {
        String::new()
    } else {
        let bound = |text: &str| {
            if text.is_empty() {
                "not estimable"
            } else {
                text
            }
            .to_owned()
        };
        let (lower, upper, method) = (bound(lower), bound(upper), row.cell("method"));
        format!(", 95% CI {lower} to {upper} ({method})")
    };
    let count = |column: &str| {
        let cell = row.cell(column);
        (!cell.is_empty()).then(|| format!("{column} {cell}"))
    };
    let counts = [count("numerator"), count("denominator")]
        .into_iter()
        .flatten();
    let counts = counts.collect::<Vec<_>>().join(", ");
    let sign = if counts.is_empty() { "" } else { "; " };
    format!("{value}{interval}{sign}{counts}")
}
