//! Tables of a report, built from results rows.

mod adverse_events;
mod at_risk;
mod by_group;
mod care;
mod cell;
mod cells;
mod columns;
mod comparison;
mod events_over_time;
mod exposure;
mod items;
mod kidney;
mod line;
mod list;
mod lookup;
mod merged_checks;
mod outcome;
mod quality;
mod sheet;
mod sites_of_rows;
mod sources;
mod support;
mod table;
mod table_one;
mod versions;

pub(super) use adverse_events::ANY_EVENT;
pub(super) use at_risk::{FEW, LEAST_AT_RISK};
pub(super) use cell::{Cell, Quantity};
pub(crate) use columns::SMALL_GROUP;
pub(super) use columns::{Column, Split, columns, of_groups, of_til, pooled, pools, small_groups};
pub(super) use comparison::{compared_risks, sides};
pub(super) use list::{ReportTable, TABLES, renamed};
pub(super) use lookup::{Index, Lookup, Measures, noted};
pub(super) use sheet::{Sheet, Value};
pub(super) use table::{Shown, Table, TableRow};
pub(super) use versions::{criteria, graded_by};
