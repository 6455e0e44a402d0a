//! The courses that results are of: a cohort and its strata.

use super::embedded::results_batch;
use super::error::QueryError;
use crate::facts::FactsError;
use crate::measures::results::{Row, Stratum};
use crate::measures::{Cohort, Groupings, compare, compute};
use crate::store::Snapshot;
use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray};
use std::iter;
use std::sync::Arc;

/// The view that says which selected course is in which stratum.
pub(super) const COURSE_STRATA: &str = "course_strata";
/// The view that says which stored course is in which stratum.
pub(super) const STORED_COURSE_STRATA: &str = "stored_course_strata";

/// The view that says in which strata survival is not estimated.
pub(super) const IMMORTAL_STRATA: &str = "immortal_strata";

/// A cohort with its strata: results and strata come from the code by which a report makes them.
#[derive(Debug)]
pub struct StratifiedCohort {
    cohort: Cohort,
    groupings: Groupings,
    /// Whether risks of two strata are tested.
    p_values: bool,
}

impl StratifiedCohort {
    /// These courses, in these strata.
    #[must_use]
    pub const fn new(cohort: Cohort, groupings: Groupings, p_values: bool) -> Self {
        Self {
            cohort,
            groupings,
            p_values,
        }
    }

    /// All courses of a snapshot, in the strata of the default groupings.
    ///
    /// # Errors
    ///
    /// Where a file of the store cannot be read.
    pub fn of_all(snapshot: &Snapshot) -> Result<Self, FactsError> {
        let cohort = Cohort::read(snapshot)?;
        let groupings = Groupings::read_default(snapshot, &cohort)?;
        Ok(Self::new(cohort, groupings, false))
    }

    /// The courses.
    #[must_use]
    pub const fn cohort(&self) -> &Cohort {
        &self.cohort
    }

    /// The strata.
    #[must_use]
    pub const fn groupings(&self) -> &Groupings {
        &self.groupings
    }

    /// Every number of a report on this population, as `results.csv` has them.
    #[must_use]
    pub fn results(&self) -> Vec<Row> {
        let mut rows = compute(&self.cohort, &self.groupings);
        rows.extend(compare(&rows, &self.groupings.pairs(), self.p_values));
        rows
    }

    pub(super) fn results_batch(&self) -> RecordBatch {
        results_batch(&self.results())
    }

    /// Each selected course, or each stored one, in `overall` and in its own stratum by each grouping.
    pub(super) fn strata(
        &self,
        snapshot: &Snapshot,
        of_stored: bool,
    ) -> Result<RecordBatch, QueryError> {
        let mut rows: [Vec<String>; 3] = [const { Vec::new() }; 3];
        let mut course = 0;
        for batch in snapshot.batches("facts_courses", &["site_id", "course_id"])? {
            let texts = |column: usize| {
                let column = batch.column(column).as_string_opt::<i32>();
                column.ok_or(QueryError::NotComputed)
            };
            let (sites, courses) = (texts(0)?, texts(1)?);
            for row in 0..batch.num_rows() {
                let is_counted = of_stored || self.cohort.is_selected(course);
                let own = self.groupings.strata_of(course);
                for stratum in iter::once(&Stratum::Overall).chain(own) {
                    if is_counted {
                        rows[0].push(stratum.to_string());
                        rows[1].push(sites.value(row).to_owned());
                        rows[2].push(courses.value(row).to_owned());
                    }
                }
                course += 1;
            }
        }
        let columns = ["stratum", "site_id", "course_id"].into_iter().zip(rows);
        let columns = columns.map(|(name, texts)| {
            let array: ArrayRef = Arc::new(StringArray::from(texts));
            (name, array, true)
        });
        RecordBatch::try_from_iter_with_nullable(columns).map_err(|_| QueryError::NotComputed)
    }
}
