//! Messages name what a reader finds in the export: the column as the file has it, the line as an editor counts it.

use crate::bench::{il2, in_repository, run, said, scratch, stored};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Writes an export of one course and its one dose, and these files beside them or in their place.
fn export(folder: &Path, files: &[(&str, &[u8])]) {
    let own: [(&str, &[u8]); 2] = [
        ("courses.csv", b"course_id,patient_id\nC1,P1\n"),
        (
            "doses.csv",
            b"course_id,cycle,dose_number,status,at\nC1,1,1,given,2019-03-04 08:00\n",
        ),
    ];
    fs::create_dir_all(folder).unwrap();
    let stem = |file: &str| file.split_once('.').map(|(stem, _)| stem.to_owned());
    for (file, bytes) in own {
        if files.iter().all(|(other, _)| stem(other) != stem(file)) {
            fs::write(folder.join(file), bytes).unwrap();
        }
    }
    for (file, bytes) in files {
        fs::write(folder.join(file), bytes).unwrap();
    }
}

/// What `il2 check` says of an export, which it refuses or not, and the list of its quarantined rows.
fn checked(files: &[(&str, &[u8])], exit_code: i32) -> (String, String) {
    let folder = scratch();
    let rows = folder.path().join("rows.csv");
    let elm = folder.path().join("elm");
    export(&elm, files);
    let output = run(
        il2().arg("check").arg(&elm).arg("--rows").arg(&rows),
        exit_code,
    );
    // A refusal of the whole export comes before any list.
    let rows = fs::read_to_string(rows).ok();
    (said(&output), rows.unwrap_or_default())
}

#[test]
fn a_line_that_names_the_delimiter_is_no_row() {
    let store = scratch();
    let snapshot = stored(
        &in_repository("tests/failing_inputs/sep_line"),
        store.path(),
    );
    let rows = |table: &str| {
        snapshot.manifest().exports[0]
            .files
            .iter()
            .find(|file| file.table == table)
            .map(|file| (file.rows_read, file.rows_stored))
    };
    assert_eq!(rows("courses"), Some((1, 1)));
    assert_eq!(rows("doses"), Some((2, 2)));
}

#[test]
fn a_named_delimiter_is_read_in_every_form_of_text() {
    let header = "course_id;cycle;dose_number;status;reason";
    let rows = "C1;1;1;given;a, b, c, d, e, f\nC1;1;2;given;\nC1;1;three;given;\n";
    let text = |first: &str| format!("{first}\n{header}\n{rows}");
    let utf_16 = |text: &str| -> Vec<u8> {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xFF, 0xFE].into_iter().chain(units).collect()
    };
    let packed = |text: &str| {
        let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
        gz.write_all(text.as_bytes()).unwrap();
        gz.finish().unwrap()
    };
    for (file, bytes, line) in [
        ("doses.csv", text("sep=;").into_bytes(), 5),
        ("doses.csv", text("\u{feff}sep=;\r").into_bytes(), 5),
        ("doses.csv", text("\"sep=;\"").into_bytes(), 5),
        ("doses.csv", text("\nSEP=;").into_bytes(), 6),
        ("doses.csv.gz", packed(&text("sep=;")), 5),
        ("doses.csv", utf_16(&text("sep=;")), 5),
        // What it names counts, whatever the header looks like.
        ("doses.csv", text("sep=|").replace(';', "|").into_bytes(), 5),
        (
            "doses.csv",
            text("sep=,")
                .replace([';', '|'], ",")
                .replace(", ", " ")
                .into_bytes(),
            5,
        ),
    ] {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (told, _) = checked(&[(file, &bytes)], 3);
        assert!(told.contains("3 read ="), "{text} said:\n{told}");
        let wrong = format!("dose_number: not a whole number, first at line {line}");
        assert!(told.contains(&wrong), "{text} said:\n{told}");
    }
}

