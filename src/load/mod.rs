//! Exports into a store: parts taken, written and counted.

mod error;
mod own;
mod parts;

pub use error::LoadError;
pub use parts::{store, store_counting, store_part, store_site};
