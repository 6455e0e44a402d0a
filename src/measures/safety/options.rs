//! What a review is asked for.

use super::rules::Rules;

/// What a review is asked for, as it was typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReviewOptions {
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
    /// Courses a year, in place of those that dates tell, or of an assumed number.
    pub courses_a_year: Option<f64>,
    /// What happened, and when: a period or a date.
    pub events: Vec<(String, String)>,
}
