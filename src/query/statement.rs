//! A query as it is read: one `SELECT` over tables, or refused by name before the engine sees it.

use super::clock::of_clock;
use super::error::{LineColumn, QueryError};
use super::explain::explain;
use super::precedence::put_in_order;
use super::size::refuse_large;
use super::tokens::{operators, position, position_of, tokens};
use super::using::written_out;
use datafusion::error::DataFusionError;
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::resolve::resolve_table_references;
use datafusion::sql::sqlparser::ast::{
    Expr, GroupByExpr, Ident, ObjectName, Query, Select, Statement as Ast, TableFactor, Visit,
    Visitor,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::parser::ParserError;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};
use std::ops::ControlFlow;

/// Operators, keywords and parentheses of a query: with more, expressions nest so deeply that reading them may
/// exhaust the stack. A long list (`course_id IN (…)`) has few.
const MOST_OPERATORS: usize = 10_000;
/// How deeply expressions may be nested.
const DEEPEST: usize = 100;

/// Words with which a query begins.
const OPENING: [Keyword; 3] = [Keyword::SELECT, Keyword::WITH, Keyword::VALUES];

/// Words that go on with the name of a statement: `CREATE OR REPLACE EXTERNAL TABLE`.
const CONTINUING: &str = "INTO OR REPLACE EXTERNAL TEMPORARY TEMP TABLE VIEW MATERIALIZED SCHEMA DATABASE FUNCTION \
                          INDEX EXTENSION SECRET TRIGGER ANALYZE TABLES COLUMNS ALL CATALOG ROLE";

/// Table functions that read nothing.
const TABLE_FUNCTIONS: [&str; 3] = ["generate_series", "range", "unnest"];

/// A query that was read.
#[derive(Debug, Clone)]
pub(super) struct ReadQuery {
    /// As the engine takes it.
    pub(super) statement: Statement,
    /// The tables that it names, each with its first position.
    pub(super) tables: Vec<(String, Option<LineColumn>)>,
}

/// Reads a query.
///
/// # Errors
///
/// `Empty`, `NotSql`, `TooLarge`; `Refused` where it is anything but one `SELECT`, `Outside` where it names more than tables.
pub(super) fn read(text: &str) -> Result<ReadQuery, QueryError> {
    let tokens = tokens(text).map_err(|error| QueryError::NotSql {
        message: error.message,
        position: position(error.location),
    })?;
    refuse_statements(&tokens)?;
    if operators(&tokens) > MOST_OPERATORS {
        return Err(QueryError::TooLarge {
            what: "operators, keywords and parentheses",
            most: MOST_OPERATORS,
        });
    }
    let mut statements = DFParserBuilder::new(text)
        .with_dialect(&GenericDialect {})
        .with_recursion_limit(DEEPEST)
        .build()
        .and_then(|mut parser| parser.parse_statements())
        .map_err(|error| not_sql(&error, text))?;
    let mut statement = statements.pop_front().ok_or(QueryError::Empty)?;
    let Statement::Statement(ast) = &mut statement else {
        return Err(refused(first_words(&tokens), tokens.first()));
    };
    let mut wall = Wall {
        tokens: &tokens,
        is_inside: false,
    };
    if let ControlFlow::Break(error) = ast.visit(&mut wall) {
        return Err(error);
    }
    if let Ast::Query(query) = ast.as_ref() {
        refuse_large(query)?;
    }
    put_in_order(ast.as_mut());
    written_out(ast.as_mut())?;
    let (references, _) =
        resolve_table_references(&statement, true).map_err(|error| explain(&error, text))?;
    let tables = references
        .iter()
        .map(|reference| {
            let name = reference.table();
            (name.to_owned(), position_of(&tokens, name))
        })
        .collect();
    Ok(ReadQuery { statement, tables })
}

/// Whether a name is that of a table function.
pub(super) fn is_table_function(name: &str) -> bool {
    TABLE_FUNCTIONS.contains(&name)
}

