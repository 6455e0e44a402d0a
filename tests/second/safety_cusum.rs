//! The grouped CUSUM of a safety review, from the words of its documentation: sums, threshold, run lengths and expected
//! signals, each by following every number of events from period to period.

use super::safety::Review;
use super::statistics::binomial_at_least;
use il2_outcomes::measures::results::{InControlAt, Level, RateFrom, Row};
use il2_outcomes::measures::safety;
use std::collections::BTreeMap;

/// How near to a border a sum is on it.
const ON: f64 = 1e-9;

/// P(X = x).
fn binomial(x: i64, n: i64, p: f64) -> f64 {
    let (x, n) = (usize::try_from(x).unwrap(), usize::try_from(n).unwrap());
    binomial_at_least(x, n, p) - binomial_at_least(x + 1, n, p)
}

/// What S becomes with x events in n courses.
fn next(sum: f64, x: i64, n: i64, p0: f64) -> f64 {
    (sum + x as f64 * 2.0_f64.ln() - n as f64 * p0.ln_1p()).max(0.0)
}

/// S and its probability after one more period, and the probability of a signal in it; equal sums are put together.
fn step(
    sums: &BTreeMap<i64, (f64, f64)>,
    p: f64,
    p0: f64,
    h: f64,
    n: i64,
) -> (BTreeMap<i64, (f64, f64)>, f64) {
    let of_events: Vec<f64> = (0..=n).map(|x| binomial(x, n, p)).collect();
    let (mut after, mut signal) = (BTreeMap::new(), 0.0);
    for &(sum, probability) in sums.values() {
        for (x, of_x) in (0..).zip(&of_events) {
            let next = next(sum, x, n, p0);
            if next >= h - ON {
                signal += probability * of_x;
                continue;
            }
            #[expect(clippy::cast_possible_truncation, reason = "a key of equal sums")]
            let key = (next * 1e8).round() as i64;
            after.entry(key).or_insert((next, 0.0)).1 += probability * of_x;
        }
    }
    (after, signal)
}

/// The mean number of periods of n courses to the first signal: the sum of the probabilities of none so far.
fn run_length(p: f64, p0: f64, h: f64, n: i64) -> f64 {
    let mut sums = BTreeMap::from([(0, (0.0, 1.0))]);
    let (mut length, mut left, mut ratio) = (0.0, 1.0_f64, 0.0_f64);
    for period in 0..100_000 {
        length += left;
        let (after, _) = step(&sums, p, p0, h, n);
        let now: f64 = after.values().map(|(_, probability)| probability).sum();
        let own = now / left;
        // Once the share that stays is the same in each period, what is left is a geometric series.
        if period > 50 && (own - ratio).abs() < 1e-13 {
            return length + now / (1.0 - own);
        }
        (sums, left, ratio) = (after, now, own);
    }
    length
}

/// Expected signals in periods of these courses: after a signal S is 0.
fn expected(p0: f64, h: f64, courses: &[i64]) -> f64 {
    let mut sums = BTreeMap::from([(0, (0.0, 1.0))]);
    let mut total = 0.0;
    for &n in courses {
        let (mut after, signal) = step(&sums, p0, p0, h, n);
        after.entry(0).or_insert((0.0, 0.0)).1 += signal;
        total += signal;
        sums = after;
    }
    total
}

