//! A published table rebuilt: NEJM 2011;364:2119, Table 3, high-dose IL-2 alone, worst grade 3 to 5 by organ system.

use crate::bench::{Results, results, scratch};
use il2_outcomes::measures::results::Statistic::Proportion;
use il2_outcomes::measures::results::Unit::Patient;
use std::fmt::Write as _;
use std::fs;

const PATIENTS: usize = 93;
/// Organ system here, a term of it, patients with grade ≥ 3; arrhythmia is left out, being cardiovascular here.
const SEVERE: [(&str, &str, usize); 11] = [
    ("hematologic", "Platelet count decreased", 33),
    ("cardiovascular", "Hypotension", 25),
    ("gastrointestinal", "Diarrhea", 17),
    ("hepatic", "Blood bilirubin increased", 36),
    ("infectious", "Sepsis", 6),
    ("metabolic", "Hyponatremia", 19),
    ("neurologic", "Confusion", 11),
    ("pulmonary", "Dyspnea", 19),
    ("renal", "Creatinine increased", 14),
    ("dermatologic", "Rash maculo-papular", 6),
    ("constitutional", "Fever", 15),
];

/// One course of one patient each; the first patients have the toxicity, the last two were not assessed for two organ
/// systems.
fn table_three() -> Results {
    let folder = scratch();
    let mut courses = "course_id,patient_id\n".to_owned();
    let mut doses = "course_id,cycle,dose_number,status,hour\n".to_owned();
    let mut toxicities = "course_id,term,grade,onset_hour\n".to_owned();
    let mut not_assessed = "course_id,organ_system\n".to_owned();
    for patient in 1..=PATIENTS {
        writeln!(courses, "C{patient},P{patient}").unwrap();
        writeln!(doses, "C{patient},1,1,given,0").unwrap();
    }
    for (_, term, n) in SEVERE {
        for patient in 1..=n {
            writeln!(toxicities, "C{patient},{term},3,10").unwrap();
        }
    }
    // 74 patients had any: those beyond the first 36 had an event of an organ system that is not in the table.
    for patient in 37..=74 {
        writeln!(toxicities, "C{patient},Myalgia,3,10").unwrap();
    }
    for patient in [92, 93] {
        writeln!(not_assessed, "C{patient},metabolic\nC{patient},pulmonary").unwrap();
    }
    let tables = [
        ("courses", courses),
        ("doses", doses),
        ("toxicities", toxicities),
        ("not_assessed", not_assessed),
    ];
    for (table, text) in tables {
        fs::write(folder.path().join(format!("{table}.csv")), text).unwrap();
    }
    results(folder.path())
}

#[test]
fn two_patients_who_were_not_assessed_are_in_no_denominator() {
    let table = table_three();
    for (system, _, n) in SEVERE {
        let of = if ["metabolic", "pulmonary"].contains(&system) {
            91
        } else {
            93
        };
        let n = i64::try_from(n).unwrap();
        assert_eq!(
            table.proportion("toxicity.organ_system", Patient, system, "ge3"),
            (n, of),
            "{system}"
        );
    }
}

#[test]
fn any_severe_toxicity_has_the_published_interval() {
    let any = table_three();
    let any = any.row("toxicity.any", Patient, "all", "ge3", Proportion);
    let percent = |value: Option<f64>| format!("{:.2}", 100.0 * value.unwrap());
    assert_eq!(
        [any.value, any.lower, any.upper].map(percent),
        ["79.57", "69.95", "87.23"]
    );
}
