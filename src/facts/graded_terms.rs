//! Grades from values of a course by term: the highest, the baseline's, what emerged, how long it was severe, and recovery.

use super::course_values::is_taken_on_treatment;
use super::dialysis::{DialysisFacts, WITHOUT};
use super::follow_up::CourseDeath;
use super::intervals::Interval;
use crate::grades::{CourseValues, Grading};
use crate::model::{TOLERANCE, day_of_hour};
use crate::stats::Ending;
use crate::terminology::laboratory_term;
use std::sync::LazyLock;

/// The lowest grade that is severe.
const SEVERE: u8 = 3;

static CREATININE_INCREASED: LazyLock<usize> = LazyLock::new(|| {
    laboratory_term("Creatinine increased").expect("the term is one that values grade")
});

/// A term of which a course has a graded value on treatment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TermFacts {
    /// The term, by its row among the laboratory terms.
    pub(super) term: usize,
    /// The highest grade on treatment, 0…4.
    pub(super) grade: u8,
    /// The grade of the baseline.
    pub(super) baseline_grade: Option<u8>,
    /// The highest grade of an emergent value on treatment, 0 where none is; `None` without a grade of the baseline.
    pub(super) emergent_grade: Option<u8>,
    /// Days on treatment with a graded value.
    pub(super) graded_days: i64,
    /// Of these, with one of grade ≥ 3.
    pub(super) severe_days: i64,
    /// Days from the first hour of grade ≥ 3 on treatment, and how they end; `None` where the course is left out.
    pub(super) recovery: Option<(f64, Ending)>,
}

/// A course whose values are graded.
pub(super) struct GradedCourse<'a> {
    pub(super) values: &'a CourseValues,
    pub(super) last_given: Option<f64>,
    pub(super) dialysis: &'a DialysisFacts,
    pub(super) death: CourseDeath,
}

/// A grade of a value for one term.
#[derive(Debug, Clone, Copy)]
struct HourGrade {
    term: usize,
    hour: f64,
    grade: u8,
    is_above_abnormal_baseline: bool,
}

