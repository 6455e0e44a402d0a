//! `data-samples/tiny` with days of response and assessment and a cause of death: outcomes worked by hand.
//!
//! | patient | treated courses | response | progression | last assessment | death | last contact |
//! |---|---|---|---|---|---|---|
//! | P1 | from day 0 and 60 | SD, then PR on day 60 + 20 | day 60 + 40 | day 60 + 200 | | day 400 |
//! | P2 | from day 0 | PD | day 50 | day 50 | day 90, treatment | day 90 |
//! | P3 | from day 0 | CR on day 30 | | day 230 | | day 30 |

use crate::bench::{by as groupings_by, in_repository, scratch, stored};
use il2_outcomes::measures::results::{Row, Statistic, Status};
use il2_outcomes::measures::{Cohort, Groupings, compute, course_table, curves, patient_table};
use il2_outcomes::query::Predicate;
use std::fs;

const COURSES: &str = "\
course_id,patient_id,course_number,regimen,start_day,age_years,weight_kg,best_response,response_day,progression_day,last_assessment_day
T1-1,P1,1,hd_il2,,50,80,SD,,,50
T1-2,P1,2,hd_il2,60,50,80,PR,20,40,200
T2-1,P2,1,hd_il2,,61,,PD,,50,50
T3-1,P3,1,til_il2,,,70,CR,30,,230
T4-1,P4,1,hd_il2,,44,66,,,,
";
const PATIENTS: &str = "\
patient_id,sex,diagnosis,death_day,death_cause,last_contact_day
P1,F,metastatic melanoma,,,400
P2,male,RCC,90,treatment,90
P3,,melanoma,,,30
P4,female,melanoma,,,
";

/// What a report has of the courses for which a predicate is true, by a column.
struct Computed {
    rows: Vec<Row>,
    curves: Vec<Row>,
    patients: Vec<u8>,
    courses: Vec<u8>,
}

fn computed(courses: &str, predicate: &str, by: &[&str]) -> Computed {
    let folder = scratch();
    let export = folder.path().join("tiny");
    fs::create_dir(&export).unwrap();
    for file in fs::read_dir(in_repository("data-samples/tiny")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), export.join(file.file_name())).unwrap();
    }
    fs::write(export.join("courses.csv"), courses).unwrap();
    fs::write(export.join("patients.csv"), PATIENTS).unwrap();
    // An event of grade 5 of which no attribution is known.
    let events = fs::read_to_string(export.join("toxicities.csv")).unwrap();
    let events = format!("{events}T3-1,Cardiac arrest,5,41,\n");
    fs::write(export.join("toxicities.csv"), events).unwrap();
    let snapshot = stored(&export, &folder.path().join("made"));
    let selected = Predicate::parse(predicate)
        .unwrap()
        .select(&snapshot)
        .unwrap();
    let cohort = Cohort::read(&snapshot).unwrap().select(selected, predicate);
    let groupings = match by {
        [] => Groupings::default(),
        by => groupings_by(&snapshot, &cohort, by),
    };
    Computed {
        rows: compute(&cohort, &groupings),
        curves: curves(&cohort, &groupings),
        patients: patient_table(&cohort),
        courses: course_table(&cohort, &snapshot).unwrap(),
    }
}

type Numbers = (Option<f64>, Option<i64>, Option<i64>);

/// Value, numerator and denominator of a row of a stratum.
fn numbers(rows: &[Row], stratum: &str, measure: &str, item: &str, level: &str) -> Numbers {
    let is_it = |row: &&Row| {
        (row.measure, row.item.as_str()) == (measure, item)
            && row.level.to_string() == level
            && row.stratum.to_string() == stratum
    };
    let row = rows.iter().find(is_it).unwrap();
    (row.value, row.numerator, row.denominator)
}

fn overall(rows: &[Row], measure: &str, item: &str, level: &str) -> Numbers {
    numbers(rows, "overall", measure, item, level)
}

#[test]
fn a_response_lasts_from_its_first_day_to_progression_or_to_the_last_assessment() {
    let Computed { rows, .. } = computed(COURSES, "TRUE", &[]);
    let lasts = |item, level| overall(&rows, "outcome.duration_of_response", item, level);
    let median = |item| overall(&rows, "outcome.duration_of_response_median", item, "all");
    // P3 for 200 days, and then is not assessed any more; P1 progresses 20 days after the response.
    assert_eq!(lasts("CR", "180"), (Some(1.0), Some(0), Some(1)));
    assert_eq!(lasts("CR", "365"), (None, Some(0), Some(1)));
    assert_eq!(median("CR"), (None, Some(0), Some(1)));
    assert_eq!(lasts("CR_or_PR", "180"), (Some(0.5), Some(1), Some(2)));
    assert_eq!(lasts("CR_or_PR", "365"), (None, Some(1), Some(2)));
    assert_eq!(median("CR_or_PR"), (Some(20.0), Some(1), Some(2)));
}

