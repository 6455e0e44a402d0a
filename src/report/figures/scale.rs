//! From numbers to pixels of an axis, and the numbers at its ticks.

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

/// Ticks of an axis of follow-up that ends at `last` days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FollowUpTicks {
    /// What a tick's number counts: `Months` or `Years`.
    pub(super) unit: &'static str,
    /// Quarters of a year from one tick to the next.
    quarters: i64,
    /// How much a quarter of a year is in the unit, as a part of whole numbers.
    unit_of_quarters: (i64, i64),
    n: i64,
}

/// A quarter of a year of 365 days: where those at risk are counted.
pub(super) const QUARTER: f64 = 91.25;

/// Months of follow-up up to three years, else years; at most eight ticks after the first.
pub(super) fn follow_up_ticks(last: f64) -> FollowUpTicks {
    let steps = [1, 2, 4, 8, 20, 40, 80];
    let fits = |step: &i64, most: f64| last <= *step as f64 * most * QUARTER;
    let quarters = steps
        .into_iter()
        .find(|step| fits(step, if *step <= 2 { 6.0 } else { 8.99 }))
        .unwrap_or(80);
    let n = (1..=MOST_TICKS)
        .take_while(|tick| (tick * quarters) as f64 * QUARTER <= last)
        .count();
    let (unit, unit_of_quarters) = if quarters <= 2 {
        ("Months", (3, 1))
    } else {
        ("Years", (1, 4))
    };
    FollowUpTicks {
        unit,
        quarters,
        unit_of_quarters,
        n: n as i64,
    }
}

/// No axis of follow-up has more ticks.
const MOST_TICKS: i64 = 8;

impl FollowUpTicks {
    /// Days and number of each tick.
    pub(super) fn days_and_numbers(self) -> impl Iterator<Item = (f64, i64)> {
        let (per, of) = self.unit_of_quarters;
        (0..=self.n).map(move |tick| {
            let quarters = tick * self.quarters;
            (quarters as f64 * QUARTER, quarters * per / of)
        })
    }
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
    fn follow_up_has_ticks_in_months_then_in_years() {
        let ticks = |last| {
            let ticks = follow_up_ticks(last);
            let numbers: Vec<i64> = ticks.days_and_numbers().map(|(_, number)| number).collect();
            (ticks.unit, numbers)
        };
        assert_eq!(ticks(0.0), ("Months", vec![0]));
        assert_eq!(ticks(91.25), ("Months", vec![0, 3]));
        assert_eq!(ticks(400.0), ("Months", vec![0, 3, 6, 9, 12]));
        assert_eq!(ticks(900.0), ("Months", vec![0, 6, 12, 18, 24]));
        assert_eq!(ticks(1095.0), ("Months", vec![0, 6, 12, 18, 24, 30, 36]));
        assert_eq!(ticks(1096.0), ("Years", vec![0, 1, 2, 3]));
        assert_eq!(ticks(5000.0), ("Years", vec![0, 2, 4, 6, 8, 10, 12]));
        assert_eq!(ticks(36_500.0), ("Years", vec![0, 20, 40, 60, 80, 100]));
        let days: Vec<f64> = follow_up_ticks(1200.0)
            .days_and_numbers()
            .map(|(days, _)| days)
            .collect();
        assert_eq!(days, [0.0, 365.0, 730.0, 1095.0]);
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
