//! The level of a results row: a grade, a threshold, a time, what of a chart. Only this file writes levels as text.

use crate::notation::plain_decimal;
use crate::stats::{ChartStage, RunRule};
use std::fmt;
use std::hash::{Hash, Hasher};

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
    /// The cycle of this number: `cycle_1`.
    Cycle(u8),
    /// A baseline grade, and the highest on treatment: `1>3`.
    Shift(u8, u8),
    /// Severe by values, and reported as severe: of a term with such a value, or of any term of the organ system.
    Reported {
        /// Whether the term is the same.
        as_term: bool,
    },
    /// Reported as severe, and severe by values.
    FoundByValues,
    /// An extreme value, the hour of it, or the doses given by then.
    Extreme(ExtremeOf),
    /// What a vital sign reaches, beside any: `sustained`.
    Sign(&'static str),
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
    /// A CUSUM of periods: `kind.grouped_cusum`.
    GroupedCusumKind,
    /// How far a chart has come: `stage.limits`.
    Stage(ChartStage),
    /// The center line.
    Center,
    /// The probability that a CUSUM watches: `p0_from_baseline`.
    WatchedRate(RateFrom),
    /// The lower limit of that probability: `p0.lower`.
    WatchedRateLower,
    /// The upper limit of that probability: `p0.upper`.
    WatchedRateUpper,
    /// The probability that it looks for.
    Alternative,
    /// The sum at which it signals.
    Threshold,
    /// The average run length, in courses or periods: `run_length`, `run_length.p0_lower`.
    RunLength(InControlAt),
    /// The average run length in years: `years_to_signal`, `years_to_signal.p0_lower`.
    YearsToSignal(InControlAt),
    /// The number of signals expected where nothing has changed.
    ExpectedSignals,
    /// At least one of them.
    AtLeastOne,
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
    /// A p-value adjusted for how many there are.
    Adjusted,
    /// The probability of at most as many events.
    AtMost,
    /// That of at least as many.
    AtLeast,
    /// A diagnosis of a case mix.
    Diagnosis(DiagnosisGroup),
    /// A value that is missing.
    Missing,
    /// A published row, by what it is of.
    Published(&'static str),
}

/// A number; numbers are equal where their bits are.
#[derive(Debug, Clone, Copy)]
pub struct Number(f64);

/// What of an extreme value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExtremeOf {
    /// It itself.
    Value,
    /// Its hour.
    Hour,
    /// Doses given by then.
    Doses,
}

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

/// The probability at which a run length is that of false alarms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InControlAt {
    /// At the one that is watched.
    WatchedRate,
    /// At its lower limit.
    Lower,
    /// At its upper limit.
    Upper,
}

