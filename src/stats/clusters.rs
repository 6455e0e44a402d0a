//! Proportions of units of which several belong to one patient.

use super::Interval;
use super::distribution::students_t_quantile;

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

    /// Patients with one unit each, so many of them with the event.
    #[must_use]
    pub fn of_single_units(patients: i64, events: i64) -> Self {
        let mut clusters = Self {
            patients,
            units: patients,
            units_squared: i128::from(patients),
            ..Self::default()
        };
        let with_event = i128::from(events);
        (
            clusters.events,
            clusters.units_times_events,
            clusters.events_squared,
        ) = (events, with_event, with_event);
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
}

/// Wilson's interval on the effective sample size of Rao and Scott, with Student's t; `None` for fewer than two patients.
///
/// With K patients, M units and the ratio estimator's variance v of p: n* = min(M, p(1 − p)/v), K where p is 0 or 1, M
/// where v is 0.
///
/// Source: Rao JNK, Scott AJ. Biometrics 1992;48:577; Wilson EB. JASA 1927;22:209; Korn EL, Graubard BI. Survey
/// Methodology 1998;24:193 for t in place of z.
#[must_use]
pub fn rao_scott_wilson(clusters: &Clusters) -> Option<Interval> {
    let k = clusters.patients;
    if k < 2 {
        return None;
    }
    let (units, events) = (clusters.units as f64, clusters.events as f64);
    let p = events / units;
    let (m, x) = (i128::from(clusters.units), i128::from(clusters.events));
    // Σ(xᵢ − p·mᵢ)² · M², in whole numbers.
    let squares = m * m * clusters.events_squared - 2 * x * m * clusters.units_times_events
        + x * x * clusters.units_squared;
    let effective = if clusters.events == 0 || clusters.events == clusters.units {
        k as f64
    } else if squares == 0 {
        units
    } else {
        let variance = k as f64 / (k - 1) as f64 * (squares as f64 / units.powi(4));
        units.min(p * (1.0 - p) / variance)
    };
    let t = students_t_quantile(0.975, (k - 1) as f64);
    let scale = 1.0 + t * t / effective;
    let center = (p + t * t / (2.0 * effective)) / scale;
    let half =
        t / scale * (p * (1.0 - p) / effective + t * t / (4.0 * effective * effective)).sqrt();
    let lower = if clusters.events == 0 {
        0.0
    } else {
        (center - half).max(0.0)
    };
    let upper = if clusters.events == clusters.units {
        1.0
    } else {
        (center + half).min(1.0)
    };
    Some(Interval { lower, upper })
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let t2 = 12.706_204_736_432_1_f64.powi(2);
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
        let (n, t2) = (8.0, 4.302_652_729_749_46_f64.powi(2));
        let half = t2.sqrt() / (1.0 + t2 / n) * (0.25 / n + t2 / (4.0 * n * n)).sqrt();
        assert!((interval.upper - (0.5 + half)).abs() < 1e-9, "{interval:?}");
    }

    #[test]
    fn one_patient_has_no_interval() {
        assert_eq!(rao_scott_wilson(&clusters(&[(4, 2), (0, 0)])), None);
    }
}
