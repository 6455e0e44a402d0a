//! A subquery that is a value has one row: how that is known, and what is said where it has several.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite is of few forms, and every other is left as it is"
)]

use crate::query::error::QueryError;
use crate::query::explain::carried;
use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::common::{Column, Result};
use datafusion::functions_aggregate::expr_fn::{count, first_value};
use datafusion::logical_expr::logical_plan::FetchType;
use datafusion::logical_expr::{
    ColumnarValue, Expr, LogicalPlan, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility, lit,
};

/// Whether a plan has one row at most, whatever its tables hold.
pub(super) fn at_most_one_row(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Aggregate(aggregate) => aggregate.group_expr.is_empty(),
        LogicalPlan::EmptyRelation(_) => true,
        LogicalPlan::Limit(limit) => {
            matches!(limit.get_fetch_type(), Ok(FetchType::Literal(Some(0 | 1))))
                || at_most_one_row(&limit.input)
        }
        LogicalPlan::Projection(_)
        | LogicalPlan::Filter(_)
        | LogicalPlan::Sort(_)
        | LogicalPlan::SubqueryAlias(_)
        | LogicalPlan::Distinct(_)
        | LogicalPlan::Subquery(_) => plan.inputs().into_iter().all(at_most_one_row),
        _ => false,
    }
}

/// The number of values and the first of them, under these names.
pub(super) fn counted_value(value: Expr, number: &Column, first: &Column) -> Vec<Expr> {
    vec![
        count(lit(1)).alias(&number.name),
        first_value(value, Vec::new()).alias(&first.name),
    ]
}

/// The value where its number is one.
pub(super) fn only_value(number: Expr, value: Expr) -> Expr {
    ScalarUDF::from(OnlyValue(signature(2))).call(vec![number, value])
}

/// True where a row was found; an error where it was not.
pub(super) fn present(found: Expr) -> Expr {
    ScalarUDF::from(Present(signature(1))).call(vec![found])
}

/// It is not computed beforehand, since it may fail.
fn signature(arguments: usize) -> Signature {
    Signature::any(arguments, Volatility::Volatile)
}

/// The value of a subquery that has one row.
#[derive(Debug, PartialEq, Eq, Hash)]
struct OnlyValue(Signature);

impl ScalarUDFImpl for OnlyValue {
    fn name(&self) -> &'static str {
        " only_value"
    }

    fn signature(&self) -> &Signature {
        &self.0
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        Ok(arguments[1].clone())
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = arguments.number_rows;
        let numbers = arguments.args[0].to_array(rows)?;
        let numbers = numbers.as_primitive::<Int64Type>();
        if numbers.iter().flatten().any(|number| number > 1) {
            return Err(carried(QueryError::SeveralRows));
        }
        Ok(arguments.args[1].clone())
    }
}

/// Whether a row is there, as it must be.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Present(Signature);

impl ScalarUDFImpl for Present {
    fn name(&self) -> &'static str {
        " present"
    }

    fn signature(&self) -> &Signature {
        &self.0
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let found = arguments.args[0].to_array(arguments.number_rows)?;
        let found = found.as_boolean();
        if found.true_count() < found.len() {
            return Err(carried(QueryError::NotAnswered {
                form: "a subquery that reads columns of rows that LIMIT or a window chose"
                    .to_owned(),
                instead: "give their ORDER BY further columns, so that no two rows are alike"
                    .to_owned(),
                position: None,
            }));
        }
        Ok(arguments.args[0].clone())
    }
}
