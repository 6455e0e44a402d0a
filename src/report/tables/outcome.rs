//! Response, survival and death.

use super::lookup::Lookup;
use super::table::{Cell, Shown, Table};
use crate::measures::results::{Level, Row, Statistic, Unit};
use crate::measures::{outcome, survival};
use crate::report::wording;

pub(super) fn response(results: &Lookup<'_>) -> Shown {
    if results.is_collected(outcome::BEST_RESPONSE, Unit::Patient) == Some(false) {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&["Best response", "n/N", "Patients"]);
    let mut add = |label: String, row: &Row| {
        table.share_row(label, row);
    };
    for row in results.of(outcome::BEST_RESPONSE, Unit::Patient) {
        let label = match row.item.as_str() {
            "CR" => "CR: complete response",
            "PR" => "PR: partial response",
            "SD" => "SD: stable disease",
            "PD" => "PD: progressive disease",
            "NE" => "NE: not evaluable",
            other => other,
        };
        add(label.to_owned(), row);
    }
    for row in results.of(outcome::OBJECTIVE_RESPONSE, Unit::Patient) {
        add(
            "Objective response (CR or PR), of those with any".to_owned(),
            row,
        );
    }
    table.note_methods(results.of(outcome::BEST_RESPONSE, Unit::Patient));
    table.note("Unit of analysis: treated patients, by the best response over their treated courses (RECIST).");
    table.shown()
}

pub(super) fn survival(results: &Lookup<'_>) -> Shown {
    let curves = [
        (
            "Overall survival",
            survival::OVERALL_SURVIVAL,
            survival::OVERALL_SURVIVAL_MEDIAN,
        ),
        (
            "Progression-free survival",
            survival::PROGRESSION_FREE_SURVIVAL,
            survival::PROGRESSION_FREE_SURVIVAL_MEDIAN,
        ),
    ];
    if curves
        .iter()
        .all(|(_, measure, _)| results.is_collected(measure, Unit::Patient) == Some(false))
    {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&[
        "",
        "Patients",
        "Events",
        "Median (days)",
        "1 year",
        "2 years",
        "3 years",
        "5 years",
    ]);
    for (label, measure, median) in curves {
        let mut cells: Vec<Cell> = vec![label.into()];
        if results.is_collected(measure, Unit::Patient) != Some(true) {
            cells.push(wording::NOT_COLLECTED.into());
            cells.extend(vec![Cell::default(); 6]);
            table.row(cells);
            continue;
        }
        let Some(median) = results.only(median, Unit::Patient, Statistic::Median) else {
            continue;
        };
        let n = |count: Option<i64>| Cell::from(count.map(wording::count));
        cells.extend([
            n(median.denominator),
            n(median.numerator),
            wording::days(median).into(),
        ]);
        for day in [365.0, 730.0, 1095.0, 1825.0].map(Level::number) {
            let row = results.row(measure, Unit::Patient, "all", day, Statistic::Probability);
            cells.push(row.map(wording::share_and_interval).into());
        }
        table.row(cells);
    }
    table.note("Unit of analysis: treated patients, from the start of the first treated course. Kaplan–Meier estimates with 95 % intervals: Greenwood’s variance on the log–log scale. Not estimable: the curve does not reach so far.");
    table.shown()
}

pub(super) fn deaths(results: &Lookup<'_>) -> Shown {
    let measures = [
        (
            "Treatment-related death (grade 5)",
            outcome::TREATMENT_RELATED_DEATH,
        ),
        (
            "Death within 30 days of the last dose",
            outcome::DEATH_WITHIN_30_DAYS,
        ),
    ];
    let rows = || {
        measures.iter().filter_map(|(label, measure)| {
            Some((*label, results.of(measure, Unit::Patient).next()?))
        })
    };
    if rows().count() > 0
        && rows().all(|(_, row)| wording::absence(row) == Some(wording::NOT_COLLECTED))
    {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&["", "n/N", "Patients"]);
    for (label, row) in rows() {
        table.share_row(label, row);
    }
    table.note_methods(rows().map(|(_, row)| row));
    table.note("Unit of analysis: treated patients; for death within 30 days those who were followed for 30 days or died.");
    table.shown()
}
