//! Stays in an ICU, supportive medication, daily monitoring.

use super::lookup::Lookup;
use super::table::{Shown, Table, shares};
use crate::measures::care;
use crate::measures::results::{Row, Unit};
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
    table.quartiles_row("Hours in an ICU: median (quartiles)", hours);
    table.note_methods(rows.into_iter());
    table.note("Units of analysis: treated patients and courses of sites that collected stays.");
    table.shown()
}

pub(super) fn medications(results: &Lookup<'_>) -> Shown {
    shares(
        results,
        (care::MEDICATION_CLASS, Unit::Course),
        ["Class", "n/N", "Courses"],
        |row| wording::spaced(&row.item),
        "Unit of analysis: treated courses; one course may have several classes.",
    )
}

pub(super) fn monitoring(results: &Lookup<'_>) -> Shown {
    shares(
        results,
        (care::DAILY_MONITORING, Unit::Course),
        ["Analyte", "n/N", "Treatment days with a value"],
        |row| wording::spaced(&row.item),
        "Treatment days: windows of 24 h from the first given dose that hold a given dose, of treated courses at sites with any value of the analyte. A ratio of totals, without an interval.",
    )
}
