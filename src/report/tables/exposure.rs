//! Doses tolerated.

use super::by_group::ByGroup;
use super::columns::Split;
use super::items::{items, levels, organ_system_label};
use super::line::{Content, Line};
use super::lookup::Lookup;
use super::table::Shown;
use crate::measures::exposure;
use crate::measures::results::{Level, Unit};
use crate::report::wording;

const GIVEN: &str = exposure::DOSES_GIVEN;

pub(super) fn doses_given(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "Doses given", Split::ByRegimen, Unit::Patient);
    for (group, units, unit) in [
        ("Per cycle", "Cycles", Unit::Cycle),
        ("Per course", "Courses", Unit::Course),
        ("Per patient", "Patients", Unit::Patient),
    ] {
        let lines = [
            (units, Content::Known),
            ("Mean (SD)", Content::Mean(0)),
            ("Median (IQR)", Content::Quartiles(0)),
            ("Range", Content::Range(0)),
        ];
        for (label, content) in lines {
            table.line_of(group, &Line::new(label, GIVEN, unit, content));
        }
    }
    let total = Line::new("Total doses", GIVEN, Unit::Patient, Content::Sum);
    table.line_of("All doses", &total);
    let courses = Line::new(
        "Treated courses per patient, mean (SD)",
        exposure::COURSES,
        Unit::Patient,
        Content::Mean(0),
    );
    table.line_of("All doses", &courses);
    table.note("Cycles, courses and patients with at least one dose given. IQR, interquartile range; SD, standard deviation.");
    table.shown()
}

pub(super) fn by_cycle(results: &Lookup<'_>) -> Shown {
    let measure = exposure::DOSES_GIVEN_BY_CYCLE;
    let mut table = ByGroup::new(*results, "Cycle", Split::ByRegimen, Unit::Patient);
    for number in items(*results, measure, Unit::Cycle) {
        let group = format!("Cycle {number}");
        let lines = [
            ("Cycles", Content::Known),
            ("Mean (SD)", Content::Mean(0)),
            ("Median (IQR)", Content::Quartiles(0)),
            ("Range", Content::Range(0)),
        ];
        for (label, content) in lines {
            table.line_of(
                &group,
                &Line::new(label, measure, Unit::Cycle, content).item(number),
            );
        }
    }
    table.note("Treated cycles of this number.");
    table.shown()
}

pub(super) fn completion(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "", Split::ByRegimen, Unit::Patient);
    let completed = exposure::COMPLETED;
    let fraction = exposure::FRACTION_OF_PLANNED;
    let group = "Every planned dose given";
    table.line_of(
        group,
        &Line::new("Courses", completed, Unit::Course, Content::Share),
    );
    table.line_of(
        group,
        &Line::new("Cycles", completed, Unit::Cycle, Content::Share),
    );
    let group = "Doses given of those planned";
    let all = Line::new("All doses", fraction, Unit::Course, Content::ShareAlone);
    table.line_of(group, &all);
    let of_course = Line::new(
        "Fraction of a course, median (IQR)",
        fraction,
        Unit::Course,
        Content::Quartiles(2),
    );
    table.line_of(group, &of_course);
    let group = "Cumulative dose (10⁶ IU/kg), median (IQR)";
    let cumulative = exposure::CUMULATIVE_MIU_PER_KG;
    for (label, unit) in [("Per course", Unit::Course), ("Per patient", Unit::Patient)] {
        table.line_of(
            group,
            &Line::new(label, cumulative, unit, Content::Quartiles(1)),
        );
    }
    let group = "Source of the planned doses";
    for (item, label) in [
        ("exported", "Recorded"),
        ("default", "Default of the regimen"),
        ("none", "No plan"),
    ] {
        let line = Line::new(label, exposure::PLAN, Unit::Course, Content::ShareAlone);
        table.line_of(group, &line.item(item));
    }
    table.note("Treated courses and cycles with a plan. A planned dose that was not reached counts as planned. Courses without a plan are excluded from what compares doses given with doses planned. “All doses” is a ratio of totals and has no interval.");
    table.shown()
}

pub(super) fn retention(results: &Lookup<'_>) -> Shown {
    let measure = exposure::AT_LEAST;
    let mut table = ByGroup::new(*results, "Doses given", Split::ByRegimen, Unit::Course);
    for level in levels(*results, measure, Unit::Course) {
        let label = if level == Level::All {
            "Any number".to_owned()
        } else {
            format!("At least {level}")
        };
        table.line(&Line::new(label, measure, Unit::Course, Content::Share).level(level));
    }
    table.note("Treated courses for which at least this number of doses was planned. –, more doses than were planned.");
    table.shown()
}

