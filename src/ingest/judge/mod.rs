//! A record becomes a typed row, or is quarantined with a reason.

pub(super) mod cell;
pub(super) mod course_index;
pub(super) mod dictionary;
pub(super) mod file;
mod frame;
pub(super) mod no_row;
mod own_cells;
pub(super) mod owner_judge;
pub(super) mod plan;
pub(super) mod reference;
pub(super) mod short_key;
pub(super) mod structure;
mod unknown_names;
