//! One integration binary: every test binary that links polars costs hundreds of megabytes and minutes of linking.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    clippy::type_complexity,
    reason = "a test that cannot go on fails; numbers worked by hand are exact"
)]

mod architecture;
mod asked;
mod bad_input;
mod bench;
mod bounded_files;
mod canaries;
mod changing_files;
mod command_line;
#[cfg(unix)]
mod commands_of_pages;
mod curves;
mod damaged_exports;
mod damaged_store;
mod determinism;
mod documents;
mod engine_shapes;
mod equal_hours;
mod example_report;
mod explain;
mod failing_ids;
mod failing_inputs_sites;
mod failing_inputs_sql;
mod failing_inputs_times;
mod failing_inputs_zeros;
mod failing_words;
mod forged;
mod grading_options;
mod hostile_names;
mod laws;
mod mappings_bench;
mod mappings_derivation;
#[cfg(target_os = "linux")]
mod mappings_memory;
mod mappings_misfit;
mod mappings_privacy;
mod mappings_proof;
mod mappings_raw;
mod mappings_refused;
mod mappings_samples;
mod mappings_second;
mod messages;
mod messages_files;
mod messages_mapping;
mod misreadings;
mod nearest_names;
mod odd_exports;
#[cfg(unix)]
mod odd_paths;
mod own_columns;
mod own_columns_report;
mod page;
mod page_order;
#[cfg(unix)]
mod permissions;
mod planted;
mod privacy;
mod published;
mod published_comparison;
mod published_table;
mod quality;
mod quality_courses;
mod quality_events;
mod quality_grades;
mod quality_laboratory;
mod query;
mod query_formats;
mod query_refused;
mod refused;
mod round_trip;
mod safety;
mod second;
#[cfg(unix)]
mod signals;
mod simulated;
mod sql_limits;
mod store;
mod tiny_comparison;
mod tiny_outcome;
mod tiny_selection;
mod tiny_strata;
mod typed_exports;
mod values_only;
mod verify;
mod verify_altered;
mod verify_report;
mod verify_review;
mod verify_ties;
mod workbooks;
