//! Rows of a raw file that are kept while it is read for the first time, to be read again without taking its text apart.

use super::columns::GrowingBatch;
use super::declared::{RawTableDeclaration, RawType};
use super::layout::Layout;
use super::rows::RawRows;
use super::values::{RawValue, Reading};
use crate::ingest::error::IngestError;
use crate::ingest::waiting_rows::{RowsWriter, WaitingRows};
use arrow::datatypes::SchemaRef;
use std::borrow::Cow;

/// The rows of a file that SQL sees, while they are read.
pub(super) struct KeptRows {
    writer: RowsWriter,
    batch: GrowingBatch,
    file: String,
    /// Where each declared column is in the file, and its type.
    fields: Vec<(Option<usize>, RawType)>,
}

impl KeptRows {
    /// None yet of a file of a table with this schema.
    ///
    /// # Errors
    ///
    /// [`IngestError::NoRoom`].
    pub(super) fn create(
        file: &str,
        table: &RawTableDeclaration,
        schema: &SchemaRef,
        layout: &Layout,
    ) -> Result<Self, IngestError> {
        let declared = table.columns.iter().map(|column| column.of_type);
        let types = declared.clone().chain([RawType::Text, RawType::Integer]);
        Ok(Self {
            writer: RowsWriter::create(schema).map_err(no_room)?,
            batch: GrowingBatch::new(SchemaRef::clone(schema), types),
            file: file.to_owned(),
            fields: layout.fields.iter().copied().zip(declared).collect(),
        })
    }

    /// Adds a row. Its values of other types than text were read already: `typed` holds them in the order of the columns
    /// that the file has.
    ///
    /// # Errors
    ///
    /// [`IngestError::NoRoom`].
    pub(super) fn add(
        &mut self,
        rows: &RawRows,
        typed: &[RawValue<'static>],
        reading: Reading,
    ) -> Result<(), IngestError> {
        let mut typed = typed.iter();
        for (column, (field, of_type)) in self.fields.iter().enumerate() {
            match (field, of_type) {
                (None, _) => self.batch.push(column, &RawValue::Absent),
                (Some(field), RawType::Text) => {
                    let text = reading.value(rows.cell(*field), RawType::Text);
                    self.batch.push(column, &text.unwrap_or(RawValue::Absent));
                }
                (Some(_), _) => {
                    let value = typed.next().expect("each typed field of the row was read");
                    self.batch.push(column, value);
                }
            }
        }
        let declared = self.fields.len();
        let file = RawValue::Text(Cow::Borrowed(&self.file));
        self.batch.push(declared, &file);
        let line = RawValue::Integer(rows.line().cast_signed());
        self.batch.push(declared + 1, &line);
        self.batch.end_row();
        if self.batch.is_full() {
            self.write()?;
        }
        Ok(())
    }

    fn write(&mut self) -> Result<(), IngestError> {
        let batch = self.batch.finish().map_err(|error| IngestError::Broken {
            file: self.file.clone(),
            what: format!("its columns do not go together: {error}"),
        })?;
        match batch {
            Some(batch) => self.writer.write(&batch).map_err(no_room),
            None => Ok(()),
        }
    }

    /// All rows.
    ///
    /// # Errors
    ///
    /// [`IngestError::NoRoom`].
    pub(super) fn finish(mut self) -> Result<WaitingRows, IngestError> {
        self.write()?;
        self.writer.finish_shared().map_err(no_room)
    }
}

/// What is wrong where rows cannot be kept or read back.
pub(super) const fn no_room(source: std::io::Error) -> IngestError {
    IngestError::NoRoom { source }
}
