//! A file before its rows are judged: surveyed, its header read and screened, and cut in slices.

use super::frame::RowFrame;
use crate::ingest::error::IngestError;
use crate::ingest::ledger::{FileLedger, Places, QuarantinedRow};
use crate::ingest::limits::QuarantineCount;
use crate::ingest::options::Options;
use crate::ingest::privacy::screen::Screen;
use crate::ingest::source::folder::{Form, Source};
use crate::ingest::source::survey::{Piece, Survey};
use crate::ingest::text::header::Header;
use crate::ingest::text::moment::TimesOfDay;
use crate::ingest::text::records::Records;
use crate::model::Table;

/// A file that was surveyed, with what its header says.
pub(in crate::ingest) struct PlannedFile<'a> {
    pub(in crate::ingest) source: &'a Source,
    pub(in crate::ingest) frame: RowFrame,
    /// How many rows of the file are quarantined, in all of its slices.
    pub(in crate::ingest) quarantine_count: QuarantineCount,
    pub(super) screen: Screen,
    survey: Survey,
}

/// Rows of a file that are judged together.
pub(in crate::ingest) enum FileSlice<'a> {
    /// All: the records behind the header.
    Whole(Records<'a>),
    /// Those of a piece of a file of plain lines.
    Piece(Piece),
}

impl<'a> PlannedFile<'a> {
    /// Reads and screens the header. With it the records behind it.
    ///
    /// # Errors
    ///
    /// Where there is no header, it names an identifier, or it lacks or repeats a column.
    pub(in crate::ingest) fn of(
        table: &'static Table,
        source: &'a Source,
        survey: Survey,
        options: &Options,
    ) -> Result<(Self, Records<'a>), IngestError> {
        let mut records = Records::open(source, survey.encoding, options.decimal)?;
        records.advance_to_header()?;
        let screen = Screen::new(&records)?;
        let file = Self {
            source,
            frame: RowFrame::of(table, Header::read(table, &records)?),
            quarantine_count: QuarantineCount::default(),
            screen,
            survey,
        };
        Ok((file, records))
    }

    pub(in crate::ingest) fn table(&self) -> &'static Table {
        self.frame.table
    }

    /// For each column of the table whether the file has it; then its own columns, which it has.
    pub(in crate::ingest) fn in_file(&self) -> Vec<bool> {
        let columns = 0..self.table().columns.len();
        let own = self.frame.header.own.iter().map(|_| true);
        columns
            .map(|index| self.frame.header.has(index))
            .chain(own)
            .collect()
    }

    /// The names of the columns that the file adds to the table's, in their order.
    pub(in crate::ingest) fn own_columns(&self) -> Vec<String> {
        let own = self.frame.header.own.iter();
        own.map(|(name, _)| name.clone()).collect()
    }

    /// Cuts the file in slices of about this many bytes; `records` are those behind its header. A table with a key is one
    /// slice: its keys are compared.
    ///
    /// # Errors
    ///
    /// [`IngestError::Unreadable`].
    pub(in crate::ingest) fn slices(
        &self,
        records: Records<'a>,
        bytes: u64,
    ) -> Result<Vec<FileSlice<'a>>, IngestError> {
        if self.table().has_key() {
            return Ok(vec![FileSlice::Whole(records)]);
        }
        let pieces = self.source.pieces(&self.survey, bytes);
        let pieces = pieces.map_err(|error| self.source.failed(error))?;
        if pieces.is_empty() {
            return Ok(vec![FileSlice::Whole(records)]);
        }
        Ok(pieces.into_iter().map(FileSlice::Piece).collect())
    }

    /// How many values of each column of date-times have a time of day, in a piece of the file or in all of it, as far as
    /// that shows whether any has: it is read until each column has shown one.
    ///
    /// # Errors
    ///
    /// Those of [`Records::advance`].
    pub(in crate::ingest) fn times_of_day(
        &self,
        piece: Option<Piece>,
        options: &Options,
    ) -> Result<Vec<TimesOfDay>, IngestError> {
        let mut records = match piece {
            None => {
                let mut records =
                    Records::open(self.source, self.survey.encoding, options.decimal)?;
                records.advance_to_header()?;
                records
            }
            Some(piece) => Records::of_piece(self.source, piece, self.frame.header.delimiter)?,
        };
        let mut counts = vec![TimesOfDay::default(); self.frame.n_date_times()];
        while counts.iter().any(|counts| counts.has_days_alone()) && records.advance()? {
            self.frame.count_times_of_day(&records, &mut counts);
        }
        Ok(counts)
    }

    /// For each column of date-times its index, and how many values of the file have a time of day.
    pub(in crate::ingest) fn times_of_columns(
        &self,
        times: &[TimesOfDay],
    ) -> Vec<(usize, TimesOfDay)> {
        self.frame.times_of_columns(times)
    }

    /// The ledger of the file, of which so many rows were read; all that were not quarantined are stored.
    ///
    /// # Errors
    ///
    /// [`IngestError::Identifiers`] where a column as a whole holds some.
    pub(in crate::ingest) fn ledger(
        &self,
        read: u64,
        mut quarantined: Vec<QuarantinedRow>,
    ) -> Result<FileLedger, IngestError> {
        self.screen.end_of_file(&self.source.name)?;
        quarantined.sort_by_key(|row| row.line);
        let places = match &self.source.form {
            Form::Mapped(rows) => {
                let of_lines = rows.places(quarantined.iter().map(|row| row.line));
                let of_lines = of_lines.map_err(|error| self.source.failed(error))?;
                Some(Places { of_lines })
            }
            Form::Text | Form::Parquet | Form::Sheet(_) => None,
        };
        Ok(FileLedger {
            file: self.source.name.clone(),
            table: self.table().name,
            sha256: self.survey.sha256.clone(),
            read,
            stored: read - quarantined.len() as u64,
            quarantined,
            unnamed_columns: self.frame.header.unnamed.clone(),
            spellings: self.frame.header.spellings.clone(),
            places,
        })
    }
}

impl<'a> FileSlice<'a> {
    /// The piece of the file; `None` where it is all of it.
    pub(in crate::ingest) const fn piece(&self) -> Option<Piece> {
        match self {
            Self::Whole(_) => None,
            Self::Piece(piece) => Some(*piece),
        }
    }

    /// The records of a slice of this file.
    ///
    /// # Errors
    ///
    /// [`IngestError::Unreadable`].
    pub(in crate::ingest) fn records(
        self,
        file: &PlannedFile<'a>,
    ) -> Result<Records<'a>, IngestError> {
        match self {
            Self::Whole(records) => Ok(records),
            Self::Piece(piece) => {
                Records::of_piece(file.source, piece, file.frame.header.delimiter)
            }
        }
    }
}
