//! Who is behind a number: the patients, or the courses, that one row of the results counts.
//!
//! A measure is counted for one unit at a time, by the code that counts it for all: what it gives for a patient alone, or for
//! a course alone, is what that unit adds to the numerator and the denominator. So the lists cannot differ from the number.

use super::book::{in_book, rows_in};
use super::cohort::Cohort;
use super::groupings::Groupings;
use super::measure::Measure;
use super::results::{Row, Statistic, Stratum, Unit};
use super::strata::StratumCourses;
use crate::model::Values;
use rayon::prelude::*;

/// A unit that a number counts: a patient, or a course with what it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its site.
    pub site_id: String,
    /// Its patient.
    pub patient_id: String,
    /// The course; `None` where patients are counted.
    pub course_id: Option<String>,
    /// What it adds to the numerator: 0 or 1 of a patient or course, else its cycles, doses or events.
    pub numerator: Option<i64>,
    /// What it adds to the denominator.
    pub denominator: Option<i64>,
    /// Its value, of what is no proportion.
    pub value: Option<f64>,
}

/// Why a number has no list of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoMembers {
    /// It compares two strata, or belongs to the safety review or to no measure.
    #[error("only numbers of the measure book are counted unit by unit")]
    NotOfBook,
    /// What single units give does not add up to it.
    #[error("what single units give does not add up to the number")]
    NotAdditive,
}

/// The units that a row of these results counts; `course_ids` are those of all courses of the cohort. In the order of sites, patients and their courses; those that are neither
/// in its numerator nor in its denominator are left out.
///
/// # Errors
///
/// [`NoMembers`] where the row is not counted unit by unit.
pub fn members(
    cohort: &Cohort,
    groupings: &Groupings,
    course_ids: &Values,
    row: &Row,
) -> Result<Vec<Member>, NoMembers> {
    let measure = in_book(cohort, row.measure).ok_or(NoMembers::NotOfBook)?;
    let of_stratum = groupings.within(&row.stratum).ok_or(NoMembers::NotOfBook)?;
    let counting = Counting {
        cohort,
        course_ids,
        measure,
        row,
        is_in: &of_stratum,
    };
    let units = counting.units();
    let alone: Vec<Option<Counts>> = units
        .par_iter()
        .map(|unit| counting.counts(&[unit]))
        .collect();
    // A measure lists the items that occur: beside a unit with the item, each unit shows what it adds to it.
    let with_item = alone.iter().position(Option::is_some);
    let beside = with_item.and_then(|index| Some((&units[index], alone[index]?)));
    let added: Vec<Counts> = units
        .par_iter()
        .zip(alone)
        .map(|(unit, alone)| match (alone, beside) {
            (Some(counts), _) => counts,
            (None, Some((other, of_other))) => counting
                .counts(&[other, unit])
                .map_or(Counts::default(), |both| both.less(of_other)),
            (None, None) => Counts::default(),
        })
        .collect();
    let is_counted = |counts: &Counts| {
        counts.numerator != Some(0) && counts.numerator.is_some()
            || counts.denominator.is_some_and(|units| units != 0)
            || counts.denominator.is_none() && counts.value.is_some_and(|value| value != 0.0)
    };
    let listed = units
        .iter()
        .zip(added)
        .filter(|(_, counts)| is_counted(counts));
    let members: Vec<Member> = listed
        .map(|(unit, counts)| counting.member(unit, counts))
        .collect();
    let sum = |of: fn(&Member) -> Option<i64>| members.iter().filter_map(of).sum::<i64>();
    let is_sum = |stated: Option<i64>, sum: i64| stated.is_none_or(|stated| stated == sum);
    let adds_up = is_sum(row.numerator, sum(|member| member.numerator))
        && is_sum(row.denominator, sum(|member| member.denominator));
    if adds_up {
        Ok(members)
    } else {
        Err(NoMembers::NotAdditive)
    }
}

/// What a row says of some units.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    numerator: Option<i64>,
    denominator: Option<i64>,
    value: Option<f64>,
}

impl Counts {
    /// What is left without these units.
    fn less(self, other: Self) -> Self {
        let less = |all: Option<i64>, part: Option<i64>| all.map(|all| all - part.unwrap_or(0));
        Self {
            numerator: less(self.numerator, other.numerator),
            denominator: less(self.denominator, other.denominator),
            value: None,
        }
    }
}

/// The courses of a patient, and those of them that are the unit.
#[derive(Debug)]
struct CountedUnit {
    of_patient: Vec<usize>,
    /// `None` where the patient is the unit.
    course: Option<usize>,
}

/// How single units are counted for a row.
struct Counting<'a> {
    cohort: &'a Cohort,
    course_ids: &'a Values,
    measure: Measure,
    row: &'a Row,
    /// Whether a course is in the row's stratum.
    is_in: &'a (dyn Fn(usize) -> bool + Sync),
}

