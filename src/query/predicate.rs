//! A predicate over courses: for which of them it is true.

use super::error::PredicateError;
use super::explain::{explain_evaluation, explain_predicate};
use super::functions::{bounded_functions, with_bounded_texts};
use super::precedence::put_in_order;
use super::rewrite::with_decimal_division;
use super::tokens::{operators, tokens};
use crate::model::{COURSES, Column, Kind, OwnColumn, PATIENTS, is_own_column};
use crate::store::Snapshot;
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{DFSchema, TableReference};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::{Expr, ExprSchemable, Volatility};
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_plan::PhysicalExpr;
use datafusion::prelude::SessionContext;
use datafusion::sql::sqlparser::ast::ExprWithAlias;
use datafusion::sql::sqlparser::tokenizer::Token;
use std::collections::HashMap;
use std::sync::Arc;

/// Operators, keywords and parentheses of a predicate: with more, expressions nest so deeply that reading them may
/// exhaust the stack. A long list (`course_id IN (…)`) has few.
const MOST_OPERATORS: usize = 1_000;

/// Functions whose answer may be longer than any memory.
const GROWING: [&str; 3] = ["repeat", "lpad", "rpad"];

/// A predicate in SQL over the columns of courses and patients, read and found to make sense.
#[derive(Debug)]
pub struct Predicate {
    text: String,
    /// `None` where it names an own column, which only a store knows.
    expression: Option<Arc<dyn PhysicalExpr>>,
}

impl Predicate {
    /// Reads a predicate; no store is needed to find what is wrong with it, but where it names an own column `x_…`: what such
    /// a column is, the store of [`select`](Self::select) says.
    ///
    /// # Errors
    ///
    /// Where it is no SQL, names an unknown column, needs more than one course (a subquery, an
    /// aggregate, a window, a parameter, chance), or is not true or false.
    ///
    /// ```
    /// use il2_outcomes::query::Predicate;
    /// assert!(Predicate::parse("regimen = 'hd_il2' AND age_years >= 60").is_ok());
    /// assert!(Predicate::parse("prior_checkpoint_inhibitor IS NOT TRUE").is_ok());
    /// assert!(Predicate::parse("x_braf = 'V600E'").is_ok());
    /// let error = Predicate::parse("age >= 60").unwrap_err();
    /// assert_eq!(error.to_string(), "unknown column `age`: not a column of courses or patients");
    /// ```
    pub fn parse(text: &str) -> Result<Self, PredicateError> {
        refuse_too_long(text)?;
        let expression = if names_own_column(text) {
            parse_sql(&SessionContext::new(), text).map_err(|error| explain_predicate(&error))?;
            None
        } else {
            Some(compile(text, &[])?)
        };
        let text = text.to_owned();
        Ok(Self { text, expression })
    }

    /// The predicate as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The columns that a predicate may name.
    #[must_use]
    pub fn columns() -> Vec<&'static str> {
        names()
    }

    /// Whether each course of a snapshot is selected, in the order of its facts: where the predicate is true, and not
    /// where it is false or, a value being absent, unknown.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read, or the predicate has no answer for a course.
    pub fn select(&self, snapshot: &Snapshot) -> Result<Vec<bool>, PredicateError> {
        let own = snapshot.manifest().own_columns();
        let (expression, own) = match &self.expression {
            Some(expression) => (Arc::clone(expression), &[][..]),
            None => (compile(&self.text, &own)?, own.as_slice()),
        };
        let own = own.iter().map(|column| column.name.as_str());
        let names: Vec<&str> = names().into_iter().chain(own).collect();
        let mut selected = Vec::new();
        for batch in snapshot.batches("facts_courses", &names)? {
            selected.extend(select_rows(expression.as_ref(), &batch)?);
        }
        Ok(selected)
    }
}

/// For which rows an expression is true.
fn select_rows(
    expression: &dyn PhysicalExpr,
    rows: &RecordBatch,
) -> Result<Vec<bool>, PredicateError> {
    let answer = expression
        .evaluate(rows)
        .and_then(|answer| answer.into_array(rows.num_rows()))
        .map_err(|error| explain_evaluation(&error))?;
    Ok(match answer.as_boolean_opt() {
        Some(answer) => (0..answer.len())
            .map(|row| answer.is_valid(row) && answer.value(row))
            .collect(),
        // `NULL` is true of no course.
        None => vec![false; rows.num_rows()],
    })
}

/// Whether a text names an own column, of whatever store.
fn names_own_column(text: &str) -> bool {
    let tokens = tokens(text).unwrap_or_else(|_| Vec::new());
    tokens.iter().any(|token| {
        matches!(&token.token, Token::Word(word) if is_own_column(&word.value.to_lowercase()))
    })
}

