//! The options of a safety review, as typed.

use crate::measures::safety::Rules;
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Options of a safety review, as typed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Safety review")]
pub(super) struct Review {
    /// Baseline periods, from which center lines are computed: 2019Q1..2020Q4, 2019..2020, or 1..6 for blocks [default: the
    /// first half]
    #[arg(long, value_name = "FROM..TO")]
    pub(super) baseline: Option<String>,
    /// Periods at which the baseline, and with it the center line, restarts
    #[arg(long, value_name = "PERIOD,...", value_delimiter = ',')]
    pub(super) rebase: Vec<String>,
    /// Annotations: a CSV file with the columns `period` (a period or a date) and `label`
    #[arg(long, value_name = "FILE")]
    pub(super) events: Option<PathBuf>,
    /// Run rules, in addition to points beyond the limits [default: anhoej]
    #[arg(long, value_enum)]
    pub(super) rules: Option<RuleSet>,
    /// Eras to compare, for example 2016..2018,2019..2023 [default: thirds]
    #[arg(long, value_name = "FROM..TO,...", value_delimiter = ',')]
    pub(super) eras: Vec<String>,
    /// Probability per course that an indicator's CUSUM monitors, instead of the baseline's, for example
    /// `serious_harm=0.02` (published rates are mostly per patient)
    #[arg(long, value_name = "INDICATOR=P,...", value_delimiter = ',', value_parser = parse_rate)]
    pub(super) p0: Vec<(String, f64)>,
    /// Courses per year [default: computed from dates; 40 without dates]
    #[arg(long, value_name = "N", value_parser = parse_volume)]
    pub(super) courses_a_year: Option<f64>,
}

/// Rules that look for runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RuleSet {
    /// Anhøj: a run that is too long, or too few crossings
    Anhoej,
    /// The four Western Electric rules
    WesternElectric,
    /// The eight Nelson rules
    Nelson,
    /// Limits only
    None,
}

impl RuleSet {
    pub(super) const fn rules(self) -> Rules {
        match self {
            Self::Anhoej => Rules::Anhoej,
            Self::WesternElectric => Rules::WesternElectric,
            Self::Nelson => Rules::Nelson,
            Self::None => Rules::None,
        }
    }
}

/// `serious_harm=0.02`, `serious_harm=2%`.
fn parse_rate(text: &str) -> Result<(String, f64), String> {
    let wrong = || "not an indicator and its probability: write `serious_harm=0.02`".to_owned();
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
            parse_rate("serious_harm=0.02"),
            Ok(("serious_harm".to_owned(), 0.02))
        );
        assert_eq!(parse_rate(" icu = 2 %"), Ok(("icu".to_owned(), 0.02)));
        assert!(parse_rate("dialysis").is_err() && parse_rate("x=y").is_err());
        assert!(parse_volume("0").is_err() && parse_volume("nan").is_err());
    }
}