impl GradedCourse<'_> {
    /// Each term of which it has a graded value on treatment, in the order of reports.
    pub(super) fn terms(&self, grading: &Grading) -> Vec<TermFacts> {
        let values = self.values.values().iter();
        let mut grades: Vec<HourGrade> = values
            .flat_map(|value| {
                let graded = grading.grades(self.values, value);
                graded.filter_map(|graded| {
                    Some(HourGrade {
                        term: graded.term,
                        hour: value.hour,
                        grade: graded.grade.ok()?,
                        is_above_abnormal_baseline: graded.is_above_abnormal_baseline,
                    })
                })
            })
            .collect();
        grades.sort_by(|a, b| a.term.cmp(&b.term).then(a.hour.total_cmp(&b.hour)));
        let of_terms = grades.chunk_by(|a, b| a.term == b.term);
        of_terms
            .filter_map(|grades| self.term(grading, grades))
            .collect()
    }

    /// One term, from its grades by hour.
    fn term(&self, grading: &Grading, grades: &[HourGrade]) -> Option<TermFacts> {
        let term = grades.first()?.term;
        let on_treatment = || {
            let all = grades.iter();
            all.filter(|it| is_taken_on_treatment(it.hour, self.last_given))
        };
        let grade = on_treatment().map(|it| it.grade).max()?;
        let baseline_grade = grading.baseline_grade(self.values, term);
        let emergent = |baseline: u8| {
            let is_emergent = |it: &&HourGrade| {
                it.grade >= 1 && (it.grade > baseline || it.is_above_abnormal_baseline)
            };
            let grades = on_treatment().filter(is_emergent).map(|it| it.grade);
            grades.max().unwrap_or(0)
        };
        let days = |least: u8| {
            let days = on_treatment().filter(|it| it.grade >= least);
            let mut days: Vec<i64> = days.map(|it| day_of_hour(it.hour)).collect();
            days.dedup();
            days.len() as i64
        };
        Some(TermFacts {
            term,
            grade,
            baseline_grade,
            emergent_grade: baseline_grade.map(emergent),
            graded_days: days(0),
            severe_days: days(SEVERE),
            recovery: self.recovery(grades, baseline_grade),
        })
    }

    /// Days from the first hour of grade ≥ 3 on treatment to recovery, to the death before it, or to the last graded value;
    /// `None` without any of these, and where the baseline was severe.
    ///
    /// Source: the measure book, `laboratory.recovered_by`.
    fn recovery(&self, grades: &[HourGrade], baseline: Option<u8>) -> Option<(f64, Ending)> {
        let severe = grades
            .iter()
            .find(|it| it.grade >= SEVERE && is_taken_on_treatment(it.hour, self.last_given))?
            .hour;
        let is_of_creatinine = grades[0].term == *CREATININE_INCREASED;
        if baseline.is_some_and(|grade| grade >= SEVERE)
            || is_of_creatinine && !self.dialysis.at_risk
        {
            return None;
        }
        let after = grades.partition_point(|it| it.hour <= severe + TOLERANCE);
        let is_mild = |it: &HourGrade| it.grade <= 1 || baseline.is_some_and(|of| it.grade <= of);
        let mut hours = grades[after..].chunk_by(|a, b| b.hour <= a.hour + TOLERANCE);
        let recovered = hours.find(|of_hour| {
            of_hour.iter().all(is_mild)
                && !(is_of_creatinine && self.is_dialyzed_about(of_hour[0].hour))
        });
        // What the patient did not live to see is no recovery.
        let death = self.death.hour(severe);
        let recovered = recovered.map(|of_hour| of_hour[0].hour);
        let recovered =
            recovered.filter(|hour| death.is_none_or(|death| *hour <= death + TOLERANCE));
        let ending_death = self.death.that_ends(severe);
        let days = |hour: f64| (hour - severe) / 24.0;
        match (recovered, ending_death) {
            (Some(recovered), _) => Some((days(recovered), Ending::OfInterest)),
            (None, Some(death)) => Some((days(death), Ending::Competing)),
            (None, None) => {
                let last = grades[after..].last()?.hour;
                Some((days(last), Ending::Censored))
            }
        }
    }

    /// Whether dialysis begins before a week after an hour and ends after a week before it.
    fn is_dialyzed_about(&self, hour: f64) -> bool {
        let is_about = |interval: &Interval| {
            interval.start < hour + WITHOUT - TOLERANCE
                && interval
                    .stop
                    .is_none_or(|stop| stop > hour - WITHOUT + TOLERANCE)
        };
        self.dialysis.intervals.iter().any(is_about)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grades::{Limits, Options, Value};
    use crate::terminology::{analyte, laboratory_terms};
    use Ending::{Censored, Competing, OfInterest};

    /// The terms of a course whose last dose was at hour 100, with values of an analyte in its own unit at hours, dialysis
    /// from and to these, and a day of death.
    fn terms_of(
        name: &str,
        limits: (f64, f64),
        pairs: &[(f64, f64)],
        dialysis: &[(f64, Option<f64>)],
        death_day: Option<i64>,
    ) -> Vec<TermFacts> {
        let value = |&(hour, own): &(f64, f64)| Value {
            analyte: analyte(name).unwrap(),
            hour,
            reported: own,
            unit: 0,
            own,
            limits: Limits {
                lower: Some(limits.0),
                upper: Some(limits.1),
            },
        };
        let intervals = dialysis
            .iter()
            .map(|&(start, stop)| Interval { start, stop });
        let dialysis = DialysisFacts {
            at_risk: !dialysis.iter().any(|&(start, _)| start < 0.0),
            intervals: intervals.collect(),
            ..DialysisFacts::default()
        };
        let course = GradedCourse {
            values: &CourseValues::new(None, pairs.iter().map(value).collect()),
            last_given: Some(100.0),
            dialysis: &dialysis,
            death: CourseDeath {
                day: death_day,
                counted_until: 820.0,
            },
        };
        course.terms(&Grading::new(Options::default()))
    }

    fn term_of(name: &str, term: &str, pairs: &[(f64, f64)]) -> Option<TermFacts> {
        let limits = match name {
            "platelets" => (150.0, 450.0),
            "alt" => (10.0, 40.0),
            _ => (0.6, 1.3),
        };
        let all = terms_of(name, limits, pairs, &[], None);
        let is_it = |it: &TermFacts| laboratory_terms()[it.term].name == term;
        all.into_iter().find(is_it)
    }

    #[test]
    fn platelets_recover_where_every_value_of_an_hour_is_mild_or_as_before() {
        let recovery = |pairs: &[(f64, f64)]| {
            let term = term_of("platelets", "Platelet count decreased", pairs).unwrap();
            term.recovery
        };
        for (pairs, expected) in [
            (
                &[(24.0, 40.0), (48.0, 30.0), (96.0, 80.0)][..],
                Some((3.0, OfInterest)),
            ),
            (
                &[(-1.0, 70.0), (24.0, 40.0), (48.0, 60.0)],
                Some((1.0, OfInterest)),
            ),
            (&[(24.0, 40.0), (48.0, 60.0)], Some((1.0, Censored))),
            (&[(24.0, 40.0)], None),
            (&[(-1.0, 45.0), (24.0, 40.0), (48.0, 200.0)], None),
            (
                &[(24.0, 40.0), (96.0, 80.0), (96.0, 60.0)],
                Some((3.0, Censored)),
            ),
            // After hour 100 + 720 nothing is severe any more, but recovery counts.
            (&[(24.0, 40.0), (900.0, 80.0)], Some((36.5, OfInterest))),
            (&[(24.0, 60.0), (900.0, 40.0), (924.0, 200.0)], None),
            // At hour 0 a value is baseline and not on treatment.
            (
                &[(0.0, 60.0), (24.0, 40.0), (48.0, 60.0)],
                Some((1.0, OfInterest)),
            ),
        ] {
            assert_eq!(recovery(pairs), expected, "{pairs:?}");
        }
    }

    #[test]
    fn death_before_recovery_ends_it() {
        let recovery = |pairs: &[(f64, f64)], death| {
            let all = terms_of("platelets", (150.0, 450.0), pairs, &[], death);
            all[0].recovery
        };
        let recovered = [(24.0, 40.0), (96.0, 80.0)];
        assert_eq!(recovery(&recovered, Some(4)), Some((3.0, OfInterest)));
        assert_eq!(recovery(&recovered, Some(3)), Some((2.0, Competing)));
        // On the day of the severe hour death counts as 12 h after it.
        assert_eq!(recovery(&recovered[..1], Some(1)), Some((0.5, Competing)));
        // Day 34 is hour 816; 820 is the last hour that counts.
        assert_eq!(recovery(&recovered[..1], Some(34)), Some((33.0, Competing)));
        assert_eq!(recovery(&recovered[..1], Some(35)), None);
    }

    #[test]
    fn creatinine_recovers_only_off_dialysis() {
        let recovery = |after: &[(f64, f64)], dialysis: &[(f64, Option<f64>)]| {
            let severe = [(-1.0, 1.0), (24.0, 5.0), (48.0, 5.0)];
            let all = terms_of(
                "creatinine",
                (0.6, 1.3),
                &[&severe, after].concat(),
                dialysis,
                None,
            );
            all[0].recovery
        };
        let one = [(120.0, 1.2)];
        let about = [(50.0, Some(54.0))];
        assert_eq!(recovery(&one, &[]), Some((4.0, OfInterest)));
        assert_eq!(recovery(&one, &about), Some((4.0, Censored)));
        let at = |hour: f64| [(120.0, 1.2), (hour, 1.2)];
        assert_eq!(recovery(&at(221.0), &about), Some((197.0 / 24.0, Censored)));
        assert_eq!(recovery(&at(222.0), &about), Some((8.25, OfInterest)));
        assert_eq!(
            recovery(&at(300.0), &[(280.0, None)]),
            Some((11.5, Censored))
        );
        assert_eq!(
            recovery(&at(300.0), &[(288.0, None)]),
            Some((4.0, OfInterest))
        );
        assert_eq!(recovery(&one, &[(-9.0, Some(-5.0))]), None);
    }

    #[test]
    fn a_value_above_a_high_baseline_is_emergent_whatever_its_grade() {
        let alt = |pairs: &[(f64, f64)]| {
            let term = term_of("alt", "Alanine aminotransferase increased", pairs).unwrap();
            (term.baseline_grade, term.grade, term.emergent_grade)
        };
        // 100 is at least 1.5 × 60: grade 1, as the baseline is by its limit.
        assert_eq!(alt(&[(-1.0, 60.0), (24.0, 100.0)]), (Some(1), 1, Some(1)));
        assert_eq!(alt(&[(-1.0, 60.0), (24.0, 89.0)]), (Some(1), 0, Some(0)));
        assert_eq!(alt(&[(-1.0, 40.0), (24.0, 121.0)]), (Some(0), 2, Some(2)));
        assert_eq!(alt(&[(24.0, 121.0)]), (None, 2, None));
        assert_eq!(alt(&[(24.0, 121.0), (0.0, 41.0)]), (Some(1), 1, Some(1)));
    }

    #[test]
    fn days_are_counted_once_each_and_what_is_not_on_treatment_is_left_out() {
        let pairs = [
            (1.0, 40.0),
            (2.0, 200.0),
            (24.0, 200.0),
            (47.9, 200.0),
            (50.0, 45.0),
            (900.0, 9.0),
        ];
        let term = term_of("platelets", "Platelet count decreased", &pairs).unwrap();
        assert_eq!((term.graded_days, term.severe_days, term.grade), (3, 2, 3));
        assert_eq!(
            term_of("platelets", "Platelet count decreased", &[(0.0, 9.0)]),
            None
        );
    }
}
