//! Vasopressors: who needed them, which, how soon, how much, for how long.

use super::definition::{
    BY_PATIENT_AND_COURSE, BY_PATIENT_COURSE_AND_CYCLE, CLUSTERED, Definition,
};
use super::measure::Measure;
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, DIST, ORDERED, Rows, UPPER};
use super::scope::{Scope, all_and_with};
use crate::model::known;

// The names of its measures.
pub(crate) const USE: &str = "vasopressor.use";
pub(crate) const USE_UNLISTED_ONLY: &str = "vasopressor.use_unlisted_only";
pub(crate) const LOW_DOSE_DOPAMINE_ONLY: &str = "vasopressor.low_dose_dopamine_only";
pub(crate) const AGENT: &str = "vasopressor.agent";
pub(crate) const TWO_OR_MORE_AGENTS: &str = "vasopressor.two_or_more_agents";
pub(crate) const HOURS: &str = "vasopressor.hours";
pub(crate) const FIRST_DOSE: &str = "vasopressor.first_dose";
pub(crate) const PEAK_NEE: &str = "vasopressor.peak_nee";

const COUNTS: &str = "an infusion of a vasopressor or an unlisted agent, ending at or after hour 0 (or without an end) and beginning up to 720 h after the last given dose; infusions at a peak rate of 0, and dopamine at ≤ 5 µg/kg/min, are excluded";
const NO_TABLE: &str = "sites without a vasopressors table are excluded";
const RATES: &[&str] = &[
    "vasopressors",
    "vasopressors.peak_rate",
    "vasopressors.rate_unit",
];
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
            name: USE_UNLISTED_ONLY,
            title: "Vasopressor use, unlisted agents only",
            grain: &[Unit::Patient, Unit::Course],
            counts: "units with vasopressor use whose counted infusions are all of agents not in the list",
            out_of: "treated units",
            unknown: NO_TABLE,
            interval: BY_PATIENT_AND_COURSE,
            source: SOURCE,
        },
        needs: |_| &["vasopressors"],
        first: Statistic::Proportion,
        count: |scope, rows| {
            let (used, unlisted) = (
                scope.booleans("vasopressor"),
                scope.booleans("use_unlisted_only"),
            );
            let is_unlisted = |course: usize| unlisted[course] == Some(true);
            let is_other = |course: usize| used[course] == Some(true) && !is_unlisted(course);
            only(scope, rows, is_unlisted, is_other);
        },
    },
    Measure {
        definition: Definition {
            name: LOW_DOSE_DOPAMINE_ONLY,
            title: "Low-dose dopamine only",
            grain: &[Unit::Patient, Unit::Course],
            counts: "units without a counted infusion but with dopamine that is excluded only for its known peak of ≤ 5 µg/kg/min",
            out_of: "treated units",
            unknown: "sites without peak rates or without their units are excluded",
            interval: BY_PATIENT_AND_COURSE,
            source: SOURCE,
        },
        needs: |_| RATES,
        first: Statistic::Proportion,
        count: |scope, rows| {
            let (used, low) = (
                scope.booleans("vasopressor"),
                scope.booleans("low_dose_dopamine_only"),
            );
            let is_used = |course: usize| used[course] == Some(true);
            only(scope, rows, |course| low[course] == Some(true), is_used);
        },
    },
    Measure {
        definition: Definition {
            name: AGENT,
            title: "Vasopressor use, by agent",
            grain: &[Unit::Course],
            counts: "courses with a counted infusion of this agent; unclassified: of an agent not in the list",
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
            counts: "courses in which two different agents ran at the same time after hour 0; an infusion without an end continues",
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
            counts: "hours from hour 0 on in which any infusion of the course ran (overlaps counted once)",
            out_of: "courses with a vasopressor whose infusions all have an end",
            unknown: "courses with an infusion without an end are excluded",
            interval: "none: descriptive; SD with n − 1, quartiles of type 7",
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
            title: "Doses of the cycle given before the first vasopressor",
            grain: &[Unit::Course],
            counts: "given doses of the cycle in which the first infusion began, up to its start; by cycle number and overall",
            out_of: "courses with a vasopressor in which every given dose has an hour",
            unknown: "courses in which a given dose has no hour are excluded",
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
            counts: "the highest sum, at any time from hour 0 on, of the norepinephrine equivalents of the peak rates of concurrent infusions: an upper bound, because peaks need not coincide",
            out_of: "courses with a vasopressor whose infusions all have an equivalent",
            unknown: "a missing or nonconvertible rate, an agent without a factor and an agent not in the list have no equivalent: the course is excluded",
            interval: "none: median and quartiles (type 7) describe the courses",
            source: KOTANI,
        },
        needs: |_| RATES,
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

/// Units with a course that has a property, and without one that has another.
fn only(
    scope: &Scope<'_>,
    rows: &mut Rows,
    has: impl Fn(usize) -> bool,
    but_not: impl Fn(usize) -> bool,
) {
    let unit = rows.unit();
    let clusters = scope.tally(unit, |courses| {
        let (all, with) = all_and_with(courses.iter().copied(), &has);
        let is_none = unit == Unit::Patient && courses.iter().any(|&course| but_not(course));
        (all, if is_none { 0 } else { with })
    });
    rows.proportion(ALL, Level::All, &clusters);
}

fn by_agent(scope: &Scope<'_>, rows: &mut Rows) {
    let all = scope.tally(rows.unit(), |courses| (courses.len() as i64, 0));
    for (agent, events) in scope.tally_items(&scope.cohort.agents, "agent") {
        rows.proportion(agent, Level::All, &all.with_events_of(&events));
    }
}

fn first_dose(scope: &Scope<'_>, rows: &mut Rows) {
    let (cycles, doses) = (
        scope.integers("vasopressor_first_cycle"),
        scope.integers("vasopressor_first_dose"),
    );
    let first = |course: usize| Some((known(cycles[course])?, known(doses[course])? as f64));
    let known: Vec<(i64, f64)> = scope.courses().filter_map(first).collect();
    for cycle in [1, 2] {
        let of_cycle = known.iter().filter(|(own, _)| *own == i64::from(cycle));
        let doses = of_cycle.map(|(_, dose)| *dose).collect();
        rows.distribution_at(ALL, Level::Cycle(cycle), doses, &ORDERED);
    }
    let doses = known.iter().map(|(_, dose)| *dose).collect();
    rows.distribution(ALL, doses, &ORDERED);
}

#[cfg(test)]
mod tests {
    use crate::measures::results::Statistic::{Max, Mean, Median};
    use crate::measures::results::Unit::{Course, Cycle, Patient};
    use crate::measures::tiny::{assert_close, tiny, tiny_with};

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
        // T1-1: norepinephrine .2 ran to hour 35, vasopressin from 30 on at 2.4 U/h, × 2.5 ÷ 60. T1-2: phenylephrine
        // 1.0 × .06.
        assert_close(tiny.value("vasopressor.peak_nee", Course, "all", Max), 0.3);
        assert_close(
            tiny.value("vasopressor.peak_nee", Course, "all", Median),
            0.18,
        );
        // P2 had no other; P1 had listed agents alone.
        let only = |measure, unit| tiny.proportion(measure, unit, "all", "all");
        let (low, unlisted) = (
            "vasopressor.low_dose_dopamine_only",
            "vasopressor.use_unlisted_only",
        );
        assert_eq!([only(low, Patient), only(low, Course)], [(1, 3), (1, 4)]);
        assert_eq!(
            [only(unlisted, Patient), only(unlisted, Course)],
            [(0, 3), (0, 4)]
        );
    }

    #[test]
    fn a_patient_with_another_course_on_a_listed_agent_is_not_one_of_unlisted_agents_only() {
        let results = tiny_with(&[(
            "vasopressors.csv",
            &[
                // P1: an unlisted agent in one course, a listed one in the other. P2: low-dose dopamine, and an infusion
                // at no rate. P3: an unlisted one, in the second cycle that there is not.
                "course_id,agent,start_hour,stop_hour,peak_rate,rate_unit",
                "T1-1,pressor one,350,360,1,ug/kg/min",
                "T1-2,norepinephrine,0,5,0.1,ug/kg/min",
                "T2-1,dopamine,5,20,4,ug/kg/min",
                "T2-1,norepinephrine,5,20,0,ug/kg/min",
                "T3-1,pressor one,20,25,,",
                "T3-1,dopamine,0,9,3,ug/kg/min",
            ],
        )]);
        let count = |measure, unit| results.proportion(measure, unit, "all", "all");
        let both = |measure| [count(measure, Patient), count(measure, Course)];
        assert_eq!(both("vasopressor.use"), [(2, 3), (3, 4)]);
        assert_eq!(both("vasopressor.use_unlisted_only"), [(1, 3), (2, 4)]);
        assert_eq!(both("vasopressor.low_dose_dopamine_only"), [(1, 3), (1, 4)]);
        // T1-1: in cycle 2, after both of its doses, at 336 and 344. T1-2: at hour 0, after 1. T3-1: at 20, after 3.
        let first = |level| {
            let row = results.row("vasopressor.first_dose", Course, "all", level, Median);
            (row.value, row.denominator)
        };
        assert_eq!(first("cycle_1"), (Some(2.0), Some(2)));
        assert_eq!(first("cycle_2"), (Some(2.0), Some(1)));
        assert_eq!(first("all"), (Some(2.0), Some(3)));
        // Of unlisted agents there is no equivalent.
        let peak = results.row("vasopressor.peak_nee", Course, "all", "all", Max);
        assert_eq!((peak.value, peak.denominator), (Some(0.1), Some(1)));
    }
}