/// A predicate over the columns of the model and these own ones, as it is evaluated.
fn compile(text: &str, own: &[OwnColumn]) -> Result<Arc<dyn PhysicalExpr>, PredicateError> {
    let of = |error: DataFusionError| explain_predicate(&error);
    let context = SessionContext::new();
    for function in bounded_functions() {
        context.register_udf(function);
    }
    let schema = schema(own).map_err(of)?;
    let expression = read(&context, text, &schema).map_err(of)?;
    // A function that is called by its second name has an alias.
    let expression = expression.unalias_nested().data;
    let expression = with_decimal_division(expression, &schema).map_err(of)?.data;
    refuse_more_than_one_course(&expression)?;
    let expression = with_bounded_texts(expression).map_err(of)?.data;
    let data_type = expression.get_type(&schema).map_err(of)?;
    if !matches!(data_type, DataType::Boolean | DataType::Null) {
        return Err(PredicateError::NotBoolean {
            data_type: data_type.to_string(),
        });
    }
    let expression = simplified(expression, &schema).map_err(of)?;
    context
        .create_physical_expr(expression, &schema)
        .map_err(of)
}

/// Each column with its table. What both tables have (`site_id`, `patient_id`) is the course's: a course need not have
/// a row in patients.
fn columns() -> impl Iterator<Item = (&'static str, &'static Column)> {
    let of_patients = PATIENTS
        .columns
        .iter()
        .filter(|column| COURSES.column(column.name).is_none())
        .map(|column| (PATIENTS.name, column));
    COURSES
        .columns
        .iter()
        .map(|column| (COURSES.name, column))
        .chain(of_patients)
        .filter(|(_, column)| column.is_exported())
}

/// The names of the columns.
fn names() -> Vec<&'static str> {
    columns().map(|(_, column)| column.name).collect()
}

/// The schema against which a predicate is read: a column may be named alone or with its table, `patients.sex`.
fn schema(own: &[OwnColumn]) -> Result<DFSchema, DataFusionError> {
    let of_model = columns().map(|(table, column)| (table, column.name, column.kind));
    let own = own.iter().map(|column| {
        let kind = column.of_type.kind();
        (column.table, column.name.as_str(), kind)
    });
    let field = |(table, name, kind): (&str, &str, Kind)| {
        let of_table = Some(TableReference::bare(table));
        (of_table, Arc::new(Field::new(name, data_type(kind), true)))
    };
    DFSchema::new_with_metadata(of_model.chain(own).map(field).collect(), HashMap::new())
}

/// The type in which the store holds a column of this kind.
const fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Integer { .. } => DataType::Int64,
        Kind::Decimal { .. } | Kind::Hour => DataType::Float64,
        Kind::Boolean => DataType::Boolean,
        Kind::Text | Kind::Choice(_) | Kind::Word(_) => DataType::Utf8,
    }
}

/// The expression that a text is, its operators in the order in which they bind.
fn read(context: &SessionContext, text: &str, schema: &DFSchema) -> Result<Expr, DataFusionError> {
    let mut expression = parse_sql(context, text)?;
    put_in_order(&mut expression.expr);
    context
        .state()
        .create_logical_expr_from_sql_expr(expression, schema)
}

/// The expression in SQL that a text is, whatever its names mean.
fn parse_sql(context: &SessionContext, text: &str) -> Result<ExprWithAlias, DataFusionError> {
    let state = context.state();
    let dialect = state.config_options().sql_parser.dialect;
    state.sql_to_expr_with_alias(text, &dialect)
}

/// Refuses what could not be read without recursion beyond measure.
fn refuse_too_long(text: &str) -> Result<(), PredicateError> {
    let tokens = tokens(text).map_err(|error| PredicateError::NotSql {
        message: error.to_string(),
    })?;
    if operators(&tokens) > MOST_OPERATORS {
        return Err(PredicateError::TooLong {
            most: MOST_OPERATORS,
        });
    }
    Ok(())
}

/// The same expression in the words that can be computed: some functions (`coalesce`, `nvl`) are only short for others.
fn simplified(expression: Expr, schema: &DFSchema) -> Result<Expr, DataFusionError> {
    let context = SimplifyContext::builder()
        .with_schema(Arc::new(schema.clone()))
        .build();
    let simplifier = ExprSimplifier::new(context);
    simplifier.simplify(simplifier.coerce(expression, schema)?)
}

/// Refuses what cannot be answered from one course, or not twice in the same way.
fn refuse_more_than_one_course(expression: &Expr) -> Result<(), PredicateError> {
    let mut found = None;
    let walk = expression.apply(|part| {
        let what = not_of_one_course(part).map(|what| PredicateError::NotOfOneCourse { what });
        found = what.or_else(|| refused_function(part));
        Ok(if found.is_some() {
            TreeNodeRecursion::Stop
        } else {
            TreeNodeRecursion::Continue
        })
    });
    walk.expect("the closure does not fail");
    found.map_or(Ok(()), Err)
}

