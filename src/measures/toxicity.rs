//! Toxicity on treatment: how often, how badly, in which organ system.

use super::definition::{BY_PATIENT_COURSE_AND_CYCLE, Definition};
use super::measure::{Measure, Parts};
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, Rows};
use super::scope::Scope;
use super::{onset, overview, resolution};
use crate::facts::UNGRADED;
use crate::model::{ABSENT_INTEGER, known};
use crate::stats::Clusters;
use crate::terminology::{organ_system_of_event, organ_systems};
use std::collections::BTreeMap;

// The names of its measures.
pub(crate) const ANY: &str = "toxicity.any";
pub(crate) const ORGAN_SYSTEM: &str = "toxicity.organ_system";
pub(crate) const TERM: &str = "toxicity.term";

const COUNTS: &str = "units by the worst grade of their events on treatment (events that begin from hour 0 to 720 h after the last given dose, or have no onset)";
const UNGRADED_EVENTS: &str = "an event without a grade counts as any grade and never as grade ≥ 3; a unit with only ungraded events has the worst grade unknown";
const CTCAE: &str = "CTCAE grades, of the version that was exported, and terms; organ systems are the reporting groups of the HD IL-2 literature";

/// The levels of `toxicity.any`.
const ANY_LEVELS: [Level; 4] = [
    Level::Any,
    Level::GradeAtLeast(3),
    Level::GradeAtLeast(4),
    Level::number(5.0),
];
/// The levels of organ systems and terms.
const LEVELS: [Level; 9] = [
    Level::Any,
    Level::GradeAtLeast(3),
    Level::GradeAtLeast(4),
    Level::number(1.0),
    Level::number(2.0),
    Level::number(3.0),
    Level::number(4.0),
    Level::number(5.0),
    Level::Unknown,
];

/// What the cycle in which an event began needs beside what courses need.
const fn needs(unit: Unit) -> &'static [&'static str] {
    match unit {
        Unit::Cycle => &[
            "toxicities",
            "toxicities.grade",
            "toxicities.onset_hour",
            "doses.hour",
        ],
        Unit::Patient | Unit::Course | Unit::Dose => &["toxicities", "toxicities.grade"],
    }
}

/// What two strata are not compared in.
pub(super) const PARTS: &[Parts] = &[Parts::worst_grades(ORGAN_SYSTEM), Parts::worst_grades(TERM)];

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        definition: Definition {
            name: ANY,
            title: "Any adverse event",
            grain: &[Unit::Patient, Unit::Course, Unit::Cycle],
            counts: COUNTS,
            out_of: "treated units; cycles of courses in which the start of every treated cycle is known: an event belongs to the cycle in which it began; excluded: courses in which no organ system was assessed and that have no event on treatment, and patients with only such courses",
            unknown: UNGRADED_EVENTS,
            interval: BY_PATIENT_COURSE_AND_CYCLE,
            source: CTCAE,
        },
        needs,
        first: Statistic::Proportion,
        count: any,
    },
    overview::AT_A_GLANCE,
    Measure {
        definition: Definition {
            name: ORGAN_SYSTEM,
            title: "Adverse events by organ system",
            grain: &[Unit::Patient, Unit::Course],
            counts: COUNTS,
            out_of: "treated units; excluded: courses in which the organ system was not assessed and that have no event in it, and patients with only such courses",
            unknown: UNGRADED_EVENTS,
            interval: BY_PATIENT_COURSE_AND_CYCLE,
            source: CTCAE,
        },
        needs,
        first: Statistic::Proportion,
        count: by_organ_system,
    },
    Measure {
        definition: Definition {
            name: TERM,
            title: "Adverse events by term",
            grain: &[Unit::Patient, Unit::Course],
            counts: COUNTS,
            out_of: "treated units; excluded: courses in which the organ system of the term was not assessed and that have no event in it, and patients with only such courses",
            unknown: UNGRADED_EVENTS,
            interval: BY_PATIENT_COURSE_AND_CYCLE,
            source: CTCAE,
        },
        needs,
        first: Statistic::Proportion,
        count: by_term,
    },
    onset::DOSE,
    resolution::RESOLUTION,
    resolution::DEATH_BEFORE,
    resolution::AT_LEAST,
    resolution::RECORDED,
    onset::SEVERE_RATE,
];

