//! The few numbers that a reader looks for first, by group.

use super::tables::{Column, Lookup, Split, columns, of_groups};
use super::wording;
use crate::measures::results::{Level, Row, Statistic, Unit};
use crate::measures::{dialysis, exposure, needs, outcome, toxicity, vasopressor};
use serde::Serialize;

/// The numbers, and what is said of them beneath.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct KeyNumbers {
    numbers: Vec<KeyNumber>,
    notes: Vec<String>,
}

/// One number, with what it is and what it is out of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct KeyNumber {
    label: &'static str,
    groups: Vec<GroupNumber>,
    /// `Collected at 3 of 4 sites`, where not all did.
    sites: Option<String>,
    /// `2 more groups: see the tables`.
    more: Option<String>,
}

/// The number of one group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct GroupNumber {
    /// The group; `None` where there is one column.
    group: Option<String>,
    value: String,
    /// Whether the value is a word, there being no number.
    is_absent: bool,
    /// Lines that are not broken.
    detail: Vec<String>,
}

/// A number and the lines beneath it.
type Said = (String, Vec<String>);

/// More groups than these are in the tables alone.
const MOST_GROUPS: usize = 4;

/// The key numbers of a cohort.
pub(super) fn key_numbers(results: Lookup<'_>) -> KeyNumbers {
    let numbers = [
        number(results, "Patients", Split::WithAll, None, &treated),
        number(
            results,
            "Doses per course, median",
            Split::ByRegimen,
            None,
            &doses,
        ),
        share(
            results,
            "Patients with an adverse event of grade ≥ 3",
            Split::ByRegimen,
            (toxicity::ANY, Level::SEVERE),
        ),
        share(
            results,
            "Patients with a vasopressor",
            Split::ByRegimen,
            (vasopressor::USE, Level::All),
        ),
        share(
            results,
            "Patients with new dialysis",
            Split::ByRegimen,
            (dialysis::USE, Level::All),
        ),
        share(
            results,
            "Objective response, all treated patients",
            Split::ByDisease,
            (outcome::OBJECTIVE_RESPONSE, Level::All),
        ),
    ];
    KeyNumbers {
        numbers: numbers.into_iter().flatten().collect(),
        notes: of_groups(results),
    }
}

/// A number of each group; `None` where no group has it.
fn number(
    results: Lookup<'_>,
    label: &'static str,
    split: Split,
    sites: Option<String>,
    of_group: &dyn Fn(&Column<'_>) -> Option<Said>,
) -> Option<KeyNumber> {
    let columns = columns(results, split);
    let is_alone = columns.len() == 1;
    let groups = columns.iter().take(MOST_GROUPS).filter_map(|column| {
        let (value, detail) = of_group(column)?;
        Some(GroupNumber {
            group: (!is_alone).then(|| column.name.clone()),
            is_absent: !value.starts_with(|c: char| c.is_ascii_digit()),
            value,
            detail,
        })
    });
    let groups: Vec<GroupNumber> = groups.collect();
    let more = match columns.len().saturating_sub(MOST_GROUPS) {
        0 => None,
        1 => Some("1 more group: see the tables".to_owned()),
        n => Some(format!("{n} more groups: see the tables")),
    };
    (!groups.is_empty()).then_some(KeyNumber {
        label,
        groups,
        sites,
        more,
    })
}

fn treated(column: &Column<'_>) -> Option<Said> {
    let counted = |unit, one: &str| {
        let n = column.n(unit)?;
        Some(format!(
            "{} {one}{}",
            wording::count(n),
            if n == 1 { "" } else { "s" }
        ))
    };
    let patients = wording::count(column.n(Unit::Patient)?);
    let courses = counted(Unit::Course, "treated course");
    let doses = counted(Unit::Dose, "dose");
    let doses = doses.map(|doses| format!("{doses} given"));
    Some((patients, courses.into_iter().chain(doses).collect()))
}

fn doses(column: &Column<'_>) -> Option<Said> {
    let row = |statistic| {
        let measure = exposure::DOSES_GIVEN;
        column.lookup.only(measure, Unit::Course, statistic)
    };
    let median = row(Statistic::Median)?;
    if median.value.is_none() {
        return Some((wording::NE.to_owned(), Vec::new()));
    }
    let quartiles = [Statistic::Q1, Statistic::Q3].map(row);
    let [q1, q3] = quartiles.map(|row| row.map_or_else(String::new, wording::statistic));
    let n = median.denominator.map(|n| {
        format!(
            "N = {} {}",
            wording::count(n),
            wording::units_of(Unit::Course, n)
        )
    });
    let detail = [format!("IQR {q1}–{q3}")].into_iter().chain(n);
    Some((wording::statistic(median), detail.collect()))
}

/// A share of patients in each group.
fn share(
    results: Lookup<'_>,
    label: &'static str,
    split: Split,
    (measure, level): (&'static str, Level),
) -> Option<KeyNumber> {
    let (n, all) = results.sites_with(needs(measure, Unit::Patient));
    let sites = (n < all).then(|| format!("Collected at {n} of {all} sites"));
    number(results, label, split, sites, &|column| {
        let lookup = column.lookup;
        let first = || lookup.of(measure, Unit::Patient).next();
        let (unit, share) = (Unit::Patient, Statistic::Proportion);
        let row = lookup
            .row(measure, unit, "all", level, share)
            .or_else(first)?;
        Some((value(row), detail(row)))
    })
}

fn value(row: &Row) -> String {
    let absence = || wording::absence(row).map(str::to_owned);
    wording::percentage(row)
        .or_else(absence)
        .expect("a row has a value or a reason")
}

fn detail(row: &Row) -> Vec<String> {
    let interval = wording::interval(row).map(|interval| format!("95% CI {interval}"));
    let lines = std::iter::once(wording::n_of_n(row)).chain(interval);
    lines.filter(|line| !line.is_empty()).collect()
}
