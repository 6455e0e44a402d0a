//! Strata: the whole population, and the combinations of levels that occur in it.

use super::cohort::Cohort;
use super::results::{ColumnLevel, Stratum, Unit};
use super::rows::MISSING;
use crate::facts::{FactsError, read_parquet};
use crate::model::{COURSES, Frame, PATIENTS, Values};
use crate::notation::plain_decimal;
use crate::store::Snapshot;
use std::collections::BTreeMap;
use std::ops::Range;

/// The stratum of each course, by columns of courses and patients.
#[derive(Debug, Clone)]
pub struct Grouping {
    /// Strata, in the order of their texts.
    strata: Vec<Stratum>,
    /// The index in `strata` of each course, in the order of the cohort.
    of_course: Vec<usize>,
}

/// Why courses cannot be grouped.
#[derive(Debug, thiserror::Error)]
pub enum GroupingError {
    /// There is no such column.
    #[error("`{column}` is no column of courses or patients")]
    NoColumn {
        /// The name in question.
        column: String,
    },
    /// A column is named twice.
    #[error("`{column}` is asked for twice")]
    Twice {
        /// Its name.
        column: String,
    },
    /// The store cannot be read.
    #[error(transparent)]
    Facts(#[from] FactsError),
}

impl Grouping {
    /// The columns by which courses can be grouped: those that an export can bring of courses and patients.
    #[must_use]
    pub fn columns() -> Vec<&'static str> {
        let mut names: Vec<&str> = Vec::new();
        for column in COURSES
            .columns
            .iter()
            .chain(PATIENTS.columns)
            .filter(|column| column.is_exported())
        {
            if !names.contains(&column.name) {
                names.push(column.name);
            }
        }
        names
    }

    /// Whether courses can be grouped by these columns.
    ///
    /// # Errors
    ///
    /// [`GroupingError::NoColumn`] where a column is not one of [`columns`](Self::columns), [`GroupingError::Twice`] where
    /// it is named twice.
    pub fn check(by: &[String]) -> Result<(), GroupingError> {
        for (index, column) in by.iter().enumerate() {
            if !Self::columns().contains(&column.as_str()) {
                return Err(GroupingError::NoColumn {
                    column: column.clone(),
                });
            }
            if by[..index].contains(column) {
                return Err(GroupingError::Twice {
                    column: column.clone(),
                });
            }
        }
        Ok(())
    }

    /// Groups the courses of a snapshot.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check); [`GroupingError::Facts`] where the store cannot be read.
    pub fn read(snapshot: &Snapshot, by: &[String]) -> Result<Self, GroupingError> {
        Self::check(by)?;
        let columns: Vec<&str> = by.iter().map(String::as_str).collect();
        let frame = read_parquet(&snapshot.parts("facts_courses"), &columns)?;
        let mut found: BTreeMap<String, (Stratum, Vec<usize>)> = BTreeMap::new();
        for course in 0..frame.rows() {
            let levels = columns.iter().map(|&column| ColumnLevel {
                column: column.to_owned(),
                level: level(&frame, column, course),
            });
            let stratum = Stratum::Levels(levels.collect());
            let (_, courses) = found
                .entry(stratum.to_string())
                .or_insert_with(|| (stratum, Vec::new()));
            courses.push(course);
        }
        let mut of_course = vec![0; frame.rows()];
        for (index, (_, courses)) in found.values().enumerate() {
            for &course in courses {
                of_course[course] = index;
            }
        }
        Ok(Self {
            strata: found.into_values().map(|(stratum, _)| stratum).collect(),
            of_course,
        })
    }

    /// The stratum of a course, by its index in the cohort.
    #[must_use]
    pub fn stratum_of(&self, course: usize) -> &Stratum {
        &self.strata[self.of_course[course]]
    }
}

/// The level of a course.
fn level(frame: &Frame, column: &str, course: usize) -> String {
    let text = match frame.column(column) {
        values @ Values::Text { .. } => values.text(course).map(str::to_owned),
        values @ Values::Integer(_) => values.integer(course).map(|value| value.to_string()),
        values @ Values::Decimal(_) => values.decimal(course).map(plain_decimal),
        Values::Boolean(values) => values[course].map(|value| value.to_string()),
    };
    text.unwrap_or_else(|| MISSING.to_owned())
}