#[test]
fn without_progression_a_patient_is_followed_to_the_last_assessment() {
    let Computed { rows, .. } = computed(COURSES, "TRUE", &[]);
    // P2 progresses on day 50, P1 on day 100, P3 is assessed last on day 230, after the last contact.
    let free = "outcome.progression_free_survival";
    assert_eq!(overall(&rows, free, "all", "365"), (None, Some(2), Some(3)));
    let median = "outcome.progression_free_survival_median";
    assert_eq!(
        overall(&rows, median, "all", "all"),
        (Some(100.0), Some(2), Some(3))
    );
}

#[test]
fn where_a_progression_has_no_day_survival_without_progression_is_not_estimated() {
    let undated = COURSES.replace("PD,,50,50", "PD,,,50");
    let Computed { rows, curves, .. } = computed(&undated, "TRUE", &[]);
    assert_eq!(
        overall(&rows, "outcome.progression_undated", "all", "all"),
        (Some(1.0 / 3.0), Some(1), Some(3))
    );
    // P2 is left out: one of two events is left.
    let free = "outcome.progression_free_survival";
    assert_eq!(overall(&rows, free, "all", "365"), (None, Some(1), Some(2)));
    let curve = curves
        .iter()
        .filter(|row| row.measure == "outcome.progression_free_survival_curve");
    assert!(curve.clone().count() > 0);
    assert!(
        curve
            .into_iter()
            .all(|row| row.status == Status::NotEstimable && row.value.is_none())
    );
}

#[test]
fn a_death_is_attributed_by_its_cause_or_an_event_or_not_excluded() {
    let Computed { rows, .. } = computed(COURSES, "TRUE", &[]);
    // The treatment killed P2; P3 had an event of grade 5 that nobody attributed, and no cause of death.
    let related = "outcome.treatment_related_death";
    let third = |n| (Some(n as f64 / 3.0), Some(n), Some(3));
    assert_eq!(overall(&rows, related, "attributed", "all"), third(1));
    assert_eq!(overall(&rows, related, "not_excluded", "all"), third(2));
    let causes = ["treatment", "disease", "other", "unknown", "missing"]
        .map(|item| overall(&rows, "outcome.cause_of_death", item, "all"));
    assert_eq!(causes.map(|(_, n, _)| n), [1, 0, 0, 0, 0].map(Some));
    assert_eq!(causes.map(|(_, _, of)| of), [Some(1); 5]);
}

/// Measures of time lived.
fn is_survival(row: &Row) -> bool {
    [
        "outcome.overall_survival",
        "outcome.progression_free_survival",
        "outcome.duration_of_response",
        "outcome.death_within",
    ]
    .iter()
    .any(|name| row.measure.starts_with(name))
}

#[test]
fn survival_by_what_came_later_is_not_estimated() {
    let Computed { rows, curves, .. } = computed(COURSES, "TRUE", &["best_response"]);
    let of_strata = |row: &&Row| row.stratum.to_string().starts_with("best_response=");
    let withheld: Vec<&Row> = rows
        .iter()
        .chain(&curves)
        .filter(|row| is_survival(row))
        .filter(of_strata)
        .collect();
    assert!(withheld.len() > 30);
    for row in withheld {
        assert_eq!((row.value, row.lower, row.method), (None, None, None));
        assert_eq!(row.status, Status::NotEstimable);
    }
    // Counts are kept, and so is everything of the whole.
    let alive = "outcome.overall_survival";
    assert_eq!(
        numbers(&rows, "best_response=PD", alive, "all", "100"),
        (None, Some(1), Some(1))
    );
    assert_eq!(
        overall(&rows, alive, "all", "60"),
        (Some(1.0), Some(0), Some(3))
    );
}

#[test]
fn survival_of_courses_that_are_selected_by_what_came_later_is_not_estimated() {
    for (predicate, is_named) in [
        ("Best_Response IS NOT NULL", true),
        ("coalesce(patients.death_day, 1) > 0", true),
        ("diagnosis <> 'death_day'", false),
    ] {
        let Computed { rows, .. } = computed(COURSES, predicate, &["sex"]);
        let alive = rows.iter().filter(|row| {
            row.measure == "outcome.overall_survival" && row.level.to_string() == "30"
        });
        for row in alive {
            let is_withheld = row.status == Status::NotEstimable && row.value.is_none();
            assert_eq!(is_withheld, is_named, "{predicate}: {row:?}");
            assert!(row.denominator.is_some() && row.statistic == Statistic::Probability);
        }
    }
}

