//! What a report shows: resolved from the options that `run.json` records, and from nothing else.
//!
//! `il2 report` records its options first and resolves the record; `il2 verify` resolves the record of a report that is
//! there. So an option that moves an output without being recorded cannot be written.

use super::arguments::Kind;
use super::failure::Failure;
use super::population::predicate;
use super::recorded_options::{RecordedDocuments, RecordedOptions};
use super::review::misplaced;
use super::watch::Watch;
use crate::measures::By;
use crate::measures::safety::ReviewOptions;
use crate::query::Predicate;
use crate::report::{ReportDefinition, embedded};
use std::path::PathBuf;

/// What a report shows.
#[derive(Debug)]
pub(super) struct ReportContent {
    pub(super) title: Option<String>,
    /// The predicate as typed.
    pub(super) selection: Option<String>,
    pub(super) predicate: Option<Predicate>,
    /// The groupings as typed.
    pub(super) by: Vec<String>,
    /// The options that move a number, as typed.
    pub(super) options: Vec<String>,
    pub(super) documents: RecordedDocuments,
    /// `None` for a safety review alone.
    pub(super) cohort: Option<CohortContent>,
    /// `None` for a cohort report alone.
    pub(super) review: Option<ReviewOptions>,
}

/// What the cohort report shows.
#[derive(Debug)]
pub(super) struct CohortContent {
    pub(super) definition: ReportDefinition,
    pub(super) by: By,
    pub(super) p_values: bool,
}

impl ReportContent {
    /// Resolves recorded options.
    ///
    /// # Errors
    ///
    /// Where one cannot be used, or the text of a file that an option names is not recorded.
    pub(super) fn of(options: &RecordedOptions, watch: &Watch) -> Result<Self, Failure> {
        refuse_unmade(options)?;
        options.documents.refuse_without_effect()?;
        let by = By::parse(&options.by)?;
        let selection = options.selection.as_deref();
        let predicate = selection.map(|text| predicate(text, watch));
        let cohort = match options.kind {
            Kind::Safety => None,
            Kind::Cohort | Kind::All => Some(CohortContent {
                definition: definition(options)?,
                by,
                p_values: options.p_values,
            }),
        };
        Ok(Self {
            title: options.title.clone(),
            selection: options.selection.clone(),
            predicate: predicate.transpose()?,
            by: options.by.clone(),
            options: options.that_move_numbers(),
            documents: options.documents.clone(),
            cohort,
            review: options.review_options()?,
        })
    }
}

/// The definition that an option names; else the program's own.
fn definition(options: &RecordedOptions) -> Result<ReportDefinition, Failure> {
    let Some((name, text)) = options.definition_file()? else {
        return Ok(embedded("cohort").expect("tests draw reports by the program's own definition"));
    };
    ReportDefinition::parse(text).map_err(|error| Failure::Definition {
        path: PathBuf::from(name),
        error,
    })
}

/// Refuses recorded options of a kind of report that is not made, and a review without its options.
fn refuse_unmade(options: &RecordedOptions) -> Result<(), Failure> {
    let of_cohort = [
        ("--by", !options.by.is_empty()),
        ("--definition", options.definition.is_some()),
    ];
    let of_cohort = of_cohort.iter().find(|(_, is_given)| *is_given);
    match (options.kind, of_cohort) {
        (Kind::Safety, Some(&(option, _))) => Err(misplaced(option, "cohort")),
        (Kind::Cohort, _) if options.p_values && options.by.is_empty() => Err(Failure::Option {
            option: "--p-values",
            message: "needs a `--by`, whose strata it tests".to_owned(),
        }),
        (kind, _) if (kind == Kind::Cohort) != options.review.is_none() => Err(Failure::Option {
            option: "--kind",
            message: "is not the kind of the options of a safety review".to_owned(),
        }),
        _ => Ok(()),
    }
}
