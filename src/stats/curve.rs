//! The Kaplan–Meier curve, with Greenwood's variance and log–log intervals.

use super::interval::{Interval, Z_975};

/// How close two times, or the curve and one half, may lie and still be equal.
const TOLERANCE: f64 = 1e-9;

/// A Kaplan–Meier curve.
///
/// Source: Kaplan EL, Meier P. JASA 1958;53:457; Greenwood M. 1926; Kalbfleisch JD, Prentice RL. 1980 for log–log.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    steps: Vec<CurveStep>,
    /// The time of every unit, sorted.
    times: Vec<f64>,
    units: i64,
    greatest: f64,
}

/// The curve from one time of events to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
struct CurveStep {
    time: f64,
    survival: f64,
    /// Σ d/(n(n − d)).
    greenwood: f64,
    /// Events up to this time.
    events: i64,
}

/// The median of a curve: the first time at which it is at most one half.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Median {
    /// The median; `None` where it is not reached.
    pub value: Option<f64>,
    /// The first time at which the lower band is at most one half.
    pub lower: Option<f64>,
    /// The first time at which the upper band is at most one half.
    pub upper: Option<f64>,
}

impl CurveStep {
    fn interval(&self) -> Option<Interval> {
        if self.survival <= 0.0 || self.survival >= 1.0 {
            return None;
        }
        let log = -self.survival.ln();
        let half = Z_975 * self.greenwood.sqrt() / log;
        let bound = |shift: f64| (-(log * shift.exp())).exp();
        Some(Interval {
            lower: bound(half),
            upper: bound(-half),
        })
    }
}

impl Curve {
    /// The curve of these times, each with whether it ended with the event; events come before censorings at the same
    /// time. Times are rounded to 10⁻⁶; negative ones are left out.
    #[must_use]
    pub fn fit(times: impl IntoIterator<Item = (f64, bool)>) -> Self {
        let rounded = |(time, is_event): (f64, bool)| ((time * 1e6).round() / 1e6, is_event);
        let mut times: Vec<(f64, bool)> = times
            .into_iter()
            .map(rounded)
            .filter(|(time, _)| *time >= 0.0)
            .collect();
        times.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let units = times.len() as i64;
        let greatest = times.last().map_or(0.0, |(time, _)| *time);
        let mut steps = Vec::new();
        let mut at_risk = units;
        let (mut survival, mut greenwood, mut events) = (1.0, 0.0, 0);
        #[expect(clippy::float_cmp, reason = "times are rounded before ties are formed")]
        for tie in times.chunk_by(|a, b| a.0 == b.0) {
            let deaths = tie
                .iter()
                .map(|(_, is_event)| i64::from(*is_event))
                .sum::<i64>();
            if deaths > 0 {
                let (n, d) = (at_risk as f64, deaths as f64);
                survival *= (n - d) / n;
                greenwood += d / (n * (n - d));
                events += deaths;
                steps.push(CurveStep {
                    time: tie[0].0,
                    survival,
                    greenwood,
                    events,
                });
            }
            at_risk -= tie.len() as i64;
        }
        Self {
            steps,
            times: times.into_iter().map(|(time, _)| time).collect(),
            units,
            greatest,
        }
    }

    /// Units in the curve.
    #[must_use]
    pub const fn units(&self) -> i64 {
        self.units
    }

    /// The greatest time; 0 without a unit.
    #[must_use]
    pub const fn greatest(&self) -> f64 {
        self.greatest
    }

    /// Units at risk just before a time: those whose own time is not before it.
    #[must_use]
    pub fn at_risk(&self, time: f64) -> i64 {
        let before = self.times.partition_point(|own| *own < time - TOLERANCE);
        (self.times.len() - before) as i64
    }

    /// Units that were censored up to a time.
    #[must_use]
    pub fn censored_by(&self, time: f64) -> i64 {
        let ended = self.times.partition_point(|own| *own <= time + TOLERANCE);
        ended as i64 - self.events_by(time)
    }

    /// The times at which units were censored, each once, in order.
    pub fn censorings(&self) -> impl Iterator<Item = f64> {
        let mut before = 0;
        self.times
            .chunk_by(|a, b| a.total_cmp(b).is_eq())
            .filter_map(move |tie| {
                let censored = self.censored_by(tie[0]);
                let is_one = censored > before;
                before = censored;
                is_one.then_some(tie[0])
            })
    }

    /// Events up to a time.
    #[must_use]
    pub fn events_by(&self, time: f64) -> i64 {
        self.step_at(time).map_or(0, |step| step.events)
    }

