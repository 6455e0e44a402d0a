//! The options of a report as `run.json` records them: everything that moves an output, so that it can be made again.

use super::arguments::{Decimal, Kind, Report};
use super::clock;
use super::document_arguments::{Document, Documents, FigureWidth, Paper};
use super::failure::Failure;
use super::recorded_grading::RecordedGrading;
use super::report_files::{file_name, file_with_text};
use super::review::ReviewRecord;
use crate::ingest::QuarantineLimits;
use crate::measures::safety::ReviewOptions;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The options of a report.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RecordedOptions {
    pub(super) kind: Kind,
    /// The last part of the source's path.
    pub(super) source: String,
    pub(super) by: Vec<String>,
    #[serde(default)]
    pub(super) p_values: bool,
    #[serde(rename = "where", default)]
    pub(super) selection: Option<String>,
    pub(super) title: Option<String>,
    pub(super) definition: Option<String>,
    /// The text of that file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) definition_text: Option<String>,
    pub(super) site: Option<String>,
    pub(super) max_quarantine: f64,
    /// The shares of single classes, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) max_quarantine_of_class: BTreeMap<String, f64>,
    #[serde(default)]
    pub(super) decimal: Decimal,
    /// What values are graded by; of a report before there were grades, what it is without an option.
    #[serde(flatten, default)]
    pub(super) grading: RecordedGrading,
    /// The mapping that made exports of raw files; of a folder its last part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) mapping: Option<String>,
    /// What was set of it, as typed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) set: Vec<String>,
    /// The order of month and day in dates of raw text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) dates: Option<String>,
    /// The documents that were written; of a report before there were any, its pages alone.
    #[serde(default)]
    pub(super) documents: RecordedDocuments,
    /// The options of the safety review, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) review: Option<ReviewRecord>,
}

/// The documents of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RecordedDocuments {
    /// Their formats, in order.
    pub(super) formats: BTreeSet<Document>,
    /// The paper of report.docx, where it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) paper: Option<Paper>,
    #[serde(default)]
    pub(super) figure_width: FigureWidth,
    /// The moment that documents name, in seconds since 1970, where `SOURCE_DATE_EPOCH` set it and one of them names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) date: Option<i64>,
}

impl Default for RecordedDocuments {
    fn default() -> Self {
        Self {
            formats: BTreeSet::from([Document::Html]),
            paper: None,
            figure_width: FigureWidth::TwoColumns,
            date: None,
        }
    }
}

impl RecordedDocuments {
    fn of(arguments: &Documents) -> Result<Self, Failure> {
        let formats: BTreeSet<Document> = arguments.formats.iter().copied().collect();
        Ok(Self {
            date: if has_date(&formats) {
                clock::of_documents()?
            } else {
                None
            },
            paper: formats.contains(&Document::Docx).then_some(arguments.paper),
            formats,
            figure_width: arguments.figure_width,
        })
    }

    /// Refuses what would be recorded and move nothing, so that it could be altered unseen.
    pub(super) fn refuse_without_effect(&self) -> Result<(), Failure> {
        let refused = |option, message: &str| {
            Err(Failure::Option {
                option,
                message: message.to_owned(),
            })
        };
        if self.paper.is_some() != self.formats.contains(&Document::Docx) {
            return refused("--paper", "is recorded with report.docx, and only with it");
        }
        if self.date.is_some() && !has_date(&self.formats) {
            return refused(
                "--formats",
                "has no document that names a date, and a date is recorded",
            );
        }
        Ok(())
    }

    /// The moment that documents name: without a set one the first that a ZIP file can name, 1980-01-01, so that the same
    /// input gives the same bytes.
    pub(super) fn moment(&self) -> i64 {
        const FIRST_OF_ZIP: i64 = 315_532_800;
        self.date
            .map_or(FIRST_OF_ZIP, |date| date.max(FIRST_OF_ZIP))
    }
}

/// Whether one of these documents names the moment when it was made.
fn has_date(formats: &BTreeSet<Document>) -> bool {
    formats.contains(&Document::Docx) || formats.contains(&Document::Xlsx)
}

impl RecordedOptions {
    /// The options as typed, of files their names alone: whoever reads them adds their texts.
    ///
    /// # Errors
    ///
    /// Where `SOURCE_DATE_EPOCH` names no moment.
    pub(super) fn of(arguments: &Report, limits: &QuarantineLimits) -> Result<Self, Failure> {
        let of_class = limits.of_class.iter();
        Ok(Self {
            kind: arguments.kind,
            source: file_name(&arguments.source),
            by: arguments.by.clone(),
            p_values: arguments.p_values,
            selection: arguments.selection.clone(),
            title: arguments.title.clone(),
            definition: arguments.definition.as_deref().map(file_name),
            definition_text: None,
            site: arguments.reading.site.clone(),
            max_quarantine: limits.share,
            max_quarantine_of_class: of_class
                .map(|(class, share)| (class.name().to_owned(), *share))
                .collect(),
            decimal: arguments.reading.decimal,
            grading: RecordedGrading::of(&arguments.grading, RecordedGrading::default())?,
            mapping: arguments
                .mapping
                .mapping
                .as_deref()
                .map(|name| file_name(Path::new(name))),
            set: arguments.mapping.set.clone(),
            dates: arguments.mapping.dates.map(|dates| dates.name().to_owned()),
            documents: RecordedDocuments::of(&arguments.documents)?,
            review: ReviewRecord::of(arguments),
        })
    }

    /// The options of the safety review; `None` where there is none.
    pub(super) fn review_options(&self) -> Result<Option<ReviewOptions>, Failure> {
        let review = self.review.as_ref();
        let options = review.map(|review| review.options(self.selection.is_some(), self.p_values));
        options.transpose()
    }

    /// The name and the text of the definition's file.
    pub(super) fn definition_file(&self) -> Result<Option<(&str, &str)>, Failure> {
        let text = self.definition_text.as_deref();
        file_with_text("--definition", self.definition.as_deref(), text)
    }

    /// Options that move a number, as they are typed, beside `--where`, which pages print by itself. Pages print them even
    /// where they moved none, so that a page shows how it was made.
    pub(super) fn that_move_numbers(&self) -> Vec<String> {
        let by = self.by.iter().map(|columns| format!("--by {columns}"));
        let p_values = self.p_values.then(|| "--p-values".to_owned());
        let review = self.review.iter().flat_map(ReviewRecord::as_typed);
        let mapping = self.mapping.iter().map(|name| format!("--mapping {name}"));
        let set = self.set.iter().map(|text| format!("--set {text}"));
        let dates = self.dates.iter().map(|order| format!("--dates {order}"));
        let of_mapping = mapping.chain(set).chain(dates);
        by.chain(p_values)
            .chain(self.grading.as_typed())
            .chain(review)
            .chain(of_mapping)
            .collect()
    }

    /// The names of the files that options name.
    pub(super) fn named_files(&self) -> Vec<&str> {
        let events = self.review.iter().filter_map(ReviewRecord::events_name);
        self.definition
            .as_deref()
            .into_iter()
            .chain(self.grading.file())
            .chain(events)
            .collect()
    }

    /// These options without those that move pages and no number.
    pub(super) fn of_numbers_alone(&self) -> Self {
        let mut options = self.clone();
        options.definition = None;
        options.definition_text = None;
        options.documents = RecordedDocuments::default();
        if let Some(review) = &mut options.review {
            review.forget_events();
        }
        options
    }
}
