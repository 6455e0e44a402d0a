//! One integration binary: every test binary that links polars costs hundreds of megabytes and minutes of linking.

mod architecture;
mod bench;
mod command_line;
mod determinism;
mod example_report;
mod published;
mod refused;
mod simulated;
mod store;
mod tiny;
