//! What the options of a safety review mean: typed options in, the review's and their record out.

use super::arguments::{Kind, Report};
use super::failure::Failure;
use super::report_files::file_name;
use super::review_arguments::RuleSet;
use crate::measures::safety::ReviewOptions;
use crate::notation::shown_path;
use crate::report::watched_indicators;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The options of a review, in `run.json`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ReviewRecord {
    baseline: Option<String>,
    rebase: Vec<String>,
    events: Option<String>,
    rules: RuleSet,
    eras: Vec<String>,
    p0: Vec<(String, f64)>,
    courses_a_year: Option<f64>,
}

impl ReviewRecord {
    /// The record of a report's review; `None` where it has none.
    pub(super) fn of(arguments: &Report) -> Option<Self> {
        let review = &arguments.review;
        (arguments.kind != Kind::Cohort).then(|| Self {
            baseline: review.baseline.clone(),
            rebase: review.rebase.clone(),
            events: review.events.as_deref().map(file_name),
            rules: review.rules.unwrap_or(RuleSet::Anhoej),
            eras: review.eras.clone(),
            p0: review.p0.clone(),
            courses_a_year: review.courses_a_year,
        })
    }

    /// The options of the review, with whether courses were selected, and trends tested. Annotations are left out: they are
    /// in its figures, and in none of its numbers.
    pub(super) fn options(&self, has_selection: bool, p_values: bool) -> ReviewOptions {
        ReviewOptions {
            has_selection,
            watched: watched_indicators(),
            p_values,
            baseline: self.baseline.clone(),
            rebase: self.rebase.clone(),
            rules: self.rules.rules(),
            eras: self.eras.clone(),
            rates: self.p0.clone(),
            courses_a_year: self.courses_a_year,
            events: Vec::new(),
        }
    }
}

/// Refuses options of a kind of report that is not made.
pub(super) fn refuse_misplaced(arguments: &Report) -> Result<(), Failure> {
    let review = &arguments.review;
    let of_review = [
        ("--baseline", review.baseline.is_some()),
        ("--rebase", !review.rebase.is_empty()),
        ("--events", review.events.is_some()),
        ("--rules", review.rules.is_some()),
        ("--eras", !review.eras.is_empty()),
        ("--p0", !review.p0.is_empty()),
        ("--courses-a-year", review.courses_a_year.is_some()),
    ];
    let of_cohort = [
        ("--by", !arguments.by.is_empty()),
        ("--definition", arguments.definition.is_some()),
    ];
    let (misplaced, other) = match arguments.kind {
        Kind::Cohort => (of_review.iter().find(|(_, is_given)| *is_given), "safety"),
        Kind::Safety => (of_cohort.iter().find(|(_, is_given)| *is_given), "cohort"),
        Kind::All => (None, ""),
    };
    match misplaced {
        Some(&(option, _)) => Err(Failure::Option {
            option,
            message: format!("belongs to `--kind {other}` and `--kind all`"),
        }),
        None if arguments.kind == Kind::Cohort && arguments.p_values && arguments.by.is_empty() => {
            Err(Failure::Option {
                option: "--p-values",
                message: "needs a `--by`, whose strata it tests".to_owned(),
            })
        }
        None => Ok(()),
    }
}

/// Parses the annotations of a file: when, and what. A message has the line and repeats nothing of it.
pub(super) fn parse_events(path: &Path, text: &str) -> Result<Vec<(String, String)>, Failure> {
    let wrong = |message: String| Failure::Option {
        option: "--events",
        message: format!("{}: {message}", shown_path(path)),
    };
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader
        .headers()
        .map_err(|_| wrong("line 1 cannot be read".to_owned()))?;
    let column = |names: &[&str]| {
        let is_named = |header: &str| names.contains(&header.to_lowercase().as_str());
        headers.iter().position(is_named)
    };
    let (Some(when), Some(label)) = (column(&["period", "date"]), column(&["label"])) else {
        return Err(wrong(
            "its first line has no `period` (or `date`) and `label`".to_owned(),
        ));
    };
    let mut events = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            wrong(format!(
                "line {line} has another number of fields than the first"
            ))
        })?;
        events.push((record[when].to_owned(), record[label].to_owned()));
    }
    Ok(events)
}
