//! Delimited text: records, the header, and one cell's text as a value.

pub(super) mod absent;
pub(super) mod cells;
pub(super) mod delimiter;
pub(super) mod header;
pub(super) mod ids;
pub(super) mod moment;
pub(super) mod own_name;
pub(super) mod records;
