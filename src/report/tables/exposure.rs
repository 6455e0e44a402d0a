//! Doses tolerated.

use super::lookup::Lookup;
use super::table::{Cell, DISTRIBUTION, DISTRIBUTION_NOTE, Shown, Table, distribution, shares};
use crate::measures::exposure;
use crate::measures::results::{Row, Statistic, Unit};
use crate::report::wording;
use crate::terminology::{organ_system, organ_systems};

/// The headings of a table of distributions.
fn of_distributions(first: &str, more: &[&str]) -> Table {
    let headings: Vec<&str> = [first]
        .iter()
        .chain(&DISTRIBUTION)
        .chain(more)
        .copied()
        .collect();
    let mut table = Table::new(&headings);
    table.note(DISTRIBUTION_NOTE);
    table
}

pub(super) fn doses_given(results: &Lookup<'_>) -> Shown {
    let mut table = of_distributions("Given doses per", &["Doses in all"]);
    for unit in [Unit::Cycle, Unit::Course, Unit::Patient] {
        let mut cells = vec![unit.name().into()];
        cells.extend(distribution(*results, exposure::DOSES_GIVEN, unit, "all"));
        cells.push(Cell::statistic(results.only(
            exposure::DOSES_GIVEN,
            unit,
            Statistic::Sum,
        )));
        table.row(cells);
    }
    table.note("Units of analysis: treated cycles, courses and patients.");
    table.shown()
}

pub(super) fn by_cycle(results: &Lookup<'_>) -> Shown {
    let mut table = of_distributions("Cycle", &[]);
    for number in results.items(exposure::DOSES_GIVEN_BY_CYCLE, Unit::Cycle) {
        let mut cells = vec![number.into()];
        cells.extend(distribution(
            *results,
            exposure::DOSES_GIVEN_BY_CYCLE,
            Unit::Cycle,
            number,
        ));
        table.row(cells);
    }
    table.note("Unit of analysis: treated cycles of this number.");
    table.shown()
}

pub(super) fn completion(results: &Lookup<'_>) -> Shown {
    let mut table = of_distributions("", &["n/N and share"]);
    let mut with_interval: Vec<&Row> = Vec::new();
    let mut with_distribution = |label: &str, measure, unit, share: Option<&Row>| {
        let mut cells: Vec<Cell> = vec![label.into()];
        cells.extend(distribution(*results, measure, unit, "all"));
        cells.push(Cell::share(share));
        table.row(cells);
    };
    let fraction = results.only(
        exposure::FRACTION_OF_PLANNED,
        Unit::Course,
        Statistic::Ratio,
    );
    with_distribution(
        "Given ÷ planned doses of a course",
        exposure::FRACTION_OF_PLANNED,
        Unit::Course,
        fraction,
    );
    let cumulative = exposure::CUMULATIVE_MIU_PER_KG;
    with_distribution(
        "Cumulative dose per course (10⁶ IU/kg)",
        cumulative,
        Unit::Course,
        None,
    );
    with_distribution(
        "Cumulative dose per patient (10⁶ IU/kg)",
        cumulative,
        Unit::Patient,
        None,
    );
    with_distribution(
        "Treated courses per patient",
        exposure::COURSES,
        Unit::Patient,
        None,
    );
    for (label, unit) in [
        ("Courses with every planned dose given", Unit::Course),
        ("Cycles with every planned dose given", Unit::Cycle),
    ] {
        let row = results.only(exposure::COMPLETED, unit, Statistic::Proportion);
        with_interval.extend(row);
        let mut cells: Vec<Cell> = vec![label.into()];
        cells.extend(vec![Cell::default(); DISTRIBUTION.len()]);
        cells.push(Cell::share(row));
        table.row(cells);
    }
    table.note_methods(with_interval.into_iter());
    table.note("The share of given ÷ planned is all given over all planned doses, without an interval. Planned doses that were not reached count as planned.");
    table.shown()
}

pub(super) fn retention(results: &Lookup<'_>) -> Shown {
    let mut table = Table::new(&["Given doses, at least", "n/N", "Courses"]);
    for row in results.of(exposure::AT_LEAST, Unit::Course) {
        table.share_row(row.level.to_string(), row);
    }
    table.note("Unit of analysis: treated courses for which at least so many doses were planned.");
    table.note_methods(results.of(exposure::AT_LEAST, Unit::Course));
    table.shown()
}

pub(super) fn status(results: &Lookup<'_>) -> Shown {
    shares(
        results,
        (exposure::DOSE_STATUS, Unit::Dose),
        ["Planned doses", "n/N", "Share"],
        |row| wording::spaced(&row.item),
        "Unit of analysis: planned doses of treated courses; a ratio of totals, without an interval. Held: withheld, later doses still possible. Stopped: the cycle or course was ended. Not reached: planned, without a record.",
    )
}

pub(super) fn reasons(results: &Lookup<'_>) -> Shown {
    if results.is_collected(exposure::REASON, Unit::Dose) == Some(false) {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&["Organ system of the reason", "n/N", "Share"]);
    let mut rows: Vec<&Row> = results
        .of(exposure::REASON, Unit::Dose)
        .filter(|row| row.numerator != Some(0))
        .collect();
    let is_last = |row: &Row| {
        ["unclassified", "not_stated"]
            .iter()
            .position(|item| row.item == *item)
    };
    rows.sort_by_key(|row| (is_last(row), std::cmp::Reverse(row.numerator)));
    for row in rows {
        let label = organ_system(&row.item).map(|system| organ_systems()[system].label.clone());
        let label = label.unwrap_or_else(|| "Not stated".to_owned());
        table.share_row(label, row);
    }
    table.note("Unit of analysis: doses held or stopped in treated courses; a ratio of totals, without an interval. Organ systems without such a dose are left out.");
    table.shown()
}
