//! Columns of one name: whoever reads the answer, or names one of them, cannot say which is meant.

use crate::query::error::QueryError;
use crate::query::explain::carried;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchema, Result};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{Expr, LogicalPlan};
use std::collections::BTreeSet;

/// Refuses an answer with two columns of one name, and the name of such a column of a derived table.
pub(super) fn refuse_twice_named(plan: &LogicalPlan) -> Result<()> {
    if let Some(name) = twice_named(plan.schema()).into_iter().next() {
        return Err(refused(&name));
    }
    let mut unclear: BTreeSet<Column> = BTreeSet::new();
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::SubqueryAlias(alias) = node {
            let twice = twice_named(alias.input.schema());
            let inner = alias.input.schema().fields().iter();
            let own = inner.zip(node.schema().columns());
            unclear.extend(
                own.filter(|(field, _)| twice.contains(field.name()))
                    .map(|(_, column)| column),
            );
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    if unclear.is_empty() {
        return Ok(());
    }
    plan.apply_with_subqueries(|node| {
        node.apply_expressions(|expression| {
            expression.apply(|part| match part {
                Expr::Column(column) | Expr::OuterReferenceColumn(_, column)
                    if unclear.contains(column) =>
                {
                    // The engine numbers the second and later ones.
                    let name = column.name.split(':').next().unwrap_or(&column.name);
                    Err(refused(name))
                }
                _ => Ok(TreeNodeRecursion::Continue),
            })
        })
    })?;
    Ok(())
}

fn twice_named(schema: &DFSchema) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let names = schema.fields().iter().map(|field| field.name().clone());
    names.filter(|name| !seen.insert(name.clone())).collect()
}

fn refused(name: &str) -> DataFusionError {
    carried(QueryError::TwoColumns {
        name: name.to_owned(),
        position: None,
    })
}
