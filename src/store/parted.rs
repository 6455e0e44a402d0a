//! A Parquet file that comes in parts: rows are encoded by whoever has them, and written in the order of the parts.

use super::error::StoreError;
use super::parquet::{BATCH, ROW_GROUP, array, options, schema, seal, unwritable, words};
use crate::disk::{Readers, Seal, Sealing, at};
use crate::model::Frame;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file of which parts come in any order.
pub(super) struct OpenFile {
    path: PathBuf,
    /// `None` when it is finished.
    writer: Option<SerializedFileWriter<Sealing<std::fs::File>>>,
    encoder: Arc<Encoder>,
    /// The part that is written next.
    next: usize,
    rows: u64,
    /// Parts that came before their turn.
    early: BTreeMap<usize, Vec<RowGroup>>,
}

impl fmt::Debug for OpenFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenFile").finish_non_exhaustive()
    }
}

impl OpenFile {
    /// Begins a file of tables with such columns, for these readers.
    pub(super) fn begin(path: &Path, table: &Frame, readers: Readers) -> Result<Self, StoreError> {
        let output = Sealing::new(readers.create(path).map_err(at(path))?);
        let schema = schema(table);
        let writer = options(table).and_then(|options| {
            ArrowWriter::try_new_with_options(output, Arc::clone(&schema), options)
        });
        let begun = writer.and_then(ArrowWriter::into_serialized_writer);
        let (writer, factory) = begun.map_err(|error| unwritable(path, &error))?;
        Ok(Self {
            path: path.to_path_buf(),
            writer: Some(writer),
            encoder: Arc::new(Encoder { schema, factory }),
            next: 0,
            rows: 0,
            early: BTreeMap::new(),
        })
    }

    pub(super) fn encoder(&self) -> Arc<Encoder> {
        Arc::clone(&self.encoder)
    }

    /// Writes what can be written; after the last part the file's seal and its rows.
    pub(super) fn put(
        &mut self,
        part: usize,
        parts: usize,
        rows: u64,
        encoded: Vec<RowGroup>,
    ) -> Result<Option<(Seal, u64)>, StoreError> {
        self.rows += rows;
        self.early.insert(part, encoded);
        while let (Some(writer), Some(encoded)) = (&mut self.writer, self.early.remove(&self.next))
        {
            for group in encoded {
                append(writer, group).map_err(|error| unwritable(&self.path, &error))?;
            }
            self.next += 1;
        }
        if self.next < parts {
            return Ok(None);
        }
        let Some(writer) = self.writer.take() else {
            return Ok(None);
        };
        let ended = writer.into_inner();
        let output = ended.map_err(|error| unwritable(&self.path, &error))?;
        Ok(Some((seal(&self.path, output)?, self.rows)))
    }
}

fn append(
    writer: &mut SerializedFileWriter<Sealing<std::fs::File>>,
    rows: RowGroup,
) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for chunk in rows {
        chunk.append_to_row_group(&mut group)?;
    }
    group.close()?;
    Ok(())
}

/// What makes column chunks of a file.
pub(super) struct Encoder {
    schema: SchemaRef,
    factory: ArrowRowGroupWriterFactory,
}

/// Rows of a part, encoded.
pub(super) type RowGroup = Vec<ArrowColumnChunk>;

impl Encoder {
    /// The rows of a part as they are written, in row groups.
    pub(super) fn encode(&self, path: &Path, table: &Frame) -> Result<Vec<RowGroup>, StoreError> {
        let rows = table.rows();
        let words: Vec<_> = table.columns().map(|(_, values)| words(values)).collect();
        let encode = |group: usize| -> Result<RowGroup, ParquetError> {
            let writers = self.factory.create_column_writers(0)?;
            let columns = writers
                .into_iter()
                .zip(self.schema.fields())
                .zip(table.columns());
            columns
                .zip(&words)
                .map(|(((mut writer, field), (_, values)), words)| {
                    let end = rows.min(group + ROW_GROUP);
                    for from in (group..end).step_by(BATCH) {
                        let to = end.min(from + BATCH);
                        let array = array(values, words.as_ref(), from, to)?;
                        for leaf in compute_leaves(field, &array)? {
                            writer.write(&leaf)?;
                        }
                    }
                    writer.close()
                })
                .collect()
        };
        let groups = (0..rows).step_by(ROW_GROUP).map(encode);
        let groups: Result<_, _> = groups.collect();
        groups.map_err(|error| unwritable(path, &error))
    }
}
