//! What would mend a `--by` by which courses cannot be grouped.

use super::hints::{near_among, own_among};
use crate::measures::{By, GroupingError};

pub(super) fn grouping_hint(error: &GroupingError) -> Option<String> {
    match error {
        GroupingError::NoColumn { column, .. } if column.eq_ignore_ascii_case("none") => {
            Some("for all courses together, type `--by none` in lower case".to_owned())
        }
        GroupingError::NoColumn { column, own } => Some(
            own_among(column, own).unwrap_or_else(|| near_among(column, &By::columns())),
        ),
        GroupingError::TooManyValues { .. } => Some(
            "make fewer groups of its values in a column of its own, or select courses by it with `--where`"
                .to_owned(),
        ),
        GroupingError::NoneBeside => Some(
            "type `--by none` by itself for all courses together, or name columns alone".to_owned(),
        ),
        GroupingError::Twice { .. } | GroupingError::Facts(_) => None,
    }
}
