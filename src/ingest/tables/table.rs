//! The rows of one table in the order of the store, of a part of an export or of all courses and patients.

use super::bins::{Bins, Room};
use super::directory::OwnerJudge;
use super::error::IngestError;
use super::export::Options;
use super::finish::{first_of_each_key, set_strays_aside};
use super::limits::SetAsideCount;
use super::quarantine::{FileLedger, Unlisted};
use super::rows::Texts;
use super::sheet::{Parting, Reads, Sheet, read_sheet};
use super::source::Source;
use super::survey::{Piece, Survey};
use crate::model::{ABSENT_CODE, ABSENT_INTEGER, Presence, Table, Values, is_absent};
use std::ops::Range;
use std::sync::Arc;

/// A table, or a part of one.
#[derive(Debug, Clone)]
pub(super) struct Loaded {
    pub(super) table: &'static Table,
    pub(super) is_collected: bool,
    /// For each column: whether the file has it.
    pub(super) in_file: Vec<bool>,
    /// For each column that the file has: how many rows had a value before any default was filled in.
    pub(super) filled: Vec<u64>,
    pub(super) rows: usize,
    pub(super) columns: Vec<Values>,
    /// The place of each row's course in the part; the site's, in a table of courses or patients.
    pub(super) owners: Vec<u32>,
    /// What became of the rows of the file, where this is the whole table.
    pub(super) ledger: Option<FileLedger>,
    /// Names that the terminology does not have, where this is the whole table.
    pub(super) unlisted: Vec<Unlisted>,
}

impl Loaded {
    pub(super) fn not_collected(table: &'static Table) -> Self {
        Self {
            is_collected: false,
            ..Self::of(
                table,
                vec![false; table.columns.len()],
                absent(table),
                Vec::new(),
            )
        }
    }

    /// Rows of a table whose file has these columns.
    pub(super) fn of(
        table: &'static Table,
        in_file: Vec<bool>,
        columns: Vec<Values>,
        owners: Vec<u32>,
    ) -> Self {
        let filled = columns.iter().zip(&in_file);
        let filled = filled.map(
            |(values, is_in_file)| {
                if *is_in_file { count_filled(values) } else { 0 }
            },
        );
        Self {
            table,
            is_collected: true,
            filled: filled.collect(),
            in_file,
            rows: owners.len(),
            columns,
            owners,
            ledger: None,
            unlisted: Vec::new(),
        }
    }

    /// A run of rows, with texts of their own where most are not theirs.
    pub(super) fn slice(&self, rows: &Range<usize>) -> Self {
        let columns = self.columns.iter().map(|values| {
            let run = values.slice(rows.clone());
            match &run {
                Values::Text { words, .. } if words.len() > rows.len() => run.with_own_words(),
                Values::Text { .. }
                | Values::Integer(_)
                | Values::Decimal(_)
                | Values::Boolean(_) => run,
            }
        });
        let owners = self.owners.get(rows.clone()).unwrap_or_default().to_vec();
        Self {
            is_collected: self.is_collected,
            ..Self::of(self.table, self.in_file.clone(), columns.collect(), owners)
        }
    }

    /// The codes of a column of texts.
    pub(super) fn codes(&self, column: &str) -> &[u32] {
        let place = self.table.place(column);
        match place.and_then(|place| self.columns.get(place)) {
            Some(Values::Text { codes, .. }) => codes,
            Some(Values::Integer(_) | Values::Decimal(_) | Values::Boolean(_)) | None => &[],
        }
    }

    /// A column.
    pub(super) fn column(&self, column: &str) -> Option<&Values> {
        self.columns.get(self.table.place(column)?)
    }

