//! Toxicity.

use super::lookup::Lookup;
use super::table::{Cell, Shown, Table};
use crate::measures::results::{Level, Row, Statistic, Unit};
use crate::measures::{onset, resolution, toxicity};
use crate::report::wording;
use crate::terminology::organ_systems;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many terms a report lists.
const COMMONEST: usize = 20;
/// Levels that tables show, with their headings.
const LEVELS: [(Level, &str); 4] = [
    (Level::Any, "Any grade"),
    (Level::SEVERE, "Grade ≥ 3"),
    (Level::GradeAtLeast(4), "Grade ≥ 4"),
    (Level::number(5.0), "Grade 5"),
];
const UNGRADED: &str = "An event without a grade counts as any grade and never as grade ≥ 3.";

fn with_levels(first: &str) -> Table {
    let headings: Vec<&str> = [first]
        .into_iter()
        .chain(LEVELS.map(|(_, heading)| heading))
        .collect();
    Table::new(&headings)
}

fn levels(results: Lookup<'_>, measure: &'static str, unit: Unit, item: &str) -> Vec<Cell> {
    let cell =
        |(level, _)| Cell::share(results.row(measure, unit, item, level, Statistic::Proportion));
    LEVELS.map(cell).into()
}

pub(super) fn any(results: &Lookup<'_>) -> Shown {
    if results.is_collected(toxicity::ANY, Unit::Patient) != Some(true) {
        return not_collected(*results, toxicity::ANY);
    }
    let mut table = with_levels("Unit");
    let mut missing = Vec::new();
    let mut rows: Vec<&Row> = Vec::new();
    for unit in [Unit::Patient, Unit::Course, Unit::Cycle] {
        if results.is_collected(toxicity::ANY, unit) == Some(true) {
            let mut cells = vec![wording::units(unit).into()];
            cells.extend(levels(*results, toxicity::ANY, unit, "all"));
            table.row(cells);
            rows.extend(results.of(toxicity::ANY, unit));
        } else {
            missing.push(wording::units(unit));
        }
    }
    table.note_methods(rows.into_iter());
    table.note(format!(
        "{UNGRADED} An event without an onset belongs to no cycle."
    ));
    if !missing.is_empty() {
        table.note(format!(
            "Not collected for {}: onset hours or dose hours are absent.",
            missing.join(", ")
        ));
    }
    table.shown()
}

fn not_collected(results: Lookup<'_>, measure: &str) -> Shown {
    if results.has(measure) {
        Shown::NotCollected
    } else {
        Shown::Nothing
    }
}

pub(super) fn organ_systems_of_patients(results: &Lookup<'_>) -> Shown {
    by_organ_system(*results, Unit::Patient)
}

pub(super) fn organ_systems_of_courses(results: &Lookup<'_>) -> Shown {
    by_organ_system(*results, Unit::Course)
}

fn by_organ_system(results: Lookup<'_>, unit: Unit) -> Shown {
    if results.is_collected(toxicity::ORGAN_SYSTEM, unit) != Some(true) {
        return not_collected(results, toxicity::ORGAN_SYSTEM);
    }
    let mut table = with_levels("Organ system");
    for system in organ_systems() {
        let mut cells = vec![system.label.as_str().into()];
        cells.extend(levels(results, toxicity::ORGAN_SYSTEM, unit, &system.name));
        table.row(cells);
    }
    table.note_methods(results.of(toxicity::ORGAN_SYSTEM, unit));
    table.note(format!(
        "Unit of analysis: treated {}, by their worst grade. Who was not assessed for an organ system, and has no event of it, is in no denominator. {UNGRADED}",
        wording::units(unit)
    ));
    table.shown()
}