/// The share at which x or more of n have the chance `tail`.
fn lower_limit(x: i64, n: i64, tail: f64) -> f64 {
    let (x, n) = (usize::try_from(x).unwrap(), usize::try_from(n).unwrap());
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if binomial_at_least(x, n, middle) < tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[track_caller]
fn assert_near(what: &str, own: f64, again: f64) {
    assert!(
        (own - again).abs() <= 1e-8 * again.abs().max(1.0),
        "{what}: {own} {again}"
    );
}

/// Demands that each CUSUM course by course watches the courses and the probability of the documentation.
#[track_caller]
pub(super) fn assert_cusums(made: &safety::Review, again: &Review<'_>, what: &str) {
    let charts = made.rows.iter();
    for chart in charts.filter(|row| row.level == Level::CusumKind) {
        let what = format!("{what}, {}", chart.item);
        let (measure, item) = chart.item.split_once(':').unwrap_or((&chart.item, "all"));
        let counted = again.charted(&format!("safety.{measure}"), item);
        let watched: i64 = counted.watched().iter().map(|(_, (_, n))| n).sum();
        assert_near(&what, chart.value.unwrap(), watched as f64);
        let p0 = made.rows.iter().find(|row| {
            row.item == chart.item && row.level == Level::WatchedRate(RateFrom::Baseline)
        });
        let (x, n) = counted.baseline();
        assert_near(&what, p0.unwrap().value.unwrap(), x as f64 / n as f64);
    }
}

/// Demands that each grouped CUSUM of a review of years is as the documentation says; gives how many there are.
#[track_caller]
pub(super) fn assert_grouped_cusums(
    made: &safety::Review,
    again: &Review<'_>,
    what: &str,
) -> usize {
    let of_chart = |row: &&&Row, item: &str| row.measure == "safety.chart" && row.item == item;
    let charts: Vec<&Row> = made
        .rows
        .iter()
        .filter(|row| row.level == Level::GroupedCusumKind)
        .collect();
    for chart in &charts {
        let what = format!("{what}, {}", chart.item);
        let value = |level: Level| {
            let rows: Vec<&Row> = made.rows.iter().collect();
            let found = rows
                .iter()
                .filter(|row| of_chart(row, &chart.item))
                .find(|row| row.level == level);
            found.unwrap_or_else(|| panic!("{what}: no {level}")).value
        };
        let number = |level| value(level).unwrap();
        let (measure, item) = chart.item.split_once(':').unwrap_or((&chart.item, "all"));
        let counted = again.charted(&format!("safety.{measure}"), item);
        let (x, n) = counted.baseline();
        let p0 = x as f64 / n as f64;
        assert_near(&what, number(Level::WatchedRate(RateFrom::Baseline)), p0);
        let [lower, upper] = [lower_limit(x, n, 0.1), 1.0 - lower_limit(n - x, n, 0.1)];
        assert_near(&what, number(Level::WatchedRateLower), lower);
        assert_near(&what, number(Level::WatchedRateUpper), upper);
        let points: Vec<&Row> = made
            .series
            .iter()
            .filter(|row| row.measure == "safety.grouped_cusum" && row.item == chart.item)
            .collect();
        let shown = |row: &&Row| {
            let period = row.stratum.to_string().replace("period=", "");
            (period, (row.numerator.unwrap(), row.denominator.unwrap()))
        };
        let shown: Vec<_> = points.iter().map(shown).collect();
        assert_eq!(shown, counted.watched(), "{what}");
        let mut courses: Vec<i64> = points.iter().map(|row| row.denominator.unwrap()).collect();
        let expected_signals = expected(p0, number(Level::Threshold), &courses);
        assert_near(&what, number(Level::ExpectedSignals), expected_signals);
        let mut sum = 0.0;
        for point in &points {
            sum = next(
                sum,
                point.numerator.unwrap(),
                point.denominator.unwrap(),
                p0,
            );
            assert_near(&what, point.value.unwrap(), sum);
            let is_signal = sum >= number(Level::Threshold) - ON;
            assert_eq!(point.level == Level::Signal, is_signal, "{what}");
            if is_signal {
                sum = 0.0;
            }
        }
        // The median, half of a course rounded up.
        courses.sort_unstable();
        let half = courses.len() / 2;
        let typical = if courses.len() % 2 == 1 {
            courses[half]
        } else {
            (courses[half - 1] + courses[half] + 1) / 2
        };
        let h = number(Level::Threshold);
        let in_control = run_length(p0, p0, h, typical);
        assert_near(
            &what,
            number(Level::RunLength(InControlAt::WatchedRate)),
            in_control,
        );
        // The least hundredth at which the run is of ten years or longer.
        assert!(in_control >= 10.0 - ON, "{what}: {in_control}");
        if h > 0.011 {
            assert!(
                run_length(p0, p0, h - 0.01, typical) < 10.0 - ON,
                "{what}: {h}"
            );
        }
        for (at, p) in [(InControlAt::Lower, lower), (InControlAt::Upper, upper)] {
            if let Some(own) = value(Level::RunLength(at)).filter(|own| *own < 1e6) {
                let again = run_length(p, p0, h, typical);
                assert!((own / again - 1.0).abs() < 1e-6, "{what}: {own} {again}");
            }
        }
    }
    charts.len()
}
