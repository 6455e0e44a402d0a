//! Proportions of units that are clustered in patients.

use super::distribution::students_t_quantile;
use super::interval::Interval;
use super::wilson::limits;

/// Units and events by patient, as the exact sums from which the interval is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Clusters {
    patients: i64,
    units: i64,
    events: i64,
    units_squared: i128,
    units_times_events: i128,
    events_squared: i128,
}

impl Clusters {
    /// Adds one patient's units and those of them with the event; a patient without a unit is passed over.
    pub fn add(&mut self, units: i64, events: i64) {
        if units == 0 {
            return;
        }
        self.patients += 1;
        self.units += units;
        self.events += events;
        let (units, events) = (i128::from(units), i128::from(events));
        self.units_squared += units * units;
        self.units_times_events += units * events;
        self.events_squared += events * events;
    }

    /// Adds patients with one unit each, `events` of them with the event.
    pub fn add_single_units(&mut self, patients: i64, events: i64) {
        self.patients += patients;
        self.units += patients;
        self.events += events;
        self.units_squared += i128::from(patients);
        self.units_times_events += i128::from(events);
        self.events_squared += i128::from(events);
    }

    /// Patients with one unit each, `events` of them with the event.
    #[must_use]
    pub fn of_single_units(patients: i64, events: i64) -> Self {
        let mut clusters = Self::default();
        clusters.add_single_units(patients, events);
        clusters
    }

    /// Adds one patient's events without adding the units, of which the patient has so many; see
    /// [`with_events_of`](Self::with_events_of).
    pub fn add_events(&mut self, units: i64, events: i64) {
        self.events += events;
        self.units_times_events += i128::from(units) * i128::from(events);
        self.events_squared += i128::from(events) * i128::from(events);
    }

    /// These units with the events of others: several events out of the same units need the units only once.
    #[must_use]
    pub const fn with_events_of(&self, events: &Self) -> Self {
        Self {
            events: events.events,
            units_times_events: events.units_times_events,
            events_squared: events.events_squared,
            ..*self
        }
    }

    /// Patients with a unit.
    #[must_use]
    pub const fn patients(&self) -> i64 {
        self.patients
    }

    /// All units.
    #[must_use]
    pub const fn units(&self) -> i64 {
        self.units
    }

    /// All units with the event.
    #[must_use]
    pub const fn events(&self) -> i64 {
        self.events
    }

    /// Σ(xᵢ − p·mᵢ)² · M² in whole numbers, with p the events per unit, mᵢ units and xᵢ events of each patient, M all
    /// units: they hold as long as M is below 3·10⁹.
    pub(super) fn squared_residuals(&self) -> i128 {
        let (m, x) = (i128::from(self.units), i128::from(self.events));
        m * m * self.events_squared - 2 * x * m * self.units_times_events
            + x * x * self.units_squared
    }
}

/// Wilson's interval on the effective sample size of Rao and Scott, with Student's t; `None` for fewer than two patients.
///
/// With K patients, M units and the ratio estimator's variance v of p: n* = min(M, p(1 − p)/v), K where p is 0 or 1, M
/// where v is 0.
///
/// Source: Rao JNK, Scott AJ. Biometrics 1992;48:577; Wilson EB. JASA 1927;22:209; Korn EL, Graubard BI. Survey
/// Methodology 1998;24:193 for t in place of z.
#[must_use]
pub(crate) fn rao_scott_wilson(clusters: &Clusters) -> Option<Interval> {
    let k = clusters.patients;
    if k < 2 {
        return None;
    }
    let units = clusters.units as f64;
    let p = clusters.events as f64 / units;
    let q = (clusters.units - clusters.events) as f64 / units;
    let squares = clusters.squared_residuals();
    let effective = if clusters.events == 0 || clusters.events == clusters.units {
        k as f64
    } else if squares == 0 {
        units
    } else {
        let square = units * units;
        let variance = k as f64 / (k - 1) as f64 * (squares as f64 / square / square);
        units.min(p * q / variance)
    };
    let t = students_t_quantile(0.975, (k - 1) as f64);
    Some(limits(p, q, effective, t))
}

