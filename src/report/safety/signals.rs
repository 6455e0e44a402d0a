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
    /// Whether there is nothing that could signal.
    is_quiet: bool,
}

impl Signal {
    /// Its shape and its words, in one text.
    pub(super) fn text(&self) -> String {
        format!("{} {}", self.shape, self.words.join(", "))
    }
}

/// An indicator without a chart that can signal.
pub(super) struct Unwatched {
    kind: Kind,
    /// Why, after `with`: `no event in the baseline`.
    pub(super) why: &'static str,
    /// A number that belongs to it.
    detail: Option<String>,
}

/// How an indicator without a chart that can signal is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It is not among those that are monitored.
    NotSelected,
    /// It would be monitored, and cannot.
    NotMonitored,
    /// It is so frequent that a chart cannot tell a rise from chance.
    TooFrequent,
    /// There is a chart, and no limits yet.
    NoLimits,
}

impl Unwatched {
    /// Whether it is among the indicators that are to be monitored.
    pub(super) fn is_monitored(&self) -> bool {
        self.kind != Kind::NotSelected
    }

    const fn shape(&self) -> &'static str {
        match self.kind {
            Kind::NoLimits => "◌",
            Kind::NotSelected | Kind::NotMonitored | Kind::TooFrequent => "–",
        }
    }

    /// The word beside its shape.
    const fn word(&self) -> &'static str {
        match self.kind {
            Kind::NotSelected | Kind::NotMonitored => "not monitored",
            Kind::TooFrequent => "cannot tell",
            Kind::NoLimits => "no limits yet",
        }
    }

    /// The word and why.
    fn words(&self) -> String {
        let (word, why) = (self.word(), self.why);
        match &self.detail {
            _ if self.kind == Kind::NotSelected => word.to_owned(),
            Some(detail) => format!("{word}: {why} ({detail})"),
            None => format!("{word}: {why}"),
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

const NO_EVENT: &str = "no event in the baseline";
const EVERY_COURSE: &str = "the event in every course of the baseline";
const NOTHING_SINCE: &str = "no data since the baseline";

/// Why no chart of a collected indicator can signal; `None` where one can.
pub(super) fn unwatched(numbers: Numbers<'_>, key: &str) -> Option<Unwatched> {
    if has_rules(numbers, key) {
        return None;
    }
    let because = |kind, why, detail| Some(Unwatched { kind, why, detail });
    let no_cusum = numbers.chart(key).find_map(|row| {
        if let Level::NoCusum(why) = row.level {
            Some(why)
        } else {
            None
        }
    });
    if let Some(why) = no_cusum {
        let (kind, why) = match why {
            NoCusum::NoEvent => {
                let all = numbers
                    .indicator(key)
                    .expect("an indicator with a chart has a row");
                let detail = format!("{} in all", wording::n_of_n(all));
                return because(Kind::NotMonitored, NO_EVENT, Some(detail));
            }
            NoCusum::AboveFourFifths => (
                Kind::TooFrequent,
                "the event in more than 80% of the baseline’s courses",
            ),
            NoCusum::EveryCourse => (Kind::TooFrequent, EVERY_COURSE),
            NoCusum::NoCourse => (Kind::NotMonitored, "no data in the baseline"),
            NoCusum::NothingToWatch => (Kind::NotMonitored, NOTHING_SINCE),
            NoCusum::NoThreshold => (
                Kind::NotMonitored,
                "no threshold that keeps false alarms to one in ten years",
            ),
            NoCusum::NoBaseline => (Kind::NotMonitored, "no baseline yet"),
        };
        return because(kind, why, None);
    }
    if numbers.chart(key).next().is_none() {
        return because(Kind::NotSelected, "no chart", None);
    }
    if let Some(n) = numbers.chart_value(key, Level::Stage(ChartStage::RunChart)) {
        let detail = format!("{} so far", wording::at_most(n, 0));
        return because(Kind::NoLimits, "fewer than ten periods", Some(detail));
    }
    let baseline = numbers.indicator_of(key, ReviewPart::Baseline);
    match baseline.map(|row| (row.numerator, row.denominator)) {
        Some((Some(0), Some(units))) if units > 0 => {
            return because(Kind::NotMonitored, NO_EVENT, None);
        }
        Some((Some(events), Some(units))) if events == units && units > 0 => {
            return because(Kind::TooFrequent, EVERY_COURSE, None);
        }
        _ => {}
    }
    let since = numbers.indicator_of(key, ReviewPart::SinceBaseline);
    if since.is_none_or(|row| row.value.is_none()) {
        return because(Kind::NotMonitored, NOTHING_SINCE, None);
    }
    let why = if since.is_some_and(|row| row.statistic == Statistic::Median) {
        "no limits, since it is a median"
    } else {
        "too short a baseline"
    };
    because(Kind::NoLimits, why, None)
}

/// What an indicator's charts say.
pub(super) fn signal(numbers: Numbers<'_>, key: &str) -> Signal {
    let quiet = |shape, word, words: Vec<String>| Signal {
        shape,
        word,
        words,
        is_raised: false,
        is_quiet: shape == "–",
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
        let rule = names::rule(found.rule, found.is_up).to_owned();
        let words = [Some(rule), course, more, since_baseline(numbers, key)];
        return Signal {
            shape: found.shape("▲", "▼", "◆"),
            word: found.shape("signal, up", "signal, down", "signal"),
            words: words.into_iter().flatten().collect(),
            is_raised: true,
            is_quiet: false,
        };
    }
    // Signals of one chart are in the order of rules, those of one rule in the order of time.
    if let Some(found) = signals
        .iter()
        .max_by_key(|found| (found.period, found.course))
    {
        let shape = found.shape("△", "▽", "◇");
        let mut words = vec![format!("none now; {shape} in {}", found.when())];
        words.extend(since_baseline(numbers, key));
        return quiet("○", "none now", words);
    }
    if let Some(unwatched) = unwatched(numbers, key) {
        return quiet(unwatched.shape(), unwatched.word(), vec![unwatched.words()]);
    }
    let has = |level| numbers.chart_value(key, level).is_some();
    let chart = if has(Level::WatchedRate(RateFrom::Given)) {
        " (CUSUM about a given rate)"
    } else if has(Level::CusumKind) || has(Level::GroupedCusumKind) {
        " (CUSUM)"
    } else if has(Level::Kind(ChartKind::Run)) {
        " (run chart)"
    } else if has(Level::Stage(ChartStage::TrialLimits)) {
        " (trial limits)"
    } else {
        ""
    };
    quiet("○", "none", vec![format!("none{chart}")])
}

/// Events and courses since the baseline, where they are counted.
fn since_baseline(numbers: Numbers<'_>, key: &str) -> Option<String> {
    let row = numbers.indicator_of(key, ReviewPart::SinceBaseline)?;
    let counts = wording::n_of_n(row);
    (!counts.is_empty()).then(|| format!("{counts} since the baseline"))
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
