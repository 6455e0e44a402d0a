//! Care: stays, in an ICU and altogether, supportive medication, daily monitoring.

use super::definition::{BY_PATIENT_AND_COURSE, CLUSTERED, Definition};
use super::measure::Measure;
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, DIST, Rows};
use super::scope::{Scope, all_and_with};
use crate::facts::MONITORED;
use crate::terminology::medication_classes;

// The names of its measures.
pub(crate) const ICU_STAY: &str = "care.icu_stay";
pub(crate) const ICU_TRANSFER: &str = "care.icu_transfer";
pub(crate) const ICU_TRANSFER_HOURS: &str = "care.icu_transfer_hours";
pub(crate) const ICU_HOURS: &str = "care.icu_hours";
pub(crate) const LENGTH_OF_STAY: &str = "care.length_of_stay";
pub(crate) const MEDICATION_CLASS: &str = "care.medication_class";
pub(crate) const DAILY_MONITORING: &str = "care.daily_monitoring";

const DESCRIBED: &str = "none: descriptive; SD with n − 1, quartiles of type 7";
const EXPORTED: &str = "stays as exported";

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        definition: Definition {
            name: ICU_STAY,
            title: "ICU admission",
            grain: &[Unit::Patient, Unit::Course],
            counts: "an ICU stay that ends at or after hour 0 (or has no end) and begins up to 720 h after the last given dose",
            out_of: "treated units",
            unknown: "sites without a stays table are excluded",
            interval: BY_PATIENT_AND_COURSE,
            source: EXPORTED,
        },
        needs: |_| &["stays"],
        first: Statistic::Proportion,
        count: |scope, rows| {
            rows.proportion(ALL, Level::All, &scope.tally_true(rows.unit(), "icu"));
        },
    },
    Measure {
        definition: Definition {
            name: ICU_TRANSFER,
            title: "Unplanned transfer to an ICU",
            grain: &[Unit::Patient, Unit::Course],
            counts: "an ICU stay that begins after hour 0 and up to 720 h after the last given dose",
            out_of: "treated courses whose care_setting is known and is not icu (patients: with such a course)",
            unknown: "courses without a care_setting are excluded, because an ICU stay may have been planned; sites without a stays table are excluded",
            interval: BY_PATIENT_AND_COURSE,
            source: EXPORTED,
        },
        needs: |_| &["stays", "courses.care_setting"],
        first: Statistic::Proportion,
        count: transferred,
    },
    Measure {
        definition: Definition {
            name: ICU_TRANSFER_HOURS,
            title: "Hours in an ICU after an unplanned transfer",
            grain: &[Unit::Course],
            counts: "hours in any ICU stay of the course that begins after hour 0 and up to 720 h after the last given dose (overlaps counted once)",
            out_of: "treated courses with an unplanned transfer whose transfers all have an end",
            unknown: "courses with such a stay without an end are excluded",
            interval: DESCRIBED,
            source: EXPORTED,
        },
        needs: |_| &["stays", "stays.stop_hour"],
        first: Statistic::Mean,
        count: |scope, rows| {
            rows.distribution(
                ALL,
                scope.known_decimals("icu_transfer_hours", |_| true),
                &DIST,
            );
        },
    },
    Measure {
        definition: Definition {
            name: ICU_HOURS,
            title: "Hours in an ICU",
            grain: &[Unit::Course],
            counts: "hours from hour 0 on in any ICU stay of the course (overlaps counted once)",
            out_of: "treated courses with such a stay whose ICU stays all have an end",
            unknown: "a course with a stay without an end is left out",
            interval: DESCRIBED,
            source: EXPORTED,
        },
        needs: |_| &["stays", "stays.stop_hour"],
        first: Statistic::Mean,
        count: |scope, rows| {
            rows.distribution(ALL, scope.known_decimals("icu_hours", |_| true), &DIST);
        },
    },
    Measure {
        definition: Definition {
            name: LENGTH_OF_STAY,
            title: "Length of stay (days)",
            grain: &[Unit::Course],
            counts: "days in any unit, in stays that begin up to 720 h after the last given dose and end at −168 h or later, each in full; overlaps are counted once and gaps are not counted",
            out_of: "treated courses with such a stay, all of which have an end",
            unknown: "a course with a stay without an end is left out",
            interval: DESCRIBED,
            source: EXPORTED,
        },
        needs: |_| &["stays", "stays.stop_hour"],
        first: Statistic::Mean,
        count: |scope, rows| {
            rows.distribution(ALL, scope.known_decimals("length_of_stay", |_| true), &DIST);
        },
    },
    Measure {
        definition: Definition {
            name: MEDICATION_CLASS,
            title: "Supportive medication, by class",
            grain: &[Unit::Course],
            counts: "courses with a record of the class that ends at or after hour 0 (or has no end) and begins up to 720 h after the last given dose (or has no start)",
            out_of: "treated courses",
            unknown: "an agent without a known class counts as other; sites without a medications table are excluded",
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
            unknown: "a given dose without an hour does not define a treatment day",
            interval: "none: a ratio of totals",
            source: "daily laboratory values and vital signs: the aldesleukin prescribing information",
        },
        needs: |_| &["measurements", "doses.hour"],
        first: Statistic::Ratio,
        count: monitoring,
    },
];

