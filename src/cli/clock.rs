//! The one place that reads the clock; `SOURCE_DATE_EPOCH` sets it.

use super::failure::Failure;
use chrono::{DateTime, Datelike, Utc};
use std::time::SystemTime;

/// The moment that `SOURCE_DATE_EPOCH` names, where it is set; an error where it names none.
fn fixed() -> Result<Option<DateTime<Utc>>, Failure> {
    let Ok(text) = std::env::var("SOURCE_DATE_EPOCH") else {
        return Ok(None);
    };
    let seconds = text.trim().parse::<i64>().ok();
    seconds
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .map(Some)
        .ok_or(Failure::Clock)
}

/// Whether the clock can be read.
pub(super) fn check() -> Result<(), Failure> {
    fixed().map(|_| ())
}

/// Now, or the moment that `SOURCE_DATE_EPOCH` names in seconds.
fn now() -> DateTime<Utc> {
    fixed()
        .ok()
        .flatten()
        .unwrap_or_else(|| DateTime::<Utc>::from(SystemTime::now()))
}

/// The moment that `SOURCE_DATE_EPOCH` sets, in seconds since 1970; `None` where it is not set.
pub(super) fn of_documents() -> Result<Option<i64>, Failure> {
    Ok(fixed()?.map(|moment| moment.timestamp()))
}

/// The year, in UTC.
pub(super) fn year() -> i64 {
    i64::from(now().year())
}

/// The moment, as ISO 8601 in UTC.
pub(super) fn timestamp() -> String {
    now().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
