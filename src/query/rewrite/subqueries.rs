//! Subqueries in expressions (`IN`, `EXISTS`, `ANY`, `ALL`, a value), as joins that have SQL's answer.
//!
//! The engine's own way has wrong answers where a value is absent, where the subquery is an aggregate and where both
//! queries name one table, and none for a subquery that is a value or compares with `<`. Here a subquery becomes a
//! column of the rows around it, true, false or absent by the three-valued logic of SQL, and the expression reads it.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite is of few forms, and every other is left as it is"
)]

use super::correlated::{Domain, Keyed, outer_columns};
use super::fresh::{Fresh, all_equal, columns, given_column, named, project};
use super::lateral::{beneath_alias, without_lateral};
use super::one_row::{at_most_one_row, counted_value, only_value, present};
use super::refusal::refuse;
use super::subquery_rows::{Rows, has_subqueries, has_subquery, has_ties};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, Result, ScalarValue};
use datafusion::logical_expr::expr::{BinaryExpr, InSubquery, SetComparison, SetQuantifier};
use datafusion::logical_expr::logical_plan::Join;
use datafusion::logical_expr::{
    Expr, ExprSchemable, Filter, JoinType, LogicalPlan, LogicalPlanBuilder, Operator, Subquery,
    binary_expr, lit, not, when,
};
use std::sync::Arc;

/// A plan without subqueries that read the query around them.
pub(super) fn without_subqueries(plan: &LogicalPlan, fresh: &mut Fresh) -> Result<LogicalPlan> {
    if !has_subqueries(plan)? {
        return Ok(plan.clone());
    }
    let inputs = plan.inputs();
    let inputs: Result<Vec<LogicalPlan>> = inputs
        .into_iter()
        .map(|input| without_subqueries(input, fresh))
        .collect();
    let mut expressions = plan.expressions();
    let is_asking = expressions.iter().any(has_subquery);
    let plan = plan.with_new_exprs(expressions, inputs?)?;
    if let LogicalPlan::Join(join) = &plan
        && (is_asking || matches!(beneath_alias(&join.right), LogicalPlan::Subquery(_)))
    {
        return joined(join, is_asking, fresh);
    }
    if !is_asking {
        return Ok(plan);
    }
    let [input] = plan.inputs()[..] else {
        return Err(refuse(
            "a subquery in VALUES or in the condition of this join",
            "put the subquery in SELECT or WHERE",
        ));
    };
    let base = Arc::new(input.clone());
    let mut attaching = Attaching {
        rows: input.clone(),
        has_ties: has_ties(&base)?,
        base,
        keeps_values: matches!(
            plan,
            LogicalPlan::Projection(_) | LogicalPlan::Filter(_) | LogicalPlan::Aggregate(_)
        ),
        fresh,
    };
    let selects = matches!(plan, LogicalPlan::Filter(_));
    expressions = plan.expressions();
    let n_expressions = expressions.len();
    let mut rewritten = Vec::new();
    for (index, expression) in expressions.into_iter().enumerate() {
        // A column keeps its name, since the query around it reads it by that name.
        let name = if has_subquery(&expression) {
            given_column(&plan, index, n_expressions)?
        } else {
            None
        };
        let expression = attaching.answered(expression, selects)?;
        rewritten.push(match name {
            Some(name) => named(expression.unalias(), &name),
            None => expression,
        });
    }
    let shown = columns(&plan);
    let rows = attaching.rows;
    let plan = plan.with_new_exprs(rewritten, vec![rows])?;
    if plan.schema().fields().len() > shown.len() {
        return project(plan, shown);
    }
    Ok(plan)
}

