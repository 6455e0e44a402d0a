//! What stands behind the one page: tables of eras, sites, charts and annotations.

use super::names::{by_system, full_title, title};
use super::numbers::Numbers;
use super::one_page::{estimate, periods};
use super::signals::signal;
use crate::measures::results::{
    ChartKind, InControlAt, Level, NoCusum, NoticedBy, ReviewPart, Row, Status, Stratum,
};
use crate::measures::safety::definitions::{CHART, COURSES, EVENT, SINCE_LAST, TREND};
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
pub(super) fn eras(numbers: Numbers<'_>) -> Option<Table> {
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
    headings.extend(has_trend.then(|| "Trend, P (mid-P)".to_owned()));
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
    if has_trend {
        table.note("Trend: Cochran–Armitage over the eras in their order, exact and mid-P, two-sided, of watched indicators; courses taken as independent.");
    } else {
        table
            .note("A test of trend over the eras, of watched indicators, is made with --p-values.");
    }
    Some(table)
}

/// A row of what nobody collected.
fn uncollected(title: &str, more: usize) -> Vec<Cell> {
    let mut cells = vec![Cell::from(title), wording::NOT_COLLECTED.into()];
    cells.resize(more + 1, Cell::default());
    cells
}

fn trend(numbers: Numbers<'_>, key: &str) -> Vec<String> {
    let p = |level: Level| {
        let is_it = |row: &&Row| row.measure == TREND && row.item == key && row.level == level;
        numbers.rows.iter().find(is_it)
    };
    match (p(Level::Exact), p(Level::MidP), p(Level::Asymptotic)) {
        (Some(exact), Some(mid), _) if exact.value.is_some() => vec![
            wording::statistic(exact),
            format!("({})", wording::statistic(mid)),
        ],
        (_, _, Some(row)) if row.value.is_some() => vec![wording::statistic(row)],
        _ => vec!["–".to_owned()],
    }
}

/// Sites side by side, in the order of their names. `None` where there is one alone.
pub(super) fn sites(numbers: Numbers<'_>) -> Option<Table> {
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
    table.note("Sites stand in the order of their names; they treat different patients, and nobody is ranked. Intervals: as in the cohort report.");
    if sites.len() < 5 {
        table.note("From five sites on a funnel shows how far each lies from all.");
    }
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
        "Watched rate",
        "Doubled odds",
        "Threshold h",
        "Years to a false alarm, mean (at the 80% limits of the rate)",
        "Courses to notice, half",
        "four in five",
        "Expected by chance",
        "Since the last event",
    ]);
    for key in keys {
        let value = |level| numbers.chart_value(key, level);
        let kind = numbers.chart(key).filter_map(|row| kind(row.level)).last();
        let share = |value: Option<f64>| {
            value.map_or_else(
                || "–".to_owned(),
                |value| format!("{} %", wording::percent(value)),
            )
        };
        let number = |value: Option<f64>, decimals| {
            value.map_or_else(|| "–".to_owned(), |value| wording::at_most(value, decimals))
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
            format!("{} {}", signal.shape, signal.words.join(" ")).into(),
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
    table.note("Every probability and run length is one of independent courses, and of a rate that stays what the baseline’s was. CUSUM: for odds twice those of the watched rate, h the least at which a false alarm comes once in ten years or less often. Expected by chance: signals since the baseline that are expected where nothing has changed; of charts by period, points beyond their limits. In brackets beside the courses since the last event: how probable so long a wait or a longer one is.");
    Some(table)
}

/// What kind of chart a level names, or why there is none.
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
            NoCusum::NoEvent | NoCusum::NoCourse => "no rate",
            NoCusum::EveryCourse => "none: rate 100 %",
            NoCusum::AboveFourFifths => "none: rate above 80 %",
            NoCusum::NoBaseline => "no baseline",
            NoCusum::NothingToWatch => "none since",
            NoCusum::NoThreshold => "no threshold",
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

/// The titles of what nobody collected.
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
