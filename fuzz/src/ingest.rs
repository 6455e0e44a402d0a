//! The room `ingest`, taken in by path file by file as its own `mod.rs` lists them, so that `inside` sees what no other
//! room does.

#[path = "../../src/ingest/door.rs"]
mod door;
#[path = "../../src/ingest/error.rs"]
mod error;
#[path = "../../src/ingest/export.rs"]
mod export;
#[path = "../../src/ingest/judge/mod.rs"]
mod judge;
#[path = "../../src/ingest/ledger.rs"]
mod ledger;
#[path = "../../src/ingest/limits.rs"]
mod limits;
#[path = "../../src/ingest/mapped.rs"]
mod mapped;
#[path = "../../src/ingest/options.rs"]
mod options;
#[path = "../../src/ingest/own.rs"]
mod own;
#[path = "../../src/ingest/own_columns.rs"]
mod own_columns;
#[path = "../../src/ingest/own_conflict.rs"]
mod own_conflict;
#[path = "../../src/ingest/part.rs"]
mod part;
#[path = "../../src/ingest/passed_over.rs"]
mod passed_over;
#[path = "../../src/ingest/privacy/mod.rs"]
mod privacy;
#[path = "../../src/ingest/quality/mod.rs"]
pub mod quality;
#[path = "../../src/ingest/quarantine_limits.rs"]
mod quarantine_limits;
#[path = "../../src/ingest/raw/mod.rs"]
pub mod raw;
#[path = "../../src/ingest/read_mapped.rs"]
mod read_mapped;
#[path = "../../src/ingest/rows/mod.rs"]
mod rows;
#[path = "../../src/ingest/source/mod.rs"]
mod source;
#[path = "../../src/ingest/tables/mod.rs"]
mod tables;
#[path = "../../src/ingest/text/mod.rs"]
mod text;
#[path = "../../src/ingest/waiting_rows.rs"]
mod waiting_rows;

/// What is proved of the room's own parts.
pub mod inside {
    pub mod second;
    pub mod values;
}

pub use door::{FoundExports, check_limit, find_exports, read_exports};
pub use error::{IngestError, MissingColumn};
pub use export::{Export, Site, read_export};
pub use ledger::{Class, FileLedger, QuarantineEntry, QuarantinedRow, Reason, Unlisted, Warning};
pub use limits::Limit;
pub use mapped::{
    DerivationRow, FILE, LINE, MappedExport, MappedTable, MappingFile, MappingRecord, Note, RawFile,
    RawQuarantined,
};
pub use options::{DecimalMark, Options};
pub use part::Part;
pub use privacy::identifiers::FoundIdentifier;
pub use privacy::names::{screen_names, screen_text};
pub use quarantine_limits::{Excess, QuarantineLimits};
pub(crate) use waiting_rows::RowsWriter;
pub use read_mapped::read_mapped;
pub use source::unread::{Likeness, UnreadFile, UnreadSheet};
