//! A published table rebuilt: NEJM 2011;364:2119, Table 3, worst grade 3 to 5 by organ system: of high-dose IL-2 alone as
//! results, of both arms as the report prints them.

use crate::bench::{Results, il2, results, run, scratch};
use il2_outcomes::measures::results::Statistic::Proportion;
use il2_outcomes::measures::results::Unit::Patient;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

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

/// A category as printed: a term of it here, its organ system, and the patients with IL-2 alone and with the vaccine.
type Printed = (&'static str, &'static str, [usize; 2]);

/// Table 3, in the order in which the report prints it: by organ system, the most common term first.
const TABLE_3: [Printed; 15] = [
    ("Hypotension", "Cardiovascular", [25, 31]),
    ("Atrial fibrillation", "Cardiovascular", [4, 16]),
    ("Dyspnea", "Pulmonary", [19, 19]),
    ("Creatinine increased", "Renal", [14, 16]),
    ("Blood bilirubin increased", "Hepatic", [36, 34]),
    ("Confusion", "Neurologic and psychiatric", [11, 22]),
    ("Diarrhea", "Gastrointestinal", [17, 18]),
    ("Rash maculo-papular", "Dermatologic", [6, 6]),
    ("Platelet count decreased", "Hematologic", [33, 41]),
    ("INR increased", "Hematologic", [2, 3]),
    ("Hemorrhage", "Hematologic", [1, 2]),
    ("Sepsis", "Infectious", [6, 7]),
    ("Fever", "Constitutional (flu-like)", [15, 24]),
    ("Pain", "Constitutional (flu-like)", [10, 11]),
    ("Hyponatremia", "Metabolic and laboratory", [19, 36]),
];
const MUSCULOSKELETAL: Printed = ("Myalgia", "Musculoskeletal", [3, 6]);
/// Any of them.
const MAXIMUM: [usize; 2] = [74, 73];
/// Assessed patients of each arm.
const ARMS: [(&str, usize); 2] = [("hd_il2", 93), ("other", 85)];

/// Where the patients with a term begin, so that as many have any as printed: of IL-2 alone, the 36 of the most common term,
/// then the 33 of the next, then those with pain.
fn first_patient(term: &str, arm: usize) -> usize {
    match (arm, term) {
        (0, "Platelet count decreased") => 36,
        (0, "Pain") => MAXIMUM[0] - 10,
        (1, "Hyponatremia") => MAXIMUM[1] - 36,
        _ => 0,
    }
}

/// The report of an export of both arms, one course for each patient.
fn report_of_both_arms(folder: &Path) -> std::path::PathBuf {
    let export = folder.join("export");
    fs::create_dir(&export).unwrap();
    let mut courses = "course_id,patient_id,regimen\n".to_owned();
    let mut doses = "course_id,cycle,dose_number,status,hour\n".to_owned();
    let mut toxicities = "course_id,term,grade,onset_hour\n".to_owned();
    let mut not_assessed = "course_id,organ_system\n".to_owned();
    for (arm, (regimen, n)) in ARMS.into_iter().enumerate() {
        for patient in 0..n {
            let course = format!("A{arm}-{patient}");
            writeln!(courses, "{course},P{arm}-{patient},{regimen}").unwrap();
            writeln!(doses, "{course},1,1,given,0").unwrap();
        }
        for (term, _, counts) in TABLE_3.into_iter().chain([MUSCULOSKELETAL]) {
            let first = first_patient(term, arm);
            for patient in first..first + counts[arm] {
                writeln!(toxicities, "A{arm}-{patient},{term},3,10").unwrap();
            }
        }
    }
    for patient in [91, 92] {
        writeln!(
            not_assessed,
            "A0-{patient},metabolic\nA0-{patient},pulmonary"
        )
        .unwrap();
    }
    for (table, text) in [
        ("courses", courses),
        ("doses", doses),
        ("toxicities", toxicities),
        ("not_assessed", not_assessed),
    ] {
        fs::write(export.join(format!("{table}.csv")), text).unwrap();
    }
    let out = folder.join("out");
    let mut command = il2();
    command.args(["report", "--quiet"]).arg(&export);
    run(command.arg("--out").arg(&out), 0);
    out
}

/// The cells of the rows of a table of a page, tags away, one blank between pieces; and whether a row is that of an organ
/// system above its terms.
fn printed_rows(page: &str, table: &str) -> Vec<(bool, Vec<String>)> {
    let table = page.split_once(&format!("id=\"table-{table}\"")).unwrap().1;
    let table = table.split_once("</table>").unwrap().0;
    let rows = table.split("<tr").skip(1);
    let text = |cell: &str| {
        let mut pieces = Vec::new();
        for piece in cell.split('<') {
            let text = piece.rsplit('>').next().unwrap().trim();
            pieces.extend(
                (!text.is_empty()).then(|| text.replace('\u{a0}', " ").replace("&#x2f;", "/")),
            );
        }
        pieces.join(" ")
    };
    rows.map(|row| {
        let row = row.split_once("</tr>").unwrap().0;
        let cells = row.split("<t").skip(1);
        let cells = cells.map(|cell| text(cell.split_once('>').unwrap().1));
        (row.starts_with(" class=\"head\""), cells.collect())
    })
    .collect()
}

#[test]
fn table_three_is_laid_out_as_it_was_printed() {
    let folder = scratch();
    let out = report_of_both_arms(folder.path());
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    let rows = printed_rows(&page, "terms");
    // The arms side by side under their numbers of patients.
    assert_eq!(
        rows[0].1[1..],
        ["HD IL-2 (N = 93)", "Other regimen (N = 85)"]
    );
    let grades = ["Any grade", "Grade ≥ 3", "3", "4", "5"];
    assert_eq!(rows[1].1[1..], [grades, grades].concat());
    let mut system = String::new();
    let mut terms = Vec::new();
    for (is_head, row) in &rows[2..] {
        if *is_head {
            system.clone_from(&row[0]);
        } else {
            // Grade ≥ 3 of either arm.
            terms.push((row[0].clone(), system.clone(), [&row[2], &row[7]]));
        }
    }
    let percent = |n: usize, of: usize| (n as f64 / of as f64 * 100.0).round();
    let mut expected: Vec<Printed> = TABLE_3.to_vec();
    expected.push(MUSCULOSKELETAL);
    assert_eq!(terms.len(), expected.len(), "{terms:?}");
    for ((term, system, cells), printed) in terms.iter().zip(&expected) {
        assert_eq!((term.as_str(), system.as_str()), (printed.0, printed.1));
        for arm in 0..2 {
            let n = printed.2[arm];
            // Two patients of the first arm were not assessed for two organ systems, as its footnote says.
            let is_short = ["Pulmonary", "Metabolic and laboratory"].contains(&printed.1);
            let of = if arm == 0 && is_short {
                91
            } else {
                ARMS[arm].1
            };
            let shown = if is_short {
                format!("{n}/{of} ({}%)", percent(n, of))
            } else {
                format!("{n} ({}%)", percent(n, of))
            };
            assert_eq!(*cells[arm], shown, "{term}");
        }
    }
    let overview = printed_rows(&page, "adverse_events");
    let severe = overview.iter().find(|(_, row)| row[0] == "Grade ≥ 3");
    let severe = &severe.unwrap().1;
    let starts = |cell: &str, printed: &str| assert!(cell.starts_with(printed), "{cell}");
    starts(&severe[1], "74 (80%)");
    starts(&severe[2], "73 (86%)");
}
