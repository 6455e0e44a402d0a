//! A site's own files, of whatever layout: found, screened, and read as rows of declared columns.

mod batches;
mod columns;
mod declared;
mod error;
mod files;
mod find;
mod first_pass;
mod ibm_float;
mod kept;
mod layout;
mod matching;
mod moments;
mod options;
mod parquet_rows;
mod rows;
mod screen;
mod tables;
mod transport;
mod values;

pub use declared::{DateOrder, RawColumn, RawTableDeclaration, RawType};
pub use error::RawError;
pub use find::{FoundRaw, find_raw};
pub(crate) use layout::header_name;
pub use options::RawOptions;
pub use tables::{RawTable, RawTables, read_raw};
