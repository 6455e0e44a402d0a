//! Grading against cases worked by hand and against published ones.

use super::course::{CourseValues, Value};
use super::grading::{Graded, Grading, Options, Term, Why};
use super::measured::reported_unit;
use super::ranges::{Limits, NormalRanges};
use super::rules::CtcaeVersion;
use crate::terminology::{analyte, analytes, laboratory_term, laboratory_terms, plausible_values};

/// Worked by hand from the measure book's chapter on grades from values.
const BY_HAND: &str = include_str!("../../tests/grades/one_value.csv");
/// Of pharmaverse admiral; its `SOURCE.md` says how they are fed, and where the chapter differs.
const PUBLISHED: &str = include_str!("../../tests/ctcae_lab_grading/cases.csv");

/// A value of an analyte, as exported; `None` where it cannot be true, or its unit is none of the analyte's.
fn value(
    name: &str,
    unit: Option<&str>,
    hour: f64,
    reported: f64,
    limits: Limits,
) -> Option<Value> {
    let row = analyte(name).unwrap();
    let unit = reported_unit(name, row, unit)?;
    let own = analytes()[row].own(reported, unit);
    let is_plausible = plausible_values(name).is_none_or(|plausible| plausible.contain(own));
    is_plausible.then_some(Value {
        analyte: row,
        hour,
        reported,
        unit,
        own,
        limits,
    })
}

fn limits(lower: Option<f64>, upper: Option<f64>) -> Limits {
    Limits { lower, upper }
}

fn number(text: &str) -> Option<f64> {
    (!text.is_empty()).then(|| text.parse().unwrap())
}

/// The grade of the value at hour 24 for a term, among these values of a course.
fn graded(options: Options, term: &str, values: Vec<Value>) -> Option<Graded> {
    let grading = Grading::new(options);
    let term = laboratory_term(term).unwrap();
    let judged = *values.first()?;
    let course = CourseValues::new(None, values);
    let value = course.values().iter().find(|it| **it == judged).unwrap();
    let graded = grading
        .grades(&course, value)
        .find(|graded| graded.term == term);
    Some(graded.expect("the analyte has a rule of the term"))
}