/// A function that gives another answer tomorrow, or text of any length.
fn refused_function(part: &Expr) -> Option<PredicateError> {
    let Expr::ScalarFunction(call) = part else {
        return None;
    };
    let name = call.func.name();
    let why = if call.func.signature().volatility != Volatility::Immutable {
        "does not give the same answer every time"
    } else if GROWING.contains(&name) {
        "makes text of any length"
    } else {
        return None;
    };
    Some(PredicateError::NoFunction {
        name: name.to_owned(),
        why,
    })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all other expressions are answered from one course"
)]
fn not_of_one_course(part: &Expr) -> Option<&'static str> {
    match part {
        Expr::Exists(_) | Expr::InSubquery(_) | Expr::ScalarSubquery(_) => Some("a subquery"),
        Expr::AggregateFunction(_) | Expr::GroupingSet(_) => Some("an aggregate"),
        Expr::WindowFunction(_) => Some("a window function"),
        Expr::Placeholder(_) => Some("a parameter"),
        Expr::OuterReferenceColumn(..) => Some("an outer column"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        Predicate::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn a_column_may_be_named_alone_or_with_its_table() {
        for text in [
            "sex = 'female'",
            "patients.sex = 'female'",
            "courses.ecog < 2 AND Patients.Sex <> 'male'",
            "site_id IN ('alder', 'birch') OR courses.patient_id LIKE 'B%'",
            "diagnosis IS NULL",
            "coalesce(weight_kg, 70) BETWEEN 60 AND 90.5",
            "length(course_id) > 3 AND char_length(patient_id) < 9",
            "baseline_dialysis",
            "NULL",
        ] {
            assert!(Predicate::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_in_words() {
        assert_eq!(
            wrong("sexx = 'female'"),
            "unknown column `sexx`: not a column of courses or patients"
        );
        assert_eq!(
            wrong("sex = \"female\""),
            "unknown column `female`: not a column of courses or patients"
        );
        assert!(wrong("sex = ").starts_with("not an SQL expression: Expected: an expression"));
        assert!(wrong("").starts_with("not an SQL expression"));
        assert!(wrong("sex = 'female'; DROP TABLE courses").starts_with("not an SQL expression"));
        assert!(wrong("ecog) OR (TRUE").starts_with("not an SQL expression"));
        assert_eq!(
            wrong("age_years + 1"),
            "a course is selected where it is true, and it is of type Int64"
        );
        assert!(wrong("frobnicate(ecog) = 1").contains("frobnicate"));
    }

    #[test]
    fn a_predicate_sees_one_course_and_nothing_else() {
        for text in [
            "avg(age_years) > 60",
            "row_number() OVER () = 1",
            "age_years > $1",
        ] {
            assert!(
                wrong(text).ends_with("is not answered for one course by itself"),
                "{text}: {}",
                wrong(text)
            );
        }
        for text in ["random() < 0.5", "uuid() = 'a'", "now() IS NULL"] {
            let refused = wrong(text);
            let is_told = refused.ends_with("does not give the same answer every time")
                || refused.starts_with("there is no function");
            assert!(is_told, "{text}: {refused}");
        }
        assert_eq!(
            wrong("repeat(course_id, 100000000) = 'a'"),
            "`repeat` makes text of any length"
        );
        for text in [
            "EXISTS (SELECT 1)",
            "course_id IN (SELECT course_id FROM toxicities)",
            "ecog = (SELECT 1)",
            "course_id = (SELECT * FROM '/etc/passwd')",
        ] {
            assert!(Predicate::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_deep_predicate_is_refused_and_the_deepest_allowed_one_is_read() {
        for (part, by) in [("ecog = 1", " OR "), ("1", "+"), ("NOT ecog = 1", " AND ")] {
            for parts in [100, 300, 490, 20_000] {
                let text = vec![part; parts].join(by);
                let read = Predicate::parse(&format!("({text}) IS NOT NULL"));
                let is_too_long = matches!(read, Err(PredicateError::TooLong { .. }));
                assert_eq!(
                    is_too_long,
                    parts == 20_000 || part.starts_with("NOT") && parts > 330
                );
            }
        }
        let nested = format!("{}TRUE{}", "(".repeat(400), ")".repeat(400));
        assert!(wrong(&nested).starts_with("not an SQL expression"));
        let not = format!("{}TRUE", "NOT ".repeat(900));
        assert!(Predicate::parse(&not).is_err());
        let course_ids = vec!["'A00001-1'"; 5_000].join(", ");
        assert!(Predicate::parse(&format!("course_id IN ({course_ids})")).is_ok());
    }
}
