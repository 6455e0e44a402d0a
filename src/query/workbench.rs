//! The engine over tables that others bring: a site's raw files, and the views of a mapping.

use super::catalog::in_memory;
use super::embedded::text_batch;
use super::engine::QueryBatches;
use super::error::{LineColumn, QueryError};
use super::explain::{carried, explain, explain_run};
use super::functions::at_zone;
use super::parameters::{ParameterValue, one_row};
use super::patterns::{Pattern, patterns};
use super::session::{empty_session, environment, finished, planned};
use super::statement::{self, ReadQuery};
use super::text_table::TextTable;
use super::threads::runtime;
use super::tokens::{is_dot, position_of, tokens};
use crate::ingest::IngestError;
use crate::terminology::{REFERENCE_TABLES, nearest_names};
use datafusion::catalog::TableProvider;
use datafusion::dataframe::DataFrame;
use datafusion::error::DataFusionError;
use datafusion::execution::SessionState;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::execute_stream;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::runtime::Runtime;

/// Where queries over given tables are planned and run.
#[derive(Debug)]
pub(crate) struct Workbench {
    runtime: Runtime,
    environment: Arc<RuntimeEnv>,
}

/// The tables that a query may name.
pub(crate) type Tables = BTreeMap<String, Arc<dyn TableProvider>>;

/// A text that was read as one `SELECT`.
#[derive(Debug, Clone)]
pub(crate) struct ReadText(ReadQuery);

impl ReadText {
    /// Reads a text.
    ///
    /// # Errors
    ///
    /// Where it is no SQL, or anything but one `SELECT`.
    pub(crate) fn of(text: &str) -> Result<Self, QueryError> {
        statement::read(text).map(Self)
    }

    /// The tables that it names, each with its first position.
    pub(crate) fn tables(&self) -> Vec<(&str, Option<LineColumn>)> {
        let tables = self.0.tables.iter();
        let tables = tables.filter(|(name, _)| !statement::is_table_function(name));
        tables
            .map(|(name, position)| (name.as_str(), *position))
            .collect()
    }

    /// What it gives as regular expressions.
    pub(crate) fn patterns(&self) -> Vec<Pattern> {
        patterns(&self.0.statement)
    }
}

/// A plan that the engine has thought about, over tables whose rows may be replaced.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    state: SessionState,
    plan: LogicalPlan,
}

/// How often texts name each of these, by its name.
pub(crate) fn times_named<'a>(
    texts: impl IntoIterator<Item = &'a str>,
    names: impl IntoIterator<Item = &'a str>,
) -> BTreeMap<&'a str, usize> {
    let mut times: BTreeMap<&str, usize> = names.into_iter().map(|name| (name, 0)).collect();
    for text in texts {
        // A text that cannot be taken apart names nothing; whoever plans it is told why.
        let tokens = tokens(text).unwrap_or_else(|_| Vec::new());
        for at in 0..tokens.len() {
            // A column of the table, and not the table.
            if tokens.get(at + 1).is_some_and(is_dot) {
                continue;
            }
            for (name, times) in &mut times {
                *times += usize::from(position_of(&tokens[at..=at], name).is_some());
            }
        }
    }
    times
}

/// Where a text names something first.
pub(crate) fn place_of(text: &str, name: &str) -> Option<LineColumn> {
    position_of(&tokens(text).ok()?, name)
}

impl Workbench {
    /// A workbench whose queries have so many bytes of memory; what needs more spills to the disk, or is refused.
    ///
    /// # Errors
    ///
    /// Where the system gives no threads.
    pub(crate) fn new(memory: usize) -> Result<Self, QueryError> {
        Ok(Self {
            runtime: runtime()?,
            environment: environment(memory)?,
        })
    }

