//! Limits that several rooms compare with.

/// How far two hours, days, rates, ratios or concentrations may lie apart and still be equal.
pub const TOLERANCE: f64 = 1e-9;

/// The day of a course in which an hour lies; day 0 begins at hour 0.
#[must_use]
pub fn day_of_hour(hour: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a day of a course; what is larger is the largest day"
    )]
    let day = ((hour + TOLERANCE) / 24.0).floor() as i64;
    day
}

/// Hours after the last given dose in which an event still counts as on treatment: 30 days.
pub const FOLLOW_UP_HOURS: f64 = 720.0;

/// Up to this rate, in µg/kg/min, dopamine is given for the kidney and is no vasopressor.
pub const LOW_DOSE_DOPAMINE: f64 = 5.0;

/// Whether a size in IU/kg (NaN where it is not known) is 0: nothing was infused.
#[must_use]
pub fn is_no_dose(iu_per_kg: f64) -> bool {
    iu_per_kg <= TOLERANCE
}

/// Whether a rate, in whatever unit (NaN where it is not known), is 0: nothing ran.
#[must_use]
pub fn is_no_infusion(rate: f64) -> bool {
    rate <= TOLERANCE
}
