//! The one page: each indicator's latest period beside its baseline, its change and its signal.

use super::change::{change, excludes_zero};
use super::names::{by_system, title};
use super::numbers::{Numbers, periods};
use super::signals::{Signal, signal};
use crate::measures::results::{Level, NoticedBy, ReviewPart, Row, Statistic, Status, Unit};
use crate::report::tables::{Cell, Quantity};
use crate::report::wording;
use serde::Serialize;

/// One indicator of the page.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) title: String,
    pub(super) latest: String,
    pub(super) baseline: String,
    /// The latest period less the baseline.
    pub(super) change: String,
    /// Whether the interval of the change excludes 0; `None` where it has none.
    #[serde(skip)]
    pub(super) excludes_zero: Option<bool>,
    /// The latest period, the baseline and the change, with their numbers: for the file.
    #[serde(skip)]
    pub(super) cells: [Cell; 3],
    pub(super) signal: Signal,
    /// Courses, and years, within which its chart notices a doubling.
    pub(super) detects: String,
}

/// More years than these are printed as more.
const MOST_YEARS: f64 = 30.0;

/// Indicators under one heading.
#[derive(Debug, Serialize)]
pub(super) struct Group {
    pub(super) title: String,
    pub(super) lines: Vec<Line>,
    /// One line about all that have none of their own.
    pub(super) none: Option<String>,
}

/// An indicator in a cell of a table: its counts and number, and below its interval: `3/30 (10%)`, `95% CI 2–27`.
pub(super) fn estimate(row: Option<&Row>) -> Vec<String> {
    let first = short(row);
    let interval = row.and_then(interval);
    let interval = interval.map(|interval| format!("95% CI {interval}"));
    std::iter::once(first).chain(interval).collect()
}

/// An indicator in a cell of a table, with its numbers for files that have a column for each.
pub(super) fn estimate_cell(row: Option<&Row>) -> Cell {
    let cell = Cell::of_lines(estimate(row));
    let Some((row, value)) = row.and_then(|row| Some((row, row.value?))) else {
        return cell;
    };
    let cell = match (row.numerator, row.denominator) {
        (Some(n), Some(total)) => cell.with([
            (Quantity::N, n.to_string()),
            (Quantity::Total, total.to_string()),
        ]),
        (None, Some(total)) => cell.with([(Quantity::Total, total.to_string())]),
        _ => cell,
    };
    if is_share(row) {
        let percentage = wording::percentage(row).expect("it has a value");
        let percentage = percentage.trim_end_matches('%').to_owned();
        return cell
            .with([(Quantity::Percent, percentage)])
            .between(wording::bounds(row));
    }
    let quantity = if row.statistic == Statistic::Rate {
        Quantity::Rate
    } else {
        Quantity::Mean
    };
    let bound = |value: f64| wording::rounded(value.max(0.0), 1);
    let bounds = row.lower.zip(row.upper);
    cell.with([(quantity, wording::rounded(value, 1))])
        .between(bounds.map(|(lower, upper)| (bound(lower), bound(upper))))
}

fn is_share(row: &Row) -> bool {
    matches!(row.statistic, Statistic::Proportion | Statistic::Ratio)
}

/// The bounds of an interval, of shares in percent; `None` where there is none.
fn interval(row: &Row) -> Option<String> {
    if is_share(row) {
        return wording::interval(row);
    }
    let (lower, upper) = row.lower.zip(row.upper)?;
    let bound = |value: f64| wording::rounded(value.max(0.0), 1);
    Some(format!("{}–{}", bound(lower), bound(upper)))
}

/// An indicator's counts and number in one line: `2/3 (67%)`.
fn short(row: Option<&Row>) -> String {
    let Some(row) = row else {
        return DASH.to_owned();
    };
    let Some(value) = row.value else {
        return match row.status {
            Status::NotCollected => wording::NOT_COLLECTED.to_owned(),
            Status::Ok | Status::NotEstimable => format!("no {}", wording::units(row.unit)),
        };
    };
    let of = |number: String| {
        let n = wording::count(row.denominator.expect("a mean is of a number of units"));
        format!("{number} (n = {n})")
    };
    if is_share(row) {
        let percentage = wording::percentage(row).expect("it has a value");
        format!("{} ({percentage})", wording::n_of_n(row))
    } else if row.statistic == Statistic::Rate {
        format!("{} ({})", wording::n_of_n(row), wording::rounded(value, 1))
    } else {
        of(wording::rounded(value, 1))
    }
}

