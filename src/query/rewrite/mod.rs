//! A plan in other words: what the engine would answer wrongly is written so that its answer is SQL's, or refused by name.
//!
//! It is done on the plan and not on the text, since only there each name has found its column and each value its type.
//! `tests/engines` holds every form against `DuckDB`, and says where a newer engine no longer needs it.

mod correlated;
mod division;
mod fresh;
mod joined_groups;
mod keyed_rows;
mod lateral;
mod names;
mod one_row;
mod plan;
mod refusal;
mod set_operations;
mod subqueries;
mod subquery_rows;
mod windows;

pub(super) use division::with_decimal_division;
pub(super) use plan::rewritten;
