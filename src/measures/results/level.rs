//! The level of a results row: a grade, a threshold, a time, what of a chart. Only this file writes levels as text, and
//! reads them.

use crate::notation::plain_decimal;
use crate::stats::{ChartStage, RunRule};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// Which grade, threshold, time or part of a chart a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// There is one: `all`.
    All,
    /// Any grade, any rule: `any`.
    Any,
    /// This grade or a higher one: `ge3`.
    GradeAtLeast(u8),
    /// A number of doses or days, a grade, a stage: `28`, `91.25`.
    Number(Number),
    /// No grade is known.
    Unknown,
    /// Treated courses without a period.
    WithoutPeriod,
    /// Courses in none of the eras.
    InNoEra,
    /// Courses a year, and where the number comes from: `a_year.counted`.
    CoursesAYear(VolumeFrom),
    /// Quarters of a review.
    Quarters,
    /// Years of a review.
    Years,
    /// Blocks of courses of a review.
    Blocks,
    /// What kind of chart by period: `kind.p`.
    Kind(ChartKind),
    /// A CUSUM: `kind.cusum`.
    CusumKind,
    /// How far a chart has come: `stage.limits`.
    Stage(ChartStage),
    /// The center line.
    Center,
    /// The probability that a chart by period has signaled where nothing has changed.
    FalseAlarm,
    /// That of a CUSUM.
    CusumFalseAlarm,
    /// The probability that a CUSUM watches: `p0_from_baseline`.
    WatchedRate(RateFrom),
    /// The probability that it looks for.
    Alternative,
    /// The sum at which it signals.
    Threshold,
    /// Courses to a false alarm.
    CoursesToFalseAlarm,
    /// Courses until a change is noticed: `courses_to_notice.half`.
    CoursesToNotice(NoticedBy),
    /// Years until a change is noticed.
    YearsToNotice(NoticedBy),
    /// Why there is no CUSUM: `no_cusum.no_event`.
    NoCusum(NoCusum),
    /// A rule that holds, and whether it points up: `long_run.up`.
    Rule(SignalRule, Option<bool>),
    /// Courses since the last event.
    SinceLast,
    /// Courses without an event yet.
    NoneYet,
    /// How probable so long a wait is.
    SoLongOrLonger,
    /// A point of the baseline.
    Baseline,
    /// A point that is watched.
    Watched,
    /// A point before the baseline.
    Before,
    /// A sum at which a CUSUM signals.
    Signal,
    /// A sum.
    Sum,
    /// Courses between two events.
    Gap,
    /// What happened.
    Event,
    /// The exact p-value.
    Exact,
    /// The mid-p-value.
    MidP,
    /// The asymptotic p-value.
    Asymptotic,
    /// The probability of at most as many events.
    AtMost,
    /// That of at least as many.
    AtLeast,
}

/// A number; numbers are equal where their bits are.
#[derive(Debug, Clone, Copy)]
pub struct Number(f64);

/// Where the number of courses a year comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VolumeFrom {
    /// From the dates of courses.
    Counted,
    /// It was given.
    Given,
    /// It is assumed.
    Assumed,
}

/// What kind of chart by period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChartKind {
    /// Proportions of units.
    P,
    /// Rates.
    U,
    /// Means, by their moving ranges.
    Xmr,
    /// Points about a median, without limits.
    Run,
}

/// Where the probability that is watched comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RateFrom {
    /// From the baseline.
    Baseline,
    /// It was given.
    Given,
}

/// The probability that a change is noticed by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticedBy {
    /// One half.
    Half,
    /// Four in five.
    FourInFive,
}

/// Why an event that is to be watched course by course is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoCusum {
    /// There is one period alone.
    NoBaseline,
    /// For no course of the baseline is it known whether it had the event.
    NoCourse,
    /// No course of the baseline had the event.
    NoEvent,
    /// Every course of the baseline had it: no rise can be noticed.
    EveryCourse,
    /// For no course after the baseline is it known.
    NothingToWatch,
    /// No threshold reaches the in-control run length that is asked of it.
    NoThreshold,
}

