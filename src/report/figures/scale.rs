//! From numbers to pixels of an axis, and the numbers at its ticks.

use crate::measures::curves::QUARTER;
use crate::model::TOLERANCE;

/// A linear axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    /// The least and the greatest number.
    pub(super) numbers: (f64, f64),
    /// Where they stand.
    pub(super) pixels: (f64, f64),
}

impl Scale {
    /// Where a number stands.
    pub(super) fn at(&self, number: f64) -> f64 {
        let (from, to) = self.numbers;
        let (start, end) = self.pixels;
        start + (number - from) / (to - from) * (end - start)
    }
}

/// Ticks of an axis of counts: whole numbers from 0 to the first at or above `most`, at most seven.
pub(super) fn count_ticks(most: i64) -> Vec<i64> {
    let most = most.max(1);
    let mut decade = 1;
    let step = loop {
        if let Some(step) = [1, 2, 5]
            .map(|s| s * decade)
            .into_iter()
            .find(|s| most <= s * 6)
        {
            break step;
        }
        decade *= 10;
    };
    (0..=(most + step - 1) / step)
        .map(|tick| tick * step)
        .collect()
}

/// Ticks of an axis of shares, in percent: from 0 to the first at or above `most` (a share), at most 100.
pub(super) fn percent_ticks(most: f64) -> Vec<i64> {
    let step = [1, 2, 5, 10, 20]
        .into_iter()
        .find(|&step| most * 100.0 <= (step * 6) as f64)
        .unwrap_or(20);
    let mut ticks = vec![0];
    while let Some(&last) = ticks.last()
        && last < 100
        && ((last as f64) < most * 100.0 || last == 0)
    {
        ticks.push(last + step);
    }
    ticks
}

/// Ticks of an axis of doses, from 1 to `most`: each dose of a short course, else the first and every seventh (a
/// cycle is planned with 14), or every fourteenth and so on where these were too many. The seventh stays as long as
/// there is room for it: most courses end early on a long axis.
pub(super) fn dose_ticks(most: i64) -> Vec<i64> {
    if most <= 14 {
        return (1..=most).collect();
    }
    let mut step = 7;
    while most / step > 9 {
        step *= 2;
    }
    let seventh = (step > 7 && most <= 90).then_some(7);
    std::iter::once(1)
        .chain(seventh)
        .chain((1..=most / step).map(|tick| tick * step))
        .collect()
}

/// Ticks of an axis of follow-up that ends at `last` days: each the days and the number of months, with at most `most` after
/// the first. They are where patients at risk are counted.
pub(super) fn month_ticks(last: f64, most: i64) -> Vec<(f64, i64)> {
    let fits = |quarters: &i64| last < (quarters * (most + 1)) as f64 * QUARTER;
    let quarters = [1, 2, 4, 8, 20, 40].into_iter().find(fits).unwrap_or(80);
    (0..=most)
        .map(|tick| tick * quarters)
        .map(|quarters| (quarters as f64 * QUARTER, quarters * 3))
        .take_while(|(days, _)| *days <= last)
        .collect()
}

/// Ticks of an axis of numbers with decimals: from 0 to the first at or above `most`, at most seven, and how many decimals
/// they need.
pub(super) fn decimal_ticks(most: f64) -> (Vec<f64>, usize) {
    // Steps of 1, 2 and 5 in each decade from a thousandth up; more than any axis needs.
    for decade in -3_i32..9 {
        for step in [1_i64, 2, 5] {
            let size = step as f64 * 10_f64.powi(decade);
            if most <= size * 6.0 * (1.0 + TOLERANCE) {
                let n = (most / size - TOLERANCE).ceil().max(1.0);
                let n_decimals = usize::try_from(-decade).unwrap_or(0);
                let mut ticks = vec![0.0];
                while ticks.len() as f64 <= n {
                    ticks.push(ticks.len() as f64 * size);
                }
                return (ticks, n_decimals);
            }
        }
    }
    (vec![0.0, most], 0)
}

/// Ticks of an axis of values from `least` to `most`, at least two, and how many decimals they need: from 0 where the least is below half of
/// the greatest, else from the first at or below the least to the first at or above the greatest, at most seven.
pub(super) fn value_ticks(least: f64, most: f64) -> (Vec<f64>, usize) {
    if least < most / 2.0 || most - least < TOLERANCE {
        return decimal_ticks(most);
    }
    let (steps, n_decimals) = decimal_ticks(most - least);
    let size = steps[1];
    let from = (least / size + TOLERANCE).floor();
    let to = (most / size - TOLERANCE).ceil();
    let mut ticks = vec![from * size];
    while from + ticks.len() as f64 <= to {
        ticks.push((from + ticks.len() as f64) * size);
    }
    (ticks, n_decimals)
}

/// Ticks of an axis of days from 0 to `last`: each, every second one, or those of so many whole weeks, with at most `most`
/// after the first.
pub(super) fn day_ticks(last: f64, most: usize) -> Vec<f64> {
    let mut step = 1.0;
    while last / step > most as f64 {
        step = match step {
            step if step < 2.0 => 2.0,
            step if step < 7.0 => 7.0,
            step => step * 2.0,
        };
    }
    (0..=most)
        .map(|tick| tick as f64 * step)
        .take_while(|day| *day <= last)
        .collect()
}

