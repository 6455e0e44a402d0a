//! Every table that a query may name, and where its rows come from.

use super::embedded::{RESULTS, text_batch, text_table, text_tables};
use super::error::QueryError;
use super::explain::explain_run;
use super::grading_tables::{GRADED_BY, NORMAL_RANGES, graded_by, normal_ranges};
use super::library::views;
use super::own_values::{OWN_VALUES, own_values};
use super::stored::StoredProvider;
use super::stratified_cohort::{
    COURSE_STRATA, IMMORTAL_STRATA, STORED_COURSE_STRATA, StratifiedCohort,
};
use crate::store::{Snapshot, StoredTable};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{MemTable, TableProvider};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The tables of a snapshot, of the program and of the library.
#[derive(Debug)]
pub(super) struct Catalog {
    snapshot: Snapshot,
    stored: BTreeMap<String, StoredTable>,
    population: Option<StratifiedCohort>,
}

impl Catalog {
    pub(super) fn new(snapshot: Snapshot, population: Option<StratifiedCohort>) -> Self {
        Self {
            stored: snapshot.tables(),
            snapshot,
            population,
        }
    }

    /// All names, in the order of their bytes.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.stored.keys().cloned().collect();
        names.extend([RESULTS, OWN_VALUES].map(str::to_owned));
        names.extend(text_tables().into_iter().map(str::to_owned));
        names.extend(views().into_iter().map(|view| view.stem().to_owned()));
        names.sort();
        names
    }

    /// A table that is not the answer of a query.
    pub(super) fn provider(
        &self,
        name: &str,
    ) -> Result<Option<Arc<dyn TableProvider>>, QueryError> {
        if let Some(table) = self.stored.get(name) {
            return Ok(Some(Arc::new(StoredProvider::new(table)?)));
        }
        let batch = match (name, &self.population) {
            (OWN_VALUES, _) => {
                let table = own_values(&self.snapshot).map_err(|error| explain_run(&error))?;
                return Ok(Some(table));
            }
            (RESULTS, Some(population)) => population.results_batch(),
            (RESULTS, None) => StratifiedCohort::of_all(&self.snapshot)?.results_batch(),
            (COURSE_STRATA | STORED_COURSE_STRATA, Some(population)) => {
                let of_stored = name == STORED_COURSE_STRATA;
                population.strata(&self.snapshot, of_stored)?
            }
            (IMMORTAL_STRATA, Some(population)) if population.cohort().is_selected_by_later() => {
                population.strata(&self.snapshot, false)?
            }
            (GRADED_BY, Some(population)) => text_batch(&graded_by(population.cohort().grading())),
            (NORMAL_RANGES, Some(population)) => {
                text_batch(&normal_ranges(&population.cohort().grading().ranges))
            }
            _ => match text_table(name) {
                Some(table) => text_batch(&table),
                None => return Ok(None),
            },
        };
        in_memory(batch.schema(), vec![batch]).map(Some)
    }
}

/// A table of batches that are held in memory.
pub(super) fn in_memory(
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
) -> Result<Arc<dyn TableProvider>, QueryError> {
    let table = MemTable::try_new(schema, vec![batches]).map_err(|error| explain_run(&error))?;
    Ok(Arc::new(table))
}
