//! Tables behind the one page: eras, sites, charts and annotations.

use super::names::{by_system, full_title, title};
use super::numbers::{Numbers, periods};
use super::one_page::estimate;
use super::signals::signal;
use super::version_notes::pooled;
use crate::measures::results::{
    ChartKind, InControlAt, Level, NoCusum, NoticedBy, ReviewPart, Row, Status, Stratum,
};
use crate::measures::safety::Review;
use crate::measures::safety::definitions::{CHART, COURSES, EVENT, SINCE_LAST, SITE_TAIL, TREND};
use crate::report::tables::{Cell, Table};
use crate::report::wording;
use crate::stats::ChartStage;

/// Indicators that tables list, beside organ systems.
const MAIN: [&str; 11] = [
    "doses_cycle_1",
    "doses_course",
    "toxicity_ge3",
    "vasopressor",
    "dialysis",
    "icu_transfer",
    "icu",
    "infection",
    "treatment_related_death:not_excluded",
    "death_within_30_days",
    "serious_harm",
];

/// The strata of the review for which this holds, in their order.
fn strata(numbers: Numbers<'_>, is_it: impl Fn(&Stratum) -> bool) -> Vec<&Stratum> {
    numbers
        .rows
        .iter()
        .filter(|row| row.measure == COURSES && row.level == Level::All)
        .map(|row| &row.stratum)
        .filter(|stratum| is_it(stratum))
        .collect()
}

fn cell(lines: Vec<String>) -> Cell {
    Cell(lines)
}

fn is_collected(numbers: Numbers<'_>, key: &str) -> bool {
    numbers
        .indicator(key)
        .is_some_and(|row| row.status != Status::NotCollected)
}

/// The table of Kammula: each indicator by era, with the trend. `None` where there are no two eras.
pub(super) fn eras(review: &Review) -> Option<Table> {
    let numbers = Numbers { rows: &review.rows };
    let era = |stratum: &Stratum| stratum.periods_of(ReviewPart::Era);
    let eras = strata(numbers, |stratum| era(stratum).is_some());
    if eras.len() < 2 {
        return None;
    }
    let mut headings = vec!["Indicator".to_owned()];
    headings.extend(
        eras.iter()
            .filter_map(|stratum| Some(periods(era(stratum)?))),
    );
    let has_trend = numbers.rows.iter().any(|row| row.measure == TREND);
    headings.extend(has_trend.then(|| "P for trend".to_owned()));
    let mut table = Table::new(&headings.iter().map(String::as_str).collect::<Vec<_>>());
    let courses = |era: &Stratum| {
        let n = numbers.courses(era);
        Cell::from(n.map_or_else(String::new, |n| wording::at_most(n, 0)))
    };
    let mut first = vec![Cell::from("Courses")];
    first.extend(eras.iter().map(|era| courses(era)));
    first.extend(has_trend.then(|| "".into()));
    table.row(first);
    let severe = by_system("toxicity_ge3").split_off(1);
    let keys = MAIN.iter().map(|&key| key.to_owned());
    for key in keys
        .take(3)
        .chain(severe)
        .chain(MAIN[3..].iter().map(|&key| key.to_owned()))
    {
        if !is_collected(numbers, &key) {
            table.row(uncollected(&full_title(&key), table.headings.len() - 1));
            continue;
        }
        let mut cells = vec![Cell::from(full_title(&key))];
        cells.extend(
            eras.iter()
                .map(|era| cell(estimate(numbers.indicator_in(&key, era)))),
        );
        cells.extend(has_trend.then(|| cell(trend(numbers, &key))));
        table.row(cells);
    }
    let outside = numbers
        .rows
        .iter()
        .find(|row| row.measure == COURSES && row.level == Level::InNoEra);
    if let Some(row) = outside {
        table.note(format!(
            "Courses in none of these eras, and in no column: {}.",
            wording::statistic(row)
        ));
    }
    table.notes.extend(pooled(review));
    if has_trend {
        table.note("P for trend: Cochran–Armitage over the eras in their order, two-sided, exact (else asymptotic), of monitored indicators; mid-P; and after Benjamini–Hochberg among these tests. Courses are taken as independent.");
    } else {
        table.note("--p-values adds a test of trend over the eras for monitored indicators.");
    }
    Some(table)
}

