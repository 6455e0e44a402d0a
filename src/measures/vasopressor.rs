//! Vasopressors: who needed them, which, how soon, how much, for how long.

use super::definition::{BY_PATIENT_COURSE_AND_CYCLE, CLUSTERED, Definition};
use super::measure::Measure;
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, DIST, ORDERED, Rows, UPPER};
use super::scope::{Scope, all_and_with};
use crate::model::known;

// The names of its measures.
pub(crate) const USE: &str = "vasopressor.use";
pub(crate) const AGENT: &str = "vasopressor.agent";
pub(crate) const TWO_OR_MORE_AGENTS: &str = "vasopressor.two_or_more_agents";
pub(crate) const HOURS: &str = "vasopressor.hours";
pub(crate) const FIRST_DOSE: &str = "vasopressor.first_dose";
pub(crate) const PEAK_NEE: &str = "vasopressor.peak_nee";

const COUNTS: &str = "an infusion of a vasopressor or an unlisted agent, ending at or after hour 0 (or without an end) and beginning up to 720 h after the last given dose; dopamine at ≤ 5 µg/kg/min does not count";
const NO_TABLE: &str = "sites without a vasopressors table are in no denominator";
const SOURCE: &str = "agents and classes: RxNorm and ATC C01C";
const KOTANI: &str = "Kotani Y, et al. Crit Care 2023;27:29";

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        definition: Definition {
            name: USE,
            title: "Vasopressor use",
            grain: &[Unit::Patient, Unit::Course, Unit::Cycle],
            counts: COUNTS,
            out_of: "treated units; cycles of courses in which the start of every treated cycle is known",
            unknown: NO_TABLE,
            interval: BY_PATIENT_COURSE_AND_CYCLE,
            source: SOURCE,
        },
        needs: |unit| match unit {
            Unit::Cycle => &["vasopressors", "doses.hour"],
            Unit::Patient | Unit::Course | Unit::Dose => &["vasopressors"],
        },
        first: Statistic::Proportion,
        count: used,
    },
    Measure {
        definition: Definition {
            name: AGENT,
            title: "Vasopressor use, by agent",
            grain: &[Unit::Course],
            counts: "courses with such an infusion of this agent; unclassified: of one that is not in the list",
            out_of: "treated courses",
            unknown: NO_TABLE,
            interval: CLUSTERED,
            source: SOURCE,
        },
        needs: |_| &["vasopressors"],
        first: Statistic::Proportion,
        count: by_agent,
    },
    Measure {
        definition: Definition {
            name: TWO_OR_MORE_AGENTS,
            title: "Two or more vasopressors at once",
            grain: &[Unit::Course],
            counts: "courses in which two different agents ran at one moment after hour 0; an infusion without an end runs on",
            out_of: "treated courses",
            unknown: NO_TABLE,
            interval: CLUSTERED,
            source: SOURCE,
        },
        needs: |_| &["vasopressors"],
        first: Statistic::Proportion,
        count: |scope, rows| {
            let clusters = scope.tally_true(rows.unit(), "two_or_more_agents");
            rows.proportion(ALL, Level::All, &clusters);
        },
    },
    Measure {
        definition: Definition {
            name: HOURS,
            title: "Hours on vasopressors",
            grain: &[Unit::Course],
            counts: "length of the union of a course's infusions from hour 0 on, in hours",
            out_of: "courses with a vasopressor, all of whose infusions have an end",
            unknown: "a course with an infusion without an end is left out",
            interval: "none: mean, SD (n − 1), median and quartiles (type 7) describe the courses",
            source: SOURCE,
        },
        needs: |_| &["vasopressors", "vasopressors.stop_hour"],
        first: Statistic::Mean,
        count: |scope, rows| {
            let hours = scope.known_decimals("vasopressor_hours", |_| true);
            rows.distribution(ALL, hours, &DIST);
        },
    },
    Measure {
        definition: Definition {
            name: FIRST_DOSE,
            title: "Doses given when the first vasopressor began",
            grain: &[Unit::Course],
            counts: "given doses up to the start of the first infusion",
            out_of: "courses with a vasopressor in which every given dose has an hour",
            unknown: "courses in which a given dose has no hour are left out",
            interval: "none: median and quartiles (type 7) describe the courses",
            source: SOURCE,
        },
        needs: |_| &["vasopressors", "doses.hour"],
        first: Statistic::Median,
        count: first_dose,
    },
    Measure {
        definition: Definition {
            name: PEAK_NEE,
            title: "Peak norepinephrine equivalent (µg/kg/min)",
            grain: &[Unit::Course],
            counts: "the highest norepinephrine equivalent of one infusion's peak rate",
            out_of: "courses with a vasopressor whose equivalent is known",
            unknown: "a rate that is absent or does not convert, and an agent without a factor, have no equivalent",
            interval: "none: median and quartiles (type 7) describe the courses",
            source: KOTANI,
        },
        needs: |_| {
            &[
                "vasopressors",
                "vasopressors.peak_rate",
                "vasopressors.rate_unit",
            ]
        },
        first: Statistic::Median,
        count: |scope, rows| {
            let peaks = scope.known_decimals("vasopressor_peak_nee", |_| true);
            rows.distribution(ALL, peaks, &UPPER);
        },
    },
];

