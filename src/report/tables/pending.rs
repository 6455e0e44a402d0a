//! Names of measures that tables show.

pub(super) const PLAN: &str = "exposure.plan";
pub(super) const CYCLE_OUTCOME: &str = "exposure.cycle_outcome";
pub(super) const END_REASON: &str = "exposure.end_reason";
pub(super) const DOSE_DISPOSITION: &str = "exposure.dose_disposition";
pub(super) const DOSE_DEVIATION: &str = "exposure.dose_deviation";
pub(super) const OBJECTIVE_RESPONSE_EVALUABLE: &str = "outcome.objective_response_evaluable";
pub(super) const DISEASE_CONTROL: &str = "outcome.disease_control";
pub(super) const PROGRESSION_UNDATED: &str = "outcome.progression_undated";
pub(super) const DURATION_OF_RESPONSE: &str = "outcome.duration_of_response";
pub(super) const DURATION_OF_RESPONSE_MEDIAN: &str = "outcome.duration_of_response_median";
pub(super) const DEATH_WITHIN: &str = "outcome.death_within";
pub(super) const CAUSE_OF_DEATH: &str = "outcome.cause_of_death";
pub(super) const CTCAE_VERSION: &str = "characteristics.ctcae_version";
pub(super) const RESPONSE_CRITERIA: &str = "characteristics.response_criteria";
