//! The screen for direct identifiers: which forms of values and headers it finds, and what is no identifier.
//!
//! `docs/privacy.md` is the table of these forms; a test computes it.

use crate::bench::{il2, in_repository, options, run, said, scratch};
use il2_outcomes::ingest::{IngestError, read_exports, screen_text};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Forms of identifiers by class, each a whole value. None is anybody's.
#[rustfmt::skip]
const FORMS: &[(&str, &[&str])] = &[
    ("social security", &[
        "464-72-7630", "464 72 7630", "464.72.7630", "464–72–7630", "SSN: 464-72-7630", "464727630",
    ]),
    ("NHS number, NPI", &["772-837-8325", "840 291 6143", "NHS 943 476 5919", "NPI 1234567893"]),
    ("record number", &["MRN: 8060109", "MRN9725397", "#3120643", "80601090"]),
    ("telephone", &[
        "(829) 275-5591", "270.475.7740", "+1 829 275 5591", "030/686 1238", "+44 20 7946 0958", "+49 30 6861238",
        "+33 1 42 68 53 00", "0044 20 7946 0958", "+447911123456", "tel:+1-829-275-5591", "829-275-5591 ext. 12",
        "829‑275‑5591", "1-829-275-5591", "275-5591", "8292755591", "01 42 68 53 00",
    ]),
    ("date", &[
        "1962-07-24", "2018/10/15", "02/17/1999", "12-Jan-1962", "April 19, 1979", "1962-07-24T08:15Z", "16.02.2006",
        "2016.06.23", "24 July 1962", "1962-07-24 08:15", "4.3.2019", "8/25/44", "08-Aug-86", "21Apr1962",
        "Tuesday, 24 July 1962", "4th March 2019", "March 4th, 2019", "19 05 2020", "02/17/1999 8:15 PM",
        "2017-Apr-07", "4. März 2019", "4 décembre 2018", "3 de enero de 2019", "１９６２-０７-２４", "1962年7月24日",
        "[1962-07-24]", "DOB 1962-07-24", "2019-03-04 - 2019-03-09", "1962–07–24", "1962-07-24.", "“1962-07-24”",
        "20190304T0815", "Dienstag, den 4. Mai 2021", "19620724", "201903040815", "July 1962", "24 luglio 1962",
    ]),
    ("e-mail", &[
        "jane@example.org", "mailto:jane@example.org", "Jane Doe <jane@example.org>", "write to jane@example.org",
        "jane [at] example.org", "jane@localhost",
    ]),
    ("machine", &[
        "192.168.0.1", "fe80::1", "192.168.0.1:8080", "192.168.0.0/24", "[2001:db8::1]:443", "00:1B:44:11:3A:B7",
    ]),
    ("web", &[
        "https://example.org/x", "www.example.org", "sftp://files.example.org", "example.org/patients/7",
        "\\\\server\\share", "see https://example.org",
    ]),
    ("place", &["02115-1234", "SW1A 1AA", "02115", "12 Main Street", "42.3601, -71.0589", "42.3601N 71.0589W"]),
    ("other", &[
        "Jane Doe", "(01)00643169001763", "SN-4711-0815", "GB29 NWBK 6016 1331 9268 19", "4111 1111 1111 1111",
        "B-MW 1234", "123e4567-e89b-12d3-a456-426614174000", "92 yo", "103-year-old", "Dr. Doe",
    ]),
];

/// Headers that name an identifier.
#[rustfmt::skip]
const HEADERS: [&str; 44] = [
    "PatientName", "lastname", "LAST_NAME", "first name", "fullname", "maidenName", "surname", "initials", "MRN",
    "medical_record_number", "RecordNo", "hospital number", "ssn", "SocialSecurityNumber", "nhsNumber", "NPI", "dob",
    "DateOfBirth", "birthdate", "birth_year", "birthDay", "HomeAddress", "street1", "City", "zip", "ZipCode", "postcode",
    "Phone2", "cellphone", "mobile", "fax", "eMail", "e-mail", "account", "insurance_policy", "passport", "photo_url",
    "emergencyContact", "nextOfKin", "admission date", "Nachname", "prénom", "Geburtsdatum", "téléphone",
];

