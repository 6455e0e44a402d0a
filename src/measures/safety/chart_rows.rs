//! Charts as rows: how each is made, and what it says.

use super::course_chart::GapChart;
use super::cusum::{CusumChart, CusumPath};
use super::definitions::{CHART, SIGNAL, SINCE_LAST};
use super::estimate::statistic;
use super::grouped_chart::typical_size;
use super::indicators::{Indicator, Outcome};
use super::order::Ordered;
use super::period_chart::PeriodChart;
use super::periods::Segment;
use crate::measures::results::{
    InControlAt, Level, NoCusum, NoticedBy, Row, SignalRule, Statistic, Status, Stratum, Unit,
};
use crate::stats::UnitsToSignal;
use std::borrow::Cow;
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
    /// What the charts show of each course: the indicator's, without courses that they leave out.
    pub(super) outcome: Cow<'a, Outcome>,
    /// Every segment, with its chart where it has one; the last is the present one.
    pub(super) by_period: Vec<(&'a Segment, Option<PeriodChart>)>,
    /// Of an event that is watched by a CUSUM: its chart, or why it has none.
    pub(super) cusum: Option<Result<CusumChart, NoCusum>>,
    pub(super) gaps: Option<GapChart>,
    /// Courses (of a rate: doses) to a unit of time: a year's.
    pub(super) units_a_year: Option<f64>,
    /// Periods of a year; `None` without dates.
    pub(super) periods_a_year: Option<f64>,
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

    /// The segment that the review is about: the last.
    pub(super) fn present_segment(&self) -> &Segment {
        let (present, _) = self
            .by_period
            .last()
            .expect("the first period begins a segment");
        present
    }

    /// The chart by period of the present segment.
    pub(super) fn present(&self) -> Option<&PeriodChart> {
        self.by_period.last().and_then(|(_, chart)| chart.as_ref())
    }

    /// Signals expected so far where nothing has changed; `None` where no chart can signal.
    pub(super) fn expected_signals(&self) -> Option<f64> {
        match &self.cusum {
            Some(cusum) => cusum.as_ref().ok()?.expected_signals,
            None => self.present()?.expected_signals,
        }
    }

    /// How the present charts are made, and the change that they can detect.
    pub(super) fn summary_rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let count = |n: usize| Some(n as f64);
        let chart = self.present();
        let cusum = self.cusum.as_ref().and_then(|cusum| cusum.as_ref().ok());
        if let Some(chart) = chart {
            rows.push(self.summary(
                Level::Kind(chart.kind),
                Statistic::Count,
                count(chart.points),
            ));
        }
        if let Some(cusum) = cusum {
            let kind = match cusum.path {
                CusumPath::Courses(..) => Level::CusumKind,
                CusumPath::Periods(..) => Level::GroupedCusumKind,
            };
            rows.push(self.summary(kind, Statistic::Count, count(cusum.points)));
        }
        if let Some(chart) = chart {
            let stage = Level::Stage(chart.stage);
            rows.push(self.summary(stage, Statistic::Count, count(chart.points)));
            if chart.center.is_some() {
                rows.push(self.summary(
                    Level::Center,
                    statistic(&self.indicator.outcome),
                    chart.center,
                ));
            }
        }
        if let Some(cusum) = cusum {
            rows.extend(self.cusum_summary(cusum));
        }
        if let Some(expected) = self.expected_signals() {
            rows.push(self.summary(Level::ExpectedSignals, Statistic::Sum, Some(expected)));
        }
        match &self.cusum {
            None => rows
                .extend(self.units_to_signal_rows(chart.and_then(|chart| chart.units_to_signal))),
            Some(Ok(chart)) => rows.extend(self.units_to_signal_rows(chart.units_to_signal)),
            Some(Err(why)) => {
                rows.push(self.summary(Level::NoCusum(*why), Statistic::Count, Some(0.0)));
            }
        }
        rows
    }

    fn cusum_summary(&self, chart: &CusumChart) -> Vec<Row> {
        let proportion = Statistic::Proportion;
        let watched = chart.watched;
        let mut rows = vec![self.summary(
            Level::WatchedRate(watched.from),
            proportion,
            Some(watched.p0),
        )];
        if let Some(limits) = watched.limits {
            rows.push(self.summary(Level::WatchedRateLower, proportion, Some(limits.lower)));
            rows.push(self.summary(Level::WatchedRateUpper, proportion, Some(limits.upper)));
        }
        rows.push(self.summary(Level::Alternative, proportion, Some(chart.alternative)));
        rows.push(self.summary(Level::Threshold, Statistic::Sum, Some(chart.threshold)));
        let at = [
            InControlAt::WatchedRate,
            InControlAt::Lower,
            InControlAt::Upper,
        ];
        // Without limits of the probability there is no run length at them.
        let n = if watched.limits.is_some() { 3 } else { 1 };
        let run_lengths = || at.into_iter().zip(chart.run_lengths).take(n);
        for (at, run_length) in run_lengths() {
            rows.push(self.summary(Level::RunLength(at), Statistic::Mean, run_length));
        }
        let a_year = match chart.path {
            CusumPath::Courses(..) => self.units_a_year,
            CusumPath::Periods(..) => self.periods_a_year,
        };
        if let Some(a_year) = a_year {
            for (at, run_length) in run_lengths() {
                let years = run_length.map(|length| length / a_year);
                rows.push(self.summary(Level::YearsToSignal(at), Statistic::Mean, years));
            }
        }
        rows
    }

    /// Units of a year of the chart that notices: of a chart by period those of as many typical periods.
    fn units_a_year(&self) -> Option<f64> {
        match self
            .cusum
            .as_ref()
            .map(|cusum| cusum.as_ref().map(|cusum| &cusum.path))
        {
            Some(Ok(CusumPath::Periods(_, steps))) => {
                let sizes: Vec<i64> = steps.iter().map(|step| step.courses).collect();
                let typical = typical_size(&sizes)? as f64;
                Some(self.periods_a_year? * typical)
            }
            _ => self.units_a_year,
        }
    }

    fn units_to_signal_rows(&self, units: Option<UnitsToSignal>) -> Vec<Row> {
        let Some(units) = units else {
            return Vec::new();
        };
        let courses = |units: f64| Some((units / self.units_a_course).ceil());
        let years = |units: f64| self.units_a_year().map(|year| units / year);
        let times = [
            (NoticedBy::Half, units.median as f64),
            (NoticedBy::FourInFive, units.four_in_five as f64),
        ];
        let in_courses = times.map(|(by, units)| (Level::CoursesToNotice(by), courses(units)));
        let in_years = times.map(|(by, units)| (Level::YearsToNotice(by), years(units)));
        in_courses
            .into_iter()
            .chain(in_years)
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
        if let Some(chart) = self.present() {
            has_rules |= chart.has_rules;
            for flag in &chart.flags {
                let stratum = Stratum::period(periods.period(flag.period));
                find(flag.rule, flag.is_up, flag.period, stratum);
            }
        }
        if let Some(Ok(chart)) = &self.cusum {
            has_rules = true;
            match &chart.path {
                CusumPath::Courses(_, steps) => {
                    for step in steps.iter().filter(|step| step.is_signal) {
                        let stratum = self.course(step.index);
                        find(SignalRule::Cusum, Some(true), step.index, stratum);
                    }
                }
                CusumPath::Periods(_, steps) => {
                    for step in steps.iter().filter(|step| step.is_signal) {
                        let stratum = Stratum::period(periods.period(step.period));
                        find(SignalRule::GroupedCusum, Some(true), step.period, stratum);
                    }
                }
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
    pub(super) fn course(&self, index: usize) -> Stratum {
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
}
