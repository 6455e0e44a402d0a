//! What is said of files: those that were not read, those with identifiers, those of which too many rows are quarantined.

use crate::bench::{il2, run, said, scratch};
use crate::workbooks;
use std::fs;
use std::path::Path;

/// An export of one course: these files, beside courses and doses where they are not among them.
fn export(folder: &Path, files: &[(&str, &str)]) {
    fs::create_dir_all(folder).unwrap();
    for (file, text) in [
        ("courses.csv", "course_id,patient_id\nC1,P1\n"),
        (
            "doses.csv",
            "course_id,cycle,dose_number,status\nC1,1,1,given\n",
        ),
    ]
    .iter()
    .chain(files)
    {
        fs::write(folder.join(file), text).unwrap();
    }
}

/// What `il2 check` says, with these arguments, of a folder.
fn check(folder: &Path, arguments: &[&str], exit_code: i32) -> String {
    said(&run(
        il2().arg("check").args(arguments).arg(folder),
        exit_code,
    ))
}

fn workbook(path: &Path, sheets: &[&str]) {
    let sheets: Vec<workbooks::Sheet<'_>> = sheets
        .iter()
        .map(|name| (*name, workbooks::cells("x")))
        .collect();
    workbooks::write(path, &sheets);
}

#[test]
fn a_missing_table_names_the_file_that_may_hold_it() {
    for (file, hint) in [
        ("dose.csv", "rename `dose.csv` to `doses.csv`"),
        (
            "doses_2019.parquet",
            "rename `doses_2019.parquet` to `doses.parquet`",
        ),
        (
            "Dose-List.CSV.gz",
            "rename `Dose-List.CSV.gz` to `doses.csv.gz`",
        ),
        ("dose.txt", "save `dose.txt` as `doses.csv`"),
        (
            "export.xlsm",
            "save `export.xlsm` as a workbook that ends in .xlsx",
        ),
    ] {
        let folder = scratch();
        let elm = folder.path().join("elm");
        export(&elm, &[(file, "zebra"), ("notes.txt", "zebra")]);
        fs::remove_file(elm.join("doses.csv")).unwrap();
        let told = check(&elm, &[], 3);
        let missing = "error: elm: the table `doses` is missing; not read there: ";
        assert!(told.contains(missing), "{file}: {told}");
        assert!(told.contains(&format!("`{file}`")), "{told}");
        assert!(told.contains("`notes.txt`"), "{told}");
        assert!(
            told.contains(&format!("hint: {hint}, where it holds the table")),
            "{told}"
        );
        assert!(!told.contains("zebra"), "{told}");
    }
}

#[test]
fn a_table_in_a_form_that_is_not_read_is_named() {
    let folder = scratch();
    let elm = folder.path().join("elm");
    export(&elm, &[("doses.txt", "zebra")]);
    fs::remove_file(elm.join("doses.csv")).unwrap();
    let told = check(&elm, &[], 3);
    let form = "elm/doses.txt: holds the table `doses` in a form that is not read";
    assert!(told.contains(form), "{told}");
}

#[test]
fn both_required_tables_are_missing_at_once() {
    let folder = scratch();
    let elm = folder.path().join("elm");
    export(
        &elm,
        &[
            ("patients.csv", "patient_id\nP1\n"),
            ("course.csv", ""),
            ("dose.csv", ""),
        ],
    );
    fs::remove_file(elm.join("doses.csv")).unwrap();
    fs::remove_file(elm.join("courses.csv")).unwrap();
    let told = check(&elm, &[], 3);
    let missing = "elm: each of the tables `courses`, `doses` is missing; not read there: `course.csv`, `dose.csv`";
    assert!(told.contains(missing), "{told}");
    let hint = "hint: rename `course.csv` to `courses.csv`; rename `dose.csv` to `doses.csv`";
    assert!(told.contains(hint), "{told}");
}

