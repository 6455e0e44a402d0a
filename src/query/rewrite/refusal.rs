//! What is refused by name while a plan is rewritten.

use crate::query::error::QueryError;
use crate::query::explain::carried;
use datafusion::error::DataFusionError;

/// An error that names the form that is refused and the form that has the right answer.
pub(super) fn refuse(form: &str, instead: &str) -> DataFusionError {
    carried(QueryError::NotAnswered {
        form: form.to_owned(),
        instead: instead.to_owned(),
        position: None,
    })
}
