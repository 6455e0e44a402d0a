//! The engine over a store: a session that reads the store's tables and nothing else.
//!
//! Whatever it may not do, it cannot: it has no file system, no network and no tables but those that a query names and
//! the catalog knows. What could run side by side runs in order, so that rows and sums are the same every time.

use super::catalog::{Catalog, in_memory};
use super::error::{LineColumn, QueryError};
use super::explain::{explain, explain_run};
use super::library::{Query, view};
use super::parameters::{ParameterValue, bound, one_row};
use super::session::{empty_session, environment, finished, planned};
use super::statement::{self, ReadQuery};
use super::stratified_cohort::StratifiedCohort;
use super::threads::runtime;
use crate::store::Snapshot;
use crate::terminology::nearest_names;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::dataframe::DataFrame;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryReservation};
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::execution::session_state::SessionState;
use futures::StreamExt;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::JoinHandle;

/// How much memory a query may have where nothing else is said: 2 GiB.
pub const MEMORY: usize = 2 << 30;

/// The view that holds the parameters of a query.
const PARAMETERS: &str = "parameters";

/// Batches that may wait for their reader.
const WAITING: usize = 2;

/// A store that queries are run on.
#[derive(Debug)]
pub struct Engine {
    runtime: Runtime,
    environment: Arc<RuntimeEnv>,
    catalog: Catalog,
    /// Tables that were made already; the answer of a view is kept with what it takes of the memory.
    tables: Mutex<HashMap<String, EngineTable>>,
}

/// A table that the engine knows.
#[derive(Debug, Clone)]
struct EngineTable {
    provider: Arc<dyn TableProvider>,
    /// What its rows take of the memory, where they are held.
    _memory: Option<Arc<MemoryReservation>>,
}

impl EngineTable {
    fn new(provider: Arc<dyn TableProvider>) -> Self {
        Self {
            provider,
            _memory: None,
        }
    }
}

/// A query as it was typed: SQL, and the values of its parameters.
#[derive(Debug, Clone, Default)]
pub struct QueryText {
    /// The SQL.
    pub text: String,
    /// Names and values of parameters.
    pub parameters: Vec<(String, String)>,
}

impl From<&str> for QueryText {
    fn from(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            parameters: Vec::new(),
        }
    }
}

impl From<&Query> for QueryText {
    fn from(query: &Query) -> Self {
        query.text.into()
    }
}

impl Engine {
    /// An engine over a snapshot. Of the courses of a population the measures are, where one is given, and of all stored
    /// courses otherwise. A query that needs more than `memory` bytes spills to the disk, or is refused.
    ///
    /// # Errors
    ///
    /// `NoThread` where the system gives no threads.
    pub fn open(
        snapshot: Snapshot,
        population: Option<StratifiedCohort>,
        memory: usize,
    ) -> Result<Self, QueryError> {
        let runtime = runtime()?;
        let environment = environment(memory)?;
        Ok(Self {
            runtime,
            environment,
            catalog: Catalog::new(snapshot, population),
            tables: Mutex::default(),
        })
    }

    /// The names of all tables and views that a query may name.
    #[must_use]
    pub fn tables(&self) -> Vec<String> {
        self.catalog.names()
    }

    /// The columns of a table or view, with their types.
    ///
    /// # Errors
    ///
    /// Where there is no such table, or it cannot be read.
    pub fn columns(&self, table: &str) -> Result<Vec<(String, String)>, QueryError> {
        let mut tables = self.tables.lock().map_err(|_| QueryError::NotComputed)?;
        let table = self.table(&mut tables, table, None)?;
        let schema = table.provider.schema();
        let column = |field: &Arc<datafusion::arrow::datatypes::Field>| {
            (field.name().clone(), field.data_type().to_string())
        };
        Ok(schema.fields().iter().map(column).collect())
    }

