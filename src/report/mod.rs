//! Results to tables, figures and pages; it returns bytes and touches no disk.
//!
//! What a report shows, it takes from results rows and from what the store says of its sources. Numbers are rounded in
//! one place, `wording`; the same rows give the same bytes.

mod about;
mod definition;
mod document;
mod error;
mod figures;
mod findings;
mod fonts;
mod how;
mod internal;
mod key_numbers;
mod manuscript;
mod page;
mod page_table;
mod pdf;
mod png;
mod policy;
mod render;
mod rendered;
mod safety;
mod tables;
mod watched;
mod word;
mod wording;
mod workbook;

pub use about::{
    About, AboutCheck, AboutFile, AboutNotCollected, AboutRawFile, AboutReason, AboutSite,
    AboutUnlisted,
};
pub(crate) use definition::embedded;
pub use definition::{DefinitionError, ReportDefinition};
pub(crate) use document::{Document, Rendered};
pub use error::ReportError;
pub(crate) use figures::{FigureOptions, FigureWidth};
pub(crate) use internal::internal_figures;
pub(crate) use manuscript::{Methods, Written, methods, strobe};
pub(crate) use render::render;
pub use rendered::RenderedFile;
pub(crate) use safety::render_review;
pub(crate) use tables::SMALL_GROUP;
pub use watched::watched_indicators;
pub use word::Paper;
pub(crate) use word::word;
pub(crate) use workbook::workbook;
