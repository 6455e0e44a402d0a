//! The record of a course: everything that an export says of it.

use super::cycle::{Dose, Protocol};
use super::dialysis::Dialysis;
use super::measurements::Measurement;
use super::support::{Infusion, Medication, Stay};
use super::toxicity::Toxicity;
use crate::model::CareSetting;

/// A course with everything that was recorded of it.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that do not depend on each other"
)]
pub(super) struct Course {
    pub(super) number: i32,
    /// Whether the patient has no other course.
    pub(super) is_only: bool,
    /// Whether the patient is a woman: laboratories report limits by sex.
    pub(super) is_female: bool,
    pub(super) protocol: Protocol,
    pub(super) start_year: i32,
    /// In 1 … 12.
    pub(super) start_month: i32,
    pub(super) start_day: i32,
    pub(super) age_years: i32,
    /// In tenths of a kilogram.
    pub(super) weight: i32,
    pub(super) ecog: i32,
    pub(super) baseline_dialysis: bool,
    pub(super) care: CareSetting,
    pub(super) best_response: Option<&'static str>,
    pub(super) is_confirmed: bool,
    pub(super) response_day: Option<i32>,
    pub(super) progression_day: Option<i32>,
    pub(super) last_assessment_day: Option<i32>,
    pub(super) doses: Vec<Dose>,
    pub(super) toxicities: Vec<Toxicity>,
    pub(super) not_assessed: Option<&'static str>,
    pub(super) vasopressors: Vec<Infusion>,
    pub(super) dialysis: Vec<Dialysis>,
    pub(super) measurements: Vec<Measurement>,
    pub(super) medications: Vec<Medication>,
    pub(super) stays: Vec<Stay>,
}
