//! Adverse events: overview, organ systems, terms.

use super::by_group::{ByGroup, treated};
use super::columns::{Column, Split, columns};
use super::line::{Content, Line};
use super::lookup::Lookup;
use super::table::Shown;
use super::versions::graded_by;
use crate::measures::results::{Level, Row, Statistic, Unit};
use crate::measures::{deaths, overview, toxicity};
use crate::report::wording;
use crate::terminology::{organ_system_of_event, organ_systems};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The row of an organ system above its terms.
pub(in crate::report) const ANY_EVENT: &str = "Any event";
/// A page does not list more terms.
const MOST_TERMS: usize = 150;
/// A term that so large a share of patients had is listed whatever its grade.
const COMMON: f64 = 0.10;
const ATTRIBUTION: &str = "toxicities.attribution";
const ACTION: &str = "toxicities.action";
const ALL_CAUSE: &str = "All-cause: whatever their attribution.";
const WINDOW: &str =
    "Events from the first dose given to 30 days after the last, by each unit’s worst grade.";
const UNGRADED: &str = "An event without a grade counts only as any grade.";

pub(super) fn overview(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "", Split::ByRegimen, Unit::Patient);
    for (group, unit) in [
        ("Patients", Unit::Patient),
        ("Courses", Unit::Course),
        ("Cycles", Unit::Cycle),
    ] {
        for (label, level) in [
            ("Any adverse event", Level::Any),
            ("Grade ≥ 3", Level::SEVERE),
            ("Grade ≥ 4", Level::GradeAtLeast(4)),
            ("Fatal (grade 5)", Level::number(5.0)),
        ] {
            let line = Line::new(label, toxicity::ANY, unit, Content::Share);
            table.line_of(group, &line.level(level));
        }
        for (label, item, column) in [
            ("Treatment-related", "related", ATTRIBUTION),
            ("Treatment-related, grade ≥ 3", "related_ge3", ATTRIBUTION),
            ("Led to a held dose", "led_to_hold", ACTION),
            ("Led to stopping the course", "led_to_stop", ACTION),
        ] {
            let line = Line::new(label, overview::OVERVIEW, unit, Content::Share);
            table.line_of(group, &line.item(item).of_own_column(column));
        }
    }
    table.note(format!("{ALL_CAUSE} {WINDOW} {UNGRADED}"));
    table.note("Treatment-related: attribution “related”, at sites that export an attribution. Led to: the action recorded for the event. An event without an onset date counts for its patient and course, and for no cycle.");
    if let Some(note) = deaths_without_grade_5(*results) {
        table.note(note);
    }
    table.note_til();
    table.note(graded_by(*results));
    table.shown()
}

/// What is said where more patients died soon after their last dose than have an event of grade 5.
fn deaths_without_grade_5(results: Lookup<'_>) -> Option<String> {
    let counted = |column: &Column<'_>| -> Option<(i64, i64)> {
        let row = |measure, level, statistic| {
            column
                .lookup
                .row(measure, Unit::Patient, "all", level, statistic)
        };
        let day = Level::number(30.0);
        let died = row(deaths::DEATH_WITHIN, day, Statistic::Probability)?.numerator?;
        let fatal = row(toxicity::ANY, Level::number(5.0), Statistic::Proportion)?.numerator?;
        (died > fatal).then_some((died, fatal))
    };
    let columns = columns(results, Split::ByRegimen);
    let parts: Vec<String> = columns
        .iter()
        .filter_map(|column| {
            let (died, fatal) = counted(column)?;
            Some(format!(
                "{}: {} died, {} had an event of grade 5",
                column.name,
                wording::count(died),
                wording::count(fatal)
            ))
        })
        .collect();
    (!parts.is_empty()).then(|| {
        format!(
            "Fatal counts patients with an adverse event recorded as grade 5, not all deaths. Patients who died within 30 days after the last dose: {}. The table “Deaths” has all deaths, those from the disease too.",
            parts.join("; ")
        )
    })
}

pub(super) fn organ_systems_of_patients(results: &Lookup<'_>) -> Shown {
    by_organ_system(*results, Unit::Patient)
}

pub(super) fn organ_systems_of_courses(results: &Lookup<'_>) -> Shown {
    by_organ_system(*results, Unit::Course)
}

