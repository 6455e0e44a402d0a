//! Care: stays in an ICU, supportive medication, daily monitoring.

use super::definition::{BY_PATIENT_AND_COURSE, CLUSTERED, Definition};
use super::measure::Measure;
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, DIST, Rows};
use super::scope::Scope;
use crate::facts::MONITORED;
use crate::terminology::medication_classes;

// The names of its measures.
pub(crate) const ICU_STAY: &str = "care.icu_stay";
pub(crate) const ICU_HOURS: &str = "care.icu_hours";
pub(crate) const MEDICATION_CLASS: &str = "care.medication_class";
pub(crate) const DAILY_MONITORING: &str = "care.daily_monitoring";

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        definition: Definition {
            name: ICU_STAY,
            title: "Stay in an ICU",
            grain: &[Unit::Patient, Unit::Course],
            counts: "an icu stay that ends at or after hour 0 (or has no end) and begins up to 720 h after the last given dose",
            out_of: "treated units",
            unknown: "sites without a stays table are in no denominator",
            interval: BY_PATIENT_AND_COURSE,
            source: "stays as exported",
        },
        needs: |_| &["stays"],
        first: Statistic::Proportion,
        count: |scope, rows| {
            rows.proportion(ALL, Level::All, &scope.tally_true(rows.unit(), "icu"));
        },
    },
    Measure {
        definition: Definition {
            name: ICU_HOURS,
            title: "Hours in an ICU",
            grain: &[Unit::Course],
            counts: "length of the union of a course's ICU stays from hour 0 on, in hours",
            out_of: "treated courses with such a stay, all of whose stays have an end",
            unknown: "a course with a stay without an end is left out",
            interval: "none: mean, SD (n − 1), median and quartiles (type 7) describe the courses",
            source: "stays as exported",
        },
        needs: |_| &["stays", "stays.stop_hour"],
        first: Statistic::Mean,
        count: |scope, rows| {
            rows.distribution(ALL, scope.known_decimals("icu_hours", |_| true), &DIST);
        },
    },
    Measure {
        definition: Definition {
            name: MEDICATION_CLASS,
            title: "Supportive medication, by class",
            grain: &[Unit::Course],
            counts: "courses with a record of the class that ends at or after hour 0 (or has no end) and begins up to 720 h after the last given dose (or has no start)",
            out_of: "treated courses",
            unknown: "an agent without a known class is other; sites without a medications table are in no denominator",
            interval: CLUSTERED,
            source: "classes: general pharmacology",
        },
        needs: |_| &["medications"],
        first: Statistic::Proportion,
        count: medication,
    },
    Measure {
        definition: Definition {
            name: DAILY_MONITORING,
            title: "Treatment days with a value",
            grain: &[Unit::Course],
            counts: "treatment days (windows of 24 h from hour 0 that hold a given dose) with a value of the analyte",
            out_of: "treatment days of treated courses at sites with any value of the analyte",
            unknown: "a given dose without an hour makes no treatment day",
            interval: "none: a ratio of totals",
            source: "daily laboratory values and vital signs: the aldesleukin prescribing information",
        },
        needs: |_| &["measurements", "doses.hour"],
        first: Statistic::Ratio,
        count: monitoring,
    },
];

fn medication(scope: &Scope<'_>, rows: &mut Rows) {
    let with_class = scope.tally_items(&scope.cohort.medications, "class");
    let all = scope.tally(rows.unit(), |courses| (courses.len() as i64, 0));
    for class in medication_classes() {
        // No course has a class that is not among those tallied.
        let events = with_class.get(class.as_str()).copied().unwrap_or_default();
        rows.proportion(class, Level::All, &all.with_events_of(&events));
    }
}

fn monitoring(scope: &Scope<'_>, rows: &mut Rows) {
    let days = scope.integers("treatment_days");
    for (index, analyte) in MONITORED.into_iter().enumerate() {
        let monitored = scope.integers(&format!("monitored_days_{analyte}"));
        let measures = |course: &usize| {
            scope.cohort.measures_at_all[scope.cohort.site_of_course[*course]][index]
        };
        let (with_value, all) = scope
            .courses()
            .filter(measures)
            .fold((0, 0), |(with_value, all), course| {
                (with_value + monitored[course], all + days[course])
            });
        rows.ratio(analyte, with_value, all);
    }
}

#[cfg(test)]
mod tests {
    use crate::measures::results::Statistic::{Mean, Ratio};
    use crate::measures::results::Status;
    use crate::measures::results::Unit::{Course, Patient};
    use crate::measures::tiny::tiny;

    #[test]
    fn an_icu_stay_counts_from_hour_0_and_needs_an_end_to_have_a_length() {
        let tiny = tiny();
        assert_eq!(
            tiny.proportion("care.icu_stay", Patient, "all", "all"),
            (2, 3)
        );
        assert_eq!(
            tiny.proportion("care.icu_stay", Course, "all", "all"),
            (2, 4)
        );
        // T1-1: 0 to 4 and 10 to 58. T3-1 has no end.
        let hours = tiny.row("care.icu_hours", Course, "all", "all", Mean);
        assert_eq!((hours.value, hours.denominator), (Some(52.0), Some(1)));
    }

    #[test]
    fn medication_without_times_counts_and_an_unknown_agent_is_other() {
        let tiny = tiny();
        let class = |item| tiny.proportion("care.medication_class", Course, item, "all");
        assert_eq!(
            ["antiemetic", "diuretic", "other", "albumin"].map(class),
            [(1, 4), (1, 4), (1, 4), (0, 4)]
        );
    }

    #[test]
    fn a_treatment_day_is_24_hours_from_hour_0_with_a_given_dose() {
        let tiny = tiny();
        // Days 0 and 14 of T1-1, 0 of T1-2, 0 and 1 of T2-1 and of T3-1. Creatinine on three of these: T1-1 at hours 20 and
        // 340, T3-1 at hour 10; hour 30 of T1-1 is day 1, without a dose.
        assert_eq!(
            tiny.ratio("care.daily_monitoring", Course, "creatinine"),
            (3, 7)
        );
        // Nobody measured platelets here, in any course.
        let platelets = tiny.row("care.daily_monitoring", Course, "platelets", "all", Ratio);
        assert_eq!(
            (platelets.status, platelets.denominator),
            (Status::NotEstimable, Some(0))
        );
    }
}
