//! Who was treated, by period: charts are not adjusted for it.

use crate::measures::results::{Level, ReviewPart, ReviewPeriod, Row, Statistic, Status};
use crate::measures::safety::definitions::CASE_MIX;
use crate::report::tables::{Cell, Quantity, Table};
use crate::report::wording;

/// The case mix of each period, of the rows of its series; `None` without a period.
pub(super) fn case_mix(series: &[Row]) -> Option<Table> {
    let rows: Vec<&Row> = series
        .iter()
        .filter(|row| row.measure == CASE_MIX)
        .collect();
    let period_of = |row: &Row| {
        row.stratum
            .periods_of(ReviewPart::Period)
            .map(|of| of.first)
    };
    let mut periods: Vec<ReviewPeriod> = Vec::new();
    for period in rows.iter().filter_map(|row| period_of(row)) {
        if !periods.contains(&period) {
            periods.push(period);
        }
    }
    // Items, and their levels in the order of the rows.
    let mut columns: Vec<(&str, Level)> = Vec::new();
    for row in rows
        .iter()
        .filter(|row| row.statistic == Statistic::Proportion)
    {
        let column = (row.item.as_str(), row.level);
        if row.status != Status::NotCollected && !columns.contains(&column) {
            columns.push(column);
        }
    }
    let is_collected = |item: &str| {
        let mut own = rows.iter().filter(|row| row.item == item);
        own.any(|row| row.status != Status::NotCollected)
    };
    let has_age = is_collected("age_years");
    let mut headings = vec!["Period".to_owned()];
    headings.extend(columns.iter().map(|&(item, level)| heading(item, level)));
    headings.extend(has_age.then(|| "Age, median (IQR), years".to_owned()));
    if headings.len() == 1 {
        return None;
    }
    let mut table = Table::new(&headings.iter().map(String::as_str).collect::<Vec<_>>());
    for period in periods {
        let find = |item: &str, level: Option<Level>, statistic| {
            rows.iter().find(|row| {
                period_of(row) == Some(period)
                    && row.item == item
                    && level.is_none_or(|level| row.level == level)
                    && row.statistic == statistic
            })
        };
        let mut cells = vec![period.to_string().into()];
        for &(item, level) in &columns {
            let row = find(item, Some(level), Statistic::Proportion);
            let n = row.filter(|row| row.status != Status::NotCollected);
            cells.push(n.map_or_else(|| "–".into(), |row| n_of_n(row)));
        }
        if has_age {
            let of = |statistic| find("age_years", None, statistic)?.value;
            let quartiles = of(Statistic::Q1).zip(of(Statistic::Q3));
            let all = [Statistic::Median, Statistic::Q1, Statistic::Q3];
            let decimals = wording::decimals_of_quantiles(all.into_iter().filter_map(of));
            let age = |value: f64| wording::rounded(value, decimals);
            let cell = of(Statistic::Median).zip(quartiles).map_or_else(
                || "–".into(),
                |(median, (q1, q3))| {
                    let [median, q1, q3] = [median, q1, q3].map(age);
                    Cell::from(format!("{median} ({q1}–{q3})")).with([
                        (Quantity::Median, median),
                        (Quantity::Q1, q1),
                        (Quantity::Q3, q3),
                    ])
                },
            );
            cells.push(cell);
        }
        table.row(cells);
    }
    table.note("Courses, No./total. IQR, interquartile range. Charts are not adjusted for any of this: a change in who is treated may look like a change in safety.");
    (!table.rows.is_empty()).then_some(table)
}

/// A count out of the courses of a period.
fn n_of_n(row: &Row) -> Cell {
    let cell = Cell::from(wording::n_of_n(row));
    match (row.numerator, row.denominator) {
        (Some(n), Some(total)) => cell.with([
            (Quantity::N, n.to_string()),
            (Quantity::Total, total.to_string()),
        ]),
        _ => cell,
    }
}

fn heading(item: &str, level: Level) -> String {
    let level = level.to_string();
    match item {
        "ecog" => match level.as_str() {
            "ge2" => "ECOG ≥ 2".to_owned(),
            "missing" => "ECOG missing".to_owned(),
            score => format!("ECOG {score}"),
        },
        _ => match level.as_str() {
            "melanoma" => "Melanoma".to_owned(),
            "renal_cell_carcinoma" => "Renal cell carcinoma".to_owned(),
            "missing" => "Diagnosis missing".to_owned(),
            _ => "Other diagnosis".to_owned(),
        },
    }
}