    /// The curve at a time with its interval, which it lacks where the curve is 1 or 0. `None` where it cannot be
    /// known: without a unit, and beyond the greatest time unless the curve is 0.
    #[must_use]
    pub fn at(&self, time: f64) -> Option<(f64, Option<Interval>)> {
        let step = self.step_at(time);
        let survival = step.map_or(1.0, |step| step.survival);
        if self.units == 0 || (time > self.greatest + TOLERANCE && survival > 0.0) {
            return None;
        }
        Some((survival, step.and_then(CurveStep::interval)))
    }

    /// The median with its interval.
    #[must_use]
    pub fn median(&self) -> Median {
        let first = |level: &dyn Fn(&CurveStep) -> Option<f64>| {
            self.steps
                .iter()
                .find(|step| level(step).is_some_and(|y| y <= 0.5 + TOLERANCE))
                .map(|step| step.time)
        };
        Median {
            value: first(&|step| Some(step.survival)),
            lower: first(&|step| step.interval().map(|interval| interval.lower)),
            upper: first(&|step| step.interval().map(|interval| interval.upper)),
        }
    }

    /// The times of events, each with the curve from there on and its interval.
    pub fn steps(&self) -> impl Iterator<Item = (f64, f64, Option<Interval>)> {
        self.steps
            .iter()
            .map(|step| (step.time, step.survival, step.interval()))
    }

    fn step_at(&self, time: f64) -> Option<&CurveStep> {
        let index = self
            .steps
            .partition_point(|step| step.time <= time + TOLERANCE);
        index.checked_sub(1).map(|index| &self.steps[index])
    }
}

