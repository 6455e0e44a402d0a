//! Rules of hours and of the date-times that they are counted from: which values have no time of day, and how many rows
//! lie outside of the time on treatment.

use super::check::{Category, NotApplicable, Outcome, Share};
use super::collected::{collected, column_collected};
use super::part_view::{DOSE_HOUR, PartView};
use super::rule::{Evaluation, PLAUSIBILITY, Rule};
use crate::ingest::tables::summary::TableSummary;
use crate::ingest::text::moment::TimesOfDay;
use crate::model::{
    Column, DIALYSIS, FOLLOW_UP_HOURS, Field, Kind, MEASUREMENTS, MEDICATIONS, STAYS, TOLERANCE,
    TOXICITIES, Table, TableId, VASOPRESSORS,
};

/// A column of date-times with fewer values says nothing of how they came about.
const FEWEST: u64 = 3;

/// The rule that counts date-times without a time of day.
pub const KNOWN_TO_THE_DAY: &str = "known_to_the_day";
/// The rule that counts rows before hour 0.
pub const BEFORE_HOUR_0: &str = "before_hour_0";
/// The rule that counts rows after the last given dose and the time that is counted with it.
pub const AFTER_THE_WINDOW: &str = "after_the_window";
/// The rule of columns that nearly always say 00:00.
pub(super) const MOSTLY_AT_MIDNIGHT: &str = "mostly_at_midnight";

/// The columns of hours; for each of them date-times may stand.
static HOURS: [Field; 12] = [
    DOSE_HOUR,
    Field::of(&TOXICITIES, "onset_hour"),
    Field::of(&TOXICITIES, "resolved_hour"),
    Field::of(&VASOPRESSORS, "start_hour"),
    Field::of(&VASOPRESSORS, "stop_hour"),
    Field::of(&DIALYSIS, "start_hour"),
    Field::of(&DIALYSIS, "stop_hour"),
    Field::of(&MEASUREMENTS, "hour"),
    Field::of(&MEDICATIONS, "start_hour"),
    Field::of(&MEDICATIONS, "stop_hour"),
    Field::of(&STAYS, "start_hour"),
    Field::of(&STAYS, "stop_hour"),
];

pub(super) const RULES: [Rule; 4] = [
    Rule {
        name: KNOWN_TO_THE_DAY,
        category: Category::Conformance,
        out_of: "date-times",
        message: "a date without a time of day: it is known to the day",
        source: "by the data model: an event that began on a day began at 00:00, or at hour 0 on that day; one that ended on a day ended at the end of that day",
        evaluation: Evaluation::Tally(HOURS.split_at(1).1, known_to_the_day),
        ..PLAUSIBILITY
    },
    Rule {
        name: MOSTLY_AT_MIDNIGHT,
        out_of: "date-times with a time of day",
        message: "nearly all times of day are 00:00: are these dates without a time?",
        source: "a date known only to the day and read as 00:00 is before hour 0 on that day, and counts as before treatment",
        evaluation: Evaluation::Names(&HOURS, mostly_at_midnight),
        ..PLAUSIBILITY
    },
    Rule {
        name: BEFORE_HOUR_0,
        out_of: "rows with an hour",
        message: "the row begins before hour 0",
        source: "most measures count from hour 0 on; a baseline is before hour 0",
        evaluation: Evaluation::TallyOfTables(has_hour, before_hour_0),
        ..PLAUSIBILITY
    },
    Rule {
        name: AFTER_THE_WINDOW,
        out_of: "rows with an hour",
        message: "the row begins more than 720 h after the last given dose",
        source: "most measures count up to 720 h (30 days) after the last given dose",
        evaluation: Evaluation::TallyOfTables(has_hour, after_the_window),
        ..PLAUSIBILITY
    },
];

/// How many date-times of the file stand for a column of hours.
fn times(file: &TableSummary, field: Field) -> Result<TimesOfDay, NotApplicable> {
    collected(file)?;
    column_collected(&file.in_file, field)?;
    let mut all = file.times.iter();
    let times = all.find_map(|&(index, times)| (index == field.index).then_some(times));
    times.ok_or_else(|| {
        let (table, column) = (file.table.name, field.column().name);
        NotApplicable(format!("{column} of {table} is given in hours"))
    })
}

fn known_to_the_day(file: &TableSummary, field: Field) -> Outcome {
    let times = times(file, field)?;
    Ok(Share {
        failed: if times.has_days_alone() {
            times.values
        } else {
            times.dates
        },
        out_of: times.values,
    })
}

/// All times of one column fail, or none does. Where all are 00:00 they are known to the day, but for those of doses.
fn mostly_at_midnight(file: &TableSummary, field: Field) -> Outcome {
    let times = times(file, field)?;
    let with_time = times.values - times.dates;
    let are_most = with_time >= FEWEST && 10 * times.midnights >= 9 * with_time;
    let are_all = times.has_days_alone() && file.table.id != TableId::Doses;
    Ok(Share {
        failed: if are_most && !are_all {
            times.midnights
        } else {
            0
        },
        out_of: with_time,
    })
}

/// The hour at which a row of a table lies: at which it began, where it has two.
fn first_hour(table: &Table) -> Option<usize> {
    let is_hour = |column: &Column| matches!(column.kind, Kind::Hour);
    table.columns.iter().position(is_hour)
}

fn has_hour(table: &Table) -> bool {
    first_hour(table).is_some()
}

/// Of the rows of a table with an hour, those of which something is true by the index of their course and the hour.
fn rows_that(
    view: &PartView<'_>,
    table: &'static Table,
    is_outside: impl Fn(usize, f64) -> bool,
) -> Outcome {
    let index = first_hour(table).expect("the rule applies to tables with an hour");
    let hours = view.decimals(Field { table, index })?;
    let rows = view.owners(table)?.iter().zip(hours);
    let timed = rows.filter(|(_, hour)| !hour.is_nan());
    Ok(timed
        .map(|(&course, &hour)| is_outside(course as usize, hour))
        .collect())
}

fn before_hour_0(view: &PartView<'_>, table: &'static Table) -> Outcome {
    rows_that(view, table, |_, hour| hour < -TOLERANCE)
}

/// Where the hour of the last given dose is not known, nothing lies after the window.
fn after_the_window(view: &PartView<'_>, table: &'static Table) -> Outcome {
    let given = view.given();
    let last = |course: usize| given.as_ref().ok()?[course].last_hour;
    rows_that(view, table, |course, hour| {
        last(course).is_some_and(|last| hour > last + FOLLOW_UP_HOURS + TOLERANCE)
    })
}