/// A grade's rank in the order of how bad it is: no event, ungraded events only, grade 1…5.
const fn severity(worst: i64) -> i64 {
    match worst {
        0 => 0,
        UNGRADED => 1,
        grade => grade + 1,
    }
}

/// Which of the levels a worst grade reaches.
fn levels_of(worst: i64) -> impl Iterator<Item = usize> {
    let level = match worst {
        0 => None,
        UNGRADED => Some(8),
        grade => usize::try_from(grade).ok().map(|grade| grade + 2),
    };
    let at_least = [worst != 0, worst >= 3, worst >= 4].into_iter().enumerate();
    at_least
        .filter_map(|(level, reached)| reached.then_some(level))
        .chain(level)
}

/// Units by the level of their worst grade.
#[derive(Debug, Clone, Copy, Default)]
struct Graded {
    units: Clusters,
    events: [Clusters; LEVELS.len()],
}

impl Graded {
    /// Adds one patient: the worst grades of the units, each patient's worst being one unit or each course's.
    fn add(&mut self, unit: Unit, worst: impl Iterator<Item = i64>) {
        let mut reached = [0; LEVELS.len()];
        let mut units = 0;
        if unit == Unit::Patient {
            if let Some(worst) = worst.max_by_key(|&worst| severity(worst)) {
                units = 1;
                levels_of(worst).for_each(|level| reached[level] = 1);
            }
        } else {
            for worst in worst {
                units += 1;
                levels_of(worst).for_each(|level| reached[level] += 1);
            }
        }
        self.units.add(units, 0);
        for (clusters, events) in self
            .events
            .iter_mut()
            .zip(reached)
            .filter(|(_, events)| *events > 0)
        {
            clusters.add_events(units, events);
        }
    }

    fn write(&self, rows: &mut Rows, item: &str, levels: &[Level]) {
        for &level in levels {
            let index = LEVELS.iter().position(|&known| known == level);
            let index = index.expect("the levels of any toxicity are among all levels");
            rows.proportion(item, level, &self.units.with_events_of(&self.events[index]));
        }
    }
}

fn any(scope: &Scope<'_>, rows: &mut Rows) {
    let unit = rows.unit();
    let mut graded = Graded::default();
    if unit == Unit::Cycle {
        let cycles = &scope.cohort.cycles;
        let (worst, starts_known) = (
            cycles.frame.integers("worst_grade"),
            cycles.frame.booleans("cycle_starts_known"),
        );
        for courses in scope.patients() {
            let of_patient = courses.iter().flat_map(|&course| cycles.of(course));
            let counted = of_patient.filter(|&cycle| starts_known[cycle] == Some(true));
            graded.add(unit, counted.filter_map(|cycle| known(worst[cycle])));
        }
    } else {
        let worst = scope.integers("worst_grade");
        for courses in scope.patients() {
            let assessed = courses.iter().filter_map(|&course| known(worst[course]));
            graded.add(unit, assessed);
        }
    }
    graded.write(rows, ALL, &ANY_LEVELS);
}

fn by_organ_system(scope: &Scope<'_>, rows: &mut Rows) {
    for system in organ_systems() {
        let worst = scope.integers(&format!("worst_grade_{}", system.name));
        let mut graded = Graded::default();
        for courses in scope.patients() {
            let assessed = courses
                .iter()
                .map(|&course| worst[course])
                .filter(|&worst| worst != ABSENT_INTEGER);
            graded.add(rows.unit(), assessed);
        }
        graded.write(rows, &system.name, &LEVELS);
    }
}

