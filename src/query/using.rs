//! `JOIN … USING`: the column of `USING` is that of whichever side has a row. The engine takes the first side's; here each
//! mention of it is written out before the engine sees it, or refused.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite is of few forms, and every other is left as it is"
)]

use super::error::QueryError;
use super::tokens::position;
use datafusion::sql::sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentList,
    FunctionArguments, GroupByExpr, Ident, JoinConstraint, JoinOperator, ObjectName, OrderBy,
    OrderByKind, Query, Select, SelectItem, SetExpr, TableFactor, TableWithJoins, VisitMut,
    VisitorMut,
};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// A query in which each column of `USING` that the engine would take wrongly is written out.
///
/// # Errors
///
/// `NotAnswered` where it cannot be.
pub(super) fn written_out<T: VisitMut>(query: &mut T) -> Result<(), QueryError> {
    match query.visit(&mut Queries) {
        ControlFlow::Break(error) => Err(error),
        ControlFlow::Continue(()) => Ok(()),
    }
}

struct Queries;

impl VisitorMut for Queries {
    type Break = QueryError;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<QueryError> {
        let written = match query.body.as_mut() {
            SetExpr::Select(select) => select_written_out(select, query.order_by.as_mut()),
            body => body_written_out(body),
        };
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => ControlFlow::Break(error),
        }
    }
}

fn body_written_out(body: &mut SetExpr) -> Result<(), QueryError> {
    match body {
        SetExpr::Select(select) => select_written_out(select, None),
        SetExpr::SetOperation { left, right, .. } => {
            body_written_out(left)?;
            body_written_out(right)
        }
        // A query in parentheses is visited by itself.
        SetExpr::Query(_)
        | SetExpr::Values(_)
        | SetExpr::Insert(_)
        | SetExpr::Update(_)
        | SetExpr::Delete(_)
        | SetExpr::Merge(_)
        | SetExpr::Table(_) => Ok(()),
    }
}

/// Which rows a join keeps.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Left,
    Right,
    Both,
}

fn kept(operator: &JoinOperator) -> Kept {
    match operator {
        JoinOperator::Right(_)
        | JoinOperator::RightOuter(_)
        | JoinOperator::RightSemi(_)
        | JoinOperator::RightAnti(_) => Kept::Right,
        JoinOperator::FullOuter(_) => Kept::Both,
        _ => Kept::Left,
    }
}

fn constraint(operator: &mut JoinOperator) -> Option<&mut JoinConstraint> {
    match operator {
        JoinOperator::Join(constraint)
        | JoinOperator::Inner(constraint)
        | JoinOperator::Left(constraint)
        | JoinOperator::LeftOuter(constraint)
        | JoinOperator::Right(constraint)
        | JoinOperator::RightOuter(constraint)
        | JoinOperator::FullOuter(constraint)
        | JoinOperator::Semi(constraint)
        | JoinOperator::LeftSemi(constraint)
        | JoinOperator::RightSemi(constraint)
        | JoinOperator::Anti(constraint)
        | JoinOperator::LeftAnti(constraint)
        | JoinOperator::RightAnti(constraint) => Some(constraint),
        _ => None,
    }
}

fn refused(at: Option<&Ident>) -> QueryError {
    QueryError::NotAnswered {
        form: "RIGHT, FULL or NATURAL JOIN whose common column is named or listed like this"
            .to_owned(),
        instead: "write FULL JOIN b ON a.k = b.k and COALESCE(a.k, b.k) AS k, or LEFT JOIN with the tables exchanged"
            .to_owned(),
        position: at.and_then(|ident| position(ident.span.start)),
    }
}

/// A name as the engine reads it.
fn folded(ident: &Ident) -> String {
    match ident.quote_style {
        None => ident.value.to_lowercase(),
        Some(_) => ident.value.clone(),
    }
}

fn ident_of(name: &ObjectName) -> Option<&Ident> {
    match name.0.as_slice() {
        [part] => part.as_ident(),
        _ => None,
    }
}

/// The name under which the columns of a table or derived table are known.
fn relation_name(factor: &TableFactor) -> Option<Ident> {
    match factor {
        TableFactor::Table { name, alias, .. } => match alias {
            Some(alias) => Some(alias.name.clone()),
            None => ident_of(name).cloned(),
        },
        TableFactor::Derived { alias, .. } => alias.as_ref().map(|alias| alias.name.clone()),
        _ => None,
    }
}