#[test]
fn each_case_that_was_worked_by_hand_has_its_grade() {
    let mut wrong = Vec::new();
    let mut cases = 0;
    for row in csv::Reader::from_reader(BY_HAND.as_bytes()).records() {
        let row = row.unwrap();
        let unit = Some(&row[4]).filter(|unit| *unit != "-");
        let pair = |text: &str| {
            let pair = text
                .split_once(' ')
                .map(|(lower, upper)| (number(lower), number(upper)));
            pair.map_or_else(Limits::default, |(lower, upper)| limits(lower, upper))
        };
        let mut values = Vec::from_iter(value(
            &row[2],
            unit,
            24.0,
            row[3].parse().unwrap(),
            pair(&row[5]),
        ));
        let is_judged = !values.is_empty();
        if let Some((baseline, of_baseline)) = row[6].split_once(" (") {
            let baseline = baseline.parse().unwrap();
            values.extend(value(
                &row[2],
                unit,
                -24.0,
                baseline,
                pair(of_baseline.trim_end_matches(')')),
            ));
        }
        if let Some((albumin, hour)) = row[7]
            .strip_prefix("albumin ")
            .and_then(|also| also.split_once('@'))
        {
            let albumin = albumin.parse().unwrap();
            values.extend(value(
                "albumin",
                Some("g/dL"),
                hour.parse().unwrap(),
                albumin,
                Limits::default(),
            ));
        }
        let version = CtcaeVersion::ALL
            .into_iter()
            .find(|it| it.name() == &row[1]);
        let options = Options {
            version: version.unwrap(),
            ranges: if &row[7] == "none" {
                NormalRanges::none()
            } else {
                NormalRanges::of_program()
            },
            assumes_clinical: &row[7] == "clinical",
        };
        let items: Vec<String> = Grading::new(options.clone())
            .terms()
            .iter()
            .map(Term::item)
            .collect();
        assert!(items.iter().any(|item| item == &row[8]), "{}", &row[8]);
        let term = row[8].split(" (").next().unwrap();
        let found = is_judged.then(|| graded(options, term, values).unwrap());
        let grade = found.and_then(|graded| graded.grade.ok());
        let grade = grade.map_or_else(|| "-".to_owned(), |grade| grade.to_string());
        // The reason, where the case names it.
        let reasons = found.and_then(|graded| graded.grade.err());
        let named = Why::ALL
            .into_iter()
            .find(|why| row[10].contains(why.name()));
        if grade != row[9] || named.is_some() && reasons != named {
            wrong.push(format!("{}: {grade} {reasons:?}", &row[0]));
        }
        cases += 1;
    }
    assert_eq!(cases, 88);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The analyte of a published case.
fn published_analyte(test: &str, term: &str) -> &'static str {
    let is_ionized = test.contains("(Ionized)");
    match term.to_lowercase().as_str() {
        "anemia" | "hemoglobin increased" => "hemoglobin",
        "leukocytosis" | "white blood cell decreased" => "white_blood_cells",
        "activated partial thromboplastin time prolonged" => "aptt",
        "alanine aminotransferase increased" => "alt",
        "alkaline phosphatase increased" => "alp",
        "aspartate aminotransferase increased" => "ast",
        "blood bilirubin increased" => "bilirubin_total",
        "cd4 lymphocytes decreased" => "cd4_lymphocytes",
        "cholesterol high" => "cholesterol",
        "cpk increased" => "creatine_kinase",
        "creatinine increased" => "creatinine",
        "fibrinogen decreased" => "fibrinogen",
        "ggt increased" => "ggt",
        "haptoglobin decreased" => "haptoglobin",
        "inr increased" => "inr",
        "lipase increased" => "lipase",
        "lymphocyte count decreased" | "lymphocyte count increased" => "lymphocytes",
        "neutrophil count decreased" => "neutrophils",
        "platelet count decreased" => "platelets",
        "serum amylase increased" => "amylase",
        "hypercalcemia" | "hypocalcemia" if is_ionized => "calcium_ionized",
        "hypercalcemia" | "hypocalcemia" => "calcium_corrected",
        "hyperkalemia" | "hypokalemia" => "potassium",
        "hypermagnesemia" | "hypomagnesemia" => "magnesium",
        "hypernatremia" | "hyponatremia" => "sodium",
        "hypertriglyceridemia" => "triglycerides",
        "hyperuricemia" => "uric_acid",
        "hypoalbuminemia" => "albumin",
        "hypoglycemia" => "glucose",
        other => panic!("no analyte of {other}"),
    }
}

