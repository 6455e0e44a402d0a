//! x
pub mod cli;
pub mod facts;
pub mod ingest;
pub mod measures;
pub mod model;
pub mod report;
pub mod stats;
pub mod store;
pub mod terminology;
