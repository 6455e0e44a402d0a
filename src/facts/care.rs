//! Care of a course: stays, in an ICU and altogether, supportive medication, daily monitoring.

use super::dose_history::DoseHistory;
use super::events::{Events, starts_in_time};
use super::intervals::{Interval, intervals, union_hours, union_hours_from};
use crate::model::{CareSetting, Frame, TOLERANCE, day_of_hour};
use crate::terminology::medication_classes;

/// What is looked at on every day of treatment.
pub const MONITORED: [&str; 5] = [
    "creatinine",
    "bilirubin_total",
    "platelets",
    "systolic_bp",
    "heart_rate",
];

/// The care of one course.
#[derive(Debug, Clone, Default)]
pub(super) struct CareFacts {
    pub(super) icu: bool,
    /// Length of the union of ICU stays from hour 0; `None` without one, or where one has no end.
    pub(super) icu_hours: Option<f64>,
    /// An ICU stay that began under treatment, which nobody planned; `None` where the course was given in an ICU, or it is
    /// not known where.
    pub(super) icu_transfer: Option<bool>,
    /// Length of the union of such stays; `None` without one, or where one has no end.
    pub(super) icu_transfer_hours: Option<f64>,
    /// Days in hospital: length of the union of all stays about the treatment; `None` without one, or where one has no end.
    pub(super) length_of_stay: Option<f64>,
    /// Classes of medication, by their index in the list; sorted.
    pub(super) medication_classes: Vec<usize>,
    /// Windows of 24 h from hour 0 that hold a given dose.
    pub(super) treatment_days: i64,
    /// Of these, with a value of each of [`MONITORED`].
    pub(super) monitored_days: [i64; MONITORED.len()],
}

/// Hours before hour 0 from which on a stay belongs to the course.
const BEFORE: f64 = 168.0;

/// The care of every course of a site.
pub(super) fn care_facts(
    courses: &Frame,
    doses: &[DoseHistory],
    stays: &Events,
    medications: &Events,
    measurements: &Events,
) -> Vec<CareFacts> {
    let of_course = |setting: Option<CareSetting>| CareFacts {
        icu_transfer: setting
            .filter(|&setting| setting != CareSetting::Icu)
            .map(|_| false),
        ..CareFacts::default()
    };
    let mut facts: Vec<CareFacts> = courses
        .choices("care_setting")
        .into_iter()
        .map(of_course)
        .collect();
    add_stays(&mut facts, doses, stays);
    add_medications(&mut facts, doses, medications);
    add_monitoring(&mut facts, doses, measurements);
    facts
}

/// Whether a site measured each of [`MONITORED`] in any stored course.
pub(super) fn measures_at_all(measurements: &Events) -> [bool; MONITORED.len()] {
    let (analytes, names) = measurements.frame.texts("listed_analyte");
    let is_any = |name: &str| {
        let mut codes = (0..).zip(names);
        let code = codes.find_map(|(code, known)| (known == name).then_some(code));
        code.is_some_and(|code| analytes.contains(&code))
    };
    MONITORED.map(is_any)
}

/// Whether what ran from `start` to `stop`, as far as these are known, touches the time on treatment.
fn is_on_treatment(start: Option<f64>, stop: Option<f64>, history: &DoseHistory) -> bool {
    stop.is_none_or(|stop| stop >= -TOLERANCE)
        && start.is_none_or(|start| starts_in_time(start, history.last_given_hour))
}

