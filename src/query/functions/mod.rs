//! Aggregate functions that the engine lacks, or whose last digits it drops.

mod gathered;
mod mode;
mod percentile;

pub(super) use mode::mode;
pub(super) use percentile::percentile_cont;