/// Refuses what does not begin as a query does, and whatever follows its end.
fn refuse_statements(tokens: &[TokenWithSpan]) -> Result<(), QueryError> {
    let mut statements = tokens
        .split(|token| token.token == Token::SemiColon)
        .filter(|statement| !statement.is_empty());
    let first = statements.next().ok_or(QueryError::Empty)?;
    for statement in std::iter::once(first).chain(statements.clone()) {
        let first = &statement[0].token;
        let is_opening = *first == Token::LParen
            || matches!(first, Token::Word(word) if word.quote_style.is_none() && OPENING.contains(&word.keyword));
        if is_opening {
            continue;
        }
        let is_statement =
            matches!(&statement[0].token, Token::Word(word) if word.keyword != Keyword::NoKeyword);
        return Err(if is_statement {
            refused(first_words(statement), statement.first())
        } else {
            QueryError::NotSql {
                message: "a query begins with SELECT, WITH or VALUES".to_owned(),
                position: position(statement[0].span.start),
            }
        });
    }
    match statements.next() {
        Some(second) => Err(refused("a second statement".to_owned(), second.first())),
        None => Ok(()),
    }
}

/// The words that name a statement.
fn first_words(statement: &[TokenWithSpan]) -> String {
    let mut words = Vec::new();
    for token in statement {
        let Token::Word(word) = &token.token else {
            break;
        };
        let upper = word.value.to_uppercase();
        if !words.is_empty() && !CONTINUING.split_whitespace().any(|word| word == upper) {
            break;
        }
        words.push(upper);
    }
    words.join(" ")
}

fn refused(statement: String, token: Option<&TokenWithSpan>) -> QueryError {
    QueryError::Refused {
        statement,
        position: token.and_then(|token| position(token.span.start)),
    }
}

/// What the parser says, with the position taken out of the words.
fn not_sql(error: &DataFusionError, text: &str) -> QueryError {
    let root = error.find_root();
    if is_too_deep(root) {
        return QueryError::TooLarge {
            what: "expressions within one another",
            most: DEEPEST,
        };
    }
    let message = if let DataFusionError::SQL(error, _) = root {
        match error.as_ref() {
            ParserError::TokenizerError(message) | ParserError::ParserError(message) => {
                message.clone()
            }
            ParserError::RecursionLimitExceeded => "nested too deeply".to_owned(),
        }
    } else {
        root.message().into_owned()
    };
    let message = message.lines().next().unwrap_or(&message);
    let (said, at) = message.split_once(" at Line: ").unwrap_or((message, ""));
    let position = match at.split_once(", Column: ") {
        Some((line, column)) => line
            .trim()
            .parse()
            .ok()
            .zip(column.trim().parse().ok())
            .map(|(line, column)| LineColumn { line, column }),
        None => said.ends_with("EOF").then(|| end_of(text)),
    };
    QueryError::NotSql {
        message: said.to_owned(),
        position,
    }
}

fn is_too_deep(error: &DataFusionError) -> bool {
    matches!(error, DataFusionError::SQL(error, _) if matches!(error.as_ref(), ParserError::RecursionLimitExceeded))
}

/// The position after the last letter of a text.
fn end_of(text: &str) -> LineColumn {
    let text = text.trim_end();
    let last = text.rsplit('\n').next().unwrap_or(text);
    LineColumn {
        line: text.matches('\n').count() as u64 + 1,
        column: last.chars().count() as u64 + 1,
    }
}

/// Goes through a query and stops where it is more than one `SELECT`, leaves the store, or would be answered in part.
struct Wall<'a> {
    tokens: &'a [TokenWithSpan],
    /// Whether the outermost statement was seen.
    is_inside: bool,
}

impl Wall<'_> {
    fn refuse(&self, statement: &str, word: &str) -> ControlFlow<QueryError> {
        ControlFlow::Break(QueryError::Refused {
            statement: statement.to_owned(),
            position: position_of(self.tokens, word),
        })
    }

    fn outside(&self, name: String, ident: Option<&Ident>) -> ControlFlow<QueryError> {
        let find = |ident: &Ident| {
            position(ident.span.start).or_else(|| position_of(self.tokens, &ident.value))
        };
        ControlFlow::Break(QueryError::Outside {
            name,
            position: ident.and_then(find),
        })
    }
}