/// A join whose condition has subqueries, or whose right side reads its left side (`LATERAL`).
fn joined(join: &Join, is_asking: bool, fresh: &mut Fresh) -> Result<LogicalPlan> {
    let names: Vec<Expr> = join
        .schema
        .columns()
        .into_iter()
        .map(Expr::Column)
        .collect();
    if is_asking {
        if join.join_type != JoinType::Inner {
            return Err(refuse(
                "a subquery in the condition of an outer join",
                "compute the subquery in a derived table and join that",
            ));
        }
        let equal = join.on.iter().cloned();
        let equal = equal.map(|(one, other)| binary_expr(one, Operator::Eq, other));
        let condition = equal.chain(join.filter.clone()).reduce(Expr::and);
        let product = LogicalPlanBuilder::from(join.left.as_ref().clone())
            .cross_join(join.right.as_ref().clone())?;
        let condition = condition.unwrap_or_else(|| lit(true));
        let filter = Filter::try_new(condition, Arc::new(product.build()?))?;
        return without_subqueries(&LogicalPlan::Filter(filter), fresh);
    }
    let domain = Domain::of(&join.left, &join.right)?;
    if domain.columns.is_empty() {
        let right = without_lateral(&join.right)?;
        let (left, schema) = (Arc::clone(&join.left), Arc::clone(&join.schema));
        return Ok(LogicalPlan::Join(Join {
            left,
            right: Arc::new(right),
            schema,
            ..join.clone()
        }));
    }
    if !matches!(join.join_type, JoinType::Inner | JoinType::Left) || has_ties(&join.left)? {
        return Err(refuse(
            "LATERAL in this join",
            "join the tables instead, and group by the key of the outer table",
        ));
    }
    let right = domain.keyed(&join.right, fresh)?;
    let equal = join.on.iter().cloned();
    let equal = equal.map(|(one, other)| binary_expr(one, Operator::Eq, other));
    let keys = all_equal(domain.columns.iter().zip(&right.keys));
    let conditions = equal.chain(join.filter.clone()).chain([keys]);
    let joined = LogicalPlanBuilder::from(join.left.as_ref().clone())
        .join_on(right.plan, join.join_type, conditions)?
        .build()?;
    project(joined, names)
}

/// Subqueries on their way to columns of the rows around them.
struct Attaching<'a> {
    /// The rows, with a column for each subquery that was answered.
    rows: LogicalPlan,
    /// The rows as they were.
    base: Arc<LogicalPlan>,
    has_ties: bool,
    /// Whether the engine takes a value of a subquery that reads nothing of the rows here.
    keeps_values: bool,
    fresh: &'a mut Fresh,
}