/// Ticks of an axis of percentage points from at or below `least` (at most 0) to at or above `most` (at least 0), 0 among
/// them, at most nine.
pub(super) fn signed_ticks(least: f64, most: f64) -> Vec<i64> {
    let (mut from, mut to, mut size) = (-1, 1, 50);
    for step in [1, 2, 5, 10, 20, 50] {
        #[expect(clippy::cast_possible_truncation, reason = "percentage points")]
        let steps = |points: f64| (points / step as f64).abs().ceil() as i64;
        (from, to, size) = (-steps(least.min(0.0)), steps(most.max(0.0)), step);
        if to - from <= 7 {
            break;
        }
    }
    if from == to {
        to = 1;
    }
    (from..=to).map(|tick| tick * size).collect()
}

/// The ticks that have room on so many pixels: every one, every second one, or the ends.
pub(super) fn spaced(ticks: Vec<i64>, width: f64) -> Vec<i64> {
    let steps = ticks.len() - 1;
    if width / steps as f64 >= 26.0 {
        return ticks;
    }
    let every = if steps.is_multiple_of(2) && width >= 52.0 {
        steps / 2
    } else {
        steps
    };
    ticks.into_iter().step_by(every).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_whole_ticks_that_reach_the_greatest() {
        assert_eq!(count_ticks(0), [0, 1]);
        assert_eq!(count_ticks(1), [0, 1]);
        assert_eq!(count_ticks(3), [0, 1, 2, 3]);
        assert_eq!(count_ticks(47), [0, 10, 20, 30, 40, 50]);
        assert_eq!(count_ticks(130), [0, 50, 100, 150]);
    }

    #[test]
    fn shares_have_ticks_that_reach_the_greatest_and_end_at_a_hundred() {
        assert_eq!(percent_ticks(0.0), [0, 1]);
        assert_eq!(percent_ticks(0.043), [0, 1, 2, 3, 4, 5]);
        assert_eq!(percent_ticks(0.43), [0, 10, 20, 30, 40, 50]);
        assert_eq!(percent_ticks(0.975), [0, 20, 40, 60, 80, 100]);
        assert_eq!(percent_ticks(1.0), [0, 20, 40, 60, 80, 100]);
    }

    #[test]
    fn doses_have_ticks_at_the_halves_of_a_planned_cycle() {
        assert_eq!(dose_ticks(1), [1]);
        assert_eq!(dose_ticks(28), [1, 7, 14, 21, 28]);
        assert_eq!(dose_ticks(84), [1, 7, 14, 28, 42, 56, 70, 84]);
        assert_eq!(dose_ticks(112), [1, 14, 28, 42, 56, 70, 84, 98, 112]);
    }

    #[test]
    fn numbers_with_decimals_have_round_ticks() {
        let ticks = |most| {
            let (ticks, n_decimals) = decimal_ticks(most);
            ticks
                .into_iter()
                .map(|tick| format!("{tick:.n_decimals$}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            ticks(0.26),
            ["0.00", "0.05", "0.10", "0.15", "0.20", "0.25", "0.30"]
        );
        assert_eq!(ticks(4.0), ["0", "1", "2", "3", "4"]);
        assert_eq!(ticks(0.0).len(), 2);
    }

    #[test]
    fn values_far_from_0_have_an_axis_of_their_own() {
        let (ticks, n_decimals) = value_ticks(2.4, 4.1);
        let ticks: Vec<String> = ticks
            .iter()
            .map(|it| format!("{it:.n_decimals$}"))
            .collect();
        assert_eq!(ticks, ["2.0", "2.5", "3.0", "3.5", "4.0", "4.5"]);
        assert_eq!(value_ticks(0.8, 2.2).0.first(), Some(&0.0));
        assert_eq!(
            value_ticks(70.0, 95.0).0,
            [70.0, 75.0, 80.0, 85.0, 90.0, 95.0]
        );
        // One value is an axis from 0.
        assert_eq!(value_ticks(3.0, 3.0).0.first(), Some(&0.0));
    }

    #[test]
    fn days_have_ticks_at_days_or_weeks() {
        assert_eq!(day_ticks(5.0, 8), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(day_ticks(13.0, 8), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0]);
        assert_eq!(day_ticks(49.0, 8).len(), 8);
        assert_eq!(day_ticks(49.0, 4), [0.0, 14.0, 28.0, 42.0]);
    }

    #[test]
    fn differences_have_ticks_to_both_sides_of_0() {
        assert_eq!(signed_ticks(-23.0, 41.0), [-40, -20, 0, 20, 40, 60]);
        assert_eq!(signed_ticks(0.0, 2.5), [0, 1, 2, 3]);
        assert_eq!(signed_ticks(0.0, 0.0), [0, 1]);
        assert_eq!(signed_ticks(-100.0, 100.0), [-100, -50, 0, 50, 100]);
    }

    #[test]
    fn follow_up_has_ticks_in_months() {
        let months =
            |last| -> Vec<i64> { month_ticks(last, 8).iter().map(|tick| tick.1).collect() };
        assert_eq!(months(0.0), [0]);
        assert_eq!(months(91.3125), [0, 3]);
        assert_eq!(months(400.0), [0, 3, 6, 9, 12]);
        assert_eq!(months(1096.0), [0, 6, 12, 18, 24, 30, 36]);
        assert_eq!(months(2922.0), [0, 12, 24, 36, 48, 60, 72, 84, 96]);
        assert_eq!(months(5000.0), [0, 24, 48, 72, 96, 120, 144]);
        assert_eq!(months(1e9).len(), 9);
        assert_eq!(month_ticks(1096.0, 4).len(), 4);
        assert_eq!(month_ticks(400.0, 8)[4], (365.25, 12));
    }

    #[test]
    fn a_scale_may_run_upwards() {
        let scale = Scale {
            numbers: (0.0, 100.0),
            pixels: (300.0, 100.0),
        };
        assert!((scale.at(25.0) - 250.0).abs() < 1e-9);
    }
}