/// Whether joins keep rows that the first side lacks, by a common column.
fn loses_common_column(from: &TableWithJoins) -> bool {
    let is_nested = |factor: &TableFactor| match factor {
        TableFactor::NestedJoin {
            table_with_joins, ..
        } => loses_common_column(table_with_joins),
        _ => false,
    };
    is_nested(&from.relation)
        || from.joins.iter().any(|join| {
            let mut operator = join.join_operator.clone();
            let is_common = matches!(
                constraint(&mut operator),
                Some(JoinConstraint::Using(_) | JoinConstraint::Natural)
            );
            is_nested(&join.relation) || is_common && kept(&join.join_operator) != Kept::Left
        })
}

fn has_nested(from: &TableWithJoins) -> bool {
    let is_nested = |factor: &TableFactor| matches!(factor, TableFactor::NestedJoin { .. });
    is_nested(&from.relation) || from.joins.iter().any(|join| is_nested(&join.relation))
}

fn select_written_out(
    select: &mut Select,
    order_by: Option<&mut OrderBy>,
) -> Result<(), QueryError> {
    let mut common: BTreeMap<String, Expr> = BTreeMap::new();
    let mut is_lost = false;
    for from in &mut select.from {
        is_lost |= loses_common_column(from);
        let of_from = common_columns(from)?;
        common.extend(of_from);
    }
    if common.is_empty() {
        return Ok(());
    }
    let lists_all = |item: &SelectItem| matches!(item, SelectItem::Wildcard(_));
    if is_lost && select.projection.iter().any(lists_all) {
        return Err(refused(None));
    }
    let mut written = WrittenOut {
        common,
        is_lost,
        depth: 0,
    };
    let shown: Vec<String> = select
        .projection
        .iter_mut()
        .filter_map(|item| written.named(item))
        .collect();
    let flow = written.visit_clauses(select);
    if let ControlFlow::Break(error) = flow {
        return Err(error);
    }
    if let Some(order_by) = order_by
        && let OrderByKind::Expressions(orders) = &mut order_by.kind
    {
        for order in orders {
            // A column of the answer goes before one of the tables.
            let is_shown =
                matches!(&order.expr, Expr::Identifier(name) if shown.contains(&folded(name)));
            if !is_shown && let ControlFlow::Break(error) = order.visit(&mut written) {
                return Err(error);
            }
        }
    }
    Ok(())
}

/// The common columns of joins that the engine takes wrongly, each with what it means; where a later join goes by such
/// a column, its condition is written out too.
fn common_columns(from: &mut TableWithJoins) -> Result<BTreeMap<String, Expr>, QueryError> {
    let is_lost = loses_common_column(from);
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    for join in &mut from.joins {
        match constraint(&mut join.join_operator) {
            Some(JoinConstraint::Using(names)) => {
                for name in names.iter().filter_map(ident_of) {
                    *used.entry(folded(name)).or_insert(0) += 1;
                }
            }
            Some(JoinConstraint::Natural) if is_lost => return Err(refused(None)),
            _ => {}
        }
    }
    if used.is_empty() {
        return Ok(BTreeMap::new());
    }
    if has_nested(from) {
        return if is_lost {
            Err(refused(None))
        } else {
            Ok(BTreeMap::new())
        };
    }
    let first = relation_name(&from.relation);
    let mut common: BTreeMap<String, Expr> = BTreeMap::new();
    // Whether a common column is no longer that of one table alone.
    let mut is_merged = false;
    for (index, join) in from.joins.iter_mut().enumerate() {
        let kept = kept(&join.join_operator);
        let right = relation_name(&join.relation);
        let Some(JoinConstraint::Using(names)) = constraint(&mut join.join_operator) else {
            continue;
        };
        let mut conditions = Vec::new();
        for name in names.iter() {
            let Some(name) = ident_of(name) else {
                return Err(refused(None));
            };
            let key = folded(name);
            let of = |relation: &Option<Ident>| {
                let relation = relation.clone()?;
                Some(Expr::CompoundIdentifier(vec![relation, name.clone()]))
            };
            let left = match common.get(&key) {
                Some(known) => Some(known.clone()),
                None if index == 0 => of(&first),
                None => None,
            };
            let right = of(&right);
            let merged = match (kept, &left, &right) {
                (Kept::Left, Some(left), _) => Some(left.clone()),
                // An inner join has both sides, and they are equal there.
                (Kept::Right, _, Some(right)) => Some(right.clone()),
                (Kept::Both, Some(left), Some(right)) => {
                    Some(coalesce(left.clone(), right.clone()))
                }
                _ => None,
            };
            conditions.push(left.zip(right).map(|(left, right)| equal(left, right)));
            match merged {
                Some(merged) => {
                    common.insert(key, merged);
                }
                None if is_lost || used.get(&key).is_some_and(|times| *times > 1) => {
                    return Err(refused(Some(name)));
                }
                None => {}
            }
        }
        if is_merged {
            // The engine would join by the first table's column.
            let Some(conditions) = conditions.into_iter().collect::<Option<Vec<_>>>() else {
                return Err(refused(None));
            };
            let all = conditions.into_iter().reduce(|one, other| Expr::BinaryOp {
                left: Box::new(one),
                op: BinaryOperator::And,
                right: Box::new(other),
            });
            if let (Some(all), Some(place)) = (all, constraint(&mut join.join_operator)) {
                *place = JoinConstraint::On(all);
            }
        }
        is_merged |= kept != Kept::Left;
    }
    Ok(common)
}