/// A rule by which a chart signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignalRule {
    /// A long run on one side of the center line.
    LongRun,
    /// Few crossings of the center line.
    FewCrossings,
    /// A CUSUM at its threshold.
    Cusum,
    /// A point beyond its limits, or another rule of Western Electric or Nelson.
    Run(RunRule),
}

/// A text that is no stratum and no level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no stratum and no level of results")]
pub struct UnknownText {
    text: String,
}

impl UnknownText {
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
        }
    }
}

/// The levels that have a name of their own.
const NAMES: [(Level, &str); 52] = [
    (Level::All, "all"),
    (Level::Any, "any"),
    (Level::Unknown, "unknown"),
    (Level::WithoutPeriod, "without_period"),
    (Level::InNoEra, "in_no_era"),
    (Level::CoursesAYear(VolumeFrom::Counted), "a_year.counted"),
    (Level::CoursesAYear(VolumeFrom::Given), "a_year.given"),
    (Level::CoursesAYear(VolumeFrom::Assumed), "a_year.assumed"),
    (Level::Quarters, "periods.quarter"),
    (Level::Years, "periods.year"),
    (Level::Blocks, "periods.block"),
    (Level::Kind(ChartKind::P), "kind.p"),
    (Level::Kind(ChartKind::U), "kind.u"),
    (Level::Kind(ChartKind::Xmr), "kind.xmr"),
    (Level::Kind(ChartKind::Run), "kind.run"),
    (Level::CusumKind, "kind.cusum"),
    (Level::Stage(ChartStage::RunChart), "stage.run_chart"),
    (Level::Stage(ChartStage::TrialLimits), "stage.trial_limits"),
    (Level::Stage(ChartStage::Limits), "stage.limits"),
    (Level::Center, "center"),
    (Level::FalseAlarm, "false_alarm"),
    (Level::CusumFalseAlarm, "false_alarm.cusum"),
    (Level::WatchedRate(RateFrom::Baseline), "p0_from_baseline"),
    (Level::WatchedRate(RateFrom::Given), "p0_given"),
    (Level::Alternative, "alternative"),
    (Level::Threshold, "threshold"),
    (Level::CoursesToFalseAlarm, "courses_to_false_alarm"),
    (
        Level::CoursesToNotice(NoticedBy::Half),
        "courses_to_notice.half",
    ),
    (
        Level::CoursesToNotice(NoticedBy::FourInFive),
        "courses_to_notice.four_in_five",
    ),
    (
        Level::YearsToNotice(NoticedBy::Half),
        "years_to_notice.half",
    ),
    (
        Level::YearsToNotice(NoticedBy::FourInFive),
        "years_to_notice.four_in_five",
    ),
    (Level::NoCusum(NoCusum::NoBaseline), "no_cusum.no_baseline"),
    (Level::NoCusum(NoCusum::NoCourse), "no_cusum.no_course"),
    (Level::NoCusum(NoCusum::NoEvent), "no_cusum.no_event"),
    (
        Level::NoCusum(NoCusum::EveryCourse),
        "no_cusum.every_course",
    ),
    (
        Level::NoCusum(NoCusum::NothingToWatch),
        "no_cusum.nothing_to_watch",
    ),
    (
        Level::NoCusum(NoCusum::NoThreshold),
        "no_cusum.no_threshold",
    ),
    (Level::SinceLast, "since_last"),
    (Level::NoneYet, "none_yet"),
    (Level::SoLongOrLonger, "so_long_or_longer"),
    (Level::Baseline, "baseline"),
    (Level::Watched, "watched"),
    (Level::Before, "before"),
    (Level::Signal, "signal"),
    (Level::Sum, "sum"),
    (Level::Gap, "gap"),
    (Level::Event, "event"),
    (Level::Exact, "exact"),
    (Level::MidP, "mid_p"),
    (Level::Asymptotic, "asymptotic"),
    (Level::AtMost, "at_most"),
    (Level::AtLeast, "at_least"),
];

