//! The state of an aggregate that holds all its values: lists, as the engine spills and merges them.

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::ScalarValue;
use std::sync::Arc;

/// A column of the state that holds lists of values.
pub(super) fn list_field(name: &str, of: &DataType) -> FieldRef {
    let item = Field::new_list_field(of.clone(), true);
    Arc::new(Field::new(name, DataType::List(Arc::new(item)), true))
}

/// Values as one cell of such a column.
pub(super) fn list(values: &[ScalarValue], of: &DataType) -> ScalarValue {
    ScalarValue::List(ScalarValue::new_list_nullable(values, of))
}

/// The values of each cell of such a column.
pub(super) fn lists(state: &ArrayRef) -> Vec<ArrayRef> {
    let lists = state.as_list::<i32>();
    (0..lists.len())
        .filter(|row| lists.is_valid(*row))
        .map(|row| lists.value(row))
        .collect()
}
