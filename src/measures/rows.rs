//! Writes results rows: the value, the interval that its unit calls for, and why there is none.

use super::results::Statistic::{Max, Mean, Median, Min, Q1, Q3, Sd, Sum};
use super::results::{Level, Method, Row, Statistic, Status, Stratum, Unit};
use crate::stats::{
    Clusters, CompetingRisks, Curve, Interval, clopper_pearson, garwood, rao_scott_garwood,
    rao_scott_wilson, summarize,
};

/// The item where there is one only.
pub(super) const ALL: &str = "all";

/// The item of units for which something is not known.
pub(super) const MISSING: &str = "missing";

/// What a distribution is described by, in the order of rows.
pub(super) const DIST: [Statistic; 7] = [Mean, Sd, Median, Q1, Q3, Min, Max];

/// The same with the sum before it.
pub(super) const SUM_AND_DIST: [Statistic; 8] = [Sum, Mean, Sd, Median, Q1, Q3, Min, Max];

/// The ordered values that describe a distribution.
pub(super) const ORDERED: [Statistic; 5] = [Median, Q1, Q3, Min, Max];

/// The same without the least.
pub(super) const UPPER: [Statistic; 4] = [Median, Q1, Q3, Max];

/// The same without the greatest.
pub(super) const QUARTILES: [Statistic; 3] = [Median, Q1, Q3];

/// The interval of a proportion: Clopper–Pearson where every patient has one unit, so that units are independent; else
/// Wilson on the effective sample size. `None` for several units of one patient, and without a unit.
pub(super) fn proportion_interval(clusters: &Clusters) -> Option<(Interval, Method)> {
    if clusters.units() == clusters.patients() {
        let interval = clopper_pearson(clusters.events(), clusters.units());
        interval.map(|interval| (interval, Method::ClopperPearson))
    } else {
        rao_scott_wilson(clusters).map(|interval| (interval, Method::RaoScottWilson))
    }
}

/// The interval of a rate per so many units (doses): Garwood on the effective number of events, or as it is where there is
/// one unit. `None` for several units of one patient, and without a unit.
pub(super) fn rate_interval(clusters: &Clusters, per: f64) -> Option<(Interval, Method)> {
    let (interval, method) = if clusters.units() == 1 {
        (garwood(clusters.events()), Method::Garwood)
    } else {
        (rao_scott_garwood(clusters)?, Method::RaoScottGarwood)
    };
    let scaled = Interval {
        lower: interval.lower * per,
        upper: interval.upper * per,
    };
    Some((scaled, method))
}

/// The rows of one measure for one unit in one stratum, in order.
#[derive(Debug)]
pub(super) struct Rows {
    measure: &'static str,
    unit: Unit,
    stratum: Stratum,
    written: Vec<Row>,
}

impl Rows {
    pub(super) fn new(measure: &'static str, unit: Unit, stratum: &Stratum) -> Self {
        Self {
            measure,
            unit,
            stratum: stratum.clone(),
            written: Vec::new(),
        }
    }

    pub(super) fn into_rows(self) -> Vec<Row> {
        self.written
    }

