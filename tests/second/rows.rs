//! Rows of results: each statistic with the interval that its unit calls for.

use super::course::Course;
use super::curve::{Curve, Reading};
use super::statistics::{
    Bounds, clopper_pearson, garwood, mean, quantile, rao_scott_wilson, standard_deviation,
};
use crate::bench::{level_of, stratum_of};
use il2_outcomes::measures::results::{Level, Method, Row, Statistic, Status, Unit};
use std::collections::BTreeMap;

/// mean, sd, median, q1, q3, min, max.
pub(super) const DIST: [Statistic; 7] = [
    Statistic::Mean,
    Statistic::Sd,
    Statistic::Median,
    Statistic::Q1,
    Statistic::Q3,
    Statistic::Min,
    Statistic::Max,
];

/// A row without a number.
pub(super) fn blank(measure: &'static str, unit: Unit, stratum: &str, item: &str) -> Row {
    Row {
        measure,
        unit,
        stratum: stratum_of(stratum),
        item: item.to_owned(),
        level: Level::All,
        statistic: Statistic::Proportion,
        value: None,
        lower: None,
        upper: None,
        numerator: None,
        denominator: None,
        method: None,
        status: Status::NotEstimable,
    }
}

/// The rows of one measure, unit and stratum.
pub(super) struct Rows {
    /// A row of the same measure, unit and stratum without anything in it.
    blank: Row,
    rows: Vec<Row>,
}

impl Rows {
    pub(super) fn new(measure: &'static str, unit: Unit, stratum: &str) -> Self {
        let blank = Row {
            statistic: Statistic::Count,
            ..blank(measure, unit, stratum, "all")
        };
        Self {
            blank,
            rows: Vec::new(),
        }
    }

    pub(super) fn into_rows(self) -> Vec<Row> {
        self.rows
    }

    /// What was not collected has one row, of the first statistic, without numbers.
    pub(super) fn not_collected(&mut self, statistic: Statistic) {
        let status = Status::NotCollected;
        self.rows.push(Row {
            statistic,
            status,
            ..self.blank.clone()
        });
    }

    /// A row; without a value it is not estimable.
    fn push(
        &mut self,
        item: &str,
        level: &str,
        statistic: Statistic,
        value: Option<f64>,
    ) -> &mut Row {
        self.rows.push(Row {
            item: item.to_owned(),
            level: level_of(level),
            statistic,
            value,
            status: if value.is_some() {
                Status::Ok
            } else {
                Status::NotEstimable
            },
            ..self.blank.clone()
        });
        self.rows.last_mut().unwrap()
    }

    pub(super) fn count(&mut self, item: &str, n: usize) {
        self.push(item, "all", Statistic::Count, Some(n as f64));
    }

    pub(super) fn sum(&mut self, item: &str, values: &[f64]) {
        let value = (!values.is_empty()).then(|| values.iter().sum());
        self.push(item, "all", Statistic::Sum, value).denominator = Some(values.len() as i64);
    }

    /// Σ/Σ: no interval.
    pub(super) fn ratio(&mut self, item: &str, numerator: usize, denominator: usize) {
        let value = (denominator > 0).then(|| numerator as f64 / denominator as f64);
        let row = self.push(item, "all", Statistic::Ratio, value);
        row.numerator = Some(numerator as i64);
        row.denominator = Some(denominator as i64);
    }

    /// Statistics of the values of so many units.
    pub(super) fn statistics(&mut self, item: &str, values: &[f64], statistics: &[Statistic]) {
        for &statistic in statistics {
            let value = match statistic {
                _ if values.is_empty() => None,
                Statistic::Mean => Some(mean(values)),
                Statistic::Sd => standard_deviation(values),
                Statistic::Median => Some(quantile(values, 0.5)),
                Statistic::Q1 => Some(quantile(values, 0.25)),
                Statistic::Q3 => Some(quantile(values, 0.75)),
                Statistic::Min => Some(quantile(values, 0.0)),
                Statistic::Max => Some(quantile(values, 1.0)),
                Statistic::Count
                | Statistic::Sum
                | Statistic::Proportion
                | Statistic::Ratio
                | Statistic::Rate
                | Statistic::Probability
                | Statistic::Difference
                | Statistic::PValue => unreachable!("no statistic of single values"),
            };
            self.push(item, "all", statistic, value).denominator = Some(values.len() as i64);
        }
    }