fn by_term(scope: &Scope<'_>, rows: &mut Rows) {
    let unit = rows.unit();
    let (parts, terms) = (&scope.cohort.course_terms, &scope.cohort.term_of_row);
    let systems: Vec<usize> = scope
        .cohort
        .terms
        .iter()
        .map(|term| organ_system_of_event(term))
        .collect();
    let worst_of_systems: Vec<&[i64]> = organ_systems()
        .iter()
        .map(|system| scope.integers(&format!("worst_grade_{}", system.name)))
        .collect();
    let worst = parts.frame.integers("worst_grade");
    let mut by_term: BTreeMap<usize, Graded> = BTreeMap::new();
    // Patients without a term are in its denominator too.
    let mut units = vec![Clusters::default(); organ_systems().len()];
    let mut of_patient: Vec<(usize, i64)> = Vec::new();
    let mut assessed: Vec<usize> = Vec::new();
    for courses in scope.patients() {
        of_patient.clear();
        of_patient.extend(
            courses
                .iter()
                .flat_map(|&course| parts.of(course))
                .map(|row| (terms[row], worst[row])),
        );
        of_patient.sort_unstable();
        // Courses in which each organ system was assessed.
        assessed.clear();
        assessed.extend(worst_of_systems.iter().map(|worst| {
            let is_assessed = |course: &&usize| known(worst[**course]).is_some();
            courses.iter().filter(is_assessed).count()
        }));
        for (units, &assessed) in units.iter_mut().zip(&assessed) {
            let assessed = assessed as i64;
            units.add(
                if unit == Unit::Patient {
                    assessed.min(1)
                } else {
                    assessed
                },
                0,
            );
        }
        for run in of_patient.chunk_by(|a, b| a.0 == b.0) {
            // The worst grade of a course without the term is 0. An event shows that its organ system was assessed.
            let without = assessed[systems[run[0].0]] - run.len();
            let worst = run
                .iter()
                .map(|(_, worst)| *worst)
                .chain(std::iter::repeat_n(0, without));
            by_term.entry(run[0].0).or_default().add(unit, worst);
        }
    }
    for (term, mut graded) in by_term {
        graded.units = units[systems[term]];
        graded.write(rows, &scope.cohort.terms[term], &LEVELS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::results::Unit::{Course, Cycle, Patient};
    use crate::measures::tiny::tiny;

    #[test]
    fn ungraded_events_do_not_change_the_maximum() {
        let mut graded = Graded::default();
        graded.add(Unit::Patient, [UNGRADED, 2, 0].into_iter());
        graded.add(Unit::Patient, [UNGRADED, 0].into_iter());
        let events = graded.events.map(|level| level.events());
        // any, ≥ 3, ≥ 4, 1, 2, 3, 4, 5, unknown
        assert_eq!(events, [2, 0, 0, 0, 1, 0, 0, 0, 1]);
    }

    #[test]
    fn each_course_is_a_unit_of_its_own() {
        let mut graded = Graded::default();
        graded.add(Unit::Course, [3, 5, 0].into_iter());
        assert_eq!(graded.units.units(), 3);
        assert_eq!(
            graded.events.map(|level| level.events()),
            [2, 2, 1, 0, 0, 1, 0, 1, 0]
        );
    }

    #[test]
    fn the_worst_grade_on_treatment_decides() {
        let tiny = tiny();
        // P1 grade 3, P2 grade 4, P3 nothing. T1-2 has an ungraded event only. The rash of T2-1 began at hour 745, one hour
        // after treatment: 24 + 720 = 744.
        let any = |unit| {
            ["any", "ge3", "ge4", "5"]
                .map(|level| tiny.proportion("toxicity.any", unit, "all", level))
        };
        assert_eq!(any(Patient), [(2, 3), (2, 3), (1, 3), (0, 3)]);
        assert_eq!(any(Course), [(3, 4), (2, 4), (1, 4), (0, 4)]);
        assert_eq!(any(Cycle), [(4, 5), (3, 5), (1, 5), (0, 5)]);
        let organ = |unit, item, level| tiny.proportion("toxicity.organ_system", unit, item, level);
        assert_eq!(organ(Patient, "cardiovascular", "3"), (1, 3));
        assert_eq!(organ(Course, "cardiovascular", "any"), (2, 4));
        assert_eq!(organ(Course, "cardiovascular", "unknown"), (1, 4));
        assert_eq!(organ(Course, "renal", "4"), (1, 4));
        assert_eq!(organ(Course, "unclassified", "1"), (1, 4));
        assert_eq!(organ(Patient, "dermatologic", "any"), (0, 3));
        // P3 was not assessed for it.
        assert_eq!(organ(Patient, "hepatic", "any"), (0, 2));
        assert_eq!(organ(Course, "hepatic", "any"), (0, 3));
        assert_eq!(
            tiny.proportion("toxicity.term", Course, "Hypotension", "any"),
            (2, 4)
        );
        assert_eq!(
            tiny.proportion("toxicity.term", Course, "moon sickness", "any"),
            (1, 4)
        );
    }
}
