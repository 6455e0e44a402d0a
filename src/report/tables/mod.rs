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

pub(super) use list::{ReportTable, TABLES};
pub(super) use lookup::{Lookup, Measures, noted};
pub(super) use table::{Cell, Shown, Table};