/// Treated courses, by patient.
#[derive(Debug, Clone, Default)]
pub(super) struct Population {
    /// Treated courses, those of a patient together and in their order.
    pub(super) treated: Vec<usize>,
    /// The courses of each treated patient, in `treated`.
    pub(super) patients: Vec<Range<usize>>,
}

impl Population {
    fn add_patient(&mut self, courses: impl Iterator<Item = usize>) {
        let from = self.treated.len();
        self.treated.extend(courses);
        if self.treated.len() > from {
            self.patients.push(from..self.treated.len());
        }
    }
}

/// The courses of one stratum.
#[derive(Debug, Clone)]
pub(super) struct StratumCourses {
    /// The stratum.
    pub(super) stratum: Stratum,
    /// Courses of the store, selected courses, treated courses; and patients by the first of these.
    pub(super) flow: [(i64, i64); 3],
    /// Whether each site has a selected course.
    pub(super) selected_sites: Vec<bool>,
    /// Treated courses of the stratum: what courses, cycles and doses are counted from.
    of_courses: Population,
    /// All treated courses of the patients whose first treated course is of the stratum.
    of_patients: Population,
}

impl StratumCourses {
    fn new(stratum: &Stratum, cohort: &Cohort) -> Self {
        Self {
            stratum: stratum.clone(),
            flow: [(0, 0); 3],
            selected_sites: vec![false; cohort.sites.len()],
            of_courses: Population::default(),
            of_patients: Population::default(),
        }
    }

    /// Whether it has a selected course.
    const fn has_selected(&self) -> bool {
        self.flow[1].0 > 0
    }

    /// What a measure of this unit counts from.
    pub(super) const fn population(&self, unit: Unit) -> &Population {
        match unit {
            Unit::Patient => &self.of_patients,
            Unit::Course | Unit::Cycle | Unit::Dose => &self.of_courses,
        }
    }
}

/// Everybody, then the strata of the grouping.
pub(super) fn strata(cohort: &Cohort, grouping: Option<&Grouping>) -> Vec<StratumCourses> {
    let everybody = divide(cohort, &[Stratum::Overall], |_| 0);
    let Some(grouping) = grouping else {
        return everybody;
    };
    let groups = divide(cohort, &grouping.strata, |course| {
        grouping.of_course[course]
    });
    // A combination that occurs among stored courses only is no stratum.
    let occurring = groups.into_iter().filter(StratumCourses::has_selected);
    everybody.into_iter().chain(occurring).collect()
}

/// Divides all courses into strata.
fn divide(
    cohort: &Cohort,
    names: &[Stratum],
    stratum_of: impl Fn(usize) -> usize,
) -> Vec<StratumCourses> {
    let mut strata: Vec<StratumCourses> = names
        .iter()
        .map(|name| StratumCourses::new(name, cohort))
        .collect();
    let keys = cohort.courses.integers("patient_key");
    let all: Vec<usize> = (0..cohort.courses.rows()).collect();
    for courses in all.chunk_by(|&a, &b| keys[a] == keys[b]) {
        for &course in courses {
            let stratum = &mut strata[stratum_of(course)];
            stratum.flow[0].0 += 1;
            if cohort.is_selected(course) {
                stratum.selected_sites[cohort.site_of_course[course]] = true;
                stratum.flow[1].0 += 1;
            }
            stratum.flow[2].0 += i64::from(cohort.is_treated(course));
        }
        // A patient is where their first course among those counted is.
        strata[stratum_of(courses[0])].flow[0].1 += 1;
        let selected = courses.iter().find(|&&course| cohort.is_selected(course));
        if let Some(&first_selected) = selected {
            strata[stratum_of(first_selected)].flow[1].1 += 1;
        }
        let treated: Vec<usize> = courses
            .iter()
            .copied()
            .filter(|&course| cohort.is_treated(course))
            .collect();
        let Some(&first_treated) = treated.first() else {
            continue;
        };
        let of_patient = &mut strata[stratum_of(first_treated)];
        of_patient.flow[2].1 += 1;
        of_patient.of_patients.add_patient(treated.iter().copied());
        let mut of_courses: Vec<usize> = treated.iter().map(|&course| stratum_of(course)).collect();
        of_courses.sort_unstable();
        of_courses.dedup();
        for index in of_courses {
            let of_stratum = treated
                .iter()
                .copied()
                .filter(|&course| stratum_of(course) == index);
            strata[index].of_courses.add_patient(of_stratum);
        }
    }
    strata
}
