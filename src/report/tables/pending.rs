//! Names of measures that tables show.

pub(super) const USE_UNLISTED_ONLY: &str = "vasopressor.use_unlisted_only";
pub(super) const LOW_DOSE_DOPAMINE_ONLY: &str = "vasopressor.low_dose_dopamine_only";
pub(super) const STAGE_3_AT_LEAST: &str = "kidney.stage_3_at_least";
pub(super) const STAGING: &str = "kidney.staging";
pub(super) const RECOVERED_BY: &str = "kidney.recovered_by";
