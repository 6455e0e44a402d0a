//! Grades from values of small samples, each worked by hand.

use super::*;
use crate::facts::{LABORATORY, read_parquet, regraded};
use crate::grades::{CtcaeVersion, Grading, NormalRanges, Options};
use crate::measures::results::Level;
use crate::measures::results::Statistic::{Count, Median, Probability, Ratio};
use crate::measures::results::Unit::{Course, Cycle, Patient};
use crate::measures::tiny::{Results, of_export, tiny_with};
use crate::measures::{Cohort, Groupings, compute, curves};

/// The sample with these rows of measurements and toxicities, and nothing else but these courses, a patient each, with a
/// dose at hour 0 and one at 96.
fn files<'a>(
    courses: &[&str],
    measurements: &'a [&'a str],
    toxicities: &'a [&'a str],
    not_assessed: &'a [&'a str],
) -> Vec<(&'static str, Vec<String>)> {
    let with = |header: &str, rows: &[&str]| {
        let rows = rows.iter().map(|row| (*row).to_owned());
        std::iter::once(header.to_owned())
            .chain(rows)
            .collect::<Vec<_>>()
    };
    let each = |header: &str, row: &dyn Fn(&str) -> Vec<String>| {
        let rows = courses.iter().flat_map(|course| row(course));
        std::iter::once(header.to_owned())
            .chain(rows)
            .collect::<Vec<_>>()
    };
    vec![
        (
            "courses.csv",
            each("course_id,patient_id", &|it| vec![format!("{it},P{it}")]),
        ),
        (
            "doses.csv",
            each("course_id,cycle,dose_number,status,hour", &|it| {
                vec![format!("{it},1,1,given,0"), format!("{it},1,2,given,96")]
            }),
        ),
        (
            "patients.csv",
            each("patient_id,sex", &|it| vec![format!("P{it},")]),
        ),
        (
            "measurements.csv",
            with("course_id,analyte,hour,value,unit", measurements),
        ),
        ("toxicities.csv", with("course_id,term,grade", toxicities)),
        (
            "not_assessed.csv",
            with("course_id,organ_system", not_assessed),
        ),
        ("dialysis.csv", with("course_id,start_hour,stop_hour", &[])),
        (
            "vasopressors.csv",
            with("course_id,agent,start_hour,stop_hour", &[]),
        ),
        ("medications.csv", with("course_id,agent", &[])),
        ("stays.csv", with("course_id,unit,start_hour", &[])),
    ]
}