#[test]
fn a_row_of_the_patient_table_is_ready_for_a_model() {
    let table = computed(COURSES, "TRUE", &[]).patients;
    let mut reader = csv::Reader::from_reader(table.as_slice());
    let header = reader.headers().unwrap().clone();
    let names: Vec<&str> = header.iter().collect();
    assert_eq!(
        names[..20].join(","),
        "site_id,patient_id,sex,diagnosis,age_years,ecog,weight_kg,regimen,care_setting,start_year,prior_lines,\
prior_checkpoint_inhibitor,courses,cycles,doses_planned,doses_given,doses_held,doses_stopped,cumulative_miu_per_kg,worst_grade"
    );
    let after = names.len() - 15;
    assert_eq!(
        names[after - 4..after].join(","),
        "worst_grade_unclassified,vasopressor,vasopressor_hours,dialysis"
    );
    assert_eq!(
        names[after..].join(","),
        "best_response,response_day,progression_day,last_assessment_day,death_day,last_contact_day,doses_given_cycle_1,\
os_days,os_event,pfs_days,pfs_event,dor_days,dor_event,worst_laboratory_grade,capillary_leak_proxy"
    );
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| row.unwrap().iter().skip(after).map(str::to_owned).collect())
        .collect();
    assert_eq!(
        rows.iter()
            .map(|row| row.join(","))
            .collect::<Vec<String>>(),
        [
            // The first course of P1 had 3 doses in cycle 1.
            "PR,80,100,260,,400,3,400,false,100,true,20,true,2,",
            "PD,,50,50,90,90,4,90,true,50,true,,,0,",
            "CR,30,,230,,30,6,30,false,230,false,200,false,3,",
        ]
    );
}

#[test]
fn a_row_of_the_course_table_is_as_the_measures_count_the_course() {
    let table = computed(COURSES, "TRUE", &[]).courses;
    let mut reader = csv::Reader::from_reader(table.as_slice());
    let header = reader.headers().unwrap().clone();
    let names: Vec<&str> = header
        .iter()
        .filter(|name| !name.starts_with("worst_grade_"))
        .collect();
    assert_eq!(
        names.join(","),
        "site_id,course_id,patient_id,course_number,regimen,start_year,start_month,start_day,sequence,age_years,weight_kg,ecog,\
baseline_dialysis,planned_iu_per_kg,planned_cycles,planned_doses_per_cycle,care_setting,ctcae_version,best_response,\
response_criteria,response_confirmed,response_day,progression_day,last_assessment_day,sex,race,ethnicity,diagnosis,prior_lines,\
prior_checkpoint_inhibitor,death_day,death_cause,last_contact_day,cycles,doses_planned,doses_given,doses_held,doses_stopped,\
doses_refused,doses_other,doses_not_reached,doses_given_cycle_1,cumulative_miu_per_kg,last_given_hour,worst_grade,plan,\
treatment_related_death,vasopressor,use_unlisted_only,low_dose_dopamine_only,two_or_more_agents,vasopressor_hours,\
vasopressor_first_cycle,vasopressor_first_dose,vasopressor_peak_nee,at_risk_of_dialysis,dialysis,dialysis_hours,dialysis_ended,\
kidney_staging,kdigo_stage,peak_creatinine_ratio,icu_stay,icu_hours,icu_transfer,icu_transfer_hours,length_of_stay,worst_laboratory_grade,\
capillary_leak_proxy"
    );
    let shown = [
        "course_id",
        "start_day",
        "planned_cycles",
        "death_day",
        "cycles",
        "doses_planned",
        "doses_given",
        "doses_held",
        "doses_stopped",
        "doses_refused",
        "doses_not_reached",
        "doses_given_cycle_1",
        "last_given_hour",
        "plan",
        "treatment_related_death",
        "icu_stay",
    ];
    let rows: Vec<String> = reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            let cell = |name: &&str| &row[header.iter().position(|known| known == *name).unwrap()];
            shown.iter().map(cell).collect::<Vec<&str>>().join(",")
        })
        .collect();
    assert_eq!(
        rows,
        [
            "T1-1,0,2,,2,28,5,1,0,0,22,3,344,default,no,true",
            "T1-2,60,2,,1,28,1,0,1,0,26,1,0,default,no,false",
            // The treatment killed P2, whose last course this is; of the event of T3-1 nobody said what caused it.
            "T2-1,0,2,90,1,28,4,0,0,1,23,4,24,default,attributed,false",
            "T3-1,0,1,,1,6,6,0,0,0,0,6,40,default,not_excluded,true",
        ]
    );
}
