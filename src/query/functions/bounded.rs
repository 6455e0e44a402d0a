//! Functions that make longer texts of texts, bounded: what a row and a batch of rows would have is counted before it is
//! made, so that ten times ten times … ten letters end in an error and not in the whole memory.
//!
//! The engine would also make such texts while it plans; here they are made when the query runs.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite is of few forms, and every other is left as it is"
)]

use crate::query::error::QueryError;
use crate::query::explain::carried;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Result, ScalarValue};
use datafusion::functions::core::overlay;
use datafusion::functions::string::{concat, concat_ws, replace};
use datafusion::logical_expr::binary::BinaryTypeCoercer;
use datafusion::logical_expr::expr::BinaryExpr;
use datafusion::logical_expr::{
    ColumnarValue, Expr, Operator, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl,
    Signature, Volatility,
};
use datafusion::physical_expr::expressions::{self, Column};
use datafusion::physical_plan::PhysicalExpr;
use std::sync::{Arc, LazyLock};

/// The longest text that is made, in bytes: 1 MiB.
const LONGEST: usize = 1 << 20;
/// The most bytes of the texts that are made in one batch of rows: 64 MiB.
const LONGEST_OF_BATCH: usize = 64 << 20;

/// `||` as a function.
static JOINED: LazyLock<Arc<ScalarUDF>> = LazyLock::new(|| Arc::new(Joined::new().into()));

/// The engine's functions that make longer texts, each in its bounds.
static BOUNDED: LazyLock<[Arc<ScalarUDF>; 4]> = LazyLock::new(|| bounded_functions().map(Arc::new));

/// The functions that a query finds by their names in place of the engine's.
pub(in crate::query) fn bounded_functions() -> [ScalarUDF; 4] {
    let bounded = |inner, growth| Bounded { inner, growth }.into();
    [
        bounded(concat(), Growth::Sum),
        bounded(concat_ws(), Growth::Separated),
        bounded(overlay(), Growth::Sum),
        bounded(replace(), Growth::Replaced),
    ]
}

/// An expression in which `||` is in its bounds, and what the engine itself writes for a form such as `OVERLAY`.
pub(in crate::query) fn with_bounded_texts(expression: Expr) -> Result<Transformed<Expr>> {
    expression.transform_up(|part| match part {
        Expr::BinaryExpr(BinaryExpr {
            left,
            op: Operator::StringConcat,
            right,
        }) => Ok(Transformed::yes(JOINED.call(vec![*left, *right]))),
        Expr::ScalarFunction(call) if !call.func.inner().is::<Bounded>() => {
            let is_it = |bounded: &&Arc<ScalarUDF>| bounded.name() == call.func.name();
            Ok(match BOUNDED.iter().find(is_it) {
                Some(bounded) => Transformed::yes(bounded.call(call.args)),
                None => Transformed::no(Expr::ScalarFunction(call)),
            })
        }
        other => Ok(Transformed::no(other)),
    })
}

/// How long the text is that a function makes of its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Growth {
    /// As long as all together, or shorter.
    Sum,
    /// As long as all but the first together, with the first between them.
    Separated,
    /// The first, with the third wherever it has the second.
    Replaced,
}

/// A function of the engine in its bounds.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Bounded {
    inner: Arc<ScalarUDF>,
    growth: Growth,
}

impl ScalarUDFImpl for Bounded {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn aliases(&self) -> &[String] {
        self.inner.aliases()
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        self.inner.return_type(types)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        self.inner.return_field_from_args(args)
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        self.inner.coerce_types(types)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        refuse_long(&args.args, args.number_rows, self.growth)?;
        self.inner.invoke_with_args(args)
    }
}

/// `||`: two texts, one after the other; absent where either is.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Joined {
    signature: Signature,
}

impl Joined {
    fn new() -> Self {
        Self {
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

/// What the engine says of `||` between two types.
fn coercer(types: &[DataType]) -> Option<BinaryTypeCoercer<'_>> {
    let [left, right] = types else { return None };
    Some(BinaryTypeCoercer::new(left, &Operator::StringConcat, right))
}

impl ScalarUDFImpl for Joined {
    fn name(&self) -> &'static str {
        "||"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        coercer(types).map_or_else(wrong_call, |coercer| coercer.get_result_type())
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        let coercer = coercer(types).map_or_else(wrong_call, Ok)?;
        let (left, right) = coercer.get_input_types()?;
        Ok(vec![left, right])
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        refuse_long(&args.args, args.number_rows, Growth::Sum)?;
        let is_one = |value: &ColumnarValue| matches!(value, ColumnarValue::Scalar(_));
        let is_scalar = args.args.iter().all(is_one);
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let field = |array: &ArrayRef| Field::new("text", array.data_type().clone(), true);
        let schema = Schema::new(arrays.iter().map(field).collect::<Vec<_>>());
        let batch = RecordBatch::try_new(Arc::new(schema), arrays)?;
        let column = |index| -> Arc<dyn PhysicalExpr> { Arc::new(Column::new("text", index)) };
        let engine = expressions::BinaryExpr::new(column(0), Operator::StringConcat, column(1));
        let joined = engine.evaluate(&batch)?;
        if is_scalar {
            let joined = joined.into_array(1)?;
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(
                &joined, 0,
            )?));
        }
        Ok(joined)
    }
}

fn wrong_call<T>() -> Result<T> {
    datafusion::common::plan_err!("'||' does not support zero arguments")
}

