//! Vasopressors and dialysis.

use super::by_group::ByGroup;
use super::columns::Split;
use super::events_over_time::in_cycle;
use super::items::{items, levels};
use super::line::{Content, Line};
use super::lookup::Lookup;
use super::table::Shown;
use crate::measures::results::{Level, Statistic, Unit};
use crate::measures::{dialysis, vasopressor};
use crate::report::wording;
use crate::terminology::dialysis_modalities;
use std::cmp::Reverse;

const BY_UNIT: [(&str, Unit); 3] = [
    ("Patients", Unit::Patient),
    ("Courses", Unit::Course),
    ("Cycles", Unit::Cycle),
];

pub(super) fn vasopressors(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "Vasopressor", Split::ByRegimen, Unit::Patient);
    for (group, unit) in BY_UNIT {
        for (label, measure) in [
            ("Any", vasopressor::USE),
            (
                "Two or more agents at once",
                vasopressor::TWO_OR_MORE_AGENTS,
            ),
            (
                "Only agents not on the list",
                vasopressor::USE_UNLISTED_ONLY,
            ),
            (
                "Low-dose dopamine alone (not counted above)",
                vasopressor::LOW_DOSE_DOPAMINE_ONLY,
            ),
        ] {
            table.line_of(group, &Line::new(label, measure, unit, Content::Share));
        }
    }
    table.note("From the first dose given to 30 days after the last. Dopamine at 5 µg/kg/min or less does not count. A cycle counts by the start of the infusion.");
    table.shown()
}

pub(super) fn agents(results: &Lookup<'_>) -> Shown {
    let measure = vasopressor::AGENT;
    let mut agents: Vec<(bool, Reverse<Option<i64>>, &str)> = results
        .of(measure, Unit::Course)
        .map(|row| {
            (
                row.item == "unclassified",
                Reverse(row.numerator),
                row.item.as_str(),
            )
        })
        .collect();
    agents.sort_unstable();
    let mut table = ByGroup::new(*results, "Agent", Split::ByRegimen, Unit::Course);
    for (_, _, agent) in agents {
        let label = match agent {
            "unclassified" => "Not in dictionary".to_owned(),
            agent => wording::label("agent", &wording::spaced(agent)),
        };
        let line = Line::new(label, measure, Unit::Course, Content::Share);
        table.line(&line.item(agent).of_open_list());
    }
    table.note("Treated courses; a course may have several agents.");
    table.shown()
}

pub(super) fn amounts(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "", Split::ByRegimen, Unit::Patient);
    let group = "IL-2 doses of the cycle before vasopressor start";
    for level in levels(*results, vasopressor::FIRST_DOSE, Unit::Course) {
        let cycle = in_cycle(level);
        for (said, content) in [
            ("courses", Content::Known),
            ("median (IQR)", Content::Quartiles(0)),
            ("range", Content::Range(0)),
        ] {
            let label = format!("{cycle}: {said}");
            let line = Line::new(label, vasopressor::FIRST_DOSE, Unit::Course, content);
            table.line_of(group, &line.level(level));
        }
    }
    for (group, measure, decimals) in [
        ("Hours on vasopressors", vasopressor::HOURS, 1),
        (
            "Peak norepinephrine equivalent (µg/kg/min)",
            vasopressor::PEAK_NEE,
            2,
        ),
    ] {
        for (label, content) in [
            ("Courses", Content::Known),
            ("Median (IQR)", Content::Quartiles(decimals)),
            ("Maximum", Content::Greatest(decimals)),
        ] {
            table.line_of(group, &Line::new(label, measure, Unit::Course, content));
        }
    }
    table.note("Treated courses with a vasopressor in which the value is known. Peak: the highest sum of the agents’ peak rates that ran at one time, an upper bound, since peaks need not coincide; equivalents of Kotani 2023.");
    table.shown()
}

pub(super) fn dialysis(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "", Split::ByRegimen, Unit::Patient);
    let group = "New dialysis (not on maintenance dialysis)";
    for (label, unit) in [("Patients", Unit::Patient), ("Courses", Unit::Course)] {
        table.line_of(
            group,
            &Line::new(label, dialysis::USE, unit, Content::Share),
        );
    }
    let rate = "Courses with dialysis per 1,000 doses given";
    table.line_of(
        group,
        &Line::new(rate, dialysis::RATE, Unit::Course, Content::Rate),
    );
    let ended = "Dialysis discontinued, courses";
    table.line_of(
        group,
        &Line::new(ended, dialysis::ENDED, Unit::Course, Content::Share),
    );
    let group = "Hours on dialysis, median (IQR)";
    for item in items(*results, dialysis::HOURS, Unit::Course) {
        let known = results.row(
            dialysis::HOURS,
            Unit::Course,
            item,
            Level::All,
            Statistic::Median,
        );
        if known.is_some_and(|row| row.denominator == Some(0)) {
            continue;
        }
        let label = match item {
            "all" => "Any modality".to_owned(),
            item => wording::label("category", &wording::spaced(item)),
        };
        let line = Line::new(&label, dialysis::HOURS, Unit::Course, Content::Quartiles(1));
        table.line_of(group, &line.item(item));
        let n = Line::new(
            format!("{label}: courses"),
            dialysis::HOURS,
            Unit::Course,
            Content::Known,
        );
        table.line_of(group, &n.item(item));
    }
    table.note("From the first dose given to 30 days after the last, in patients and courses at risk: not on maintenance dialysis and not dialyzed before. Discontinued: the patient lived a week without it. Hours of sessions and of continuous treatment are not added.");
    table.shown()
}

pub(super) fn modalities(results: &Lookup<'_>) -> Shown {
    let measure = dialysis::MODALITY;
    let mut table = ByGroup::new(*results, "Modality", Split::ByRegimen, Unit::Course);
    let rows = results.of(measure, Unit::Course);
    for row in rows.filter(|row| row.numerator != Some(0)) {
        let item = row.item.as_str();
        let mut known = dialysis_modalities().iter();
        let known = known.find(|modality| modality.code == item);
        let label = known.map_or(item, |modality| &modality.name);
        table.line(&Line::new(label, measure, Unit::Course, Content::Share).item(item));
    }
    table.note("Treated courses at risk; a course may have several modalities. Modalities that no course had are left out.");
    table.shown()
}
