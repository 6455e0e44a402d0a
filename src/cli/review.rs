//! What was typed for a safety review, and what it means.

use super::arguments::{Kind, Report};
use super::failure::Failure;
use crate::disk::at;
use crate::measures::safety::{ReviewOptions, Rules};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What a safety review is asked for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Safety review")]
pub(super) struct Review {
    /// Periods that center lines come from, for example 2019Q1..2020Q4, 2019..2020, or 1..6 for blocks [default: the
    /// first half]
    #[arg(long, value_name = "FROM..TO")]
    pub(super) baseline: Option<String>,
    /// Periods from which on center lines are drawn anew
    #[arg(long, value_name = "PERIOD,...", value_delimiter = ',')]
    pub(super) rebase: Vec<String>,
    /// Annotations: a CSV file of `period` (a period or a date) and `label`
    #[arg(long, value_name = "FILE")]
    pub(super) events: Option<PathBuf>,
    /// Rules that look for runs, beside a point beyond the limits [default: anhoej]
    #[arg(long, value_enum)]
    pub(super) rules: Option<RuleSet>,
    /// Eras [default: thirds]
    #[arg(long, value_name = "FROM..TO,...", value_delimiter = ',')]
    pub(super) eras: Vec<String>,
    /// Probability, for a course, that an indicator's CUSUM watches in place of the baseline's, for example dialysis=0.02;
    /// published rates are mostly of patients
    #[arg(long, value_name = "INDICATOR=P,...", value_delimiter = ',', value_parser = parse_rate)]
    pub(super) p0: Vec<(String, f64)>,
    /// Courses a year, in place of those that dates tell, and without dates in place of an assumed 40
    #[arg(long, value_name = "N", value_parser = parse_volume)]
    pub(super) courses_a_year: Option<f64>,
}

/// Rules that look for runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RuleSet {
    /// A run that is too long, too few crossings
    Anhoej,
    /// Western Electric's four
    WesternElectric,
    /// Nelson's eight
    Nelson,
    /// The limits alone
    None,
}

impl RuleSet {
    const fn rules(self) -> Rules {
        match self {
            Self::Anhoej => Rules::Anhoej,
            Self::WesternElectric => Rules::WesternElectric,
            Self::Nelson => Rules::Nelson,
            Self::None => Rules::None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Anhoej => "anhoej",
            Self::WesternElectric => "western-electric",
            Self::Nelson => "nelson",
            Self::None => "none",
        }
    }
}

/// What was asked for, in `run.json`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ReviewRecord {
    baseline: Option<String>,
    rebase: Vec<String>,
    events: Option<String>,
    rules: String,
    eras: Vec<String>,
    p0: Vec<(String, f64)>,
    courses_a_year: Option<f64>,
}

impl ReviewRecord {
    /// What the review was asked for. Annotations are left out: they stand in its figures, and in none of its numbers.
    pub(super) fn options(&self) -> ReviewOptions {
        let sets = RuleSet::value_variants();
        let rules = sets.iter().find(|rules| rules.name() == self.rules);
        ReviewOptions {
            baseline: self.baseline.clone(),
            rebase: self.rebase.clone(),
            rules: rules.map(|rules| rules.rules()).unwrap_or_default(),
            eras: self.eras.clone(),
            rates: self.p0.clone(),
            courses_a_year: self.courses_a_year,
            events: Vec::new(),
        }
    }
}

/// The record of a report's review; `None` where it has none.
pub(super) fn record(arguments: &Report) -> Option<ReviewRecord> {
    let review = &arguments.review;
    let name = |path: &PathBuf| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    (arguments.kind != Kind::Cohort).then(|| ReviewRecord {
        baseline: review.baseline.clone(),
        rebase: review.rebase.clone(),
        events: review.events.as_ref().and_then(name),
        rules: review.rules.unwrap_or(RuleSet::Anhoej).name().to_owned(),
        eras: review.eras.clone(),
        p0: review.p0.clone(),
        courses_a_year: review.courses_a_year,
    })
}

/// What the review is asked for; `None` where the report has none.
pub(super) fn options(arguments: &Report) -> Result<Option<ReviewOptions>, Failure> {
    let review = &arguments.review;
    let is_given = [
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
    let misplaced = match arguments.kind {
        Kind::Cohort => is_given.iter().find(|given| given.1),
        Kind::Safety => of_cohort.iter().find(|given| given.1),
        Kind::All => None,
    };
    if let Some(&(option, _)) = misplaced {
        let other = if arguments.kind == Kind::Cohort {
            "safety"
        } else {
            "cohort"
        };
        return Err(Failure::Option {
            option,
            message: format!("belongs to `--kind {other}` and `--kind all`"),
        });
    }
    let Some(record) = record(arguments) else {
        return Ok(None);
    };
    let mut options = record.options();
    if let Some(path) = &review.events {
        options.events = read_events(path)?;
    }
    Ok(Some(options))
}

/// Reads annotations: when, and what. A message tells the line and repeats nothing of it.
fn read_events(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let wrong = |message: String| Failure::Option {
        option: "--events",
        message: format!("{}: {message}", path.display()),
    };
    let text = std::fs::read_to_string(path).map_err(at(path))?;
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader
        .headers()
        .map_err(|_| wrong("line 1 cannot be read".to_owned()))?;
    let place = |names: &[&str]| {
        let is_named = |header: &str| names.contains(&header.to_lowercase().as_str());
        headers.iter().position(is_named)
    };
    let (Some(when), Some(label)) = (place(&["period", "date"]), place(&["label"])) else {
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
        let cell = |place: usize| record.get(place).unwrap_or_default().to_owned();
        events.push((cell(when), cell(label)));
    }
    Ok(events)
}

/// `dialysis=0.02`, `dialysis=2%`.
fn parse_rate(text: &str) -> Result<(String, f64), String> {
    let wrong = || "not an indicator and its probability: write `dialysis=0.02`".to_owned();
    let (key, number) = text.split_once('=').ok_or_else(wrong)?;
    let (number, divisor) = match number.trim().strip_suffix('%') {
        Some(number) => (number.trim(), 100.0),
        None => (number.trim(), 1.0),
    };
    let rate = number.parse::<f64>().map_err(|_| wrong())? / divisor;
    Ok((key.trim().to_owned(), rate))
}

/// Courses a year: above 0.
fn parse_volume(text: &str) -> Result<f64, String> {
    let volume = text.trim().parse::<f64>().ok();
    volume
        .filter(|volume| *volume > 0.0 && *volume <= 1e6)
        .ok_or_else(|| "not a number of courses".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_an_indicator_with_a_share() {
        assert_eq!(
            parse_rate("dialysis=0.02"),
            Ok(("dialysis".to_owned(), 0.02))
        );
        assert_eq!(parse_rate(" icu = 2 %"), Ok(("icu".to_owned(), 0.02)));
        assert!(parse_rate("dialysis").is_err() && parse_rate("x=y").is_err());
        assert!(parse_volume("0").is_err() && parse_volume("nan").is_err());
    }
}
