//! Groupings: the columns by which courses are divided into strata, and the strata that occur.

use super::cohort::Cohort;
use super::results::{ColumnLevel, Stratum};
use super::rows::MISSING;
use crate::facts::{FactsError, different_values, read_own_columns, read_parquet};
use crate::model::{
    COURSES, Frame, OWN_VALUES, OwnColumn, PATIENTS, Regimen, Values, is_own_column,
};
use crate::store::Snapshot;
use std::collections::{BTreeMap, BTreeSet};

/// The word of `--by` for `overall` alone.
const NONE: &str = "none";
/// The column of the first default grouping; the second divides high-dose IL-2 further.
const REGIMEN: &str = "regimen";
/// The columns of the second default grouping.
const WITHIN_HIGH_DOSE: [&str; 2] = [REGIMEN, "diagnosis"];

/// The groupings that are wanted, whose columns exist.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct By {
    /// The columns of each grouping that was typed; `None` where nothing was: the default groupings.
    typed: Option<Vec<Vec<String>>>,
}

/// Why courses cannot be grouped.
#[derive(Debug, thiserror::Error)]
pub enum GroupingError {
    /// There is no such column.
    #[error("unknown column `{column}`: not a column of courses or patients")]
    NoColumn {
        /// The name in question.
        column: String,
        /// Own columns `x_…` of the store, where it was looked into.
        own: Vec<String>,
    },
    /// A column is named twice in one grouping.
    #[error("`{column}` is named twice")]
    Twice {
        /// Its name.
        column: String,
    },
    /// A grouping beside the word for none.
    #[error("--by: `none` cannot be combined with columns or with another --by")]
    NoneBeside,
    /// An own column has too many values for strata.
    #[error("--by: `{column}` has more than {OWN_VALUES} different values in the store")]
    TooManyValues {
        /// Its name.
        column: String,
    },
    /// The store cannot be read.
    #[error(transparent)]
    Facts(#[from] FactsError),
}

impl By {
    /// The groupings of each `--by`, as typed: columns with commas between them, or `none`. Without any: the default
    /// groupings, by regimen and, within high-dose IL-2, by diagnosis. A grouping of the same columns as an earlier one, in
    /// whatever order, is not repeated. Which own columns `x_…` there are, [`Groupings::read`] finds in the store.
    ///
    /// # Errors
    ///
    /// [`GroupingError::NoColumn`] where a column is not one of [`columns`](Self::columns) and no own column could have its
    /// name, [`GroupingError::Twice`] where a grouping names it twice, [`GroupingError::NoneBeside`] where `none` is not
    /// alone.
    pub fn parse(typed: &[String]) -> Result<Self, GroupingError> {
        if typed.is_empty() {
            return Ok(Self::default());
        }
        if let [only] = typed
            && only.trim() == NONE
        {
            return Ok(Self::none());
        }
        let mut words = typed.iter().flat_map(|text| text.split(','));
        if words.any(|word| word.trim() == NONE) {
            return Err(GroupingError::NoneBeside);
        }
        let mut groupings: Vec<Vec<String>> = Vec::new();
        for text in typed {
            let columns = text.split(',').map(|column| column.trim().to_owned());
            let columns: Vec<String> = columns.collect();
            check(&columns)?;
            // In another order they are the same columns, and the same courses in each stratum.
            let set = |columns: &[String]| columns.iter().cloned().collect::<BTreeSet<String>>();
            let is_same = |known: &Vec<String>| set(known) == set(&columns);
            if !groupings.iter().any(is_same) {
                groupings.push(columns);
            }
        }
        Ok(Self {
            typed: Some(groupings),
        })
    }

    /// `overall` alone.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            typed: Some(Vec::new()),
        }
    }

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
}

