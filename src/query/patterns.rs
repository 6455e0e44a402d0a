//! Regular expressions of a query: where one is given, and whether a text is one.

use super::arguments::{given, is_named, text_of};
use datafusion::arrow::array::StringArray;
use datafusion::arrow::compute::regexp_is_match_scalar;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, Visit, Visitor};
use std::ops::ControlFlow;

/// Functions whose second argument is a regular expression.
const FUNCTIONS: [&str; 5] = [
    "regexp_like",
    "regexp_match",
    "regexp_replace",
    "regexp_count",
    "regexp_instr",
];

/// What is given as a regular expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// A text in quotes.
    Text(String),
    /// A column or a parameter of this name.
    Named(String),
}

/// Whether a text is a regular expression.
pub(crate) fn is_pattern(text: &str) -> bool {
    let nothing = StringArray::from(vec![""]);
    regexp_is_match_scalar(&nothing, text, None).is_ok()
}

/// All that a query gives as regular expressions.
pub(super) fn patterns(statement: &Statement) -> Vec<Pattern> {
    let mut found = Found(Vec::new());
    if let Statement::Statement(ast) = statement {
        // Nothing stops it.
        let _ = ast.visit(&mut found);
    }
    found.0
}

struct Found(Vec<Pattern>);

impl Found {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what is computed is known only with the values"
    )]
    fn add(&mut self, expression: &Expr) {
        if let Some(text) = text_of(expression) {
            self.0.push(Pattern::Text(text.to_owned()));
            return;
        }
        let name = match expression {
            Expr::Identifier(ident) => Some(ident.value.clone()),
            Expr::CompoundIdentifier(parts) => parts.last().map(|part| part.value.clone()),
            Expr::Nested(inner) => return self.add(inner),
            Expr::Value(_) => expression.to_string().strip_prefix('$').map(str::to_owned),
            _ => None,
        };
        self.0.extend(name.map(Pattern::Named));
    }
}

impl Visitor for Found {
    type Break = ();

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "no other expression takes a regular expression"
    )]
    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        match expression {
            Expr::Function(call) if FUNCTIONS.iter().any(|name| is_named(call, name)) => {
                if let Some(pattern) = given(call).nth(1) {
                    self.add(pattern);
                }
            }
            Expr::BinaryOp {
                op:
                    BinaryOperator::PGRegexMatch
                    | BinaryOperator::PGRegexIMatch
                    | BinaryOperator::PGRegexNotMatch
                    | BinaryOperator::PGRegexNotIMatch,
                right,
                ..
            } => self.add(right),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::statement::read;

    #[test]
    fn regular_expressions_are_found_wherever_they_are_given() {
        let text = "SELECT regexp_like(a, 'x+') FROM t CROSS JOIN parameters \
                    WHERE regexp_replace(a, parameters.il2, '') ~ b AND regexp_count(a, $til) > 1 \
                    AND a LIKE '(' AND regexp_like(a, concat('(', b))";
        let found = patterns(&read(text).unwrap().statement);
        let named = |name: &str| Pattern::Named(name.to_owned());
        let mut sorted: Vec<Pattern> = vec![
            Pattern::Text("x+".to_owned()),
            named("b"),
            named("il2"),
            named("til"),
        ];
        for pattern in found {
            let at = sorted.iter().position(|one| *one == pattern);
            sorted.remove(at.expect("it is one of them"));
        }
        assert_eq!(sorted, []);
    }

    #[test]
    fn a_text_is_a_regular_expression_or_none() {
        for text in ["", "il-?2", r"^$|\biv|intraven", "[[:space:]]", "(?i)x"] {
            assert!(is_pattern(text), "{text}");
        }
        for text in ["(", "[a", "a{2,1}", "*", r"\", "(?=x)"] {
            assert!(!is_pattern(text), "{text}");
        }
    }
}
