//! The nature of a patient, which all courses share, and the years in which courses begin.

use crate::model::CareSetting;

/// The first day on which a patient may start, as a year; starts spread over the years from here to [`LAST_YEAR`].
pub(super) const FIRST_YEAR: i32 = 2016;
pub(super) const LAST_YEAR: i32 = 2023;
/// The days of a year.
pub(super) const YEAR: i32 = 365;

/// The properties of a patient that all courses share.
pub(super) struct Nature {
    pub(super) is_female: bool,
    pub(super) frailty: f64,
    pub(super) age_years: i32,
    pub(super) weight: i32,
    pub(super) ecog: i32,
    pub(super) baseline_dialysis: bool,
    pub(super) care: CareSetting,
    /// Days from the start of the first year to the start of the first course.
    pub(super) first_start: i32,
}
