//! The options of a review, and what can be wrong with them.

use thiserror::Error;

/// Which rules look for runs, beside the one point beyond the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rules {
    /// Anhøj's: a run that is too long, too few crossings.
    #[default]
    Anhoej,
    /// Western Electric's four.
    WesternElectric,
    /// Nelson's eight.
    Nelson,
    /// None.
    None,
}

/// The options of a review, as they were typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReviewOptions {
    /// Whether courses were selected by what they are: the review is then of all that were.
    pub has_selection: bool,
    /// Indicators that charts watch.
    pub watched: Vec<String>,
    /// Whether trends are tested.
    pub p_values: bool,
    /// `FROM..TO`: the periods that center lines come from; else the first half.
    pub baseline: Option<String>,
    /// Periods from which on center lines are drawn anew.
    pub rebase: Vec<String>,
    /// Rules that look for runs.
    pub rules: Rules,
    /// `FROM..TO`, several: the eras; else thirds.
    pub eras: Vec<String>,
    /// Indicators with the probability that their CUSUM watches, in place of the baseline's.
    pub rates: Vec<(String, f64)>,
    /// Courses a year, in place of those that dates give, or of an assumed number.
    pub courses_a_year: Option<f64>,
    /// What happened, and when: a period or a date.
    pub events: Vec<(String, String)>,
}

/// What names periods or indicators of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewOption {
    /// [`ReviewOptions::baseline`].
    Baseline,
    /// [`ReviewOptions::rebase`].
    Rebase,
    /// [`ReviewOptions::eras`].
    Eras,
    /// [`ReviewOptions::rates`].
    Rates,
    /// [`ReviewOptions::watched`].
    Watched,
}

/// Why a review cannot be made with its options.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReviewError {
    /// A text names no periods of the review.
    #[error("`{text}` names no periods of this review: they are {noun}s, {all}")]
    NoPeriods {
        /// The option that it was given for.
        option: ReviewOption,
        /// As it was typed.
        text: String,
        /// What a period is: `quarter`, `year` or `block`.
        noun: &'static str,
        /// The first and the last period.
        all: String,
    },
    /// `FROM..TO` ends before it begins.
    #[error("`{text}` ends before it begins")]
    Reversed {
        /// The option that it was given for.
        option: ReviewOption,
        /// As it was typed.
        text: String,
    },
    /// The baseline lies on both sides of a period from which on center lines are drawn anew.
    #[error("the baseline `{text}` goes across a period from which on lines are drawn anew")]
    BaselineAcrossRebase {
        /// As it was typed.
        text: String,
    },
    /// Two eras have a period in common.
    #[error("eras overlap")]
    ErasOverlap,
    /// A name among those that charts watch is of no indicator.
    #[error("there is no indicator `{key}`")]
    NoIndicator {
        /// The name.
        key: String,
    },
    /// An indicator is given two probabilities.
    #[error("`{key}` is given more than once")]
    RateTwice {
        /// The indicator.
        key: String,
    },
    /// A probability is given for what no CUSUM watches.
    #[error("`{key}` has no CUSUM: there are {}", .watched.join(", "))]
    NoCusum {
        /// As it was typed.
        key: String,
        /// The indicators that a CUSUM can watch.
        watched: Vec<String>,
    },
    /// A probability is not above 0 and below 1.
    #[error("the probability of `{key}` is not between 0 and 1")]
    NoProbability {
        /// The indicator.
        key: String,
    },
}

impl ReviewError {
    /// The option that is wrong.
    #[must_use]
    pub const fn option(&self) -> ReviewOption {
        match self {
            Self::NoPeriods { option, .. } | Self::Reversed { option, .. } => *option,
            Self::BaselineAcrossRebase { .. } => ReviewOption::Baseline,
            Self::ErasOverlap => ReviewOption::Eras,
            Self::NoIndicator { .. } => ReviewOption::Watched,
            Self::RateTwice { .. } | Self::NoCusum { .. } | Self::NoProbability { .. } => {
                ReviewOption::Rates
            }
        }
    }
}
