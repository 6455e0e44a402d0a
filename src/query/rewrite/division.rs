//! `/` of two whole numbers, which the engine would cut to a whole number: it gives a decimal.

use datafusion::arrow::datatypes::DataType;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchema, Result};
use datafusion::logical_expr::expr::BinaryExpr;
use datafusion::logical_expr::{Expr, ExprSchemable, Operator, binary_expr, cast, lit, when};

/// An expression in which `/` of two whole numbers is a decimal. A division by zero stays an error, as it is among
/// whole numbers.
pub(in crate::query) fn with_decimal_division(
    expression: Expr,
    schema: &DFSchema,
) -> Result<Transformed<Expr>> {
    expression.transform_up(|part| {
        let Expr::BinaryExpr(BinaryExpr {
            left,
            op: Operator::Divide,
            right,
        }) = &part
        else {
            return Ok(Transformed::no(part));
        };
        let is_whole = |operand: &Expr| operand.get_type(schema).map(|of| of.is_integer());
        if !is_whole(left)? || !is_whole(right)? {
            return Ok(Transformed::no(part));
        }
        let decimal = |operand: &Expr| cast(operand.clone(), DataType::Float64);
        let quotient = binary_expr(decimal(left), Operator::Divide, decimal(right));
        let by_zero = cast(part.clone(), DataType::Float64);
        let is_zero = right.as_ref().clone().eq(lit(0_i64));
        Ok(Transformed::yes(
            when(is_zero, by_zero).otherwise(quotient)?,
        ))
    })
}
