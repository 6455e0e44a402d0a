//! x
pub mod ingest;
pub mod measures;
pub mod model;
pub mod store;
pub mod terminology;