/// Refuses arguments of which a function would make longer texts than it may.
fn refuse_long(arguments: &[ColumnarValue], rows: usize, growth: Growth) -> Result<()> {
    let arrays: Vec<(ArrayRef, bool)> = arguments
        .iter()
        .map(|argument| match argument {
            ColumnarValue::Array(array) => Ok((Arc::clone(array), false)),
            ColumnarValue::Scalar(value) => Ok((value.to_array()?, true)),
        })
        .collect::<Result<_>>()?;
    let texts: Vec<(Vec<&[u8]>, bool)> = arrays
        .iter()
        .map(|(array, is_scalar)| (texts(array), *is_scalar))
        .collect();
    // What is the same in every row is made once.
    let rows = if texts.iter().all(|(_, is_scalar)| *is_scalar) {
        1
    } else {
        rows
    };
    let mut row_texts = Vec::with_capacity(texts.len());
    let mut total = 0_usize;
    for row in 0..rows {
        row_texts.clear();
        row_texts.extend(texts.iter().map(|(column, is_scalar)| {
            let index = if *is_scalar { 0 } else { row };
            column.get(index).copied().unwrap_or(&[])
        }));
        let length = grown(&row_texts, growth);
        total = total.saturating_add(length);
        if length > LONGEST || total > LONGEST_OF_BATCH {
            return Err(carried(QueryError::LongTexts));
        }
    }
    Ok(())
}

/// How many bytes a function makes of the texts of a row, or a few more.
fn grown(texts: &[&[u8]], growth: Growth) -> usize {
    let sum = |texts: &[&[u8]]| texts.iter().map(|text| text.len()).sum::<usize>();
    match (growth, texts) {
        (Growth::Separated, [separator, rest @ ..]) => {
            sum(rest) + separator.len() * rest.len().saturating_sub(1)
        }
        (Growth::Replaced, [text, from, to]) if to.len() > from.len() => {
            let most = (text.len() + 1).saturating_mul(to.len() + 1);
            if most <= LONGEST {
                return most;
            }
            text.len() + occurrences(text, from) * (to.len() - from.len())
        }
        (Growth::Replaced, [text, ..]) => text.len(),
        (Growth::Sum | Growth::Separated | Growth::Replaced, _) => sum(texts),
    }
}

/// How often a text is replaced in another: between any two letters where it is empty.
fn occurrences(text: &[u8], from: &[u8]) -> usize {
    if from.is_empty() {
        return text.len() + 1;
    }
    let mut found = 0;
    let mut rest = text;
    while let Some(at) = rest.windows(from.len()).position(|part| part == from) {
        found += 1;
        rest = &rest[at + from.len()..];
    }
    found
}

/// The bytes of each text of an array; none where it is absent or no text.
fn texts(array: &ArrayRef) -> Vec<&[u8]> {
    fn all<'a, T: AsRef<[u8]> + ?Sized + 'a>(
        texts: impl Iterator<Item = Option<&'a T>>,
    ) -> Vec<&'a [u8]> {
        texts
            .map(|text| text.map_or(&[][..], AsRef::as_ref))
            .collect()
    }
    if let Some(texts) = array.as_string_opt::<i32>() {
        all(texts.iter())
    } else if let Some(texts) = array.as_string_opt::<i64>() {
        all(texts.iter())
    } else if let Some(texts) = array.as_string_view_opt() {
        all(texts.iter())
    } else if let Some(bytes) = array.as_binary_opt::<i32>() {
        all(bytes.iter())
    } else if let Some(bytes) = array.as_binary_opt::<i64>() {
        all(bytes.iter())
    } else if let Some(bytes) = array.as_binary_view_opt() {
        all(bytes.iter())
    } else {
        vec![&[]; array.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_counted_before_a_text_is_made() {
        let of = |texts: &[&str], growth| {
            let bytes: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
            grown(&bytes, growth)
        };
        assert_eq!(of(&["ab", "", "cde"], Growth::Sum), 5);
        assert_eq!(of(&[", ", "a", "b", "c"], Growth::Separated), 7);
        assert_eq!(of(&["abc", "b", ""], Growth::Replaced), 3);
        let (text, to) = ("ab".repeat(10_000), "x".repeat(101));
        assert_eq!(
            of(&[&text, "a", &to], Growth::Replaced),
            20_000 + 10_000 * 100
        );
        assert_eq!(of(&[&text, "z", &to], Growth::Replaced), 20_000);
        assert_eq!(
            of(&[&text, "", &to], Growth::Replaced),
            20_000 + 20_001 * 101
        );
    }

    #[test]
    fn texts_beyond_the_bounds_are_refused() {
        let text =
            |bytes: usize| ColumnarValue::Scalar(ScalarValue::from("x".repeat(bytes).as_str()));
        let refuse =
            |arguments: &[ColumnarValue], rows| refuse_long(arguments, rows, Growth::Sum).is_err();
        assert!(!refuse(&[text(LONGEST / 2), text(LONGEST / 2)], 8_192));
        assert!(refuse(&[text(LONGEST), text(1)], 1));
        let rows = ScalarValue::from("y").to_array_of_size(8_192);
        let rows = ColumnarValue::Array(rows.expect("an array of texts"));
        assert!(!refuse(&[text(1_000), rows.clone()], 8_192));
        assert!(refuse(&[text(LONGEST / 2), rows], 8_192));
    }
}
