//! Raw files as batches of rows, file by file, only the columns that are wanted.

use super::columns::GrowingColumn;
use super::declared::{RawTableDeclaration, RawType};
use super::first_pass::RawPart;
use super::options::RawOptions;
use super::rows::RawRows;
use super::values::RawValue;
use crate::ingest::error::IngestError;
use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use std::borrow::Cow;
use std::sync::Arc;

/// Rows of a batch, and bytes of its texts, a row more or less.
const ROWS: usize = 8_192;
const BYTES: usize = 4 << 20;

/// Where a column of a batch comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted {
    /// The declared column of this number.
    Declared(usize),
    File,
    Line,
    /// Of a value: the name of its header, the header, and its text.
    Name,
    Header,
    Value,
}

/// Batches of the files of a table.
pub(super) struct RawBatches {
    pub(super) table: Arc<RawTableDeclaration>,
    pub(super) parts: Arc<Vec<RawPart>>,
    pub(super) options: Arc<RawOptions>,
    pub(super) wanted: Vec<Wanted>,
    pub(super) schema: SchemaRef,
    /// Whether each value is a row of its own.
    pub(super) is_of_cells: bool,
    /// The next file, and the one that is read with the number of its next quarantined row.
    next: usize,
    open: Option<(RawRows, usize, usize)>,
    is_done: bool,
    growing: Vec<GrowingColumn>,
    rows: usize,
    bytes: usize,
}

impl RawBatches {
    pub(super) fn new(
        table: Arc<RawTableDeclaration>,
        parts: Arc<Vec<RawPart>>,
        options: Arc<RawOptions>,
        wanted: Vec<Wanted>,
        schema: SchemaRef,
        is_of_cells: bool,
    ) -> Self {
        let of_type = |wanted: &Wanted| match wanted {
            Wanted::Declared(column) => table.columns[*column].of_type,
            Wanted::Line => RawType::Integer,
            Wanted::File | Wanted::Name | Wanted::Header | Wanted::Value => RawType::Text,
        };
        let growing = wanted.iter().map(|one| GrowingColumn::new(of_type(one)));
        Self {
            growing: growing.collect(),
            table,
            parts,
            options,
            wanted,
            schema,
            is_of_cells,
            next: 0,
            open: None,
            is_done: false,
            rows: 0,
            bytes: 0,
        }
    }

    /// Opens the next file; false where there is none.
    fn open_next(&mut self) -> Result<bool, IngestError> {
        let Some(part) = self.parts.get(self.next) else {
            return Ok(false);
        };
        let fields: Option<Vec<usize>> = (!self.is_of_cells).then(|| {
            let fields = self.wanted.iter().filter_map(|wanted| match wanted {
                Wanted::Declared(column) => part.layout.fields[*column],
                Wanted::File | Wanted::Line | Wanted::Name | Wanted::Header | Wanted::Value => None,
            });
            fields.collect()
        });
        let decimal = self.options.decimal;
        let rows = RawRows::open(&part.source, &part.before, decimal, fields.as_deref())?;
        self.open = Some((rows, self.next, 0));
        self.next += 1;
        Ok(true)
    }

    fn next_batch(&mut self) -> Result<Option<RecordBatch>, IngestError> {
        while self.rows < ROWS && self.bytes < BYTES {
            let Some((mut rows, index, mut quarantined)) = self.open.take() else {
                if self.open_next()? {
                    continue;
                }
                self.is_done = true;
                break;
            };
            let parts = Arc::clone(&self.parts);
            let part = &parts[index];
            let mut is_open = true;
            while self.rows < ROWS && self.bytes < BYTES {
                if !rows.advance()? {
                    is_open = false;
                    break;
                }
                let of_part = part.quarantined.get(quarantined);
                if of_part.is_some_and(|row| row.line == rows.line()) {
                    quarantined += 1;
                    continue;
                }
                if self.is_of_cells {
                    self.push_cells(part, &rows);
                } else {
                    self.push_row(part, &rows);
                }
            }
            if is_open {
                self.open = Some((rows, index, quarantined));
            }
        }
        if self.rows == 0 {
            return Ok(None);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        let columns = self.growing.iter_mut().map(GrowingColumn::finish).collect();
        (self.rows, self.bytes) = (0, 0);
        let batch = RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options);
        batch.map(Some).map_err(|error| IngestError::Broken {
            file: self.table.name.clone(),
            what: format!("its columns do not go together: {error}"),
        })
    }

    fn push_row(&mut self, part: &RawPart, rows: &RawRows) {
        let reading = self.options.reading();
        for (wanted, column) in self.wanted.iter().zip(&mut self.growing) {
            let value = match wanted {
                Wanted::Declared(index) => match part.layout.fields[*index] {
                    None => RawValue::Absent,
                    // The first reading quarantined each row with a value that is none of its type.
                    Some(field) => reading
                        .value(rows.cell(field), self.table.columns[*index].of_type)
                        .unwrap_or(RawValue::Absent),
                },
                Wanted::File => RawValue::Text(Cow::Borrowed(&part.source.source.name)),
                Wanted::Line => RawValue::Integer(rows.line().cast_signed()),
                Wanted::Name | Wanted::Header | Wanted::Value => RawValue::Absent,
            };
            if let RawValue::Text(text) = &value {
                self.bytes += text.len();
            }
            column.push(&value);
        }
        self.rows += 1;
    }

    /// Adds a row for each value of a row.
    fn push_cells(&mut self, part: &RawPart, rows: &RawRows) {
        let reading = self.options.reading();
        for field in 0..rows.len() {
            let value = reading.value(rows.cell(field), RawType::Text);
            let Ok(RawValue::Text(text)) = value else {
                continue;
            };
            let of = |text: &'_ str| RawValue::Text(Cow::Owned(text.to_owned()));
            for (wanted, column) in self.wanted.iter().zip(&mut self.growing) {
                column.push(&match wanted {
                    Wanted::File => of(&part.source.source.name),
                    Wanted::Line => RawValue::Integer(rows.line().cast_signed()),
                    Wanted::Name => of(&part.layout.names[field]),
                    Wanted::Header => of(part.layout.headers[field].trim()),
                    Wanted::Value => of(&text),
                    Wanted::Declared(_) => RawValue::Absent,
                });
            }
            self.bytes += text.len();
            self.rows += 1;
        }
    }
}

impl Iterator for RawBatches {
    type Item = Result<RecordBatch, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done && self.rows == 0 {
            return None;
        }
        let batch = self.next_batch().transpose();
        // After an error nothing is read any further.
        self.is_done |= matches!(batch, Some(Err(_)));
        batch
    }
}
