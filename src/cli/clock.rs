//! The one place that reads the clock; `SOURCE_DATE_EPOCH` sets it.

use chrono::{DateTime, Datelike, Utc};
use std::time::SystemTime;

/// Now, or the moment that `SOURCE_DATE_EPOCH` names in seconds.
fn now() -> DateTime<Utc> {
    let fixed = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|text| text.trim().parse::<i64>().ok());
    let fixed = fixed.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    fixed.unwrap_or_else(|| DateTime::<Utc>::from(SystemTime::now()))
}

/// The year, in UTC.
pub(super) fn year() -> i64 {
    i64::from(now().year())
}

/// The moment, as ISO 8601 in UTC.
pub(super) fn timestamp() -> String {
    now().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