#[test]
fn each_published_case_has_its_grade_but_where_the_chapter_differs() {
    let mut wrong = Vec::new();
    let mut cases = 0;
    let mut differing = std::collections::BTreeMap::new();
    for row in csv::Reader::from_reader(PUBLISHED.as_bytes()).records() {
        let row = row.unwrap();
        cases += 1;
        // `Hypocalcemia (Ionized)` is a term of the source alone.
        let (test, term) = (&row[1], row[3].split(" (").next().unwrap());
        let Some(known) = laboratory_term(term) else {
            assert_eq!(&row[12], "", "a name that is no term has no grade");
            continue;
        };
        let term = &crate::terminology::laboratory_terms()[known].name;
        let name = published_analyte(test, term);
        let row_of = analyte(name).unwrap();
        let of_row = limits(number(&row[7]), number(&row[8]));
        let Some(reported) = number(&row[5]) else {
            assert_eq!(&row[12], "", "no value, no grade");
            continue;
        };
        // A case without a unit is in whichever unit makes the value plausible.
        let units: Vec<Option<&str>> = match &row[6] {
            "" => (0..4)
                .take_while(|&number| number == 0 || number < units_of(row_of))
                .map(|number| Some(analytes()[row_of].unit_name(number)))
                .collect(),
            unit => vec![Some(unit)],
        };
        let judged = units
            .iter()
            .find_map(|&unit| Some((unit, value(name, unit, 24.0, reported, of_row)?)));
        let Some((unit, judged)) = judged else {
            // No such unit, or a value that cannot be true.
            if !row[12].is_empty() {
                *differing
                    .entry("a value that cannot be true has no grade")
                    .or_insert(0) += 1;
            }
            continue;
        };
        let change = number(&row[11]);
        let baseline =
            number(&row[9]).or_else(|| change.map(|change| reported / (1.0 + change / 100.0)));
        let of_baseline = baseline.map(|baseline| match &row[10] {
            "high" => limits(Some(baseline / 4.0), Some(baseline / 2.0)),
            "low" => limits(Some(baseline * 2.0), Some(baseline * 4.0)),
            "normal" => limits(Some(baseline / 2.0), Some(baseline * 2.0)),
            _ => of_row,
        });
        let mut values = vec![judged];
        if let (Some(baseline), Some(of_baseline)) = (baseline, of_baseline) {
            values.extend(value(name, unit, -24.0, baseline, of_baseline));
        }
        let is_baseline_passed_over = baseline.is_some() && values.len() == 1;
        let options = Options {
            version: CtcaeVersion::V5_0,
            ranges: NormalRanges::none(),
            assumes_clinical: true,
        };
        let grade = graded(options, term, values).unwrap().grade;
        let grade = grade.map_or_else(|_| String::new(), |grade| grade.to_string());
        if grade == row[12] {
            continue;
        }
        // Where the chapter differs, and holds: see `SOURCE.md`.
        let class = if row[6].is_empty() && row[12].is_empty() {
            "read in the analyte's own unit where none is given"
        } else if of_row.kept() != of_row {
            "reversed limits are none"
        } else if is_baseline_passed_over {
            "a baseline that cannot be true is none"
        } else {
            wrong.push(format!("{test} {}: {grade}, not {}", &row[2], &row[12]));
            continue;
        };
        *differing.entry(class).or_insert(0) += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(cases, 578);
    let differing: Vec<(&str, usize)> = differing.into_iter().collect();
    assert_eq!(
        differing,
        [
            ("a baseline that cannot be true is none", 1),
            ("read in the analyte's own unit where none is given", 41),
            ("reversed limits are none", 3)
        ]
    );
}

/// How many units an analyte has.
fn units_of(row: usize) -> usize {
    let listed = &analytes()[row];
    listed.readings(1.0).count()
}

#[test]
fn key_terms_count_in_every_version_under_their_own_name() {
    for version in CtcaeVersion::ALL {
        let grading = Grading::new(Options {
            version,
            ..Options::default()
        });
        let is_key = |term: &&Term| laboratory_terms()[term.row].is_key;
        let key_terms: Vec<&Term> = grading.terms().iter().filter(is_key).collect();
        let listed = laboratory_terms().iter().filter(|term| term.is_key);
        assert_eq!(key_terms.len(), listed.count(), "{version:?}");
        for term in key_terms {
            assert!(term.counts(), "{version:?} {}", term.item());
            assert_eq!(term.item(), laboratory_terms()[term.row].name);
        }
    }
}

#[test]
fn total_calcium_is_corrected_whatever_its_unit() {
    // 6.5 mg/dL is 1.62 mmol/L: grade 3 in both. Corrected for an albumin of 2 g/dL, by 1.6 mg/dL or 0.4 mmol/L, it is
    // 8.1 mg/dL or 2.02 mmol/L: below the lower limit, and not below 8 mg/dL or 2 mmol/L.
    let calcium = &analytes()[analyte("calcium").unwrap()];
    let own = calcium.unit_number("mg/dL").unwrap();
    for version in CtcaeVersion::ALL {
        for (number, (unit, ..)) in calcium.units().enumerate() {
            let reported = calcium.converted(6.5, own, number);
            let grade = |albumin: f64| {
                let none = limits(None, None);
                let values = [
                    value("calcium", Some(unit), 24.0, reported, none),
                    value("albumin", Some("g/dL"), 24.0, albumin, none),
                ];
                let options = Options {
                    version,
                    ..Options::default()
                };
                let values = values.into_iter().flatten().collect();
                graded(options, "Hypocalcemia", values).unwrap().grade
            };
            assert_eq!((grade(4.0), grade(2.0)), (Ok(3), Ok(1)), "{unit}");
        }
    }
}
