//! A store proved again, from its bytes: files, conservation of rows, keys and references.
//!
//! What a fault says names files, columns and rows, and never a value.

mod conservation;
mod events;
mod facts;
mod faults;
mod files;
mod owners;
mod site_files;
mod verdict;

pub use verdict::{Verdict, verify, verify_counting};
