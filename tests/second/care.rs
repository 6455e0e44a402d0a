//! care: intensive care, medications, monitoring.

use super::book::Measure;
use super::course::{Course, Interval, Medication, days_of, length_of_union};
use super::population::{Patient, Stratum};
use super::rows::{DIST, Rows};
use super::terms::TERMINOLOGY;
use super::values::{at_most, less};
use il2_outcomes::measures::results::Statistic::{Mean, Proportion, Ratio};
use il2_outcomes::measures::results::Unit;

const MONITORED: [&str; 5] = [
    "creatinine",
    "bilirubin_total",
    "platelets",
    "systolic_bp",
    "heart_rate",
];

/// Stays in intensive care that end at or after hour 0 (or have no end) and start at or before h + 720.
fn icu_stays(course: &Course) -> Vec<Interval> {
    let stays = in_intensive_care(course);
    let counting =
        stays.filter(|stay| stay.reaches_hour_0() && course.is_within(720.0, stay.start));
    counting.collect()
}

fn in_intensive_care(course: &Course) -> impl Iterator<Item = Interval> {
    let stays = course.stays.iter();
    stays.filter(|stay| stay.is_icu).map(|stay| stay.during)
}

/// Whether a transfer would have been unplanned: "a course whose `care_setting` is known and not `icu`".
pub(super) fn is_outside_of_intensive_care(course: &Course) -> bool {
    course
        .line
        .text("care_setting")
        .is_some_and(|setting| setting != "icu")
}

/// "An `icu` stay that starts after hour 0 and at or before h + 720."
pub(super) fn transfers(course: &Course) -> Vec<Interval> {
    let stays = in_intensive_care(course);
    let unplanned =
        stays.filter(|stay| less(0.0, stay.start) && course.is_within(720.0, stay.start));
    unplanned.collect()
}

fn transfers_of_patients(stratum: &Stratum<'_>, rows: &mut Rows) {
    let was = |patient: &&Patient<'_>| {
        let courses = patient.courses.iter();
        let counted: Vec<_> = courses
            .filter(|course| is_outside_of_intensive_care(course))
            .collect();
        (!counted.is_empty()).then(|| counted.iter().any(|course| !transfers(course).is_empty()))
    };
    rows.of_patients("all", "all", stratum.patients.iter().filter_map(was));
}

fn transfers_of_courses(stratum: &Stratum<'_>, rows: &mut Rows) {
    let courses = stratum.courses.iter().copied();
    let counted = courses.filter(|course| is_outside_of_intensive_care(course));
    rows.of_courses(
        "all",
        "all",
        counted.map(|course| (course, !transfers(course).is_empty())),
    );
}

fn transfer_hours(stratum: &Stratum<'_>, rows: &mut Rows) {
    let courses = stratum
        .courses
        .iter()
        .filter(|course| is_outside_of_intensive_care(course));
    let values: Vec<f64> = courses
        .map(|course| transfers(course))
        .filter(|stays| !stays.is_empty())
        .filter_map(|stays| length_of_union(&stays, 0.0))
        .collect();
    rows.statistics("all", &values, &DIST);
}

/// "The union of its stays (all units) that overlap −168 … h + 720, each whole, not clipped."
fn days_in_hospital(course: &Course) -> Option<f64> {
    let stays = course.stays.iter().map(|stay| stay.during);
    let counting: Vec<Interval> = stays
        .filter(|stay| course.is_within(720.0, stay.start))
        .filter(|stay| stay.stop.is_none_or(|stop| at_most(-168.0, stop)))
        .collect();
    let first = counting.iter().map(|stay| stay.start).reduce(f64::min)?;
    Some(length_of_union(&counting, first)? / 24.0)
}

pub(super) fn was_in_icu(course: &Course) -> bool {
    !icu_stays(course).is_empty()
}