impl Counting<'_> {
    /// The patients or the courses of the stratum.
    fn units(&self) -> Vec<CountedUnit> {
        let keys = self.cohort.courses.integers("patient_key");
        let all: Vec<usize> = (0..keys.len()).collect();
        let patients = all.chunk_by(|&a, &b| keys[a] == keys[b]);
        let patients =
            patients.filter(|courses| courses.iter().any(|&course| (self.is_in)(course)));
        patients
            .flat_map(|courses| {
                let unit = |course| CountedUnit {
                    of_patient: courses.to_vec(),
                    course,
                };
                match self.row.unit {
                    Unit::Patient => vec![unit(None)],
                    Unit::Course | Unit::Cycle | Unit::Dose => {
                        let inside = courses.iter().filter(|&&course| (self.is_in)(course));
                        inside.map(|&course| unit(Some(course))).collect()
                    }
                }
            })
            .collect()
    }

    /// What the measure gives for these units alone; `None` where it has no row of this item and level for them.
    fn counts(&self, units: &[&CountedUnit]) -> Option<Counts> {
        let mut units = units.to_vec();
        units.sort_by_key(|unit| (unit.of_patient[0], unit.course));
        let is_in = |course: usize| {
            let is_unit = |unit: &&CountedUnit| unit.course.is_none_or(|own| own == course);
            let mut of_course = units
                .iter()
                .filter(|unit| unit.of_patient.contains(&course));
            (self.is_in)(course) && of_course.any(is_unit)
        };
        let mut patients: Vec<&[usize]> = units
            .iter()
            .map(|unit| unit.of_patient.as_slice())
            .collect();
        patients.dedup();
        let stratum = StratumCourses::of_patients(self.cohort, &self.row.stratum, &patients, is_in);
        let rows = rows_in(self.cohort, &self.measure, self.row.unit, &stratum);
        let of_item = |row: &&Row| row.item == self.row.item && row.level == self.row.level;
        let row = rows
            .iter()
            .filter(of_item)
            .find(|row| row.statistic == self.row.statistic)?;
        // What describes values is the value itself, of a single unit.
        let is_value = |row: &&Row| {
            matches!(
                row.statistic,
                Statistic::Sum | Statistic::Mean | Statistic::Median
            )
        };
        let value = match self.row.statistic {
            Statistic::Proportion | Statistic::Probability => None,
            Statistic::Count | Statistic::Ratio | Statistic::Rate => row.value,
            Statistic::Sum
            | Statistic::Mean
            | Statistic::Sd
            | Statistic::Median
            | Statistic::Q1
            | Statistic::Q3
            | Statistic::Min
            | Statistic::Max
            | Statistic::Difference
            | Statistic::PValue => rows
                .iter()
                .filter(of_item)
                .find(is_value)
                .and_then(|row| row.value),
        };
        Some(Counts {
            numerator: row.numerator,
            denominator: row.denominator,
            value,
        })
    }

    fn member(&self, unit: &CountedUnit, counts: Counts) -> Member {
        let facts = &self.cohort.courses;
        let course = unit.course.unwrap_or(unit.of_patient[0]);
        let site = &self.cohort.sites[self.cohort.site_of_course[course]];
        let id = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Member {
            site_id: site.site_id.clone(),
            patient_id: id(facts.text("patient_id", course)),
            course_id: unit.course.map(|course| id(self.course_ids.text(course))),
            numerator: counts.numerator,
            denominator: counts.denominator,
            value: counts.value,
        }
    }
}

impl Groupings {
    /// Whether each course is in a stratum; `None` where there is no such stratum.
    fn within(&self, stratum: &Stratum) -> Option<Box<dyn Fn(usize) -> bool + Sync + '_>> {
        if *stratum == Stratum::Overall {
            return Some(Box::new(|_| true));
        }
        self.each().iter().find_map(|grouping| {
            let index = grouping.strata.iter().position(|it| it == stratum)?;
            let is_in = move |course: usize| grouping.of_course[course] == Some(index);
            Some(Box::new(is_in) as Box<dyn Fn(usize) -> bool + Sync>)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::read_parquet;
    use crate::measures::results::Status;
    use crate::measures::tiny::of_snapshot;
    use crate::measures::{By, compute};

    #[test]
    fn the_units_of_every_number_add_up_to_it() {
        of_snapshot(|snapshot| {
            let cohort = Cohort::read(snapshot).unwrap();
            let by = By::parse(&["sex".to_owned(), "regimen,diagnosis".to_owned()]).unwrap();
            let groupings = Groupings::read(snapshot, &by, &cohort).unwrap();
            let rows = compute(&cohort, &groupings);
            let files = snapshot.parts("facts_courses").unwrap();
            let ids = read_parquet(&files, &["course_id"]).unwrap();
            let ids = ids.column("course_id");
            let mut failed = Vec::new();
            for row in rows.iter().filter(|row| row.status != Status::NotCollected) {
                let Ok(listed) = members(&cohort, &groupings, ids, row) else {
                    failed.push(format!(
                        "{} {:?} {} {}",
                        row.measure, row.unit, row.item, row.level
                    ));
                    continue;
                };
                let of_values = listed.iter().filter_map(|member| member.value);
                if matches!(row.statistic, Statistic::Count | Statistic::Sum) {
                    let sum: f64 = of_values.sum();
                    let stated = row.value.unwrap_or(0.0);
                    assert!((sum - stated).abs() < 1e-9, "{row:?}: {sum}");
                }
            }
            assert_eq!(failed, Vec::<String>::new());
        });
    }
}