/// Whether courses can be grouped by these columns.
fn check(columns: &[String]) -> Result<(), GroupingError> {
    for (index, column) in columns.iter().enumerate() {
        let column = column.clone();
        if !By::columns().contains(&column.as_str()) && !is_own_column(&column) {
            let own = Vec::new();
            return Err(GroupingError::NoColumn { column, own });
        }
        if columns[..index].contains(&column) {
            return Err(GroupingError::Twice { column });
        }
    }
    Ok(())
}

/// The strata of the courses of a cohort beside `overall`, by each grouping. By default there are none.
#[derive(Debug, Clone, Default)]
pub struct Groupings {
    groupings: Vec<Grouping>,
}

/// The stratum of each course by one list of columns.
#[derive(Debug, Clone)]
pub(super) struct Grouping {
    /// The strata in which a course is selected, in the order of their texts.
    pub(super) strata: Vec<Stratum>,
    /// The index in `strata` of each course, in the order of the cohort; `None` where it is in none of them.
    pub(super) of_course: Vec<Option<usize>>,
    /// Whether two strata of it are compared.
    is_typed: bool,
}

impl Groupings {
    /// The strata of the courses of a snapshot: those that occur among the selected ones.
    ///
    /// # Errors
    ///
    /// [`GroupingError::NoColumn`] where the store has no own column of a name, [`GroupingError::TooManyValues`] where it
    /// has one with more than 50 different values; where the store cannot be read.
    pub fn read(snapshot: &Snapshot, by: &By, cohort: &Cohort) -> Result<Self, GroupingError> {
        let Some(typed) = &by.typed else {
            return Ok(Self::read_default(snapshot, cohort)?);
        };
        let columns: BTreeSet<&str> = typed.iter().flatten().map(String::as_str).collect();
        let columns: Vec<&str> = columns.into_iter().collect();
        if columns.is_empty() {
            return Ok(Self::default());
        }
        let frame = read_columns(snapshot, &columns)?;
        let of_columns = |columns: &Vec<String>| {
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            let is_within = |_| true;
            Grouping::new(&frame, &columns, cohort, is_within, true)
        };
        Ok(Self {
            groupings: typed.iter().map(of_columns).collect(),
        })
    }

    /// By regimen and, within high-dose IL-2, by diagnosis, each where it has more than one stratum.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn read_default(snapshot: &Snapshot, cohort: &Cohort) -> Result<Self, FactsError> {
        let parts = snapshot.parts("facts_courses").map_err(FactsError::from)?;
        let frame = read_parquet(&parts, &WITHIN_HIGH_DOSE)?;
        let regimens = frame.column(REGIMEN);
        let is_high_dose = |course| regimens.text(course) == Some(Regimen::HighDose.name());
        let by_regimen = Grouping::new(&frame, &[REGIMEN], cohort, |_| true, false);
        let within = Grouping::new(&frame, &WITHIN_HIGH_DOSE, cohort, is_high_dose, false);
        let mut groupings = vec![by_regimen, within];
        groupings.retain(|grouping| grouping.strata.len() > 1);
        Ok(Self { groupings })
    }

    /// The strata of a course beside `overall`, by its index in the cohort.
    pub fn strata_of(&self, course: usize) -> impl Iterator<Item = &Stratum> {
        self.groupings
            .iter()
            .filter_map(move |it| it.of_course[course].map(|index| &it.strata[index]))
    }

    /// Each grouping.
    pub(super) fn each(&self) -> &[Grouping] {
        &self.groupings
    }

    /// The pairs of strata that are compared, the earlier in the order of bytes first: of each grouping that was typed and
    /// that has exactly two strata without a missing level.
    #[must_use]
    pub fn pairs(&self) -> Vec<[&Stratum; 2]> {
        let typed = self.groupings.iter().filter(|grouping| grouping.is_typed);
        typed.filter_map(Grouping::pair).collect()
    }
}

