//! Tables of events: rows of courses, which wait in parts until these are stored.

use super::bins::{Bins, Room};
use super::derive::{Columns, Meanings, column_of_names};
use super::directory::{CourseJudge, Directory};
use super::error::IngestError;
use super::export::Options;
use super::finish::{first_of_each_key, in_order, into_columns, is_identity, set_strays_aside};
use super::loaded::{Head, Loaded};
use super::quarantine::{FileLedger, SetAside};
use super::rows::{Growing, Rows, Texts};
use super::sheet::{Parting, read_sheet};
use super::source::{Source, Survey};
use crate::model::{ABSENT_INTEGER, DOSES, Table, Values};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// Hour 0 of each course in seconds, where date-times give one.
pub(super) type Anchors = Vec<Option<i64>>;

/// What reading a table of events needs to know of its export.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) directory: &'a Directory,
    /// The courses of each part.
    pub(super) parts: &'a [Range<usize>],
    pub(super) part_of: &'a Arc<Vec<u32>>,
    pub(super) options: &'a Options,
    pub(super) room: &'a Room,
}

/// A table of events of which the rows were judged.
#[derive(Debug)]
pub(super) struct Events {
    pub(super) table: &'static Table,
    pub(super) is_collected: bool,
    /// For each column: whether the file has it.
    pub(super) in_file: Vec<bool>,
    texts: Vec<Texts>,
    pub(super) meanings: Meanings,
    bins: Option<Bins>,
    pub(super) ledger: Option<FileLedger>,
}

impl Events {
    pub(super) fn not_collected(table: &'static Table) -> Self {
        Self {
            table,
            is_collected: false,
            in_file: vec![false; table.columns.len()],
            texts: vec![Texts::default(); table.columns.len()],
            meanings: Meanings::default(),
            bins: None,
            ledger: None,
        }
    }

    /// Doses: they give each course its hour 0, from which the hours of all date-times are counted.
    pub(super) fn doses(
        source: &Source,
        survey: &Survey,
        reading: Reading<'_>,
    ) -> Result<(Self, Anchors), IngestError> {
        // Hours of doses are counted when all are read.
        let judge = CourseJudge::new(reading.directory, &DOSES, Some(&[]));
        let read = Self::read(&DOSES, source, survey, judge, reading)?;
        Ok(read.unwrap_or_else(|| (Self::not_collected(&DOSES), Vec::new())))
    }

    /// Another table of events; `None` where its hours are to be counted from anchors that are not known yet.
    pub(super) fn others(
        table: &'static Table,
        source: &Source,
        survey: &Survey,
        anchors: Option<&Anchors>,
        reading: Reading<'_>,
    ) -> Result<Option<Self>, IngestError> {
        let anchors = anchors.map(Vec::as_slice);
        let judge = CourseJudge::new(reading.directory, table, anchors);
        let read = Self::read(table, source, survey, judge, reading)?;
        Ok(read.map(|(events, _)| events))
    }

    fn read(
        table: &'static Table,
        source: &Source,
        survey: &Survey,
        mut judge: CourseJudge<'_>,
        reading: Reading<'_>,
    ) -> Result<Option<(Self, Anchors)>, IngestError> {
        let parting = Parting {
            parts: reading.parts.len(),
            part_of: Some(Arc::clone(reading.part_of)),
            room: reading.room,
        };
        let options = reading.options;
        let Some(mut sheet) = read_sheet(table, source, survey, &mut judge, options, &parting)?
        else {
            return Ok(None);
        };
        let mut anchors = Anchors::new();
        if table.has_key() {
            let given = table
                .place("status")
                .map(|place| sheet.words[place].code("given"));
            let strays = std::mem::take(&mut sheet.strays);
            set_strays_aside(table, strays, &mut sheet.set_aside);
            let settled: Vec<(Vec<SetAside>, Anchors)> = (0..reading.parts.len())
                .into_par_iter()
                .map(|part| settle(table, &sheet.bins, part, &reading.parts[part], given))
                .collect::<std::io::Result<_>>()
                .map_err(|error| settling_failed(source, error))?;
            for (set_aside, of_part) in settled {
                sheet.set_aside.extend(set_aside);
                anchors.extend(of_part);
            }
            super::limits::check_set_aside(sheet.set_aside.len())
                .map_err(|error| source.failed(error))?;
        }
        let stored = sheet.read - sheet.set_aside.len() as u64;
        let (head, texts, bins) = Head::of(sheet, source, survey, stored);
        let events = Self {
            table,
            is_collected: true,
            in_file: head.in_file,
            meanings: Meanings::of(table, &texts),
            texts,
            bins: Some(bins),
            ledger: Some(head.ledger),
        };
        Ok(Some((events, anchors)))
    }

