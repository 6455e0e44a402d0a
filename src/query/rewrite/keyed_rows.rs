//! Parts of a correlated subquery that see several rows (`LIMIT`, windows, aggregates, joins, unions): each of the rows of
//! one key.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite is of few forms, and every other is left as it is"
)]

use super::correlated::{Domain, FORM, INSTEAD, Keyed};
use super::fresh::{Fresh, all_equal, columns, named, project};
use super::refusal::refuse;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, NullEquality, Result};
use datafusion::functions_window::row_number::row_number_udwf;
use datafusion::logical_expr::expr::{
    AggregateFunction, Sort as SortExpr, WindowFunction, WindowFunctionParams,
};
use datafusion::logical_expr::logical_plan::{FetchType, Join, Limit, SkipType, Union, Window};
use datafusion::logical_expr::{
    Aggregate, Expr, Filter, JoinType, LogicalPlan, LogicalPlanBuilder, WindowFrame,
    WindowFunctionDefinition, lit,
};
use std::sync::Arc;

impl Domain {
    /// `LIMIT`: of the rows of each key the first, in the order that the subquery has.
    pub(super) fn limited(&self, limit: &Limit, fresh: &mut Fresh) -> Result<Keyed> {
        let (SkipType::Literal(skip), FetchType::Literal(fetch)) =
            (limit.get_skip_type()?, limit.get_fetch_type()?)
        else {
            return Err(refuse(FORM, INSTEAD));
        };
        // What is sorted may have been narrowed after it was sorted.
        let (narrowed, sorted) = match limit.input.as_ref() {
            LogicalPlan::Projection(projection) => (Some(projection), &projection.input),
            _ => (None, &limit.input),
        };
        let (sorted, order, narrowed) = match (sorted.as_ref(), narrowed) {
            (LogicalPlan::Sort(sort), narrowed) => (&sort.input, sort.expr.clone(), narrowed),
            (..) => (&limit.input, Vec::new(), None),
        };
        let input = self.keyed(sorted, fresh)?;
        let order = order.into_iter().map(|sort| {
            Ok(SortExpr {
                expr: self.own(sort.expr, &input.keys)?,
                ..sort
            })
        });
        let number = fresh.column();
        let numbered = numbered(
            input.plan,
            &input.keys,
            order.collect::<Result<_>>()?,
            &number,
        )?;
        // Numbers of rows are unsigned.
        let mut kept = Expr::Column(number.clone()).gt(lit(skip as u64));
        if let Some(fetch) = fetch {
            let last = skip.saturating_add(fetch) as u64;
            kept = kept.and(Expr::Column(number).lt_eq(lit(last)));
        }
        let plan = LogicalPlan::Filter(Filter::try_new(kept, Arc::new(numbered))?);
        let input = Keyed {
            plan,
            keys: input.keys,
        };
        match narrowed {
            Some(projection) => {
                let own = self.all_own(&projection.expr, &input.keys)?;
                Self::shown(input, own, &limit.input.schema().columns())
            }
            None => Self::shown(input, columns(sorted), &limit.input.schema().columns()),
        }
    }

    /// Windows see the rows of one key.
    pub(super) fn windowed(
        &self,
        window: &Window,
        plan: &LogicalPlan,
        fresh: &mut Fresh,
    ) -> Result<Keyed> {
        let input = self.keyed(&window.input, fresh)?;
        let names = plan.schema().columns();
        let own = &names[names.len() - window.window_expr.len()..];
        let parted = |(expression, name): (Expr, &Column)| {
            let parted = expression.transform(|part| {
                Ok(match part {
                    Expr::WindowFunction(mut call) => {
                        let keys = input.keys.iter().cloned().map(Expr::Column);
                        call.params.partition_by.extend(keys);
                        Transformed::yes(Expr::WindowFunction(call))
                    }
                    _ => Transformed::no(part),
                })
            });
            Ok(named(parted.data()?.unalias(), name))
        };
        let calls = self.all_own(&window.window_expr, &input.keys)?;
        let calls: Result<Vec<Expr>> = calls.into_iter().zip(own).map(parted).collect();
        let window = Window::try_new(calls?, Arc::new(input.plan))?;
        Ok(Keyed {
            plan: LogicalPlan::Window(window),
            keys: input.keys,
        })
    }

