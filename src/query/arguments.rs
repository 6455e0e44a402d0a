//! What a function in a query is given, as it is written.

use datafusion::sql::sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Value,
};

/// Whether a call is of the function of this name.
pub(super) fn is_named(call: &Function, name: &str) -> bool {
    call.name.to_string().eq_ignore_ascii_case(name)
}

/// The expressions that a function is given, without names.
pub(super) fn given(call: &Function) -> impl Iterator<Item = &Expr> {
    let all = match &call.args {
        FunctionArguments::List(list) => list.args.as_slice(),
        FunctionArguments::None | FunctionArguments::Subquery(_) => &[],
    };
    all.iter().filter_map(|argument| {
        if let FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) = argument {
            Some(expression)
        } else {
            None
        }
    })
}

/// The texts among them.
pub(super) fn texts_given(call: &Function) -> impl Iterator<Item = &str> {
    given(call).filter_map(text_of)
}

/// The text that an expression is, if it is one in quotes.
pub(super) fn text_of(expression: &Expr) -> Option<&str> {
    let Expr::Value(value) = expression else {
        return None;
    };
    if let Value::SingleQuotedString(text) = &value.value {
        Some(text)
    } else {
        None
    }
}