/// Values that look like identifiers and are none: numbers of subjects, versions, doses, terms.
#[rustfmt::skip]
const NONE: [&str; 67] = [
    "101-001-0001", "001-002-0003", "000-01-0001", "666-12-3456", "900-12-3456", "123-00-4567", "123-45-0000",
    "1.1.1.1", "5.0.1", "4.03", "1-2-3", "100-200-300", "P-001-02", "A00012-1", "SIM-0001-01", "0001-0002-0003",
    "8292755591", "20190304", "10*9/L", "ug/kg/min", "x10^9/L", "dyn.sec/cm5", "1-800", "3/4", "may 2019", "1985-2019",
    "P-2019-001", "UPN-12-34", "PT-01-02-03", "AT01-02-03", "FR01-02-03", "2019-03", "C1-2-3", "600000", "720000 IU/kg", "14 doses", "2-3", "5.0", "v4.03", "12-34",
    "12-34-56", "2019/001", "S01-2019-003", "001-101-0001-01", "0044-1001-0034", "MAR-0012-01", "SEP-12-345", "DEC 12",
    "norepinephrine", "0.05 ug/kg/min", "120/80", "1:2", "10:30", "08:15:00", "course 2, cycle 1", "day 3-5", "x 3", "RECIST 1.1",
    "Other: rash", "IL-2 2019", "T2 N1 M0",
    "B12 1ug", "CD4 3AB", "600000 IU/kg", "Grade 3 (4 of 14)", "HLA-A*02:01", "grade 2-3",
];

fn is_found(text: &str) -> bool {
    screen_text("a text", text).is_err()
}

/// The headers of these that refuse a file, by one export that has them all.
fn found_headers(headers: &[&str]) -> BTreeSet<String> {
    let folder = scratch();
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    write("courses.csv", "course_id,patient_id\nC1,P1\n".to_owned());
    write(
        "doses.csv",
        format!("course_id,cycle,dose_number,status,{}\n", headers.join(",")),
    );
    let refused = read_exports(&[folder.path().to_path_buf()], &options(0.0)).err();
    let Some(IngestError::Identifiers { found, .. }) = refused else {
        panic!("{refused:?}");
    };
    found
        .into_iter()
        .map(|identifier| identifier.column)
        .collect()
}

/// A row of the document's table.
fn row(class: &str, all: &[&str], is_found: impl Fn(&str) -> bool) -> String {
    let (found, missed): (Vec<&str>, Vec<&str>) = all.iter().partition(|form| is_found(form));
    let listed = |forms: &[&str]| {
        let forms: Vec<String> = forms.iter().map(|form| format!("`{form}`")).collect();
        if forms.is_empty() {
            "–".to_owned()
        } else {
            forms.join(", ")
        }
    };
    let n = format!("{} of {}", found.len(), all.len());
    format!(
        "| {class} | {n} | {} | {} |\n",
        listed(&found),
        listed(&missed)
    )
}

#[test]
fn the_document_lists_exactly_the_forms_that_are_found() {
    let headers = found_headers(&HEADERS);
    let mut table = "| class | found | forms found | not found |\n|---|---|---|---|\n".to_owned();
    for (class, forms) in FORMS {
        table += &row(class, forms, is_found);
    }
    let forms: Vec<&str> = FORMS
        .iter()
        .flat_map(|(_, forms)| *forms)
        .copied()
        .collect();
    let found = forms.iter().filter(|form| is_found(form)).count();
    writeln!(
        table,
        "| **all values** | **{found} of {}** | | |",
        forms.len()
    )
    .unwrap();
    table += &row("header", &HEADERS, |header| headers.contains(header));
    assert_eq!(forms.len(), 101);
    assert!(
        found >= 65 && headers.len() >= 26,
        "{found} {}",
        headers.len()
    );
    let document = fs::read_to_string(in_repository("docs/privacy.md")).unwrap();
    assert!(document.contains(&table), "docs/privacy.md lacks:\n{table}");
}

