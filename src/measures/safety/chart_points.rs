//! The points of charts as rows.

use super::chart_rows::{Charts, row};
use super::cusum::CusumPath;
use super::definitions::{CUSUM, GAP, GROUPED_CUSUM, POINTS};
use super::estimate::statistic;
use super::period_chart::limits_method;
use crate::measures::results::{Level, Method, ReviewPart, Row, Statistic, Stratum};

impl Charts<'_> {
    /// Every point of every chart.
    pub(super) fn series_rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let (key, statistic) = (self.indicator.key(), statistic(&self.indicator.outcome));
        let periods = &self.ordered.periods;
        for (segment, chart) in &self.by_period {
            let Some(chart) = chart else { continue };
            for (period, mark) in segment.all.clone().zip(&chart.marks) {
                let level = if segment.baseline.contains(&period) {
                    Level::Baseline
                } else if segment.watched().contains(&period) {
                    Level::Watched
                } else {
                    Level::Before
                };
                let stratum = Stratum::period(periods.period(period));
                let value = mark.point.map(|point| point.value);
                rows.push(Row {
                    unit: self.indicator.unit,
                    lower: mark.limits.map(|limits| limits.lower),
                    upper: mark.limits.map(|limits| limits.upper),
                    numerator: mark.point.and_then(|point| point.numerator),
                    denominator: Some(mark.point.map_or(0, |point| point.denominator)),
                    method: mark.limits.and(limits_method(chart.kind)),
                    ..row(POINTS, stratum, &key, level, statistic, value)
                });
            }
            if let Some(center) = chart.center {
                let range = periods.range(&segment.all);
                let stratum = Stratum::Part(ReviewPart::Period, range);
                rows.push(row(
                    POINTS,
                    stratum,
                    &key,
                    Level::Center,
                    statistic,
                    Some(center),
                ));
            }
        }
        rows.extend(self.cusum_rows(&key));
        rows.extend(self.gap_points(&key));
        rows
    }

    fn cusum_rows(&self, key: &str) -> Vec<Row> {
        let Some(Ok(chart)) = &self.cusum else {
            return Vec::new();
        };
        let point = |measure, stratum, is_signal, sum, (events, units)| Row {
            numerator: Some(events),
            denominator: Some(units),
            ..row(
                measure,
                stratum,
                key,
                if is_signal { Level::Signal } else { Level::Sum },
                Statistic::Sum,
                Some(sum),
            )
        };
        match &chart.path {
            CusumPath::Courses(_, steps) => steps
                .iter()
                .map(|step| {
                    let counts = (i64::from(step.had_event), 1);
                    let stratum = self.course(step.index);
                    point(CUSUM, stratum, step.is_signal, step.sum, counts)
                })
                .collect(),
            CusumPath::Periods(_, steps) => steps
                .iter()
                .map(|step| {
                    let counts = (step.events, step.courses);
                    let stratum = Stratum::period(self.ordered.periods.period(step.period));
                    point(GROUPED_CUSUM, stratum, step.is_signal, step.sum, counts)
                })
                .collect(),
        }
    }

    fn gap_points(&self, key: &str) -> Vec<Row> {
        let Some(gaps) = &self.gaps else {
            return Vec::new();
        };
        let limits = gaps.about.map(|(_, limits, _)| limits);
        let point = |(index, &gap): (usize, &i64)| Row {
            lower: limits.map(|limits| limits.lower as f64),
            upper: limits.map(|limits| limits.upper as f64),
            method: limits.map(|_| Method::GeometricLimits),
            ..row(
                GAP,
                Stratum::Event(index + 2),
                key,
                Level::Gap,
                Statistic::Count,
                Some(gap as f64),
            )
        };
        gaps.gaps.between.iter().enumerate().map(point).collect()
    }
}
