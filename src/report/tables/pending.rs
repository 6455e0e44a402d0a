//! Names of measures that tables show.

pub(super) const PLAN: &str = "exposure.plan";
pub(super) const CYCLE_OUTCOME: &str = "exposure.cycle_outcome";
pub(super) const END_REASON: &str = "exposure.end_reason";
pub(super) const DOSE_DISPOSITION: &str = "exposure.dose_disposition";
pub(super) const DOSE_DEVIATION: &str = "exposure.dose_deviation";
pub(super) const OVERVIEW: &str = "toxicity.overview";
pub(super) const DIED_UNRESOLVED_BY: &str = "toxicity.died_unresolved_by";
pub(super) const RESOLVED_AT_LEAST: &str = "toxicity.resolved_at_least";
pub(super) const RESOLUTION_RECORDED: &str = "toxicity.resolution_recorded";
pub(super) const USE_UNLISTED_ONLY: &str = "vasopressor.use_unlisted_only";
pub(super) const LOW_DOSE_DOPAMINE_ONLY: &str = "vasopressor.low_dose_dopamine_only";
pub(super) const STAGE_3_AT_LEAST: &str = "kidney.stage_3_at_least";
pub(super) const STAGING: &str = "kidney.staging";
pub(super) const RECOVERED_BY: &str = "kidney.recovered_by";
pub(super) const CTCAE_VERSION: &str = "characteristics.ctcae_version";
pub(super) const RESPONSE_CRITERIA: &str = "characteristics.response_criteria";