const RULES: [(SignalRule, &str); 12] = [
    (SignalRule::Run(RunRule::BeyondLimits), "beyond_limits"),
    (SignalRule::LongRun, "long_run"),
    (SignalRule::FewCrossings, "few_crossings"),
    (SignalRule::Cusum, "cusum"),
    (SignalRule::Run(RunRule::NineOnOneSide), "nine_on_one_side"),
    (SignalRule::Run(RunRule::SixOfATrend), "six_of_a_trend"),
    (
        SignalRule::Run(RunRule::FourteenAlternating),
        "fourteen_alternating",
    ),
    (
        SignalRule::Run(RunRule::TwoOfThreeBeyondTwo),
        "two_of_three_beyond_2_sigma",
    ),
    (
        SignalRule::Run(RunRule::FourOfFiveBeyondOne),
        "four_of_five_beyond_1_sigma",
    ),
    (
        SignalRule::Run(RunRule::FifteenWithinOne),
        "fifteen_within_1_sigma",
    ),
    (
        SignalRule::Run(RunRule::EightBeyondOne),
        "eight_beyond_1_sigma",
    ),
    (
        SignalRule::Run(RunRule::EightOnOneSide),
        "eight_on_one_side",
    ),
];

impl Level {
    /// Grade 3 or higher.
    pub const SEVERE: Self = Self::GradeAtLeast(3);

    /// A number of doses or days.
    #[must_use]
    pub const fn number(number: f64) -> Self {
        Self::Number(Number(number))
    }

    /// The number, where it is one.
    #[must_use]
    pub const fn as_number(self) -> Option<f64> {
        if let Self::Number(Number(number)) = self {
            Some(number)
        } else {
            None
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((_, name)) = NAMES.iter().find(|(level, _)| level == self) {
            return f.write_str(name);
        }
        if let Self::GradeAtLeast(grade) = self {
            return write!(f, "ge{grade}");
        }
        if let Self::Rule(rule, is_up) = self {
            let known = RULES.iter().find(|(known, _)| known == rule);
            f.write_str(known.expect("every rule has a name").1)?;
            return match is_up {
                Some(true) => f.write_str(".up"),
                Some(false) => f.write_str(".down"),
                None => Ok(()),
            };
        }
        let number = self.as_number().expect("every other level has a name");
        f.write_str(&plain_decimal(number))
    }
}

impl FromStr for Level {
    type Err = UnknownText;

    fn from_str(text: &str) -> Result<Self, UnknownText> {
        if let Some((level, _)) = NAMES.iter().find(|(_, name)| *name == text) {
            return Ok(*level);
        }
        let grade = text.strip_prefix("ge").and_then(|grade| grade.parse().ok());
        let (rule, is_up) = match text.rsplit_once('.') {
            Some((rule, "up")) => (rule, Some(true)),
            Some((rule, "down")) => (rule, Some(false)),
            _ => (text, None),
        };
        let rule = RULES.iter().find(|(_, name)| *name == rule);
        grade
            .map(Self::GradeAtLeast)
            .or_else(|| rule.map(|(rule, _)| Self::Rule(*rule, is_up)))
            .or_else(|| text.parse().ok().map(Self::number))
            .ok_or_else(|| UnknownText::new(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_read_as_it_is_written() {
        let texts = [
            "ge3",
            "28",
            "91.25",
            "long_run.up",
            "few_crossings",
            "cusum.up",
        ];
        for text in NAMES.iter().map(|(_, name)| *name).chain(texts) {
            assert_eq!(text.parse::<Level>().unwrap().to_string(), text);
        }
        assert!("ge".parse::<Level>().is_err());
    }
}
