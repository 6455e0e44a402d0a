//! A Parquet file that comes in parts: rows are encoded by whoever has them, and written in the order of the parts.

use super::error::StoreError;
use super::parquet::{
    BATCH, NamedColumn, ROW_GROUP, array, options, schema, seal, unwritable, words,
};
use crate::ingest::{Seal, Sealing};
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
    /// `None` when it is finished.
    file: Option<PartedFile>,
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
    pub(super) fn begin(path: &Path, columns: &[NamedColumn<'_>]) -> Result<Self, StoreError> {
        Ok(Self {
            file: Some(PartedFile::begin(path, columns)?),
            next: 0,
            rows: 0,
            early: BTreeMap::new(),
        })
    }

    pub(super) fn encoder(&self) -> Option<Arc<Encoder>> {
        self.file.as_ref().map(PartedFile::encoder)
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
        while let (Some(file), Some(encoded)) = (&mut self.file, self.early.remove(&self.next)) {
            for group in encoded {
                file.append(group)?;
            }
            self.next += 1;
        }
        if self.next < parts {
            return Ok(None);
        }
        match self.file.take() {
            Some(file) => Ok(Some((file.finish()?, self.rows))),
            None => Ok(None),
        }
    }
}

/// A file while its row groups are written.
struct PartedFile {
    path: PathBuf,
    writer: SerializedFileWriter<Sealing<std::fs::File>>,
    encoder: Arc<Encoder>,
}

/// What makes column chunks of a file.
pub(super) struct Encoder {
    schema: SchemaRef,
    factory: ArrowRowGroupWriterFactory,
}

/// Rows of a part, encoded.
pub(super) type RowGroup = Vec<ArrowColumnChunk>;

impl PartedFile {
    /// Begins a file of such columns.
    fn begin(path: &Path, columns: &[NamedColumn<'_>]) -> Result<Self, StoreError> {
        let output = Sealing::new(std::fs::File::create(path).map_err(StoreError::io(path))?);
        let schema = schema(columns);
        let writer = options(columns).and_then(|options| {
            ArrowWriter::try_new_with_options(output, Arc::clone(&schema), options)
        });
        let begun = writer.and_then(ArrowWriter::into_serialized_writer);
        let (writer, factory) = begun.map_err(|error| unwritable(path, &error))?;
        Ok(Self {
            path: path.to_path_buf(),
            writer,
            encoder: Arc::new(Encoder { schema, factory }),
        })
    }

    fn encoder(&self) -> Arc<Encoder> {
        Arc::clone(&self.encoder)
    }

    /// Writes the rows of the next part.
    fn append(&mut self, rows: RowGroup) -> Result<(), StoreError> {
        let append = || -> Result<(), ParquetError> {
            let mut group = self.writer.next_row_group()?;
            for chunk in rows {
                chunk.append_to_row_group(&mut group)?;
            }
            group.close()?;
            Ok(())
        };
        append().map_err(|error| unwritable(&self.path, &error))
    }

    /// Ends the file and sees it to the disk.
    fn finish(self) -> Result<Seal, StoreError> {
        let ended = self.writer.into_inner();
        let output = ended.map_err(|error| unwritable(&self.path, &error))?;
        seal(&self.path, output)
    }
}

impl Encoder {
    /// The rows of a part as they are written, in row groups.
    pub(super) fn encode(
        &self,
        path: &Path,
        columns: &[NamedColumn<'_>],
    ) -> Result<Vec<RowGroup>, StoreError> {
        let rows = columns.first().map_or(0, |column| column.values.len());
        let words: Vec<_> = columns.iter().map(|column| words(column.values)).collect();
        let encode = |group: usize| -> Result<RowGroup, ParquetError> {
            let writers = self.factory.create_column_writers(0)?;
            let columns = writers.into_iter().zip(self.schema.fields()).zip(columns);
            columns
                .zip(&words)
                .map(|(((mut writer, field), column), words)| {
                    let (values, end) = (column.values, rows.min(group + ROW_GROUP));
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
