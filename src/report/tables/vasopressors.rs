//! Vasopressors.

use super::lookup::Lookup;
use super::table::{Cell, DISTRIBUTION, DISTRIBUTION_NOTE, Shown, Table, distribution};
use crate::measures::results::{Row, Unit};
use crate::measures::vasopressor;
use crate::report::wording;

pub(super) fn used(results: &Lookup<'_>) -> Shown {
    if results.is_collected(vasopressor::USE, Unit::Patient) == Some(false) {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&["", "n/N", "Share"]);
    let mut rows: Vec<&Row> = Vec::new();
    let mut add = |label: &str, measure, unit| {
        let Some(row) = results.of(measure, unit).next() else {
            return;
        };
        rows.push(row);
        table.share_row(label, row);
    };
    add(
        "Patients with a vasopressor",
        vasopressor::USE,
        Unit::Patient,
    );
    add("Courses with a vasopressor", vasopressor::USE, Unit::Course);
    add("Cycles with a vasopressor", vasopressor::USE, Unit::Cycle);
    add(
        "Courses with two or more agents at once",
        vasopressor::TWO_OR_MORE_AGENTS,
        Unit::Course,
    );
    table.note_methods(rows.into_iter());
    table.note("Units of analysis: treated patients, courses and cycles of sites that collected vasopressors; a cycle by the start of the infusion.");
    table.shown()
}

pub(super) fn agents(results: &Lookup<'_>) -> Shown {
    if results.is_collected(vasopressor::AGENT, Unit::Course) == Some(false) {
        return Shown::NotCollected;
    }
    let mut rows: Vec<&Row> = results.of(vasopressor::AGENT, Unit::Course).collect();
    rows.sort_by_key(|row| (row.item == "unclassified", std::cmp::Reverse(row.numerator)));
    let mut table = Table::new(&["Agent", "n/N", "Courses"]);
    for row in &rows {
        table.share_row(wording::spaced(&row.item), row);
    }
    table.note_methods(rows.into_iter());
    table.note("Unit of analysis: treated courses; one course may have several agents.");
    table.shown()
}

pub(super) fn amounts(results: &Lookup<'_>) -> Shown {
    let measures = [
        (
            vasopressor::FIRST_DOSE,
            "Given doses when the first infusion began",
        ),
        (vasopressor::HOURS, "Hours on vasopressors"),
        (
            vasopressor::PEAK_NEE,
            "Peak norepinephrine equivalent (µg/kg/min)",
        ),
    ];
    let headings: Vec<&str> = [""].into_iter().chain(DISTRIBUTION).collect();
    let mut table = Table::new(&headings);
    let mut n_collected = 0;
    for (measure, label) in measures {
        let mut cells = vec![label.into()];
        if results.is_collected(measure, Unit::Course) == Some(true) {
            n_collected += 1;
            cells.extend(distribution(*results, measure, Unit::Course, "all"));
        } else {
            cells.extend([
                Cell::default(),
                wording::NOT_COLLECTED.into(),
                Cell::default(),
                Cell::default(),
            ]);
        }
        table.row(cells);
    }
    if n_collected == 0 {
        return if results.has(vasopressor::USE) {
            Shown::NotCollected
        } else {
            Shown::Nothing
        };
    }
    table.note(DISTRIBUTION_NOTE);
    table.note("A dash stands for a mean that the measure does not have. Unit of analysis: treated courses with a vasopressor in which the value is known. Norepinephrine equivalents: Kotani 2023.");
    table.shown()
}
