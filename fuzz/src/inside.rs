//! The parts of `ingest` that nobody outside it sees, taken in a second time: what is `pub(super)` there is seen here.

#![allow(dead_code, reason = "not all of a part is under test")]

#[path = "../../src/ingest/cells.rs"]
mod cells;
#[path = "../../src/ingest/encoding.rs"]
mod encoding;
#[path = "../../src/ingest/identifiers.rs"]
mod identifiers;
#[path = "../../src/ingest/limits.rs"]
mod limits;
#[path = "../../src/ingest/records.rs"]
mod records;
#[path = "../../src/ingest/rows.rs"]
mod rows;
#[path = "../../src/ingest/short.rs"]
mod short;
#[path = "../../src/ingest/words.rs"]
mod words;

pub mod second;
pub mod values;
