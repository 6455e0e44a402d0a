//! Own columns of courses and of their patients, as columns of `facts_courses`; and the values of rows by their numbers.

use crate::model::{ABSENT_CODE, ABSENT_INTEGER, Frame, Values, is_own_column};

/// The own columns of courses, then those of their patients, for courses in this order, each with the row of its patient.
pub(super) fn own_columns(
    courses: &Frame,
    patients: &Frame,
    patient_of: &[Option<usize>],
    order: &[usize],
) -> Vec<(String, Values)> {
    let own = |table: &Frame, row: &dyn Fn(usize) -> Option<usize>| -> Vec<(String, Values)> {
        let columns = table.columns().filter(|(name, _)| is_own_column(name));
        let rows = || order.iter().map(|&course| row(course));
        columns
            .map(|(name, values)| (name.to_owned(), take_optional(values, rows())))
            .collect()
    };
    let mut columns = own(courses, &Some);
    columns.extend(own(patients, &|course| patient_of[course]));
    columns
}

/// The values at these rows; absent where a row is `None`.
pub(super) fn take_optional(column: &Values, rows: impl Iterator<Item = Option<usize>>) -> Values {
    match column {
        Values::Integer(values) => Values::Integer(
            rows.map(|row| row.map_or(ABSENT_INTEGER, |row| values[row]))
                .collect(),
        ),
        Values::Decimal(values) => Values::Decimal(
            rows.map(|row| row.map_or(f64::NAN, |row| values[row]))
                .collect(),
        ),
        Values::Boolean(values) => {
            Values::Boolean(rows.map(|row| row.and_then(|row| values[row])).collect())
        }
        Values::Text { codes, words } => Values::Text {
            codes: rows
                .map(|row| row.map_or(ABSENT_CODE, |row| codes[row]))
                .collect(),
            words: words.clone(),
        },
    }
}
