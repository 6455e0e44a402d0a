//! The answer to a question: its columns, and its rows batch by batch.

use super::error::QueryError;
use super::explain::explain_run;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::execution::SendableRecordBatchStream;
use futures::StreamExt;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::JoinHandle;

/// Batches that may wait for their reader.
const WAITING: usize = 2;

/// The rows of an answer, while they are computed.
#[derive(Debug)]
pub struct Answer<'a> {
    runtime: &'a Runtime,
    schema: SchemaRef,
    batches: Receiver<Result<RecordBatch, QueryError>>,
    /// What computes them.
    work: Option<JoinHandle<()>>,
}

impl<'a> Answer<'a> {
    pub(super) fn new(runtime: &'a Runtime, mut stream: SendableRecordBatchStream) -> Self {
        let schema = stream.schema();
        let (sender, batches) = channel(WAITING);
        let work = runtime.spawn(async move {
            while let Some(batch) = stream.next().await {
                let batch = batch.map_err(|error| explain_run(&error));
                let is_last = batch.is_err();
                // Where the reader has seen enough, nobody computes on.
                if sender.send(batch).await.is_err() || is_last {
                    break;
                }
            }
        });
        Self {
            runtime,
            schema,
            batches,
            work: Some(work),
        }
    }

    /// The columns.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }
}

impl Iterator for Answer<'_> {
    type Item = Result<RecordBatch, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(batch) = self.batches.blocking_recv() {
            return Some(batch);
        }
        // Rows end where the work is done, or where it failed: an answer that is cut short is none.
        let work = self.work.take()?;
        if let Err(failed) = self.runtime.block_on(work) {
            std::panic::resume_unwind(failed.into_panic());
        }
        None
    }
}
