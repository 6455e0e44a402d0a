//! The words of the field: organ systems, toxicity terms, agents, modalities, analytes and units, as tables.
//!
//! Every table is a CSV file in `tables/`, embedded in the program. Names are compared by their [`key`]: lower case,
//! without blanks, `-` and `_`. No two names of one table share a key; a test holds the tables to that.

mod agents;
mod analytes;
mod embedded;
mod events;
mod key;
mod laboratory;
mod misspelling;
mod nearest;
mod organ_systems;
mod phrases;
mod plausible;
mod published;
mod rates;
mod terms;
#[cfg(test)]
mod tests;
mod units;

pub(crate) use agents::{Vasopressor, medication_class_of_agent, medication_classes};
pub use agents::{
    dialysis_categories, dialysis_modalities, dialysis_modality, medication_class, vasopressor,
    vasopressors,
};
pub(crate) use analytes::Analyte;
pub use analytes::{analyte, analytes, listed_analyte, unit_of_code};
pub(crate) use embedded::REFERENCE_TABLES;
pub use embedded::{CTCAE_LAB_GRADES, NORMAL_RANGES};
pub(crate) use events::organ_system_of_event;
pub use events::{NamedEvent, toxicity_events};
pub use key::key;
pub use laboratory::{Direction, LaboratoryTerm, laboratory_term, laboratory_terms};
pub use nearest::{
    letters_apart, nearest_analytes, nearest_medications, nearest_names, nearest_reasons,
    nearest_toxicity_terms, nearest_vasopressors, perhaps,
};
pub use organ_systems::organ_system;
pub(crate) use organ_systems::{UNCLASSIFIED, organ_systems};
pub(crate) use plausible::PlausibleValues;
pub use plausible::plausible_values;
pub use published::{PublishedNumber, published_numbers};
pub use rates::parse_rate_unit;
pub(crate) use terms::Term;
pub use terms::{toxicity_term, toxicity_terms};
pub use units::parse_unit;
