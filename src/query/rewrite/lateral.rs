//! Derived tables that are `LATERAL`.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite is of few forms, and every other is left as it is"
)]

use datafusion::common::Result;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};

/// A plan without the names that it is given.
pub(super) fn beneath_alias(plan: &LogicalPlan) -> &LogicalPlan {
    match plan {
        LogicalPlan::SubqueryAlias(alias) => beneath_alias(&alias.input),
        other => other,
    }
}

/// A derived table that is `LATERAL` by its word alone.
pub(super) fn without_lateral(plan: &LogicalPlan) -> Result<LogicalPlan> {
    match plan {
        LogicalPlan::Subquery(subquery) => Ok(subquery.subquery.as_ref().clone()),
        LogicalPlan::SubqueryAlias(alias) => {
            let input = without_lateral(&alias.input)?;
            LogicalPlanBuilder::from(input)
                .alias(alias.alias.clone())?
                .build()
        }
        other => Ok(other.clone()),
    }
}
