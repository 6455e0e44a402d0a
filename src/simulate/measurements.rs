//! The measurements of a cycle: laboratory values and vital signs, with noise, at the hours of the rounds.

use super::cycle::{Cycle, DAY, HOUR, Tenths};
use super::labs::{ALBUMIN, BILIRUBIN, Body, CREATININE, HEART_RATE, PLATELETS, SYSTOLIC, WEIGHT};
use super::random::{Dice, rounded};
use super::toxicity::Toxicity;

/// One value.
#[derive(Debug, Clone)]
pub(super) struct Measurement {
    /// Index among the site's analytes.
    pub(super) analyte: usize,
    pub(super) hour: Tenths,
    /// In thousandths of the model's unit.
    pub(super) value: i32,
}

/// Relative noise of one measurement of each analyte.
const NOISE: [f64; 7] = [0.03, 0.05, 0.05, 0.05, 0.06, 0.004, 0.03];
/// Days from the last dose of a course to its visits after discharge.
const VISITS: [i32; 5] = [7, 14, 21, 30, 35];

fn measure(
    dice: &mut Dice,
    body: &Body,
    analyte: usize,
    hour: Tenths,
    hypotension: &[(Tenths, Tenths)],
) -> Measurement {
    let is_hypotensive = hypotension
        .iter()
        .any(|&(from, to)| (from..to).contains(&hour));
    let exact = body.value_at(analyte, hour, is_hypotensive);
    let value = exact * dice.normal(1.0, NOISE[analyte]);
    // Platelets, pressures and rates come as whole numbers.
    let value = match analyte {
        PLATELETS | SYSTOLIC | HEART_RATE => rounded(value) * 1000,
        WEIGHT => rounded(value * 10.0) * 100,
        _ => rounded(value * 100.0) * 10,
    };
    Measurement {
        analyte,
        hour,
        value,
    }
}

/// The values of a cycle: the evening before, each day of treatment and the day after, and three days later; after
/// the last cycle of a course, those of its visits too.
pub(super) fn measurements_of_cycle(
    dice: &mut Dice,
    body: &Body,
    cycle: &Cycle,
    is_last: bool,
    toxicities: &[Toxicity],
) -> Vec<Measurement> {
    let hypotension: Vec<(Tenths, Tenths)> = toxicities
        .iter()
        .filter(|event| event.ailment.term == "Hypotension" && event.grade >= 2)
        .map(|event| (event.onset, event.onset + 10 * HOUR))
        .collect();
    let mut values = Vec::new();
    let mut round = |hour: Tenths, analytes: &[usize]| {
        for &analyte in analytes {
            if !dice.chance(0.04) {
                values.push(measure(dice, body, analyte, hour, &hypotension));
            }
        }
    };
    let laboratory = [CREATININE, BILIRUBIN, PLATELETS, ALBUMIN];
    let evening = cycle.start - 14 * HOUR + 2 * cycle.number;
    round(evening, &laboratory);
    round(evening, &[SYSTOLIC, HEART_RATE, WEIGHT]);
    let mut day = cycle.start;
    while day <= cycle.end() + DAY {
        round(day + 3 * HOUR, &laboratory);
        round(day + 4 * HOUR, &[SYSTOLIC, HEART_RATE, WEIGHT]);
        round(day + 15 * HOUR, &[SYSTOLIC, HEART_RATE]);
        day += DAY;
    }
    round(day + 2 * DAY, &laboratory);
    if is_last {
        for (days, hours) in VISITS.into_iter().zip([3, -2, 1, -1, 2]) {
            let hour = cycle.end() + days * DAY + hours * HOUR;
            round(hour, &laboratory);
            round(hour, &[SYSTOLIC, HEART_RATE, WEIGHT]);
        }
    }
    values
}
