//! A part of an export as rules read it. Takes all tables of the model, in its order, of one site, each sorted by course
//! or patient; gives columns by kind, and what several rules need to know of courses and patients.
//!
//! A column that was not collected makes a rule not applicable. One of another kind than its reader expects is a mistake
//! of the program, and stops it.

use super::check::NotApplicable;
use super::collected::{column_collected, not_collected};
use crate::ingest::tables::courses::{rank, run_numbers};
use crate::ingest::tables::table::Loaded;
use crate::model::{
    COURSES, ClosedSet, DOSES, DoseStatus, Field, Frame, PATIENTS, Table, is_no_dose, known,
};
use foldhash::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

pub(super) const DOSE_STATUS: Field = Field::of(&DOSES, "status");
pub(super) const DOSE_HOUR: Field = Field::of(&DOSES, "hour");
pub(super) const DOSE_SIZE: Field = Field::of(&DOSES, "iu_per_kg");
pub(super) const DEATH_DAY: Field = Field::of(&PATIENTS, "death_day");
pub(super) const START_DAY: Field = Field::of(&COURSES, "start_day");
const COURSE_NUMBER: Field = Field::of(&COURSES, "course_number");
const PATIENT_OF_COURSE: Field = Field::of(&COURSES, "patient_id");
const PATIENT: Field = Field::of(&PATIENTS, "patient_id");

/// The given doses of one course.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Given {
    /// Their number.
    pub(super) doses: u64,
    /// The number of those without an hour.
    pub(super) without_hour: u64,
    /// The hours of the first and the last; `None` where none has an hour.
    pub(super) hours: Option<(f64, f64)>,
    /// The hour of the one with the highest cycle and dose number, where it has one.
    pub(super) last_hour: Option<f64>,
}

/// A part of an export.
pub(super) struct PartView<'a> {
    tables: &'a [Loaded],
    /// For each course: the index of its patient among those that have a course.
    pub(super) patients: Vec<usize>,
    /// For each course: its ordinal among the patient's courses, from 1.
    pub(super) order: Vec<i64>,
    /// For each course: hours from the start of the patient's first course to its own.
    pub(super) starts: Vec<Option<f64>>,
    /// For each patient that has a course: the row in patients.
    pub(super) rows_of_patients: Vec<Option<usize>>,
    given: OnceLock<Result<Vec<Given>, NotApplicable>>,
}

impl<'a> PartView<'a> {
    /// Finds each course's patient and start.
    pub(super) fn new(tables: &'a [Loaded]) -> Self {
        let frame = |field: Field| &tables[field.table.id as usize].frame;
        let numbers = |field: Field| -> Vec<Option<i64>> {
            let values = frame(field).integers(field.column().name).iter();
            values.map(|&value| known(value)).collect()
        };
        let (codes, names) = frame(PATIENT_OF_COURSE).texts(PATIENT_OF_COURSE.column().name);
        let positions = run_numbers(codes);
        let (order, days) = rank(&positions, &numbers(START_DAY), &mut numbers(COURSE_NUMBER));
        let patients: Vec<usize> = positions
            .into_iter()
            .map(|position| usize::try_from(position).expect("runs are counted from 0"))
            .collect();
        let (row_codes, row_names) = frame(PATIENT).texts(PATIENT.column().name);
        let rows: HashMap<&str, usize> = row_codes
            .iter()
            .map(|&code| row_names[code as usize].as_str())
            .zip(0..)
            .collect();
        let mut rows_of_patients = vec![None; patients.last().map_or(0, |last| last + 1)];
        for (&code, &patient) in codes.iter().zip(&patients) {
            rows_of_patients[patient] = rows.get(names[code as usize].as_str()).copied();
        }
        Self {
            tables,
            patients,
            order,
            starts: days
                .into_iter()
                .map(|day| day.map(|day| 24.0 * day as f64))
                .collect(),
            rows_of_patients,
            given: OnceLock::new(),
        }
    }

