//! `mode(x)` and `mode() WITHIN GROUP (ORDER BY x)`: the most frequent value; of several the least.

use super::gathered::{list, list_field, lists};
use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::{DataType, FieldRef, Int64Type};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, Signature, Volatility,
};
use std::collections::HashMap;

/// The function.
pub(in crate::query) fn mode() -> AggregateUDF {
    AggregateUDF::from(Mode {
        signature: Signature::any(1, Volatility::Immutable),
    })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Mode {
    signature: Signature,
}

impl AggregateUDFImpl for Mode {
    fn name(&self) -> &'static str {
        "mode"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        Ok(arguments[0].clone())
    }

    fn state_fields(&self, arguments: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        Ok(vec![
            list_field("values", arguments.input_fields[0].data_type()),
            list_field("counts", &DataType::Int64),
        ])
    }

    fn accumulator(&self, arguments: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Counts {
            of: arguments.return_field.data_type().clone(),
            counts: HashMap::new(),
        }))
    }

    fn supports_within_group_clause(&self) -> bool {
        true
    }
}

/// How often each value was seen.
#[derive(Debug)]
struct Counts {
    of: DataType,
    counts: HashMap<ScalarValue, i64>,
}

impl Counts {
    fn count(&mut self, values: &ArrayRef, times: impl Iterator<Item = i64>) -> Result<()> {
        for (row, times) in times.enumerate() {
            if values.is_valid(row) {
                let value = ScalarValue::try_from_array(values, row)?;
                *self.counts.entry(value).or_insert(0) += times;
            }
        }
        Ok(())
    }
}

impl Accumulator for Counts {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.count(&values[0], std::iter::repeat_n(1, values[0].len()))
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for (values, counts) in lists(&states[0]).iter().zip(lists(&states[1])) {
            let counts = counts.as_primitive::<Int64Type>();
            self.count(values, counts.values().iter().copied())?;
        }
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let (values, counts): (Vec<_>, Vec<_>) = self
            .counts
            .iter()
            .map(|(value, count)| (value.clone(), ScalarValue::from(*count)))
            .unzip();
        Ok(vec![
            list(&values, &self.of),
            list(&counts, &DataType::Int64),
        ])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        // The order of the table does not show: of values as frequent the least is taken.
        let best = self
            .counts
            .iter()
            .max_by(|(value, count), (other, others)| {
                let least_first = other.partial_cmp(value);
                count
                    .cmp(others)
                    .then(least_first.unwrap_or(std::cmp::Ordering::Equal))
            });
        match best {
            Some((value, _)) => Ok(value.clone()),
            None => ScalarValue::try_from(&self.of),
        }
    }

    fn size(&self) -> usize {
        let held = self
            .counts
            .keys()
            .map(|value| value.size() + size_of::<i64>());
        size_of_val(self) + held.sum::<usize>()
    }
}
