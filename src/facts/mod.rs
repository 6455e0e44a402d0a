//! One row per course, from which every measure counts: counted at ingest, part by part, and kept in the store.
//!
//! A report reads these rows and no events. The rows of each table lie together by course, so that facts come from one
//! pass over each, without a hash table. The tables are `facts_courses` and, for what a course has many
//! of, `facts_cycles`, `facts_course_terms`, `facts_course_organs`, `facts_course_reasons`, `facts_course_agents`,
//! `facts_course_modalities`, `facts_course_medications` and, from values, `facts_course_laboratory`, `facts_course_extremes`,
//! `facts_course_days` and `facts_course_signs`; of a site as a whole, `facts_sites`, `facts_terms`, and
//! `event_names`, which recount queries read: the events that each name in toxicities means.

mod capillary_leak;
mod care;
mod course_patients;
mod course_table;
mod course_values;
mod creatinine;
mod cycle_record;
mod dialysis;
mod dose_disposition;
mod dose_history;
mod dose_map;
mod dose_plan;
mod error;
mod events;
mod extremes;
mod follow_up;
mod frame;
mod graded_terms;
mod intervals;
mod kidney;
mod laboratory;
mod own_columns;
mod own_values;
mod part;
mod part_facts;
mod regraded;
mod safety;
mod sentinel;
mod severe_events;
mod sister_tables;
mod toxicity;
mod vasopressor;
mod vital_signs;
mod worst;

pub use capillary_leak::WEIGHT_GAINS;
pub use care::MONITORED;
pub use course_table::measured_columns;
pub use cycle_record::CycleOutcome;
pub use dose_disposition::DoseDisposition;
pub use dose_history::NOT_STATED;
pub use dose_map::DoseMap;
pub use error::FactsError;
pub use extremes::{FOLLOWED, HIGHEST, LOWEST};
pub use frame::read_parquet;
pub use kidney::STAGINGS;
pub use own_values::{different_values, read_own_columns};
pub use part::of_part;
pub use part_facts::SiteFacts;
pub use regraded::regraded;
pub use safety::{EventRecords, SafetyFacts};
pub use sentinel::{DeathRecord, Sentinel, SentinelOutcome, SentinelReason};
pub use sister_tables::{
    AGENTS, CYCLES, DAYS, EXTREMES, LABORATORY, MEDICATIONS, MODALITIES, ORGANS, REASONS, SIGNS,
    SisterTable, TERMS,
};
pub use vital_signs::VITAL_SIGNS;
pub use worst::UNGRADED;
