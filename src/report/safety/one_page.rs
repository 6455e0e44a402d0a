//! The one page: each indicator's latest period beside its baseline, its signal and a published rate.

use super::names::{by_system, title};
use super::numbers::Numbers;
use super::signals::{Signal, signal};
use crate::measures::results::{Level, NoticedBy, PeriodRange, ReviewPart, Row, Statistic, Status};
use crate::measures::safety::definitions::PUBLISHED_DIFFERENCE;
use crate::measures::safety::published_rate;
use crate::report::wording;
use serde::Serialize;

/// One indicator of the page.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) title: String,
    pub(super) latest: Vec<String>,
    pub(super) baseline: Vec<String>,
    /// Numerator and denominator of the latest period and of the baseline, for the file.
    #[serde(skip)]
    pub(super) counts: [Counts; 2],
    pub(super) signal: Signal,
    pub(super) published: Vec<String>,
    /// The number of the footnote that says where it is published.
    pub(super) note: Option<usize>,
    pub(super) notice: Vec<String>,
}

/// Numerator and denominator, where there are such.
pub(super) type Counts = (Option<i64>, Option<i64>);

/// More years than these are printed as more.
const MOST_YEARS: f64 = 30.0;

/// Indicators under one heading.
#[derive(Debug, Serialize)]
pub(super) struct Group {
    pub(super) title: &'static str,
    pub(super) lines: Vec<Line>,
    /// One line about all that have none of their own.
    pub(super) none: Option<String>,
}

/// Periods as a reader sees them: `2016–2019`.
pub(super) fn periods(range: PeriodRange) -> String {
    range.to_string().replace("..", "–")
}

/// An indicator's number with its counts and interval.
pub(super) fn estimate(row: Option<&Row>) -> Vec<String> {
    let Some(row) = row else {
        return vec!["–".to_owned()];
    };
    if row.status == Status::NotCollected {
        return vec![wording::NOT_COLLECTED.to_owned()];
    }
    let Some(value) = row.value else {
        let units = wording::units(row.unit);
        return vec![format!("no {units}")];
    };
    let decimals = if row.statistic == Statistic::Mean {
        2
    } else {
        1
    };
    let with_bounds = |number: String| match (row.lower, row.upper) {
        (Some(lower), Some(upper)) => format!(
            "{number} ({}–{})",
            wording::rounded(lower.max(0.0), decimals),
            wording::rounded(upper, decimals)
        ),
        _ => number,
    };
    let n = || {
        format!(
            "n {}",
            wording::count(row.denominator.expect("a mean is of a number of units"))
        )
    };
    if matches!(row.statistic, Statistic::Proportion | Statistic::Ratio) {
        vec![wording::n_of_n(row), wording::share_and_interval(row)]
    } else if row.statistic == Statistic::Rate {
        vec![
            wording::n_of_n(row),
            with_bounds(wording::rounded(value, 1)),
        ]
    } else {
        vec![n(), with_bounds(wording::rounded(value, decimals))]
    }
}

/// How long the chart takes to notice doubled odds.
pub(super) fn notice(numbers: Numbers<'_>, key: &str) -> Vec<String> {
    let Some(courses) = numbers.chart_value(key, Level::CoursesToNotice(NoticedBy::FourInFive))
    else {
        return vec!["–".to_owned()];
    };
    let years = numbers.chart_value(key, Level::YearsToNotice(NoticedBy::FourInFive));
    // What nobody lives to see needs no digits.
    if years.is_some_and(|years| years > MOST_YEARS) {
        return vec![format!("over {} years", wording::at_most(MOST_YEARS, 0))];
    }
    #[expect(clippy::cast_possible_truncation, reason = "courses")]
    let courses = courses.round() as i64;
    let mut lines = vec![format!("{} courses", wording::count(courses))];
    lines.extend(years.map(|years| format!("{} years", wording::rounded(years, 1))));
    lines
}

