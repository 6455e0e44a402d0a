//! `a IS DISTINCT FROM b AND c`: the parser takes `b AND c` for what `a` is compared with. Here the order of SQL is
//! restored: `IS DISTINCT FROM` binds before `AND`, and `AND` before `OR`.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite is of few forms, and every other is left as it is"
)]

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, VisitMut, VisitorMut};
use std::convert::Infallible;
use std::ops::ControlFlow;

/// Puts every expression in order.
pub(super) fn put_in_order<T: VisitMut>(part: &mut T) {
    let ControlFlow::Continue(()) = part.visit(&mut Order);
}

struct Order;

impl VisitorMut for Order {
    type Break = Infallible;

    fn pre_visit_expr(&mut self, expression: &mut Expr) -> ControlFlow<Infallible> {
        if swallows(expression) {
            let mut line = Vec::new();
            let first = in_line(expression.clone(), &mut line);
            *expression = ordered(first, line);
        }
        ControlFlow::Continue(())
    }
}

const fn connects(op: &BinaryOperator) -> bool {
    matches!(op, BinaryOperator::And | BinaryOperator::Or)
}

/// Whether a comparison has swallowed an `AND` or `OR` that follows it. What is in parentheses is a part of its own.
fn swallows(expression: &Expr) -> bool {
    match expression {
        Expr::BinaryOp { left, op, right } if connects(op) => swallows(left) || swallows(right),
        Expr::UnaryOp {
            op: UnaryOperator::Not,
            expr,
        } => swallows(expr),
        Expr::IsDistinctFrom(_, right) | Expr::IsNotDistinctFrom(_, right) => {
            matches!(right.as_ref(), Expr::BinaryOp { op, .. } if connects(op)) || swallows(right)
        }
        _ => false,
    }
}

/// An expression as it was written: its first operand, and in `line` each further one after its operator.
fn in_line(expression: Expr, line: &mut Vec<(BinaryOperator, Expr)>) -> Expr {
    match expression {
        Expr::BinaryOp { left, op, right } if connects(&op) => {
            let first = in_line(*left, line);
            let mut rest = Vec::new();
            let second = in_line(*right, &mut rest);
            line.push((op, second));
            line.append(&mut rest);
            first
        }
        Expr::UnaryOp {
            op: UnaryOperator::Not,
            expr,
        } => Expr::UnaryOp {
            op: UnaryOperator::Not,
            expr: Box::new(in_line(*expr, line)),
        },
        Expr::IsDistinctFrom(left, right) => {
            Expr::IsDistinctFrom(left, Box::new(in_line(*right, line)))
        }
        Expr::IsNotDistinctFrom(left, right) => {
            Expr::IsNotDistinctFrom(left, Box::new(in_line(*right, line)))
        }
        other => other,
    }
}

fn ordered(first: Expr, line: Vec<(BinaryOperator, Expr)>) -> Expr {
    let mut alternatives: Vec<Expr> = Vec::new();
    let mut current = first;
    for (op, operand) in line {
        if op == BinaryOperator::And {
            current = connected(current, BinaryOperator::And, operand);
        } else {
            alternatives.push(std::mem::replace(&mut current, operand));
        }
    }
    alternatives.push(current);
    let both = |one, other| connected(one, BinaryOperator::Or, other);
    alternatives
        .into_iter()
        .reduce(both)
        .expect("there is the current one")
}

fn connected(left: Expr, op: BinaryOperator, right: Expr) -> Expr {
    Expr::BinaryOp {
        left: Box::new(left),
        op,
        right: Box::new(right),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::sql::sqlparser::dialect::GenericDialect;
    use datafusion::sql::sqlparser::parser::Parser;

    fn read(text: &str) -> Expr {
        let parser = Parser::new(&GenericDialect {}).try_with_sql(text);
        let mut expression = parser.unwrap().parse_expr().unwrap();
        put_in_order(&mut expression);
        expression
    }

    #[test]
    fn a_comparison_binds_before_and_and_and_before_or() {
        for (text, meant) in [
            ("a IS DISTINCT FROM b AND c", "(a IS DISTINCT FROM b) AND c"),
            (
                "p AND a IS NOT DISTINCT FROM b OR q",
                "(p AND (a IS NOT DISTINCT FROM b)) OR q",
            ),
            (
                "NOT a IS DISTINCT FROM b AND c IS DISTINCT FROM d OR e AND f",
                "((NOT (a IS DISTINCT FROM b)) AND (c IS DISTINCT FROM d)) OR (e AND f)",
            ),
        ] {
            let plain = |expression: &Expr| expression.to_string().replace(['(', ')'], "");
            let (one, other) = (read(text), read(meant));
            assert_eq!(shape(&one), shape(&other), "{text}");
            assert_eq!(plain(&one), plain(&other));
        }
        // Parentheses that were written stay.
        assert_eq!(
            read("a IS DISTINCT FROM (b AND c)").to_string(),
            "a IS DISTINCT FROM (b AND c)"
        );
    }

    /// The operators of an expression in the order in which they bind.
    fn shape(expression: &Expr) -> String {
        match expression {
            Expr::Nested(inner) => shape(inner),
            Expr::BinaryOp { left, op, right } => {
                format!("({} {op} {})", shape(left), shape(right))
            }
            Expr::UnaryOp { op, expr } => format!("({op} {})", shape(expr)),
            Expr::IsDistinctFrom(left, right) => {
                format!("({} <> {})", shape(left), shape(right))
            }
            Expr::IsNotDistinctFrom(left, right) => {
                format!("({} = {})", shape(left), shape(right))
            }
            other => other.to_string(),
        }
    }
}
