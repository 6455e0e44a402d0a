//! What was typed, what it means, and what to say.
//!
//! The one room that prints. Data goes to standard output, everything else to standard error; every failure has an exit
//! code that `il2 --help` documents.

mod about;
mod arguments;
mod certificate;
mod check;
mod clock;
mod completions;
mod derivation;
mod document_arguments;
mod documents;
mod explain;
mod explain_arguments;
mod explain_failure;
mod explained_row;
mod export_reading;
mod exports;
mod failure;
mod failure_sources;
mod guard;
mod hints;
mod ingest;
mod input;
mod interrupt;
mod man;
mod mapped;
mod mapping;
mod mapping_arguments;
mod mapping_command;
mod mapping_hints;
mod number_proof;
mod on_trust;
mod output;
mod output_proof;
mod pace;
mod population;
mod quarantine_hints;
mod query;
mod record_proof;
mod recorded_options;
mod replaced;
mod report;
mod report_content;
mod report_files;
mod report_outputs;
mod report_plan;
mod review;
mod review_arguments;
mod review_words;
mod run;
mod run_record;
mod schema;
mod sharing;
mod simulate;
mod simulate_arguments;
mod speech;
mod store_proof;
mod threads;
mod unlisted;
mod unnamed_columns;
mod verify;
mod verify_arguments;
mod verify_report;
mod watch;

pub use run::run;