/// Other instances of the forms that are found: other months, separators, countries, labels.
#[rustfmt::skip]
const INSTANCES: [&str; 62] = [
    "219-09-9999", "219.09.9999", "219 09 9999", "SSN 219099999", "SS# 219-09-9999", "social security no. 219-09-9999",
    "219\u{2011}09\u{2011}9999", "‘219-09-9999’", "{219-09-9999}", "219-\u{200d}09-9999", "２１９-０９-９９９９",
    "MRN#00412", "Medical Record Number: A-00412", "Med. Rec. No 00412", "hospital no. 00412", "patient MRN 00412", "MR# 00412",
    "(212) 664 7665", "212/664/7665", "1 (212) 664-7665", "Phone: 664-7665", "Fax 2126647665", "212-664-7665 x9",
    "+61 2 9374 4000", "+81-3-1234-5678", "+353 1 677 1234", "0033 1 42 68 53 00", "0061-2-9374-4000", "home phone 212 664 7665",
    "31/12/1958", "12.31.58", "1958 12 31", "31-DEC-1958", "Dec 31 1958", "31 déc. 1958", "31. Dez. 58", "31 dic 1958",
    "1er janvier 1959", "lunes 5 de enero de 1959", "Sonntag, 4. Januar 1959", "Friday, January 2nd, 1959", "2/1/59 0815",
    "1959-01-02T08:15:00.000+0100", "Jan-02-1959", "may 5, 1959", "born 2 Jan 1959", "Date of birth: 2.1.1959",
    "admitted: 1959-01-02", "DOB 19590102", "john.q@ward.example.co.uk", "E-mail: john@example.org", "<john@example.org>",
    "http://example.org", "FTP://example.org/x", "//server/share/x.pdf", "ehr.example.org:8443/patients/7",
    "172.16.254.10", "10.1.1.1:443", "2001:db8::1", "a4-83-e7-2b-00-9c", "90210-0001", "EC1A 1BB",
];

#[test]
fn other_instances_of_the_forms_are_found() {
    for text in INSTANCES {
        assert!(is_found(text), "{text}");
    }
}

#[test]
fn numbers_of_subjects_versions_and_terms_are_no_identifiers() {
    for text in NONE {
        assert!(!is_found(text), "{text}");
    }
}

/// An export with these rows of doses behind a good one.
fn export(folder: &Path, doses: &str) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("courses.csv"), "course_id,patient_id\nC1,P1\n").unwrap();
    let header = "course_id,cycle,dose_number,status,reason";
    fs::write(
        folder.join("doses.csv"),
        format!("{header}\nC1,1,1,given,\n{doses}"),
    )
    .unwrap();
}

#[test]
fn names_of_folders_and_files_are_screened_before_every_other_refusal() {
    let folder = scratch();
    let named = folder.path().join("464-72-7630");
    export(&named, "");
    let output = run(
        il2()
            .arg("check")
            .arg(folder.path().join("nowhere"))
            .arg(&named),
        4,
    );
    let words = "has the form of a social security number; nothing was stored";
    assert!(
        said(&output).contains(words) && !said(&output).contains("7630"),
        "{}",
        said(&output)
    );
    // As one of several, and in a folder without an export.
    let output = run(il2().arg("check").arg(folder.path()), 4);
    assert!(
        said(&output).contains(words) && !said(&output).contains("7630"),
        "{}",
        said(&output)
    );
    let elm = folder.path().join("elm");
    export(&elm, "C1,1,one,given,\n");
    run(il2().arg("check").arg(&elm), 3);
    fs::write(elm.join("jane@example.org.txt"), "").unwrap();
    let output = run(
        il2()
            .arg("ingest")
            .arg(&elm)
            .arg("--store")
            .arg(folder.path().join("store")),
        4,
    );
    assert!(
        said(&output)
            .contains("elm: name 3 of 3, in their order: has the form of an e-mail address"),
        "{}",
        said(&output)
    );
    assert!(!said(&output).contains("jane"), "{}", said(&output));
    assert!(!folder.path().join("store").exists());
}

