//! `report.docx`: the tables and figures of a report as a manuscript has them, written as `WordprocessingML`
//! (ECMA-376) from templates.

mod blocks;
mod columns;
mod package;
mod paper;
mod table;

pub(crate) use package::word;
pub use paper::Paper;