    /// A table that was collected.
    pub(super) fn table(&self, table: &Table) -> Result<&'a Loaded, NotApplicable> {
        let loaded = &self.tables[table.id as usize];
        let of_collected = loaded.is_collected.then_some(loaded);
        of_collected.ok_or_else(|| not_collected(table))
    }

    /// The rows of a column's table, if the column was collected, has a default, or is derived; with the column's name.
    fn collected(&self, field: Field) -> Result<(&'a Frame, &'static str), NotApplicable> {
        let loaded = self.table(field.table)?;
        column_collected(&loaded.in_file, field)?;
        Ok((&loaded.frame, field.column().name))
    }

    /// The rows of a column's table, all absent in the column where it was not collected; with the column's name.
    fn stored(&self, field: Field) -> (&'a Frame, &'static str) {
        let loaded = &self.tables[field.table.id as usize];
        (&loaded.frame, field.column().name)
    }

    /// Checks that a column was collected, has a default, or is derived.
    pub(super) fn require(&self, field: Field) -> Result<(), NotApplicable> {
        self.collected(field).map(|_| ())
    }

    /// A column of whole numbers.
    pub(super) fn integers(&self, field: Field) -> Result<&'a [i64], NotApplicable> {
        self.collected(field)
            .map(|(frame, name)| frame.integers(name))
    }

    /// A column of decimals.
    pub(super) fn decimals(&self, field: Field) -> Result<&'a [f64], NotApplicable> {
        self.collected(field)
            .map(|(frame, name)| frame.decimals(name))
    }

    /// A column of yes and no.
    pub(super) fn booleans(&self, field: Field) -> Result<&'a [Option<bool>], NotApplicable> {
        self.collected(field)
            .map(|(frame, name)| frame.booleans(name))
    }

    /// A column of texts: the code of each row, and the texts.
    pub(super) fn texts(&self, field: Field) -> Result<(&'a [u32], &'a [String]), NotApplicable> {
        self.collected(field).map(|(frame, name)| frame.texts(name))
    }

    /// A column of choices: the member of a closed set in each row.
    pub(super) fn choices<E: ClosedSet>(
        &self,
        field: Field,
    ) -> Result<Vec<Option<E>>, NotApplicable> {
        self.collected(field)
            .map(|(frame, name)| frame.choices(name))
    }

    /// A column of whole numbers; all absent where it was not collected.
    pub(super) fn stored_integers(&self, field: Field) -> &'a [i64] {
        let (frame, name) = self.stored(field);
        frame.integers(name)
    }

    /// A column of decimals; all absent where it was not collected.
    pub(super) fn stored_decimals(&self, field: Field) -> &'a [f64] {
        let (frame, name) = self.stored(field);
        frame.decimals(name)
    }

    /// A column of texts; all absent where it was not collected.
    pub(super) fn stored_texts(&self, field: Field) -> (&'a [u32], &'a [String]) {
        let (frame, name) = self.stored(field);
        frame.texts(name)
    }

    /// A column of texts: for each row whether it is this text.
    pub(super) fn is_text(
        &self,
        field: Field,
        text: &str,
    ) -> Result<impl Fn(usize) -> bool + use<'a>, NotApplicable> {
        let (codes, words) = self.texts(field)?;
        let wanted = words.iter().position(|word| word == text);
        Ok(move |row: usize| wanted == Some(codes[row] as usize))
    }

    /// For each row of doses: whether the dose was given; one of 0 was not.
    pub(super) fn is_given(&self) -> Result<impl Fn(usize) -> bool + use<'a>, NotApplicable> {
        let is_given = self.is_text(DOSE_STATUS, DoseStatus::Given.name())?;
        let sizes = self.stored_decimals(DOSE_SIZE);
        Ok(move |row: usize| is_given(row) && !is_no_dose(sizes[row]))
    }

    /// For each row of a table: the index of its course.
    pub(super) fn owners(&self, table: &Table) -> Result<&'a [u32], NotApplicable> {
        Ok(&self.table(table)?.owners)
    }

    /// Each course that has rows in a table, with their range.
    pub(super) fn by_course(
        &self,
        table: &Table,
    ) -> Result<impl Iterator<Item = (usize, Range<usize>)> + use<'a>, NotApplicable> {
        let mut from = 0;
        let runs = self.owners(table)?.chunk_by(|a, b| a == b);
        Ok(runs.map(move |run| {
            let rows = from..from + run.len();
            from = rows.end;
            (run[0] as usize, rows)
        }))
    }

    /// For each course: its given doses.
    pub(super) fn given(&self) -> Result<&[Given], NotApplicable> {
        let found = self.given.get_or_init(|| {
            let is_given = self.is_given()?;
            let hours = self.decimals(DOSE_HOUR)?;
            let mut given = vec![Given::default(); self.patients.len()];
            for (row, (&course, &hour)) in self.owners(&DOSES)?.iter().zip(hours).enumerate() {
                if !is_given(row) {
                    continue;
                }
                let known = &mut given[course as usize];
                known.doses += 1;
                // Rows of doses are in the order of course, cycle and dose number.
                known.last_hour = Some(hour).filter(|hour| !hour.is_nan());
                if hour.is_nan() {
                    known.without_hour += 1;
                } else {
                    let (first, last) = known.hours.unwrap_or((hour, hour));
                    known.hours = Some((first.min(hour), last.max(hour)));
                }
            }
            Ok(given)
        });
        found.as_deref().map_err(Clone::clone)
    }

    /// For each course: whether a dose was given, at whatever hour.
    pub(super) fn treated(&self) -> Result<Vec<bool>, NotApplicable> {
        let is_given = self.is_given()?;
        let mut treated = vec![false; self.patients.len()];
        for (row, &course) in self.owners(&DOSES)?.iter().enumerate() {
            treated[course as usize] |= is_given(row);
        }
        Ok(treated)
    }

    /// For each patient that has a course: a day of theirs, where it is known.
    pub(super) fn days_of_patients(&self, field: Field) -> Result<Vec<Option<i64>>, NotApplicable> {
        let days = self.integers(field)?;
        let day = |row: &Option<usize>| row.and_then(|row| known(days[row]));
        Ok(self.rows_of_patients.iter().map(day).collect())
    }

    /// For each course: its hour at which the day of the patient's death is over, where both are known.
    pub(super) fn ends_of_death_day(&self) -> Result<Vec<Option<f64>>, NotApplicable> {
        let deaths = self.days_of_patients(DEATH_DAY)?;
        let end = |(&patient, start): (&usize, &Option<f64>)| {
            Some(end_of_day(deaths[patient]?) - (*start)?)
        };
        Ok(self.patients.iter().zip(&self.starts).map(end).collect())
    }
}

/// The hour at which a day is over: a day is a whole day.
pub(super) fn end_of_day(day: i64) -> f64 {
    24.0 * (day as f64 + 1.0)
}
