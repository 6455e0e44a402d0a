//! Tables of a report, built from results rows.

mod care;
mod dialysis;
mod exposure;
mod list;
mod lookup;
mod outcome;
mod quality;
mod sources;
mod strata;
mod table;
mod table_one;
mod toxicity;
mod vasopressors;

pub use list::TableKind;
pub(super) use list::build;
pub(super) use lookup::{Asked, Lookup};
pub(super) use table::{Cell, Shown, Table};