fn icu_hours(stratum: &Stratum<'_>, rows: &mut Rows) {
    let stays = stratum.courses.iter().map(|course| icu_stays(course));
    let values: Vec<f64> = stays
        .filter(|stays| !stays.is_empty())
        .filter_map(|stays| length_of_union(&stays, 0.0))
        .collect();
    rows.statistics("all", &values, &DIST);
}

/// A record without a start has begun, one without an end goes on.
fn counts(course: &Course, medication: &Medication) -> bool {
    let has_not_ended = medication.stop.is_none_or(|stop| at_most(0.0, stop));
    let has_begun = medication
        .start
        .is_none_or(|start| course.is_within(720.0, start));
    has_not_ended && has_begun
}

fn medication_classes(stratum: &Stratum<'_>, rows: &mut Rows) {
    for class in &TERMINOLOGY.medication_classes {
        let had = |course: &Course| {
            let mut records = course.medications.iter();
            records.any(|record| record.class == *class && counts(course, record))
        };
        let courses = stratum.courses.iter().copied();
        rows.of_courses(class, "all", courses.map(|course| (course, had(course))));
    }
}

fn daily_monitoring(stratum: &Stratum<'_>, rows: &mut Rows) {
    for analyte in MONITORED {
        let (mut monitored, mut treatment) = (0, 0);
        for &course in &stratum.courses {
            // The days of a site that has no value of the analyte at all say nothing of its monitoring.
            if !stratum.site_of(course).analytes.contains(analyte) {
                continue;
            }
            let days = days_of(course.given().filter_map(|dose| dose.hour));
            let values = course
                .measured
                .iter()
                .filter(|measured| measured.analyte == Some(analyte));
            let with_value = days_of(values.map(|measured| measured.hour));
            treatment += days.len();
            monitored += days.intersection(&with_value).count();
        }
        rows.ratio(analyte, monitored, treatment);
    }
}

const ICU_STAY: Measure = Measure {
    name: "care.icu_stay",
    unit: Unit::Course,
    needs: &["stays"],
    first: Proportion,
    rows: |stratum, rows| {
        let courses = stratum.courses.iter().copied();
        rows.of_courses(
            "all",
            "all",
            courses.map(|course| (course, was_in_icu(course))),
        );
    },
};

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        unit: Unit::Patient,
        rows: |stratum, rows| {
            let was =
                |patient: &&Patient<'_>| patient.courses.iter().any(|course| was_in_icu(course));
            rows.of_patients("all", "all", stratum.patients.iter().map(was));
        },
        ..ICU_STAY
    },
    ICU_STAY,
    Measure {
        name: "care.icu_transfer",
        unit: Unit::Patient,
        needs: &["stays", "courses.care_setting"],
        rows: transfers_of_patients,
        ..ICU_STAY
    },
    Measure {
        name: "care.icu_transfer",
        needs: &["stays", "courses.care_setting"],
        rows: transfers_of_courses,
        ..ICU_STAY
    },
    Measure {
        name: "care.icu_transfer_hours",
        needs: &["stays.stop_hour"],
        first: Mean,
        rows: transfer_hours,
        ..ICU_STAY
    },
    Measure {
        name: "care.icu_hours",
        needs: &["stays.stop_hour"],
        first: Mean,
        rows: icu_hours,
        ..ICU_STAY
    },
    Measure {
        name: "care.length_of_stay",
        needs: &["stays.stop_hour"],
        first: Mean,
        rows: |stratum, rows| {
            let courses = stratum.courses.iter();
            let values: Vec<f64> = courses
                .filter_map(|course| days_in_hospital(course))
                .collect();
            rows.statistics("all", &values, &DIST);
        },
        ..ICU_STAY
    },
    Measure {
        name: "care.medication_class",
        needs: &["medications"],
        rows: medication_classes,
        ..ICU_STAY
    },
    Measure {
        name: "care.daily_monitoring",
        needs: &["measurements", "doses.hour"],
        first: Ratio,
        rows: daily_monitoring,
        ..ICU_STAY
    },
];
