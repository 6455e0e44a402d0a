//! The tables of a report, in its order: the name of each and what builds it.

use super::lookup::Lookup;
use super::table::Shown;
use super::{
    adverse_events, care, comparison, events_over_time, exposure, kidney, laboratory, outcome,
    quality, sources, support, table_one, values,
};
use crate::report::about::About;

/// A table of a report.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct ReportTable {
    /// The name in a report's definition and of its file, for example `organ_systems`.
    pub(in crate::report) name: &'static str,
    build: Build,
}

/// What builds a table.
#[derive(Debug, Clone, Copy)]
enum Build {
    /// From results rows.
    Results(fn(&Lookup<'_>) -> Shown),
    /// From results rows of grades from values, and the options by which these were graded.
    Graded(fn(&Lookup<'_>, &About) -> Shown),
    /// From what the store says of its sources: the store's table, and what builds it.
    Store(&'static str, fn(&About) -> Shown),
}

/// All of them, in the order of a report.
pub(in crate::report) static TABLES: [ReportTable; 53] = [
    of_store("sources", "ledger", sources::rows_by_export),
    of_store("set_aside", "quarantine", sources::quarantined),
    of_results("flow", sources::flow),
    of_store("not_collected", "collection", sources::not_collected),
    of_store("unlisted", "unlisted", sources::unlisted),
    of_store("quality_summary", "quality", quality::summary),
    of_store("quality_failures", "quality", quality::failures),
    of_store("quality_not_applicable", "quality", quality::not_applicable),
    of_store("quality_passed", "quality", quality::passed),
    of_store("completeness", "quality", quality::completeness),
    of_store("hours", "quality", quality::hours),
    of_results("characteristics", table_one::characteristics),
    of_results("doses_given", exposure::doses_given),
    of_results("doses_by_cycle", exposure::by_cycle),
    of_results("exposure", exposure::completion),
    of_results("cycle_outcomes", exposure::cycle_outcomes),
    of_results("end_reasons", exposure::end_reasons),
    of_results("dose_disposition", exposure::disposition),
    of_results("dose_deviations", exposure::deviations),
    of_results("dose_retention", exposure::retention),
    of_results("dose_status", exposure::status),
    of_results("reasons", exposure::reasons),
    of_results("adverse_events", adverse_events::overview),
    of_results("organ_systems", adverse_events::organ_systems_of_patients),
    of_results(
        "organ_systems_by_course",
        adverse_events::organ_systems_of_courses,
    ),
    of_results("terms", adverse_events::terms),
    of_results("event_rates", events_over_time::rates),
    of_results("onset_dose", events_over_time::onset_dose),
    of_results("resolution", events_over_time::resolution),
    of_results("resolution_recorded", events_over_time::resolution_recorded),
    of_results("vasopressors", support::vasopressors),
    of_results("vasopressor_agents", support::agents),
    of_results("vasopressor_amounts", support::amounts),
    of_results("dialysis", support::dialysis),
    of_results("dialysis_modalities", support::modalities),
    of_results("kidney", kidney::injury),
    of_results("icu", care::stays),
    of_results("medications", care::medications),
    of_results("monitoring", care::monitoring),
    of_grades("laboratory_grades", laboratory::grades),
    of_grades("laboratory_combined", laboratory::combined),
    of_grades("laboratory_agreement", laboratory::agreement),
    of_grades("laboratory_shift", laboratory::shift),
    of_grades("laboratory_recovery", laboratory::recovery),
    of_results("laboratory_extremes", values::extremes),
    of_results("laboratory_course", values::by_day),
    of_results("vital_signs", values::signs),
    of_results("capillary_leak_proxy", values::leak_proxy),
    of_results("response", outcome::response),
    of_results("duration_of_response", outcome::duration_of_response),
    of_results("survival", outcome::survival),
    of_results("deaths", outcome::deaths),
    of_results("comparison", comparison::comparison),
];

/// The name that a table has now instead of an earlier one.
pub(in crate::report) fn renamed(earlier: &str) -> Option<&'static str> {
    match earlier {
        "toxicity_any" => Some("adverse_events"),
        "severe_over_time" => Some("event_rates"),
        "characteristics_by_stratum" => Some("characteristics"),
        "outcomes_by_stratum" => Some("comparison"),
        _ => None,
    }
}

const fn of_results(name: &'static str, build: fn(&Lookup<'_>) -> Shown) -> ReportTable {
    ReportTable {
        name,
        build: Build::Results(build),
    }
}

const fn of_grades(name: &'static str, build: fn(&Lookup<'_>, &About) -> Shown) -> ReportTable {
    ReportTable {
        name,
        build: Build::Graded(build),
    }
}

const fn of_store(
    name: &'static str,
    stored: &'static str,
    build: fn(&About) -> Shown,
) -> ReportTable {
    ReportTable {
        name,
        build: Build::Store(stored, build),
    }
}

impl ReportTable {
    /// Builds it.
    pub(in crate::report) fn build(&self, results: &Lookup<'_>, about: &About) -> Shown {
        match self.build {
            Build::Results(build) => build(results),
            Build::Graded(build) => build(results, about),
            Build::Store(_, build) => build(about),
        }
    }

    /// The table of the store that it shows; `None` where it shows results.
    pub(in crate::report) const fn stored(&self) -> Option<&'static str> {
        match self.build {
            Build::Results(_) | Build::Graded(_) => None,
            Build::Store(table, _) => Some(table),
        }
    }
}
