//! The tables of a report, by name.

use super::lookup::Lookup;
use super::table::Shown;
use super::{
    care, dialysis, exposure, outcome, quality, sources, strata, table_one, toxicity, vasopressors,
};
use crate::report::about::About;

/// What a table shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TableKind {
    /// Rows read, stored and set aside, by export.
    Sources,
    /// Why rows were set aside.
    SetAside,
    /// Patients, courses, cycles and doses, from the store to the population.
    Flow,
    /// Which site did not collect which table.
    NotCollected,
    /// Names that the terminology does not have.
    Unlisted,
    /// How many checks of quality came to what.
    QualitySummary,
    /// Checks of quality that failed.
    QualityFailures,
    /// Checks of quality that could not be asked, and why.
    QualityNotApplicable,
    /// Checks of quality that passed.
    QualityPassed,
    /// How many rows have a value in each column.
    Completeness,
    /// Table 1.
    Characteristics,
    /// Doses given per cycle, course and patient.
    DosesGiven,
    /// Doses given, by cycle number.
    DosesByCycle,
    /// Completion and cumulative dose.
    Exposure,
    /// The share of courses that reached each dose.
    DoseRetention,
    /// What became of planned doses.
    DoseStatus,
    /// Why doses were held or stopped.
    Reasons,
    /// Any toxicity, by patient, course and cycle.
    ToxicityAny,
    /// Toxicity by organ system, of patients.
    OrganSystems,
    /// Toxicity by organ system, of courses.
    OrganSystemsByCourse,
    /// The commonest terms.
    Terms,
    /// Onset, resolution and rate of severe toxicity.
    SevereOverTime,
    /// Vasopressor use by patient, course and cycle.
    Vasopressors,
    /// Vasopressor use by agent.
    VasopressorAgents,
    /// First dose, hours and peak rate.
    VasopressorAmounts,
    /// Dialysis by patient and course.
    Dialysis,
    /// Dialysis by modality.
    DialysisModalities,
    /// Acute kidney injury.
    Kidney,
    /// Best and objective response.
    Response,
    /// Overall and progression-free survival.
    Survival,
    /// Deaths.
    Deaths,
    /// Stays in an ICU.
    Icu,
    /// Supportive medication.
    Medications,
    /// Daily monitoring.
    Monitoring,
    /// Table 1, with strata side by side.
    CharacteristicsByStratum,
    /// The main outcomes, with strata side by side and two of them compared.
    OutcomesByStratum,
}

impl TableKind {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 36] = [
        Self::Sources,
        Self::SetAside,
        Self::Flow,
        Self::NotCollected,
        Self::Unlisted,
        Self::QualitySummary,
        Self::QualityFailures,
        Self::QualityNotApplicable,
        Self::QualityPassed,
        Self::Completeness,
        Self::Characteristics,
        Self::DosesGiven,
        Self::DosesByCycle,
        Self::Exposure,
        Self::DoseRetention,
        Self::DoseStatus,
        Self::Reasons,
        Self::ToxicityAny,
        Self::OrganSystems,
        Self::OrganSystemsByCourse,
        Self::Terms,
        Self::SevereOverTime,
        Self::Vasopressors,
        Self::VasopressorAgents,
        Self::VasopressorAmounts,
        Self::Dialysis,
        Self::DialysisModalities,
        Self::Kidney,
        Self::Response,
        Self::Survival,
        Self::Deaths,
        Self::Icu,
        Self::Medications,
        Self::Monitoring,
        Self::CharacteristicsByStratum,
        Self::OutcomesByStratum,
    ];

    /// The name in a report's definition and of its file, for example `organ_systems`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sources => "sources",
            Self::SetAside => "set_aside",
            Self::Flow => "flow",
            Self::NotCollected => "not_collected",
            Self::Unlisted => "unlisted",
            Self::QualitySummary => "quality_summary",
            Self::QualityFailures => "quality_failures",
            Self::QualityNotApplicable => "quality_not_applicable",
            Self::QualityPassed => "quality_passed",
            Self::Completeness => "completeness",
            Self::Characteristics => "characteristics",
            Self::DosesGiven => "doses_given",
            Self::DosesByCycle => "doses_by_cycle",
            Self::Exposure => "exposure",
            Self::DoseRetention => "dose_retention",
            Self::DoseStatus => "dose_status",
            Self::Reasons => "reasons",
            Self::ToxicityAny => "toxicity_any",
            Self::OrganSystems => "organ_systems",
            Self::OrganSystemsByCourse => "organ_systems_by_course",
            Self::Terms => "terms",
            Self::SevereOverTime => "severe_over_time",
            Self::Vasopressors => "vasopressors",
            Self::VasopressorAgents => "vasopressor_agents",
            Self::VasopressorAmounts => "vasopressor_amounts",
            Self::Dialysis => "dialysis",
            Self::DialysisModalities => "dialysis_modalities",
            Self::Kidney => "kidney",
            Self::Response => "response",
            Self::Survival => "survival",
            Self::Deaths => "deaths",
            Self::Icu => "icu",
            Self::Medications => "medications",
            Self::Monitoring => "monitoring",
            Self::CharacteristicsByStratum => "characteristics_by_stratum",
            Self::OutcomesByStratum => "outcomes_by_stratum",
        }
    }

    /// The table of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Builds a table.
pub(in crate::report) fn build(kind: TableKind, results: &Lookup<'_>, about: &About) -> Shown {
    match kind {
        TableKind::Sources => sources::rows_by_export(about),
        TableKind::SetAside => sources::set_aside(about),
        TableKind::Flow => sources::flow(results),
        TableKind::NotCollected => sources::not_collected(about),
        TableKind::Unlisted => sources::unlisted(about),
        TableKind::QualitySummary => quality::summary(about),
        TableKind::QualityFailures => quality::failures(about),
        TableKind::QualityNotApplicable => quality::not_applicable(about),
        TableKind::QualityPassed => quality::passed(about),
        TableKind::Completeness => quality::completeness(about),
        TableKind::Characteristics => table_one::characteristics(results),
        TableKind::DosesGiven => exposure::doses_given(results),
        TableKind::DosesByCycle => exposure::by_cycle(results),
        TableKind::Exposure => exposure::completion(results),
        TableKind::DoseRetention => exposure::retention(results),
        TableKind::DoseStatus => exposure::status(results),
        TableKind::Reasons => exposure::reasons(results),
        TableKind::ToxicityAny => toxicity::any(results),
        TableKind::OrganSystems => toxicity::organ_systems_of_patients(results),
        TableKind::OrganSystemsByCourse => toxicity::organ_systems_of_courses(results),
        TableKind::Terms => toxicity::terms(results),
        TableKind::SevereOverTime => toxicity::severe_over_time(results),
        TableKind::Vasopressors => vasopressors::used(results),
        TableKind::VasopressorAgents => vasopressors::agents(results),
        TableKind::VasopressorAmounts => vasopressors::amounts(results),
        TableKind::Dialysis => dialysis::used(results),
        TableKind::DialysisModalities => dialysis::modalities(results),
        TableKind::Kidney => dialysis::kidney(results),
        TableKind::Response => outcome::response(results),
        TableKind::Survival => outcome::survival(results),
        TableKind::Deaths => outcome::deaths(results),
        TableKind::Icu => care::icu(results),
        TableKind::Medications => care::medications(results),
        TableKind::Monitoring => care::monitoring(results),
        TableKind::CharacteristicsByStratum => table_one::by_stratum(results),
        TableKind::OutcomesByStratum => strata::outcomes(results),
    }
}
