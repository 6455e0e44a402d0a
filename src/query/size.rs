//! How large a query is, counted before it is planned: a short text may mean a plan that no memory holds, since the engine
//! plans a query of `WITH` again wherever it is read, and every grouping set by itself.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "few forms of GROUP BY multiply, and every other is one set"
)]

use super::error::QueryError;
use datafusion::sql::sqlparser::ast::{
    Expr, GroupByExpr, Ident, ObjectName, Query, Select, Visit, Visitor,
};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// The most tables that a query reads, those of a query of `WITH` counted wherever it is read.
const MOST_TABLES: usize = 256;
/// The most sets that a `GROUP BY` has: those of a `CUBE` of six columns.
const MOST_GROUPING_SETS: usize = 64;
/// The most operators that hang together in one expression, each on the result of the last.
const DEEPEST_EXPRESSION: usize = 500;

/// Refuses a query that is larger than can be planned.
///
/// # Errors
///
/// `TooLarge`.
pub(super) fn refuse_large(query: &Query) -> Result<(), QueryError> {
    if let ControlFlow::Break(error) = query.visit(&mut Size { depth: 0 }) {
        return Err(error);
    }
    if tables(query, &BTreeMap::new()) > MOST_TABLES {
        return Err(QueryError::TooLarge {
            what: "tables, those of a query in WITH counted wherever it is read",
            most: MOST_TABLES,
        });
    }
    Ok(())
}

/// Counts what nests and what multiplies.
struct Size {
    /// How many expressions lie around.
    depth: usize,
}

impl Visitor for Size {
    type Break = QueryError;

    fn pre_visit_expr(&mut self, _: &Expr) -> ControlFlow<QueryError> {
        self.depth += 1;
        if self.depth > DEEPEST_EXPRESSION {
            return ControlFlow::Break(QueryError::TooLarge {
                what: "operators in one expression, each on the result of the last",
                most: DEEPEST_EXPRESSION,
            });
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, _: &Expr) -> ControlFlow<QueryError> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<QueryError> {
        if grouping_sets(&select.group_by) > MOST_GROUPING_SETS {
            return ControlFlow::Break(QueryError::TooLarge {
                what: "grouping sets: a CUBE of n columns has 2 to the power of n",
                most: MOST_GROUPING_SETS,
            });
        }
        ControlFlow::Continue(())
    }
}

/// How many sets a `GROUP BY` has: those of one part for each of another.
fn grouping_sets(group_by: &GroupByExpr) -> usize {
    let GroupByExpr::Expressions(parts, _) = group_by else {
        return 1;
    };
    let sets = |part: &Expr| match part {
        Expr::Cube(columns) => u32::try_from(columns.len())
            .ok()
            .and_then(|n| 2_usize.checked_pow(n))
            .unwrap_or(usize::MAX),
        Expr::Rollup(columns) => columns.len() + 1,
        Expr::GroupingSets(sets) => sets.len(),
        _ => 1,
    };
    parts.iter().map(sets).fold(1, usize::saturating_mul)
}

/// The queries of `WITH` that are known, each with the number of tables that it reads.
type Known = BTreeMap<String, usize>;

/// How many tables a query reads.
fn tables(query: &Query, known: &Known) -> usize {
    let mut known = known.clone();
    let parts = query.with.iter().flat_map(|with| &with.cte_tables);
    let mut counted = 0;
    for part in parts {
        counted += 1;
        let name = folded(&part.alias.name);
        // A query that reads itself reads its rows, and is planned once.
        known.remove(&name);
        let read = tables(&part.query, &known);
        known.insert(name, read);
    }
    let mut count = Tables {
        known: &known,
        counted,
        depth: 0,
        read: 0,
    };
    let ControlFlow::Continue(()) = query.visit(&mut count);
    count.read
}

/// A name as the engine reads it.
fn folded(name: &Ident) -> String {
    match name.quote_style {
        None => name.value.to_lowercase(),
        Some(_) => name.value.clone(),
    }
}

/// Counts the tables of one query; a query within it counts its own.
struct Tables<'a> {
    known: &'a Known,
    /// How many queries of its `WITH`, which come first, are still to be passed over.
    counted: usize,
    depth: usize,
    read: usize,
}

