//! Eras: long stretches of periods, and whether proportions have a trend over them.

use super::chart_rows::row;
use super::definitions::TREND;
use super::estimate::counts;
use super::indicators::Indicator;
use super::options::{ReviewError, ReviewOption};
use super::order::Ordered;
use crate::measures::results::{Level, Row, Statistic, Stratum};
use crate::stats::{TrendGroup, benjamini_hochberg, cochran_armitage};
use std::ops::Range;

/// The eras that are given, else thirds: periods in a row with a third of the courses each, as nearly as periods
/// allow. None where there is one period alone.
pub(super) fn eras(ordered: &Ordered, given: &[String]) -> Result<Vec<Range<usize>>, ReviewError> {
    let periods = &ordered.periods;
    let mut eras = Vec::new();
    for text in given {
        eras.push(periods.parse_range(ReviewOption::Eras, text)?);
    }
    if !given.is_empty() {
        eras.sort_by_key(|era| era.start);
        let overlap = eras.windows(2).any(|pair| pair[0].end > pair[1].start);
        return if overlap {
            Err(ReviewError::ErasOverlap)
        } else {
            Ok(eras)
        };
    }
    if periods.n < 2 {
        return Ok(eras);
    }
    let n = ordered.courses.len();
    let up_to = |period: usize| ordered.indices(&(0..period)).end;
    let parts = 3.min(periods.n);
    let mut from = 0;
    for part in 1..parts {
        // The border nearest to the share, which leaves a period for each of those that follow.
        let wanted = (n * part) as i64;
        let distance = |&border: &usize| ((up_to(border) * parts) as i64 - wanted).abs();
        let borders = from + 1..=periods.n - (parts - part);
        let to = borders.min_by_key(distance);
        let to = to.expect("a period is left for each part");
        eras.push(from..to);
        from = to;
    }
    eras.push(from..periods.n);
    Ok(eras)
}

/// Courses of the review that lie in none of the eras.
pub(super) fn outside(ordered: &Ordered, eras: &[Range<usize>]) -> usize {
    let inside: usize = eras.iter().map(|era| ordered.indices(era).len()).sum();
    if eras.is_empty() {
        0
    } else {
        ordered.courses.len() - inside
    }
}

/// The trend of these events over the eras, each tested, and adjusted for how many are.
pub(super) fn trends(
    indicators: &[&Indicator],
    ordered: &Ordered,
    eras: &[Range<usize>],
) -> Vec<Row> {
    if eras.len() < 2 {
        return Vec::new();
    }
    let mut tested: Vec<(Vec<Row>, Option<f64>)> = Vec::new();
    let is_event = |indicator: &&&Indicator| indicator.is_event() && indicator.is_collected;
    for indicator in indicators.iter().filter(is_event) {
        let groups: Vec<TrendGroup> = (0..)
            .zip(eras)
            .filter_map(|(score, era)| {
                let (events, units) = counts(&indicator.outcome, ordered.indices(era))?;
                Some(TrendGroup {
                    score,
                    events,
                    units,
                })
            })
            .collect();
        let events = groups.iter().map(|group| group.events).sum();
        let units = groups.iter().map(|group| group.units).sum();
        let trend = cochran_armitage(&groups);
        let one = |level: Level, p: Option<f64>| Row {
            numerator: Some(events),
            denominator: Some(units),
            ..row(
                TREND,
                Stratum::Overall,
                &indicator.key(),
                level,
                Statistic::PValue,
                p,
            )
        };
        tested.push(match trend.as_ref().map(|trend| &trend.exact) {
            Some(None) => {
                let p = trend.map(|trend| trend.p_asymptotic);
                (vec![one(Level::Asymptotic, p)], p)
            }
            exact => {
                let exact = exact.and_then(Option::as_ref);
                let mid = exact.map(|exact| exact.p_mid);
                let rows = [
                    (Level::Exact, exact.map(|exact| exact.p)),
                    (Level::MidP, mid),
                ];
                (rows.map(|(level, p)| one(level, p)).into(), mid)
            }
        });
    }
    adjusted(tested)
}

/// The rows of each test, then its p-value after Benjamini and Hochberg among all that have one.
fn adjusted(tested: Vec<(Vec<Row>, Option<f64>)>) -> Vec<Row> {
    let p: Vec<f64> = tested.iter().filter_map(|(_, p)| *p).collect();
    let mut of_tests = benjamini_hochberg(&p).into_iter();
    let mut rows = Vec::new();
    for (own, p) in tested {
        let value = p.and_then(|_| of_tests.next());
        let first = own.first().expect("each test has a row");
        let adjusted = row(
            TREND,
            Stratum::Overall,
            &first.item,
            Level::Adjusted,
            Statistic::PValue,
            value,
        );
        let (numerator, denominator) = (first.numerator, first.denominator);
        rows.extend(own);
        rows.push(Row {
            numerator,
            denominator,
            ..adjusted
        });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(courses_of_period: &[usize]) -> Ordered {
        Ordered::by_year(1985, courses_of_period)
    }

    #[test]
    fn thirds_end_where_a_third_of_the_courses_is_nearest() {
        // Of 30 courses 10 and 20: up to the periods are 4, 9, 21, 26, 30.
        let thirds = eras(&ordered(&[4, 5, 12, 5, 4]), &[]).unwrap();
        assert_eq!(thirds, [0..2, 2..3, 3..5]);
        assert_eq!(eras(&ordered(&[30, 1]), &[]).unwrap(), [0..1, 1..2]);
        assert_eq!(
            eras(&ordered(&[30]), &[]).unwrap(),
            Vec::<Range<usize>>::new()
        );
        // However many courses the first has, each era has a period.
        assert_eq!(
            eras(&ordered(&[90, 1, 1]), &[]).unwrap(),
            [0..1, 1..2, 2..3]
        );
    }

    #[test]
    fn eras_that_are_given_do_not_overlap() {
        let ordered = ordered(&[1, 1, 1, 1]);
        let given = |texts: &[&str]| {
            let texts: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
            eras(&ordered, &texts)
        };
        assert_eq!(given(&["1987..1988", "1985"]).unwrap(), [0..1, 2..4]);
        assert_eq!(outside(&ordered, &given(&["1987..1988"]).unwrap()), 2);
        assert_eq!(outside(&ordered, &[]), 0);
        assert!(given(&["1985..1987", "1987..1988"]).is_err());
        assert!(given(&["1990"]).is_err());
    }
}