#[test]
fn a_folder_without_a_table_is_refused_with_what_lies_there() {
    let folder = scratch();
    let deaths = folder.path().join("deaths");
    fs::create_dir(&deaths).unwrap();
    workbook(
        &deaths.join("deaths.xlsx"),
        &["arts", "Dose log", "219-09-9999"],
    );
    fs::write(deaths.join("zz.csv"), "zebra").unwrap();
    let told = check(folder.path(), &[], 3);
    let seen = "holds no table of the data model; not read there: `deaths/deaths.xlsx` with the sheets `arts` `Dose log` 3, `deaths/zz.csv`";
    assert!(told.contains(seen), "{told}");
    let hint = "hint: name the sheet `Dose log` of `deaths/deaths.xlsx` `doses`";
    assert!(told.contains(hint), "{told}");
    fs::remove_file(deaths.join("deaths.xlsx")).unwrap();
    let told = check(&deaths, &[], 3);
    assert!(
        told.contains("data model; not read there: `zz.csv`\n"),
        "{told}"
    );
    assert!(
        told.contains("hint: an export is a folder with `courses.csv`"),
        "{told}"
    );
    fs::remove_file(deaths.join("zz.csv")).unwrap();
    let told = check(&deaths, &[], 3);
    assert!(
        told.contains("holds no table of the data model\n"),
        "{told}"
    );
}

#[test]
fn a_workbook_that_cannot_be_read_is_named_where_no_table_is_found() {
    let folder = scratch();
    fs::write(folder.path().join("export.xlsx"), "zebra").unwrap();
    let told = check(folder.path(), &[], 3);
    assert!(
        told.contains("/export.xlsx: cannot be read: not a whole xlsx workbook"),
        "{told}"
    );
}

#[test]
fn a_table_that_was_not_collected_may_have_another_name() {
    let folder = scratch();
    let elm = folder.path().join("elm");
    export(
        &elm,
        &[("Vaso-pressors.csv", "zebra"), ("notes.txt", "zebra")],
    );
    workbook(&elm.join("book.xlsx"), &["Jane Doe", "Toxicity list"]);
    let told = check(&elm, &[], 0);
    let unread = "not read: Vaso-pressors.csv (is it `vasopressors`?), book.xlsx: sheet 1, book.xlsx: sheet 2 (is it `toxicities`?), notes.txt";
    assert!(told.contains(unread), "{told}");
    assert!(!told.contains("Jane"), "{told}");
}

#[test]
fn all_columns_with_identifiers_are_told_at_once() {
    let folder = scratch();
    let elm = folder.path().join("elm");
    export(
        &elm,
        &[
            (
                "patients.csv",
                "patient_id,Patient Name,DOB,rfstdtc,rfendtc,note\n\
                P1,zebra,,,,\n\
                P2,zebra,,2019-03-04,,\n\
                P3,zebra,,2019-03-05,2019-03-06,219-09-9999\n",
            ),
            (
                "stays.csv",
                "course_id,unit,start_hour,day\nC1,icu,5,4 March 2019\n",
            ),
        ],
    );
    let told = check(&elm, &[], 4);
    let all = "error: elm/patients.csv: 5 columns hold identifiers; nothing was stored\n  \
        line 1: Patient Name: a column that is named for an identifier\n  \
        line 1: DOB: a column that is named for an identifier\n  \
        line 3: rfstdtc: a full calendar date\n  \
        line 4: rfendtc: a full calendar date\n  \
        line 4: note: a social security number\n\
        error: elm/stays.csv: line 2: day: a full calendar date is an identifier; nothing was stored\n";
    assert!(told.contains(all), "{told}");
    assert_eq!(told.matches("hint: ").count(), 1, "{told}");
    for value in ["zebra", "2019-03", "219-09"] {
        assert!(!told.contains(value), "{told}");
    }
}

#[test]
fn rows_without_a_term_may_have_a_limit_of_their_own() {
    let folder = scratch();
    let elm = folder.path().join("elm");
    // Of 100 events 9 have no term, and 4 a grade that is none.
    let rows = (0..100).map(|row| match row {
        0..9 => "C1,,3\n",
        9..13 => "C1,Fever,high\n",
        _ => "C1,Fever,3\n",
    });
    let text = rows.fold("course_id,term,grade\n".to_owned(), |text, row| text + row);
    export(&elm, &[("toxicities.csv", &text)]);
    let told = check(&elm, &[], 3);
    let excess = "error: elm/toxicities.csv: 13 of 100 rows (13.0%) break the data model; at most 5% may be quarantined\n    \
        9  missing    term: no value             first at line 2\n    \
        4  type       grade: not a whole number  first at line 11\n";
    assert!(told.contains(excess), "{told}");
    let hint = "hint: `il2 check EXPORT --rows quarantined.csv` lists them; `--max-quarantine 13%` accepts them, `--max-quarantine missing=9%` those of that class alone";
    assert!(told.contains(hint), "{told}");
    check(&elm, &["--max-quarantine", "missing=9%"], 0);
    check(
        &elm,
        &["--max-quarantine", "missing=9%", "--max-quarantine", "4%"],
        0,
    );
    let told = check(
        &elm,
        &[
            "--max-quarantine",
            "missing=8%",
            "--max-quarantine",
            "type=0",
        ],
        3,
    );
    assert!(
        told.contains("9 of 100 rows (9.0%) lack a required value; at most 8% may be quarantined"),
        "{told}"
    );
    assert!(
        told.contains(
            "4 of 100 rows (4.0%) break the data model in the class type; at most 0% may be"
        ),
        "{told}"
    );
    assert!(
        told.contains("`--max-quarantine missing=9% --max-quarantine type=4%` accepts them"),
        "{told}"
    );
}

