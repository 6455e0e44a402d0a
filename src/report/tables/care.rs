//! Stays in an ICU, supportive medication, daily monitoring.

use super::lookup::Lookup;
use super::table::{Cell, Shown, Table};
use crate::measures::results::{Row, Statistic, Unit};
use crate::report::wording;

pub(super) fn icu(results: &Lookup<'_>) -> Shown {
    const STAY: &str = "care.icu_stay";
    if results.is_collected(STAY, Unit::Patient) == Some(false) {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&["", "n/N", "Value"]);
    let mut rows: Vec<&Row> = Vec::new();
    for (label, unit) in [
        ("Patients with an ICU stay", Unit::Patient),
        ("Courses with an ICU stay", Unit::Course),
    ] {
        let Some(row) = results.of(STAY, unit).next() else {
            continue;
        };
        rows.push(row);
        table.share_row(label, row);
    }
    let hours = |statistic| results.only("care.icu_hours", Unit::Course, statistic);
    if let Some(median) = hours(Statistic::Median) {
        let n = median
            .denominator
            .map(|n| format!("n = {}", wording::count(n)));
        let label = "Hours in an ICU: median (quartiles)".into();
        table.row(vec![
            label,
            n.unwrap_or_default().into(),
            Cell::quartiles(hours),
        ]);
    }
    table.note_methods(rows.into_iter());
    table.note("Units of analysis: treated patients and courses of sites that collected stays.");
    table.shown()
}

pub(super) fn medications(results: &Lookup<'_>) -> Shown {
    const MEASURE: &str = "care.medication_class";
    if results.is_collected(MEASURE, Unit::Course) == Some(false) {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&["Class", "n/N", "Courses"]);
    for row in results.of(MEASURE, Unit::Course) {
        table.share_row(wording::spaced(&row.item), row);
    }
    table.note_methods(results.of(MEASURE, Unit::Course));
    table.note("Unit of analysis: treated courses; one course may have several classes.");
    table.shown()
}

pub(super) fn monitoring(results: &Lookup<'_>) -> Shown {
    const MEASURE: &str = "care.daily_monitoring";
    if results.is_collected(MEASURE, Unit::Course) == Some(false) {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&["Analyte", "n/N", "Treatment days with a value"]);
    for row in results.of(MEASURE, Unit::Course) {
        table.share_row(wording::spaced(&row.item), row);
    }
    table.note("Treatment days: windows of 24 h from the first given dose that hold a given dose, of treated courses at sites with any value of the analyte. A ratio of totals, without an interval.");
    table.shown()
}