fn by_organ_system(results: Lookup<'_>, unit: Unit) -> Shown {
    let headings = ["Any grade", "Grade ≥ 3"];
    let mut table =
        ByGroup::with_headings(results, "Organ system", Split::ByRegimen, unit, &headings);
    for system in organ_systems() {
        let line = |content, level| {
            Line::new(&system.label, toxicity::ORGAN_SYSTEM, unit, content)
                .item(&system.name)
                .level(level)
        };
        let lines = [
            line(Content::ShareAlone, Level::Any),
            line(Content::Share, Level::SEVERE),
        ];
        table.row(None, &system.label, &lines);
    }
    table.note(format!(
        "{ALL_CAUSE} {WINDOW} {UNGRADED} {}, not assessed for an organ system and without an event in it, are excluded from it. {}",
        wording::label("unit", wording::units(unit)),
        capital_n(unit)
    ));
    table.note_til();
    table.note(graded_by(results));
    table.shown()
}

fn capital_n(unit: Unit) -> String {
    format!("N, {}.", treated(unit))
}

/// Terms under their organ systems, by worst grade: the common ones, and each that was of grade 3 or higher.
pub(super) fn terms(results: &Lookup<'_>) -> Shown {
    let (unit, measure) = (Unit::Patient, toxicity::TERM);
    let (listed, n_terms) = listed_terms(*results);
    let headings = ["Any grade", "Grade ≥ 3", "3", "4", "5"];
    let first = "Organ system and term";
    let mut table = ByGroup::with_headings(*results, first, Split::ByRegimen, unit, &headings);
    // An interval of each organ system: those of terms would be many, and of few events.
    let lines = |measure, item: &str| {
        [
            Level::Any,
            Level::SEVERE,
            Level::number(3.0),
            Level::number(4.0),
            Level::number(5.0),
        ]
        .map(|level| {
            let content = if level == Level::SEVERE && measure == toxicity::ORGAN_SYSTEM {
                Content::Share
            } else {
                Content::ShareAlone
            };
            let line = Line::new("", measure, unit, content);
            line.item(item).level(level).of_open_list()
        })
    };
    for (index, system) in organ_systems().iter().enumerate() {
        let of_system: Vec<&&str> = listed
            .iter()
            .filter(|term| organ_system_of_event(term) == index)
            .collect();
        if of_system.is_empty() {
            continue;
        }
        let of_all = lines(toxicity::ORGAN_SYSTEM, &system.name);
        table.row(Some(&system.label), ANY_EVENT, &of_all);
        for term in of_system {
            table.row(Some(&system.label), term, &lines(measure, term));
        }
    }
    if n_terms > 0 && table.rows_so_far() == 0 {
        table.row(None, "None listed", &lines(toxicity::ANY, "all"));
    }
    table.note(format!(
        "{ALL_CAUSE} {WINDOW} Grades 3, 4 and 5 are the worst grade of a patient’s events, so that a patient is in at most one of them. {UNGRADED}"
    ));
    table.note(format!(
        "Terms reported in at least 10% of all patients at any grade, or in any patient at grade 3 or higher: {} of {n_terms}. All terms are in results.csv.",
        listed.len()
    ));
    table.note_til();
    table.note(graded_by(*results));
    if n_terms == 0 && results.is_collected(measure, unit) == Some(false) {
        return Shown::NotCollected;
    }
    table.shown()
}

/// The terms that are listed, the most common first, and how many there are.
fn listed_terms(results: Lookup<'_>) -> (Vec<&str>, usize) {
    // Free text makes terms by the thousand: each row is looked at once.
    let mut any: BTreeMap<&str, i64> = BTreeMap::new();
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    let numerator = |row: &Row| row.numerator.unwrap_or(0);
    for row in results.of(toxicity::TERM, Unit::Patient) {
        let is_common =
            row.level == Level::Any && row.value.is_some_and(|share| share >= COMMON - 1e-9);
        let is_severe = row.level == Level::SEVERE && numerator(row) > 0;
        if row.level == Level::Any && row.value.is_some() {
            any.insert(&row.item, numerator(row));
        }
        if is_common || is_severe {
            wanted.insert(&row.item);
        }
    }
    let n_terms = any.len();
    let mut listed: Vec<(&str, i64)> = any
        .into_iter()
        .filter(|(term, _)| wanted.contains(term))
        .collect();
    listed.sort_by_key(|&(term, n)| (Reverse(n), term));
    listed.truncate(MOST_TERMS);
    (listed.into_iter().map(|(term, _)| term).collect(), n_terms)
}