#[test]
fn a_limit_that_means_nothing_is_refused() {
    let folder = scratch();
    let elm = folder.path().join("elm");
    export(&elm, &[]);
    let refused = |values: &[&str]| {
        let arguments: Vec<&str> = values
            .iter()
            .flat_map(|v| ["--max-quarantine", v])
            .collect();
        check(&elm, &arguments, 2)
    };
    let told = refused(&["terms=5%"]);
    let known = "unknown class `terms`: the classes of quarantined rows are structural, missing, type, domain, key, reference";
    assert!(told.contains(known), "{told}");
    assert!(refused(&["missing=200%"]).contains("not a share"));
    assert!(
        refused(&["5%", "6%"]).contains("--max-quarantine: a share of all rows is given twice")
    );
    let told = refused(&["missing=5%", "4%", "Missing=6%"]);
    assert!(
        told.contains("a share of the class missing is given twice"),
        "{told}"
    );
}

#[test]
fn the_limits_of_a_report_are_in_its_record() {
    let folder = scratch();
    let (elm, out) = (folder.path().join("elm"), folder.path().join("report"));
    export(&elm, &[]);
    let limits = ["--max-quarantine", "missing=10%", "--max-quarantine", "2%"];
    run(
        il2()
            .arg("report")
            .arg(&elm)
            .args(limits)
            .arg("--out")
            .arg(&out),
        0,
    );
    let record = fs::read_to_string(out.join("run.json")).unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    assert_eq!(record["options"]["max_quarantine"], 0.02);
    assert_eq!(record["options"]["max_quarantine_of_class"]["missing"], 0.1);
    run(il2().arg("verify").arg(&out), 0);
}

#[test]
fn a_column_that_the_model_does_not_name_is_listed_with_the_nearest_that_the_file_lacks() {
    let folder = scratch();
    let courses =
        "course_id,patient_id,weigth_kg,planned_cycle,ward_round,course_id_2\nC1,P1,80,2,1,1\n";
    let files = [("courses.csv", courses)];
    export(folder.path(), &files);
    let said = check(folder.path(), &[], 0);
    for name in [
        "`weigth_kg` (is it `weight_kg`?)",
        // A column with a default counts as collected without it.
        "`planned_cycle` (is it `planned_cycles`?)",
        "`ward_round`,",
        // The file has the nearest one.
        "`course_id_2`\n",
    ] {
        assert!(said.contains(name), "{name}: {said}");
    }
}

#[test]
fn an_end_before_hour_0_of_a_start_without_a_time_is_told_why_it_is_refused() {
    let folder = scratch();
    let doses = "course_id,cycle,dose_number,status,at\nC1,1,1,given,2019-03-04 08:15\n";
    let infusions = "course_id,agent,start_at,stop_at\n\
        C1,phenylephrine,2019-03-04,2019-03-04 07:00\n\
        C1,phenylephrine,2019-03-04,2019-03-04 09:00\n\
        C1,phenylephrine,2019-03-04,2019-03-03 23:00\n\
        C1,phenylephrine,2019-03-05 09:00,2019-03-05 08:00\n";
    let files = [("doses.csv", doses), ("vasopressors.csv", infusions)];
    export(folder.path(), &files);
    let said = check(folder.path(), &["--max-quarantine", "100%"], 0);
    let of_day = "1  domain     stop_at: before hour 0, from which start_at counts: that day, and no time of day, first at line 2";
    assert!(said.contains(of_day), "{said}");
    assert!(
        said.contains("2  domain     stop_at: before start_at, first at line 4"),
        "{said}"
    );
    assert!(said.contains("4 read =           1 stored"), "{said}");
}
