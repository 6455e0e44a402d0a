//! One table of an export, read, judged and in the order of the store.

use super::derive::{
    Columns, derive_dialysis, derive_doses, derive_measurements, derive_medications,
    derive_toxicities, derive_vasopressors,
};
use super::directory::{CourseJudge, Directory, OwnerJudge};
use super::error::IngestError;
use super::export::Options;
use super::finish::{into_columns, keep_rows};
use super::quarantine::{FileLedger, Unlisted};
use super::sheet::{Growing, Reference, Sheet, read_sheet};
use super::source::{Source, Survey};
use crate::model::{ABSENT_CODE, ABSENT_INTEGER, Column, DOSES, Table, Values, is_absent};
use std::ops::Range;

/// Hour 0 of each course in seconds, where date-times give one.
pub(super) type Anchors = Vec<Option<i64>>;

/// A table with its rows in the order of the store, over all sites of the export.
pub(super) struct Loaded {
    pub(super) table: &'static Table,
    pub(super) is_collected: bool,
    pub(super) collected: Vec<bool>,
    /// For each column: whether the file has it.
    pub(super) in_file: Vec<bool>,
    /// For each column: how many rows had a value before any default was filled in.
    pub(super) filled: Vec<u64>,
    pub(super) columns: Vec<Values>,
    /// Place of each row's course (or patient) in the export.
    pub(super) owners: Vec<u32>,
    pub(super) ledger: Option<FileLedger>,
    pub(super) unlisted: Vec<Unlisted>,
}

impl Loaded {
    pub(super) fn not_collected(table: &'static Table) -> Self {
        Self {
            table,
            is_collected: false,
            collected: vec![false; table.columns.len()],
            in_file: vec![false; table.columns.len()],
            filled: vec![0; table.columns.len()],
            columns: table
                .columns
                .iter()
                .map(|column| Values::none_of(column.kind))
                .collect(),
            owners: Vec::new(),
            ledger: None,
            unlisted: Vec::new(),
        }
    }

    /// The rows of a run of courses.
    pub(super) fn rows_of(&self, courses: Range<usize>) -> Range<usize> {
        let below = |end: usize| self.owners.partition_point(|&owner| (owner as usize) < end);
        below(courses.start)..below(courses.end)
    }

    /// Courses or patients, sorted by site and identifier.
    pub(super) fn owners(
        table: &'static Table,
        source: &Source,
        judge: &mut OwnerJudge<'_>,
        options: &Options,
    ) -> Result<Self, IngestError> {
        let survey = source.survey()?;
        let Some(mut sheet) = read_sheet(table, source, &survey, judge, options)? else {
            return Ok(Self::not_collected(table));
        };
        let kept = keep_rows(&mut sheet);
        let id_column = table
            .columns
            .iter()
            .position(Column::is_required)
            .unwrap_or_default();
        let Growing::Code(codes) = &sheet.columns[id_column] else {
            return Ok(Self::not_collected(table));
        };
        let place = |row: u32| match sheet.references[row as usize] {
            Reference::To(place) | Reference::Unknown(place) => place,
        };
        let words = &sheet.words[id_column];
        let mut order: Vec<u32> = kept.clone();
        let by_name = |row: &u32| {
            (
                &judge.sites[place(*row) as usize],
                words.text(codes[*row as usize]),
            )
        };
        order.sort_unstable_by(|a, b| by_name(a).cmp(&by_name(b)));
        let mut ranks = vec![u32::MAX; sheet.references.len()];
        let mut owners = Vec::with_capacity(order.len());
        for (rank, &row) in (0..).zip(&order) {
            ranks[row as usize] = rank;
            owners.push(place(row));
        }
        let mut loaded = Self::finish(sheet, kept, &ranks, source, &survey);
        // From here on the owner is what tells the row's site.
        loaded.owners = owners;
        Ok(loaded)
    }

