//! `EXCEPT ALL` and `INTERSECT ALL`, which the engine takes for joins: rows that are alike are numbered on both sides, so
//! that each row meets one.

use super::fresh::{Fresh, columns, project};
use super::keyed_rows::numbered;
use super::refusal::refuse;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{Column, NullEquality, Result};
use datafusion::logical_expr::logical_plan::Join;
use datafusion::logical_expr::{Distinct, Expr, JoinType, LogicalPlan};
use std::sync::Arc;

/// The same plan, where it is one of the two.
pub(super) fn with_numbered_rows(
    plan: LogicalPlan,
    fresh: &mut Fresh,
) -> Result<Transformed<LogicalPlan>> {
    let LogicalPlan::Join(join) = &plan else {
        return Ok(Transformed::no(plan));
    };
    // No join that is written as one takes an absent value for equal to another. Without ALL the left side is distinct.
    let is_set_operation = join.null_equality == NullEquality::NullEqualsNull
        && matches!(join.join_type, JoinType::LeftSemi | JoinType::LeftAnti);
    let is_distinct = matches!(join.left.as_ref(), LogicalPlan::Distinct(Distinct::All(_)));
    if !is_set_operation || is_distinct {
        return Ok(Transformed::no(plan));
    }
    let fields = join.left.schema().fields().iter();
    for (left, right) in fields.zip(join.right.schema().fields()) {
        let (left, right) = (left.data_type(), right.data_type());
        if left != right && !(left.is_numeric() && right.is_numeric()) {
            return Err(refuse(
                "EXCEPT ALL or INTERSECT ALL of columns of different types",
                "bring both sides to one type with CAST",
            ));
        }
    }
    let mut on = join.on.clone();
    let (left_number, right_number) = (fresh.column(), fresh.column());
    let side = |plan: &Arc<LogicalPlan>, number: &Column| {
        let keys = plan.schema().columns();
        numbered(plan.as_ref().clone(), &keys, Vec::new(), number).map(Arc::new)
    };
    let left = side(&join.left, &left_number)?;
    let right = side(&join.right, &right_number)?;
    on.push((Expr::Column(left_number), Expr::Column(right_number)));
    let joined = Join::try_new(
        left,
        right,
        on,
        None,
        join.join_type,
        join.join_constraint,
        join.null_equality,
        false,
    )?;
    project(LogicalPlan::Join(joined), columns(&plan)).map(Transformed::yes)
}
