//! The tables of a report, in its order: the name of each and what builds it.

use super::lookup::Lookup;
use super::table::Shown;
use super::{
    care, dialysis, exposure, outcome, quality, sources, strata, table_one, toxicity, vasopressors,
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
    /// From what the store says of its sources: the store's table, and what builds it.
    Store(&'static str, fn(&About) -> Shown),
}

/// All of them, in the order of a report.
pub(in crate::report) static TABLES: [ReportTable; 36] = [
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
    of_results("characteristics", table_one::characteristics),
    of_results("doses_given", exposure::doses_given),
    of_results("doses_by_cycle", exposure::by_cycle),
    of_results("exposure", exposure::completion),
    of_results("dose_retention", exposure::retention),
    of_results("dose_status", exposure::status),
    of_results("reasons", exposure::reasons),
    of_results("toxicity_any", toxicity::any),
    of_results("organ_systems", toxicity::organ_systems_of_patients),
    of_results(
        "organ_systems_by_course",
        toxicity::organ_systems_of_courses,
    ),
    of_results("terms", toxicity::terms),
    of_results("severe_over_time", toxicity::severe_over_time),
    of_results("vasopressors", vasopressors::used),
    of_results("vasopressor_agents", vasopressors::agents),
    of_results("vasopressor_amounts", vasopressors::amounts),
    of_results("dialysis", dialysis::used),
    of_results("dialysis_modalities", dialysis::modalities),
    of_results("kidney", dialysis::kidney),
    of_results("response", outcome::response),
    of_results("survival", outcome::survival),
    of_results("deaths", outcome::deaths),
    of_results("icu", care::icu),
    of_results("medications", care::medications),
    of_results("monitoring", care::monitoring),
    of_results("characteristics_by_stratum", table_one::by_stratum),
    of_results("outcomes_by_stratum", strata::outcomes),
];

const fn of_results(name: &'static str, build: fn(&Lookup<'_>) -> Shown) -> ReportTable {
    ReportTable {
        name,
        build: Build::Results(build),
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
            Build::Store(_, build) => build(about),
        }
    }

    /// The table of the store that it shows; `None` where it shows results.
    pub(in crate::report) const fn stored(&self) -> Option<&'static str> {
        match self.build {
            Build::Results(_) => None,
            Build::Store(table, _) => Some(table),
        }
    }
}