    /// Plans a text over tables, with values for `$name`.
    ///
    /// # Errors
    ///
    /// Where it names what is not there or what does not go together.
    pub(crate) fn plan(
        &self,
        tables: &Tables,
        read: ReadText,
        text: &str,
        values: &[(String, ParameterValue)],
    ) -> Result<DataFrame, QueryError> {
        let context = empty_session(&self.environment);
        context.register_udf(at_zone());
        for (name, position) in read.tables() {
            let Some(provider) = tables.get(name) else {
                let known: Vec<String> = tables.keys().cloned().collect();
                return Err(QueryError::NoTable {
                    name: name.to_owned(),
                    position,
                    nearest: nearest_names(name, known.iter().map(String::as_str)),
                    known,
                });
            };
            context
                .register_table(name, Arc::clone(provider))
                .map_err(|error| explain_run(&error))?;
        }
        planned(&self.runtime, context.state(), read.0, values, text)
    }

    /// Finds out whether a plan can be run at all: types that do not go together show only then.
    ///
    /// # Errors
    ///
    /// Where it cannot.
    pub(crate) fn try_plan(&self, frame: &DataFrame, text: &str) -> Result<(), QueryError> {
        let frame = frame.clone();
        let tried = self
            .runtime
            .spawn(async move { frame.create_physical_plan().await.map(drop) });
        finished(&self.runtime, tried).map_err(|error| explain(&error, text))
    }

    /// What a plan becomes once the engine has thought about it, to be run as often as its tables have new rows.
    ///
    /// # Errors
    ///
    /// Where it cannot be run.
    pub(crate) fn prepare(&self, frame: DataFrame) -> Result<Prepared, QueryError> {
        let (state, plan) = frame.into_parts();
        let prepared = self.runtime.spawn(async move {
            let plan = state.optimize(&plan)?;
            Ok(Prepared { state, plan })
        });
        finished(&self.runtime, prepared).map_err(|error: DataFusionError| explain_run(&error))
    }

    /// Runs what was prepared; its rows come one batch after the other.
    ///
    /// # Errors
    ///
    /// Where it cannot be run.
    pub(crate) fn run_prepared(&self, prepared: &Prepared) -> Result<QueryBatches<'_>, QueryError> {
        let Prepared { state, plan } = prepared.clone();
        let begun = self.runtime.spawn(async move {
            let planner = state.query_planner();
            let plan = planner.create_physical_plan(&plan, &state).await?;
            execute_stream(plan, state.task_ctx())
        });
        let stream = finished(&self.runtime, begun).map_err(|error| explain_run(&error))?;
        Ok(QueryBatches::new(&self.runtime, stream))
    }

    /// Runs a plan; its rows come one batch after the other.
    ///
    /// # Errors
    ///
    /// Where it cannot be run.
    pub(crate) fn run(&self, frame: DataFrame) -> Result<QueryBatches<'_>, QueryError> {
        let begun = self
            .runtime
            .spawn(async move { frame.execute_stream().await });
        let stream = finished(&self.runtime, begun).map_err(|error| explain_run(&error))?;
        Ok(QueryBatches::new(&self.runtime, stream))
    }
}

/// An error of those who bring the tables, to be carried through the engine.
pub(crate) fn carried_source(error: IngestError) -> DataFusionError {
    carried(error.into())
}

/// A table of texts: every column text, an empty cell absent.
///
/// # Errors
///
/// Where the engine does not take it.
pub(crate) fn text_provider(table: &TextTable) -> Result<Arc<dyn TableProvider>, QueryError> {
    let batch = text_batch(table);
    in_memory(batch.schema(), vec![batch])
}

/// The values of parameters as a table of one row.
///
/// # Errors
///
/// Where the engine does not take it.
pub(crate) fn parameters_provider(
    values: &[(String, ParameterValue)],
) -> Result<Arc<dyn TableProvider>, QueryError> {
    let batch = one_row(values).map_err(|error| explain_run(&error))?;
    in_memory(batch.schema(), vec![batch])
}

/// The tables of the terminology, by their names.
///
/// # Errors
///
/// Where the engine does not take one.
pub(crate) fn terminology_tables() -> Result<Tables, QueryError> {
    let names = REFERENCE_TABLES.iter().map(|(name, _)| *name);
    let table = |name: &str| {
        let table = super::embedded::text_table(name)?;
        Some(text_provider(&table).map(|provider| (name.to_owned(), provider)))
    };
    names.filter_map(table).collect()
}
