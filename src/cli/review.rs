//! What the options of a safety review mean: typed options in, the review's and their record out.

use super::arguments::{Kind, Report};
use super::failure::Failure;
use super::report_files::{file_name, file_with_text};
use super::review_arguments::RuleSet;
use crate::measures::safety::ReviewOptions;
use crate::report::watched_indicators;
use crate::terminology::nearest_names;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// The options of a review, in `run.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ReviewRecord {
    baseline: Option<String>,
    rebase: Vec<String>,
    events: Option<String>,
    /// The text of that file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) events_text: Option<String>,
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
            events_text: None,
            rules: review.rules.unwrap_or(RuleSet::Anhoej),
            eras: review.eras.clone(),
            p0: review.p0.clone(),
            courses_a_year: review.courses_a_year,
        })
    }

    /// The options of the review, with whether courses were selected, and trends tested.
    pub(super) fn options(
        &self,
        has_selection: bool,
        p_values: bool,
    ) -> Result<ReviewOptions, Failure> {
        let events = match self.events_file()? {
            Some((name, text)) => parse_events(name, text)?,
            None => Vec::new(),
        };
        Ok(ReviewOptions {
            has_selection,
            watched: watched_indicators(),
            p_values,
            baseline: self.baseline.clone(),
            rebase: self.rebase.clone(),
            rules: self.rules.rules(),
            eras: self.eras.clone(),
            rates: self.p0.clone(),
            courses_a_year: self.courses_a_year,
            events,
        })
    }

    /// The options as typed, without those that have their defaults and without annotations, which figures show.
    pub(super) fn as_typed(&self) -> Vec<String> {
        let rules = self.rules.to_possible_value();
        let rules = rules.filter(|_| self.rules != RuleSet::Anhoej);
        let list = |items: Vec<String>| (!items.is_empty()).then(|| items.join(","));
        let p0 = self.p0.iter().map(|(name, rate)| format!("{name}={rate}"));
        let options = [
            ("--baseline", self.baseline.clone()),
            ("--rebase", list(self.rebase.clone())),
            ("--rules", rules.map(|rules| rules.get_name().to_owned())),
            ("--eras", list(self.eras.clone())),
            ("--p0", list(p0.collect())),
            (
                "--courses-a-year",
                self.courses_a_year.map(|courses| courses.to_string()),
            ),
        ];
        let typed = options
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        typed
            .map(|(name, value)| format!("{name} {value}"))
            .collect()
    }

    /// The name and the text of the file of annotations.
    pub(super) fn events_file(&self) -> Result<Option<(&str, &str)>, Failure> {
        file_with_text(
            "--events",
            self.events.as_deref(),
            self.events_text.as_deref(),
        )
    }

    /// The name of that file.
    pub(super) fn events_name(&self) -> Option<&str> {
        self.events.as_deref()
    }

    /// Leaves the annotations out, which are in figures and in no number.
    pub(super) fn forget_events(&mut self) {
        self.events = None;
        self.events_text = None;
    }
}

/// Refuses options of a safety review, or of grades from values, where the report that has these is not made.
pub(super) fn refuse_misplaced(arguments: &Report) -> Result<(), Failure> {
    let graded_by = arguments.grading.first_given();
    if let Some(option) = graded_by.filter(|_| arguments.kind == Kind::Safety) {
        return Err(misplaced(option, "cohort"));
    }
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
    match of_review.iter().find(|(_, is_given)| *is_given) {
        Some(&(option, _)) if arguments.kind == Kind::Cohort => Err(misplaced(option, "safety")),
        Some(_) | None => Ok(()),
    }
}

/// An option belongs to another kind of report.
pub(super) fn misplaced(option: &'static str, kind: &str) -> Failure {
    Failure::Option {
        option,
        message: format!("belongs to `--kind {kind}` and `--kind all`"),
    }
}

/// Parses the annotations of a file: when, and what. A message has the line and repeats nothing of it.
fn parse_events(name: &str, text: &str) -> Result<Vec<(String, String)>, Failure> {
    let wrong = |message: String| Failure::Option {
        option: "--events",
        message: format!("{name}: {message}"),
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
    let (when, label) = (column(&["period", "date"]), column(&["label"]));
    let (Some(when), Some(label)) = (when, label) else {
        // A column has its number alone: where there is no header, the first line holds values.
        let missing = [
            when.is_none().then_some(["period", "date"].as_slice()),
            label.is_none().then_some(["label"].as_slice()),
        ];
        let renames = missing.into_iter().flatten().filter_map(|names| {
            names.iter().find_map(|name| {
                let is_near = |header: &str| !nearest_names(header, [*name]).is_empty();
                let column = headers.iter().position(is_near)?;
                Some(format!(
                    "name column {} `{name}`, where it is meant",
                    column + 1
                ))
            })
        });
        let what = "its first line has no `period` (or `date`) and `label`".to_owned();
        let said: Vec<String> = std::iter::once(what).chain(renames).collect();
        return Err(wrong(said.join("; ")));
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
