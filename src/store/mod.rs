//! A store: the only room that writes Parquet, whole or not at all.
//!
//! A store is a folder. `current` is a link to one snapshot, a folder of plain Parquet that any engine reads:
//! `current/doses/*.parquet`, one file per site. An ingest writes the next snapshot beside it and then moves the link,
//! in one rename. The snapshot before stays until the next ingest, so that what reads it can finish.

mod commit;
mod describe;
mod draft;
mod error;
mod layout;
mod manifest;
mod mapping_source;
mod own_batches;
mod own_record;
mod parquet;
mod parted;
mod reason_record;
mod replacement;
mod scan;
mod site_record;
mod snapshot;
mod source_files;
mod verify;
mod written;

pub(crate) use describe::{
    QUARANTINE_COLUMNS, UNLISTED_COLUMNS, described_tables, has_columns, quarantine_list,
    unlisted_list,
};
pub use draft::Draft;
pub use error::StoreError;
pub(crate) use layout::{foreign_entry, is_store};
pub use manifest::{CheckRecord, ExportRecord, Manifest, SiteRecord};
pub use mapping_source::MappingSource;
pub use parquet::{TableWriter, parquet_bytes};
pub use reason_record::ReasonRecord;
pub use replacement::Replacement;
pub(crate) use scan::open_part;
pub use scan::{StoredPart, StoredTable};
pub use snapshot::Snapshot;
pub use source_files::{LedgerRow, SourceFile};
pub use verify::{Verdict, verify, verify_counting};
