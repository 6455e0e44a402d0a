//! A subquery that reads columns of the query around it, without that reading: its rows for each value of these columns.
//!
//! The distinct values of the outer columns (the domain) are joined to the subquery where it begins, and carried to its
//! end as further columns (the keys). What the subquery answers for one row of the query around it is then the rows
//! with the keys of that row. The method is that of T. Neumann and A. Kemper, Unnesting Arbitrary Queries, BTW 2015.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite is of few forms, and every other is left as it is"
)]

use super::fresh::{Fresh, columns, named, project};
use super::refusal::refuse;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, Result};
use datafusion::logical_expr::{Distinct, Expr, Filter, LogicalPlan, LogicalPlanBuilder};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) const FORM: &str = "a subquery of this form that reads columns of the query around it";
pub(super) const INSTEAD: &str = "join the tables instead, and group by the key of the outer table";

/// The values of the outer columns that a subquery reads.
#[derive(Debug)]
pub(super) struct Domain {
    /// The query around it.
    outer: Arc<LogicalPlan>,
    pub(super) columns: Vec<Column>,
}

/// A plan whose rows have, beside the columns that the subquery had there, those of the domain.
#[derive(Debug)]
pub(super) struct Keyed {
    pub(super) plan: LogicalPlan,
    /// The columns of the domain, in its order, under names of their own.
    pub(super) keys: Vec<Column>,
}

/// The outer columns that a plan reads.
pub(super) fn outer_columns(plan: &LogicalPlan) -> Result<BTreeSet<Column>> {
    let mut found = BTreeSet::new();
    plan.apply(|node| {
        node.apply_expressions(|expression| {
            expression.apply(|part| {
                if let Expr::OuterReferenceColumn(_, column) = part {
                    found.insert(column.clone());
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })
    })?;
    Ok(found)
}

impl Domain {
    /// The columns of `outer` that a subquery reads. What it reads of queries further out is left as it is.
    pub(super) fn of(outer: &Arc<LogicalPlan>, subquery: &LogicalPlan) -> Result<Self> {
        let schema = outer.schema();
        let is_here = |column: &Column| schema.maybe_index_of_column(column).is_some();
        Ok(Self {
            outer: Arc::clone(outer),
            columns: outer_columns(subquery)?
                .into_iter()
                .filter(is_here)
                .collect(),
        })
    }

    /// The rows of a subquery for each row of the domain.
    pub(super) fn keyed(&self, plan: &LogicalPlan, fresh: &mut Fresh) -> Result<Keyed> {
        if self.columns.is_empty() {
            return Ok(Keyed {
                plan: plan.clone(),
                keys: Vec::new(),
            });
        }
        if !self.is_read(plan)? {
            let values = self.values(fresh)?;
            let plan = LogicalPlanBuilder::from(plan.clone()).cross_join(values.plan)?;
            return Ok(Keyed {
                plan: plan.build()?,
                keys: values.keys,
            });
        }
        self.keyed_node(plan, fresh)
    }

    /// The distinct values of the outer columns.
    pub(super) fn values(&self, fresh: &mut Fresh) -> Result<Keyed> {
        let keys: Vec<Column> = self.columns.iter().map(|_| fresh.column()).collect();
        let own = self.columns.iter().cloned().map(Expr::Column);
        let own = own.zip(&keys).map(|(column, key)| named(column, key));
        let plan = project(self.outer.as_ref().clone(), own.collect())?;
        Ok(Keyed {
            plan: LogicalPlanBuilder::from(plan).distinct()?.build()?,
            keys,
        })
    }

    pub(super) fn is_read(&self, plan: &LogicalPlan) -> Result<bool> {
        let read = outer_columns(plan)?;
        Ok(self.columns.iter().any(|column| read.contains(column)))
    }

    /// An expression that reads the keys where it read the outer columns.
    pub(super) fn own(&self, expression: Expr, keys: &[Column]) -> Result<Expr> {
        expression
            .transform(|part| {
                Ok(match &part {
                    Expr::OuterReferenceColumn(_, column) => {
                        match self.columns.iter().position(|known| known == column) {
                            Some(index) => Transformed::yes(Expr::Column(keys[index].clone())),
                            None => Transformed::no(part),
                        }
                    }
                    _ => Transformed::no(part),
                })
            })
            .data()
    }

    pub(super) fn all_own(&self, expressions: &[Expr], keys: &[Column]) -> Result<Vec<Expr>> {
        let own = |expression: &Expr| self.own(expression.clone(), keys);
        expressions.iter().map(own).collect()
    }

    fn keyed_node(&self, plan: &LogicalPlan, fresh: &mut Fresh) -> Result<Keyed> {
        match plan {
            LogicalPlan::Subquery(subquery) => self.keyed(&subquery.subquery, fresh),
            LogicalPlan::Sort(sort) if sort.fetch.is_none() => self.keyed(&sort.input, fresh),
            LogicalPlan::Projection(projection) => {
                let input = self.keyed(&projection.input, fresh)?;
                let own = self.all_own(&projection.expr, &input.keys)?;
                Self::shown(input, own, &plan.schema().columns())
            }
            LogicalPlan::SubqueryAlias(alias) => {
                let input = self.keyed(&alias.input, fresh)?;
                let own = columns(&alias.input);
                Self::shown(input, own, &plan.schema().columns())
            }
            LogicalPlan::Filter(filter) => {
                let input = self.keyed(&filter.input, fresh)?;
                let predicate = self.own(filter.predicate.clone(), &input.keys)?;
                let filter = Filter::try_new(predicate, Arc::new(input.plan))?;
                Ok(Keyed {
                    plan: LogicalPlan::Filter(filter),
                    keys: input.keys,
                })
            }
            LogicalPlan::Distinct(Distinct::All(input)) => {
                let input = self.keyed(input, fresh)?;
                Ok(Keyed {
                    plan: LogicalPlanBuilder::from(input.plan).distinct()?.build()?,
                    keys: input.keys,
                })
            }
            LogicalPlan::Limit(limit) => self.limited(limit, fresh),
            LogicalPlan::Window(window) => self.windowed(window, plan, fresh),
            LogicalPlan::Aggregate(aggregate) if aggregate.group_expr.is_empty() => {
                self.aggregated(aggregate, fresh)
            }
            LogicalPlan::Aggregate(aggregate) => self.grouped(aggregate, fresh),
            LogicalPlan::Join(join) => self.joined(join, fresh),
            LogicalPlan::Union(union) => self.united(union, fresh),
            _ => Err(refuse(FORM, INSTEAD)),
        }
    }

    /// The columns of a node under their names, and the keys.
    pub(super) fn shown(input: Keyed, own: Vec<Expr>, names: &[Column]) -> Result<Keyed> {
        let own = own.into_iter().zip(names);
        let keys = input.keys.iter().cloned().map(Expr::Column);
        let shown = own.map(|(expression, name)| named(expression, name));
        Ok(Keyed {
            plan: project(input.plan, shown.chain(keys).collect())?,
            keys: input.keys,
        })
    }
}