    /// Doses: they give each course its hour 0, from which the hours of all date-times are counted.
    pub(super) fn doses(
        source: &Source,
        survey: &Survey,
        directory: &Directory,
        options: &Options,
    ) -> Result<(Self, Anchors), IngestError> {
        let mut anchors: Anchors = vec![None; directory.courses.len()];
        // Hours of doses are counted below, when all anchors are known.
        let mut judge = CourseJudge::new(directory, &DOSES, Some(&[]));
        let Some(mut sheet) = read_sheet(&DOSES, source, survey, &mut judge, options)? else {
            return Ok((Self::not_collected(&DOSES), anchors));
        };
        let kept = keep_rows(&mut sheet);
        let ranks = course_places(&sheet);
        let (status_place, hour_place) = (
            DOSES.place("status").unwrap_or_default(),
            DOSES.place("hour").unwrap_or_default(),
        );
        let given = sheet.words[status_place].code("given");
        for &row in &kept {
            let (row, course) = (row as usize, ranks[row as usize] as usize);
            let Growing::Code(status) = &sheet.columns[status_place] else {
                continue;
            };
            if let (true, Some(moment)) = (status[row] == given, sheet.moments[row]) {
                let anchor = &mut anchors[course];
                *anchor = Some(anchor.map_or(moment, |earliest: i64| earliest.min(moment)));
            }
        }
        if let Growing::Decimal(hours) = &mut sheet.columns[hour_place] {
            for &row in &kept {
                let (row, course) = (row as usize, ranks[row as usize] as usize);
                if let (true, Some(moment), Some(anchor)) =
                    (hours[row].is_nan(), sheet.moments[row], anchors[course])
                {
                    hours[row] = (moment - anchor) as f64 / 3600.0;
                }
            }
        }
        let mut loaded = Self::finish(sheet, kept, &ranks, source, survey);
        let mut columns = Columns {
            table: &DOSES,
            values: &mut loaded.columns,
        };
        loaded.unlisted = derive_doses(&mut columns);
        Ok((loaded, anchors))
    }

    /// A table of events of courses; `None` where its hours are to be counted from anchors that are not known yet.
    pub(super) fn events(
        table: &'static Table,
        source: &Source,
        survey: &Survey,
        mut judge: CourseJudge<'_>,
        weights: &[f64],
        options: &Options,
    ) -> Result<Option<Self>, IngestError> {
        let Some(mut sheet) = read_sheet(table, source, survey, &mut judge, options)? else {
            return Ok(None);
        };
        let kept = keep_rows(&mut sheet);
        let ranks = course_places(&sheet);
        let mut loaded = Self::finish(sheet, kept, &ranks, source, survey);
        let weights: Vec<f64> = if table.name == "vasopressors" {
            loaded
                .owners
                .iter()
                .map(|&course| weights[course as usize])
                .collect()
        } else {
            Vec::new()
        };
        let mut columns = Columns {
            table,
            values: &mut loaded.columns,
        };
        loaded.unlisted = match table.name {
            "toxicities" => derive_toxicities(&mut columns),
            "vasopressors" => derive_vasopressors(&mut columns, &weights),
            "measurements" => derive_measurements(&mut columns),
            "medications" => derive_medications(&mut columns),
            "dialysis" => {
                derive_dialysis(&mut columns);
                Vec::new()
            }
            _ => Vec::new(),
        };
        Ok(Some(loaded))
    }

    /// Sorts and closes a table. `ranks` gives the place of each row's owner.
    fn finish(
        mut sheet: Sheet,
        kept: Vec<u32>,
        ranks: &[u32],
        source: &Source,
        survey: &Survey,
    ) -> Self {
        let table = sheet.table;
        sheet.set_aside.sort_by_key(|row| row.line);
        let ledger = FileLedger {
            file: source.name.clone(),
            table: table.name,
            sha256: survey.sha256.clone(),
            read: sheet.read,
            stored: kept.len() as u64,
            set_aside: std::mem::take(&mut sheet.set_aside),
            unnamed_columns: std::mem::take(&mut sheet.header.unnamed),
        };
        let has = |place: usize| sheet.header.has(place);
        let in_file = (0..table.columns.len()).map(has).collect();
        let collected = (0..table.columns.len())
            .map(|place| has(place) || has_default(table, place))
            .collect();
        let (columns, order) = into_columns(sheet, kept, ranks);
        let owners = order.iter().map(|&row| ranks[row as usize]).collect();
        Self {
            table,
            is_collected: true,
            collected,
            in_file,
            filled: columns.iter().map(count_filled).collect(),
            columns,
            owners,
            ledger: Some(ledger),
            unlisted: Vec::new(),
        }
    }
}

fn has_default(table: &Table, place: usize) -> bool {
    matches!(
        table.columns[place].presence,
        crate::model::Presence::Default(_)
    )
}

/// The place of each row's course; rows without one have none.
fn course_places(sheet: &Sheet) -> Vec<u32> {
    let place = |reference: &Reference| match *reference {
        Reference::To(place) => place,
        Reference::Unknown(_) => u32::MAX,
    };
    sheet.references.iter().map(place).collect()
}

/// How many rows have a value.
fn count_filled(values: &Values) -> u64 {
    let filled = match values {
        Values::Integer(values) => values.iter().filter(|&&v| v != ABSENT_INTEGER).count(),
        Values::Decimal(values) => values.iter().filter(|&&v| !is_absent(v)).count(),
        Values::Boolean(values) => values.iter().filter(|v| v.is_some()).count(),
        Values::Text { codes, .. } => codes.iter().filter(|&&code| code != ABSENT_CODE).count(),
    };
    filled as u64
}
