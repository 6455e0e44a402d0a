//! A risk in two strata: its difference and its ratio.

use super::pair::Pair;
use crate::measures::characteristics::column_of;
use crate::measures::measure::Parts;
use crate::measures::results::{Level, Method, Row, Statistic, Stratum, Unit};
use crate::measures::rows::{ALL, Rows};
use crate::measures::{deaths, exposure, kidney, laboratory, outcome, toxicity, vasopressor};
use crate::stats::{
    Estimate, RatioInterval, fisher_exact, koopman, mover_difference, mover_ratio, newcombe,
};
use crate::terminology::{organ_system_of_event, organ_systems};

/// The parts of a whole of every family that has some.
const PARTS: [&[Parts]; 6] = [
    exposure::PARTS,
    toxicity::PARTS,
    kidney::PARTS,
    laboratory::PARTS,
    outcome::PARTS,
    deaths::PARTS,
];

/// Where an open list of a stratum says nothing of an item that did not occur there: a measure with an item and a level of
/// the same units that every stratum has. A term is assessed where its organ system is.
fn of_all_units(overall: &Row) -> Option<(&'static str, &'static str, Level)> {
    match overall.measure {
        toxicity::TERM => {
            let system = &organ_systems()[organ_system_of_event(&overall.item)];
            Some((toxicity::ORGAN_SYSTEM, &system.name, Level::Any))
        }
        vasopressor::AGENT => Some((vasopressor::USE, ALL, Level::All)),
        _ => None,
    }
}

/// Units with a property, of all, with the limits of their share.
#[derive(Debug, Clone, Copy)]
struct Counted {
    events: i64,
    units: i64,
    limits: Option<(f64, f64)>,
}

/// A risk in both strata.
#[derive(Debug)]
pub(super) struct Risk {
    pub(super) unit: Unit,
    pub(super) measure: &'static str,
    item: String,
    level: Level,
    group: Counted,
    reference: Counted,
}

/// Whether a row is a risk by which two strata can be compared.
pub(super) fn is_risk(row: &Row) -> bool {
    let mut parts = PARTS.iter().copied().flatten();
    let is_part = parts.any(|parts| parts.contains(row.measure, row.level));
    let is_characteristic = column_of(row.measure).is_some();
    row.statistic == Statistic::Proportion && !is_part && !is_characteristic
}

impl Counted {
    /// The counts of one stratum: of its own row, or none of all where an open list does not name the item.
    fn of<'a>(pair: &Pair<'a>, stratum: &'a Stratum, overall: &'a Row) -> Option<Self> {
        if let Some(row) = pair.like(stratum, overall) {
            return Some(Self {
                events: row.numerator?,
                units: row.denominator?,
                limits: row.lower.zip(row.upper),
            });
        }
        let (measure, item, level) = of_all_units(overall)?;
        let share = Statistic::Proportion;
        let all = pair.row_of(measure, overall.unit, stratum, item, level, share)?;
        Some(Self {
            events: 0,
            units: all.denominator?,
            limits: None,
        })
    }

    fn share(self) -> f64 {
        self.events as f64 / self.units as f64
    }

    fn estimate(self) -> Option<Estimate> {
        let (lower, upper) = self.limits?;
        Some(Estimate {
            value: self.share(),
            lower,
            upper,
        })
    }
}

impl Risk {
    /// The risk of which this is the row of everybody; `None` where a stratum did not collect it, or it is in neither.
    pub(super) fn of<'a>(pair: &Pair<'a>, overall: &'a Row) -> Option<Self> {
        pair.like(pair.group, overall)
            .or_else(|| pair.like(pair.reference, overall))?;
        Some(Self {
            unit: overall.unit,
            measure: overall.measure,
            item: format!("{}/{}", overall.measure, overall.item),
            level: overall.level,
            group: Counted::of(pair, pair.group, overall)?,
            reference: Counted::of(pair, pair.reference, overall)?,
        })
    }

    /// Units with the property, and all, of both strata.
    fn pooled(&self) -> (Option<i64>, i64) {
        (
            Some(self.group.events + self.reference.events),
            self.group.units + self.reference.units,
        )
    }

    fn is_estimable(&self) -> bool {
        self.group.units > 0 && self.reference.units > 0
    }

    pub(super) fn write_difference(&self, rows: &mut Rows) {
        let (group, reference) = (self.group, self.reference);
        let value = self
            .is_estimable()
            .then(|| group.share() - reference.share());
        let interval = match self.unit {
            Unit::Patient => newcombe(group.events, group.units, reference.events, reference.units)
                .map(|interval| (interval, Method::Newcombe)),
            Unit::Course | Unit::Cycle | Unit::Dose => {
                let estimates = group.estimate().zip(reference.estimate());
                estimates.map(|(group, reference)| {
                    (mover_difference(group, reference), Method::MoverRaoScott)
                })
            }
        };
        let interval = interval.filter(|_| value.is_some());
        rows.comparison(
            (&self.item, self.level),
            Statistic::Difference,
            value,
            interval.map(|(interval, method)| (Some(interval.lower), Some(interval.upper), method)),
            self.pooled(),
        );
    }

    pub(super) fn write_ratio(&self, rows: &mut Rows) {
        let (group, reference) = (self.group, self.reference);
        let (ratio, method) = match self.unit {
            Unit::Patient => (
                koopman(group.events, group.units, reference.events, reference.units),
                Method::Koopman,
            ),
            Unit::Course | Unit::Cycle | Unit::Dose => {
                let estimates = group.estimate().zip(reference.estimate());
                let unbounded = || RatioInterval {
                    value: (self.is_estimable() && reference.events > 0)
                        .then(|| group.share() / reference.share()),
                    ..RatioInterval::default()
                };
                (
                    estimates.map_or_else(unbounded, |(group, reference)| {
                        mover_ratio(group, reference)
                    }),
                    Method::MoverRaoScott,
                )
            }
        };
        let has_bound = ratio.lower.is_some() || ratio.upper.is_some();
        rows.comparison(
            (&self.item, self.level),
            Statistic::Ratio,
            ratio.value,
            has_bound.then_some((ratio.lower, ratio.upper, method)),
            self.pooled(),
        );
    }

    /// Fisher's exact test, of patients only: courses of one patient are not independent. Where nobody or everybody has
    /// the property there is nothing to test.
    pub(super) fn p_value(&self) -> Option<f64> {
        let (events, units) = self.pooled();
        let differs = events != Some(0) && events != Some(units);
        (self.unit == Unit::Patient && self.is_estimable() && differs).then(|| {
            fisher_exact(
                self.group.events,
                self.group.units - self.group.events,
                self.reference.events,
                self.reference.units - self.reference.events,
            )
        })
    }

    pub(super) fn write_p_value(&self, p: f64, rows: &mut Rows) {
        rows.comparison(
            (&self.item, self.level),
            Statistic::PValue,
            Some(p),
            None,
            self.pooled(),
        );
    }
}