    /// The name of the measure.
    pub(super) const fn measure(&self) -> &'static str {
        self.measure
    }

    /// The unit that is counted.
    pub(super) const fn unit(&self) -> Unit {
        self.unit
    }

    /// The one row that says that nobody collected what the measure needs.
    pub(super) fn not_collected(&mut self, first: Statistic) {
        self.push(
            ALL,
            Level::All,
            first,
            None,
            None,
            (None, None),
            Status::NotCollected,
        );
    }

    /// Withholds every number that was written: a rule says that it misleads. What it was counted from is kept.
    pub(super) fn withhold(&mut self) {
        for row in &mut self.written {
            if row.status == Status::Ok {
                row.status = Status::NotEstimable;
            }
            (row.value, row.lower, row.upper, row.method) = (None, None, None, None);
        }
    }

    /// How many.
    pub(super) fn count(&mut self, item: &str, level: Level, count: i64) {
        self.push(
            item,
            level,
            Statistic::Count,
            Some(count as f64),
            None,
            (None, None),
            Status::Ok,
        );
    }

    /// Units with a property.
    pub(super) fn proportion(&mut self, item: &str, level: Level, clusters: &Clusters) {
        let (events, units) = (clusters.events(), clusters.units());
        let interval = proportion_interval(clusters);
        let value = (units > 0).then(|| events as f64 / units as f64);
        self.estimate(
            item,
            level,
            Statistic::Proportion,
            value,
            interval,
            (Some(events), units),
        );
    }

    /// A ratio of totals.
    pub(super) fn ratio(&mut self, item: &str, numerator: i64, denominator: i64) {
        let value = (denominator > 0).then(|| numerator as f64 / denominator as f64);
        self.estimate(
            item,
            Level::All,
            Statistic::Ratio,
            value,
            None,
            (Some(numerator), denominator),
        );
    }

    /// Events per so many given doses: the units are doses.
    pub(super) fn rate(&mut self, item: &str, clusters: &Clusters, per: f64) {
        let (events, doses) = (clusters.events(), clusters.units());
        let value = (doses > 0).then(|| events as f64 * per / doses as f64);
        let interval = rate_interval(clusters, per);
        self.estimate(
            item,
            Level::All,
            Statistic::Rate,
            value,
            interval,
            (Some(events), doses),
        );
    }

    /// These statistics of values, one per unit.
    pub(super) fn distribution(&mut self, item: &str, values: Vec<f64>, statistics: &[Statistic]) {
        self.distribution_at(item, Level::All, values, statistics);
    }

    /// The same at a level.
    pub(super) fn distribution_at(
        &mut self,
        item: &str,
        level: Level,
        mut values: Vec<f64>,
        statistics: &[Statistic],
    ) {
        let units = values.len() as i64;
        let summary = summarize(&mut values);
        for &statistic in statistics {
            let value = summary.and_then(|s| match statistic {
                Statistic::Sum => Some(s.sum),
                Statistic::Mean => Some(s.mean),
                Statistic::Sd => s.sd,
                Statistic::Median => Some(s.median),
                Statistic::Q1 => Some(s.q1),
                Statistic::Q3 => Some(s.q3),
                Statistic::Min => Some(s.min),
                Statistic::Max => Some(s.max),
                Statistic::Count
                | Statistic::Proportion
                | Statistic::Ratio
                | Statistic::Rate
                | Statistic::Probability
                | Statistic::Difference
                | Statistic::PValue => None,
            });
            self.estimate(item, level, statistic, value, None, (None, units));
        }
    }

    /// The probability of the event up to a time: one minus the curve.
    pub(super) fn event_probability(&mut self, item: &str, curve: &Curve, time: f64) {
        let turned = |(survival, interval): (f64, Option<Interval>)| {
            let turn = |i: Interval| Interval {
                lower: 1.0 - i.upper,
                upper: 1.0 - i.lower,
            };
            (1.0 - survival, interval.map(turn))
        };
        self.probability(item, curve, time, curve.at(time).map(turned));
    }

    /// The probability of no event up to a time: the curve.
    pub(super) fn survival_probability(&mut self, item: &str, curve: &Curve, time: f64) {
        self.probability(item, curve, time, curve.at(time));
    }

    fn probability(
        &mut self,
        item: &str,
        curve: &Curve,
        time: f64,
        estimate: Option<(f64, Option<Interval>)>,
    ) {
        let counts = (Some(curve.events_by(time)), curve.units());
        let interval = estimate.and_then(|(_, interval)| interval);
        let interval = interval.map(|interval| (interval, Method::KmLogLog));
        let value = estimate.map(|(value, _)| value);
        let level = Level::number(time);
        self.estimate(item, level, Statistic::Probability, value, interval, counts);
    }

    /// The probability of the event of interest up to a time, others competing with it.
    pub(super) fn competing_probability(&mut self, item: &str, risks: &CompetingRisks, time: f64) {
        let counts = (Some(risks.events_by(time)), risks.units());
        self.incidence(item, time, risks.at(time), counts);
    }

    /// The probability of the competing events up to a time.
    pub(super) fn competing_cause_probability(
        &mut self,
        item: &str,
        risks: &CompetingRisks,
        time: f64,
    ) {
        let counts = (Some(risks.competing_by(time)), risks.units());
        self.incidence(item, time, risks.competing_at(time), counts);
    }

    fn incidence(
        &mut self,
        item: &str,
        time: f64,
        estimate: Option<(f64, Option<Interval>)>,
        counts: (Option<i64>, i64),
    ) {
        let interval = estimate.and_then(|(_, interval)| interval);
        let interval = interval.map(|interval| (interval, Method::AjLogLog));
        let value = estimate.map(|(value, _)| value);
        let level = Level::number(time);
        self.estimate(item, level, Statistic::Probability, value, interval, counts);
    }

    /// The median of a curve: its bounds stand alone where it is not reached itself.
    pub(super) fn curve_median(&mut self, item: &str, curve: &Curve) {
        let median = curve.median();
        let counts = (Some(curve.events_by(f64::INFINITY)), curve.units());
        self.estimate(
            item,
            Level::All,
            Statistic::Median,
            median.value,
            None,
            counts,
        );
        if let Some(row) = self.written.last_mut() {
            (row.lower, row.upper) = (median.lower, median.upper);
            row.method = median.lower.or(median.upper).map(|_| Method::KmLogLog);
        }
    }

    /// One number of a comparison, of which either bound may be missing.
    pub(super) fn comparison(
        &mut self,
        (item, level): (&str, Level),
        statistic: Statistic,
        value: Option<f64>,
        bounds: Option<(Option<f64>, Option<f64>, Method)>,
        counts: (Option<i64>, i64),
    ) {
        self.estimate(item, level, statistic, value, None, counts);
        if let (Some(row), Some((lower, upper, method))) = (self.written.last_mut(), bounds) {
            (row.lower, row.upper, row.method) = (lower, upper, Some(method));
        }
    }

    fn estimate(
        &mut self,
        item: &str,
        level: Level,
        statistic: Statistic,
        value: Option<f64>,
        interval: Option<(Interval, Method)>,
        (numerator, denominator): (Option<i64>, i64),
    ) {
        // Totals beyond all floats are no numbers.
        let value = value.filter(|value| value.is_finite());
        let status = if value.is_some() {
            Status::Ok
        } else {
            Status::NotEstimable
        };
        self.push(
            item,
            level,
            statistic,
            value,
            interval,
            (numerator, Some(denominator)),
            status,
        );
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one for each column of the results"
    )]
    fn push(
        &mut self,
        item: &str,
        level: Level,
        statistic: Statistic,
        value: Option<f64>,
        interval: Option<(Interval, Method)>,
        (numerator, denominator): (Option<i64>, Option<i64>),
        status: Status,
    ) {
        self.written.push(Row {
            measure: self.measure,
            unit: self.unit,
            stratum: self.stratum.clone(),
            item: item.to_owned(),
            level,
            statistic,
            value,
            lower: interval.map(|(interval, _)| interval.lower),
            upper: interval.map(|(interval, _)| interval.upper),
            numerator,
            denominator,
            method: interval.map(|(_, method)| method),
            status,
        });
    }
}
