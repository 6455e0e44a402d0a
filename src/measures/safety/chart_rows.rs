//! Charts as rows: how each is made, what it says, and its points.

use super::course_chart::{CusumChart, GapChart};
use super::definitions::{CHART, CUSUM, GAP, POINTS, SIGNAL, SINCE_LAST};
use super::estimate::statistic;
use super::indicators::Indicator;
use super::order::Ordered;
use super::period_chart::{PeriodChart, limits_method};
use super::periods::Segment;
use crate::measures::results::{
    Level, Method, NoCusum, NoticedBy, ReviewPart, Row, SignalRule, Statistic, Status, Stratum,
    Unit,
};
use crate::stats::UnitsToSignal;
use std::collections::BTreeMap;

/// A row of one number.
pub(super) fn row(
    measure: &'static str,
    stratum: Stratum,
    item: &str,
    level: Level,
    statistic: Statistic,
    value: Option<f64>,
) -> Row {
    let value = value.filter(|value| value.is_finite());
    Row {
        measure,
        unit: Unit::Course,
        stratum,
        item: item.to_owned(),
        level,
        statistic,
        value,
        lower: None,
        upper: None,
        numerator: None,
        denominator: None,
        method: None,
        status: if value.is_some() {
            Status::Ok
        } else {
            Status::NotEstimable
        },
    }
}

/// The charts of one indicator.
pub(super) struct Charts<'a> {
    pub(super) indicator: &'a Indicator,
    pub(super) ordered: &'a Ordered,
    /// Every segment, with its chart where it has one; the last is the present one.
    pub(super) by_period: Vec<(&'a Segment, Option<PeriodChart>)>,
    /// Of an indicator that is watched course by course: its chart, or why it has none.
    pub(super) cusum: Option<Result<CusumChart, NoCusum>>,
    pub(super) gaps: Option<GapChart>,
    /// Courses (of a rate: doses) to a unit of time: a year's.
    pub(super) units_a_year: Option<f64>,
    /// Units of the chart for one course: doses, or 1.
    pub(super) units_a_course: f64,
}