/// The published rate, and the difference from it.
fn published(numbers: Numbers<'_>, key: &str) -> Vec<String> {
    let Some(rate) = published_rate(key) else {
        return vec!["none published".to_owned()];
    };
    let mut lines = Vec::new();
    if let Some(share) = rate.proportion {
        let counts = match (rate.numerator, rate.denominator) {
            (Some(x), Some(n)) => format!("{x}/{n} "),
            _ => String::new(),
        };
        lines.push(format!("{counts}{} %", wording::percent(share)));
    } else if let Some(mean) = rate.mean {
        lines.push(format!("mean {}", wording::at_most(mean, 1)));
    }
    if let Some(row) = numbers.overall(PUBLISHED_DIFFERENCE, key) {
        if rate.proportion.is_some() {
            lines.push(wording::difference(row).join(" "));
        } else {
            lines.push(wording::ratio(row).join(" "));
        }
    }
    lines
}

/// A line of the page; footnotes are collected.
pub(super) fn line(numbers: Numbers<'_>, key: &str, notes: &mut Vec<String>) -> Line {
    let rate = published_rate(key);
    let note = rate.map(|rate| {
        let text = format!("{}, {} ({})", rate.population, rate.years, rate.citation);
        let unit = if rate.unit == "course" {
            "courses"
        } else {
            "patients"
        };
        let text = format!("Of {unit}: {text}.");
        let known = notes.iter().position(|known| *known == text);
        known.unwrap_or_else(|| {
            notes.push(text);
            notes.len() - 1
        }) + 1
    });
    let is_collected = numbers
        .indicator(key)
        .is_some_and(|row| row.status != Status::NotCollected);
    let counts = [ReviewPart::Latest, ReviewPart::Baseline].map(|part| {
        let row = numbers.indicator_of(key, part).filter(|_| is_collected);
        row.map_or((None, None), |row| (row.numerator, row.denominator))
    });
    Line {
        title: title(key),
        counts,
        latest: if is_collected {
            estimate(numbers.indicator_of(key, ReviewPart::Latest))
        } else {
            vec![wording::NOT_COLLECTED.to_owned()]
        },
        baseline: if is_collected {
            estimate(numbers.indicator_of(key, ReviewPart::Baseline))
        } else {
            vec!["–".to_owned()]
        },
        signal: signal(numbers, key),
        published: published(numbers, key),
        note,
        notice: notice(numbers, key),
    }
}

/// The groups of the page, and its footnotes.
pub(super) fn groups(numbers: Numbers<'_>) -> (Vec<Group>, Vec<String>) {
    let mut notes = Vec::new();
    let group = |title, keys: &[&str], notes: &mut Vec<String>| Group {
        title,
        lines: keys.iter().map(|key| line(numbers, key, notes)).collect(),
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
        &mut notes,
    );
    let title = "Courses with toxicity of grade ≥ 3";
    let severe = by_organ_system(numbers, "toxicity_ge3", title, &mut notes);
    let support = group(
        "Courses with support",
        &[
            "vasopressor",
            "vasopressor_hours",
            "dialysis",
            "icu_transfer",
            "icu",
        ],
        &mut notes,
    );
    let deaths = group(
        "Courses with infection, or death after them",
        &[
            "infection",
            "treatment_related_death:not_excluded",
            "death_within_30_days",
            "serious_harm",
        ],
        &mut notes,
    );
    (vec![doses, severe, support, deaths], notes)
}

/// Organ systems, those without any event in one sentence.
pub(super) fn by_organ_system(
    numbers: Numbers<'_>,
    name: &str,
    title: &'static str,
    notes: &mut Vec<String>,
) -> Group {
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
    let lines = shown.map(|key| line(numbers, key, notes)).collect();
    let none: Vec<String> = keys
        .iter()
        .filter(|key| is_none(key))
        .filter_map(|key| {
            let row = numbers.indicator(key)?;
            Some(format!("{} ({})", self::title(key), wording::n_of_n(row)))
        })
        .collect();
    Group {
        title,
        lines,
        none: (!none.is_empty()).then(|| format!("None in any course: {}.", wording::list(&none))),
    }
}