    /// Groups: the keys are columns of `GROUP BY`.
    pub(super) fn grouped(&self, aggregate: &Aggregate, fresh: &mut Fresh) -> Result<Keyed> {
        if matches!(aggregate.group_expr.as_slice(), [Expr::GroupingSet(_)]) {
            return Err(refuse(FORM, INSTEAD));
        }
        let input = self.keyed(&aggregate.input, fresh)?;
        let names = aggregate.schema.columns();
        let keys = input.keys.clone();
        let own = |expressions: &[Expr], names: &[Column]| -> Result<Vec<Expr>> {
            let own = self.all_own(expressions, &keys)?;
            Ok(own
                .into_iter()
                .zip(names)
                .map(|(one, name)| named(one, name))
                .collect())
        };
        let n_groups = aggregate.group_expr.len();
        let mut groups = own(&aggregate.group_expr, &names[..n_groups])?;
        groups.extend(keys.iter().cloned().map(Expr::Column));
        let calls = own(&own_calls(&aggregate.aggr_expr)?, &names[n_groups..])?;
        let plan = Aggregate::try_new(Arc::new(input.plan), groups, calls)?;
        let shown = names.iter().cloned().map(Expr::Column).collect();
        let input = Keyed {
            plan: LogicalPlan::Aggregate(plan),
            keys: input.keys,
        };
        Self::shown(input, shown, &names)
    }

    /// An aggregate without `GROUP BY` has one row for each key, also where there is nothing to aggregate: a row that
    /// is there for the key alone is not counted.
    pub(super) fn aggregated(&self, aggregate: &Aggregate, fresh: &mut Fresh) -> Result<Keyed> {
        let input = self.keyed(&aggregate.input, fresh)?;
        let values = self.values(fresh)?;
        let is_there = fresh.column();
        let mut rows = columns(&input.plan);
        rows.push(lit(true).alias(&is_there.name));
        let rows = project(input.plan, rows)?;
        let pairs = values.keys.iter().zip(&input.keys);
        let padded = LogicalPlanBuilder::from(values.plan)
            .join_on(rows, JoinType::Left, [all_equal(pairs)])?
            .build()?;
        let names = aggregate.schema.columns();
        let calls = self.all_own(&own_calls(&aggregate.aggr_expr)?, &values.keys)?;
        let counted = |(call, name): (Expr, &Column)| {
            let counted = call.transform(|part| {
                Ok(match part {
                    Expr::AggregateFunction(AggregateFunction { func, mut params }) => {
                        let there = Expr::Column(is_there.clone()).is_not_null();
                        params.filter = Some(Box::new(match params.filter {
                            Some(filter) => there.and(*filter),
                            None => there,
                        }));
                        Transformed::yes(Expr::AggregateFunction(AggregateFunction {
                            func,
                            params,
                        }))
                    }
                    _ => Transformed::no(part),
                })
            });
            Ok(named(counted.data()?.unalias(), name))
        };
        let calls: Result<Vec<Expr>> = calls.into_iter().zip(&names).map(counted).collect();
        let groups = values.keys.iter().cloned().map(Expr::Column).collect();
        let plan = Aggregate::try_new(Arc::new(padded), groups, calls?)?;
        let shown = names.iter().cloned().map(Expr::Column).collect();
        let input = Keyed {
            plan: LogicalPlan::Aggregate(plan),
            keys: values.keys,
        };
        Self::shown(input, shown, &names)
    }

