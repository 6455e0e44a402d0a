//! What charts say, in words and shapes.

use super::names::{self, full_title};
use super::numbers::Numbers;
use super::one_page::periods;
use crate::measures::results::{Row, Status};
use crate::report::wording;
use serde::Serialize;

/// What a chart says.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub(super) struct Signal {
    /// A shape that tells it without color.
    pub(super) shape: &'static str,
    pub(super) words: Vec<String>,
    pub(super) is_raised: bool,
}

/// What an indicator's charts say.
pub(super) fn signal(numbers: Numbers<'_>, key: &str) -> Signal {
    let quiet = |shape, words: Vec<String>| Signal {
        shape,
        words,
        is_raised: false,
    };
    let is_absent = numbers
        .indicator(key, "overall")
        .is_none_or(|row| row.status == Status::NotCollected);
    if is_absent {
        return quiet("–", vec!["not collected".to_owned()]);
    }
    let signals: Vec<&Row> = numbers
        .rows
        .iter()
        .filter(|row| row.measure == "quality.signal" && row.item == key && row.level != "any")
        .collect();
    let is_now = |row: &&&Row| period_of(row) == numbers.periods("latest");
    let now: Vec<&&Row> = signals.iter().filter(is_now).collect();
    if let Some(row) = now.last() {
        let more = match now.len() {
            1 => String::new(),
            n => format!(", and {} more", wording::count(n as i64 - 1)),
        };
        return Signal {
            shape: shape(&row.level, "▲", "▼", "◆"),
            words: vec![
                names::rule(&row.level).to_owned(),
                format!("{}{more}", place_of(row)),
            ],
            is_raised: true,
        };
    }
    // Signals of one chart stand in the order of rules; places of one rule in their own.
    if let Some(row) = signals.iter().max_by_key(|row| place_number(row)) {
        let words = [
            "none now; earlier:".to_owned(),
            format!("{} {}", shape(&row.level, "△", "▽", "◇"), place_of(row)),
        ];
        return quiet("○", words.to_vec());
    }
    let levels: Vec<&str> = numbers
        .rows
        .iter()
        .filter(|row| row.measure == "quality.chart" && row.item == key)
        .map(|row| row.level.as_str())
        .collect();
    let points = |level| numbers.chart_value(key, level);
    if levels.contains(&"kind.cusum") {
        let chart = if levels.contains(&"p0_published") {
            "CUSUM, published rate"
        } else if levels.contains(&"p0_given") {
            "CUSUM, given rate"
        } else {
            "CUSUM"
        };
        return quiet("○", vec!["none".to_owned(), chart.to_owned()]);
    }
    if levels.contains(&"kind.cusum_without_rate") {
        let words = if numbers.periods("baseline").is_some() {
            let all = numbers.indicator(key, "overall").map(wording::n_of_n);
            [
                "no rate to watch: none".to_owned(),
                format!("in the baseline, {} in all", all.unwrap_or_default()),
            ]
        } else {
            ["no baseline yet:".to_owned(), "one period".to_owned()]
        };
        return quiet("–", words.to_vec());
    }
    if let Some(n) = points("stage.run_chart") {
        let words = [
            "no limits yet:".to_owned(),
            format!("{} of 10 periods", wording::at_most(n, 0)),
        ];
        return quiet("◌", words.to_vec());
    }
    match levels.iter().find(|level| level.starts_with("kind.")) {
        Some(&"kind.run") | None => quiet(
            "◌",
            vec!["no limits:".to_owned(), "baseline too short".to_owned()],
        ),
        Some(_) if points("stage.trial_limits").is_some() => {
            quiet("○", vec!["none".to_owned(), "trial limits".to_owned()])
        }
        Some(_) => quiet("○", vec!["none".to_owned()]),
    }
}

/// The shape of a rule's direction: up, down, or none.
fn shape(level: &str, up: &'static str, down: &'static str, none: &'static str) -> &'static str {
    match names::is_up(level) {
        Some(true) => up,
        Some(false) => down,
        None => none,
    }
}

/// Where a signal stands in time: its period, as a number, and its course.
fn place_number(row: &Row) -> (i64, i64) {
    let digits = |text: &str| -> i64 {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap_or_default()
    };
    let part = |name: &str| {
        let mut parts = row.stratum.split(';');
        parts
            .find_map(|part| part.strip_prefix(name))
            .map_or(0, digits)
    };
    (part("period="), part("course="))
}

/// The period of a signal.
fn period_of(row: &Row) -> Option<&str> {
    row.stratum
        .split(';')
        .find_map(|part| part.strip_prefix("period="))
}

/// Where a signal is.
fn place_of(row: &Row) -> String {
    let period = period_of(row).unwrap_or_default();
    let course = row
        .stratum
        .split(';')
        .find_map(|part| part.strip_prefix("course="));
    match course {
        Some(course) => format!("{period}, course {course}"),
        None => period.to_owned(),
    }
}

/// What the charts say together, in words.
pub(super) fn summary(numbers: Numbers<'_>) -> Vec<String> {
    let asked: Vec<&Row> = numbers
        .rows
        .iter()
        .filter(|row| row.measure == "quality.signal" && row.level == "any")
        .collect();
    if asked.is_empty() {
        return vec!["No chart can signal yet: there are fewer than ten periods, and no event in a baseline to watch from.".to_owned()];
    }
    let said: Vec<(&str, Signal)> = asked
        .iter()
        .map(|row| (row.item.as_str(), signal(numbers, &row.item)))
        .collect();
    let now: Vec<String> = said
        .iter()
        .filter(|(_, signal)| signal.is_raised)
        .map(|(key, signal)| format!("{} {}", signal.shape, full_title(key)))
        .collect();
    let n_earlier = asked
        .iter()
        .filter(|row| row.value.is_some_and(|n| n > 0.0))
        .count()
        - now.len();
    let latest = periods(numbers.periods("latest").unwrap_or_default());
    let mut sentences = vec![if now.is_empty() {
        format!("No signal in {latest}, of {}.", charts(asked.len()))
    } else {
        format!(
            "Signals in {latest}, in {} of {}: {}.",
            now.len(),
            charts(asked.len()),
            now.join("; ")
        )
    }];
    if n_earlier > 0 {
        sentences.push(format!(
            "{} signaled earlier after the baseline.",
            charts(n_earlier)
        ));
    }
    let of_charts = |level: &str| {
        let level = level.to_owned();
        let is_it = move |row: &&Row| row.measure == "quality.chart" && row.level == level;
        numbers.rows.iter().filter(is_it)
    };
    let chances: Vec<f64> = of_charts("false_alarm")
        .filter_map(|row| row.value)
        .collect();
    let n_cusums = of_charts("kind.cusum").count();
    let mut by_chance = Vec::new();
    if !chances.is_empty() {
        let expected = wording::rounded(chances.iter().sum(), 1);
        by_chance.push(format!(
            "of {} by period about {expected} would have signaled since the baseline",
            charts(chances.len())
        ));
    }
    if n_cusums > 0 {
        let a_year = wording::rounded(n_cusums as f64 / 10.0, 1);
        by_chance.push(format!(
            "{} course by course (CUSUM) would give a false alarm about once in ten years each, {a_year} a year together",
            charts(n_cusums)
        ));
    }
    if !by_chance.is_empty() {
        sentences.push(format!(
            "If nothing had changed, {}. That takes courses as independent and the baseline’s rates as known; a signal is a reason to look, not a finding.",
            by_chance.join(", and ")
        ));
    }
    sentences
}

fn charts(n: usize) -> String {
    format!("{n} chart{}", if n == 1 { "" } else { "s" })
}
