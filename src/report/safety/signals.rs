//! What charts say, in words and shapes.

use super::names;
use super::numbers::Numbers;
use crate::measures::results::{
    ChartKind, Level, NoCusum, RateFrom, ReviewPart, ReviewPeriod, Row, SignalRule, Statistic,
    Status, Stratum,
};
use crate::measures::safety::definitions::SIGNAL;
use crate::report::wording;
use crate::stats::ChartStage;
use serde::Serialize;

/// What a chart says.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub(super) struct Signal {
    /// A shape that shows it without color.
    pub(super) shape: &'static str,
    /// One word beside the shape: what the page has room for.
    pub(super) word: &'static str,
    /// The same with when and why.
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

/// Why an indicator has no chart: it is not among those that are watched.
const NOT_WATCHED: &str = "are not among those that charts watch";

impl Unwatched {
    /// The word beside its shape.
    fn word(&self) -> &'static str {
        match (self.shape, self.why) {
            (_, NOT_WATCHED) => "not watched",
            ("◌", _) => "no limits yet",
            _ => "cannot tell",
        }
    }
}

/// Whether any rule applies to an indicator's chart.
fn has_rules(numbers: Numbers<'_>, key: &str) -> bool {
    numbers
        .rows
        .iter()
        .any(|row| row.measure == SIGNAL && row.item == key && row.level == Level::Any)
}

/// Why no chart of a collected indicator can signal; `None` where one can.
pub(super) fn unwatched(numbers: Numbers<'_>, key: &str) -> Option<Unwatched> {
    if has_rules(numbers, key) {
        return None;
    }
    let because = |shape, first: &str, second: &str, why| {
        Some(Unwatched {
            shape,
            words: [first.to_owned(), second.to_owned()],
            why,
        })
    };
    let no_cusum = numbers.chart(key).find_map(|row| {
        if let Level::NoCusum(why) = row.level {
            Some(why)
        } else {
            None
        }
    });
    match no_cusum {
        Some(NoCusum::NoEvent) => {
            let all = numbers
                .indicator(key)
                .expect("an indicator with a chart has a row");
            let second = format!("in the baseline, {} in all", wording::n_of_n(all));
            let first = "no rate to watch: none";
            return because("–", first, &second, "had no event in the baseline");
        }
        Some(why @ (NoCusum::AboveFourFifths | NoCusum::EveryCourse)) => {
            return Some(too_frequent(why));
        }
        Some(NoCusum::NoCourse) => {
            let second = "nothing is known in the baseline";
            let why = "have nothing known in the baseline";
            return because("–", "no rate to watch:", second, why);
        }
        Some(NoCusum::NothingToWatch) => return Some(nothing_since()),
        Some(NoCusum::NoThreshold) => {
            let why = "have no threshold that keeps false alarms so seldom";
            let second = "keeps false alarms to one in ten years";
            return because("–", "no threshold", second, why);
        }
        Some(NoCusum::NoBaseline) => {
            let why = "have no baseline yet";
            return because("–", "no baseline yet:", "one period", why);
        }
        None => {}
    }
    if numbers.chart(key).next().is_none() {
        return because("–", "not watched", "by a chart", NOT_WATCHED);
    }
    if let Some(n) = numbers.chart_value(key, Level::Stage(ChartStage::RunChart)) {
        let periods = format!("{} of 10 periods", wording::at_most(n, 0));
        return because(
            "◌",
            "no limits yet:",
            &periods,
            "have fewer than ten periods",
        );
    }
    let baseline = numbers.indicator_of(key, ReviewPart::Baseline);
    match baseline.map(|row| (row.numerator, row.denominator)) {
        Some((Some(0), Some(units))) if units > 0 => {
            let why = "had no event in the baseline";
            return because("–", "no limits:", "none in the baseline", why);
        }
        Some((Some(events), Some(units))) if events == units && units > 0 => {
            let why = "had the event in every course of the baseline";
            return because(
                "–",
                "no limits:",
                "every course of the baseline had it",
                why,
            );
        }
        _ => {}
    }
    let since = numbers.indicator_of(key, ReviewPart::SinceBaseline);
    if since.is_none_or(|row| row.value.is_none()) {
        return Some(nothing_since());
    }
    if since.is_some_and(|row| row.statistic == Statistic::Median) {
        return because(
            "◌",
            "no rule to ask:",
            "a median has no limits",
            "have no limits",
        );
    }
    because(
        "◌",
        "no limits:",
        "baseline too short",
        "have too short a baseline",
    )
}

