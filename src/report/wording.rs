//! Numbers as a report writes them: the one place that rounds.

use crate::measures::results::{ColumnLevel, Method, Row, Statistic, Status, Stratum, Unit};
use crate::notation::plain_decimal;
use crate::notation::thousands;

/// What stands where nobody collected what a number needs.
pub(super) const NOT_COLLECTED: &str = "not collected";
/// What stands where there is nothing to estimate from.
pub(super) const NOT_ESTIMABLE: &str = "not estimable";

/// A number with this many decimals, half away from zero on its decimal digits.
pub(super) fn rounded(value: f64, n_decimals: usize) -> String {
    let text = plain_decimal(value.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let text = rounded_digits(whole, decimals, n_decimals);
    if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        format!("-{text}")
    } else {
        text
    }
}

/// The digits before and after a decimal point, with this many of the latter, half away from zero.
fn rounded_digits(whole: &str, decimals: &str, n_decimals: usize) -> String {
    let kept = decimals
        .chars()
        .chain(std::iter::repeat('0'))
        .take(n_decimals);
    let mut digits: Vec<u8> = whole.bytes().chain(kept.map(|digit| digit as u8)).collect();
    if decimals
        .as_bytes()
        .get(n_decimals)
        .is_some_and(|&digit| digit >= b'5')
    {
        let nines = digits
            .iter()
            .rev()
            .take_while(|&&digit| digit == b'9')
            .count();
        let kept = digits.len() - nines;
        digits[kept..].fill(b'0');
        match kept.checked_sub(1) {
            Some(last) => digits[last] += 1,
            None => digits.insert(0, b'1'),
        }
    }
    let mut text: String = digits.iter().map(|&digit| char::from(digit)).collect();
    if n_decimals > 0 {
        text.insert(text.len() - n_decimals, '.');
    }
    text
}

/// A number with at most this many decimals.
pub(super) fn at_most(value: f64, n_decimals: usize) -> String {
    let text = rounded(value, n_decimals);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A share as a percentage with one decimal, without the sign: `31.4` of 0.31372….
///
/// The decimal point moves on the digits of the share, and these never become a float again: what lies just below a
/// half stays below it.
pub(super) fn percent(share: f64) -> String {
    let text = plain_decimal(share.max(0.0));
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let padded = format!("{decimals:0<2}");
    let (hundreds, rest) = padded.split_at(2);
    let moved = rounded_digits(&format!("{whole}{hundreds}"), rest, 1);
    let plain = moved.trim_start_matches('0');
    if plain.starts_with('.') {
        format!("0{plain}")
    } else {
        plain.to_owned()
    }
}

/// A count with commas between thousands.
pub(super) fn count(count: i64) -> String {
    thousands(u64::try_from(count).expect("a count is not negative"))
}

/// `12/37`, where the row has both.
pub(super) fn n_of_n(row: &Row) -> String {
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
pub(super) fn absence(row: &Row) -> Option<&'static str> {
    match row.status {
        Status::Ok => None,
        Status::NotCollected => Some(NOT_COLLECTED),
        Status::NotEstimable => Some(NOT_ESTIMABLE),
    }
}

/// `32.4 % (18.0–49.8)`, where it has an interval.
pub(super) fn share_and_interval(row: &Row) -> String {
    let Some(value) = row.value else {
        return why_absent(row);
    };
    match (row.lower, row.upper) {
        (Some(lower), Some(upper)) => {
            format!(
                "{} % ({}–{})",
                percent(value),
                percent(lower),
                percent(upper)
            )
        }
        _ => format!("{} %", percent(value)),
    }
}

/// Days: `310 (284 to 361)`; a bound that is not reached is a dash.
pub(super) fn days(row: &Row) -> String {
    let days = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| at_most(value, 0));
    let bounds = match (row.lower, row.upper) {
        (None, None) => String::new(),
        (lower, upper) => format!(" ({} to {})", days(lower), days(upper)),
    };
    match row.value {
        Some(_) => format!("{}{bounds}", days(row.value)),
        None if row.denominator == Some(0) => NOT_ESTIMABLE.to_owned(),
        None => format!("not reached{bounds}"),
    }
}

/// A difference of shares in percentage points, and its bounds: `-12.3`, `(-20.1 to -4.4)`.
pub(super) fn difference(row: &Row) -> Vec<String> {
    let points = |share: f64| {
        let points = percent(share.abs());
        let is_below = share < 0.0 && points != "0.0";
        format!("{}{points}", if is_below { "-" } else { "" })
    };
    bounded(row, &points)
}

/// A ratio, and its bounds: `1.85`, `(1.20 to 2.85)`.
pub(super) fn ratio(row: &Row) -> Vec<String> {
    bounded(row, &|ratio| rounded(ratio, 2))
}

/// A number and its bounds, of which one that is not there is a dash.
fn bounded(row: &Row, number: &dyn Fn(f64) -> String) -> Vec<String> {
    let value = match row.value {
        Some(value) => number(value),
        None => why_absent(row),
    };
    let bound = |bound: Option<f64>| bound.map_or_else(|| "–".to_owned(), number);
    let bounds = match (row.lower, row.upper) {
        (None, None) => None,
        (lower, upper) => Some(format!("({} to {})", bound(lower), bound(upper))),
    };
    std::iter::once(value).chain(bounds).collect()
}

