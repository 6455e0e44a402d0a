//! A function that gives back what it is given: the engine knows nothing of what it gives.

use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};
use std::sync::{Arc, LazyLock};

/// An expression handed through the function.
pub(in crate::query) fn handed_through(expression: Expr) -> Expr {
    static FUNCTION: LazyLock<Arc<ScalarUDF>> = LazyLock::new(|| {
        Arc::new(ScalarUDF::from(Handed {
            signature: Signature::any(1, Volatility::Immutable),
        }))
    });
    FUNCTION.call(vec![expression])
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Handed {
    signature: Signature,
}

impl ScalarUDFImpl for Handed {
    fn name(&self) -> &'static str {
        // No query can name it: a blank begins it.
        " handed"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        Ok(arguments[0].clone())
    }

    fn return_field_from_args(&self, arguments: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let given = &arguments.arg_fields[0];
        Ok(Arc::new(given.as_ref().clone().with_name(self.name())))
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        Ok(arguments.args[0].clone())
    }
}
