//! Results to tables, figures and pages; it returns bytes and touches no disk.
//!
//! What a report shows, it takes from results rows and from what the store says of its sources. Numbers are rounded in
//! one place, `wording`; the same rows give the same bytes.

mod about;
mod definition;
mod error;
pub mod figures;
mod how;
mod key_numbers;
mod page;
pub mod png;
mod render;
mod rendered;
mod safety;
mod tables;
mod wording;

pub use about::{
    About, AboutCheck, AboutFile, AboutNotCollected, AboutReason, AboutSite, AboutUnlisted,
};
pub use definition::{Content, DefinitionError, Part, ReportDefinition, Section, embedded};
pub use error::ReportError;
pub use render::render;
pub use rendered::RenderedFile;
pub use safety::render_review;
pub use tables::TableKind;