#[test]
fn an_error_of_the_header_names_its_line() {
    let (told, _) = checked(
        &[("doses.csv", b"sep=;\n\ncourse_id;cycle;Dose Num;Given\n")],
        3,
    );
    assert!(
        told.contains("elm/doses.csv: line 3: the columns `dose_number`, `status` are missing"),
        "{told}"
    );
    assert!(
        told.contains("hint: rename `Dose Num` to `dose_number`"),
        "{told}"
    );
}

#[test]
fn a_date_time_is_named_by_the_column_that_holds_it() {
    let (told, rows) = checked(
        &[(
            "toxicities.csv",
            b"course_id,term,onset_at,resolved_at\n\
            C1,Fever,04.03.2019 09:00,\n\
            C1,Fever,2019-03-04 10:00,2019-03-04 09:00\n",
        )],
        3,
    );
    assert!(told.contains("onset_at: not a local date-time"), "{told}");
    assert!(told.contains("resolved_at: before onset_at"), "{told}");
    assert!(!told.contains("_hour"), "{told}");
    assert!(
        rows.contains("elm/toxicities.csv,2,onset_at,type,toxicities.onset_at.type,"),
        "{rows}"
    );
    assert!(!rows.contains("_hour"), "{rows}");
}

#[test]
fn of_two_columns_the_one_that_holds_the_value_is_named() {
    let (told, _) = checked(
        &[(
            "vasopressors.csv",
            b"course_id,agent,start_hour,start_at,Stop Hour,stop_at\n\
            C1,dopamine,5,,2,\n\
            C1,dopamine,,2019-03-04 10:00,,2019-03-04 09:00\n\
            C1,dopamine,,,,2019-03-04 09:00\n",
        )],
        3,
    );
    for words in [
        "Stop Hour: before start_hour, first at line 2",
        "stop_at: before start_at, first at line 3",
        "start_hour: no value, first at line 4",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn a_moment_without_an_hour_0_is_not_called_absent() {
    let doses = b"course_id,cycle,dose_number,status,hour\nC1,1,1,given,0\n";
    let (told, _) = checked(
        &[
            ("doses.csv", doses),
            (
                "stays.csv",
                b"course_id,unit,start_at\nC1,icu,2019-03-04 10:00\nC1,icu,\n",
            ),
        ],
        3,
    );
    let no_anchor = "start_at: no hour 0 to count from: no given dose of its course has a date-time, first at line 2";
    assert!(told.contains(no_anchor), "{told}");
    assert!(
        told.contains("start_at: no value, first at line 3"),
        "{told}"
    );
}

#[test]
fn a_column_is_named_in_the_spelling_of_its_file() {
    let (told, rows) = checked(
        &[
            (
                "courses.csv",
                b"Course ID,Patient-ID,AGE_YEARS,Planned IU per kg,Weight KG\nC1,P1,12,18,\nC2,P2,old,,\n",
            ),
            (
                "toxicities.csv",
                b"COURSE_ID,Term,Onset At\nC9,Fever,2019-03-04 09:00\nC1,,2019-03-04 09:00\nC1,Fever,9 am\n",
            ),
        ],
        3,
    );
    for words in [
        "AGE_YEARS: not a whole number",
        "COURSE_ID: no such course",
        "Term: no value",
        "Onset At: not a local date-time",
        "AGE_YEARS is under 18",
        "Planned IU per kg is not within 300,000 to 900,000 IU/kg",
        "the file has a column Weight KG, and no row a value in it",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(
        rows.contains("elm/toxicities.csv,4,Onset At,type,toxicities.onset_at.type,"),
        "{rows}"
    );
}

#[test]
fn a_spelling_that_no_line_holds_is_not_repeated() {
    let long = format!("course_id,term,gra{}de\nC1,Fever,9\n", " ".repeat(100));
    let (told, _) = checked(&[("toxicities.csv", long.as_bytes())], 3);
    assert!(told.contains("  grade: not in 1…5"), "{told}");
    let broken = b"course_id,term,\"gra\nde\"\nC1,Fever,9\n";
    let (told, _) = checked(&[("toxicities.csv", broken)], 3);
    assert!(
        told.contains(r"  gra\nde: not in 1…5, first at line 3"),
        "{told}"
    );
}