    /// The texts of the column of names.
    pub(super) fn names(&self) -> &[String] {
        let place = column_of_names(self.table).and_then(|column| self.table.place(column));
        let texts = place.and_then(|place| self.texts.get(place));
        texts.map_or(&[], |texts| &texts.words)
    }

    /// The rows of a part that holds these courses. They are taken: nobody gets them twice.
    pub(super) fn part(
        &self,
        part: usize,
        courses: &Range<usize>,
        ids: &Values,
    ) -> std::io::Result<Loaded> {
        let Some(bins) = &self.bins else {
            return Ok(Loaded::not_collected(self.table));
        };
        let rows = bins.take(part)?;
        let is_kept: Vec<bool> = rows
            .columns
            .iter()
            .map(|column| !matches!(column, Growing::Nothing))
            .collect();
        let first = u32::try_from(courses.start).unwrap_or_default();
        let mut owners: Vec<u32> = rows.owners.iter().map(|owner| owner - first).collect();
        let mut columns = into_columns(self.table, rows, &self.texts);
        let kept: Vec<&Values> = columns
            .iter()
            .zip(&is_kept)
            .filter_map(|(values, is_kept)| is_kept.then_some(values))
            .collect();
        let order = in_order(&owners, &kept);
        if !is_identity(&order, owners.len()) {
            owners = order.iter().map(|&row| owners[row as usize]).collect();
            for (values, _) in columns.iter_mut().zip(is_kept).filter(|(_, kept)| *kept) {
                *values = values.take(&order);
            }
        }
        let mut access = Columns {
            table: self.table,
            values: &mut columns,
        };
        access.set("course_id", ids.take(&owners));
        Ok(Loaded::of(
            self.table,
            self.in_file.clone(),
            columns,
            owners,
        ))
    }
}

/// Why the rows of a table could not be settled.
fn settling_failed(source: &Source, error: std::io::Error) -> IngestError {
    if super::limits::Limit::of(&error).is_some() {
        source.failed(error)
    } else {
        IngestError::NoRoom { source: error }
    }
}

/// Looks at the keys of a part's rows and puts them in their order. With it hour 0 of each of its courses in seconds,
/// where date-times give one, from which the rows' own date-times become hours.
fn settle(
    table: &Table,
    bins: &Bins,
    part: usize,
    courses: &Range<usize>,
    given: Option<u32>,
) -> std::io::Result<(Vec<SetAside>, Anchors)> {
    let mut rows = bins.take(part)?;
    let mut set_aside = Vec::new();
    let kept = first_of_each_key(table, &rows, &mut set_aside)?;
    if !is_identity(&kept, rows.len()) {
        rows = rows.take(&kept);
    }
    let mut anchors = vec![None; courses.len()];
    count_hours(table, &mut rows, courses.start, given, &mut anchors);
    bins.put_back(part, rows)?;
    Ok((set_aside, anchors))
}

/// Finds hour 0 of each course, and the hours of rows that have a date-time alone.
fn count_hours(
    table: &Table,
    rows: &mut Rows,
    first: usize,
    given: Option<u32>,
    anchors: &mut [Option<i64>],
) {
    let Rows {
        columns,
        owners,
        moments: Some(moments),
        ..
    } = rows
    else {
        return;
    };
    let place = |column| table.place(column).unwrap_or_default();
    let known = |moment: i64| Some(moment).filter(|&moment| moment != ABSENT_INTEGER);
    if let Growing::Code(status) = &columns[place("status")] {
        for ((&owner, &status), &moment) in owners.iter().zip(status).zip(moments.iter()) {
            if let (true, Some(moment)) = (Some(status) == given, known(moment)) {
                let anchor = &mut anchors[owner as usize - first];
                *anchor = Some(anchor.map_or(moment, |earliest| earliest.min(moment)));
            }
        }
    }
    if let Growing::Decimal(hours) = &mut columns[place("hour")] {
        for ((&owner, hour), &moment) in owners.iter().zip(hours).zip(moments.iter()) {
            let anchor = anchors[owner as usize - first];
            if let (true, Some(moment), Some(anchor)) = (hour.is_nan(), known(moment), anchor) {
                *hour = (moment - anchor) as f64 / 3600.0;
            }
        }
    }
}
