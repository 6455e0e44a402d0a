//! Identifiers in raw files and in what a mapping makes of them: exit 4 before every other refusal, without the value.

use crate::bench::{il2, run, said};
use crate::mappings_bench::{MAR, Ours, has, sample};
use arrow::array::{ArrayRef, ListBuilder, RecordBatch, StringArray, StringBuilder};
use parquet::arrow::ArrowWriter;
use std::fs;
use std::sync::Arc;

/// The raw file with a column more, of which only one row has a value.
fn with_column(header: &str, value: &str) -> String {
    let rows = MAR.lines().enumerate().map(|(line, row)| match line {
        0 => format!("{row},{header}\n"),
        2 => format!("{row},{value}\n"),
        _ => format!("{row},\n"),
    });
    rows.collect()
}

#[test]
fn a_header_that_names_an_identifier_is_refused_where_its_column_has_a_value() {
    for header in [
        "patient_name",
        "MRN",
        "phone_number",
        "Zipcode_Five_Digit",
        "nurse_name",
        "TAKEN_USER_ID_NAME",
    ] {
        let ours = Ours::new();
        ours.raw("mar.csv", with_column(header, "secret"));
        let told = ours.checked(&[], 4);
        has(
            &told,
            &[
                &format!("north/mar.csv: line 3: {header}: "),
                "hint: leave the column out",
                "`not_identifiers`",
            ],
        );
        assert!(!told.contains("secret"), "{told}");
        ours.raw("mar.csv", with_column(header, ""));
        ours.checked(&[], 0);
    }
    // Dates and ages are not looked at there.
    for header in ["admission_date", "discharge_date", "age", "ward"] {
        let ours = Ours::new();
        ours.raw("mar.csv", with_column(header, "2031-05-02"));
        ours.checked(&[], 0);
    }
}

#[test]
fn a_value_that_as_a_whole_has_the_form_of_an_identifier_is_refused_wherever_it_stands() {
    for value in [
        "123-45-6789",
        "a.b@example.org",
        "(555) 223-4567",
        "https://example.org/x",
        "192.168.17.4",
    ] {
        let ours = Ours::new();
        ours.raw("mar.csv", with_column("remark", value));
        let told = ours.checked(&[], 4);
        has(&told, &["north/mar.csv: line 3: remark: "]);
        assert!(!told.contains(value), "{told}");
        // Of a declared column, of a row that is quarantined, and before whatever else is wrong.
        ours.raw("mar.csv", [MAR, "P3,never,", value, ",1\n"].concat());
        has(&ours.checked(&[], 4), &["north/mar.csv: line 5: Drug: "]);
        ours.raw("labs.txt", "");
        has(&ours.checked(&[], 4), &["north/mar.csv: line 5: Drug: "]);
        // A part of a text is none.
        let ours = Ours::new();
        ours.raw(
            "mar.csv",
            with_column("remark", &format!("see {value} there")),
        );
        ours.checked(&[], 0);
        // Nor is what a file that is not read holds.
        let ours = Ours::new();
        ours.raw("other.csv", value);
        ours.checked(&[], 0);
    }
}

#[test]
fn a_parquet_column_of_lists_that_is_named_for_an_identifier_is_refused_where_it_holds_any() {
    for (values, exit_code) in [([None, Some("x")], 4), ([None, None], 0)] {
        let mut lists = ListBuilder::new(StringBuilder::new());
        for value in values {
            if let Some(value) = value {
                lists.values().append_value(value);
            }
            lists.append(value.is_some());
        }
        let text = |value: &'static str| Arc::new(StringArray::from(vec![value; 2])) as ArrayRef;
        let batch = RecordBatch::try_from_iter([
            ("PAT_ID", text("P1")),
            ("Taken Time", text("2031-05-02 10:00")),
            ("Drug", text("IL-2")),
            ("MRN", Arc::new(lists.finish()) as ArrayRef),
        ]);
        let batch = batch.unwrap();
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        let ours = Ours::new();
        ours.remove("raw/north/mar.csv");
        ours.raw("mar.parquet", bytes);
        let told = ours.checked(&["--max-quarantine", "100%"], exit_code);
        if exit_code == 4 {
            has(&told, &["north/mar.parquet: line 3: MRN: "]);
        }
    }
}