#[test]
fn the_site_and_the_title_that_are_typed_are_screened_first() {
    let folder = scratch();
    let (elm, out) = (folder.path().join("elm"), folder.path().join("report"));
    export(&elm, "C1,1,one,given,\n");
    let output = run(il2().args(["check", "--site", "464–72–7630"]).arg(&elm), 4);
    assert!(
        said(&output).contains("--site: has the form of a social security number"),
        "{}",
        said(&output)
    );
    let output = run(
        il2()
            .args(["report", "--title", "Jane Doe <jane@example.org>"])
            .arg(&elm)
            .arg("--out")
            .arg(&out),
        4,
    );
    assert!(
        said(&output).contains("--title: has the form of an e-mail address"),
        "{}",
        said(&output)
    );
    assert!(!said(&output).contains("jane"), "{}", said(&output));
    let definition = folder.path().join("own.toml");
    let text = fs::read_to_string(in_repository("reports/cohort.toml")).unwrap();
    let text = text.replacen("title = \"", "title = \"MRN 8060109\" # \"", 1);
    fs::write(&definition, text).unwrap();
    let output = run(
        il2()
            .arg("report")
            .arg(&elm)
            .arg("--definition")
            .arg(&definition)
            .arg("--out")
            .arg(&out),
        4,
    );
    assert!(
        said(&output).contains("--definition: has the form of a record number"),
        "{}",
        said(&output)
    );
    assert!(!out.exists());
}

#[test]
fn a_column_of_numbers_with_a_check_digit_is_refused_as_a_whole() {
    let folder = scratch();
    let is_nhs = |number: &u64| {
        let digit = |place: u32| number / 10_u64.pow(place) % 10;
        (11 - (1..10)
            .map(|place| digit(place) * u64::from(place + 1))
            .sum::<u64>()
            % 11)
            % 11
            == digit(0)
    };
    let numbers: Vec<u64> = (4_000_000_000..)
        .step_by(12_345)
        .filter(is_nhs)
        .take(10)
        .collect();
    let write = |numbers: &[u64]| {
        let rows: Vec<String> = (2..)
            .zip(numbers)
            .map(|(n, number)| format!("C1,1,{n},held,{number}\n"))
            .collect();
        export(folder.path(), &rows.concat());
    };
    write(&numbers);
    let output = run(il2().arg("check").arg(folder.path()), 4);
    assert!(
        said(&output).contains("doses.csv: line 3: reason: an NHS number"),
        "{}",
        said(&output)
    );
    write(&numbers[1..]);
    run(il2().arg("check").arg(folder.path()), 0);
    write(&[numbers[0]; 12]);
    run(il2().arg("check").arg(folder.path()), 0);
}

#[test]
fn a_value_among_characters_that_nobody_sees_is_found() {
    let folder = scratch();
    export(
        folder.path(),
        "C1,1,2,held,\u{200b}464-72\u{ad}-7630\u{feff}\n",
    );
    let output = run(il2().arg("check").arg(folder.path()), 4);
    let words = "line 3: reason: a social security number";
    assert!(said(&output).contains(words), "{}", said(&output));
}

#[test]
fn ages_above_ninety_are_found_with_their_unit() {
    let folder = scratch();
    for (age, exit_code) in [
        ("91 y", 4),
        ("103-year-old", 4),
        ("９１", 4),
        ("90+", 0),
        ("≥90", 0),
    ] {
        export(folder.path(), "");
        let courses = format!("course_id,patient_id,age_years\nC1,P1,{age}\n");
        fs::write(folder.path().join("courses.csv"), courses).unwrap();
        run(il2().arg("check").arg(folder.path()), exit_code);
    }
}

#[test]
fn a_lookup_that_found_nothing_is_no_patient() {
    let folder = in_repository("tests/failing_inputs/sec_identifier_spreadsheet_error");
    let output = run(
        il2()
            .args(["check", "--max-quarantine", "100%"])
            .arg(folder),
        0,
    );
    assert!(
        said(&output).contains("4 read =           2 stored +       2 quarantined"),
        "{}",
        said(&output)
    );
    assert!(
        said(&output).contains("missing    patient_id: no value, first at line 4"),
        "{}",
        said(&output)
    );
}

#[test]
fn clean_samples_and_simulated_exports_pass_the_screen() {
    for sample in ["program", "published", "tiny"] {
        let output = il2()
            .arg("check")
            .arg(in_repository("data-samples").join(sample))
            .output()
            .unwrap();
        assert_ne!(output.status.code(), Some(4), "{sample}: {}", said(&output));
    }
    for seed in 101..131 {
        let folder = scratch();
        let out = folder.path().join("program");
        let seed = seed.to_string();
        run(
            il2()
                .args(["simulate", "--courses", "10", "--seed", &seed, "--out"])
                .arg(&out),
            0,
        );
        run(il2().arg("check").arg(&out), 0);
    }
}
