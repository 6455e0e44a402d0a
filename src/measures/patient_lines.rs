//! The course of each treated patient, as figures of single patients show it: doses, response, progression, death. It never
//! leaves the site.

use super::cohort::Cohort;
use super::outcome::{Responses, is_objective};
use super::strata::treated_patients;
use super::survival_times::SurvivalTimes;
use crate::facts::{DoseDisposition, DoseMap, FactsError};
use crate::model::{PlanSource, known};
use crate::store::Snapshot;

/// One treated patient. Days count from the start of the first treated course.
#[derive(Debug, Clone, PartialEq)]
pub struct PatientLine {
    /// Their identifier, which never leaves the site.
    pub patient_id: String,
    /// The regimen of their first treated course, where it is known.
    pub regimen: Option<String>,
    /// Their treated courses, in their order.
    pub courses: Vec<CourseLine>,
    /// The first day of an objective response, where there is one and its day is known.
    pub response: Option<i64>,
    /// The day of the first progression, where one is known.
    pub progression: Option<i64>,
    /// The day of death; `None` where the patient is not known to have died.
    pub death: Option<i64>,
    /// The last day on which they were known to be alive.
    pub last_contact: Option<i64>,
}

/// One treated course.
#[derive(Debug, Clone, PartialEq)]
pub struct CourseLine {
    /// The day of its start; `None` of a later course whose start is not known.
    pub start: Option<i64>,
    /// Days from its first given dose to its last, where both have an hour.
    pub days: Option<f64>,
    /// Its planned doses, cycle by cycle; none of a course without a plan, since what was recorded proves nothing about what
    /// was planned.
    pub cycles: Vec<Vec<DoseDisposition>>,
}

/// The treated patients of a cohort, in the order of their courses.
///
/// # Errors
///
/// Where a file of the store cannot be read.
pub fn patient_lines(cohort: &Cohort, snapshot: &Snapshot) -> Result<Vec<PatientLine>, FactsError> {
    let doses = DoseMap::read(snapshot)?;
    let facts = &cohort.courses;
    let times = SurvivalTimes::new(cohort);
    let responses = Responses::new(cohort);
    let (starts, deaths, contacts) = (
        facts.integers("start_day"),
        facts.integers("death_day"),
        facts.integers("last_contact_day"),
    );
    let hours = facts.decimals("last_given_hour");
    let (plans, sources) = facts.texts("plan");
    let has_plan = |course: usize| sources[plans[course] as usize] != PlanSource::None.name();
    let line = |courses: &[usize]| {
        let first = courses[0];
        let begin = known(starts[first]);
        let since = |day: Option<i64>| Some(day? - begin?);
        let course = |&course: &usize| CourseLine {
            start: if course == first {
                Some(0)
            } else {
                since(known(starts[course]))
            },
            days: Some(hours[course] / 24.0).filter(|days| days.is_finite()),
            cycles: if has_plan(course) {
                doses.course(course).to_vec()
            } else {
                Vec::new()
            },
        };
        let is_objective = responses.best(courses).is_some_and(is_objective);
        PatientLine {
            patient_id: facts.text("patient_id", first).unwrap_or("").to_owned(),
            regimen: facts.text("regimen", first).map(str::to_owned),
            courses: courses.iter().map(course).collect(),
            response: since(times.first_response(courses)).filter(|_| is_objective),
            progression: since(times.first_progression(courses)),
            death: since(known(deaths[first])),
            last_contact: since(known(contacts[first])),
        }
    };
    Ok(treated_patients(cohort).each_patient().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::results::Unit;
    use crate::measures::tiny::{of_snapshot, tiny};

    fn lines() -> Vec<PatientLine> {
        of_snapshot(|snapshot| {
            let cohort = Cohort::read(snapshot).unwrap();
            patient_lines(&cohort, snapshot).unwrap()
        })
    }

    #[test]
    fn the_doses_of_patients_sum_to_the_disposition_of_planned_doses() {
        let lines = lines();
        let courses = lines.iter().flat_map(|line| &line.courses);
        let doses: Vec<DoseDisposition> = courses
            .flat_map(|course| course.cycles.iter().flatten().copied())
            .collect();
        let results = tiny();
        for disposition in DoseDisposition::ALL {
            let n = doses.iter().filter(|dose| **dose == disposition).count();
            let (unit, item) = (Unit::Dose, disposition.name());
            let counted = results.ratio("exposure.dose_disposition", unit, item);
            assert_eq!(counted, (n as i64, doses.len() as i64), "{item}");
        }
    }

    #[test]
    fn a_patient_has_the_treated_courses_and_days_from_the_first_of_them() {
        let lines = lines();
        let of_patients: Vec<(&str, usize)> = lines
            .iter()
            .map(|line| (line.patient_id.as_str(), line.courses.len()))
            .collect();
        // T4-1 has no given dose.
        assert_eq!(of_patients, [("P1", 2), ("P2", 1), ("P3", 1)]);
        let first = &lines[0].courses[0];
        assert_eq!((first.start, first.cycles.len()), (Some(0), 2));
        // The last given dose of T1-1 is at hour 344.
        assert!((first.days.unwrap() - 344.0 / 24.0).abs() < 1e-9);
        let [given, held, after, _] = DoseDisposition::ALL;
        assert_eq!(
            first.cycles[0][..5]
                .iter()
                .filter(|dose| **dose == given)
                .count(),
            3
        );
        assert!(first.cycles[0].contains(&held) || first.cycles[0].contains(&after));
    }
}
