//! `data-samples/tiny` with some of its courses selected: who is counted, worked by hand.

use crate::bench::{by as groupings_by, il2, in_repository, run, said, scratch, stored};
use il2_outcomes::measures::results::{Row, Statistic, Unit};
use il2_outcomes::measures::{Cohort, Groupings, compute, patient_table};
use il2_outcomes::query::Predicate;
use std::fs;

/// The results of the courses for which the predicate is true, by these groupings, and the patient table.
fn selected(predicate: &str, by: &[&str]) -> (Vec<Row>, String) {
    let folder = scratch();
    let snapshot = stored(&in_repository("data-samples/tiny"), folder.path());
    let selected = Predicate::parse(predicate)
        .unwrap()
        .select(&snapshot)
        .unwrap();
    let cohort = Cohort::read(&snapshot).unwrap().select(selected, predicate);
    let groupings = match by {
        [] => Groupings::default(),
        by => groupings_by(&snapshot, &cohort, by),
    };
    let rows = compute(&cohort, &groupings);
    (rows, String::from_utf8(patient_table(&cohort)).unwrap())
}

/// Stored, selected and treated courses or patients of a stratum.
fn flow(rows: &[Row], unit: Unit, stratum: &str) -> Vec<f64> {
    rows.iter()
        .filter(|row| {
            row.measure == "cohort.flow" && row.unit == unit && row.stratum.to_string() == stratum
        })
        .filter_map(|row| row.value)
        .collect()
}

fn find<'a>(rows: &'a [Row], measure: &str, unit: Unit, statistic: Statistic) -> &'a Row {
    rows.iter()
        .find(|row| row.measure == measure && row.unit == unit && row.statistic == statistic)
        .unwrap()
}

#[test]
fn measures_see_selected_courses_alone() {
    // T1-2, the second course of P1, with 4 given doses.
    let (rows, patients) = selected("course_number = 2", &[]);
    assert_eq!(flow(&rows, Unit::Course, "overall"), [5.0, 1.0, 1.0]);
    assert_eq!(flow(&rows, Unit::Patient, "overall"), [4.0, 1.0, 1.0]);
    let courses = find(&rows, "exposure.courses", Unit::Patient, Statistic::Max);
    assert_eq!((courses.value, courses.denominator), (Some(1.0), Some(1)));
    // The first treated course in the population is T1-2, and with it survival begins: P1 was last seen on day 400, the
    // course began on day 60. Progression came 40 days into it.
    let survival = find(
        &rows,
        "outcome.progression_free_survival_median",
        Unit::Patient,
        Statistic::Median,
    );
    assert_eq!(
        (survival.value, survival.denominator),
        (Some(40.0), Some(1))
    );
    assert_eq!(patients.lines().count(), 2);
    assert!(
        patients
            .lines()
            .nth(1)
            .unwrap()
            .starts_with("tiny,P1,female,melanoma,50,,80,hd_il2,,,,,1,1,28,1,0,1,0.6,")
    );
}

#[test]
fn a_course_of_which_the_answer_is_unknown_is_not_selected() {
    // T3-1 has no age.
    let (younger, _) = selected("age_years < 55", &[]);
    let (others, _) = selected("NOT age_years < 55", &[]);
    let (unknown, _) = selected("age_years IS NULL", &[]);
    assert_eq!(flow(&younger, Unit::Course, "overall"), [5.0, 3.0, 2.0]);
    assert_eq!(flow(&others, Unit::Course, "overall"), [5.0, 1.0, 1.0]);
    assert_eq!(flow(&unknown, Unit::Course, "overall"), [5.0, 1.0, 1.0]);
}

