//! Every table that a question may name, and where its rows come from.

use super::embedded::{RESULTS, text_batch, text_table, text_tables};
use super::error::QueryError;
use super::explain::explain_run;
use super::library::views;
use super::population::{COURSE_STRATA, Population, STORED_COURSE_STRATA};
use super::stored::StoredProvider;
use crate::measures::Cohort;
use crate::store::{Snapshot, StoredTable};
use datafusion::arrow::array::RecordBatch;
use datafusion::catalog::{MemTable, TableProvider};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The tables of a snapshot, of the program and of the library.
#[derive(Debug)]
pub(super) struct Catalog {
    snapshot: Snapshot,
    stored: BTreeMap<String, StoredTable>,
    population: Option<Population>,
}

impl Catalog {
    pub(super) fn new(snapshot: Snapshot, population: Option<Population>) -> Self {
        Self {
            stored: snapshot.tables(),
            snapshot,
            population,
        }
    }

    /// All names, in the order of their bytes.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.stored.keys().cloned().collect();
        names.push(RESULTS.to_owned());
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
            (RESULTS, Some(population)) => population.results_batch(),
            (RESULTS, None) => {
                Population::new(Cohort::read(&self.snapshot)?, None, false).results_batch()
            }
            (COURSE_STRATA | STORED_COURSE_STRATA, Some(population)) => {
                let of_stored = name == STORED_COURSE_STRATA;
                Ok(population.strata(&self.snapshot, of_stored)?)
            }
            _ => match text_table(name) {
                Some(table) => text_batch(&table),
                None => return Ok(None),
            },
        };
        let batch = batch.map_err(|error| explain_run(&error))?;
        in_memory(batch).map(Some)
    }
}

fn in_memory(batch: RecordBatch) -> Result<Arc<dyn TableProvider>, QueryError> {
    let table = MemTable::try_new(batch.schema(), vec![vec![batch]])
        .map_err(|error| explain_run(&error))?;
    Ok(Arc::new(table))
}
