//! A part of an export as rules read it: its columns, and what several rules need to know of courses and patients.

use super::check::Problem;
use crate::ingest::tables::courses::{places_of_runs, rank};
use crate::ingest::tables::table::Loaded;
use crate::model::{ABSENT_INTEGER, COURSES, PATIENTS, Presence, Values};
use foldhash::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// The given doses of one course.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given {
    /// How many.
    pub(super) doses: u64,
    /// How many of them have no hour.
    pub(super) without_hour: u64,
    /// The hours of the first and the last; `None` where none has an hour.
    pub(super) hours: Option<(f64, f64)>,
}

/// A part of an export: all tables of the model, each sorted by course or patient.
pub(super) struct Chart<'a> {
    tables: &'a [Loaded],
    /// For each course: its patient, by place.
    pub(super) patients: Vec<usize>,
    /// For each course: its place among the patient's courses.
    pub(super) order: Vec<i64>,
    /// For each course: hours from the start of the patient's first course to its own.
    pub(super) starts: Vec<Option<f64>>,
    /// For each patient with a course: the row in patients.
    pub(super) rows_of_patients: Vec<Option<usize>>,
    given: OnceLock<Result<Vec<Given>, Problem>>,
}

impl<'a> Chart<'a> {
    /// Looks up each course's patient and start. `tables` are in the order of the model, and of one site.
    pub(super) fn new(tables: &'a [Loaded]) -> Self {
        let mut chart = Self {
            tables,
            patients: Vec::new(),
            order: Vec::new(),
            starts: Vec::new(),
            rows_of_patients: Vec::new(),
            given: OnceLock::new(),
        };
        let column = |table: &str, column| chart.stored(table, column).ok();
        let (course_ids, patient_ids) = (
            column(COURSES.name, "patient_id"),
            column(PATIENTS.name, "patient_id"),
        );
        let n_courses = course_ids.map_or(0, Values::len);
        let integers = |name| -> Vec<Option<i64>> {
            let values = column(COURSES.name, name);
            (0..n_courses)
                .map(|row| values.and_then(|values| values.integer(row)))
                .collect()
        };
        let patient = |row| course_ids.and_then(|ids| ids.text(row));
        let names: Vec<Option<&str>> = (0..n_courses).map(patient).collect();
        let places = places_of_runs(&names);
        let mut numbers = integers("course_number");
        let (order, days) = rank(&places, &integers("start_day"), &mut numbers);
        let patients: Vec<usize> = places
            .iter()
            .map(|&place| usize::try_from(place).unwrap_or_default())
            .collect();
        let n_rows = patient_ids.map_or(0, Values::len);
        let rows: HashMap<&str, usize> = (0..n_rows)
            .filter_map(|row| Some((patient_ids?.text(row)?, row)))
            .collect();
        let n_patients = patients.last().map_or(0, |last| last + 1);
        let mut rows_of_patients = vec![None; n_patients];
        for (name, &patient) in names.iter().zip(&patients) {
            rows_of_patients[patient] = name.and_then(|name| rows.get(name).copied());
        }
        chart.starts = days
            .into_iter()
            .map(|day| day.map(|day| 24.0 * day as f64))
            .collect();
        chart.patients = patients;
        chart.order = order;
        chart.rows_of_patients = rows_of_patients;
        chart
    }

