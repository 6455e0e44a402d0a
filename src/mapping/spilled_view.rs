//! The answer of a view that is read more than once: computed once, in memory while it is small, else in a file.

use super::raw_provider::Streamed;
use crate::ingest::{IngestError, RowsWriter};
use crate::query::{QueryBatches, QueryError};
use datafusion::arrow::array::{RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::catalog::{MemTable, TableProvider};
use datafusion::dataframe::DataFrame;
use std::sync::Arc;

/// Bytes of rows that are held in memory.
const IN_MEMORY: usize = 16 << 20;

/// The columns of a view, each of which may have absent values: what the engine knows of that differs with the values.
pub(super) fn view_schema(frame: &DataFrame) -> SchemaRef {
    let fields = frame.schema().fields().iter();
    let fields = fields.map(|field| field.as_ref().clone().with_nullable(true));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// The rows of an answer as a table of these columns.
pub(super) fn computed(
    batches: QueryBatches<'_>,
    schema: &SchemaRef,
) -> Result<Arc<dyn TableProvider>, QueryError> {
    let no_room = |source| QueryError::Source(IngestError::NoRoom { source });
    let mut held: Vec<RecordBatch> = Vec::new();
    let (mut bytes, mut writer) = (0, None::<RowsWriter>);
    for batch in batches {
        let batch = batch?;
        let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let columns = batch.columns().to_vec();
        let batch = RecordBatch::try_new_with_options(Arc::clone(schema), columns, &rows);
        let batch = batch.map_err(|_| QueryError::NotComputed)?;
        if let Some(writer) = &mut writer {
            writer.write(&batch).map_err(no_room)?;
            continue;
        }
        bytes += batch.get_array_memory_size();
        held.push(batch);
        if bytes > IN_MEMORY {
            let mut spilled = RowsWriter::create(schema).map_err(no_room)?;
            for batch in held.drain(..) {
                spilled.write(&batch).map_err(no_room)?;
            }
            writer = Some(spilled);
        }
    }
    let Some(writer) = writer else {
        let table = MemTable::try_new(Arc::clone(schema), vec![held]);
        return Ok(Arc::new(table.map_err(|_| QueryError::NotComputed)?));
    };
    let rows = writer.finish_shared().map_err(no_room)?;
    let n_rows = rows.rows();
    let streamed = Streamed::new(Arc::clone(schema), n_rows, move |columns| {
        let no_room = |source| IngestError::NoRoom { source };
        match rows.batches(columns) {
            Ok(batches) => Box::new(batches.map(move |batch| batch.map_err(no_room))),
            Err(error) => Box::new(std::iter::once(Err(no_room(error)))),
        }
    });
    Ok(Arc::new(streamed))
}
