//! A store: the only room that writes Parquet, whole or not at all.
//!
//! A store is a folder. `current` is a link to one snapshot, a folder of plain Parquet that any engine reads:
//! `current/doses/*.parquet`, one file per site. An ingest writes the next snapshot beside it and then moves the link,
//! in one rename. The snapshot before stays until the next ingest, so that what reads it can finish.

mod commit;
mod describe;
mod described;
mod draft;
mod error;
mod layout;
mod list;
mod manifest;
mod parquet;
mod parted;
mod scan;
mod snapshot;
mod table_writer;
mod verify;

pub(crate) use described::described_tables;
pub use draft::Draft;
pub use error::StoreError;
pub(crate) use list::{QUARANTINE_COLUMNS, is_list_of_rows, list_of_rows};
pub use manifest::{CheckRecord, ExportRecord, Manifest, SiteRecord};
pub use parquet::parquet_bytes;
pub(crate) use scan::open_part;
pub use scan::{StoredPart, StoredTable};
pub use snapshot::Snapshot;
pub(crate) use snapshot::{foreign_entry, is_store};
pub use table_writer::TableWriter;
pub use verify::verify;
