//! Adverse events: overview, organ systems, terms.

use super::by_group::{ByGroup, treated};
use super::columns::Split;
use super::line::{Content, Line};
use super::lookup::Lookup;
use super::table::Shown;
use super::versions::graded_by;
use crate::measures::results::{Level, Row, Unit};
use crate::measures::{overview, toxicity};
use crate::terminology::{organ_system_of_event, organ_systems};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A page does not list more terms.
const MOST_TERMS: usize = 150;
/// A term that so large a share of patients had is listed whatever its grade.
const COMMON: f64 = 0.10;
const ALL_CAUSE: &str = "All-cause: whatever the events were attributed to.";
const WINDOW: &str =
    "Events from the first dose given to 30 days after the last, by each unit’s worst grade.";
const UNGRADED: &str = "An event without a grade counts as any grade alone.";

pub(super) fn overview(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "", Split::WithAll, Unit::Patient);
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
        for (label, item) in [
            ("Treatment-related", "related"),
            ("Treatment-related, grade ≥ 3", "related_ge3"),
            ("Led to a held dose", "led_to_hold"),
            ("Led to stopping the course", "led_to_stop"),
        ] {
            let line = Line::new(label, overview::OVERVIEW, unit, Content::Share);
            table.line_of(group, &line.item(item).of_own_column());
        }
    }
    table.note(format!("{ALL_CAUSE} {WINDOW} {UNGRADED}"));
    table.note("Treatment-related: attribution “related”, at sites that export an attribution. Led to: the action recorded for the event. An event without an onset is in no cycle.");
    table.note(graded_by(*results));
    table.shown()
}

pub(super) fn organ_systems_of_patients(results: &Lookup<'_>) -> Shown {
    by_organ_system(*results, Unit::Patient, false)
}

pub(super) fn organ_systems_of_courses(results: &Lookup<'_>) -> Shown {
    by_organ_system(*results, Unit::Course, true)
}

fn by_organ_system(results: Lookup<'_>, unit: Unit, is_folded: bool) -> Shown {
    let headings = ["Any grade", "Grade ≥ 3"];
    let mut table =
        ByGroup::with_headings(results, "Organ system", Split::WithAll, unit, &headings);
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
        "{ALL_CAUSE} {WINDOW} {UNGRADED} Not assessed for an organ system and without an event of it: excluded. {}",
        capital_n(unit)
    ));
    table.note(graded_by(results));
    if is_folded {
        table.fold();
    }
    table.shown()
}

fn capital_n(unit: Unit) -> String {
    format!("N, {}.", treated(unit))
}

/// Terms under their organ systems, by worst grade: the common ones, and each that was of grade 3 or higher.
pub(super) fn terms(results: &Lookup<'_>) -> Shown {
    let (unit, measure) = (Unit::Patient, toxicity::TERM);
    let (listed, n_terms) = listed_terms(*results);
    let headings = ["Any grade", "Grade 3", "Grade 4", "Grade 5"];
    let first = "Organ system and term";
    let mut table = ByGroup::with_headings(*results, first, Split::WithAll, unit, &headings);
    let lines = |measure, item: &str| {
        [
            Level::Any,
            Level::number(3.0),
            Level::number(4.0),
            Level::number(5.0),
        ]
        .map(|level| {
            let line = Line::new("", measure, unit, Content::ShareAlone);
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
        table.row(Some(&system.label), "Any event", &of_all);
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
        "Terms that at least 10% of all patients had at any grade, or anybody at grade 3 or higher: {} of {n_terms}. results.csv has all.",
        listed.len()
    ));
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
