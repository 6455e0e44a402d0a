//! What every engine is: a session without files, network, chance and clock, and how a text becomes a plan in it.

use super::error::QueryError;
use super::explain::{explain, explain_run};
use super::functions::{bounded_functions, mode, percentile_cont};
use super::in_order::InOrder;
use super::parameters::{ParameterValue, scalars};
use super::plan_rules::plan_rules;
use super::rewrite::rewritten;
use super::spilled::nameless;
use super::statement::ReadQuery;
use datafusion::common::ParamValues;
use datafusion::dataframe::DataFrame;
use datafusion::error::DataFusionError;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::prelude::{SQLOptions, SessionConfig, SessionContext};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

/// Functions that make text of any length, give another answer every time, or know of files.
const ABSENT_FUNCTIONS: [&str; 11] = [
    "file_row_index",
    "input_file_name",
    "repeat",
    "lpad",
    "rpad",
    "random",
    "uuid",
    "uuidv7",
    "now",
    "current_date",
    "current_time",
];

/// What a query may use of the machine: so many bytes of memory, then the disk, and no file by its name.
pub(super) fn environment(memory: usize) -> Result<Arc<RuntimeEnv>, QueryError> {
    let environment = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(memory)))
        .with_disk_manager_builder(nameless())
        .build_arc()
        .map_err(|error| explain_run(&error))?;
    // The one store that an engine has from the start is the file system of this machine.
    environment
        .deregister_object_store(ObjectStoreUrl::local_filesystem().as_ref())
        .map_err(|error| explain_run(&error))?;
    Ok(environment)
}

/// A session that knows no table.
pub(super) fn empty_session(environment: &Arc<RuntimeEnv>) -> SessionContext {
    let mut config = SessionConfig::new()
        .with_target_partitions(1)
        .with_repartition_sorts(false)
        .with_information_schema(false);
    let options = config.options_mut();
    options.sql_parser.collect_spans = true;
    options.sql_parser.map_string_types_to_utf8view = false;
    // An absent value is last in either direction, as in other engines.
    "nulls_last".clone_into(&mut options.sql_parser.default_null_ordering);
    // The planner may know that a value is never absent where the plan that is run does not; the answer is the same.
    options.execution.skip_physical_aggregate_schema_check = true;
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(Arc::clone(environment))
        .with_default_features()
        .with_table_factories(HashMap::new())
        .with_file_formats(Vec::new())
        .with_optimizer_rules(plan_rules())
        .with_physical_optimizer_rule(Arc::new(InOrder))
        .build();
    let context = SessionContext::new_with_state(state);
    for name in ABSENT_FUNCTIONS {
        context.deregister_udf(name);
    }
    for function in bounded_functions() {
        context.register_udf(function);
    }
    context.register_udaf(mode());
    context.register_udaf(percentile_cont());
    context
}

/// A query as the engine runs it, its parameters bound.
pub(super) fn planned(
    runtime: &Runtime,
    state: SessionState,
    query: ReadQuery,
    values: &[(String, ParameterValue)],
    text: &str,
) -> Result<DataFrame, QueryError> {
    let values = scalars(values);
    let planned = runtime.spawn(async move {
        let plan = state.statement_to_plan(query.statement).await?;
        // The second wall; the first refused everything but one SELECT already.
        SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false)
            .verify_plan(&plan)?;
        let mut named: Vec<String> = plan.get_parameter_names()?.into_iter().collect();
        named.sort_unstable();
        let is_bound = |name: &str| values.iter().any(|(known, _)| name[1..] == *known);
        if let Some(name) = named.iter().find(|name| !is_bound(name)) {
            return Ok(Err(QueryError::Unbound { name: name.clone() }));
        }
        let plan = if named.is_empty() {
            plan
        } else {
            plan.with_param_values(ParamValues::from(values))?
        };
        Ok::<_, DataFusionError>(Ok(DataFrame::new(state, rewritten(plan)?)))
    });
    finished(runtime, planned).map_err(|error| explain(&error, text))?
}

/// The result of work on another thread; where that thread failed, this one does.
pub(super) fn finished<T>(runtime: &Runtime, work: JoinHandle<T>) -> T {
    match runtime.block_on(work) {
        Ok(result) => result,
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
}
