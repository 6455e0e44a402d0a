//! The rows of a raw file one after the other, whatever its form.

use super::files::{Fingerprint, RawForm, RawSource};
use super::layout::header_name;
use super::parquet_rows::ParquetRows;
use super::transport::TransportRows;
use super::values::RawCell;
use crate::ingest::error::IngestError;
use crate::ingest::judge::no_row::{TOTAL, is_total};
use crate::ingest::judge::structure::structural_fault;
use crate::ingest::options::DecimalMark;
use crate::ingest::text::records::Records;
use crate::notation::shown;
use std::borrow::Cow;
use std::io;

/// The rows of a raw file.
pub(super) struct RawRows {
    rows: Rows,
    source: RawSource,
    headers: Vec<String>,
    mark: DecimalMark,
}

enum Rows {
    Text(Box<Records<'static>>),
    Parquet(Box<ParquetRows>),
    Transport(Box<TransportRows>),
}

impl RawRows {
    /// Opens a file. Of a Parquet file only these columns are decoded, and those of all plain values where nothing is said.
    ///
    /// # Errors
    ///
    /// Where it cannot be read or has no header.
    pub(super) fn open(
        source: &RawSource,
        before: &Fingerprint,
        mark: DecimalMark,
        wanted: Option<&[usize]>,
    ) -> Result<Self, IngestError> {
        let failed = |error| source.source.failed(error);
        let (rows, headers) = match source.form {
            RawForm::Text => {
                let mut records =
                    Records::open_owned(source.source.clone(), before.encoding, mark)?;
                records.advance_to_header()?;
                let header = |field| String::from_utf8_lossy(records.field(field)).into_owned();
                let headers: Vec<String> = (0..records.len()).map(header).collect();
                if headers.iter().any(|header| has_bare_return(header)) {
                    return Err(IngestError::Broken {
                        file: source.source.name.clone(),
                        what: "its header has a bare carriage return: lines end in LF or CRLF"
                            .to_owned(),
                    });
                }
                (Rows::Text(Box::new(records)), headers)
            }
            RawForm::Parquet => {
                let rows = ParquetRows::open(&source.source.path, wanted).map_err(failed)?;
                let headers = rows.headers().to_vec();
                (Rows::Parquet(Box::new(rows)), headers)
            }
            RawForm::Transport => {
                let rows = TransportRows::open(&source.source.path).map_err(failed)?;
                let headers = rows.headers();
                (Rows::Transport(Box::new(rows)), headers)
            }
        };
        Ok(Self {
            rows,
            source: source.clone(),
            headers,
            mark,
        })
    }

    /// The headers of the columns, as the file writes them.
    pub(super) fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The line of the header, for messages.
    pub(super) fn header_line(&self) -> u64 {
        match &self.rows {
            Rows::Text(records) => records.line().max(1),
            Rows::Parquet(_) | Rows::Transport(_) => 1,
        }
    }

    /// Refuses a column that holds no plain values, where it is one that is wanted.
    ///
    /// # Errors
    ///
    /// [`IngestError::Broken`].
    pub(super) fn refuse_nested(&self, fields: &[Option<usize>]) -> Result<(), IngestError> {
        let Rows::Parquet(rows) = &self.rows else {
            return Ok(());
        };
        for field in fields.iter().flatten() {
            if let Some(kind) = rows.kind_of_no_cell(*field) {
                return Err(IngestError::Broken {
                    file: self.source.source.name.clone(),
                    what: format!(
                        "the column `{}` holds no plain values, but {kind}",
                        shown(&self.headers[*field])
                    ),
                });
            }
        }
        Ok(())
    }

    /// Moves to the next row; false at the end.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub(super) fn advance(&mut self) -> Result<bool, IngestError> {
        let source = &self.source.source;
        match &mut self.rows {
            Rows::Text(records) => records.advance(),
            Rows::Parquet(rows) => rows.advance().map_err(|error| source.failed(error)),
            Rows::Transport(rows) => rows.advance().map_err(|error| source.failed(error)),
        }
    }

    /// The line of the row.
    pub(super) fn line(&self) -> u64 {
        match &self.rows {
            Rows::Text(records) => records.line(),
            Rows::Parquet(rows) => rows.line(),
            Rows::Transport(rows) => rows.line(),
        }
    }

    /// How many cells the row has.
    pub(super) fn len(&self) -> usize {
        match &self.rows {
            Rows::Text(records) => records.len(),
            Rows::Parquet(_) | Rows::Transport(_) => self.headers.len(),
        }
    }

    /// Why the record is no row of its file, if it is none.
    pub(super) fn fault(&self) -> Option<&'static str> {
        match &self.rows {
            Rows::Text(records) => structural_fault(records, self.headers.len()).or_else(|| {
                let repeats =
                    |(field, header): (usize, &String)| repeats(records.field(field), header);
                if self.headers.iter().enumerate().all(repeats) {
                    Some("the header once more, and no row")
                } else {
                    is_total(records, self.mark).then_some(TOTAL)
                }
            }),
            Rows::Parquet(_) | Rows::Transport(_) => None,
        }
    }

    /// What went wrong with the file.
    pub(super) fn failed(&self, error: io::Error) -> IngestError {
        self.source.source.failed(error)
    }

    /// A cell of the row.
    pub(super) fn cell(&self, field: usize) -> RawCell<'_> {
        match &self.rows {
            Rows::Text(records) => RawCell::Text(Cow::Borrowed(records.field(field))),
            Rows::Parquet(rows) => rows.cell(field),
            Rows::Transport(rows) => rows.cell(field),
        }
    }
}

/// Whether a cell reads as a header. Nearly every cell is told from it by its first letter, before any text is made.
fn repeats(cell: &[u8], header: &str) -> bool {
    let (cell, header) = (cell.trim_ascii(), header.trim());
    if cell == header.as_bytes() {
        return true;
    }
    match (cell.first(), header.as_bytes().first()) {
        (Some(own), Some(other)) if own.eq_ignore_ascii_case(other) => {
            std::str::from_utf8(cell).is_ok_and(|text| header_name(text) == header_name(header))
        }
        _ => false,
    }
}

/// Whether a carriage return stands in a header, and not at its end.
fn has_bare_return(header: &str) -> bool {
    header.trim_ascii().contains('\r')
}
