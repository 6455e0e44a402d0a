//! The rows of a subquery beside those of the query around it, and where there are subqueries.

use super::correlated::{Domain, Keyed};
use super::fresh::all_equal;
use datafusion::common::tree_node::TreeNode;
use datafusion::common::{Column, Result};
use datafusion::logical_expr::{Distinct, Expr, LogicalPlan, LogicalPlanBuilder};

/// Whether an expression has a subquery.
pub(super) fn has_subquery(expression: &Expr) -> bool {
    let is_subquery = |part: &Expr| {
        Ok(matches!(
            part,
            Expr::Exists(_)
                | Expr::InSubquery(_)
                | Expr::ScalarSubquery(_)
                | Expr::SetComparison(_)
        ))
    };
    matches!(expression.exists(is_subquery), Ok(true))
}

/// Whether a plan has a subquery anywhere, or a derived table that is `LATERAL`.
pub(super) fn has_subqueries(plan: &LogicalPlan) -> Result<bool> {
    plan.exists(|node| {
        Ok(matches!(node, LogicalPlan::Subquery(_)) || node.expressions().iter().any(has_subquery))
    })
}

/// Whether rows are chosen by an order that may have ties: computed twice in different plans, they may differ.
pub(super) fn has_ties(plan: &LogicalPlan) -> Result<bool> {
    plan.exists(|node| {
        Ok(matches!(
            node,
            LogicalPlan::Limit(_) | LogicalPlan::Window(_) | LogicalPlan::Distinct(Distinct::On(_))
        ))
    })
}

/// The rows of a subquery with one value each.
pub(super) struct Rows {
    pub(super) keyed: Keyed,
    pub(super) value: Column,
    pub(super) domain: Domain,
}

impl Rows {
    /// That a row of the subquery is one of a row around it.
    pub(super) fn condition(&self) -> Expr {
        all_equal(self.domain.columns.iter().zip(&self.keyed.keys))
    }

    pub(super) fn plan(&self) -> Result<LogicalPlan> {
        self.one_where_possible(self.keyed.plan.clone())
    }

    /// One row is enough where it does not matter for whom it is.
    pub(super) fn one_where_possible(&self, plan: LogicalPlan) -> Result<LogicalPlan> {
        if self.keyed.keys.is_empty() {
            return LogicalPlanBuilder::from(plan).limit(0, Some(1))?.build();
        }
        Ok(plan)
    }
}
