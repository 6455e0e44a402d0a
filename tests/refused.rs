//! `data-samples/refused`: one fault per folder, named for its rule.

use crate::bench::{il2, in_repository, run, said, scratch};

/// Folder, exit code, what the message must say.
const CASES: [(&str, i32, &str); 23] = [
    (
        "structural_too_few_fields",
        3,
        "fewer fields than the header, first at line 4",
    ),
    (
        "structural_unclosed_quote",
        3,
        "a quote is never closed, first at line 4",
    ),
    ("structural_invalid_byte", 3, "first at line 3"),
    ("structural_nul", 3, "a NUL byte, first at line 4"),
    (
        "missing_status",
        3,
        "missing    status: no value, first at line 4",
    ),
    (
        "type_grade",
        3,
        "type       grade: not a whole number, first at line 2",
    ),
    (
        "type_decimal_comma",
        3,
        "type       hour: not a decimal number (with a point), first at line 4",
    ),
    (
        "domain_grade",
        3,
        "domain     grade: not in 1…5, first at line 2",
    ),
    (
        "domain_status",
        3,
        "domain     status: none of given, held, stopped, refused, other, first at line 4",
    ),
    (
        "domain_resolved_before_onset",
        3,
        "domain     resolved_hour: before onset_hour, first at line 2",
    ),
    (
        "domain_unit",
        3,
        "domain     unit: not a unit of this analyte, first at line 2",
    ),
    (
        "domain_modality",
        3,
        "domain     modality: no such modality, first at line 2",
    ),
    (
        "domain_organ_system",
        3,
        "domain     organ_system: no such organ system, first at line 2",
    ),
    (
        "key_dose_twice",
        3,
        "key        the row repeats an earlier one, first at line 4",
    ),
    ("reference_no_such_course", 3, "reference  course_id: "),
    ("no_table", 3, "the table `doses` is missing"),
    (
        "no_column",
        3,
        "doses.csv: line 1: the column `dose_number` is missing",
    ),
    ("no_header", 3, "doses.csv: has no header"),
    (
        "column_twice",
        3,
        "courses.csv: line 1: the column `patient_id` is there twice",
    ),
    ("two_files", 3, "both hold the table `doses`"),
    ("age_over_90", 4, "courses.csv: line 2: age_years"),
    (
        "identifier_column",
        4,
        "courses.csv: line 1: Patient Name: a column that is named for an identifier",
    ),
    (
        "identifier_value",
        4,
        "courses.csv: line 2: ward_note: a social security number",
    ),
];

#[test]
fn every_folder_is_refused_for_the_rule_it_is_named_for() {
    for (folder, exit_code, message) in CASES {
        let output = run(
            il2()
                .arg("check")
                .arg(in_repository("data-samples/refused").join(folder)),
            exit_code,
        );
        let said = said(&output);
        assert!(said.contains(message), "{folder} said:\n{said}");
        assert!(said.contains("hint: "), "{folder} said:\n{said}");
    }
    let folders = std::fs::read_dir(in_repository("data-samples/refused")).unwrap();
    let n_folders = folders
        .filter(|entry| entry.as_ref().unwrap().path().is_dir())
        .count();
    assert_eq!(n_folders, CASES.len());
}

#[test]
fn no_message_repeats_a_value_of_the_data() {
    for (folder, value) in [
        ("domain_status", "maybe"),
        ("domain_unit", "furlong"),
        ("age_over_90", "93"),
        ("identifier_value", "6789"),
        ("type_grade", "III"),
    ] {
        let output = il2()
            .arg("check")
            .arg(in_repository("data-samples/refused").join(folder))
            .output()
            .unwrap();
        assert!(!said(&output).contains(value), "{folder}");
    }
}

#[test]
fn a_refused_export_leaves_nothing_behind() {
    let folder = scratch();
    for (refused, exit_code, _) in CASES {
        let export = in_repository("data-samples/refused").join(refused);
        run(
            il2()
                .arg("report")
                .arg(&export)
                .arg("--out")
                .arg(folder.path().join("out")),
            exit_code,
        );
        run(
            il2()
                .arg("ingest")
                .arg(&export)
                .arg("--store")
                .arg(folder.path().join("store")),
            exit_code,
        );
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            0,
            "{refused}"
        );
    }
}

#[test]
fn a_fault_within_the_limit_is_set_aside_and_the_rest_is_stored() {
    let folder = scratch();
    let export = in_repository("data-samples/refused/domain_status");
    let rows = folder.path().join("rows.csv");
    let output = run(
        il2()
            .args(["check", "--max-quarantine", "100%", "--rows"])
            .arg(&rows)
            .arg(export),
        0,
    );
    assert!(
        said(&output).contains("3 read =           2 stored +       1 quarantined"),
        "{}",
        said(&output)
    );
    let rows = std::fs::read_to_string(rows).unwrap();
    let expected = "file,line,column,class,rule,message\n\
        domain_status/doses.csv,4,status,domain,doses.status.domain,";
    assert!(rows.starts_with(expected), "{rows}");
}

#[test]
fn an_identifier_is_told_before_every_other_refusal() {
    let folder = scratch();
    // No doses, a bad header in one file, and an identifier in a row that is quarantined in another.
    std::fs::write(
        folder.path().join("courses.csv"),
        "course_id,patient_id\nX1-1,X1\n",
    )
    .unwrap();
    std::fs::write(folder.path().join("toxicities.csv"), "term,term\n").unwrap();
    let patients = "patient_id,sex\nX1,maybe\n,555-223-4567\n";
    std::fs::write(folder.path().join("patients.csv"), patients).unwrap();
    let output = run(il2().arg("check").arg(folder.path()), 4);
    assert!(
        said(&output).contains("patients.csv: line 3: sex: a telephone number"),
        "{}",
        said(&output)
    );
    assert!(!said(&output).contains("555"), "{}", said(&output));
}

#[test]
fn a_date_may_stand_in_a_column_of_moments_and_nowhere_else() {
    let folder = scratch();
    let write = |doses: &str| std::fs::write(folder.path().join("doses.csv"), doses).unwrap();
    std::fs::write(
        folder.path().join("courses.csv"),
        "course_id,patient_id\nX1-1,X1\n",
    )
    .unwrap();
    write(
        "course_id,cycle,dose_number,status,at,seen_at\nX1-1,1,1,given,2166-03-04 08:15,2166-03-05\n",
    );
    run(il2().arg("check").arg(folder.path()), 0);
    write("course_id,cycle,dose_number,status,reason\nX1-1,1,1,held,2166-03-04\n");
    run(il2().arg("check").arg(folder.path()), 4);
}
