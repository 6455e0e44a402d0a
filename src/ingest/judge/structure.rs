//! Records whose form is broken.

use crate::ingest::text::records::{Malformed, Records};
use std::cmp::Ordering;

/// Why a record is not a row of `width` fields; `None` if it is one.
pub(in crate::ingest) fn structural_fault(
    record: &Records<'_>,
    width: usize,
) -> Option<&'static str> {
    if let Some(malformed) = record.malformed() {
        return Some(match malformed {
            Malformed::UnclosedQuote => "a quote is never closed",
            Malformed::InvalidByte => "a byte that the file's encoding does not have",
            Malformed::Nul => "a NUL byte",
        });
    }
    match record.len().cmp(&width) {
        Ordering::Greater => Some("more fields than the header"),
        Ordering::Less => Some("fewer fields than the header"),
        Ordering::Equal => None,
    }
}