    /// Courses or patients, and the names of their sites, sorted: rows are in the order of the site, of the identifiers in
    /// `by`, which are columns of texts.
    pub(super) fn owners(
        table: &'static Table,
        source: &Source,
        mut judge: OwnerJudge<'_>,
        by: &[&str],
        options: &Options,
        room: &Room,
    ) -> Result<(Self, Vec<String>), IngestError> {
        let survey = source.survey()?;
        let parting = Parting {
            parts: 1,
            part_of: None,
            room,
        };
        let n_set_aside = SetAsideCount::default();
        let reads = Reads {
            source,
            survey: &survey,
            piece: Piece::default(),
            n_set_aside: &n_set_aside,
        };
        let Some(mut sheet) = read_sheet(table, reads, &mut judge, options, &parting)? else {
            return Ok((Self::not_collected(table), Vec::new()));
        };
        let no_room = |source| IngestError::NoRoom { source };
        let rows = sheet.bins.take(0).map_err(no_room)?;
        let strays = std::mem::take(&mut sheet.strays);
        set_strays_aside(table, strays, &mut sheet.set_aside);
        let kept = first_of_each_key(table, &rows, &mut sheet.set_aside, &n_set_aside)
            .map_err(|error| source.failed(error))?;
        let mut rows = rows.take(&kept);
        let (head, texts, _) = Head::of(sheet, source, &survey, rows.len() as u64);
        let texts = texts.into_iter();
        let (words, ranks): (Vec<_>, Vec<_>) = texts
            .map(|texts| (Arc::new(texts.words), texts.ranks))
            .unzip();
        rows.rank(&ranks);

        let mut names = judge.names.clone();
        names.sort_unstable();
        let rank = |number: &u32| {
            let rank = names.binary_search(&judge.names[*number as usize]);
            rank.ok().and_then(|rank| u32::try_from(rank).ok())
        };
        let ranks: Vec<u32> = (0..)
            .take(judge.names.len())
            .map(|number| rank(&number).unwrap_or_default())
            .collect();
        let sites: Vec<u32> = rows
            .owners
            .iter()
            .map(|&owner| ranks[judge.sites[owner as usize] as usize])
            .collect();
        let columns = rows.into_columns(table, &words);
        let whole = Self::of(table, head.in_file, columns, sites);
        let keys: Vec<&[u32]> = by.iter().map(|column| whole.codes(column)).collect();
        let mut order: Vec<u32> = (0..).take(whole.rows).collect();
        order.sort_by_key(|&row| {
            let row = row as usize;
            let mut codes = keys.iter().map(|codes| codes[row]);
            (whole.owners[row], codes.next(), codes.next())
        });
        let owners = order.iter().map(|&row| whole.owners[row as usize]);
        let mut loaded = Self {
            owners: owners.collect(),
            columns: Vec::with_capacity(whole.columns.len()),
            ledger: Some(head.ledger),
            ..whole
        };
        // Column by column: only one of them is held twice.
        for column in whole.columns {
            loaded.columns.push(column.take(&order));
        }
        Ok((loaded, names))
    }
}

/// What a file says beside its rows.
pub(super) struct Head {
    /// For each column: whether the file has it.
    pub(super) in_file: Vec<bool>,
    pub(super) ledger: FileLedger,
}

impl Head {
    /// Closes a file of which so many rows are kept; with it the texts of its columns, and its rows.
    pub(super) fn of(
        sheet: Sheet,
        source: &Source,
        survey: &Survey,
        stored: u64,
    ) -> (Self, Vec<Texts>, Bins) {
        let Sheet {
            table,
            header,
            read,
            mut set_aside,
            words,
            bins,
            ..
        } = sheet;
        set_aside.sort_by_key(|row| row.line);
        let in_file = (0..table.columns.len()).map(|place| header.has(place));
        let head = Self {
            in_file: in_file.collect(),
            ledger: FileLedger {
                file: source.name.clone(),
                table: table.name,
                sha256: survey.sha256.clone(),
                read,
                stored,
                set_aside,
                unnamed_columns: header.unnamed,
            },
        };
        let texts = words.into_iter().map(super::words::Words::into_sorted);
        (head, texts.collect(), bins)
    }
}

/// For each column: whether it was collected, which one with a default always is.
pub(super) fn collected(table: &Table, in_file: &[bool]) -> Vec<bool> {
    let has_default = |place: usize| matches!(table.columns[place].presence, Presence::Default(_));
    let is_collected = |(place, is_in_file): (usize, &bool)| *is_in_file || has_default(place);
    in_file.iter().enumerate().map(is_collected).collect()
}

/// The columns of a table without rows.
fn absent(table: &Table) -> Vec<Values> {
    let columns = table.columns.iter();
    columns
        .map(|column| Values::absent(column.kind, 0))
        .collect()
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