    /// All tables of the model.
    pub(super) fn tables(&self) -> &'a [Loaded] {
        self.tables
    }

    /// A table that was collected.
    pub(super) fn table(&self, name: &str) -> Result<&'a Loaded, Problem> {
        self.tables
            .iter()
            .find(|loaded| loaded.table.name == name && loaded.is_collected)
            .ok_or_else(|| Problem::NotApplicable(format!("the table {name} was not collected")))
    }

    /// A column of a table that was collected, whether or not the file has the column.
    fn stored(&self, table: &str, column: &str) -> Result<&'a Values, Problem> {
        let loaded = self.table(table)?;
        loaded
            .table
            .place(column)
            .map(|place| &loaded.columns[place])
            .ok_or_else(|| Problem::Broken(format!("{table} has no column {column}")))
    }

    /// A column that was collected, has a default, or is derived.
    pub(super) fn values(&self, table: &str, column: &str) -> Result<&'a Values, Problem> {
        let loaded = self.table(table)?;
        let is_there = loaded.table.place(column).is_some_and(|place| {
            let presence = loaded.table.columns[place].presence;
            loaded.in_file[place] || matches!(presence, Presence::Default(_) | Presence::Derived)
        });
        if is_there {
            self.stored(table, column)
        } else {
            let why = format!("the column {column} of {table} was not collected");
            Err(Problem::NotApplicable(why))
        }
    }

    /// A column of whole numbers.
    pub(super) fn integers(&self, table: &str, column: &str) -> Result<&'a [i64], Problem> {
        match self.values(table, column)? {
            Values::Integer(values) => Ok(values),
            Values::Decimal(_) | Values::Boolean(_) | Values::Text { .. } => {
                Err(other_kind(table, column, "whole numbers"))
            }
        }
    }

    /// A column of decimals.
    pub(super) fn decimals(&self, table: &str, column: &str) -> Result<&'a [f64], Problem> {
        match self.values(table, column)? {
            Values::Decimal(values) => Ok(values),
            Values::Integer(_) | Values::Boolean(_) | Values::Text { .. } => {
                Err(other_kind(table, column, "decimals"))
            }
        }
    }

    /// A column of yes and no.
    pub(super) fn booleans(
        &self,
        table: &str,
        column: &str,
    ) -> Result<&'a [Option<bool>], Problem> {
        match self.values(table, column)? {
            Values::Boolean(values) => Ok(values),
            Values::Integer(_) | Values::Decimal(_) | Values::Text { .. } => {
                Err(other_kind(table, column, "yes and no"))
            }
        }
    }

    /// A column of texts: the code of each row, and the texts.
    pub(super) fn texts(
        &self,
        table: &str,
        column: &str,
    ) -> Result<(&'a [u32], &'a [String]), Problem> {
        match self.values(table, column)? {
            Values::Text { codes, words } => Ok((codes, words)),
            Values::Integer(_) | Values::Decimal(_) | Values::Boolean(_) => {
                Err(other_kind(table, column, "texts"))
            }
        }
    }

    /// A column of texts: for each row whether it is this text.
    pub(super) fn is_text(
        &self,
        table: &str,
        column: &str,
        text: &str,
    ) -> Result<impl Fn(usize) -> bool + use<'a>, Problem> {
        let (codes, words) = self.texts(table, column)?;
        let wanted = words.iter().position(|word| word == text);
        Ok(move |row: usize| wanted == Some(codes[row] as usize))
    }

    /// The place of each row's course.
    pub(super) fn owners(&self, table: &str) -> Result<&'a [u32], Problem> {
        Ok(&self.table(table)?.owners)
    }

    /// Each course that has rows in a table, with their range.
    pub(super) fn by_course(
        &self,
        table: &str,
    ) -> Result<impl Iterator<Item = (usize, Range<usize>)> + use<'a>, Problem> {
        let mut from = 0;
        let runs = self.owners(table)?.chunk_by(|a, b| a == b);
        Ok(runs.map(move |run| {
            let rows = from..from + run.len();
            from = rows.end;
            (run[0] as usize, rows)
        }))
    }

    /// For each course: its given doses.
    pub(super) fn given(&self) -> Result<&[Given], Problem> {
        let found = self.given.get_or_init(|| {
            let is_given = self.is_text("doses", "status", "given")?;
            let hours = self.decimals("doses", "hour")?;
            let none = Given {
                doses: 0,
                without_hour: 0,
                hours: None,
            };
            let mut given = vec![none; self.patients.len()];
            for (row, (&course, &hour)) in self.owners("doses")?.iter().zip(hours).enumerate() {
                if !is_given(row) {
                    continue;
                }
                let known = &mut given[course as usize];
                known.doses += 1;
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

    /// For each patient with a course: a day of theirs, where it is known.
    pub(super) fn days_of_patients(&self, column: &str) -> Result<Vec<Option<i64>>, Problem> {
        let days = self.integers(PATIENTS.name, column)?;
        let day = |row: &Option<usize>| row.map(|row| days[row]).filter(|d| *d != ABSENT_INTEGER);
        Ok(self.rows_of_patients.iter().map(day).collect())
    }

    /// For each course: its hour at which the day of the patient's death is over, where both are known.
    pub(super) fn ends_of_death_day(&self) -> Result<Vec<Option<f64>>, Problem> {
        let deaths = self.days_of_patients("death_day")?;
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

fn other_kind(table: &str, column: &str, kind: &str) -> Problem {
    Problem::Broken(format!("the column {column} of {table} holds no {kind}"))
}
