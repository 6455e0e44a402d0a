//! `LEAD` and `LAG` that pass over absent values by more than one row, for which the engine counts the absent ones too.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite is of few forms, and every other is left as it is"
)]

use super::refusal::refuse;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Result, ScalarValue};
use datafusion::functions_window::nth_value::nth_value_udwf;
use datafusion::logical_expr::expr::{NullTreatment, WindowFunction};
use datafusion::logical_expr::{
    Expr, WindowFrame, WindowFrameBound, WindowFrameUnits, WindowFunctionDefinition, lit,
};

/// An expression in which such a call is one of `NTH_VALUE` over the rows after or before.
pub(super) fn with_nth_value(expression: Expr) -> Result<Transformed<Expr>> {
    expression.transform_up(|part| {
        let Expr::WindowFunction(call) = &part else {
            return Ok(Transformed::no(part));
        };
        let sign = match call.fun.name() {
            "lead" => 1,
            "lag" => -1,
            _ => return Ok(Transformed::no(part)),
        };
        if call.params.null_treatment != Some(NullTreatment::IgnoreNulls) {
            return Ok(Transformed::no(part));
        }
        let (rows, has_default) = match call.params.args.as_slice() {
            [_] => return Ok(Transformed::no(part)),
            [_, rows] => (whole(rows), false),
            [_, rows, default, ..] => {
                let is_absent = matches!(default, Expr::Literal(value, _) if value.is_null());
                (whole(rows), !is_absent)
            }
            [] => (None, false),
        };
        match rows {
            Some(1) => Ok(Transformed::no(part)),
            Some(rows) if rows != 0 && !has_default => {
                Ok(Transformed::yes(nth_value(call, sign * rows)))
            }
            _ => Err(refuse(
                "LEAD or LAG with IGNORE NULLS over a number of rows that is not written out, or with a default beyond one row",
                "write a whole number from 1, and COALESCE(LEAD(x, 2) IGNORE NULLS OVER (…), default)",
            )),
        }
    })
}

fn whole(rows: &Expr) -> Option<i64> {
    match rows {
        Expr::Literal(ScalarValue::Int64(rows), _) => *rows,
        Expr::Negative(rows) => whole(rows).and_then(i64::checked_neg),
        _ => None,
    }
}

/// The `rows`-th value after a row that is not absent, or before it where the number is negative.
fn nth_value(call: &WindowFunction, rows: i64) -> Expr {
    let unbounded = ScalarValue::UInt64(None);
    let one = ScalarValue::UInt64(Some(1));
    let (start, end) = if rows > 0 {
        (
            WindowFrameBound::Following(one),
            WindowFrameBound::Following(unbounded),
        )
    } else {
        (
            WindowFrameBound::Preceding(unbounded),
            WindowFrameBound::Preceding(one),
        )
    };
    let mut nth = call.clone();
    nth.fun = WindowFunctionDefinition::WindowUDF(nth_value_udwf());
    nth.params.args = vec![call.params.args[0].clone(), lit(rows)];
    nth.params.window_frame = WindowFrame::new_bounds(WindowFrameUnits::Rows, start, end);
    Expr::WindowFunction(Box::new(nth))
}
