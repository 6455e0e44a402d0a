//! Files and sheets where they lie, and their bytes as UTF-8 text.

pub(super) mod cell_formats;
pub(super) mod encoding;
pub(super) mod folder;
pub(super) mod mapped_rows;
pub(super) mod parquet_pages;
pub(super) mod parquet_text;
pub(super) mod reading;
pub(super) mod sheets;
pub(super) mod survey;
pub(super) mod unread;
pub(super) mod workbook;
mod workbook_parts;