    /// A join: of each key its own rows on both sides.
    pub(super) fn joined(&self, join: &Join, fresh: &mut Fresh) -> Result<Keyed> {
        use JoinType::{Inner, Left, LeftAnti, LeftMark, LeftSemi, Right};
        let by_left = matches!(
            join.join_type,
            Inner | Left | LeftSemi | LeftAnti | LeftMark
        );
        let by_right = matches!(join.join_type, Inner | Right);
        let (reads_left, reads_right) = (self.is_read(&join.left)?, self.is_read(&join.right)?);
        let alone = |plan: &LogicalPlan| Keyed {
            plan: plan.clone(),
            keys: Vec::new(),
        };
        let (left, right) = if by_left && !reads_right {
            (self.keyed(&join.left, fresh)?, alone(&join.right))
        } else if by_right && !reads_left {
            (alone(&join.left), self.keyed(&join.right, fresh)?)
        } else if by_left || by_right {
            (
                self.keyed(&join.left, fresh)?,
                self.keyed(&join.right, fresh)?,
            )
        } else {
            return Err(refuse(FORM, INSTEAD));
        };
        let keys = if left.keys.is_empty() || !by_left {
            right.keys.clone()
        } else {
            left.keys.clone()
        };
        let mut on = Vec::new();
        for (one, other) in &join.on {
            on.push((
                self.own(one.clone(), &keys)?,
                self.own(other.clone(), &keys)?,
            ));
        }
        let mut filter = join.filter.clone();
        if !left.keys.is_empty() && !right.keys.is_empty() {
            if join.null_equality == NullEquality::NullEqualsNull {
                let pairs = left.keys.iter().cloned().zip(right.keys.iter().cloned());
                on.extend(pairs.map(|(one, other)| (Expr::Column(one), Expr::Column(other))));
            } else {
                let equal = all_equal(left.keys.iter().zip(&right.keys));
                filter = Some(match filter {
                    Some(filter) => filter.and(equal),
                    None => equal,
                });
            }
        }
        let filter = filter.map(|filter| self.own(filter, &keys)).transpose()?;
        let names = join.schema.columns();
        let joined = Join::try_new(
            Arc::new(left.plan),
            Arc::new(right.plan),
            on,
            filter,
            join.join_type,
            join.join_constraint,
            join.null_equality,
            false,
        )?;
        let shown = names.iter().cloned().map(Expr::Column).collect();
        let input = Keyed {
            plan: LogicalPlan::Join(joined),
            keys,
        };
        Self::shown(input, shown, &names)
    }

    /// The branches of a union, each with its keys under the same names.
    pub(super) fn united(&self, union: &Union, fresh: &mut Fresh) -> Result<Keyed> {
        let keys: Vec<Column> = self.columns.iter().map(|_| fresh.column()).collect();
        let mut branches = Vec::new();
        for branch in &union.inputs {
            let keyed = self.keyed(branch, fresh)?;
            let mut shown = columns(branch);
            let own = keyed.keys.into_iter().map(Expr::Column).zip(&keys);
            shown.extend(own.map(|(own, key)| named(own, key)));
            branches.push(Arc::new(project(keyed.plan, shown)?));
        }
        let united = LogicalPlan::Union(Union::try_new_with_loose_types(branches)?);
        let shown = columns(&united)
            .into_iter()
            .take(union.schema.fields().len());
        let input = Keyed {
            plan: united.clone(),
            keys,
        };
        Self::shown(input, shown.collect(), &union.schema.columns())
    }
}

/// The calls of an aggregate; one over outer columns alone would be a call of the query around it.
fn own_calls(calls: &[Expr]) -> Result<Vec<Expr>> {
    for call in calls {
        let mut columns = (false, false);
        call.apply(|part| {
            columns.0 |= matches!(part, Expr::Column(_));
            columns.1 |= matches!(part, Expr::OuterReferenceColumn(..));
            Ok(TreeNodeRecursion::Continue)
        })?;
        if columns == (false, true) {
            return Err(refuse(
                "an aggregate function over a column of the query around the subquery",
                "compute it in the query around it, under a name",
            ));
        }
    }
    Ok(calls.to_vec())
}

/// A plan with the number of each row among those of one key, from 1, in an order.
pub(super) fn numbered(
    plan: LogicalPlan,
    keys: &[Column],
    order: Vec<SortExpr>,
    number: &Column,
) -> Result<LogicalPlan> {
    let fun = WindowFunctionDefinition::WindowUDF(row_number_udwf());
    let mut call = WindowFunction::new(fun, Vec::new());
    let frame = WindowFrame::new((!order.is_empty()).then_some(false));
    call.params = WindowFunctionParams {
        partition_by: keys.iter().cloned().map(Expr::Column).collect(),
        order_by: order,
        window_frame: frame,
        ..call.params
    };
    let call = Expr::WindowFunction(Box::new(call)).alias(&number.name);
    let window = LogicalPlan::Window(Window::try_new(vec![call], Arc::new(plan))?);
    Ok(window)
}