#[test]
fn columns_that_a_mapping_names_are_no_identifiers() {
    let ours = Ours::new();
    ours.raw("mar.csv", with_column("Ward Name", "a.b@example.org"));
    ours.checked(&[], 0);
    // A header of a declared column is none either; its values are looked at.
    ours.alter(
        "mapping.toml",
        "drug = { type = \"text\" }",
        "drug = { type = \"text\", names = [\"nurse_name\"] }",
    );
    ours.raw("mar.csv", MAR.replace("Drug", "nurse_name"));
    ours.checked(&[], 0);
    // CLIF's own columns are listed, and refuse nothing.
    let (_folder, raw) = sample("clif");
    let mut check = il2();
    let check = check.arg("check").arg(raw).args(["--mapping", "clif"]);
    has(
        &said(&run(check, 0)),
        &["`race_name`, `birth_date`", "`zipcode_five_digit`"],
    );
}

#[test]
fn what_a_mapping_makes_is_screened_like_an_export() {
    let date = "hint: leave the value or its column out of the raw file, or out of the SELECT in a copy of the mapping";
    for (sql, told) in [
        (
            "SELECT patient_id AS course_id, 'icu' AS unit, action_time AS start_hour FROM mar",
            "north/stays.sql: line 1: start_hour: a full calendar date",
        ),
        (
            "SELECT patient_id AS course_id, 'icu' AS unit, CAST(action_time AS DATE) AS start_hour, _file, _line FROM mar",
            "north/mar.csv: line 2: start_hour: a full calendar date",
        ),
        (
            "SELECT patient_id AS course_id, '123-45-6789' AS unit, 0 AS start_hour, _file, _line FROM mar",
            "north/mar.csv: line 2: unit: ",
        ),
    ] {
        let ours = Ours::new();
        ours.of_mapping("stays.sql", sql);
        let error = ours.checked(&[], 4);
        has(&error, &[told, date]);
        assert!(!error.contains("not_identifiers"), "{error}");
    }
    let ours = Ours::new();
    ours.alter(
        "courses.sql",
        "'hd_il2' AS regimen",
        "'hd_il2' AS regimen, 91 AS age_years",
    );
    has(&ours.checked(&[], 4), &["age_years"]);
}

#[test]
fn identifiers_that_a_mapping_looks_for_are_refused() {
    let ours = Ours::new();
    ours.of_mapping(
        "identifiers.sql",
        "SELECT _file, _line, 'ward' AS name FROM mar WHERE drug = 'IL-2'",
    );
    let told = ours.checked(&[], 4);
    has(
        &told,
        &[
            "north/mar.csv: line 2: ward: ",
            "hint: leave the column out of the raw file",
        ],
    );
    assert!(!told.contains("not_identifiers"), "{told}");
    // Values of fields that a REDCap dictionary calls identifiers.
    let (_folder, raw) = sample("redcap");
    let path = raw.join("sample/IL2Registry_DataDictionary_2024-05-01.csv");
    let dictionary = fs::read_to_string(&path).unwrap();
    let line = dictionary
        .lines()
        .find(|line| line.starts_with("sex,"))
        .unwrap();
    let (field, rest) = line.split_at(line.rfind('"').unwrap() + 1);
    let marked = [field, &rest.replacen(",,,,,", ",,,,,y", 1)].concat();
    fs::write(&path, dictionary.replace(line, &marked)).unwrap();
    let mut check = il2();
    let check = check.arg("check").arg(raw).args(["--mapping", "redcap"]);
    has(
        &said(&run(check, 4)),
        &["sample/IL2Registry_DATA_2024-05-01_1012.csv: line 2: sex: "],
    );
}