fn add_stays(facts: &mut [CareFacts], doses: &[DoseHistory], stays: &Events) {
    let frame = &stays.frame;
    let units = frame.choices("unit");
    let interval = intervals(frame);
    for (course, rows) in stays.by_course() {
        let fact = &mut facts[course];
        let stays: Vec<(Option<CareSetting>, Interval)> = rows
            .map(|row| (units[row], interval(row)))
            .filter(|(_, stay)| starts_in_time(stay.start, doses[course].last_given_hour))
            .collect();
        let of_icu = || {
            let in_icu = stays
                .iter()
                .filter(|(unit, _)| *unit == Some(CareSetting::Icu));
            in_icu.map(|(_, stay)| *stay)
        };
        let icu: Vec<Interval> = of_icu().filter(|stay| stay.reaches(0.0)).collect();
        if !icu.is_empty() {
            fact.icu = true;
            fact.icu_hours = union_hours(&icu);
        }
        let transfers: Vec<Interval> = of_icu().filter(|stay| stay.start > TOLERANCE).collect();
        if fact.icu_transfer.is_some() && !transfers.is_empty() {
            fact.icu_transfer = Some(true);
            fact.icu_transfer_hours = union_hours(&transfers);
        }
        let all = stays
            .iter()
            .map(|(_, stay)| *stay)
            .filter(|stay| stay.reaches(-BEFORE));
        let all: Vec<Interval> = all.collect();
        if !all.is_empty() {
            fact.length_of_stay =
                union_hours_from(f64::NEG_INFINITY, &all).map(|hours| hours / 24.0);
        }
    }
}

fn add_medications(facts: &mut [CareFacts], doses: &[DoseHistory], medications: &Events) {
    let frame = &medications.frame;
    let (codes, words) = frame.texts("class");
    let (starts, stops) = (frame.column("start_hour"), frame.column("stop_hour"));
    let index = |class: &String| medication_classes().iter().position(|known| known == class);
    let indices: Vec<Option<usize>> = words.iter().map(index).collect();
    for (course, rows) in medications.by_course() {
        let classes = &mut facts[course].medication_classes;
        for row in rows {
            if is_on_treatment(starts.decimal(row), stops.decimal(row), &doses[course]) {
                classes.extend(indices.get(codes[row] as usize).copied().flatten());
            }
        }
        classes.sort_unstable();
        classes.dedup();
    }
}

/// The window of 24 h in which an hour lies, from hour 0; `None` before it.
fn day(hour: f64) -> Option<i64> {
    (hour >= -TOLERANCE).then(|| day_of_hour(hour))
}

fn add_monitoring(facts: &mut [CareFacts], doses: &[DoseHistory], measurements: &Events) {
    let days_of: Vec<Vec<i64>> = doses
        .iter()
        .map(|history| {
            let mut days: Vec<i64> = history.given_hours().filter_map(day).collect();
            days.sort_unstable();
            days.dedup();
            days
        })
        .collect();
    for (fact, days) in facts.iter_mut().zip(&days_of) {
        fact.treatment_days = days.len() as i64;
    }
    let frame = &measurements.frame;
    let (analytes, names) = frame.texts("listed_analyte");
    let monitored: Vec<Option<usize>> = names
        .iter()
        .map(|name| MONITORED.iter().position(|known| known == name))
        .collect();
    let hours = frame.decimals("hour");
    let mut seen: [Vec<i64>; MONITORED.len()] = Default::default();
    for (course, rows) in measurements.by_course() {
        seen.iter_mut().for_each(Vec::clear);
        for row in rows {
            let analyte = monitored.get(analytes[row] as usize).copied().flatten();
            if let (Some(analyte), Some(day)) = (analyte, day(hours[row])) {
                seen[analyte].push(day);
            }
        }
        for (days, monitored) in seen.iter_mut().zip(&mut facts[course].monitored_days) {
            days.sort_unstable();
            days.dedup();
            let treated = &days_of[course];
            *monitored = days
                .iter()
                .filter(|day| treated.binary_search(day).is_ok())
                .count() as i64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_windows_of_24_hours_from_hour_0() {
        assert_eq!(
            [-0.1, 0.0, 23.9, 24.0, 47.9].map(day),
            [None, Some(0), Some(0), Some(1), Some(1)]
        );
        // A hair before the border is the border.
        assert_eq!(day(23.999_999_999_9), Some(1));
    }
}