/// How each cycle ended.
pub(super) fn cycle_outcomes(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "Cycles", Split::ByRegimen, Unit::Patient);
    for (item, label) in [
        ("completed", "Completed: every planned dose given"),
        ("to_the_end", "Continued to the end, with doses withheld"),
        ("ended_early", "Ended early"),
        ("not_begun", "Not begun"),
    ] {
        let measure = exposure::CYCLE_OUTCOME;
        table.line(&Line::new(label, measure, Unit::Cycle, Content::Share).item(item));
    }
    table.note("Planned and further recorded cycles of treated courses with a plan. A cycle ended early where no dose was given at or after the last planned one.");
    table.shown()
}

/// Why cycles ended early: the reason of the first dose after the last given one.
pub(super) fn end_reasons(results: &Lookup<'_>) -> Shown {
    let measure = exposure::END_REASON;
    let mut table = ByGroup::new(*results, "Reason", Split::ByRegimen, Unit::Patient);
    for item in occurring(*results, measure, Unit::Cycle) {
        let label = organ_system_label(item);
        table.line(&Line::new(label, measure, Unit::Cycle, Content::Share).item(item));
    }
    table.note("Cycles that ended early, by the reason recorded at the first dose that was not given after the last given one; each cycle once. Reasons that do not occur are left out.");
    table.shown()
}

/// What became of each planned dose, whatever a site writes in its log.
pub(super) fn disposition(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "Planned doses", Split::ByRegimen, Unit::Patient);
    for (item, label) in [
        ("given", "Given"),
        (
            "held_then_resumed",
            "Withheld, a later dose of the cycle given",
        ),
        ("after_the_end", "Not given after the cycle’s last dose"),
        ("not_begun", "In a cycle that was not begun"),
    ] {
        let measure = exposure::DOSE_DISPOSITION;
        table.line(&Line::new(label, measure, Unit::Dose, Content::ShareAlone).item(item));
    }
    table.note(
        "Planned doses of treated courses with a plan; ratios of totals, without an interval.",
    );
    table.shown()
}

/// Doses that were not as planned.
pub(super) fn deviations(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "Doses given", Split::ByRegimen, Unit::Patient);
    let line = |label, item| {
        let measure = exposure::DOSE_DEVIATION;
        Line::new(label, measure, Unit::Dose, Content::ShareAlone).item(item)
    };
    let beyond = line(
        "More than 10% above or below the planned amount",
        "beyond_10_percent",
    );
    table.line(&beyond.of_own_column("doses.iu_per_kg"));
    let soon = line(
        "Less than 7 h after the dose before it",
        "interval_under_7_h",
    );
    table.line(&soon.of_own_column("doses.hour"));
    table.line(&line(
        "Beyond the planned number of doses",
        "above_the_plan",
    ));
    table.note("Out of the doses given for which this is known: those with an exported amount; those with an hour that follow a dose with an hour in the same cycle; those of courses with a plan. Ratios of totals, without an interval.");
    table.shown()
}

pub(super) fn status(results: &Lookup<'_>) -> Shown {
    let measure = exposure::DOSE_STATUS;
    let mut table = ByGroup::new(*results, "Planned doses", Split::ByRegimen, Unit::Patient);
    for item in items(*results, measure, Unit::Dose) {
        let label = wording::label("status", &wording::spaced(item));
        table.line(&Line::new(label, measure, Unit::Dose, Content::ShareAlone).item(item));
    }
    table.note("As sites write it in their logs: some write one row for an ended cycle, some one for each dose that was not given. The dispositions above do not depend on that. Held: withheld, later doses still possible. Stopped: the cycle or course was ended. Not reached: planned, without a record. Ratios of totals, without an interval.");
    table.shown()
}

pub(super) fn reasons(results: &Lookup<'_>) -> Shown {
    let measure = exposure::REASON;
    let mut table = ByGroup::new(*results, "Reason", Split::ByRegimen, Unit::Patient);
    for item in occurring(*results, measure, Unit::Dose) {
        let label = organ_system_label(item);
        table.line(&Line::new(label, measure, Unit::Dose, Content::ShareAlone).item(item));
    }
    table.note("Doses logged as held or stopped in treated courses, by organ system of the reason; a site that writes one row for each dose not given weighs more than one that writes one for an ended cycle. Ratios of totals, without an interval. Reasons that do not occur are left out.");
    table.shown()
}

/// Items that occur in anybody, the commonest first, what has no organ system last; all of what nobody collected.
fn occurring<'a>(results: Lookup<'a>, measure: &'static str, unit: Unit) -> Vec<&'a str> {
    const LAST: [&str; 4] = ["other", "unclassified", "refused", "not_stated"];
    let mut rows: Vec<_> = results
        .of(measure, unit)
        .filter(|row| row.numerator != Some(0) && row.level == Level::All)
        .collect();
    rows.sort_by_key(|row| {
        let last = LAST.iter().position(|item| row.item == *item);
        (last, std::cmp::Reverse(row.numerator))
    });
    rows.into_iter().map(|row| row.item.as_str()).collect()
}
