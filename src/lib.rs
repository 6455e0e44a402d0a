#![doc = include_str!("../ARCHITECTURE.md")]

pub mod cli;
pub mod disk;
pub mod facts;
pub mod ingest;
pub mod load;
pub mod mapping;
pub mod measures;
pub mod model;
pub mod notation;
pub mod query;
pub mod report;
pub mod simulate;
pub mod stats;
pub mod store;
pub mod terminology;
