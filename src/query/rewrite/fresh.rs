//! Columns that a rewritten plan adds to those of the query, and the plans that add them.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite is of few forms, and every other is left as it is"
)]

use super::refusal::refuse;
use datafusion::common::{Column, Result};
use datafusion::logical_expr::{Expr, LogicalPlan, Operator, Projection, binary_expr, lit};
use std::sync::Arc;

/// Makes names of columns that no query has: a blank begins them.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    made: usize,
}

impl Fresh {
    /// A column of a name that was not made before.
    pub(super) fn column(&mut self) -> Column {
        self.made += 1;
        Column::new_unqualified(format!(" {}", self.made))
    }
}

/// The columns of a plan.
pub(super) fn columns(plan: &LogicalPlan) -> Vec<Expr> {
    plan.schema()
        .columns()
        .into_iter()
        .map(Expr::Column)
        .collect()
}

/// A plan with these columns.
pub(super) fn project(plan: LogicalPlan, columns: Vec<Expr>) -> Result<LogicalPlan> {
    Projection::try_new(columns, Arc::new(plan)).map(LogicalPlan::Projection)
}

/// An expression under the name of a column.
pub(super) fn named(expression: Expr, column: &Column) -> Expr {
    match (&expression, &column.relation) {
        (Expr::Column(own), _) if own == column => expression,
        (_, Some(relation)) => expression.alias_qualified(Some(relation.clone()), &column.name),
        (_, None) => expression.alias(&column.name),
    }
}

/// The column that an expression of a plan gives, of so many in all, where it gives one.
///
/// # Errors
///
/// Where it is one of grouping sets, whose columns have no place of their own.
pub(super) fn given_column(
    plan: &LogicalPlan,
    index: usize,
    expressions: usize,
) -> Result<Option<Column>> {
    let columns = plan.schema().columns();
    let from_last = (columns.len() + index).checked_sub(expressions);
    Ok(match plan {
        LogicalPlan::Projection(_) => columns.get(index).cloned(),
        LogicalPlan::Aggregate(aggregate) => match aggregate.group_expr.get(index) {
            Some(Expr::GroupingSet(_)) => {
                return Err(refuse(
                    "a division or a subquery in ROLLUP, CUBE or GROUPING SETS",
                    "compute it under a name in WITH or a derived table, and group by that name",
                ));
            }
            Some(_) => columns.get(index).cloned(),
            None => from_last.and_then(|index| columns.get(index).cloned()),
        },
        LogicalPlan::Window(_) => from_last.and_then(|index| columns.get(index).cloned()),
        _ => None,
    })
}

/// That pairs of columns are equal, an absent value being equal to an absent value; true of no pairs.
pub(super) fn all_equal<'a>(pairs: impl IntoIterator<Item = (&'a Column, &'a Column)>) -> Expr {
    pairs
        .into_iter()
        .map(|(left, right)| {
            binary_expr(
                Expr::Column(left.clone()),
                Operator::IsNotDistinctFrom,
                Expr::Column(right.clone()),
            )
        })
        .reduce(Expr::and)
        .unwrap_or_else(|| lit(true))
}
