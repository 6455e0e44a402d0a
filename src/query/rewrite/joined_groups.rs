//! Groups of rows that come of a join of groups: `GROUP BY a.k, b.k` where `a` has one row for each `k`.
//!
//! The engine knows that `k` tells the other columns of `a`, and takes for known that it tells every column of the new groups
//! too. It would then drop keys of what groups or orders them further, and joins to them. A key that is computed is none of
//! which it knows anything, so each is handed through a function that gives it back.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite is of few forms, and every other is left as it is"
)]

use super::fresh::{columns, named, project};
use crate::query::functions::handed_through;
use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::logical_expr::{Aggregate, Distinct, Expr, LogicalPlan};

/// A plan in which every grouping of joined groups keeps its keys.
pub(super) fn with_whole_keys(plan: LogicalPlan) -> Result<LogicalPlan> {
    let plan = plan.transform_up_with_subqueries(|plan| match plan {
        LogicalPlan::Aggregate(aggregate) if joins_groups(&aggregate.input)? => {
            whole_keys(aggregate)
        }
        LogicalPlan::Distinct(Distinct::All(input)) if joins_groups(&input)? => {
            let keys = columns(&input);
            whole_keys(Aggregate::try_new(input, keys, Vec::new())?)
        }
        other => Ok(Transformed::no(other)),
    })?;
    Ok(plan.data)
}

/// The same groups by keys that are computed, under the names of the keys.
fn whole_keys(aggregate: Aggregate) -> Result<Transformed<LogicalPlan>> {
    // One key tells what it tells; of grouping sets the engine takes nothing for known.
    let is_of_sets = |key: &Expr| matches!(key, Expr::GroupingSet(_));
    if aggregate.group_expr.len() < 2 || aggregate.group_expr.iter().any(is_of_sets) {
        return Ok(Transformed::no(LogicalPlan::Aggregate(aggregate)));
    }
    let names = aggregate.schema.columns();
    let keys = aggregate.group_expr.into_iter().map(|key| match key {
        Expr::Column(_) => handed_through(key),
        computed => computed,
    });
    let computed = Aggregate::try_new(aggregate.input, keys.collect(), aggregate.aggr_expr)?;
    let computed = LogicalPlan::Aggregate(computed);
    let given = columns(&computed).into_iter().zip(&names);
    let given = given.map(|(column, name)| named(column, name)).collect();
    project(computed, given).map(Transformed::yes)
}

/// Whether a plan has a join of what was grouped.
fn joins_groups(plan: &LogicalPlan) -> Result<bool> {
    plan.exists(|node| {
        Ok(matches!(node, LogicalPlan::Join(_)) && node.exists(|node| Ok(groups(node)))?)
    })
}

/// Whether a step groups rows.
const fn groups(node: &LogicalPlan) -> bool {
    matches!(node, LogicalPlan::Aggregate(_) | LogicalPlan::Distinct(_))
}
