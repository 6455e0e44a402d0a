//! Other layouts into the data model: a mapping's SELECTs over a site's own files, run by `DataFusion`.
//!
//! A mapping is a folder: which files are which raw table, and a SELECT for each table of the model. All of it is planned
//! before a raw row is read; then each raw export becomes rows of tables of the model, which `ingest` judges.

mod blame;
mod built_in;
mod catalog;
mod collected;
mod declaration;
mod derivation;
mod error;
mod folder;
mod likeness;
mod named_rows;
mod notes;
mod ordered;
mod own;
mod patterns;
mod raw_provider;
mod replaceable;
mod run;
mod select;
mod settings;
mod spilled_view;
mod ties;

pub use built_in::built_in;
pub use error::{MappingError, Refusal, Slip};
pub use folder::Mapping;
pub use likeness::looks_like;
pub use settings::Configured;