/// The row of an indicator that no site collected.
fn uncollected(title: &str, more: usize) -> Vec<Cell> {
    let mut cells = vec![Cell::from(title), wording::NOT_COLLECTED.into()];
    cells.resize(more + 1, Cell::default());
    cells
}

fn trend(numbers: Numbers<'_>, key: &str) -> Vec<String> {
    let p = |level: Level, name: &str| {
        let is_it = |row: &&Row| row.measure == TREND && row.item == key && row.level == level;
        let row = numbers.rows.iter().find(is_it)?;
        row.value?;
        Some(format!("{name}{}", wording::p_value(row)))
    };
    let lines: Vec<String> = [
        p(Level::Exact, "").or_else(|| p(Level::Asymptotic, "")),
        p(Level::MidP, "mid-P "),
        p(Level::Adjusted, "adjusted "),
    ]
    .into_iter()
    .flatten()
    .collect();
    if lines.is_empty() {
        vec!["–".to_owned()]
    } else {
        lines
    }
}

/// Sites side by side, in the order of their names. `None` where there is one alone.
pub(super) fn sites(review: &Review) -> Option<Table> {
    let numbers = Numbers { rows: &review.rows };
    let sites = strata(numbers, |stratum| !stratum.levels().is_empty());
    if sites.len() < 2 {
        return None;
    }
    let keys: Vec<&str> = MAIN
        .into_iter()
        .filter(|key| is_collected(numbers, key))
        .collect();
    let mut headings = vec!["Site".to_owned(), "Courses".to_owned()];
    headings.extend(keys.iter().map(|key| full_title(key)));
    let mut table = Table::new(&headings.iter().map(String::as_str).collect::<Vec<_>>());
    let mut row = |name: &str, stratum: &Stratum| {
        let n = numbers.courses(stratum);
        let mut cells = vec![
            Cell::from(name),
            n.map_or_else(String::new, |n| wording::at_most(n, 0))
                .into(),
        ];
        cells.extend(
            keys.iter()
                .map(|key| cell(estimate(numbers.indicator_in(key, stratum)))),
        );
        table.row(cells);
    };
    for site in &sites {
        row(&site.levels()[0].level, site);
    }
    row("All", &Stratum::Overall);
    table.note("Sites are in the order of their names and nobody is ranked: they treat different patients. Intervals: as in the cohort report.");
    if numbers.rows.iter().any(|row| row.measure == SITE_TAIL) {
        table.note("The funnel shows how far each site lies from the proportion of all sites, with exact binomial limits for its number of courses.");
    }
    table.notes.extend(pooled(review));
    Some(table)
}

