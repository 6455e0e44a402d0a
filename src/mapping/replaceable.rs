//! A table of the engine whose rows are replaced: what was planned over it for one raw export runs for the next.

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Statistics;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};

/// A table without rows until it is given another that has them.
#[derive(Debug)]
pub(super) struct Replaceable {
    schema: SchemaRef,
    rows: RwLock<Option<Arc<dyn TableProvider>>>,
}

impl Replaceable {
    /// A table of these columns.
    pub(super) fn new(schema: SchemaRef) -> Self {
        Self {
            schema,
            rows: RwLock::new(None),
        }
    }

    /// Has the rows of another table of the same columns from now on; of none it cannot be read.
    pub(super) fn replace(&self, rows: Option<Arc<dyn TableProvider>>) {
        *self.rows.write().unwrap_or_else(PoisonError::into_inner) = rows;
    }

    fn rows(&self) -> Option<Arc<dyn TableProvider>> {
        let rows = self.rows.read().unwrap_or_else(PoisonError::into_inner);
        rows.clone()
    }
}

impl TableProvider for Replaceable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn statistics(&self) -> Option<Statistics> {
        self.rows()?.statistics()
    }

    fn scan<'a, 'b, 'c, 'd, 'async_trait>(
        &'a self,
        session: &'b dyn Session,
        projection: Option<&'c Vec<usize>>,
        filters: &'d [Expr],
        limit: Option<usize>,
    ) -> Pin<Box<dyn Future<Output = Result<Arc<dyn ExecutionPlan>>> + Send + 'async_trait>>
    where
        'a: 'async_trait,
        'b: 'async_trait,
        'c: 'async_trait,
        'd: 'async_trait,
        Self: 'async_trait,
    {
        let rows = self.rows();
        // This is the written-out form of an asynchronous function.
        Box::pin(async move {
            let rows = rows.ok_or_else(|| {
                DataFusionError::Internal("a table is read before it has rows".to_owned())
            })?;
            rows.scan(session, projection, filters, limit).await
        })
    }
}