fn used(scope: &Scope<'_>, rows: &mut Rows) {
    let unit = rows.unit();
    let clusters = if unit == Unit::Cycle {
        let cycles = &scope.cohort.cycles;
        let (in_cycle, starts) = (
            cycles.frame.booleans("vasopressor"),
            cycles.frame.booleans("cycle_starts_known"),
        );
        scope.tally(unit, |courses| {
            let all = courses.iter().flat_map(|&course| cycles.of(course));
            let known = all.filter(|&cycle| starts[cycle] == Some(true));
            all_and_with(known, |cycle| in_cycle[cycle] == Some(true))
        })
    } else {
        scope.tally_true(unit, "vasopressor")
    };
    rows.proportion(ALL, Level::All, &clusters);
}

fn by_agent(scope: &Scope<'_>, rows: &mut Rows) {
    let all = scope.tally(rows.unit(), |courses| (courses.len() as i64, 0));
    for (agent, events) in scope.tally_items(&scope.cohort.agents, "agent") {
        rows.proportion(agent, Level::All, &all.with_events_of(&events));
    }
}

fn first_dose(scope: &Scope<'_>, rows: &mut Rows) {
    let doses = scope.integers("vasopressor_first_dose");
    let known = scope.courses().filter_map(|course| known(doses[course]));
    rows.distribution(ALL, known.map(|doses| doses as f64).collect(), &ORDERED);
}

#[cfg(test)]
mod tests {
    use crate::measures::results::Statistic::{Max, Mean, Median};
    use crate::measures::results::Unit::{Course, Cycle, Patient};
    use crate::measures::tiny::{assert_close, tiny};

    #[test]
    fn low_dose_dopamine_is_no_vasopressor() {
        let tiny = tiny();
        let used = |unit| tiny.proportion("vasopressor.use", unit, "all", "all");
        assert_eq!(
            [used(Patient), used(Course), used(Cycle)],
            [(1, 3), (2, 4), (2, 5)]
        );
        assert!(
            tiny.0
                .iter()
                .all(|row| row.measure != "vasopressor.agent" || row.item != "dopamine")
        );
        assert_eq!(
            tiny.proportion("vasopressor.two_or_more_agents", Course, "all", "all"),
            (1, 4)
        );
        // T1-1: 11 to 40; T1-2: from hour 0, not from −10, to 2.
        assert_close(tiny.value("vasopressor.hours", Course, "all", Max), 29.0);
        assert_close(tiny.value("vasopressor.hours", Course, "all", Mean), 15.5);
        assert_close(
            tiny.value("vasopressor.first_dose", Course, "all", Median),
            1.0,
        );
        // Norepinephrine .2; phenylephrine 1.0 × .06.
        assert_close(tiny.value("vasopressor.peak_nee", Course, "all", Max), 0.2);
        assert_close(
            tiny.value("vasopressor.peak_nee", Course, "all", Median),
            0.13,
        );
    }
}
