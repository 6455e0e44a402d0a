//! The capillary leak proxy of cycles, courses and patients. It is a proxy, and no diagnosis.

use super::definition::{BY_PATIENT_COURSE_AND_CYCLE, Definition};
use super::measure::Measure;
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, QUARTILES, Rows};
use super::scope::Scope;
use crate::facts::WEIGHT_GAINS;
use crate::model::known;
use crate::stats::Clusters;

// The names of its measures.
pub(crate) const PART: &str = "capillary_leak_proxy.part";
pub(crate) const PRESENT: &str = "capillary_leak_proxy.present";
pub(crate) const NET_FLUID: &str = "capillary_leak_proxy.net_fluid";

const UNKNOWN: &str = "a part without a value or without a baseline is unknown; a course, of its treated cycles, is yes where one is, else unknown where one is, else no, and so is a patient; unknown units are left out; where a treated cycle's start or last given dose has no hour, the course is unknown";
const WINDOW: &str = "treated units in which it is known; a cycle is looked at after its start and up to 48 h after its last given dose or the next cycle's start, its baseline is the last value of the 168 h up to the start";
const NO_STANDARD: &str = "none: no published standard defines capillary leak by values";

const fn needs(_: Unit) -> &'static [&'static str] {
    &["measurements", "vasopressors", "doses.hour"]
}

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        definition: Definition {
            name: PART,
            title: "Parts of the capillary leak proxy",
            grain: &[Unit::Patient, Unit::Course, Unit::Cycle],
            counts: "albumin: the lowest is below 3.0 g/dL and below the baseline, or at least 0.5 g/dL below it; weight: the highest is at least 5, 10, 15 or 20% above the baseline; pressure: sustained systolic pressure below 90 mmHg, or a vasopressor infusion that counts",
            out_of: WINDOW,
            unknown: UNKNOWN,
            interval: BY_PATIENT_COURSE_AND_CYCLE,
            source: NO_STANDARD,
        },
        needs,
        first: Statistic::Proportion,
        count: parts,
    },
    Measure {
        definition: Definition {
            name: PRESENT,
            title: "Capillary leak proxy",
            grain: &[Unit::Patient, Unit::Course, Unit::Cycle],
            counts: "two of three parts: albumin, weight (5%), pressure; no where the parts that are present or unknown are fewer than two",
            out_of: WINDOW,
            unknown: UNKNOWN,
            interval: BY_PATIENT_COURSE_AND_CYCLE,
            source: NO_STANDARD,
        },
        needs,
        first: Statistic::Proportion,
        count: |scope, rows| {
            let cycles = Cycles::new(scope);
            rows.proportion(
                ALL,
                Level::All,
                &tally(scope, rows.unit(), |row| cycles.present(row)),
            );
        },
    },
    Measure {
        definition: Definition {
            name: NET_FLUID,
            title: "Net fluid of a cycle (L)",
            grain: &[Unit::Cycle],
            counts: "the highest running total of fluid_balance_24h after the cycle's start and up to 48 h after its last given dose or the next cycle's start, in liters; values of one hour together",
            out_of: "treated cycles with such a value",
            unknown: "cycles without a value are left out, and courses in which a treated cycle's start or last given dose has no hour",
            interval: "none: median and quartiles (type 7) describe the cycles",
            source: NO_STANDARD,
        },
        needs: |_| &["measurements", "doses.hour"],
        first: Statistic::Median,
        count: |scope, rows| {
            let parts = &scope.cohort.cycles;
            let liters = parts.frame.decimals("net_fluid_liters");
            let of_cycles = scope.courses().flat_map(|course| parts.of(course));
            let known = of_cycles.map(|row| liters[row]).filter(|it| !it.is_nan());
            rows.distribution(ALL, known.collect(), &QUARTILES);
        },
    },
];

/// The parts of the proxy of each treated cycle.
pub(super) struct Cycles<'a> {
    albumin: &'a [Option<bool>],
    weight: &'a [i64],
    pressure: &'a [Option<bool>],
}