/// A rate with its interval: `12.50 (1.51–45.15)`.
pub(super) fn rate(row: &Row) -> String {
    match (row.lower, row.upper) {
        (Some(lower), Some(upper)) => {
            format!(
                "{} ({}–{})",
                statistic(row),
                rounded(lower, 2),
                rounded(upper, 2)
            )
        }
        _ => statistic(row),
    }
}

/// A statistic of a distribution: means with two decimals, quantiles with at most one.
pub(super) fn statistic(row: &Row) -> String {
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
            format!("{} %", percent(value))
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
pub(super) const fn method(method: Method) -> &'static str {
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

/// The unit of analysis, in the plural.
pub(super) const fn units(unit: Unit) -> &'static str {
    match unit {
        Unit::Patient => "patients",
        Unit::Course => "courses",
        Unit::Cycle => "cycles",
        Unit::Dose => "doses",
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A stratum as a reader sees it: `sex=female;ecog=1` is `sex: female; ECOG: 1`.
pub(super) fn stratum(stratum: &Stratum) -> String {
    let side = |levels: &[ColumnLevel]| {
        let words = levels.iter().map(level_words);
        let words: Vec<String> = words
            .map(|(column, level)| format!("{column}: {level}"))
            .collect();
        words.join("; ")
    };
    if let Stratum::Comparison(group, reference) = stratum {
        format!("{} against {}", side(group), side(reference))
    } else {
        side(stratum.levels())
    }
}

/// A column and its level, as a reader sees them.
pub(super) fn level_words(of: &ColumnLevel) -> (String, String) {
    (column(&of.column), level(&of.column, &of.level))
}

/// A column as a reader sees it.
fn column(name: &str) -> String {
    match name {
        "ecog" => "ECOG".to_owned(),
        "site_id" => "site".to_owned(),
        other => spaced(other),
    }
}

/// A value of a column as a reader sees it; what is free text is left as it is.
pub(super) fn level(column: &str, value: &str) -> String {
    match (column, value) {
        ("prior_checkpoint_inhibitor" | "baseline_dialysis", "true") => "yes".to_owned(),
        ("prior_checkpoint_inhibitor" | "baseline_dialysis", "false") => "no".to_owned(),
        ("regimen", "hd_il2") => "high-dose IL-2".to_owned(),
        ("regimen", "til_il2") => "IL-2 after TIL".to_owned(),
        ("care_setting", "icu") => "ICU".to_owned(),
        ("care_setting" | "diagnosis", value) => spaced(value),
        (_, value) => value.to_owned(),
    }
}

/// A name as a reader sees it: `care_setting` is `care setting`.
pub(super) fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_away_from_zero_on_decimal_digits() {
        assert_eq!(rounded(2.675, 2), "2.68");
        assert_eq!(rounded(0.995, 2), "1.00");
        assert_eq!(rounded(99.95, 1), "100.0");
        assert_eq!(rounded(-0.001, 2), "0.00");
        assert_eq!(rounded(-1.25, 1), "-1.3");
        assert_eq!(rounded(6.0, 0), "6");
    }

    #[test]
    fn quantiles_lose_their_empty_decimals() {
        assert_eq!(at_most(7.5, 1), "7.5");
        assert_eq!(at_most(6.0, 1), "6");
        assert_eq!(at_most(100.0, 0), "100");
    }

    #[test]
    fn a_stratum_is_named_in_words() {
        let levels = |pairs: &[(&str, &str)]| -> Vec<ColumnLevel> {
            let level = |(column, level): &(&str, &str)| ColumnLevel {
                column: (*column).to_owned(),
                level: (*level).to_owned(),
            };
            pairs.iter().map(level).collect()
        };
        let of = |pairs: &[(&str, &str)]| stratum(&Stratum::Levels(levels(pairs)));
        assert_eq!(
            of(&[("sex", "female"), ("ecog", "1")]),
            "sex: female; ECOG: 1"
        );
        assert_eq!(
            of(&[
                ("site_id", "north_1"),
                ("diagnosis", "renal_cell_carcinoma")
            ]),
            "site: north_1; diagnosis: renal cell carcinoma"
        );
        let (group, reference) = (levels(&[("race", "a;b")]), levels(&[("race", "missing")]));
        assert_eq!(
            stratum(&Stratum::Comparison(group, reference)),
            "race: a;b against race: missing"
        );
    }

    #[test]
    fn a_share_is_a_percentage_with_one_decimal() {
        assert_eq!(percent(0.0), "0.0");
        assert_eq!(percent(0.0125), "1.3");
        assert_eq!(percent(0.0005), "0.1");
        assert_eq!(percent(0.000_49), "0.0");
        assert_eq!(percent(48.0 / 153.0), "31.4");
        assert_eq!(percent(0.9999), "100.0");
        // One float below the half, which as a percentage would be the half itself.
        assert_eq!(percent(0.012_499_999_999_999_999), "1.2");
        assert_eq!(percent(0.003_499_999_999_999_999_6), "0.3");
        assert_eq!(percent(1.0), "100.0");
    }
}
