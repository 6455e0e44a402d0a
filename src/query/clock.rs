//! What a query would read of the clock: words that stand for a moment, refused by name.

use super::arguments::{is_named, text_of, texts_given};
use super::error::QueryError;
use super::tokens::{position, position_of};
use datafusion::sql::sqlparser::ast::{DataType, Expr, FunctionArguments};
use datafusion::sql::sqlparser::tokenizer::TokenWithSpan;

/// Texts that other engines read as the moment, or the day, at which they are asked.
const MOMENTS: [&str; 6] = [
    "now",
    "today",
    "tomorrow",
    "yesterday",
    "current_date",
    "current_timestamp",
];

/// Names without parentheses that are the moment; no column has one without quotes.
const KEYWORDS: [&str; 5] = [
    "current_date",
    "current_time",
    "current_timestamp",
    "localtime",
    "localtimestamp",
];

/// Functions that read a text as a moment or a day.
const READING: [&str; 10] = [
    "to_timestamp",
    "to_timestamp_seconds",
    "to_timestamp_millis",
    "to_timestamp_micros",
    "to_timestamp_nanos",
    "to_date",
    "to_time",
    "to_unixtime",
    "date_trunc",
    "date_part",
];

/// Why an expression is refused, if it reads the clock.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "no other expression is a moment"
)]
pub(super) fn of_clock(expression: &Expr, tokens: &[TokenWithSpan]) -> Option<QueryError> {
    let outside = |name: String| QueryError::Outside {
        position: position_of(tokens, &name),
        name,
    };
    let moment = |text: &str| {
        let is_moment = |word: &str| text.trim().eq_ignore_ascii_case(word);
        MOMENTS
            .iter()
            .any(|word| is_moment(word))
            .then(|| outside(text.to_owned()))
    };
    match expression {
        Expr::Function(call) if matches!(call.args, FunctionArguments::None) => {
            let name = call.name.to_string();
            let ident = call.name.0.first().and_then(|part| part.as_ident());
            let is_keyword = KEYWORDS.iter().any(|word| name.eq_ignore_ascii_case(word));
            is_keyword.then(|| QueryError::Outside {
                position: ident
                    .and_then(|ident| position(ident.span.start))
                    .or_else(|| position_of(tokens, &name)),
                name,
            })
        }
        Expr::Function(call) if READING.iter().any(|name| is_named(call, name)) => {
            texts_given(call).find_map(moment)
        }
        Expr::Cast {
            expr, data_type, ..
        } if is_of_time(data_type) => moment(text_of(expr)?),
        Expr::TypedString(typed) if is_of_time(&typed.data_type) => {
            moment(&typed.value.clone().into_string()?)
        }
        _ => None,
    }
}

/// Whether values of a type are moments, days or times of day.
const fn is_of_time(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Date | DataType::Time(..) | DataType::Timestamp(..) | DataType::Datetime(_)
    )
}
