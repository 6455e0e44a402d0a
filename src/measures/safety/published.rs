//! Published rates beside an indicator: the difference, with its interval, and no verdict.

use super::chart_rows::row;
use super::definitions::PUBLISHED_DIFFERENCE;
use super::indicators::{Indicator, Outcome};
use super::published_rates::published_rate;
use crate::measures::results::{Level, Method, Row, Statistic, Stratum};
use crate::stats::newcombe;
use std::collections::BTreeMap;

/// The share of patients with the event less the published one of patients. None where no rate of the same unit, category
/// and scale is published with its counts, or no patient is known; `patients` has the patient of each course. With it the
/// indicator, patients with the event, and all.
pub(super) fn difference(
    indicator: &Indicator,
    patients: &[i64],
) -> Option<(Row, (String, i64, i64))> {
    let key = indicator.key();
    let published = published_rate(&key).filter(|published| published.unit == "patient")?;
    let (events, units) = of_patients(&indicator.outcome, patients)?;
    let (of_paper, in_paper) = published.numerator.zip(published.denominator)?;
    let interval = newcombe(events, units, of_paper, in_paper)?;
    let share = |events: i64, units: i64| events as f64 / units as f64;
    let row = Row {
        lower: Some(interval.lower),
        upper: Some(interval.upper),
        method: Some(Method::Newcombe),
        ..row(
            PUBLISHED_DIFFERENCE,
            Stratum::Overall,
            &key,
            Level::Published(&published.measure),
            Statistic::Difference,
            Some(share(events, units) - share(of_paper, in_paper)),
        )
    };
    Some((row, (key, events, units)))
}

/// Patients with the event in a course, and patients of whom it is known of one; `None` where there is none.
fn of_patients(outcome: &Outcome, patients: &[i64]) -> Option<(i64, i64)> {
    let Outcome::Event(had) = outcome else {
        return None;
    };
    let mut by_patient: BTreeMap<i64, bool> = BTreeMap::new();
    for (had, patient) in had.iter().zip(patients) {
        if let Some(had) = had {
            *by_patient.entry(*patient).or_default() |= had;
        }
    }
    let events = by_patient.values().filter(|had| **had).count() as i64;
    (!by_patient.is_empty()).then_some((events, by_patient.len() as i64))
}
