//! Tables as bytes, in the formats in which people and programs take them: answers, and tables of the program.

mod binary;
mod cells;
mod json;
mod text;
mod write;

pub(super) use cells::texts;
pub use write::{Format, write, write_text_table};