/// How each chart is made, and what it can notice.
pub(super) fn charts(numbers: Numbers<'_>) -> Option<Table> {
    let mut keys: Vec<&str> = Vec::new();
    for row in numbers.rows.iter().filter(|row| row.measure == CHART) {
        // A run chart without limits has nothing to add here.
        let has_more = !matches!(
            row.level,
            Level::Kind(ChartKind::Run) | Level::Stage(ChartStage::RunChart) | Level::Center
        );
        if has_more && !keys.contains(&row.item.as_str()) {
            keys.push(&row.item);
        }
    }
    if keys.is_empty() {
        return None;
    }
    let mut table = Table::new(&[
        "Indicator",
        "Chart",
        "Signal",
        "Rate p₀",
        "Rate at doubled odds",
        "Threshold h",
        "Mean years to a false alarm (at the 80% limits of p₀)",
        "Courses to detect a doubling, 50% probability",
        "80% probability",
        "Expected chance signals",
        "Courses since the last event",
    ]);
    for key in keys {
        let value = |level| numbers.chart_value(key, level);
        let kind = numbers.chart(key).filter_map(|row| kind(row.level)).last();
        let share = |value: Option<f64>| {
            value.map_or_else(
                || "–".to_owned(),
                |value| format!("{}%", wording::percent(value)),
            )
        };
        let number = |value: Option<f64>, decimals| {
            value.map_or_else(|| "–".to_owned(), |value| wording::rounded(value, decimals))
        };
        let years = |at| number(value(Level::YearsToSignal(at)), 1);
        let limits =
            [InControlAt::Lower, InControlAt::Upper].map(|at| value(Level::YearsToSignal(at)));
        let false_alarms = match limits {
            [None, None] => years(InControlAt::WatchedRate),
            _ => format!(
                "{} ({} to {})",
                years(InControlAt::WatchedRate),
                years(InControlAt::Upper),
                years(InControlAt::Lower)
            ),
        };
        let p0 = numbers.watched_rate(key).map(|(p0, _)| p0);
        let since = numbers
            .rows
            .iter()
            .filter(|row| row.measure == SINCE_LAST && row.item == *key)
            .map(|row| {
                let n = wording::statistic(row);
                if row.level == Level::NoneYet {
                    format!("none in {n}")
                } else if row.level == Level::SinceLast {
                    n
                } else {
                    format!("({n})")
                }
            })
            .collect::<Vec<_>>();
        let signal = signal(numbers, key);
        table.row(vec![
            full_title(key).into(),
            kind.expect("every chart has a kind, or a reason why it has none")
                .into(),
            signal.text().into(),
            share(p0).into(),
            share(value(Level::Alternative)).into(),
            number(value(Level::Threshold), 2).into(),
            false_alarms.into(),
            number(value(Level::CoursesToNotice(NoticedBy::Half)), 0).into(),
            number(value(Level::CoursesToNotice(NoticedBy::FourInFive)), 0).into(),
            number(value(Level::ExpectedSignals), 2).into(),
            if since.is_empty() {
                "–".into()
            } else {
                cell(since)
            },
        ]);
    }
    table.note("All probabilities and run lengths assume independent courses and a rate that stays at p₀, that of the baseline. CUSUM: detects twice the odds of p₀; the threshold h is the lowest at which false alarms come once in ten years or less often, on average. Doubling: of the odds. Expected chance signals: signals since the baseline if nothing has changed; of charts by period, points beyond their limits. In parentheses beside the courses since the last event: the probability of this number or more.");
    Some(table)
}

/// The kind of chart that a level names, or why there is no chart.
fn kind(level: Level) -> Option<&'static str> {
    if let Level::Kind(kind) = level {
        return Some(match kind {
            ChartKind::P => "p",
            ChartKind::U => "u",
            ChartKind::Xmr => "XmR",
            ChartKind::Run => "run",
        });
    }
    if let Level::NoCusum(why) = level {
        return Some(match why {
            NoCusum::NoEvent => "none: no event in the baseline",
            NoCusum::NoCourse => "none: no data in the baseline",
            NoCusum::EveryCourse => "none: baseline rate 100%",
            NoCusum::AboveFourFifths => "none: baseline rate above 80%",
            NoCusum::NoBaseline => "none: no baseline",
            NoCusum::NothingToWatch => "none: no data since the baseline",
            NoCusum::NoThreshold => "none: no threshold",
        });
    }
    if level == Level::GroupedCusumKind {
        return Some("grouped CUSUM");
    }
    (level == Level::CusumKind).then_some("CUSUM")
}

/// Annotations, by number.
pub(super) fn annotations(series: &[Row]) -> Option<Table> {
    let mut table = Table::of_words(&["Number", "Period", "What happened"]);
    let events = series.iter().filter(|row| row.measure == EVENT);
    for (number, row) in events.enumerate() {
        let period = row.stratum.periods_of(ReviewPart::Period);
        let period = period.expect("what happened has a period").first;
        table.row(vec![
            (number + 1).to_string().into(),
            period.to_string().into(),
            row.item.as_str().into(),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

/// The titles of indicators that no site collected.
pub(super) fn not_collected(numbers: Numbers<'_>) -> Vec<String> {
    let keys = MAIN.iter().chain(&["vasopressor_hours"]);
    keys.filter(|key| !is_collected(numbers, key))
        .map(|key| {
            if *key == "toxicity_ge3" {
                "Toxicity of grade ≥ 3".to_owned()
            } else {
                title(key)
            }
        })
        .collect()
}
