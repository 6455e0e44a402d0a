//! What is asked about: a store, or a report with its store; all courses, or those that are selected, by strata.

use super::failure::Failure;
use super::report_files::STORE;
use super::run_record::RunRecord;
use super::watch::{Limits, Watch};
use crate::grades::Options;
use crate::measures::{By, Cohort, Groupings};
use crate::query::{Predicate, StratifiedCohort};
use crate::store::{Snapshot, is_store};
use std::path::{Path, PathBuf};

/// What a predicate may take, where nothing else limits it.
const OF_PREDICATE: Limits = Limits {
    work: "--where",
    raised_by: None,
    seconds: 60,
    memory: None,
};

/// A selection of courses and groupings of them, and what values are graded by.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Choice {
    pub(super) selection: Option<String>,
    pub(super) by: By,
    pub(super) p_values: bool,
    pub(super) grading: Options,
}

impl Choice {
    /// That of a report.
    pub(super) fn of_report(record: &RunRecord) -> Result<Self, Failure> {
        Ok(Self {
            selection: record.options.selection.clone(),
            by: By::parse(&record.options.by)?,
            p_values: record.options.p_values,
            grading: record.options.grading.options()?,
        })
    }

    /// The population of a snapshot; `None` where nothing is chosen: all stored courses, by the default groupings.
    pub(super) fn population(
        &self,
        snapshot: &Snapshot,
        watch: &Watch,
    ) -> Result<Option<StratifiedCohort>, Failure> {
        if *self == Self::default() {
            return Ok(None);
        }
        let predicate = self.selection.as_deref().map(|text| predicate(text, watch));
        let predicate = predicate.transpose()?;
        let cohort = cohort(snapshot, predicate.as_ref(), &self.grading, watch)?;
        let groupings = Groupings::read(snapshot, &self.by, &cohort)?;
        let population = StratifiedCohort::new(cohort, groupings, self.p_values);
        Ok(Some(population))
    }
}

/// The predicate that a text is, read within its limits.
pub(super) fn predicate(text: &str, watch: &Watch) -> Result<Predicate, Failure> {
    Ok(watch.within(OF_PREDICATE, || Predicate::parse(text))?)
}

/// The courses of a snapshot, of which those are selected for which the predicate is true.
pub(super) fn cohort(
    snapshot: &Snapshot,
    predicate: Option<&Predicate>,
    grading: &Options,
    watch: &Watch,
) -> Result<Cohort, Failure> {
    let cohort = Cohort::graded_by(snapshot, grading)?;
    if cohort.n_selected() == 0 {
        return Err(Failure::NoCourse);
    }
    let Some(predicate) = predicate else {
        return Ok(cohort);
    };
    let selected = watch.within(OF_PREDICATE, || predicate.select(snapshot))?;
    let cohort = cohort.select(selected, predicate.text());
    if cohort.n_selected() == 0 {
        return Err(Failure::NoCourseSelected);
    }
    Ok(cohort)
}

/// Where the store of a source lies, and the record of the report where it is one.
pub(super) fn store_of(
    source: &Path,
    store: Option<&Path>,
) -> Result<(PathBuf, Option<RunRecord>), Failure> {
    if is_store(source) {
        return Ok((source.to_path_buf(), None));
    }
    let record = RunRecord::read(source).ok_or_else(|| Failure::NoSource {
        path: source.to_path_buf(),
    })?;
    let own = source.join(STORE);
    let store = match store {
        Some(store) => store.to_path_buf(),
        None if own.exists() => own,
        None => {
            return Err(Failure::NoStoreOfReport {
                path: source.to_path_buf(),
            });
        }
    };
    Ok((store, Some(record)))
}
