//! Raw files as batches of rows, file by file, only the columns that are wanted.

use super::columns::GrowingBatch;
use super::declared::{RawTableDeclaration, RawType};
use super::first_pass::RawPart;
use super::options::RawOptions;
use super::rows::RawRows;
use super::values::RawValue;
use crate::ingest::error::IngestError;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use std::borrow::Cow;
use std::sync::Arc;

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
    /// Whether each value is a row of its own.
    pub(super) is_of_cells: bool,
    /// The next file, and the one that is read with the number of its next quarantined row.
    next: usize,
    open: Option<(RawRows, usize, usize)>,
    is_done: bool,
    growing: GrowingBatch,
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
        Self {
            growing: GrowingBatch::new(schema, wanted.iter().map(of_type)),
            table,
            parts,
            options,
            wanted,
            is_of_cells,
            next: 0,
            open: None,
            is_done: false,
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
        while !self.growing.is_full() {
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
            while !self.growing.is_full() {
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
        self.growing.finish().map_err(|error| IngestError::Broken {
            file: self.table.name.clone(),
            what: format!("its columns do not go together: {error}"),
        })
    }

    fn push_row(&mut self, part: &RawPart, rows: &RawRows) {
        let reading = self.options.reading();
        for (column, wanted) in self.wanted.iter().enumerate() {
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
            self.growing.push(column, &value);
        }
        self.growing.end_row();
    }

    /// Adds a row for each value of a row.
    fn push_cells(&mut self, part: &RawPart, rows: &RawRows) {
        let reading = self.options.reading();
        for field in 0..rows.len() {
            let value = reading.value(rows.cell(field), RawType::Text);
            let Ok(RawValue::Text(text)) = value else {
                continue;
            };
            let of = |text| RawValue::Text(Cow::Borrowed(text));
            for (column, wanted) in self.wanted.iter().enumerate() {
                let value = match wanted {
                    Wanted::File => of(&part.source.source.name),
                    Wanted::Line => RawValue::Integer(rows.line().cast_signed()),
                    Wanted::Name => of(&part.layout.names[field]),
                    Wanted::Header => of(part.layout.headers[field].trim()),
                    Wanted::Value => of(&text),
                    Wanted::Declared(_) => RawValue::Absent,
                };
                self.growing.push(column, &value);
            }
            self.growing.end_row();
        }
    }
}

impl Iterator for RawBatches {
    type Item = Result<RecordBatch, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let batch = self.next_batch().transpose();
        // After an error nothing is read any further.
        self.is_done |= matches!(batch, Some(Err(_)));
        batch
    }
}