impl Visitor for Wall<'_> {
    type Break = QueryError;

    fn pre_visit_statement(&mut self, statement: &Ast) -> ControlFlow<QueryError> {
        if matches!(statement, Ast::Query(_)) && !self.is_inside {
            self.is_inside = true;
            return ControlFlow::Continue(());
        }
        let text = statement.to_string();
        let word = text.split_whitespace().next().unwrap_or(&text);
        self.refuse(&word.to_uppercase(), word)
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<QueryError> {
        if !query.locks.is_empty() {
            return self.refuse("FOR UPDATE", "FOR");
        }
        if query.settings.is_some() {
            return self.refuse("SETTINGS", "SETTINGS");
        }
        if query.format_clause.is_some() {
            return self.refuse("FORMAT", "FORMAT");
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<QueryError> {
        if select.into.is_some() {
            return self.refuse("SELECT INTO", "INTO");
        }
        // What the engine would ignore in silence: the answer would be to another query.
        let has_modifiers = match &select.group_by {
            GroupByExpr::All(modifiers) | GroupByExpr::Expressions(_, modifiers) => {
                !modifiers.is_empty()
            }
        };
        let ignored = [
            (select.prewhere.is_some(), "PREWHERE", "PREWHERE"),
            (!select.connect_by.is_empty(), "CONNECT BY", "CONNECT"),
            (!select.lateral_views.is_empty(), "LATERAL VIEW", "LATERAL"),
            (!select.cluster_by.is_empty(), "CLUSTER BY", "CLUSTER"),
            (
                !select.distribute_by.is_empty(),
                "DISTRIBUTE BY",
                "DISTRIBUTE",
            ),
            (!select.sort_by.is_empty(), "SORT BY", "SORT"),
            (select.top.is_some(), "TOP", "TOP"),
            (has_modifiers, "GROUP BY … WITH", "WITH"),
        ];
        match ignored.into_iter().find(|(is_given, ..)| *is_given) {
            Some((_, clause, word)) => self.refuse(clause, word),
            None => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<QueryError> {
        let parts: Vec<&Ident> = relation
            .0
            .iter()
            .filter_map(|part| part.as_ident())
            .collect();
        let is_name = |ident: &&Ident| ident.value.chars().all(|c| c.is_alphanumeric() || c == '_');
        if parts.len() != relation.0.len() || !parts.iter().all(is_name) {
            let name: Vec<&str> = parts.iter().map(|ident| ident.value.as_str()).collect();
            return self.outside(name.join("."), parts.first().copied());
        }
        // There is one catalog with one schema: whatever else a name says leads out of it.
        match parts.as_slice() {
            [_] => ControlFlow::Continue(()),
            _ => self.outside(relation.to_string(), parts.first().copied()),
        }
    }

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<QueryError> {
        match of_clock(expression, self.tokens) {
            Some(error) => ControlFlow::Break(error),
            None => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<QueryError> {
        if matches!(factor, TableFactor::TableFunction { .. }) {
            return self.refuse("TABLE()", "TABLE");
        }
        if let TableFactor::Table {
            name,
            alias: _,
            args: _,
            with_hints,
            version,
            with_ordinality,
            partitions,
            json_path,
            sample,
            index_hints,
        } = factor
        {
            let is_plain = sample.is_none()
                && partitions.is_empty()
                && with_hints.is_empty()
                && index_hints.is_empty();
            if !is_plain || *with_ordinality || version.is_some() || json_path.is_some() {
                return self.refuse("a table with a sample, a part or hints", &name.to_string());
            }
        }
        if let TableFactor::Derived {
            sample: Some(_), ..
        } = factor
        {
            return self.refuse("TABLESAMPLE", "TABLESAMPLE");
        }
        let (TableFactor::Table {
            name: called,
            args: Some(_),
            ..
        }
        | TableFactor::Function { name: called, .. }) = factor
        else {
            return ControlFlow::Continue(());
        };
        let name = called.to_string();
        if TABLE_FUNCTIONS.contains(&name.to_lowercase().as_str()) {
            return ControlFlow::Continue(());
        }
        let ident = called.0.first().and_then(|part| part.as_ident());
        self.outside(format!("{name}()"), ident)
    }
}
