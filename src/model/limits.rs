//! Limits that several rooms compare with.

/// How far two hours, days, rates, ratios or concentrations may lie apart and still be equal.
pub const TOLERANCE: f64 = 1e-9;

/// Hours after the last given dose in which an event still counts as on treatment: 30 days.
pub const FOLLOW_UP_HOURS: f64 = 720.0;

/// Up to this rate, in µg/kg/min, dopamine is given for the kidney and is no vasopressor.
pub const LOW_DOSE_DOPAMINE: f64 = 5.0;
