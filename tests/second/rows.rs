//! Rows of results: each statistic with the interval that its unit calls for.

use super::competing::{CompetingRisks, Incidence};
use super::course::Course;
use super::curve::{Curve, Reading};
use super::statistics::{
    Bounds, clopper_pearson, garwood, mean, quantile, rao_scott_garwood, rao_scott_wilson,
    standard_deviation,
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

/// (events, units) of each patient with a unit, of (course, events, units).
fn by_patient<'a>(counts: impl Iterator<Item = (&'a Course, i128, i128)>) -> Vec<(i128, i128)> {
    let mut of_patients: BTreeMap<usize, (i128, i128)> = BTreeMap::new();
    for (course, events, units) in counts {
        let sums = of_patients.entry(course.patient).or_default();
        *sums = (sums.0 + events, sums.1 + units);
    }
    of_patients
        .into_values()
        .filter(|sums| sums.1 > 0)
        .collect()
}

/// Events and units of all patients.
fn totals(clusters: &[(i128, i128)]) -> (i128, i128) {
    let sum = |sums: (i128, i128), own: &(i128, i128)| (sums.0 + own.0, sums.1 + own.1);
    clusters.iter().fold((0, 0), sum)
}

/// A count of units.
fn count(number: i128) -> usize {
    usize::try_from(number).unwrap()
}

/// A count as results rows have it.
fn whole(number: i128) -> i64 {
    i64::try_from(number).unwrap()
}

/// "Where every patient has one unit (M = K, K = 1 too), the units are independent: Clopper–Pearson."
pub(super) fn proportion_interval(clusters: &[(i128, i128)]) -> Option<(Bounds, Method)> {
    if clusters.is_empty() {
        return None;
    }
    if clusters.iter().all(|&(_, units)| units == 1) {
        let (x, n) = totals(clusters);
        let bounds = clopper_pearson(count(x), count(n));
        return Some((bounds, Method::ClopperPearson));
    }
    rao_scott_wilson(clusters).map(|bounds| (bounds, Method::RaoScottWilson))
}

/// "K < 2: no interval; where that patient has one given dose (M = 1), d = 1, method `garwood`."
pub(super) fn rate_interval(clusters: &[(i128, i128)]) -> Option<(Bounds, Method)> {
    if let [(events, 1)] = clusters {
        return Some((garwood(count(*events)), Method::Garwood));
    }
    rao_scott_garwood(clusters).map(|bounds| (bounds, Method::RaoScottGarwood))
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

    /// What a rule makes not estimable keeps its counts alone.
    pub(super) fn withhold(&mut self) {
        for row in &mut self.rows {
            if row.status == Status::Ok {
                row.status = Status::NotEstimable;
            }
            row.value = None;
            row.lower = None;
            row.upper = None;
            row.method = None;
        }
    }

    pub(super) fn count(&mut self, item: &str, n: usize) {
        self.count_at(item, "all", n);
    }

    /// The same at a level.
    pub(super) fn count_at(&mut self, item: &str, level: &str, n: usize) {
        self.push(item, level, Statistic::Count, Some(n as f64));
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
        self.statistics_at(item, "all", values, statistics);
    }

    /// The same at a level.
    pub(super) fn statistics_at(
        &mut self,
        item: &str,
        level: &str,
        values: &[f64],
        statistics: &[Statistic],
    ) {
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
            self.push(item, level, statistic, value).denominator = Some(values.len() as i64);
        }
    }

    fn interval(row: &mut Row, interval: Option<(Bounds, Method)>) {
        row.lower = interval.map(|((lower, _), _)| lower);
        row.upper = interval.map(|((_, upper), _)| upper);
        row.method = interval.map(|(_, method)| method);
    }

    /// A proportion of patients.
    pub(super) fn of_patients(&mut self, item: &str, level: &str, are: impl Iterator<Item = bool>) {
        let clusters: Vec<_> = are.map(|is| (i128::from(is), 1)).collect();
        self.proportion(item, level, &clusters);
    }

    /// A proportion of courses or cycles, of which a patient may have several.
    pub(super) fn of_courses<'a>(
        &mut self,
        item: &str,
        level: &str,
        are: impl Iterator<Item = (&'a Course, bool)>,
    ) {
        let are = are.map(|(course, is)| (course, i128::from(is), 1));
        self.proportion(item, level, &by_patient(are));
    }

    fn proportion(&mut self, item: &str, level: &str, clusters: &[(i128, i128)]) {
        let (x, n) = totals(clusters);
        let value = (n > 0).then(|| x as f64 / n as f64);
        let row = self.push(item, level, Statistic::Proportion, value);
        row.numerator = Some(whole(x));
        row.denominator = Some(whole(n));
        Self::interval(row, proportion_interval(clusters));
    }

    /// Events per so many given doses, from the events and doses of courses.
    pub(super) fn rate<'a>(
        &mut self,
        item: &str,
        courses: impl Iterator<Item = (&'a Course, usize)>,
        per: f64,
    ) {
        let given = |course: &Course| course.given().count() as i128;
        let counts = courses.map(|(course, events)| (course, events as i128, given(course)));
        let clusters = by_patient(counts);
        let (events, doses) = totals(&clusters);
        let value = (doses > 0).then(|| events as f64 * per / doses as f64);
        let row = self.push(item, "all", Statistic::Rate, value);
        row.numerator = Some(whole(events));
        row.denominator = Some(whole(doses));
        let interval = rate_interval(&clusters);
        let scaled = interval.map(|((lower, upper), method)| ((lower * per, upper * per), method));
        Self::interval(row, scaled);
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
        Self::interval(row, bounds.map(|bounds| (bounds, Method::KmLogLog)));
    }

    /// What a curve of competing risks says of a cause up to a time.
    pub(super) fn competing_probability(
        &mut self,
        item: &str,
        level: &str,
        risks: &CompetingRisks,
        incidence: &Incidence,
    ) {
        let row = self.push(item, level, Statistic::Probability, incidence.probability);
        row.numerator = Some(incidence.events as i64);
        row.denominator = Some(risks.units() as i64);
        let bounds = incidence.bounds;
        Self::interval(row, bounds.map(|bounds| (bounds, Method::AjLogLog)));
    }

    /// The median of a curve, with all its events and units.
    pub(super) fn median_of_curve(&mut self, item: &str, curve: &Curve) {
        let median = curve.median();
        let row = self.push(item, "all", Statistic::Median, median.time);
        row.numerator = Some(curve.events() as i64);
        row.denominator = Some(curve.units as i64);
        row.lower = median.lower;
        row.upper = median.upper;
        let is_bounded = median.lower.is_some() || median.upper.is_some();
        row.method = is_bounded.then_some(Method::KmLogLog);
    }
}