impl Attaching<'_> {
    /// An expression that reads columns where it had subqueries. Where it only `selects`, absent is as good as false.
    fn answered(&mut self, expression: Expr, selects: bool) -> Result<Expr> {
        match expression {
            Expr::BinaryExpr(BinaryExpr { left, op, right })
                if matches!(op, Operator::And | Operator::Or) =>
            {
                let left = self.answered(*left, selects)?;
                let right = self.answered(*right, selects)?;
                Ok(binary_expr(left, op, right))
            }
            Expr::InSubquery(InSubquery {
                expr,
                subquery,
                negated,
            }) => {
                let own = self.answered(*expr, false)?;
                let selects = selects && !negated;
                let is_in = self.compared(&own, Operator::Eq, &subquery, selects)?;
                Ok(if negated { not(is_in) } else { is_in })
            }
            Expr::SetComparison(SetComparison {
                expr,
                subquery,
                op,
                quantifier,
            }) => {
                let own = self.answered(*expr, false)?;
                if quantifier == SetQuantifier::Any {
                    return self.compared(&own, op, &subquery, selects);
                }
                // True of all is: not false of any.
                let Some(opposite) = op.negate() else {
                    return Err(refuse(
                        "ALL with this operator",
                        "use =, <>, <, <=, > or >=",
                    ));
                };
                self.compared(&own, opposite, &subquery, false).map(not)
            }
            Expr::Exists(exists) => {
                let rows = self.subquery(&exists.subquery)?;
                let there = self.exists(&rows)?;
                Ok(if exists.negated { not(there) } else { there })
            }
            Expr::ScalarSubquery(subquery) => self.value(subquery),
            other if has_subquery(&other) => other
                .map_children(|child| self.answered(child, false).map(Transformed::yes))
                .map(|answered| answered.data),
            other => Ok(other),
        }
    }

    /// A subquery's rows with the keys of this query's rows.
    fn subquery(&mut self, subquery: &Subquery) -> Result<Rows> {
        let plan = without_subqueries(&subquery.subquery, self.fresh)?;
        let domain = Domain::of(&self.base, &plan)?;
        let rows = domain.keyed(&plan, self.fresh)?;
        // Names of the query around it may be those of the subquery.
        let own: Option<Column> = plan.schema().columns().into_iter().next();
        let value = self.fresh.column();
        let first = own.map_or_else(|| lit(true), Expr::Column);
        let mut shown = vec![named(first, &value)];
        shown.extend(rows.keys.iter().cloned().map(Expr::Column));
        let keyed = Keyed {
            plan: project(rows.plan, shown)?,
            keys: rows.keys,
        };
        if self.has_ties && !domain.columns.is_empty() {
            // The values of the domain are computed from the same rows a second time.
            let values = domain.values(self.fresh)?;
            let condition = all_equal(domain.columns.iter().zip(&values.keys));
            let found = self.mark(values.plan, condition)?;
            let checked = self.fresh.column();
            let mut shown = columns(&self.base);
            let others = columns(&self.rows).into_iter().skip(shown.len());
            shown.extend(others);
            shown.push(named(present(found), &checked));
            let rows = std::mem::take(&mut self.rows);
            self.rows = LogicalPlan::Filter(Filter::try_new(
                Expr::Column(checked),
                Arc::new(project(rows, shown)?),
            )?);
        }
        Ok(Rows {
            keyed,
            value,
            domain,
        })
    }

    /// A new column of the rows: whether the other plan has a row for which the condition is true.
    fn mark(&mut self, other: LogicalPlan, condition: Expr) -> Result<Expr> {
        let rows = std::mem::take(&mut self.rows);
        let mut shown = columns(&rows);
        let joined = LogicalPlanBuilder::from(rows)
            .join_on(other, JoinType::LeftMark, [condition])?
            .build()?;
        let column = self.fresh.column();
        let mark = joined.schema().columns().pop();
        shown.extend(mark.map(|mark| named(Expr::Column(mark), &column)));
        self.rows = project(joined, shown)?;
        Ok(Expr::Column(column))
    }

    fn exists(&mut self, rows: &Rows) -> Result<Expr> {
        self.mark(rows.plan()?, rows.condition())
    }

    /// Whether a comparison with a row of the subquery is true, false of all, or unknown.
    fn compared(
        &mut self,
        own: &Expr,
        op: Operator,
        subquery: &Subquery,
        selects: bool,
    ) -> Result<Expr> {
        if !matches!(
            op,
            Operator::Eq
                | Operator::NotEq
                | Operator::Lt
                | Operator::LtEq
                | Operator::Gt
                | Operator::GtEq
        ) {
            return Err(refuse(
                "ANY with this operator",
                "use =, <>, <, <=, > or >=",
            ));
        }
        let rows = self.subquery(subquery)?;
        let value = Expr::Column(rows.value.clone());
        let compared = binary_expr(own.clone(), op, value.clone());
        let condition = rows.condition().and(compared);
        let is_true = self.mark(rows.keyed.plan.clone(), condition)?;
        if selects {
            return Ok(is_true);
        }
        let unknown = lit(ScalarValue::Boolean(None));
        let mut answer = when(is_true, lit(true));
        if value.nullable(rows.keyed.plan.schema())? {
            let absent = Filter::try_new(value.is_null(), Arc::new(rows.keyed.plan.clone()))?;
            let absent = rows.one_where_possible(LogicalPlan::Filter(absent))?;
            let has_absent = self.mark(absent, rows.condition())?;
            answer = answer.when(has_absent, unknown.clone());
        }
        let is_present = matches!(own, Expr::Column(_) | Expr::Literal(..));
        if !is_present || own.nullable(self.rows.schema())? {
            let has_rows = self.exists(&rows)?;
            answer = answer.when(own.clone().is_null().and(has_rows), unknown);
        }
        answer.otherwise(lit(false))
    }

    /// The one value of a subquery; absent where it has no row, an error where it has several.
    fn value(&mut self, subquery: Subquery) -> Result<Expr> {
        let plan = without_subqueries(&subquery.subquery, self.fresh)?;
        if self.keeps_values && outer_columns(&plan)?.is_empty() {
            return Ok(Expr::ScalarSubquery(Subquery {
                subquery: Arc::new(plan),
                ..subquery
            }));
        }
        let is_one = at_most_one_row(&plan);
        let rows = self.subquery(&Subquery {
            subquery: Arc::new(plan),
            ..subquery
        })?;
        let condition = rows.condition();
        let mut values = rows.keyed.plan;
        let mut value = Expr::Column(rows.value.clone());
        if !is_one {
            let count = self.fresh.column();
            let only = self.fresh.column();
            let keys: Vec<Expr> = rows.keyed.keys.iter().cloned().map(Expr::Column).collect();
            let calls = counted_value(value, &count, &only);
            values = LogicalPlanBuilder::from(values)
                .aggregate(keys, calls)?
                .build()?;
            value = only_value(Expr::Column(count), Expr::Column(only));
        }
        let around = std::mem::take(&mut self.rows);
        let mut shown = columns(&around);
        let joined = LogicalPlanBuilder::from(around)
            .join_on(values, JoinType::Left, [condition])?
            .build()?;
        let column = self.fresh.column();
        shown.push(named(value, &column));
        self.rows = project(joined, shown)?;
        Ok(Expr::Column(column))
    }
}