/// These columns of all courses, own ones among them.
fn read_columns(snapshot: &Snapshot, columns: &[&str]) -> Result<Frame, GroupingError> {
    let (own, of_model): (Vec<&str>, Vec<&str>) =
        columns.iter().partition(|column| is_own_column(column));
    let stored = snapshot.manifest().own_columns();
    let mut found: Vec<&OwnColumn> = Vec::new();
    for name in own {
        let column = stored.iter().find(|column| column.name == name);
        let column = column.ok_or_else(|| GroupingError::NoColumn {
            column: name.to_owned(),
            own: stored.iter().map(|column| column.name.clone()).collect(),
        })?;
        if different_values(snapshot, column)? > OWN_VALUES {
            return Err(GroupingError::TooManyValues {
                column: name.to_owned(),
            });
        }
        found.push(column);
    }
    let own = read_own_columns(snapshot, &found)?;
    let names = found.iter().map(|column| column.name.clone());
    let own = names.zip(own);
    let mut read: Vec<(String, Values)> = own.collect();
    if !of_model.is_empty() {
        let parts = snapshot.parts("facts_courses").map_err(FactsError::from)?;
        let frame = read_parquet(&parts, &of_model)?;
        let columns = frame.columns();
        read.extend(columns.map(|(name, values)| (name.to_owned(), values.clone())));
    }
    Ok(Frame::new("facts_courses", read))
}

impl Grouping {
    fn new(
        frame: &Frame,
        columns: &[&str],
        cohort: &Cohort,
        is_within: impl Fn(usize) -> bool,
        is_typed: bool,
    ) -> Self {
        let mut found: BTreeMap<String, (Stratum, Vec<usize>)> = BTreeMap::new();
        for course in (0..frame.rows()).filter(|&course| is_within(course)) {
            let levels = columns.iter().map(|&column| ColumnLevel {
                column: column.to_owned(),
                level: frame
                    .column(column)
                    .to_text(course)
                    .unwrap_or_else(|| MISSING.to_owned()),
            });
            let stratum = Stratum::Levels(levels.collect());
            let (_, courses) = found
                .entry(stratum.to_string())
                .or_insert_with(|| (stratum, Vec::new()));
            courses.push(course);
        }
        let is_selected = |&course: &usize| cohort.is_selected(course);
        found.retain(|_, (_, courses)| courses.iter().any(is_selected));
        let mut of_course = vec![None; frame.rows()];
        for (index, (_, courses)) in found.values().enumerate() {
            for &course in courses {
                of_course[course] = Some(index);
            }
        }
        Self {
            strata: found.into_values().map(|(stratum, _)| stratum).collect(),
            of_course,
            is_typed,
        }
    }

    /// Its strata without a missing level, where they are exactly two.
    fn pair(&self) -> Option<[&Stratum; 2]> {
        let is_known = |stratum: &&Stratum| stratum.levels().iter().all(|it| it.level != MISSING);
        let known: Vec<&Stratum> = self.strata.iter().filter(is_known).collect();
        known.try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(typed: &[&str]) -> Result<By, GroupingError> {
        let typed: Vec<String> = typed.iter().map(|&text| text.to_owned()).collect();
        By::parse(&typed)
    }

    #[test]
    fn the_same_columns_in_another_order_are_the_same_grouping() {
        let by = parsed(&["sex,regimen", "regimen", " regimen , sex", "regimen"]).unwrap();
        assert_eq!(by, parsed(&["sex,regimen", "regimen"]).unwrap());
        assert_ne!(by, parsed(&["regimen,sex", "regimen"]).unwrap());
    }

    #[test]
    fn none_is_a_word_for_itself() {
        assert_eq!(parsed(&["none"]).unwrap(), By::none());
        for typed in [
            &["none,sex"][..],
            &["sex,none"],
            &["none", "sex"],
            &["none", "none"],
        ] {
            let error = parsed(typed).unwrap_err();
            assert!(matches!(error, GroupingError::NoneBeside), "{typed:?}");
        }
        for typed in [&["NONE"][..], &["None"]] {
            let error = parsed(typed).unwrap_err();
            assert!(matches!(error, GroupingError::NoColumn { .. }), "{typed:?}");
        }
    }
}