fn equal(left: Expr, right: Expr) -> Expr {
    Expr::BinaryOp {
        left: Box::new(left),
        op: BinaryOperator::Eq,
        right: Box::new(right),
    }
}

fn coalesce(left: Expr, right: Expr) -> Expr {
    let argument = |value| FunctionArg::Unnamed(FunctionArgExpr::Expr(value));
    Expr::Function(Function {
        name: ObjectName::from(vec![Ident::new("coalesce")]),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(FunctionArgumentList {
            duplicate_treatment: None,
            args: vec![argument(left), argument(right)],
            clauses: Vec::new(),
        }),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: Vec::new(),
    })
}

/// Writes common columns out where they are named without a table.
struct WrittenOut {
    common: BTreeMap<String, Expr>,
    /// Whether the first table's column may be absent where the common one is not.
    is_lost: bool,
    /// How many subqueries lie around.
    depth: usize,
}

impl WrittenOut {
    /// A column of the answer keeps its name; which is given.
    fn named(&self, item: &mut SelectItem) -> Option<String> {
        if let SelectItem::UnnamedExpr(Expr::Identifier(name)) = item
            && let Some(meaning) = self.common.get(&folded(name))
        {
            let alias = name.clone();
            *item = SelectItem::ExprWithAlias {
                expr: meaning.clone(),
                alias,
            };
        }
        match item {
            SelectItem::ExprWithAlias { alias, .. } => Some(folded(alias)),
            SelectItem::UnnamedExpr(Expr::Identifier(name)) => Some(folded(name)),
            SelectItem::UnnamedExpr(Expr::CompoundIdentifier(names)) => names.last().map(folded),
            _ => None,
        }
    }

    fn visit_clauses(&mut self, select: &mut Select) -> ControlFlow<QueryError> {
        select.distinct.visit(self)?;
        select.projection.visit(self)?;
        select.selection.visit(self)?;
        if let GroupByExpr::Expressions(groups, _) = &mut select.group_by {
            groups.visit(self)?;
        }
        select.having.visit(self)?;
        select.named_window.visit(self)?;
        select.qualify.visit(self)
    }
}

impl VisitorMut for WrittenOut {
    type Break = QueryError;

    fn pre_visit_query(&mut self, _: &mut Query) -> ControlFlow<QueryError> {
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &mut Query) -> ControlFlow<QueryError> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expression: &mut Expr) -> ControlFlow<QueryError> {
        let Expr::Identifier(name) = expression else {
            return ControlFlow::Continue(());
        };
        let Some(meaning) = self.common.get(&folded(name)) else {
            return ControlFlow::Continue(());
        };
        // Within a subquery the name may be a column of its own.
        if self.depth == 0 {
            *expression = meaning.clone();
        } else if self.is_lost {
            return ControlFlow::Break(refused(Some(name)));
        }
        ControlFlow::Continue(())
    }
}
