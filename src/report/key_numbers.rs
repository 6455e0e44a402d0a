//! The few numbers that a reader looks for first.

use super::tables::Lookup;
use super::wording;
use crate::measures::results::{Level, Row, Statistic, Unit};
use crate::measures::{dialysis, exposure, flow, toxicity, vasopressor};
use serde::Serialize;

/// One number, with what it is and what it is out of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct KeyNumber {
    pub(super) label: &'static str,
    pub(super) value: String,
    /// Whether the value is a word, there being no number.
    pub(super) is_absent: bool,
    /// Lines that are not broken.
    pub(super) detail: Vec<String>,
}

impl KeyNumber {
    fn new(label: &'static str, value: String, detail: Vec<String>) -> Self {
        let is_absent = !value.starts_with(|c: char| c.is_ascii_digit());
        Self {
            label,
            value,
            is_absent,
            detail,
        }
    }
}

/// The key numbers of a cohort.
pub(super) fn key_numbers(results: Lookup<'_>) -> Vec<KeyNumber> {
    let treated = |unit| results.row(flow::FLOW, unit, "treated", Level::All, Statistic::Count);
    let count = |row: Option<&Row>| row.map_or_else(String::new, wording::statistic);
    let thousands = |row: Option<&Row>| {
        #[expect(clippy::cast_possible_truncation, reason = "a count")]
        row.and_then(|row| row.value)
            .map_or_else(String::new, |value| wording::count(value as i64))
    };
    let counted = |row: Option<&Row>, one: &str| {
        let is_one = row.and_then(|row| row.value) == Some(1.0);
        format!("{} {one}{}", thousands(row), if is_one { "" } else { "s" })
    };
    let total = |unit| results.only(flow::TOTAL, unit, Statistic::Count);
    let doses = |statistic| count(results.only(exposure::DOSES_GIVEN, Unit::Course, statistic));
    let median = results.only(exposure::DOSES_GIVEN, Unit::Course, Statistic::Median);
    let is_estimable = median.is_some_and(|row| row.value.is_some());
    let quartiles = format!(
        "quartiles {}–{}",
        doses(Statistic::Q1),
        doses(Statistic::Q3)
    );
    let mut numbers = vec![
        KeyNumber::new(
            "Treated patients",
            thousands(treated(Unit::Patient)),
            vec![counted(treated(Unit::Course), "treated course")],
        ),
        KeyNumber::new(
            "Given doses",
            thousands(total(Unit::Dose)),
            vec![format!(
                "in {}",
                counted(total(Unit::Cycle), "treated cycle")
            )],
        ),
        KeyNumber::new(
            "Doses per course, median",
            doses(Statistic::Median),
            is_estimable.then_some(quartiles).into_iter().collect(),
        ),
    ];
    let shares = [
        ("Grade ≥ 3 toxicity, patients", toxicity::ANY, Level::SEVERE),
        ("Vasopressor, patients", vasopressor::USE, Level::All),
        ("Dialysis, patients at risk", dialysis::USE, Level::All),
    ];
    for (label, measure, level) in shares {
        let first = results.of(measure, Unit::Patient).next();
        let row = results
            .row(measure, Unit::Patient, "all", level, Statistic::Proportion)
            .or(first);
        let Some(row) = row else { continue };
        let share = wording::share_and_interval(row);
        let (value, interval) = share.split_once(" (").unwrap_or((&share, ""));
        let interval = interval
            .strip_suffix(')')
            .map(|interval| format!("95 % interval {interval}"));
        let detail = [wording::n_of_n(row)].into_iter().chain(interval);
        let detail = detail.filter(|line| !line.is_empty()).collect();
        numbers.push(KeyNumber::new(label, value.to_owned(), detail));
    }
    numbers
}