/// A diagnosis as a case mix has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DiagnosisGroup {
    /// Melanoma.
    Melanoma,
    /// Renal cell carcinoma.
    RenalCellCarcinoma,
    /// Any other.
    Other,
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
    /// More than four in five had it: a rise can hardly be noticed.
    AboveFourFifths,
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
    /// A CUSUM of periods at its threshold.
    GroupedCusum,
    /// A point beyond its limits, or another rule of Western Electric or Nelson.
    Run(RunRule),
}

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
        f.write_str(match *self {
            Self::GradeAtLeast(grade) => return write!(f, "ge{grade}"),
            Self::Number(Number(number)) => return f.write_str(&plain_decimal(number)),
            Self::Rule(rule, is_up) => {
                let side = is_up.map_or("", |is_up| if is_up { ".up" } else { ".down" });
                return write!(f, "{}{side}", rule.name());
            }
            Self::Cycle(number) => return write!(f, "cycle_{number}"),
            Self::Shift(from, to) => return write!(f, "{from}>{to}"),
            Self::Reported { as_term: true } => "term_reported",
            Self::Reported { as_term: false } => "system_reported",
            Self::FoundByValues => "laboratory_found",
            Self::Extreme(ExtremeOf::Value) => "value",
            Self::Extreme(ExtremeOf::Hour) => "hour",
            Self::Extreme(ExtremeOf::Doses) => "doses",
            Self::Sign(level) => level,
            Self::All => "all",
            Self::Any => "any",
            Self::Unknown => "unknown",
            Self::WithoutPeriod => "without_period",
            Self::InNoEra => "in_no_era",
            Self::CoursesAYear(VolumeFrom::Counted) => "a_year.counted",
            Self::CoursesAYear(VolumeFrom::Given) => "a_year.given",
            Self::CoursesAYear(VolumeFrom::Assumed) => "a_year.assumed",
            Self::Quarters => "periods.quarter",
            Self::Years => "periods.year",
            Self::Blocks => "periods.block",
            Self::Kind(ChartKind::P) => "kind.p",
            Self::Kind(ChartKind::U) => "kind.u",
            Self::Kind(ChartKind::Xmr) => "kind.xmr",
            Self::Kind(ChartKind::Run) => "kind.run",
            Self::CusumKind => "kind.cusum",
            Self::GroupedCusumKind => "kind.grouped_cusum",
            Self::Stage(ChartStage::RunChart) => "stage.run_chart",
            Self::Stage(ChartStage::TrialLimits) => "stage.trial_limits",
            Self::Stage(ChartStage::Limits) => "stage.limits",
            Self::Center => "center",
            Self::WatchedRate(RateFrom::Baseline) => "p0_from_baseline",
            Self::WatchedRate(RateFrom::Given) => "p0_given",
            Self::WatchedRateLower => "p0.lower",
            Self::WatchedRateUpper => "p0.upper",
            Self::Alternative => "alternative",
            Self::Threshold => "threshold",
            Self::RunLength(InControlAt::WatchedRate) => "run_length",
            Self::RunLength(InControlAt::Lower) => "run_length.p0_lower",
            Self::RunLength(InControlAt::Upper) => "run_length.p0_upper",
            Self::YearsToSignal(InControlAt::WatchedRate) => "years_to_signal",
            Self::YearsToSignal(InControlAt::Lower) => "years_to_signal.p0_lower",
            Self::YearsToSignal(InControlAt::Upper) => "years_to_signal.p0_upper",
            Self::ExpectedSignals => "expected_signals",
            Self::AtLeastOne => "at_least_one",
            Self::CoursesToNotice(NoticedBy::Half) => "courses_to_notice.half",
            Self::CoursesToNotice(NoticedBy::FourInFive) => "courses_to_notice.four_in_five",
            Self::YearsToNotice(NoticedBy::Half) => "years_to_notice.half",
            Self::YearsToNotice(NoticedBy::FourInFive) => "years_to_notice.four_in_five",
            Self::NoCusum(NoCusum::NoBaseline) => "no_cusum.no_baseline",
            Self::NoCusum(NoCusum::NoCourse) => "no_cusum.no_course",
            Self::NoCusum(NoCusum::NoEvent) => "no_cusum.no_event",
            Self::NoCusum(NoCusum::EveryCourse) => "no_cusum.every_course",
            Self::NoCusum(NoCusum::AboveFourFifths) => "no_cusum.above_0_8",
            Self::NoCusum(NoCusum::NothingToWatch) => "no_cusum.nothing_to_watch",
            Self::NoCusum(NoCusum::NoThreshold) => "no_cusum.no_threshold",
            Self::SinceLast => "since_last",
            Self::NoneYet => "none_yet",
            Self::SoLongOrLonger => "so_long_or_longer",
            Self::Baseline => "baseline",
            Self::Watched => "watched",
            Self::Before => "before",
            Self::Signal => "signal",
            Self::Sum => "sum",
            Self::Gap => "gap",
            Self::Event => "event",
            Self::Exact => "exact",
            Self::MidP => "mid_p",
            Self::Asymptotic => "asymptotic",
            Self::Adjusted => "adjusted",
            Self::AtMost => "at_most",
            Self::AtLeast => "at_least",
            Self::Diagnosis(DiagnosisGroup::Melanoma) => "melanoma",
            Self::Diagnosis(DiagnosisGroup::RenalCellCarcinoma) => "renal_cell_carcinoma",
            Self::Diagnosis(DiagnosisGroup::Other) => "other",
            Self::Missing => "missing",
            Self::Published(measure) => measure,
        })
    }
}

impl SignalRule {
    const fn name(self) -> &'static str {
        match self {
            Self::Run(RunRule::BeyondLimits) => "beyond_limits",
            Self::LongRun => "long_run",
            Self::FewCrossings => "few_crossings",
            Self::Cusum => "cusum",
            Self::GroupedCusum => "grouped_cusum",
            Self::Run(RunRule::NineOnOneSide) => "nine_on_one_side",
            Self::Run(RunRule::SixOfATrend) => "six_of_a_trend",
            Self::Run(RunRule::FourteenAlternating) => "fourteen_alternating",
            Self::Run(RunRule::TwoOfThreeBeyondTwo) => "two_of_three_beyond_2_sigma",
            Self::Run(RunRule::FourOfFiveBeyondOne) => "four_of_five_beyond_1_sigma",
            Self::Run(RunRule::FifteenWithinOne) => "fifteen_within_1_sigma",
            Self::Run(RunRule::EightBeyondOne) => "eight_beyond_1_sigma",
            Self::Run(RunRule::EightOnOneSide) => "eight_on_one_side",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_written_as_files_have_it() {
        let rule = |rule, is_up| Level::Rule(rule, is_up).to_string();
        assert_eq!(Level::SEVERE.to_string(), "ge3");
        assert_eq!(Level::number(28.0).to_string(), "28");
        assert_eq!(Level::number(91.25).to_string(), "91.25");
        assert_eq!(rule(SignalRule::LongRun, Some(true)), "long_run.up");
        assert_eq!(rule(SignalRule::FewCrossings, None), "few_crossings");
        let beyond = SignalRule::Run(RunRule::BeyondLimits);
        assert_eq!(rule(beyond, Some(false)), "beyond_limits.down");
    }
}