fn transferred(scope: &Scope<'_>, rows: &mut Rows) {
    let transferred = scope.booleans("icu_transfer");
    let clusters = scope.tally(rows.unit(), |courses| {
        let known = courses
            .iter()
            .copied()
            .filter(|&course| transferred[course].is_some());
        all_and_with(known, |course| transferred[course] == Some(true))
    });
    rows.proportion(ALL, Level::All, &clusters);
}

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
    use crate::measures::results::Statistic::{Max, Mean, Min, Ratio};
    use crate::measures::results::Status;
    use crate::measures::results::Unit::{Course, Patient};
    use crate::measures::tiny::{tiny, tiny_with};

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
    fn a_stay_that_began_under_treatment_is_unplanned_but_where_the_course_was_given_in_an_icu() {
        // P1 was treated on a ward, P3 in an ICU, of P2 nobody says where.
        let results = tiny_with(&[
            (
                "courses.csv",
                &[
                    "course_id,patient_id,course_number,care_setting",
                    "T1-1,P1,1,ward",
                    "T1-2,P1,2,step_down",
                    "T2-1,P2,1,",
                    "T3-1,P3,1,icu",
                ],
            ),
            (
                "stays.csv",
                &[
                    // From before the first dose on: planned. Two transfers with 10 to 40 together. One of T1-2 in time, at its
                    // last dose + 720 h, and one too late. The others are of courses that are left out.
                    "course_id,unit,start_hour,stop_hour",
                    "T1-1,icu,0,4",
                    "T1-1,icu,10,30",
                    "T1-1,icu,20,40",
                    "T1-1,ward,-24,0",
                    "T1-2,icu,720,726",
                    "T1-2,icu,720.5,800",
                    "T2-1,icu,5,10",
                    "T3-1,icu,12,20",
                ],
            ),
        ]);
        let transfer = |unit| results.proportion("care.icu_transfer", unit, "all", "all");
        assert_eq!([transfer(Patient), transfer(Course)], [(1, 1), (2, 2)]);
        let hours = results.row("care.icu_transfer_hours", Course, "all", "all", Mean);
        assert_eq!((hours.value, hours.denominator), (Some(18.0), Some(2)));
    }

    #[test]
    fn a_length_of_stay_is_whole_and_without_its_gaps() {
        let tiny = tiny();
        // T1-1: −5 to 4 and 10 to 58, 57 h. T2-1: 50 h. T3-1 has no end.
        let days = |statistic| tiny.row("care.length_of_stay", Course, "all", "all", statistic);
        assert_eq!(days(Max).value, Some(57.0 / 24.0));
        assert_eq!(
            (days(Min).value, days(Min).denominator),
            (Some(50.0 / 24.0), Some(2))
        );
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
