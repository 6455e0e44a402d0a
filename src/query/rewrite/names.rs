//! Columns of one name: whoever reads the answer, or names one of them, cannot say which is meant.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite is of few forms, and every other is left as it is"
)]

use crate::query::error::QueryError;
use crate::query::explain::carried;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchema, Result};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{Expr, LogicalPlan, Projection};
use std::collections::BTreeSet;

/// Refuses an answer with two columns of one name, and the name of such a column of a derived table.
pub(super) fn refuse_twice_named(plan: &LogicalPlan) -> Result<()> {
    if let Some(name) = twice_named(plan.schema()).into_iter().next() {
        return Err(refused(&name));
    }
    let mut unclear: BTreeSet<Column> = BTreeSet::new();
    plan.apply_with_subqueries(|node| {
        // The engine gives the second and later ones a number, in a projection beneath the name of the derived table.
        if let LogicalPlan::SubqueryAlias(alias) = node
            && let LogicalPlan::Projection(numbered) = alias.input.as_ref()
        {
            let twice = twice_named(numbered.input.schema());
            let inner = numbered.input.schema().fields().iter();
            let own = inner.zip(node.schema().columns());
            let is_unclear = |name: &str| twice.iter().any(|known| known == name);
            unclear.extend(
                own.filter(|(field, _)| is_unclear(field.name()))
                    .filter(|_| is_numbering(numbered))
                    .filter(|(field, column)| has_name(&column.name, field.name()))
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
                    let name = column.name.split(':').next().unwrap_or(&column.name);
                    Err(refused(name))
                }
                _ => Ok(TreeNodeRecursion::Continue),
            })
        })
    })?;
    Ok(())
}

/// Whether a projection does no more than give columns that have one name a number.
fn is_numbering(projection: &Projection) -> bool {
    let columns = projection.input.schema().columns();
    let is_it = |(expression, column): (&Expr, &Column)| match expression {
        Expr::Column(known) => known == column,
        Expr::Alias(named) => matches!(named.expr.as_ref(), Expr::Column(known) if known == column),
        _ => false,
    };
    projection.expr.len() == columns.len() && projection.expr.iter().zip(&columns).all(is_it)
}

fn twice_named(schema: &DFSchema) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let names = schema.fields().iter().map(|field| field.name().clone());
    names.filter(|name| !seen.insert(name.clone())).collect()
}

/// Whether a name is another, or the other with the number that the engine gave it.
fn has_name(name: &str, other: &str) -> bool {
    match name.strip_prefix(other) {
        Some("") => true,
        Some(rest) => rest
            .strip_prefix(':')
            .is_some_and(|number| number.parse::<usize>().is_ok()),
        None => false,
    }
}

fn refused(name: &str) -> DataFusionError {
    carried(QueryError::TwoColumns {
        name: name.to_owned(),
        position: None,
    })
}
