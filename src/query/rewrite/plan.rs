//! The whole plan of a query: each form that is rewritten, in its order.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite is of few forms, and every other is left as it is"
)]

use super::division::with_decimal_division;
use super::fresh::{Fresh, given_column, named};
use super::joined_groups::with_whole_keys;
use super::names::refuse_twice_named;
use super::set_operations::with_numbered_rows;
use super::subqueries::without_subqueries;
use super::windows::with_nth_value;
use crate::query::functions::with_bounded_texts;
use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::logical_expr::logical_plan::Union;
use datafusion::logical_expr::utils::merge_schema;
use datafusion::logical_expr::{Expr, LogicalPlan, Subquery};
use std::sync::Arc;

/// A plan that the engine answers as SQL has it.
///
/// # Errors
///
/// Where a form is refused by name.
pub(in crate::query) fn rewritten(plan: LogicalPlan) -> Result<LogicalPlan> {
    refuse_twice_named(&plan)?;
    let mut fresh = Fresh::default();
    let plan = reworded(plan, &mut fresh)?.data;
    with_whole_keys(without_subqueries(&plan, &mut fresh)?)
}

/// A plan, its inputs and its subqueries with expressions and set operations in other words.
fn reworded(plan: LogicalPlan, fresh: &mut Fresh) -> Result<Transformed<LogicalPlan>> {
    let mut is_changed = false;
    let mut inputs = Vec::new();
    for input in plan.inputs() {
        let input = reworded(input.clone(), fresh)?;
        is_changed |= input.transformed;
        inputs.push(input.data);
    }
    let schema = merge_schema(&inputs.iter().collect::<Vec<_>>());
    let expressions = plan.expressions();
    let n_expressions = expressions.len();
    let mut changed = Vec::new();
    for (index, expression) in expressions.into_iter().enumerate() {
        let new = expression
            .transform_up(|part| reworded_subquery(part, fresh))?
            .transform_data(|expression| with_decimal_division(expression, &schema))?
            .transform_data(with_nth_value)?
            .transform_data(with_bounded_texts)?;
        is_changed |= new.transformed;
        // A column keeps its name, since the query around it reads it by that name.
        let name = if new.transformed {
            given_column(&plan, index, n_expressions)?
        } else {
            None
        };
        changed.push(match name {
            Some(name) => named(new.data.unalias(), &name),
            None => new.data,
        });
    }
    let plan = match plan {
        plan if !is_changed => plan,
        LogicalPlan::Union(_) => {
            let inputs = inputs.into_iter().map(Arc::new).collect();
            LogicalPlan::Union(Union::try_new_with_loose_types(inputs)?)
        }
        LogicalPlan::Values(values) => {
            let width = values.schema.fields().len();
            let rows = changed.chunks(width).map(<[Expr]>::to_vec).collect();
            datafusion::logical_expr::LogicalPlanBuilder::values(rows)?.build()?
        }
        plan => plan.with_new_exprs(changed, inputs)?,
    };
    let numbered = with_numbered_rows(plan, fresh)?;
    Ok(Transformed::new_transformed(
        numbered.data,
        is_changed || numbered.transformed,
    ))
}

fn reworded_subquery(part: Expr, fresh: &mut Fresh) -> Result<Transformed<Expr>> {
    let mut of = |subquery: &mut Subquery| -> Result<bool> {
        let plan = reworded(subquery.subquery.as_ref().clone(), fresh)?;
        subquery.subquery = Arc::new(plan.data);
        Ok(plan.transformed)
    };
    let mut part = part;
    let is_changed = match &mut part {
        Expr::Exists(exists) => of(&mut exists.subquery)?,
        Expr::InSubquery(is_in) => of(&mut is_in.subquery)?,
        Expr::SetComparison(comparison) => of(&mut comparison.subquery)?,
        Expr::ScalarSubquery(subquery) => of(subquery)?,
        _ => false,
    };
    Ok(Transformed::new_transformed(part, is_changed))
}
