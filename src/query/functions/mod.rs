//! Functions that the engine lacks, whose last digits it drops, or that it does not bound.

mod bounded;
mod gathered;
mod handed;
mod mode;
mod percentile;
mod zone;

pub(super) use bounded::{bounded_functions, with_bounded_texts};
pub(super) use handed::handed_through;
pub(super) use mode::mode;
pub(super) use percentile::percentile_cont;
pub(super) use zone::at_zone;
pub(crate) use zone::is_time_zone;
