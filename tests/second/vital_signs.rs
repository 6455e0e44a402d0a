//! vital: signs by vital signs on treatment.

use super::book::Measure;
use super::course::Course;
use super::laboratory_course::taken;
use super::population::{Patient, Stratum};
use super::rows::Rows;
use super::values::{ALLOWED, at_most, less};
use il2_outcomes::measures::results::Statistic::Proportion;
use il2_outcomes::measures::results::Unit;

/// (analyte, whether a value shows the level).
type Shows = (&'static str, fn(f64) -> bool);

/// What shows a level of an item, one value of any of these analytes; and the analytes that put a unit into the denominator.
const SIGNS: [(&str, &str, &[Shows]); 9] = [
    ("hypotension", "any", &[("systolic_bp", is_hypotensive)]),
    ("tachycardia", "any", &[("heart_rate", is_tachycardic)]),
    (
        "tachycardia",
        "gt130",
        &[("heart_rate", |value| less(130.0, value))],
    ),
    (
        "fever",
        "any",
        &[("temperature", |value| at_most(38.0, value))],
    ),
    (
        "fever",
        "gt40",
        &[("temperature", |value| less(40.0, value))],
    ),
    (
        "desaturation",
        "any",
        &[("spo2", |value| less(value, 90.0))],
    ),
    (
        "desaturation",
        "lt88",
        &[("spo2", |value| less(value, 88.0))],
    ),
    (
        "oxygen",
        "any",
        &[
            ("oxygen_flow", |value| less(0.0, value)),
            ("fio2", |value| less(21.0, value)),
        ],
    ),
    (
        "oxygen",
        "high",
        &[
            ("oxygen_flow", |value| less(4.0, value)),
            ("fio2", |value| at_most(40.0, value)),
        ],
    ),
];

/// Of which signs a sustained one is counted too, after the other levels.
const SUSTAINED: [(&str, Shows); 2] = [
    ("hypotension", ("systolic_bp", is_hypotensive)),
    ("tachycardia", ("heart_rate", is_tachycardic)),
];

/// "A `systolic_bp` < 90 mmHg."
fn is_hypotensive(value: f64) -> bool {
    less(value, 90.0)
}

/// "A `heart_rate` > 100/min."
fn is_tachycardic(value: f64) -> bool {
    less(100.0, value)
}

/// "A run of hours whose values are all beyond the limit, of equal hours the least abnormal counting, neighbors at most 6 h
/// apart, at least 0.5 h from the first to the last", of (hour, whether beyond).
fn is_sustained(values: impl Iterator<Item = (f64, bool)>) -> bool {
    let mut values: Vec<(f64, bool)> = values.collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    // One of each hour: beyond the limit where all of the hour are.
    let mut hours: Vec<(f64, bool)> = Vec::new();
    for (hour, is_beyond) in values {
        match hours.last_mut() {
            Some((same, all)) if hour - *same <= ALLOWED => *all &= is_beyond,
            _ => hours.push((hour, is_beyond)),
        }
    }
    let mut run: Option<(f64, f64)> = None;
    hours.into_iter().any(|(hour, is_beyond)| {
        run = is_beyond.then(|| match run {
            Some((first, last)) if at_most(hour - last, 6.0) => (first, hour),
            _ => (hour, hour),
        });
        run.is_some_and(|(first, last)| at_most(0.5, last - first))
    })
}

/// Whether the blood pressure was low for long, of systolic pressures.
pub(super) fn is_hypotension_sustained(values: impl Iterator<Item = (f64, f64)>) -> bool {
    is_sustained(values.map(|(hour, value)| (hour, is_hypotensive(value))))
}

fn write(
    stratum: &Stratum<'_>,
    rows: &mut Rows,
    unit: Unit,
    (item, level): (&str, &str),
    sign: impl Fn(&Course) -> Option<bool>,
) {
    if unit == Unit::Patient {
        let of_patient = |patient: &&Patient<'_>| {
            let courses = patient.courses.iter();
            let known: Vec<bool> = courses.filter_map(|course| sign(course)).collect();
            (!known.is_empty()).then(|| known.contains(&true))
        };
        let are = stratum.patients.iter().filter_map(of_patient);
        rows.of_patients(item, level, are);
    } else {
        let courses = stratum.courses.iter();
        let are = courses.filter_map(|&course| Some((course, sign(course)?)));
        rows.of_courses(item, level, are);
    }
}

fn signs(stratum: &Stratum<'_>, rows: &mut Rows, unit: Unit) {
    for (place, (item, level, shows)) in SIGNS.iter().enumerate() {
        write(stratum, rows, unit, (item, level), |course| {
            let values: Vec<bool> = shows
                .iter()
                .flat_map(|(analyte, shows)| taken(course, analyte).map(|value| shows(value.value)))
                .collect();
            (!values.is_empty()).then(|| values.contains(&true))
        });
        let is_last = SIGNS.get(place + 1).is_none_or(|(next, _, _)| next != item);
        for (_, (analyte, shows)) in SUSTAINED.iter().filter(|(own, _)| own == item && is_last) {
            write(stratum, rows, unit, (item, "sustained"), |course| {
                let values = taken(course, analyte);
                values.clone().next()?;
                Some(is_sustained(
                    values.map(|value| (value.hour, shows(value.value))),
                ))
            });
        }
    }
}

const SIGN: Measure = Measure {
    name: "vital.sign",
    unit: Unit::Patient,
    needs: &["measurements"],
    first: Proportion,
    rows: |stratum, rows| signs(stratum, rows, Unit::Patient),
};

pub(super) const MEASURES: &[Measure] = &[
    SIGN,
    Measure {
        unit: Unit::Course,
        rows: |stratum, rows| signs(stratum, rows, Unit::Course),
        ..SIGN
    },
];
