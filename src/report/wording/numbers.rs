//! Numbers of results rows as a report writes them.

use super::round::{at_most, percent, rounded};
use crate::measures::results::{Method, Row, Statistic, Status};
use crate::notation::thousands;

/// What stands where nobody collected what a number needs.
pub(in crate::report) const NOT_COLLECTED: &str = "not collected";
/// What stands where there is nothing to estimate from.
const NOT_ESTIMABLE: &str = "not estimable";

/// A count with commas between thousands.
pub(in crate::report) fn count(count: i64) -> String {
    thousands(u64::try_from(count).expect("a count is not negative"))
}

/// `12/37`, where the row has both.
pub(in crate::report) fn n_of_n(row: &Row) -> String {
    match (row.numerator, row.denominator) {
        (Some(numerator), Some(denominator)) => {
            format!("{}/{}", count(numerator), count(denominator))
        }
        _ => String::new(),
    }
}

/// Why a row without a value has none.
fn why_absent(row: &Row) -> String {
    absence(row)
        .expect("a row whose status is ok has a value")
        .to_owned()
}

/// Why a row has no value; `None` where it has one.
pub(in crate::report) fn absence(row: &Row) -> Option<&'static str> {
    match row.status {
        Status::Ok => None,
        Status::NotCollected => Some(NOT_COLLECTED),
        Status::NotEstimable => Some(NOT_ESTIMABLE),
    }
}

/// A statistic of a distribution: means with two decimals, quantiles with at most one.
pub(in crate::report) fn statistic(row: &Row) -> String {
    let Some(value) = row.value else {
        return why_absent(row);
    };
    match row.statistic {
        #[expect(clippy::cast_possible_truncation, reason = "a count")]
        Statistic::Count | Statistic::Sum => count(value.round() as i64),
        Statistic::Mean | Statistic::Sd | Statistic::Rate | Statistic::Difference => {
            rounded(value, 2)
        }
        Statistic::PValue => p_value(value),
        Statistic::Median | Statistic::Q1 | Statistic::Q3 | Statistic::Min | Statistic::Max => {
            at_most(value, decimals_of(value))
        }
        Statistic::Proportion | Statistic::Ratio | Statistic::Probability => {
            format!("{}%", percent(value))
        }
    }
}

/// A p-value with three decimals; `< 0.001` where it would be none.
fn p_value(p: f64) -> String {
    if p < 0.001 {
        "< 0.001".to_owned()
    } else {
        rounded(p, 3)
    }
}

/// One decimal distinguishes quantiles of doses and hours; values below 1 (doses of vasopressors) need two.
fn decimals_of(value: f64) -> usize {
    if value.abs() < 1.0 { 2 } else { 1 }
}

/// How an interval was made, for a table's footnote.
pub(in crate::report) const fn method(method: Method) -> &'static str {
    match method {
        Method::ClopperPearson => "Clopper–Pearson (exact binomial)",
        Method::RaoScottWilson => {
            "Wilson on the effective sample size (Rao–Scott) with Student’s t, which allows for several courses of one patient"
        }
        Method::RaoScottGarwood => {
            "Garwood on the effective number of events (Rao–Scott), which allows for several events and doses of one patient"
        }
        Method::Garwood => "Garwood (exact Poisson)",
        Method::KmLogLog => "Kaplan–Meier with Greenwood’s variance on the log–log scale",
        Method::AjLogLog => "Aalen–Johansen, with other causes competing, on the log–log scale",
        Method::Newcombe => "Newcombe’s for differences",
        Method::Koopman => "Koopman’s score interval for ratios",
        Method::MoverRaoScott => {
            "for differences and ratios from each stratum’s own limits (MOVER), which allow for several courses of one patient"
        }
        Method::BinomialLimits => "exact binomial control limits",
        Method::PoissonLimits => "exact Poisson control limits",
        Method::XmrLimits => "limits of an XmR chart",
        Method::GeometricLimits => "exact geometric control limits",
    }
}
