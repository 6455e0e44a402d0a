//! A stored table as the engine scans it: file by file, only the columns that a query needs, never whole in memory.
//!
//! The engine itself opens no file: what it reads, the store opened.

use super::explain::carry;
use crate::store::{StoreError, StoredPart, StoredTable};
use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::{ColumnStatistics, Statistics};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use std::pin::Pin;
use std::sync::Arc;

/// The column that every table of a site has.
const SITE: &str = "site_id";

/// A stored table.
#[derive(Debug)]
pub(super) struct StoredProvider {
    parts: Arc<Vec<StoredPart>>,
    schema: SchemaRef,
    /// Whether the site's name is put before the columns, since the files lack it.
    with_site: bool,
}

impl StoredProvider {
    /// The table, with the site's name where its files hold one site's rows and lack it.
    pub(super) fn new(table: &StoredTable) -> std::result::Result<Self, StoreError> {
        // All of them before the first row: an answer is not begun that cannot be ended.
        table.compare()?;
        let of_file = match table.parts.first() {
            Some(part) => part.schema()?,
            None => Arc::new(Schema::empty()),
        };
        let is_of_sites = table.parts.iter().all(|part| part.site_id.is_some());
        let with_site = is_of_sites && of_file.column_with_name(SITE).is_none();
        let site = Arc::new(Field::new(SITE, DataType::Utf8, true));
        let fields = with_site
            .then_some(site)
            .into_iter()
            .chain(of_file.fields().iter().cloned());
        Ok(Self {
            parts: Arc::new(table.parts.clone()),
            schema: Arc::new(Schema::new(fields.collect::<Vec<_>>())),
            with_site,
        })
    }
}

impl TableProvider for StoredProvider {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn statistics(&self) -> Option<Statistics> {
        let rows: u64 = self.parts.iter().map(|part| part.rows).sum();
        Some(Statistics {
            num_rows: usize::try_from(rows).map_or(Precision::Absent, Precision::Exact),
            total_byte_size: Precision::Absent,
            column_statistics: vec![ColumnStatistics::new_unknown(); self.schema.fields().len()],
        })
    }

    fn scan<'a, 'b, 'c, 'd, 'async_trait>(
        &'a self,
        _: &'b dyn Session,
        projection: Option<&'c Vec<usize>>,
        _: &'d [Expr],
        limit: Option<usize>,
    ) -> Pin<Box<dyn Future<Output = Result<Arc<dyn ExecutionPlan>>> + Send + 'async_trait>>
    where
        'a: 'async_trait,
        'b: 'async_trait,
        'c: 'async_trait,
        'd: 'async_trait,
        Self: 'async_trait,
    {
        // Nothing is waited for: this is the written-out form of an asynchronous function.
        Box::pin(std::future::ready(self.plan(projection, limit)))
    }
}

impl StoredProvider {
    fn plan(
        &self,
        projection: Option<&Vec<usize>>,
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let schema = match projection {
            Some(columns) => Arc::new(self.schema.project(columns)?),
            None => Arc::clone(&self.schema),
        };
        let rows = StoredRows {
            parts: Arc::clone(&self.parts),
            schema: Arc::clone(&schema),
            with_site: self.with_site,
        };
        let plan =
            StreamingTableExec::try_new(schema, vec![Arc::new(rows)], None, None, false, limit)?;
        Ok(Arc::new(plan))
    }
}

/// The rows of a table, one file's after the other's.
#[derive(Debug)]
struct StoredRows {
    parts: Arc<Vec<StoredPart>>,
    schema: SchemaRef,
    with_site: bool,
}

impl PartitionStream for StoredRows {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let parts = self.parts.as_ref().clone();
        let (schema, with_site) = (Arc::clone(&self.schema), self.with_site);
        let batches = parts.into_iter().flat_map(move |part| {
            let read = read(&part, &schema, with_site);
            let (rows, failed) = match read {
                Ok(rows) => (Some(rows), None),
                Err(error) => (None, Some(Err(error))),
            };
            rows.into_iter().flatten().chain(failed)
        });
        Box::pin(RecordBatchStreamAdapter::new(
            Arc::clone(&self.schema),
            futures::stream::iter(batches),
        ))
    }
}

/// The rows of a file, with the columns of the schema.
fn read(
    part: &StoredPart,
    schema: &SchemaRef,
    with_site: bool,
) -> Result<impl Iterator<Item = Result<RecordBatch>> + Send + use<>> {
    let is_stored = |name: &&str| !with_site || *name != SITE;
    let names: Vec<&str> = schema
        .fields()
        .iter()
        .map(|field| field.name().as_str())
        .filter(is_stored)
        .collect();
    let batches = part.batches(&names).map_err(carry)?;
    let site = part.site_id.clone().filter(|_| with_site);
    let schema = Arc::clone(schema);
    Ok(batches.map(move |batch| {
        let batch = batch.map_err(carry)?;
        let n_rows = batch.num_rows();
        let mut stored = batch.columns().iter().cloned();
        let column = |field: &Arc<Field>| -> Result<ArrayRef> {
            match &site {
                Some(site) if field.name() == SITE => Ok(Arc::new(StringArray::from_iter_values(
                    std::iter::repeat_n(site, n_rows),
                ))),
                _ => stored
                    .next()
                    .ok_or_else(|| DataFusionError::Internal("a column is missing".to_owned())),
            }
        };
        let columns = schema
            .fields()
            .iter()
            .map(column)
            .collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(n_rows));
        Ok(RecordBatch::try_new_with_options(
            Arc::clone(&schema),
            columns,
            &options,
        )?)
    }))
}
