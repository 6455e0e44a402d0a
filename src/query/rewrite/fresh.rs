//! Columns that a rewritten plan adds to those of the query, and the plans that add them.

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