    /// Runs a query; its rows come one batch after the other.
    ///
    /// # Errors
    ///
    /// Where the query is refused, cannot be understood or has no answer.
    pub fn execute(&self, query: &QueryText) -> Result<QueryBatches<'_>, QueryError> {
        let values = bound(&query.text, &query.parameters)?;
        let read = statement::read(&query.text)?;
        let state = {
            let mut tables = self.tables.lock().map_err(|_| QueryError::NotComputed)?;
            self.session(&mut tables, &read, &values)?
        };
        let frame = self.plan(state, read, &values, &query.text)?;
        self.run(frame, &query.text)
    }

    /// A session that knows the tables of a query.
    fn session(
        &self,
        tables: &mut HashMap<String, EngineTable>,
        query: &ReadQuery,
        values: &[(String, ParameterValue)],
    ) -> Result<SessionState, QueryError> {
        let context = empty_session(&self.environment);
        for (name, position) in &query.tables {
            let provider = if name == PARAMETERS && !values.is_empty() {
                let batch = one_row(values).map_err(|error| explain_run(&error))?;
                in_memory(batch.schema(), vec![batch])?
            } else if statement::is_table_function(name) {
                continue;
            } else {
                self.table(tables, name, *position)?.provider
            };
            context
                .register_table(name.as_str(), provider)
                .map_err(|error| explain_run(&error))?;
        }
        Ok(context.state())
    }

    /// A table by its name, made where it is new.
    fn table(
        &self,
        tables: &mut HashMap<String, EngineTable>,
        name: &str,
        position: Option<LineColumn>,
    ) -> Result<EngineTable, QueryError> {
        if let Some(table) = tables.get(name) {
            return Ok(table.clone());
        }
        let table = if let Some(provider) = self.catalog.provider(name)? {
            EngineTable::new(provider)
        } else if let Some(view) = view(name) {
            self.view(tables, view)?
        } else {
            let known = self.catalog.names();
            return Err(QueryError::NoTable {
                name: name.to_owned(),
                position,
                nearest: nearest_names(name, known.iter().map(String::as_str)),
                known,
            });
        };
        tables.insert(name.to_owned(), table.clone());
        Ok(table)
    }

    /// The answer of a query that others read. It is computed once and held, as long as the memory has room for it;
    /// else it is computed anew wherever it is read.
    fn view(
        &self,
        tables: &mut HashMap<String, EngineTable>,
        view: &'static Query,
    ) -> Result<EngineTable, QueryError> {
        let read = statement::read(view.text)?;
        let state = self.session(tables, &read, &[])?;
        let frame = self.plan(state, read, &[], view.text)?;
        let memory = MemoryConsumer::new(view.name).register(&self.environment.memory_pool);
        let mut batches: Vec<RecordBatch> = Vec::new();
        for batch in self.run(frame.clone(), view.text)? {
            let has_room = |batch: &RecordBatch| memory.try_grow(batch.get_array_memory_size());
            match batch {
                Ok(batch) if has_room(&batch).is_ok() => batches.push(batch),
                Ok(_) | Err(QueryError::Memory) => return Ok(EngineTable::new(frame.into_view())),
                Err(error) => return Err(error),
            }
        }
        let schema = batches.first().map_or_else(
            || Arc::new(frame.schema().as_arrow().clone()),
            RecordBatch::schema,
        );
        Ok(EngineTable {
            provider: in_memory(schema, batches)?,
            _memory: Some(Arc::new(memory)),
        })
    }

    fn plan(
        &self,
        state: SessionState,
        query: ReadQuery,
        values: &[(String, ParameterValue)],
        text: &str,
    ) -> Result<DataFrame, QueryError> {
        planned(&self.runtime, state, query, values, text)
    }

    fn run(&self, frame: DataFrame, text: &str) -> Result<QueryBatches<'_>, QueryError> {
        let begun = self
            .runtime
            .spawn(async move { frame.execute_stream().await });
        let stream = finished(&self.runtime, begun).map_err(|error| explain(&error, text))?;
        Ok(QueryBatches::new(&self.runtime, stream))
    }
}

/// The rows of an answer, while they are computed.
#[derive(Debug)]
pub struct QueryBatches<'a> {
    runtime: &'a Runtime,
    schema: SchemaRef,
    batches: Receiver<Result<RecordBatch, QueryError>>,
    /// What computes them.
    work: Option<JoinHandle<()>>,
}

impl<'a> QueryBatches<'a> {
    pub(super) fn new(runtime: &'a Runtime, mut stream: SendableRecordBatchStream) -> Self {
        let schema = stream.schema();
        let (sender, batches) = channel(WAITING);
        let work = runtime.spawn(async move {
            while let Some(batch) = stream.next().await {
                let batch = batch.map_err(|error| explain_run(&error));
                let is_last = batch.is_err();
                // Where the reader has seen enough, nobody computes on.
                if sender.send(batch).await.is_err() || is_last {
                    break;
                }
            }
        });
        Self {
            runtime,
            schema,
            batches,
            work: Some(work),
        }
    }

    /// The columns.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }
}

impl Iterator for QueryBatches<'_> {
    type Item = Result<RecordBatch, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(batch) = self.batches.blocking_recv() {
            return Some(batch);
        }
        // Rows end where the work is done, or where it failed: an answer that is cut short is none.
        finished(self.runtime, self.work.take()?);
        None
    }
}
