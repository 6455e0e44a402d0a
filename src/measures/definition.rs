//! What each measure counts, in the words that its documentation, the report and the schema print.

use super::results::Unit;

/// The definition of one measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// Its name, for example `toxicity.organ_system`.
    pub name: &'static str,
    /// Its name for readers.
    pub title: &'static str,
    /// The units of analysis it is computed for, in the order of the rows.
    pub grain: &'static [Unit],
    /// What the numerator or the value is.
    pub counts: &'static str,
    /// What the denominator is.
    pub out_of: &'static str,
    /// What becomes of units whose answer is not known.
    pub unknown: &'static str,
    /// How the interval is made, or why there is none.
    pub interval: &'static str,
    /// Where the definition or formula comes from.
    pub source: &'static str,
}

/// Whether a name of the measure book, which may stand for all that begin so (`characteristics.x_*`), is that of a measure.
#[must_use]
pub fn is_name_of(name: &str, measure: &str) -> bool {
    match name.strip_suffix('*') {
        Some(beginning) => measure.starts_with(beginning),
        None => name == measure,
    }
}

/// The interval of what is counted of patients.
pub(super) const EXACT: &str = "Clopper–Pearson, 95%";
/// The interval of what is counted of courses or cycles.
pub(super) const CLUSTERED: &str = "Wilson with the effective sample size (Rao–Scott) and Student's t, or Clopper–Pearson if every patient has one unit; 95%";
/// The intervals of what is counted of patients and of courses.
pub(super) const BY_PATIENT_AND_COURSE: &str = "patients: Clopper–Pearson; courses: Wilson with the effective sample size (Rao–Scott) and Student's t, or Clopper–Pearson if every patient has one course; 95%";
/// The intervals of what is counted of patients, courses and cycles.
pub(super) const BY_PATIENT_COURSE_AND_CYCLE: &str = "patients: Clopper–Pearson; courses and cycles: Wilson with the effective sample size (Rao–Scott) and Student's t, or Clopper–Pearson if every patient has one such unit; 95%";
/// The interval of events per so many given doses.
pub(super) const CLUSTERED_RATE: &str = "Garwood with the effective number of events (Rao–Scott); no interval for a single patient with several doses; 95%";
/// The source of that interval.
pub(super) const CLUSTERED_RATE_SOURCE: &str =
    "Rao JNK, Scott AJ. Stat Med 1999;18:1373; Garwood F. Biometrika 1936;28:437";
