//! Vital signs of courses: values beyond a limit. They are signs and no grades.

use super::definition::{BY_PATIENT_AND_COURSE, Definition};
use super::measure::Measure;
use super::results::{Level, Statistic, Unit};
use super::rows::Rows;
use super::scope::Scope;
use crate::facts::VITAL_SIGNS;
use crate::stats::Clusters;

// The name of its measure.
pub(crate) const SIGN: &str = "vital.sign";

pub(super) const MEASURES: &[Measure] = &[Measure {
    definition: Definition {
        name: SIGN,
        title: "Vital signs beyond a limit",
        grain: &[Unit::Patient, Unit::Course],
        counts: "hypotension: a systolic pressure below 90 mmHg; tachycardia: a heart rate above 100, above 130 per minute; fever: a temperature of 38.0 °C or more, above 40.0 °C; desaturation: an oxygen saturation below 90%, below 88%; oxygen: a flow above 0 or a fraction above 21%, above 4 L/min or 40% or more; sustained: a run of hours beyond the limit, of equal hours the least abnormal, neighbors at most 6 h apart, at least 0.5 h long",
        out_of: "treated units with such a value after hour 0 and up to 720 h after the last given dose",
        unknown: "units without a value are left out; values that cannot be true are passed over; pressures under vasopressors look normal",
        interval: BY_PATIENT_AND_COURSE,
        source: "limits of the aldesleukin label for holding a dose; Dutcher JP et al. J Immunother Cancer 2014;2:26 for stopping",
    },
    needs: |_| &["measurements"],
    first: Statistic::Proportion,
    count: signs,
}];

/// The most levels that a sign has.
const MOST_LEVELS: usize = {
    let (mut most, mut sign) = (0, 0);
    while sign < VITAL_SIGNS.len() {
        let n_levels = VITAL_SIGNS[sign].1.len();
        if n_levels > most {
            most = n_levels;
        }
        sign += 1;
    }
    most
};

fn signs(scope: &Scope<'_>, rows: &mut Rows) {
    let parts = &scope.cohort.signs;
    let numbers = parts.frame.integers("sign_number");
    let reached = parts.frame.integers("levels");
    let mut tallies = [[Clusters::default(); MOST_LEVELS]; VITAL_SIGNS.len()];
    for courses in scope.patients() {
        // Units with a value of each sign, and those that reach each of its levels.
        let mut units = [0; VITAL_SIGNS.len()];
        let mut events = [[0; MOST_LEVELS]; VITAL_SIGNS.len()];
        for row in courses.iter().flat_map(|&course| parts.of(course)) {
            let sign = usize::try_from(numbers[row]).expect("facts number signs from 0");
            units[sign] += 1;
            for (level, events) in events[sign].iter_mut().enumerate() {
                *events += reached[row] >> level & 1;
            }
        }
        let most = match rows.unit() {
            Unit::Patient => 1,
            Unit::Course | Unit::Cycle | Unit::Dose => i64::MAX,
        };
        for (sign, clusters) in tallies.iter_mut().enumerate() {
            for (clusters, events) in clusters.iter_mut().zip(events[sign]) {
                clusters.add(units[sign].min(most), events.min(most));
            }
        }
    }
    for ((sign, levels), tallies) in VITAL_SIGNS.iter().zip(&tallies) {
        for (&level, clusters) in levels.iter().zip(tallies) {
            let level = if level == "any" {
                Level::Any
            } else {
                Level::Sign(level)
            };
            rows.proportion(sign, level, clusters);
        }
    }
}