    fn interval(row: &mut Row, bounds: Option<Bounds>, method: Method) {
        row.lower = bounds.map(|bounds| bounds.0);
        row.upper = bounds.map(|bounds| bounds.1);
        row.method = bounds.map(|_| method);
    }

    /// A proportion of patients: Clopper–Pearson.
    pub(super) fn of_patients(&mut self, item: &str, level: &str, are: impl Iterator<Item = bool>) {
        let are: Vec<bool> = are.collect();
        let (x, n) = (are.iter().filter(|&&is| is).count(), are.len());
        let value = (n > 0).then(|| x as f64 / n as f64);
        let row = self.push(item, level, Statistic::Proportion, value);
        row.numerator = Some(x as i64);
        row.denominator = Some(n as i64);
        Self::interval(
            row,
            value.map(|_| clopper_pearson(x, n)),
            Method::ClopperPearson,
        );
    }

    /// A proportion of courses or cycles, of which a patient may have several: Wilson on the effective sample size.
    pub(super) fn of_courses<'a>(
        &mut self,
        item: &str,
        level: &str,
        are: impl Iterator<Item = (&'a Course, bool)>,
    ) {
        let mut of_patients: BTreeMap<usize, (i128, i128)> = BTreeMap::new();
        for (course, is) in are {
            let (events, units) = of_patients.entry(course.patient).or_default();
            *events += i128::from(is);
            *units += 1;
        }
        let clusters: Vec<(i128, i128)> = of_patients.into_values().collect();
        let x: i128 = clusters.iter().map(|(events, _)| events).sum();
        let n: i128 = clusters.iter().map(|(_, units)| units).sum();
        let value = (n > 0).then(|| x as f64 / n as f64);
        let row = self.push(item, level, Statistic::Proportion, value);
        row.numerator = i64::try_from(x).ok();
        row.denominator = i64::try_from(n).ok();
        Self::interval(row, rao_scott_wilson(&clusters), Method::RaoScottWilson);
    }

    /// Events per so many given doses: Garwood.
    pub(super) fn rate(&mut self, item: &str, events: usize, doses: usize, per: f64) {
        let scale = per / doses as f64;
        let value = (doses > 0).then_some(events as f64 * scale);
        let row = self.push(item, "all", Statistic::Rate, value);
        row.numerator = Some(events as i64);
        row.denominator = Some(doses as i64);
        let (lower, upper) = garwood(events);
        Self::interval(
            row,
            value.map(|_| (lower * scale, upper * scale)),
            Method::Garwood,
        );
    }

    /// What a curve says of a time, or the opposite.
    pub(super) fn probability(
        &mut self,
        item: &str,
        level: &str,
        curve: &Curve,
        reading: &Reading,
        is_opposite: bool,
    ) {
        let turned = |probability: f64| {
            if is_opposite {
                1.0 - probability
            } else {
                probability
            }
        };
        let row = self.push(
            item,
            level,
            Statistic::Probability,
            reading.survival.map(turned),
        );
        row.numerator = Some(reading.events as i64);
        row.denominator = Some(curve.units as i64);
        let bounds = reading.bounds.map(|(lower, upper)| {
            if is_opposite {
                (turned(upper), turned(lower))
            } else {
                (lower, upper)
            }
        });
        Self::interval(row, bounds, Method::KmLogLog);
    }

    /// The median of a curve, with all its events and units.
    pub(super) fn median_of_curve(&mut self, curve: &Curve) {
        let median = curve.median();
        let row = self.push("all", "all", Statistic::Median, median.time);
        row.numerator = Some(curve.events() as i64);
        row.denominator = Some(curve.units as i64);
        row.lower = median.lower;
        row.upper = median.upper;
        let is_bounded = median.lower.is_some() || median.upper.is_some();
        row.method = is_bounded.then_some(Method::KmLogLog);
    }
}
