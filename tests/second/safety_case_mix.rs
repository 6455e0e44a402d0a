//! The case mix of a safety review.

use super::course::Course;
use super::rows::{blank, proportion_interval};
use super::safety::Review;
use super::safety_rows::valued;
use super::statistics::quantile;
use il2_outcomes::measures::results::{DiagnosisGroup, Level, Row, Statistic, Status, Unit};
use std::collections::BTreeMap;

impl<'a> Review<'a> {
    /// Of each stratum: ECOG 0, 1, at least 2, missing; melanoma, renal cell carcinoma, other, missing; the median and the
    /// quartiles of ages.
    pub(super) fn case_mix(&self, strata: &[(String, Vec<&'a Course>)]) -> Vec<Row> {
        let mut rows = Vec::new();
        for (name, courses) in strata {
            let ecog = |course: &Course| match course.line.integer("ecog") {
                Some(0) => 0,
                Some(1) => 1,
                Some(_) => 2,
                None => 3,
            };
            let scores = [
                Level::number(0.0),
                Level::number(1.0),
                Level::GradeAtLeast(2),
                Level::Missing,
            ];
            rows.extend(self.shares(name, "ecog", "courses.ecog", courses, &scores, &ecog));
            let disease = |course: &Course| {
                let person = &self.data.persons[course.patient].line;
                match person.text("diagnosis") {
                    Some("melanoma") => 0,
                    Some("renal_cell_carcinoma") => 1,
                    None | Some("missing") => 3,
                    Some(_) => 2,
                }
            };
            let diagnoses = [
                Level::Diagnosis(DiagnosisGroup::Melanoma),
                Level::Diagnosis(DiagnosisGroup::RenalCellCarcinoma),
                Level::Diagnosis(DiagnosisGroup::Other),
                Level::Missing,
            ];
            let need = "patients.diagnosis";
            rows.extend(self.shares(name, "diagnosis", need, courses, &diagnoses, &disease));
            rows.extend(self.ages(name, courses));
        }
        rows
    }

    fn of_sites(&self, need: &str, courses: &[&'a Course]) -> Vec<&'a Course> {
        let collected = courses.iter().copied();
        collected
            .filter(|course| self.has_collected(course, &[need]))
            .collect()
    }

    fn shares(
        &self,
        stratum: &str,
        item: &str,
        need: &str,
        courses: &[&'a Course],
        levels: &[Level],
        level_of: &dyn Fn(&Course) -> usize,
    ) -> Vec<Row> {
        let blank = blank("safety.case_mix", Unit::Course, stratum, item);
        let courses = self.of_sites(need, courses);
        if courses.is_empty() {
            let status = Status::NotCollected;
            return vec![Row { status, ..blank }];
        }
        let of_level = |(number, &level): (usize, &Level)| {
            let mut patients: BTreeMap<usize, (i128, i128)> = BTreeMap::new();
            for course in &courses {
                let sums = patients.entry(course.patient).or_default();
                *sums = (sums.0 + i128::from(level_of(course) == number), sums.1 + 1);
            }
            let with = courses.iter().filter(|course| level_of(course) == number);
            let n = with.count();
            let clusters: Vec<_> = patients.into_values().collect();
            let interval = proportion_interval(&clusters);
            Row {
                level,
                lower: interval.map(|((lower, _), _)| lower),
                upper: interval.map(|((_, upper), _)| upper),
                method: interval.map(|(_, method)| method),
                numerator: Some(n as i64),
                denominator: Some(courses.len() as i64),
                ..valued(
                    blank.clone(),
                    Statistic::Proportion,
                    Some(n as f64 / courses.len() as f64),
                )
            }
        };
        levels.iter().enumerate().map(of_level).collect()
    }

    fn ages(&self, stratum: &str, courses: &[&'a Course]) -> Vec<Row> {
        let blank = blank("safety.case_mix", Unit::Course, stratum, "age_years");
        let courses = self.of_sites("courses.age_years", courses);
        if courses.is_empty() {
            return vec![Row {
                statistic: Statistic::Median,
                status: Status::NotCollected,
                ..blank
            }];
        }
        let ages = courses
            .iter()
            .filter_map(|course| course.line.integer("age_years"));
        let ages: Vec<f64> = ages.map(|age| age as f64).collect();
        let parts = [
            (Statistic::Median, 0.5),
            (Statistic::Q1, 0.25),
            (Statistic::Q3, 0.75),
        ];
        let part = |(statistic, p)| {
            let value = (!ages.is_empty()).then(|| quantile(&ages, p));
            Row {
                denominator: Some(ages.len() as i64),
                ..valued(blank.clone(), statistic, value)
            }
        };
        parts.map(part).into()
    }
}