impl Charts<'_> {
    fn summary(&self, level: Level, statistic: Statistic, value: Option<f64>) -> Row {
        row(
            CHART,
            Stratum::Overall,
            &self.indicator.key(),
            level,
            statistic,
            value,
        )
    }

    /// How the present chart is made, and the change that it can detect.
    pub(super) fn summary_rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let count = |n: usize| Some(n as f64);
        if let Some((_, Some(chart))) = self.by_period.last() {
            for level in [Level::Kind(chart.kind), Level::Stage(chart.stage)] {
                rows.push(self.summary(level, Statistic::Count, count(chart.points)));
            }
            if chart.center.is_some() {
                rows.push(self.summary(
                    Level::Center,
                    statistic(&self.indicator.outcome),
                    chart.center,
                ));
            }
            if chart.false_alarm.is_some() {
                rows.push(self.summary(
                    Level::FalseAlarm,
                    Statistic::Probability,
                    chart.false_alarm,
                ));
            }
            if self.cusum.is_none() {
                rows.extend(self.units_to_signal_rows(chart.units_to_signal));
            }
        }
        match &self.cusum {
            None => {}
            Some(Ok(chart)) => {
                let proportion = Statistic::Proportion;
                rows.push(self.summary(Level::CusumKind, Statistic::Count, count(chart.watched)));
                rows.push(self.summary(Level::WatchedRate(chart.from), proportion, Some(chart.p0)));
                rows.push(self.summary(Level::Alternative, proportion, Some(chart.alternative)));
                rows.push(self.summary(Level::Threshold, Statistic::Sum, Some(chart.threshold)));
                rows.push(self.summary(
                    Level::CoursesToFalseAlarm,
                    Statistic::Mean,
                    chart.false_alarm,
                ));
                rows.push(self.summary(
                    Level::CusumFalseAlarm,
                    Statistic::Probability,
                    chart.signal_probability,
                ));
                rows.extend(self.units_to_signal_rows(chart.units_to_signal));
            }
            Some(Err(why)) => {
                rows.push(self.summary(Level::NoCusum(*why), Statistic::Count, Some(0.0)));
            }
        }
        rows
    }

    fn units_to_signal_rows(&self, units: Option<UnitsToSignal>) -> Vec<Row> {
        let Some(units) = units else {
            return Vec::new();
        };
        let courses = |units: f64| Some((units / self.units_a_course).ceil());
        let years = |units: f64| self.units_a_year.map(|year| units / year);
        let times = [
            (NoticedBy::Half, units.median as f64),
            (NoticedBy::FourInFive, units.four_in_five as f64),
        ];
        times
            .into_iter()
            .flat_map(|(by, units)| {
                [
                    (Level::CoursesToNotice(by), courses(units)),
                    (Level::YearsToNotice(by), years(units)),
                ]
            })
            .filter(|(_, value)| value.is_some())
            .map(|(level, value)| self.summary(level, Statistic::Mean, value))
            .collect()
    }

    /// What the rules say, each as often as it holds, and where: none at all is one row, too.
    pub(super) fn signal_rows(&self) -> Vec<Row> {
        let key = self.indicator.key();
        let periods = &self.ordered.periods;
        let signal = |stratum: Stratum, level: Level, n: f64| {
            row(SIGNAL, stratum, &key, level, Statistic::Count, Some(n))
        };
        // In the order of their texts.
        let mut found: BTreeMap<(String, usize), (Level, Stratum)> = BTreeMap::new();
        let mut find = |rule, is_up, index, stratum| {
            let level = Level::Rule(rule, is_up);
            found.insert((level.to_string(), index), (level, stratum));
        };
        let mut has_rules = false;
        if let Some((_, Some(chart))) = self.by_period.last() {
            has_rules |= chart.has_rules;
            for flag in &chart.flags {
                let stratum = Stratum::period(periods.period(flag.period));
                find(flag.rule, flag.is_up, flag.period, stratum);
            }
        }
        if let Some(Ok(chart)) = &self.cusum {
            has_rules = true;
            for step in chart.steps.iter().filter(|step| step.is_signal) {
                find(
                    SignalRule::Cusum,
                    Some(true),
                    step.index,
                    self.course(step.index),
                );
            }
        }
        if !has_rules {
            return Vec::new();
        }
        let mut rows = vec![signal(Stratum::Overall, Level::Any, found.len() as f64)];
        rows.extend(
            found
                .into_values()
                .map(|(level, stratum)| signal(stratum, level, 1.0)),
        );
        rows
    }

    /// The stratum of a course, by its index in the order of the review.
    fn course(&self, index: usize) -> Stratum {
        let period = self.ordered.period_of[index];
        Stratum::Course(index + 1, self.ordered.periods.period(period))
    }

    /// Courses since the last event.
    pub(super) fn gap_rows(&self) -> Vec<Row> {
        let Some(gaps) = &self.gaps else {
            return Vec::new();
        };
        let key = self.indicator.key();
        let one = |level: Level, statistic, value| {
            row(
                SINCE_LAST,
                Stratum::Overall,
                &key,
                level,
                statistic,
                Some(value),
            )
        };
        let level = if gaps.has_event {
            Level::SinceLast
        } else {
            Level::NoneYet
        };
        let mut rows = vec![one(level, Statistic::Count, gaps.gaps.since_last as f64)];
        if let Some((_, _, probability)) = gaps.about {
            rows.push(one(
                Level::SoLongOrLonger,
                Statistic::Probability,
                probability,
            ));
        }
        rows
    }

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
        let charts = self.cusum.iter().flatten();
        let steps = charts.flat_map(|chart| &chart.steps);
        steps
            .map(|step| {
                let level = if step.is_signal {
                    Level::Signal
                } else {
                    Level::Sum
                };
                Row {
                    numerator: Some(i64::from(step.had_event)),
                    denominator: Some(1),
                    ..row(
                        CUSUM,
                        self.course(step.index),
                        key,
                        level,
                        Statistic::Sum,
                        Some(step.sum),
                    )
                }
            })
            .collect()
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
