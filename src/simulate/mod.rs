//! Simulated exports of five sites, from a seed, as plausible and as rough as real ones.
//!
//! The room touches no disk: it writes through a callback. One patient at a time is drawn, written and forgotten, so
//! a million courses need no more memory than ten. The rates lie near published series, and prove nothing about them.
//!
//! The exports are valid as a whole. What is wrong in them is meant: about one row in a hundred breaks a rule of the
//! data model, never more than one in fifty of a file, and nothing looks like an identifier.

mod ailments;
mod columns;
mod cycle;
mod dialysis;
mod export;
mod labs;
mod layouts;
mod measurements;
mod nature;
mod page;
mod patient;
mod plan;
mod random;
mod record;
mod regimen;
mod rows;
mod sheet;
mod sites;
mod support;
mod support_rows;
#[cfg(test)]
mod tests;
mod toxicity;
mod treatment;
mod trouble;

pub use layouts::Layout;
pub use plan::{Plan, simulate};
