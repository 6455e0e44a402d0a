//! Stays in an ICU, supportive medication, daily monitoring.

use super::lookup::Lookup;
use super::table::{Cell, Shown, Table};
use crate::measures::care;
use crate::measures::results::{Row, Statistic, Unit};
use crate::report::wording;

pub(super) fn icu(results: &Lookup<'_>) -> Shown {
    if results.is_collected(care::ICU_STAY, Unit::Patient) == Some(false) {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&["", "n/N", "Value"]);
    let mut rows: Vec<&Row> = Vec::new();
    for (label, unit) in [
        ("Patients with an ICU stay", Unit::Patient),
        ("Courses with an ICU stay", Unit::Course),
    ] {
        let Some(row) = results.of(care::ICU_STAY, unit).next() else {
            continue;
        };
        rows.push(row);
        table.share_row(label, row);
    }
    let hours = |statistic| results.only(care::ICU_HOURS, Unit::Course, statistic);
    if let Some(median) = hours(Statistic::Median) {
        let n = median
            .denominator
            .map(|n| format!("n = {}", wording::count(n)));
        let label = "Hours in an ICU: median (quartiles)".into();
        table.row(vec![label, n.into(), Cell::quartiles(hours)]);
    }
    table.note_methods(rows.into_iter());
    table.note("Units of analysis: treated patients and courses of sites that collected stays.");
    table.shown()
}

pub(super) fn medications(results: &Lookup<'_>) -> Shown {
    if results.is_collected(care::MEDICATION_CLASS, Unit::Course) == Some(false) {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&["Class", "n/N", "Courses"]);
    for row in results.of(care::MEDICATION_CLASS, Unit::Course) {
        table.share_row(wording::spaced(&row.item), row);
    }
    table.note_methods(results.of(care::MEDICATION_CLASS, Unit::Course));
    table.note("Unit of analysis: treated courses; one course may have several classes.");
    table.shown()
}

pub(super) fn monitoring(results: &Lookup<'_>) -> Shown {
    if results.is_collected(care::DAILY_MONITORING, Unit::Course) == Some(false) {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&["Analyte", "n/N", "Treatment days with a value"]);
    for row in results.of(care::DAILY_MONITORING, Unit::Course) {
        table.share_row(wording::spaced(&row.item), row);
    }
    table.note("Treatment days: windows of 24 h from the first given dose that hold a given dose, of treated courses at sites with any value of the analyte. A ratio of totals, without an interval.");
    table.shown()
}
