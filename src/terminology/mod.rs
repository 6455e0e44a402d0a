//! What the words mean: organ systems, toxicity terms, agents, modalities, analytes and units, as tables.
//!
//! Every table is a CSV file in `tables/`, embedded in the program. Names are compared by their [`key`]: lower case,
//! without blanks, `-` and `_`. No two names of one table share a key; a test holds the tables to that.

mod agents;
mod analytes;
mod embedded;
mod key;
mod nearest;
mod organ_systems;
mod published_rates;
mod terms;
#[cfg(test)]
mod tests;
mod units;

pub use agents::{
    AgentClass, Modality, Vasopressor, dialysis_modalities, dialysis_modality, medication_class,
    medication_class_of_agent, medication_classes, vasopressor, vasopressors,
};
pub use analytes::{Analyte, analyte, analytes};
pub use embedded::REFERENCE_TABLES;
pub use key::key;
pub use nearest::{
    nearest_analytes, nearest_medications, nearest_names, nearest_reasons, nearest_toxicity_terms,
    nearest_vasopressors,
};
pub use organ_systems::{OrganSystem, UNCLASSIFIED, organ_system, organ_systems};
pub use published_rates::{PublishedRate, published_rate, published_rates};
pub use terms::{Term, toxicity_term, toxicity_terms};
pub use units::{RateUnit, parse_rate_unit, parse_unit};