#[test]
fn a_predicate_sees_defaults_and_the_spellings_of_the_store() {
    let courses = |predicate| flow(&selected(predicate, &[]).0, Unit::Course, "overall")[1];
    // Absent start_day of a first course is 0; absent planned dose 600,000; `F` is female; synonyms are one diagnosis.
    assert_eq!(courses("start_day = 0"), 4.0);
    assert_eq!(courses("planned_iu_per_kg = 600000"), 4.0);
    assert_eq!(
        courses("planned_cycles * planned_doses_per_cycle = 28"),
        4.0
    );
    assert_eq!(courses("NOT baseline_dialysis"), 4.0);
    assert_eq!(courses("sex = 'female' AND diagnosis = 'melanoma'"), 3.0);
    assert_eq!(courses("patients.diagnosis LIKE 'renal%'"), 1.0);
    assert_eq!(courses("site_id = 'tiny'"), 5.0);
    assert_eq!(courses("death_day - progression_day = 40"), 1.0);
    // Functions that are short for others, or called by their second names.
    assert_eq!(courses("coalesce(age_years, 100) > 60"), 2.0);
    assert_eq!(courses("nvl(weight_kg, 0) = 0"), 1.0);
    assert_eq!(
        courses("char_length(course_id) = 4 AND pow(course_number, 2) = 4"),
        1.0
    );
    assert_eq!(
        courses("CASE WHEN ecog IS NULL THEN TRUE ELSE ecog < 2 END"),
        5.0
    );
    assert_eq!(courses("TRY_CAST(patient_id AS INT) IS NULL"), 5.0);
    assert_eq!(courses("lower(patient_id) IN ('p1', 'p4')"), 3.0);
}

#[test]
fn strata_are_the_combinations_that_occur_among_selected_courses() {
    let (rows, _) = selected("sex = 'female'", &["diagnosis"]);
    let strata: Vec<String> = rows
        .iter()
        .filter(|row| row.measure == "cohort.total" && row.unit == Unit::Dose)
        .map(|row| row.stratum.to_string())
        .collect();
    assert_eq!(strata, ["overall", "diagnosis=melanoma"]);
    // Stored with this diagnosis: both of P1, one of P3 and P4; selected: those of P1 and P4; P4 had no dose.
    let melanoma = "diagnosis=melanoma";
    assert_eq!(flow(&rows, Unit::Course, melanoma), [4.0, 3.0, 2.0]);
    assert_eq!(flow(&rows, Unit::Patient, melanoma), [3.0, 2.0, 1.0]);
}

#[test]
fn a_report_says_what_was_selected() {
    let folder = scratch();
    let out = folder.path().join("out");
    let report = |predicate: &str, exit_code| {
        let mut command = il2();
        command
            .arg("report")
            .arg(in_repository("data-samples/tiny"))
            .arg("--out")
            .arg(&out)
            .args(["--where", predicate]);
        said(&run(&mut command, exit_code))
    };
    report("ecog IS NULL AND age_years < 60", 0);
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(
        page.contains(
            "Selected: 3 of these, where <code>ecog IS NULL AND age_years &lt; 60</code>"
        )
    );
    let run = fs::read_to_string(out.join("run.json")).unwrap();
    assert!(run.contains("\"where\": \"ecog IS NULL AND age_years < 60\""));
}

#[test]
fn a_wrong_predicate_is_told_and_nothing_is_written() {
    let folder = scratch();
    let out = folder.path().join("out");
    let report = |predicate: &str, exit_code| {
        let mut command = il2();
        command
            .arg("report")
            .arg(in_repository("data-samples/tiny"))
            .arg("--out")
            .arg(&out)
            .args(["--where", predicate]);
        let said = said(&run(&mut command, exit_code));
        assert!(!out.exists(), "{predicate}");
        said
    };
    let said = report("agee > 60", 2);
    assert!(
        said.contains("error: --where: unknown column `agee`: not a column of courses or patients"),
        "{said}"
    );
    assert!(said.contains("age_years, weight_kg"), "{said}");
    assert!(report("age_years >", 2).contains("not an SQL expression"));
    assert!(report("1 / (course_number - 1) = 1", 2).contains("a division by zero"));
    // What a course holds is not repeated.
    let said = report("CAST(patient_id AS INT) = 1", 2);
    assert!(!said.contains("P1"), "{said}");
    let said = report("age_years > 200", 3);
    assert!(said.contains("--where matches no courses"), "{said}");
}
