//! Doses when all are judged: rows with one key are told apart, and hour 0 of each course is found.

use crate::ingest::error::IngestError;
use crate::ingest::judge::course_index::TimeZeros;
use crate::ingest::judge::file::JudgedFile;
use crate::ingest::judge::plan::PlannedFile;
use crate::ingest::ledger::{Class, QuarantinedRow};
use crate::ingest::rows::keys::{KeyedRows, quarantine_orphans, rows_differ};
use crate::ingest::rows::order::is_identity;
use crate::ingest::rows::typed::{ColumnBuilder, RowBuffer};
use crate::ingest::text::moment::{BEYOND, hours_between, is_hour_of_course};
use crate::model::{DOSES, DoseStatus, is_no_dose, known};
use rayon::prelude::*;
use std::ops::Range;

const STATUS: usize = DOSES.index("status");
const HOUR: usize = DOSES.index("hour");
const SIZE: usize = DOSES.index("iu_per_kg");

/// Why a dose is not stored that was withheld and given later that day: it is one dose, and has one row.
const HELD_AND_GIVEN: &str =
    "the dose has two rows that differ, one held and one given: neither is stored";

/// What is found of doses when all are judged.
#[derive(Debug, Default)]
pub(super) struct OrderedDoses {
    /// Hour 0 of each course.
    pub(super) time_zeros: TimeZeros,
    /// The number of doses of which no row is stored, because their rows differ.
    pub(super) open_keys: u64,
}

/// What is found of the doses of a part.
struct OrderedPart {
    quarantined: Vec<QuarantinedRow>,
    time_zeros: TimeZeros,
    open_keys: u64,
    /// Texts of rows that are not stored, each with the index of its column.
    forgotten: Vec<(usize, u32)>,
}

/// Tells rows with one key apart, puts those that are stored in the order of their keys, and counts hours from date-times.
/// `parts` are the courses of each part.
///
/// # Errors
///
/// [`IngestError::OverLimit`] where too many rows are quarantined, [`IngestError::NoRoom`] where rows cannot be spilled
/// or read back.
pub(super) fn order_doses(
    file: &PlannedFile<'_>,
    judged: &mut JudgedFile,
    parts: &[Range<usize>],
) -> Result<OrderedDoses, IngestError> {
    let table = file.table();
    let [given, held] = [DoseStatus::Given, DoseStatus::Held]
        .map(|status| judged.dictionaries[STATUS].code(status.name()));
    quarantine_orphans(table, &judged.orphans, &mut judged.quarantined);
    let no_room = |source| IngestError::NoRoom { source };
    let order_part = |(part, courses): (usize, &Range<usize>)| {
        let mut rows = judged.partitions.take(part).map_err(no_room)?;
        let mut keyed = KeyedRows::of(table, &rows, |run| {
            let [first, second] = *run else {
                return rows_differ(table, run.len());
            };
            let statuses = [first, second].map(|row| status(&rows)[row as usize]);
            if statuses == [held, given] || statuses == [given, held] {
                HELD_AND_GIVEN
            } else {
                rows_differ(table, 2)
            }
        });
        for _ in &keyed.dropped {
            let counted = file.quarantine_count.add();
            counted.map_err(|error| file.source.failed(error))?;
        }
        let mut forgotten = rows.codes(&keyed.dropped);
        if !is_identity(&keyed.kept, rows.len()) {
            rows = rows.take(&keyed.kept);
        }
        let mut time_zeros = vec![None; courses.len()];
        count_hours(&mut rows, courses.start, given, &mut time_zeros);
        let beyond = rows_beyond(&rows);
        if !beyond.is_empty() {
            for &row in &beyond {
                keyed.quarantined.push(beyond_any_course(&rows, row));
                let counted = file.quarantine_count.add();
                counted.map_err(|error| file.source.failed(error))?;
            }
            forgotten.extend(rows.codes(&beyond));
            let all = (0..).take(rows.len());
            let kept: Vec<u32> = all.filter(|row| !beyond.contains(row)).collect();
            rows = rows.take(&kept);
        }
        judged.partitions.put_back(part, rows).map_err(no_room)?;
        Ok(OrderedPart {
            quarantined: keyed.quarantined,
            time_zeros,
            open_keys: keyed.open_keys,
            forgotten,
        })
    };
    let ordered: Vec<OrderedPart> = parts
        .par_iter()
        .enumerate()
        .map(order_part)
        .collect::<Result<_, IngestError>>()?;
    let mut all = OrderedDoses::default();
    for part in ordered {
        judged.quarantined.extend(part.quarantined);
        judged.forget(part.forgotten);
        all.time_zeros.extend(part.time_zeros);
        all.open_keys += part.open_keys;
    }
    Ok(all)
}

/// The code of each row's status.
fn status(rows: &RowBuffer) -> &[u32] {
    let ColumnBuilder::Code(status) = &rows.columns[STATUS] else {
        unreachable!("a status is required, and a text");
    };
    status
}

/// Rows whose hour, counted from date-times, is none that a course can have.
fn rows_beyond(rows: &RowBuffer) -> Vec<u32> {
    let ColumnBuilder::Decimal(hours) = &rows.columns[HOUR] else {
        return Vec::new();
    };
    let hours = (0..).zip(hours);
    hours
        .filter(|(_, hour)| !hour.is_nan() && !is_hour_of_course(**hour))
        .map(|(row, _)| row)
        .collect()
}

/// The hour of such a row was counted from its date-time: an hour that the file has was judged before.
fn beyond_any_course(rows: &RowBuffer, row: u32) -> QuarantinedRow {
    let lines = rows.lines.as_deref();
    let column = &DOSES.columns[HOUR];
    QuarantinedRow {
        line: lines.expect("rows of a table with a key keep their lines")[row as usize],
        column: column.date_time_name().unwrap_or(column.name).into(),
        class: Class::Domain,
        message: BEYOND.into(),
    }
}

/// Finds hour 0 of each course of a part, and the hours of rows that have a date-time alone. `first` is the part's first
/// course, `given` the code of the status. A given dose of 0 was not given.
fn count_hours(rows: &mut RowBuffer, first: usize, given: u32, time_zeros: &mut [Option<i64>]) {
    let RowBuffer {
        columns,
        owners,
        moments: Some(moments),
        ..
    } = rows
    else {
        return;
    };
    let ColumnBuilder::Code(status) = &columns[STATUS] else {
        unreachable!("a status is required, and a text");
    };
    let sizes = if let ColumnBuilder::Decimal(sizes) = &columns[SIZE] {
        Some(sizes)
    } else {
        None
    };
    let is_given =
        |row: usize| status[row] == given && !sizes.is_some_and(|sizes| is_no_dose(sizes[row]));
    for (row, (&owner, &moment)) in owners.iter().zip(moments.iter()).enumerate() {
        if let (true, Some(moment)) = (is_given(row), known(moment)) {
            let time_zero = &mut time_zeros[owner as usize - first];
            *time_zero = Some(time_zero.map_or(moment, |earliest| earliest.min(moment)));
        }
    }
    let ColumnBuilder::Decimal(hours) = &mut columns[HOUR] else {
        unreachable!("the date-times of doses are those of their hours");
    };
    for ((&owner, hour), &moment) in owners.iter().zip(hours).zip(moments.iter()) {
        let time_zero = time_zeros[owner as usize - first];
        if let (true, Some(moment), Some(time_zero)) = (hour.is_nan(), known(moment), time_zero) {
            *hour = hours_between(time_zero, moment);
        }
    }
}
