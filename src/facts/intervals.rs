//! Intervals of hours: how long their union is, whether two run at once.

use crate::model::{Frame, TOLERANCE};

/// An interval of hours; without an end it runs on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Interval {
    pub(super) start: f64,
    pub(super) stop: Option<f64>,
}

/// The interval of each row of a table with `start_hour` and `stop_hour`.
pub(super) fn intervals(frame: &Frame) -> impl Fn(usize) -> Interval {
    let (starts, stops) = (frame.decimals("start_hour"), frame.column("stop_hour"));
    move |row| Interval {
        start: starts[row],
        stop: stops.decimal(row),
    }
}

impl Interval {
    /// Whether it ends at an hour or later, or has no end.
    pub(super) fn reaches(self, hour: f64) -> bool {
        self.stop.is_none_or(|stop| stop >= hour - TOLERANCE)
    }

    /// What of it lies after hour 0; of one that ended there, its moment.
    pub(super) fn after_hour_0(self) -> Self {
        Self {
            start: self.start.max(0.0),
            stop: self.stop.map(|stop| stop.max(0.0)),
        }
    }

    /// Whether it runs at a moment: from its start until just before its stop. One of no length runs at its moment.
    ///
    /// Source: the measure book, `vasopressor.peak_nee`.
    pub(super) fn runs_at(self, moment: f64) -> bool {
        let is_over = |stop: f64| {
            if stop > self.start + TOLERANCE {
                moment >= stop - TOLERANCE
            } else {
                moment > stop + TOLERANCE
            }
        };
        self.start <= moment + TOLERANCE && !self.stop.is_some_and(is_over)
    }
}

/// The length of the union of intervals from hour 0 on, in hours; `None` where one has no end.
///
/// Source: the measure book, `vasopressor.hours`, `dialysis.hours` and `care.icu_hours`.
pub(super) fn union_hours(intervals: &[Interval]) -> Option<f64> {
    union_hours_from(0.0, intervals)
}

/// The length of the union of intervals from an hour on, in hours; `None` where one has no end.
pub(super) fn union_hours_from(first: f64, intervals: &[Interval]) -> Option<f64> {
    let mut spans: Vec<(f64, f64)> = intervals
        .iter()
        .map(|i| Some((i.start.max(first), i.stop?)))
        .collect::<Option<_>>()?;
    spans.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut total = 0.0;
    let mut covered_to = first;
    for (start, stop) in spans {
        total += (stop - start.max(covered_to)).max(0.0);
        covered_to = covered_to.max(stop);
    }
    Some(total)
}

/// Whether two intervals run at one moment after hour 0; touching ends do not overlap.
pub(super) fn overlap(a: Interval, b: Interval) -> bool {
    let start = a.start.max(b.start).max(0.0);
    let stop = a
        .stop
        .unwrap_or(f64::INFINITY)
        .min(b.stop.unwrap_or(f64::INFINITY));
    stop > start + TOLERANCE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(start: f64, stop: impl Into<Option<f64>>) -> Interval {
        Interval {
            start,
            stop: stop.into(),
        }
    }

    #[test]
    fn hours_before_hour_0_and_shared_hours_count_once_or_not() {
        // −2…3 gives 3 from hour 0 on, 2…5 adds 2, 7…8 adds 1, 7.2…7.5 nothing.
        let all = [
            interval(-2.0, 3.0),
            interval(7.0, 8.0),
            interval(2.0, 5.0),
            interval(7.2, 7.5),
        ];
        assert_eq!(union_hours(&all), Some(6.0));
        assert_eq!(union_hours(&[interval(0.0, None)]), None);
        assert_eq!(union_hours(&[]), Some(0.0));
        assert_eq!(union_hours_from(f64::NEG_INFINITY, &all), Some(8.0));
    }

    #[test]
    fn touching_ends_do_not_overlap() {
        assert!(!overlap(interval(0.0, 5.0), interval(5.0, 6.0)));
        assert!(overlap(interval(0.0, None), interval(100.0, 101.0)));
        assert!(!overlap(interval(-5.0, -1.0), interval(-4.0, 1.0)));
    }
}