#[cfg(test)]
#[expect(clippy::unreadable_literal, reason = "digits as mpmath prints them")]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    fn clusters(pairs: &[(i64, i64)]) -> Clusters {
        let mut clusters = Clusters::default();
        for &(units, events) in pairs {
            clusters.add(units, events);
        }
        clusters
    }

    #[test]
    fn twelve_patients_with_several_courses() {
        // The worked example: p .434782609, v .0183922624, n* 13.3614173, t(11).
        let units = [1, 2, 1, 3, 2, 1, 4, 2, 1, 2, 3, 1];
        let events = [1, 1, 0, 3, 0, 0, 3, 0, 1, 1, 0, 0];
        let pairs: Vec<(i64, i64)> = units.into_iter().zip(events).collect();
        let interval = rao_scott_wilson(&clusters(&pairs)).unwrap();
        assert!((interval.lower - 0.195_833).abs() < 5e-7, "{interval:?}");
        assert!((interval.upper - 0.708_440).abs() < 5e-7, "{interval:?}");
    }

    #[test]
    fn without_an_event_the_lower_bound_is_zero_and_patients_are_the_sample() {
        // Wilson for 0 of K with t(K−1): upper = t²/(K + t²); t(.975, 1) = 12.7062.
        let interval = rao_scott_wilson(&clusters(&[(3, 0), (2, 0)])).unwrap();
        let t2 = 12.706_204_736_174_7_f64.powi(2);
        assert!(interval.lower.abs() < f64::EPSILON);
        assert!(
            (interval.upper - t2 / (2.0 + t2)).abs() < 1e-12,
            "{interval:?}"
        );
        let all = rao_scott_wilson(&clusters(&[(3, 3), (2, 2)])).unwrap();
        assert!((all.upper - 1.0).abs() < f64::EPSILON);
        assert!(
            (all.lower - (1.0 - t2 / (2.0 + t2))).abs() < 1e-12,
            "{all:?}"
        );
    }

    #[test]
    fn equal_shares_in_every_patient_leave_no_variance_and_every_unit_counts() {
        let interval = rao_scott_wilson(&clusters(&[(2, 1), (2, 1), (4, 2)])).unwrap();
        // n* = M = 8, t(2) = 4.302653.
        let (n, t2) = (8.0, 4.302_652_729_749_464_f64.powi(2));
        let half = t2.sqrt() / (1.0 + t2 / n) * (0.25 / n + t2 / (4.0 * n * n)).sqrt();
        assert!((interval.upper - (0.5 + half)).abs() < 1e-9, "{interval:?}");
    }

    #[test]
    fn one_patient_has_no_interval() {
        assert_eq!(rao_scott_wilson(&clusters(&[(4, 2), (0, 0)])), None);
    }

    /// So many patients with so many units each, and so many of them with the event.
    type Groups = &'static [(i64, i64, i64)];

    fn of_groups(groups: &[(i64, i64, i64)]) -> Clusters {
        let mut clusters = Clusters::default();
        for &(patients, units, events) in groups {
            for _ in 0..patients {
                clusters.add(units, events);
            }
        }
        clusters
    }

    #[test]
    fn limits_keep_their_digits_from_two_patients_to_a_million() {
        // mpmath 1.4.1 with 50 digits, from fractions.
        for (groups, lower, upper) in LIMITS {
            let interval = rao_scott_wilson(&of_groups(groups)).unwrap();
            assert_close(interval.lower, lower);
            assert_close(interval.upper, upper);
        }
    }

    #[test]
    fn single_units_are_patients_with_one_unit_each() {
        for (patients, events) in [(2, 0), (7, 3), (9, 9)] {
            assert_eq!(
                Clusters::of_single_units(patients, events),
                of_groups(&[(events, 1, 1), (patients - events, 1, 0)])
            );
        }
    }

    #[test]
    fn events_counted_apart_give_the_sums_of_events_counted_with_their_units() {
        let pairs = [(3, 1), (2, 0), (4, 4)];
        let together = clusters(&pairs);
        let mut events = Clusters::default();
        for (units, with_event) in pairs {
            events.add_events(units, with_event);
        }
        assert_eq!(
            clusters(&[(3, 0), (2, 2), (4, 1)]).with_events_of(&events),
            together
        );
        assert_eq!(
            (together.patients(), together.units(), together.events()),
            (3, 9, 5)
        );
    }

    const LIMITS: [(Groups, f64, f64); 16] = [
        // The worked example of twelve patients.
        (
            &[
                (1, 1, 1),
                (1, 2, 1),
                (1, 1, 0),
                (1, 3, 3),
                (1, 2, 0),
                (1, 1, 0),
                (1, 4, 3),
                (1, 2, 0),
                (1, 1, 1),
                (1, 2, 1),
                (1, 3, 0),
                (1, 1, 0),
            ],
            0.19583277810399569,
            0.7084395932651049,
        ),
        (&[(1, 1, 0), (1, 1, 0)], 0.0, 0.9877636653871961),
        (&[(1, 1, 1), (1, 1, 1)], 0.012236334612803889, 1.0),
        (
            &[(1, 1, 1), (1, 1, 0)],
            0.001541333133436012,
            0.998458666866564,
        ),
        (&[(1000000, 1, 0)], 0.0, 3.841453363031835e-06),
        (&[(1000000, 1, 1)], 0.9999961585466369, 1.0),
        (
            &[(1, 1, 1), (999999, 1, 0)],
            1.7652415410224286e-07,
            5.664925367457631e-06,
        ),
        (
            &[(999999, 1, 1), (1, 1, 0)],
            0.9999943350746325,
            0.9999998234758459,
        ),
        (
            &[(500000, 1, 1), (500000, 1, 0)],
            0.49902001821388425,
            0.5009799817861157,
        ),
        (
            &[(1, 999999, 0), (1, 1, 1)],
            1.5437140500051303e-09,
            0.0006473702994817833,
        ),
        (
            &[(1, 1000000, 1), (1, 1000000, 0)],
            3.0591966675547613e-09,
            8.171420403115974e-05,
        ),
        (
            &[(1, 1000000, 999999), (1, 1000000, 1000000)],
            0.9999182857959689,
            0.9999999969408033,
        ),
        (
            &[(300000, 1, 0), (200000, 2, 1), (100000, 3, 3)],
            0.4989264829279186,
            0.5010735170720814,
        ),
        (
            &[
                (1, 1000000000, 500000000),
                (1, 1000000000, 400000000),
                (1, 1, 1),
            ],
            0.2815649793083989,
            0.6307348508042152,
        ),
        (
            &[(9, 1, 0), (1, 1000000, 1)],
            1.433891867162142e-07,
            6.973865365673664e-06,
        ),
        (
            &[(40, 25000, 0), (1, 1, 1)],
            1.6317576062521496e-07,
            6.128322642229937e-06,
        ),
    ];
}
