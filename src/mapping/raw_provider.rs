//! Rows that stream as a table of the engine: raw files, their cells, and views that were computed.

use crate::ingest::IngestError;
use crate::ingest::raw::RawTable;
use crate::query::carried_source;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::{ColumnStatistics, Statistics};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

/// Batches of rows.
pub(super) type Batches =
    Box<dyn Iterator<Item = std::result::Result<RecordBatch, IngestError>> + Send>;

/// What reads rows anew, with the columns of these numbers.
type Open = Arc<dyn Fn(&[usize]) -> Batches + Send + Sync>;

/// A table that is read anew for each scan of it.
#[derive(Clone)]
pub(super) struct Streamed {
    schema: SchemaRef,
    rows: Precision<usize>,
    open: Open,
}

impl fmt::Debug for Streamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streamed")
            .field("schema", &self.schema)
            .finish_non_exhaustive()
    }
}

impl Streamed {
    pub(super) fn new(
        schema: SchemaRef,
        rows: u64,
        open: impl Fn(&[usize]) -> Batches + Send + Sync + 'static,
    ) -> Self {
        Self {
            schema,
            rows: usize::try_from(rows).map_or(Precision::Absent, Precision::Exact),
            open: Arc::new(open),
        }
    }

    /// A raw table.
    pub(super) fn of_raw(table: &RawTable) -> Self {
        let (schema, rows, table) = (table.schema(), table.rows(), table.clone());
        Self::new(schema, rows, move |columns| {
            Box::new(table.batches(columns))
        })
    }

    /// The cells of one.
    pub(super) fn of_cells(table: &RawTable) -> Self {
        let (schema, rows, table) = (table.cells_schema(), table.rows(), table.clone());
        let streamed = Self::new(schema, rows, move |columns| Box::new(table.cells(columns)));
        Self {
            rows: streamed.rows.to_inexact(),
            ..streamed
        }
    }
}

impl TableProvider for Streamed {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn statistics(&self) -> Option<Statistics> {
        Some(Statistics {
            num_rows: self.rows,
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

impl Streamed {
    fn plan(
        &self,
        projection: Option<&Vec<usize>>,
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let columns = match projection {
            Some(columns) => columns.clone(),
            None => (0..self.schema.fields().len()).collect(),
        };
        let schema = Arc::new(self.schema.project(&columns)?);
        let rows = Scanned {
            columns,
            schema: Arc::clone(&schema),
            open: Arc::clone(&self.open),
        };
        let plan =
            StreamingTableExec::try_new(schema, vec![Arc::new(rows)], None, None, false, limit)?;
        Ok(Arc::new(plan))
    }
}

/// One scan.
struct Scanned {
    columns: Vec<usize>,
    schema: SchemaRef,
    open: Open,
}

impl fmt::Debug for Scanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scanned")
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

impl PartitionStream for Scanned {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let batches = (self.open)(&self.columns);
        let batches = batches
            .map(|batch| batch.map_err(|error| -> DataFusionError { carried_source(error) }));
        Box::pin(RecordBatchStreamAdapter::new(
            Arc::clone(&self.schema),
            futures::stream::iter(batches),
        ))
    }
}
