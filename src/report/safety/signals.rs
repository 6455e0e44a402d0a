//! What charts say, in words and shapes.

use super::names;
use super::numbers::Numbers;
use crate::measures::results::{Row, Statistic, Status};
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

/// An indicator of which no chart can signal.
pub(super) struct Unwatched {
    shape: &'static str,
    /// Why, beside the indicator.
    words: [String; 2],
    /// Why, of several together: `had no event in the baseline`.
    pub(super) why: &'static str,
}

/// Whether a rule is asked of an indicator's chart.
fn is_asked(numbers: Numbers<'_>, key: &str) -> bool {
    numbers
        .rows
        .iter()
        .any(|row| row.measure == "safety.signal" && row.item == key && row.level == "any")
}

/// Why no chart of a collected indicator can signal; `None` where one can.
pub(super) fn unwatched(numbers: Numbers<'_>, key: &str) -> Option<Unwatched> {
    if is_asked(numbers, key) {
        return None;
    }
    let told = |shape, first: &str, second: &str, why| {
        Some(Unwatched {
            shape,
            words: [first.to_owned(), second.to_owned()],
            why,
        })
    };
    let no_cusum = numbers
        .chart(key)
        .find_map(|row| row.level.strip_prefix("no_cusum."));
    match no_cusum {
        Some("no_event") => {
            let all = numbers.indicator(key, "overall").map(wording::n_of_n);
            let second = format!("in the baseline, {} in all", all.unwrap_or_default());
            let first = "no rate to watch: none";
            return told("–", first, &second, "had no event in the baseline");
        }
        Some("every_course") => {
            let first = "no chart can notice a rise:";
            let second = "every course of the baseline had it";
            let why = "had the event in every course of the baseline";
            return told("–", first, second, why);
        }
        Some("no_course") => {
            let second = "nothing is known in the baseline";
            let why = "have nothing known in the baseline";
            return told("–", "no rate to watch:", second, why);
        }
        Some("nothing_to_watch") => return Some(nothing_since()),
        Some("no_threshold") => {
            let why = "have no threshold that keeps false alarms so seldom";
            let second = "keeps false alarms to one in ten years";
            return told("–", "no threshold", second, why);
        }
        Some(_) => {
            return told(
                "–",
                "no baseline yet:",
                "one period",
                "have no baseline yet",
            );
        }
        None => {}
    }
    if let Some(n) = numbers.chart_value(key, "stage.run_chart") {
        let periods = format!("{} of 10 periods", wording::at_most(n, 0));
        return told(
            "◌",
            "no limits yet:",
            &periods,
            "have fewer than ten periods",
        );
    }
    let baseline = numbers.indicator(key, "baseline=");
    match baseline.map(|row| (row.numerator, row.denominator)) {
        Some((Some(0), Some(units))) if units > 0 => {
            let why = "had no event in the baseline";
            return told("–", "no limits:", "none in the baseline", why);
        }
        Some((Some(events), Some(units))) if events == units && units > 0 => {
            let why = "had the event in every course of the baseline";
            return told(
                "–",
                "no limits:",
                "every course of the baseline had it",
                why,
            );
        }
        _ => {}
    }
    let since = numbers.indicator(key, "since_baseline=");
    if since.is_none_or(|row| row.value.is_none()) {
        return Some(nothing_since());
    }
    if since.is_some_and(|row| row.statistic == Statistic::Median) {
        return told(
            "◌",
            "no rule to ask:",
            "a median has no limits",
            "have no limits",
        );
    }
    told(
        "◌",
        "no limits:",
        "baseline too short",
        "have too short a baseline",
    )
}

fn nothing_since() -> Unwatched {
    Unwatched {
        shape: "–",
        words: [
            "nothing to watch:".to_owned(),
            "nothing known since the baseline".to_owned(),
        ],
        why: "have nothing known since the baseline",
    }
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
        .filter(|row| row.measure == "safety.signal" && row.item == key && row.level != "any")
        .collect();
    let is_now = |row: &&&Row| period_of(row) == numbers.periods("latest");
    let now: Vec<&&Row> = signals.iter().filter(is_now).collect();
    if let Some(row) = now.last() {
        let more = match now.len() {
            1 => None,
            n => Some(format!("and {} more", wording::count(n as i64 - 1))),
        };
        let words = [course_of(row), more, since_baseline(numbers, key)];
        let mut words: Vec<String> = words.into_iter().flatten().collect();
        if words.is_empty() {
            words.push(place_of(row));
        }
        return Signal {
            shape: shape(&row.level, "▲", "▼", "◆"),
            words: vec![names::rule(&row.level).to_owned(), words.join("; ")],
            is_raised: true,
        };
    }
    // Signals of one chart stand in the order of rules; places of one rule in their own.
    if let Some(row) = signals.iter().max_by_key(|row| place_number(row)) {
        let shape = shape(&row.level, "△", "▽", "◇");
        let mut words = vec![format!("none now; {shape} {}", place_of(row))];
        words.extend(since_baseline(numbers, key));
        return quiet("○", words);
    }
    if let Some(unwatched) = unwatched(numbers, key) {
        return quiet(unwatched.shape, unwatched.words.to_vec());
    }
    let has = |level| numbers.chart_value(key, level).is_some();
    let chart = if has("p0_given") {
        Some("CUSUM, given rate")
    } else if has("kind.cusum") {
        Some("CUSUM")
    } else if has("kind.run") {
        Some("run chart")
    } else if has("stage.trial_limits") {
        Some("trial limits")
    } else {
        None
    };
    let words = std::iter::once("none").chain(chart);
    quiet("○", words.map(str::to_owned).collect())
}

/// Events and courses since the baseline, where they are counted.
fn since_baseline(numbers: Numbers<'_>, key: &str) -> Option<String> {
    let row = numbers.indicator(key, "since_baseline=")?;
    let counts = wording::n_of_n(row);
    (!counts.is_empty()).then(|| format!("{counts} since baseline"))
}

/// The course of a signal; the latest period needs no name beside it.
fn course_of(row: &Row) -> Option<String> {
    let place = place_of(row);
    place.split_once(", ").map(|(_, course)| course.to_owned())
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
