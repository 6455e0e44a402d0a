//! Exports in: every row is stored or quarantined with a rule's name.
//!
//! A row is judged whole before any of its values is kept, by the classes of the data model in their order: structural,
//! missing, type, domain, key, reference. Judged rows wait in parts of some courses each, in memory or in a temporary
//! file, and are taken part by part: memory grows with courses and distinct texts, not with events. The order of a file's rows leaves no trace in
//! what is stored.

mod door;
mod error;
mod export;
mod judge;
mod ledger;
mod limits;
mod mapped;
mod options;
mod own;
mod own_columns;
mod own_conflict;
mod part;
mod passed_over;
mod privacy;
pub mod quality;
mod quarantine_limits;
pub mod raw;
mod read_mapped;
mod rows;
mod source;
mod tables;
mod text;
mod waiting_rows;

pub use door::{FoundExports, check_limit, find_exports, read_exports};
pub use error::{IngestError, MissingColumn};
pub use export::{Export, Site, read_export};
pub use ledger::{Class, FileLedger, QuarantineEntry, QuarantinedRow, Reason, Unlisted, Warning};
pub use limits::Limit;
pub use mapped::{
    DerivationRow, FILE, LINE, MappedExport, MappedTable, MappingFile, MappingRecord, Note,
    RawFile, RawQuarantined,
};
pub use options::{DecimalMark, Options};
pub use own::check_limits as check_own_columns;
pub use own_columns::{own_columns, own_values_are};
pub use own_conflict::OwnTypes;
pub use part::Part;
pub use privacy::identifiers::FoundIdentifier;
pub use privacy::names::{screen_names, screen_text};
pub use quarantine_limits::{Excess, QuarantineLimits};
pub use read_mapped::read_mapped;
pub use source::unread::{Likeness, UnreadFile, UnreadSheet};
pub use text::own_name::own_name;
pub(crate) use waiting_rows::RowsWriter;