pub(super) fn terms(results: &Lookup<'_>) -> Shown {
    if results.is_collected(toxicity::TERM, Unit::Patient) == Some(false) {
        return Shown::NotCollected;
    }
    let numerator = |row: &Row| row.numerator.expect("a share has a numerator");
    // Free text makes terms by the thousand: each is looked at once, not once per comparison.
    let mut terms: BTreeMap<&str, [Reverse<i64>; 2]> = BTreeMap::new();
    for row in results.of(toxicity::TERM, Unit::Patient) {
        let events = terms.entry(&row.item).or_default();
        if let Some(index) = [Level::Any, Level::SEVERE]
            .iter()
            .position(|level| *level == row.level)
        {
            events[index] = Reverse(numerator(row));
        }
    }
    let n_terms = terms.len();
    let mut terms: Vec<_> = terms.into_iter().collect();
    terms.sort_by_key(|(item, events)| (*events, *item));
    terms.truncate(COMMONEST);
    let mut table = with_levels("Term");
    for (item, _) in terms {
        let mut cells = vec![item.into()];
        cells.extend(levels(*results, toxicity::TERM, Unit::Patient, item));
        table.row(cells);
    }
    if n_terms > COMMONEST {
        table.note(format!(
            "The {COMMONEST} commonest of {n_terms} terms; results.csv has all."
        ));
    }
    table.note_methods(results.of(toxicity::TERM, Unit::Patient));
    table.note(format!(
        "Unit of analysis: treated patients, by their worst grade. {UNGRADED}"
    ));
    table.shown()
}

pub(super) fn severe_over_time(results: &Lookup<'_>) -> Shown {
    if results.is_collected(onset::RATE, Unit::Course) == Some(false) {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&[
        "Organ system",
        "Events per 100 given doses",
        "Dose of the cycle at onset: median (quartiles)",
        "Resolved by day\u{a0}7",
        "by day\u{a0}14",
        "by day\u{a0}30",
    ]);
    let mut rows: Vec<&Row> = Vec::new();
    for system in organ_systems() {
        let rate = results.row(
            onset::RATE,
            Unit::Course,
            &system.name,
            Level::All,
            Statistic::Rate,
        );
        if rate.and_then(|row| row.numerator).is_none_or(|n| n == 0) {
            continue;
        }
        rows.extend(rate);
        let mut cells = vec![
            system.label.as_str().into(),
            Cell::rate(rate),
            onset(*results, &system.name),
        ];
        for day in [7.0, 14.0, 30.0] {
            let row = results.row(
                resolution::RESOLVED_BY,
                Unit::Course,
                &system.name,
                Level::number(day),
                Statistic::Probability,
            );
            let row = row.or_else(|| results.of(resolution::RESOLVED_BY, Unit::Course).next());
            rows.extend(row);
            cells.push(resolved(row));
        }
        table.row(cells);
    }
    table.note("n/N: events of grade ≥ 3 and given doses. Onset and resolution: the first such event of a treated course whose onset, and the hours that it needs, are known (n). Onset: doses of the cycle in which it began. Resolution: the Aalen–Johansen estimate, with death before resolution as a competing event; without an interval at 0 and 100 %. Organ systems without such an event are omitted.");
    table.note("95 % intervals: Garwood on the effective number of events (Rao–Scott) for rates; the Aalen–Johansen variance on the log–log scale for resolution.");
    table.shown()
}

/// `n = 39`, and beneath it the estimate, which is no share of these.
fn resolved(row: Option<&Row>) -> Cell {
    let Some(row) = row else {
        return Cell::default();
    };
    let n = row
        .denominator
        .map(|n| format!("n = {}", wording::count(n)));
    Cell(
        n.into_iter()
            .chain([wording::share_and_interval(row)])
            .collect(),
    )
}

/// `3 (2–5)`: given doses up to the onset.
fn onset(results: Lookup<'_>, system: &str) -> Cell {
    let row = |statistic| {
        results.row(
            onset::ONSET_DOSE,
            Unit::Course,
            system,
            Level::All,
            statistic,
        )
    };
    if let Some(median) = row(Statistic::Median) {
        let n = median
            .denominator
            .map(|n| format!("n = {}", wording::count(n)));
        let quartiles = Cell::quartiles(row).0;
        return Cell(n.into_iter().chain(quartiles).collect());
    }
    let first = results.of(onset::ONSET_DOSE, Unit::Course).next();
    first.and_then(wording::absence).map(str::to_owned).into()
}