impl Visitor for Tables<'_> {
    type Break = std::convert::Infallible;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Self::Break> {
        self.depth += 1;
        if self.depth == 2 && self.counted > 0 {
            self.counted -= 1;
        } else if self.depth == 2 {
            self.read = self.read.saturating_add(tables(query, self.known));
        }
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<Self::Break> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<Self::Break> {
        // A row of constants is planned like a table.
        if self.depth == 1 && select.from.is_empty() {
            self.read = self.read.saturating_add(1);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<Self::Break> {
        if self.depth == 1 {
            let name = relation.0.last().and_then(|part| part.as_ident());
            let known = name.and_then(|name| self.known.get(&folded(name)));
            let read = known.map_or(1, |read| (*read).max(1));
            self.read = self.read.saturating_add(read);
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
    use super::*;
    use datafusion::sql::sqlparser::ast::Statement;
    use datafusion::sql::sqlparser::dialect::GenericDialect;
    use datafusion::sql::sqlparser::parser::Parser;

    fn parsed(text: &str) -> Box<Query> {
        let statements = Parser::parse_sql(&GenericDialect {}, text).unwrap();
        match statements.into_iter().next() {
            Some(Statement::Query(query)) => query,
            other => panic!("no query: {other:?}"),
        }
    }

    #[test]
    fn a_query_of_with_counts_wherever_it_is_read() {
        for (text, n) in [
            ("SELECT 1", 1),
            ("SELECT * FROM a JOIN b ON TRUE, c", 3),
            (
                "SELECT (SELECT max(x) FROM b) FROM a WHERE y IN (SELECT y FROM c)",
                3,
            ),
            (
                "SELECT * FROM (SELECT * FROM a UNION SELECT * FROM b) AS d",
                2,
            ),
            (
                "WITH d AS (SELECT * FROM a, b) SELECT * FROM d AS x, D AS y, c",
                5,
            ),
            (
                "WITH d AS (SELECT 1), e AS (SELECT * FROM d, d AS f) SELECT * FROM e, e AS g",
                4,
            ),
            (
                "WITH d AS (SELECT * FROM a, b) SELECT * FROM (WITH d AS (SELECT 1) SELECT * FROM d) AS e",
                1,
            ),
            (
                "WITH RECURSIVE d AS (SELECT 1 UNION ALL SELECT n FROM d) SELECT * FROM d",
                2,
            ),
            ("WITH unread AS (SELECT * FROM a, b, c) SELECT * FROM a", 1),
        ] {
            assert_eq!(tables(&parsed(text), &Known::new()), n, "{text}");
        }
    }

    #[test]
    fn what_is_too_large_is_refused_and_the_largest_that_may_be_is_not() {
        let is_refused = |text: &str| refuse_large(&parsed(text)).is_err();
        let cube = |n: usize| {
            let columns: Vec<String> = (0..n).map(|n| format!("c{n}")).collect();
            format!("SELECT 1 FROM a GROUP BY CUBE ({})", columns.join(", "))
        };
        assert!(!is_refused(&cube(6)));
        assert!(is_refused(&cube(7)));
        assert!(is_refused(&cube(200)));
        let two = "SELECT 1 FROM a GROUP BY CUBE (b, c, d), ROLLUP (e, f, g, h, i, j, k)";
        assert!(!is_refused(two));
        assert!(is_refused(&two.replace("j, k", "j, k, l")));
        let doubled = |n: usize| {
            let of = |k: usize| format!("c{k} AS (SELECT x.* FROM c{0} AS x, c{0} AS y)", k - 1);
            let steps: Vec<String> = (1..=n).map(of).collect();
            format!(
                "WITH c0 AS (SELECT 1), {} SELECT * FROM c{n}",
                steps.join(", ")
            )
        };
        assert!(!is_refused(&doubled(8)));
        assert!(is_refused(&doubled(9)));
        assert!(is_refused(&doubled(64)));
        let chain = |n: usize| format!("SELECT {}", vec!["1"; n].join("+"));
        assert!(!is_refused(&chain(500)));
        assert!(is_refused(&chain(501)));
    }
}