/// Of an event that nearly every course has, or every one.
fn too_frequent(why: NoCusum) -> Unwatched {
    let (second, why) = if why == NoCusum::EveryCourse {
        (
            "every course of the baseline had it",
            "had the event in every course of the baseline",
        )
    } else {
        (
            "more than 80 % of the baseline’s courses had it",
            "had the event in more than 80 % of the baseline’s courses",
        )
    };
    Unwatched {
        shape: "–",
        words: ["no chart can notice a rise:", second].map(str::to_owned),
        why,
    }
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
    let quiet = |shape, word, words: Vec<String>| Signal {
        shape,
        word,
        words,
        is_raised: false,
    };
    let is_absent = numbers
        .indicator(key)
        .is_none_or(|row| row.status == Status::NotCollected);
    if is_absent {
        return quiet("–", "not collected", vec!["not collected".to_owned()]);
    }
    let signals = found(numbers, key);
    let latest = numbers
        .periods(ReviewPart::Latest)
        .map(|latest| latest.last);
    let is_now = |found: &&Found| Some(found.period) == latest;
    let now: Vec<&Found> = signals.iter().filter(is_now).collect();
    if let Some(found) = now.last() {
        // The latest period needs no name beside it.
        let course = found.course.map(|course| format!("course {course}"));
        let more = match now.len() {
            1 => None,
            n => Some(format!("and {} more", wording::count(n as i64 - 1))),
        };
        let words = [course, more, since_baseline(numbers, key)];
        let mut words: Vec<String> = words.into_iter().flatten().collect();
        if words.is_empty() {
            words.push(found.when());
        }
        return Signal {
            shape: found.shape("▲", "▼", "◆"),
            word: found.shape("signal, up", "signal, down", "signal"),
            words: vec![
                names::rule(found.rule, found.is_up).to_owned(),
                words.join("; "),
            ],
            is_raised: true,
        };
    }
    // Signals of one chart are in the order of rules, those of one rule in the order of time.
    if let Some(found) = signals
        .iter()
        .max_by_key(|found| (found.period, found.course))
    {
        let shape = found.shape("△", "▽", "◇");
        let mut words = vec![format!("none now; {shape} {}", found.when())];
        words.extend(since_baseline(numbers, key));
        return quiet("○", "none now", words);
    }
    if let Some(unwatched) = unwatched(numbers, key) {
        return quiet(unwatched.shape, unwatched.word(), unwatched.words.to_vec());
    }
    let has = |level| numbers.chart_value(key, level).is_some();
    let chart = if has(Level::WatchedRate(RateFrom::Given)) {
        Some("CUSUM, given rate")
    } else if has(Level::CusumKind) || has(Level::GroupedCusumKind) {
        Some("CUSUM")
    } else if has(Level::Kind(ChartKind::Run)) {
        Some("run chart")
    } else if has(Level::Stage(ChartStage::TrialLimits)) {
        Some("trial limits")
    } else {
        None
    };
    let words = std::iter::once("none").chain(chart);
    quiet("○", "none", words.map(str::to_owned).collect())
}

/// Events and courses since the baseline, where they are counted.
fn since_baseline(numbers: Numbers<'_>, key: &str) -> Option<String> {
    let row = numbers.indicator_of(key, ReviewPart::SinceBaseline)?;
    let counts = wording::n_of_n(row);
    (!counts.is_empty()).then(|| format!("{counts} since baseline"))
}

/// The signals of an indicator's chart, in the order of their courses or periods.
pub(super) fn found(numbers: Numbers<'_>, key: &str) -> Vec<Found> {
    let rows = numbers.rows.iter();
    rows.filter(|row| row.measure == SIGNAL && row.item == key)
        .filter_map(Found::of)
        .collect()
}

/// A rule that holds, and where.
pub(super) struct Found {
    period: ReviewPeriod,
    /// Its number, where courses are watched one by one.
    course: Option<usize>,
    rule: SignalRule,
    is_up: Option<bool>,
}

impl Found {
    /// The signal of a row; `None` where it only says that rules are applied.
    fn of(row: &Row) -> Option<Self> {
        let Level::Rule(rule, is_up) = row.level else {
            return None;
        };
        let (period, course) = if let Stratum::Course(course, period) = row.stratum {
            (period, Some(course))
        } else {
            (row.stratum.periods_of(ReviewPart::Period)?.first, None)
        };
        Some(Self {
            period,
            course,
            rule,
            is_up,
        })
    }

    /// Its period.
    pub(super) fn period(&self) -> String {
        self.period.to_string()
    }

    /// The shape of its direction: up, down, or none.
    fn shape(&self, up: &'static str, down: &'static str, none: &'static str) -> &'static str {
        match self.is_up {
            Some(true) => up,
            Some(false) => down,
            None => none,
        }
    }

    /// Its period, and its course where it has one.
    fn when(&self) -> String {
        match self.course {
            Some(course) => format!("{}, course {course}", self.period),
            None => self.period.to_string(),
        }
    }
}
