//! `percentile_cont` with the whole weight between two values: the engine's own cuts it to six decimals.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rewrite is of few forms, and every other is left as it is"
)]

use super::gathered::{list, list_field, lists};
use crate::query::error::QueryError;
use crate::query::explain::carried;
use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::{DataType, FieldRef, Float64Type, Schema};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, ColumnarValue, Signature, Volatility,
};
use std::sync::Arc;

/// The function: quantile of type 7 of Hyndman and Fan, absent values passed over.
pub(in crate::query) fn percentile_cont() -> AggregateUDF {
    AggregateUDF::from(PercentileCont {
        signature: Signature::exact(
            vec![DataType::Float64, DataType::Float64],
            Volatility::Immutable,
        ),
        aliases: vec!["quantile_cont".to_owned()],
    })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct PercentileCont {
    signature: Signature,
    aliases: Vec<String>,
}

impl AggregateUDFImpl for PercentileCont {
    fn name(&self) -> &'static str {
        "percentile_cont"
    }

    fn aliases(&self) -> &[String] {
        &self.aliases
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn state_fields(&self, _: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        Ok(vec![list_field("values", &DataType::Float64)])
    }

    fn accumulator(&self, arguments: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        let share = share(&arguments)?;
        let descends = arguments
            .order_bys
            .first()
            .is_some_and(|order| order.options.descending);
        Ok(Box::new(Values {
            share: if descends { 1.0 - share } else { share },
            is_distinct: arguments.is_distinct,
            held: Vec::new(),
        }))
    }

    fn supports_within_group_clause(&self) -> bool {
        true
    }
}

/// The share of values below the quantile: a constant from 0 to 1.
fn share(arguments: &AccumulatorArgs<'_>) -> Result<f64> {
    let wrong = || {
        carried(QueryError::NotAnswered {
            form: "percentile_cont of a share that is not a constant from 0 to 1".to_owned(),
            instead: "write the share out, as in percentile_cont(0.25)".to_owned(),
            position: None,
        })
    };
    let options = RecordBatchOptions::new().with_row_count(Some(1));
    let one_row = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), vec![], &options)?;
    let share = arguments.exprs.get(1).ok_or_else(wrong)?;
    let value = match share.evaluate(&one_row).map_err(|_| wrong())? {
        ColumnarValue::Scalar(value) => value,
        ColumnarValue::Array(array) => ScalarValue::try_from_array(&array, 0)?,
    };
    match value.cast_to(&DataType::Float64)? {
        ScalarValue::Float64(Some(share)) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err(wrong()),
    }
}

/// All values of a group.
#[derive(Debug)]
struct Values {
    share: f64,
    is_distinct: bool,
    held: Vec<f64>,
}

impl Accumulator for Values {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.held
            .extend(values[0].as_primitive::<Float64Type>().iter().flatten());
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for values in lists(&states[0]) {
            self.update_batch(&[values])?;
        }
        Ok(())
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for gone in values[0].as_primitive::<Float64Type>().iter().flatten() {
            let found = self
                .held
                .iter()
                .position(|value| value.total_cmp(&gone).is_eq());
            if let Some(index) = found {
                self.held.swap_remove(index);
            }
        }
        Ok(())
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let values: Vec<ScalarValue> = self.held.iter().copied().map(ScalarValue::from).collect();
        Ok(vec![list(&values, &DataType::Float64)])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let mut values = self.held.clone();
        values.sort_by(f64::total_cmp);
        if self.is_distinct {
            values.dedup();
        }
        Ok(ScalarValue::Float64(quantile(&values, self.share)))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.held.capacity() * size_of::<f64>()
    }
}

/// The quantile of sorted values, between two of them in proportion.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the rank is within the number of values"
)]
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let rank = share * last as f64;
    let lower = (rank.floor() as usize).min(last);
    let upper = (lower + 1).min(last);
    let (low, high) = (sorted[lower], sorted[upper]);
    // Equal neighbors need no weight; two infinities would have no difference.
    if low.total_cmp(&high).is_eq() {
        return Some(low);
    }
    Some(low + (high - low) * (rank - lower as f64))
}