/// Courses, and years, within which the chart signals a doubling in four of five cases: `71 courses (2.9 years)`.
pub(super) fn detects(numbers: Numbers<'_>, key: &str) -> Option<String> {
    let courses = numbers.chart_value(key, Level::CoursesToNotice(NoticedBy::FourInFive))?;
    let years = numbers.chart_value(key, Level::YearsToNotice(NoticedBy::FourInFive));
    // Digits of a longer time mean nothing.
    if years.is_some_and(|years| years > MOST_YEARS) {
        return Some(format!("over {} years", wording::at_most(MOST_YEARS, 0)));
    }
    #[expect(clippy::cast_possible_truncation, reason = "courses")]
    let courses = courses.round() as i64;
    let years = years.map_or_else(String::new, |years| {
        format!(" ({} years)", wording::rounded(years, 1))
    });
    let units = wording::units_of(Unit::Course, courses);
    Some(format!("{} {units}{years}", wording::count(courses)))
}

/// What is seen where there is nothing.
const DASH: &str = "–";

/// A line of the page.
pub(super) fn line(numbers: Numbers<'_>, key: &str) -> Line {
    let is_collected = numbers
        .indicator(key)
        .is_some_and(|row| row.status != Status::NotCollected);
    let parts = [ReviewPart::Latest, ReviewPart::Baseline].map(|part| {
        let row = numbers.indicator_of(key, part);
        row.filter(|_| is_collected)
    });
    let [of_latest, of_baseline] = parts.map(estimate_cell);
    let of_latest = if is_collected {
        of_latest
    } else {
        wording::NOT_COLLECTED.into()
    };
    let [latest, baseline] = parts.map(short);
    let change = change(numbers, key);
    Line {
        title: title(key),
        latest: if is_collected {
            latest
        } else {
            wording::NOT_COLLECTED.to_owned()
        },
        baseline,
        change: change.text(),
        excludes_zero: excludes_zero(numbers, key),
        cells: [of_latest, of_baseline, change],
        signal: signal(numbers, key),
        detects: detects(numbers, key).unwrap_or_else(|| DASH.to_owned()),
    }
}

/// Whether a column of the page says anything.
pub(super) fn says_anything(groups: &[Group], of: impl Fn(&Line) -> &str) -> bool {
    let mut lines = groups.iter().flat_map(|group| &group.lines);
    lines.any(|line| of(line) != DASH)
}

/// A title, with the baseline of the indicator where it is not that of the page: `Serious harm (baseline 2018–2020)`.
fn with_own_baseline(numbers: Numbers<'_>, key: &str, title: &str) -> String {
    let of_page = numbers.periods(ReviewPart::Baseline);
    match numbers.baseline_of(key) {
        Some(own) if Some(own) != of_page => format!("{title} (baseline {})", periods(own)),
        _ => title.to_owned(),
    }
}

/// The groups of the page.
pub(super) fn groups(numbers: Numbers<'_>) -> Vec<Group> {
    let with_baseline = |key: &str| Line {
        title: with_own_baseline(numbers, key, &title(key)),
        ..line(numbers, key)
    };
    let group = |title: &str, keys: &[&str]| Group {
        title: title.to_owned(),
        lines: keys.iter().map(|key| with_baseline(key)).collect(),
        none: None,
    };
    let doses = group(
        "Doses tolerated",
        &[
            "doses_cycle_1",
            "doses_course",
            "fraction_of_planned",
            "doses_held",
        ],
    );
    let title = "Courses with toxicity of grade ≥ 3";
    let severe = by_organ_system(numbers, "toxicity_ge3", title);
    let support = group(
        "Courses with support",
        &[
            "vasopressor",
            "vasopressor_hours",
            "dialysis",
            "icu_transfer",
            "icu",
        ],
    );
    let deaths = group(
        "Courses with infection, death or serious harm",
        &[
            "infection",
            "treatment_related_death:not_excluded",
            "death_within_30_days",
            "serious_harm",
        ],
    );
    vec![doses, severe, support, deaths]
}

/// Organ systems, those without any event in one sentence.
pub(super) fn by_organ_system(numbers: Numbers<'_>, name: &str, title: &str) -> Group {
    let keys = by_system(name);
    let is_none = |key: &&String| {
        key.contains(':')
            && numbers
                .indicator(key)
                .is_some_and(|row| row.numerator == Some(0) && row.denominator > Some(0))
    };
    let is_uncollected = numbers
        .indicator(name)
        .is_none_or(|row| row.status == Status::NotCollected);
    let shown = keys
        .iter()
        .filter(|key| !is_none(key) && (!is_uncollected || !key.contains(':')));
    let lines = shown.map(|key| line(numbers, key)).collect();
    let none: Vec<String> = keys
        .iter()
        .filter(|key| is_none(key))
        .filter_map(|key| {
            let row = numbers.indicator(key)?;
            Some(format!("{} ({})", self::title(key), wording::n_of_n(row)))
        })
        .collect();
    Group {
        title: with_own_baseline(numbers, name, title),
        lines,
        none: (!none.is_empty()).then(|| format!("None in any course: {}.", wording::list(&none))),
    }
}