#[cfg(test)]
#[expect(clippy::unreadable_literal, reason = "digits as mpmath prints them")]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    /// Remission in weeks of 21 children on 6-mercaptopurine; a negative number is a censoring (Gehan 1965).
    const SIX_MP: [f64; 21] = [
        6.0, 6.0, 6.0, 7.0, 10.0, 13.0, 16.0, 22.0, 23.0, -6.0, -9.0, -10.0, -11.0, -17.0, -19.0,
        -20.0, -25.0, -32.0, -32.0, -34.0, -35.0,
    ];
    const PLACEBO: [f64; 21] = [
        1.0, 1.0, 2.0, 2.0, 3.0, 4.0, 4.0, 5.0, 5.0, 8.0, 8.0, 8.0, 8.0, 11.0, 11.0, 12.0, 12.0,
        15.0, 17.0, 22.0, 23.0,
    ];

    fn curve(times: &[f64]) -> Curve {
        Curve::fit(times.iter().map(|time| (time.abs(), *time > 0.0)))
    }

    #[test]
    fn gehans_remissions_have_the_published_curve() {
        let curve = curve(&SIX_MP);
        let at = |week| curve.at(week).unwrap();
        assert!((at(10.0).0 - 0.752_941_2).abs() < 5e-8);
        assert!((at(23.0).0 - 0.448_179_3).abs() < 5e-8);
        let se = |week| {
            let step = curve.step_at(week).unwrap();
            step.survival * step.greenwood.sqrt()
        };
        assert!((se(10.0) - 0.096_349_7).abs() < 5e-8);
        assert!((se(23.0) - 0.134_591_5).abs() < 5e-8);
        assert_eq!(curve.median().value, Some(23.0));
        assert_eq!(curve.events_by(10.0), 5);
        // Of 21 one is censored at six weeks, and three have relapsed then: all 21 were at risk.
        assert_eq!(
            [6.0, 6.5, 35.0, 36.0].map(|week| curve.at_risk(week)),
            [21, 17, 1, 0]
        );
        assert_eq!(
            [5.9, 6.0, 9.0, 35.0].map(|week| curve.censored_by(week)),
            [0, 1, 2, 12]
        );
    }

    #[test]
    fn the_placebo_arm_reaches_its_median_at_eight_weeks() {
        let curve = curve(&PLACEBO);
        assert_eq!(curve.median().value, Some(8.0));
        // Beyond the last time the curve is 0, and without an interval.
        assert_eq!(curve.at(400.0), Some((0.0, None)));
    }

    #[test]
    fn nothing_is_known_beyond_the_last_time_of_an_open_curve() {
        let curve = curve(&[5.0, -9.0, -9.0]);
        assert!(curve.at(9.0).is_some());
        assert_eq!(curve.at(9.1), None);
        assert_eq!(curve.at(4.0), Some((1.0, None)));
        assert_eq!(curve.median().value, None);
        assert_eq!(Curve::fit([]).at(0.0), None);
    }

    #[test]
    fn times_are_rounded_before_ties_are_formed_and_negative_times_are_left_out() {
        let curve = Curve::fit([(3.0, true), (3.000_000_1, true), (-1.0, true), (4.0, false)]);
        assert_eq!(curve.units(), 3);
        assert_eq!(curve.steps().count(), 1);
        assert_eq!(curve.events_by(3.0), 2);
    }

    /// Time, the curve and its limits; mpmath 1.4.1 with 50 digits.
    type Points = &'static [(f64, f64, f64, f64)];

    fn assert_runs_through(curve: &Curve, points: Points) {
        for &(time, survival, lower, upper) in points {
            let (value, interval) = curve.at(time).unwrap();
            let interval = interval.unwrap();
            assert_close(value, survival);
            assert_close(interval.lower, lower);
            assert_close(interval.upper, upper);
        }
    }

    #[test]
    fn gehans_curves_and_their_limits_keep_their_digits() {
        assert_runs_through(&curve(&SIX_MP), SIX_MP_CURVE);
        assert_runs_through(&curve(&PLACEBO), PLACEBO_CURVE);
        // The limits of the medians: where a limit of the curve is first at most one half.
        let median = curve(&SIX_MP).median();
        assert_eq!((median.lower, median.upper), (Some(13.0), None));
        let median = curve(&PLACEBO).median();
        assert_eq!((median.lower, median.upper), (Some(4.0), Some(11.0)));
    }

    #[test]
    fn a_million_units_keep_their_digits() {
        let all = Curve::fit((1..=1_000_000).map(|time| (f64::from(time), true)));
        assert_runs_through(&all, ALL_EVENTS);
        assert_eq!(all.median().value, Some(500_000.0));
        assert_eq!(all.at(1e6), Some((0.0, None)));
        // Every second one is censored.
        let half = Curve::fit((1..=1_000_000).map(|time| (f64::from(time), time % 2 == 1)));
        assert_runs_through(&half, HALF_CENSORED);
        assert_eq!((half.units(), half.events_by(1e6)), (1_000_000, 500_000));
    }

    #[test]
    fn a_single_unit_has_a_curve_without_an_interval() {
        assert_eq!(curve(&[5.0]).at(5.0), Some((0.0, None)));
        assert_eq!(curve(&[5.0]).median().value, Some(5.0));
        assert_eq!(curve(&[-5.0]).at(5.0), Some((1.0, None)));
    }

    const SIX_MP_CURVE: Points = &[
        (6.0, 0.857142857143, 0.619717955266, 0.951551747647),
        (7.0, 0.806722689076, 0.563146564622, 0.922809019203),
        (10.0, 0.752941176471, 0.5031995108, 0.889361835169),
        (13.0, 0.690196078431, 0.431610222486, 0.849065963349),
        (16.0, 0.627450980392, 0.367510855988, 0.804912189472),
        (22.0, 0.53781512605, 0.267778936767, 0.746790717635),
        (23.0, 0.448179271709, 0.188052005959, 0.680142628495),
    ];
    const PLACEBO_CURVE: Points = &[
        (1.0, 0.904761904762, 0.670045882235, 0.975294149038),
        (2.0, 0.809523809524, 0.568905059924, 0.923888828559),
        (3.0, 0.761904761905, 0.519391415328, 0.893257109782),
        (4.0, 0.666666666667, 0.425350435565, 0.825044008797),
        (5.0, 0.571428571429, 0.337976953859, 0.749240709943),
        (8.0, 0.380952380952, 0.18306654882, 0.577788677746),
        (11.0, 0.285714285714, 0.116561326437, 0.481819648009),
        (12.0, 0.190476190476, 0.0594817013612, 0.377434890585),
        (15.0, 0.142857142857, 0.0356573551907, 0.321161574681),
        (17.0, 0.0952380952381, 0.0162592602122, 0.261249981969),
        (22.0, 0.047619047619, 0.00332446304253, 0.197044905699),
    ];
    const ALL_EVENTS: Points = &[
        (1.0, 0.999999, 0.99999290095, 0.999999859136),
        (2.0, 0.999998, 0.999992003148, 0.999999499804),
        (1000.0, 0.999, 0.998936093485, 0.999060069598),
        (250000.0, 0.75, 0.74915012126, 0.750847500822),
        (500000.0, 0.5, 0.499019593642, 0.500979556063),
        (900000.0, 0.1, 0.0994129891005, 0.100588966717),
        (999999.0, 1e-06, 1.21747715471e-07, 6.21697738537e-06),
    ];
    const HALF_CENSORED: Points = &[
        (1.0, 0.999999, 0.99999290095, 0.999999859136),
        (2001.0, 0.998998498998, 0.998934529579, 0.999058629589),
        (500001.0, 0.707105543749, 0.706124279751, 0.708084247096),
        (999001.0, 0.0315990446998, 0.0302353100901, 0.0330059238089),
        (
            999997.0,
            0.00159576872266,
            0.000634906856141,
            0.00357373578756,
        ),
        (
            999999.0,
            0.000797884361332,
            0.000127545397672,
            0.00343084139451,
        ),
    ];
}