fn results_of(files: &[(&'static str, Vec<String>)]) -> Results {
    let lines: Vec<(&str, Vec<&str>)> = files
        .iter()
        .map(|(name, lines)| (*name, lines.iter().map(String::as_str).collect()))
        .collect();
    let slices: Vec<(&str, &[&str])> = lines
        .iter()
        .map(|(name, lines)| (*name, lines.as_slice()))
        .collect();
    tiny_with(&slices)
}

#[test]
fn reports_and_values_are_compared_term_by_term_and_system_by_system() {
    // Creatinine of 4 mg/dL is above 3 × 1.3: grade 3; 1.5 is grade 1.
    let measurements = [
        "A,creatinine,5,4,mg/dL",
        "B,creatinine,5,4,mg/dL",
        "C,creatinine,5,4,mg/dL",
        "D,creatinine,5,1.5,mg/dL",
        "F,creatinine,5,4,mg/dL",
    ];
    let toxicities = [
        "B,Creatinine increased,3",
        "C,Acute kidney injury,3",
        "D,Creatinine increased,3",
        "E,Creatinine increased,3",
    ];
    let courses = ["A", "B", "C", "D", "E", "F"];
    let results = results_of(&files(&courses, &measurements, &toxicities, &["F,renal"]));
    let agreement = |level| results.proportion(AGREEMENT, Course, "renal", level);
    assert_eq!(agreement("term_reported"), (1, 3));
    assert_eq!(agreement("system_reported"), (2, 3));
    assert_eq!(agreement("laboratory_found"), (1, 2));
    let combined = |unit, level| results.proportion(COMBINED, unit, "renal", level);
    assert_eq!(combined(Course, "ge3"), (6, 6));
    assert_eq!(combined(Patient, "ge4"), (0, 6));
    let reported = results.proportion("toxicity.organ_system", Course, "renal", "ge3");
    assert_eq!(reported, (4, 5));
    // Of values alone, E is not measured: it is in no denominator.
    assert_eq!(
        results.proportion(ORGAN_SYSTEM, Course, "renal", "ge3"),
        (4, 5)
    );
    assert_eq!(
        results.proportion(GRADE, Patient, "Creatinine increased", "1"),
        (1, 5)
    );
    assert_eq!(
        results.row(VERSION, Course, "5.0", "all", Count).value,
        Some(5.0)
    );
    // No baseline: nothing can be said of what emerged.
    assert_eq!(
        results.proportion(EMERGENT, Course, "Creatinine increased", "any"),
        (0, 0)
    );
}

#[test]
fn values_of_each_day_have_a_median() {
    let measurements = [
        "A,creatinine,-5,1,mg/dL",
        "A,creatinine,0,1.1,mg/dL",
        "A,creatinine,3,2,mg/dL",
        "A,creatinine,23.9,2.5,mg/dL",
        "A,creatinine,23.9,2.4,mg/dL",
        "A,creatinine,24,3,mg/dL",
        "A,creatinine,60,88,mg/dL",
        "A,creatinine,817,2,mg/dL",
        "B,creatinine,-300,0.9,mg/dL",
        "B,creatinine,-200,1.4,mg/dL",
        "B,creatinine,1,1,mg/dL",
        "B,14682-9,815,88.4017,",
    ];
    let files = files(&["A", "B"], &measurements, &[], &[]);
    let rows = of_export(&files, |snapshot| {
        curves(&Cohort::read(snapshot).unwrap(), &Groupings::default())
    });
    let medians = rows
        .iter()
        .filter(|row| row.measure == BY_DAY && row.statistic == Median);
    let medians: Vec<(String, Option<f64>, Option<i64>)> = medians
        .map(|row| (row.level.to_string(), row.value, row.denominator))
        .collect();
    let expected = [("0", 1.0, 2), ("1", 1.7, 2), ("2", 3.0, 1), ("34", 1.0, 1)];
    assert_eq!(medians.len(), expected.len(), "{medians:?}");
    for ((level, value, units), (day, median, courses)) in medians.into_iter().zip(expected) {
        assert_eq!((level.as_str(), units), (day, Some(courses)));
        assert!((value.unwrap() - median).abs() < 1e-9, "{day}");
    }
}

#[test]
fn shifts_severe_days_and_recovery_of_a_course_are_counted() {
    let measurements = [
        "A,alt,-1,60,U/L",
        "A,alt,5,100,U/L",
        "A,platelets,24,40,10*9/L",
        "A,platelets,48,30,10*9/L",
        "A,platelets,96,80,10*9/L",
        "B,platelets,24,160,10*9/L",
    ];
    let results = results_of(&files(&["A", "B"], &measurements, &[], &[]));
    let alt = "Alanine aminotransferase increased";
    assert_eq!(
        results.row(SHIFT, Course, alt, "1>1", Count).value,
        Some(1.0)
    );
    assert_eq!(results.proportion(EMERGENT, Course, alt, "any"), (1, 1));
    let platelets = "Platelet count decreased";
    // Days 1, 2 and 4 of A and 1 of B have a value; 40 and 30 are of grade 3.
    let days = results.row(SEVERE_DAYS, Course, platelets, "all", Ratio);
    assert_eq!((days.numerator, days.denominator), (Some(2), Some(4)));
    let median = results.row(SEVERE_DAYS, Course, platelets, "all", Median);
    assert_eq!((median.value, median.denominator), (Some(2.0), Some(1)));
    let recovered = results.row(RECOVERED_BY, Course, platelets, "7", Probability);
    assert_eq!(
        (recovered.value, recovered.numerator, recovered.denominator),
        (Some(1.0), Some(1), Some(1))
    );
    let nadir = |level| results.row(NADIR, Course, "platelets", level, Median).value;
    assert_eq!(
        ["value", "hour", "doses"].map(nadir),
        [Some(95.0), Some(36.0), Some(1.0)]
    );
}

#[test]
fn the_proxy_of_a_course_is_that_of_its_cycles() {
    let measurements = [
        "A,albumin,-1,3.8,g/dL",
        "A,albumin,50,3.3,g/dL",
        "A,weight,-1,80,kg",
        "A,weight,50,84,kg",
        "A,systolic_bp,50,110,mm[Hg]",
        "A,fluid_balance_24h,24,1500,mL",
        "B,albumin,50,2.9,g/dL",
        "B,systolic_bp,50,110,mm[Hg]",
    ];
    let results = results_of(&files(&["A", "B"], &measurements, &[], &[]));
    for unit in [Patient, Course, Cycle] {
        let part = |item, level| results.proportion("capillary_leak_proxy.part", unit, item, level);
        assert_eq!(part("albumin", "all"), (1, 1));
        assert_eq!(part("weight", "5"), (1, 1));
        assert_eq!(part("weight", "10"), (0, 1));
        assert_eq!(part("pressure", "all"), (0, 2));
        let present = results.proportion("capillary_leak_proxy.present", unit, "all", "all");
        assert_eq!(present, (1, 1));
    }
    let fluid = results.value("capillary_leak_proxy.net_fluid", Cycle, "all", Median);
    assert!((fluid - 1.5).abs() < 1e-12, "{fluid}");
    let sign = |level| results.proportion("vital.sign", Course, "hypotension", level);
    assert_eq!([sign("any"), sign("sustained")], [(0, 2), (0, 2)]);
}

#[test]
fn what_is_graded_once_more_is_what_was_graded_at_ingest() {
    let measurements = [
        "A,alt,-1,60,U/L",
        "A,alt,5,100,U/L",
        "A,creatinine,-1,1,mg/dL",
        "A,creatinine,5,450,umol/L",
        "A,creatinine,200,1,mg/dL",
        "A,calcium,5,6.9,mg/dL",
        "A,albumin,5,2,g/dL",
        "B,platelets,5,11.5,K/uL",
        "B,14682-9,815,188.4017,",
        "B,moonlight,1,7,lx",
        "B,albumin,1,900,g/dL",
    ];
    let files = files(&["A", "B"], &measurements, &[], &[]);
    of_export(&files, |snapshot| {
        let columns = [&["course_key"], LABORATORY.columns].concat();
        let stored = read_parquet(&snapshot.parts(LABORATORY.name).unwrap(), &columns).unwrap();
        let again = regraded(snapshot, &Grading::new(Options::default())).unwrap();
        assert!(stored.rows() > 4);
        // Absent decimals are NaN, which equals nothing.
        let text = |frame: &crate::model::Frame| {
            let columns = frame.columns();
            format!(
                "{:?}",
                columns
                    .map(|(name, values)| (name.to_owned(), values.clone()))
                    .collect::<Vec<_>>()
            )
        };
        assert_eq!(text(&stored), text(&again));
        let highest = |options: Options| {
            let cohort = Cohort::graded_by(snapshot, &options).unwrap();
            let rows = compute(&cohort, &Groupings::default());
            let is_it = |row: &&crate::measures::results::Row| {
                (row.measure, row.unit, row.item.as_str())
                    == (GRADE, Course, "Platelet count decreased")
                    && row.numerator == Some(1)
                    && matches!(row.level, Level::Number(_))
            };
            rows.iter().find(is_it).map(|row| row.level.to_string())
        };
        let version = |version| Options {
            version,
            ..Options::default()
        };
        assert_eq!(highest(Options::default()).as_deref(), Some("4"));
        // 6.0: grade 4 below 10.
        assert_eq!(highest(version(CtcaeVersion::V6_0)).as_deref(), Some("3"));
        let without_ranges = Options {
            ranges: NormalRanges::none(),
            ..Options::default()
        };
        assert_eq!(highest(without_ranges).as_deref(), Some("4"));
    });
}