impl<'a> Cycles<'a> {
    fn new(scope: &Scope<'a>) -> Self {
        Self::of(&scope.cohort.cycles.frame)
    }

    /// Of the table of cycles.
    pub(super) fn of(frame: &'a crate::model::Frame) -> Self {
        Self {
            albumin: frame.booleans("leak_albumin"),
            weight: frame.integers("leak_weight_gain"),
            pressure: frame.booleans("leak_pressure"),
        }
    }

    fn weight(&self, row: usize, least: i64) -> Option<bool> {
        known(self.weight[row]).map(|gain| gain >= least)
    }

    /// Whether two of the three parts are yes; `None` where those that are unknown decide.
    pub(super) fn present(&self, row: usize) -> Option<bool> {
        let parts = [
            self.albumin[row],
            self.weight(row, WEIGHT_GAINS[0]),
            self.pressure[row],
        ];
        let yes = parts.iter().filter(|part| **part == Some(true)).count();
        let unknown = parts.iter().filter(|part| part.is_none()).count();
        if yes >= 2 {
            Some(true)
        } else if yes + unknown < 2 {
            Some(false)
        } else {
            None
        }
    }
}

/// Yes where one is, else unknown where one is, else no; unknown without any.
pub(super) fn any_known(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let (mut no, mut is_unknown) = (None, false);
    for answer in answers {
        match answer {
            Some(true) => return Some(true),
            Some(false) => no = Some(false),
            None => is_unknown = true,
        }
    }
    no.filter(|_| !is_unknown)
}

/// Units of which the answer of their cycles is known, and those that are yes.
fn tally(scope: &Scope<'_>, unit: Unit, answer: impl Fn(usize) -> Option<bool>) -> Clusters {
    let cycles = &scope.cohort.cycles;
    let of_course = |course: usize| any_known(cycles.of(course).map(&answer));
    let add = |(all, yes): (i64, i64), answer: Option<bool>| match answer {
        Some(answer) => (all + 1, yes + i64::from(answer)),
        None => (all, yes),
    };
    scope.tally(unit, |courses| {
        let courses = courses.iter().copied();
        match unit {
            Unit::Patient => add((0, 0), any_known(courses.map(of_course))),
            Unit::Course => courses.map(of_course).fold((0, 0), add),
            Unit::Cycle | Unit::Dose => {
                let rows = courses.flat_map(|it| cycles.of(it));
                rows.map(&answer).fold((0, 0), add)
            }
        }
    })
}

fn parts(scope: &Scope<'_>, rows: &mut Rows) {
    let cycles = Cycles::new(scope);
    let unit = rows.unit();
    let albumin = tally(scope, unit, |row| cycles.albumin[row]);
    rows.proportion("albumin", Level::All, &albumin);
    for gain in WEIGHT_GAINS {
        let weight = tally(scope, unit, |row| cycles.weight(row, gain));
        rows.proportion("weight", Level::number(gain as f64), &weight);
    }
    let pressure = tally(scope, unit, |row| cycles.pressure[row]);
    rows.proportion("pressure", Level::All, &pressure);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_parts_make_the_proxy_and_unknown_ones_may_leave_it_open() {
        let (yes, no) = (Some(true), Some(false));
        for (albumin, weight, pressure, expected) in [
            (yes, 5, no, yes),
            (no, 0, yes, no),
            (None, 5, no, None),
            (None, i64::MIN, no, None),
            (no, 20, no, no),
            (no, i64::MIN, no, no),
            (None, 5, None, None),
            (yes, i64::MIN, yes, yes),
        ] {
            let cycles = Cycles {
                albumin: &[albumin],
                weight: &[weight],
                pressure: &[pressure],
            };
            assert_eq!(
                cycles.present(0),
                expected,
                "{albumin:?} {weight} {pressure:?}"
            );
        }
        assert_eq!(any_known([no, yes, None].into_iter()), yes);
        assert_eq!(any_known([no, None].into_iter()), None);
        assert_eq!(any_known([no, no].into_iter()), no);
        assert_eq!(any_known([].into_iter()), None);
    }
}
