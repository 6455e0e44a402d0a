//! What is said to an analyst whose extract is not as a mapping expects it: each message leads to the next step.

use crate::bench::{il2, in_repository, run, said, scratch};
use crate::workbooks;
use std::fs;
use std::path::Path;

/// The administrations of the practice extract.
fn administrations() -> String {
    let sample = in_repository("tests/mappings/mar/raw/sample/MAR_2131.csv");
    fs::read_to_string(sample).unwrap()
}

/// Writes a MAR that is the only file of a site.
fn write_mar(source: &Path, text: &str) {
    fs::create_dir_all(source.join("elm")).unwrap();
    fs::write(source.join("elm/mar.csv"), text).unwrap();
}

/// What `il2 check` says of raw files, with these arguments.
fn check(source: &Path, arguments: &[&str], exit_code: i32) -> String {
    let mut command = il2();
    command.arg("check").arg(source);
    said(&run(
        command.args(["--mapping", "mar"]).args(arguments),
        exit_code,
    ))
}

/// Dates of the form `2131-08-07` as `8/7/2131`.
fn month_first(text: &str) -> String {
    let cell = |cell: &str| match (cell.get(..4), cell.get(5..7), cell.get(8..)) {
        (Some(year), Some(month), Some(rest)) if cell.as_bytes()[4] == b'-' => {
            let (day, time) = rest.split_at(2);
            format!("{month}/{day}/{year}{time}")
        }
        _ => cell.to_owned(),
    };
    let line = |line: &str| line.split(',').map(cell).collect::<Vec<_>>().join(",");
    text.lines().map(|it| line(it) + "\n").collect()
}

#[test]
fn all_required_columns_that_are_missing_are_named_at_once() {
    let source = scratch();
    let renamed = administrations().replacen("PAT_ID,", "Pt,", 1).replacen(
        "MAR_ACTION,TAKEN_TIME",
        "What,When",
        1,
    );
    write_mar(source.path(), &renamed);
    let said = check(source.path(), &[], 3);
    for column in ["patient_id", "action", "action_time"] {
        assert!(
            said.contains(&format!("elm/mar.csv: the column `{column}` is missing")),
            "{said}"
        );
    }
    let hint = "`--set mar.patient_id=HEADER --set mar.action=HEADER --set mar.action_time=HEADER` names them";
    assert!(said.contains(hint), "{said}");
    let set = [
        "--set",
        "mar.patient_id=Pt",
        "--set",
        "mar.action=What",
        "--set",
        "mar.action_time=When",
    ];
    check(source.path(), &set, 0);
}

#[test]
fn a_declared_column_identifies_nobody_where_another_is_missing() {
    let source = scratch();
    let elm = source.path().join("elm");
    fs::create_dir_all(&elm).unwrap();
    let persons = "pid,gender_concept_id,year_of_birth,day_of_birth\n1,8507,1960,3\n";
    fs::write(elm.join("person.csv"), persons).unwrap();
    let exposures = "person_id,drug_concept_id,drug_exposure_start_date\n1,1309770,2131-08-07\n";
    fs::write(elm.join("drug_exposure.csv"), exposures).unwrap();
    let mut check = il2();
    let check = check.arg("check").arg(source.path());
    let said = said(&run(check.args(["--mapping", "omop"]), 3));
    assert!(
        said.contains("elm/person.csv: the column `person_id` is missing"),
        "{said}"
    );
}

#[test]
fn a_redcap_export_with_labels_as_headers_is_told_to_be_exported_otherwise() {
    let source = scratch();
    let elm = source.path().join("elm");
    fs::create_dir_all(&elm).unwrap();
    fs::write(
        elm.join("records.csv"),
        "Participant number,Sex\n1,Female\n",
    )
    .unwrap();
    let fields = "field_name,field_type,select_choices_or_calculations\nrecord_id,text,\n";
    fs::write(elm.join("dictionary.csv"), fields).unwrap();
    let mut check = il2();
    let check = check.arg("check").arg(source.path());
    let said = said(&run(check.args(["--mapping", "redcap"]), 3));
    assert!(
        said.contains("hint: export the raw data of the project, with field names as headers"),
        "{said}"
    );
}

#[test]
fn dates_that_begin_with_the_month_lead_to_the_option_that_reads_them() {
    let source = scratch();
    write_mar(source.path(), &month_first(&administrations()));
    let said = check(source.path(), &[], 3);
    assert!(
        said.contains("TAKEN_TIME: not a date with a time of day, the year first"),
        "{said}"
    );
    assert!(
        said.contains("hint: `--dates mdy` reads 3/4/2019 as March 4, `--dates dmy` as April 3; "),
        "{said}"
    );
    check(source.path(), &["--dates", "mdy"], 0);
    // An order that does not read them is not offered again.
    let said = check(source.path(), &["--dates", "dmy"], 3);
    assert!(!said.contains("`--dates mdy`"), "{said}");
}

#[test]
fn a_date_without_a_time_of_day_is_said_to_be_one() {
    let source = scratch();
    write_mar(
        source.path(),
        "pat_id,medication,action,taken_time\nP1,Aldesleukin,Given,2131-08-07\n",
    );
    let said = check(source.path(), &[], 3);
    assert!(
        said.contains("taken_time: a date without a time of day"),
        "{said}"
    );
}

#[test]
fn doses_of_an_unknown_action_lead_to_the_table_of_actions() {
    let source = scratch();
    write_mar(
        source.path(),
        &administrations()
            .replace(",Given,", ",Infused,")
            .replace(",New Bag,", ",Infused,"),
    );
    let told = check(source.path(), &[], 3);
    assert!(
        told.contains("word of an action that no table has: `Infused`"),
        "{told}"
    );
    assert!(
        told.contains(
            "hint: a dose without a course has no patient, no time, or an action that no table has"
        ),
        "{told}"
    );
    let copy = source.path().join("ours");
    let init = run(il2().args(["mapping", "init", "mar"]).arg(&copy), 0);
    let path = copy.to_str().unwrap();
    assert!(said(&init).contains(&format!("`--mapping {path}` reads them")));
    let actions = copy.join("actions.csv");
    fs::write(
        &actions,
        fs::read_to_string(&actions).unwrap() + "infused,given\n",
    )
    .unwrap();
    let told = said(&run(
        il2()
            .arg("check")
            .arg(source.path())
            .args(["--mapping", path]),
        0,
    ));
    assert!(!told.contains("`Infused`"), "{told}");
}

#[test]
fn a_copy_that_is_named_without_its_slash_is_named_with_it() {
    let source = scratch();
    write_mar(source.path(), &administrations());
    run(
        il2()
            .current_dir(source.path())
            .args(["mapping", "init", "mar", "ours"]),
        0,
    );
    let mut check = il2();
    let check = check
        .current_dir(source.path())
        .args(["check", "elm", "--mapping"]);
    assert!(said(&run(check.arg("ours"), 2)).contains("hint: `./ours` is the folder of this name"));
}

#[test]
fn an_extract_without_il2_is_warned_of() {
    let source = scratch();
    write_mar(
        source.path(),
        "pat_id,medication,action,taken_time\nP1,Study drug,Given,2131-08-07 08:00\n",
    );
    let said = check(source.path(), &[], 0);
    let warning = "warning: elm: no course came of the raw files: no row is of IL-2 by a route that counts; `--set il2=REGEX`";
    assert!(said.contains(warning), "{said}");
    assert!(!check(source.path(), &["--set", "il2=study"], 0).contains("no course came"));
}

#[test]
fn files_and_sheets_that_no_mapping_names_are_listed() {
    let source = scratch();
    fs::create_dir_all(source.path().join("elm")).unwrap();
    workbooks::write(
        &source.path().join("elm/Extract.xlsx"),
        &[("Sheet1", workbooks::cells("x"))],
    );
    fs::write(source.path().join("elm/medications given.csv"), "x\n1\n").unwrap();
    let said = check(source.path(), &[], 3);
    assert!(
        said.contains("; it holds elm/Extract.xlsx (sheets: Sheet1), elm/medications given.csv\n"),
        "{said}"
    );
    assert!(
        said.contains("rename files, or sheets of a workbook, for what they hold"),
        "{said}"
    );
}

#[test]
fn weights_with_a_decimal_comma_are_said_to_have_one() {
    let source = scratch();
    write_mar(
        source.path(),
        "pat_id;medication;action;taken_time;weight_kg\nP1;Aldesleukin;Given;2131-08-07 08:00;71,1\n",
    );
    let said = check(source.path(), &[], 3);
    assert!(
        said.contains("a comma separates thousands: write decimal points"),
        "{said}"
    );
}

/// Writes the patients of a site beside its MAR.
fn write_patients(source: &Path, text: &str) {
    fs::write(source.join("elm/patients.csv"), text).unwrap();
}

#[test]
fn raw_rows_that_are_all_quarantined_are_the_reason_why_no_course_is_left() {
    let source = scratch();
    // Years of two digits are read in no order.
    write_mar(
        source.path(),
        "pat_id,medication,action,taken_time\nP1,Aldesleukin,Given,8/7/31 08:15\n",
    );
    write_patients(source.path(), "pat_id,sex\nP1,male\n");
    for arguments in [&[][..], &["--dates", "mdy"]] {
        let said = check(source.path(), arguments, 3);
        assert!(
            said.contains("elm/mar.csv: 1 of 1 rows (100.0%) break the data model"),
            "{said}"
        );
        assert!(!said.contains("have no identifier in common"), "{said}");
        assert!(!said.contains("il2=REGEX"), "{said}");
    }
}

#[test]
fn own_columns_are_said_to_be_kept_or_how_they_would_be() {
    let source = scratch();
    write_mar(
        source.path(),
        "pat_id,medication,action,taken_time\nP1,Aldesleukin,Given,2131-08-07 08:15\n",
    );
    write_patients(
        source.path(),
        "pat_id,x_braf,X_LDH,x_Karnofsky PS,x_tumor (cm),ward\nP1,V600E,300,90,2.5,7\n",
    );
    let said = check(source.path(), &[], 0);
    for words in [
        "`x_braf` (kept as an own column), `X_LDH` (kept as an own column), `x_Karnofsky PS` (kept as an own column), `x_tumor (cm)`, `ward`\n",
        "elm: own columns: patients.x_braf (text), patients.x_karnofsky_ps (integer), patients.x_ldh (integer)\n",
        "`x_tumor_(cm)` (own columns of courses and patients are named `x_` and 1 to 40 letters a to z, digits and `_`)",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

#[test]
fn a_date_in_an_own_column_becomes_a_year_or_a_number_of_days() {
    let source = scratch();
    write_mar(source.path(), &administrations());
    write_patients(source.path(), "pat_id,sex,x_biopsy\nP1,male,2131-03-04\n");
    let said = check(source.path(), &[], 4);
    for words in [
        "elm/patients.csv: line 2: x_biopsy: a full calendar date is an identifier",
        "; in a column `x_…` give a year, or a number of days, instead of a date",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    assert!(!said.contains("columns that end in _at"), "{said}");
}

#[test]
fn two_files_of_one_table_are_left_out_joined_or_numbered() {
    let source = scratch();
    write_mar(source.path(), &administrations());
    fs::write(source.path().join("elm/MAR.tsv"), "x\n1\n").unwrap();
    let said = check(source.path(), &[], 3);
    // What else is wrong has a hint of its own.
    assert!(
        said.contains("hint: `--set mar.patient_id=HEADER"),
        "{said}"
    );
    let hint = "hint: leave one of them out, or join them; a table that `il2 mapping show NAME` lists with `*` may have several files, such as `mar_1` and `mar_2`";
    assert!(said.contains(hint), "{said}");
}

#[test]
fn a_redcap_export_of_labels_leads_to_that_of_raw_data() {
    let source = scratch();
    let dictionary = source.path().join("Il2_DataDictionary_2024-05-01.csv");
    fs::write(dictionary, "field_name,field_type\nrecord_id,text\n").unwrap();
    let labels = source.path().join("Il2_DATA_LABELS_2024-05-01_1012.csv");
    fs::write(labels, "Record ID\n1\n").unwrap();
    let mut check = il2();
    let check = check.arg("check").arg(source.path());
    let said = said(&run(check.args(["--mapping", "redcap"]), 3));
    for words in [
        "the raw table `records` is missing",
        "hint: a REDCap project is exported as raw data, which `…_DATA_2…csv` holds",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

#[test]
fn a_folder_that_is_named_for_a_patient_is_to_be_renamed() {
    let source = scratch();
    let folder = source.path().join("MRN 8060109");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("mar.csv"), administrations()).unwrap();
    let said = check(&folder, &[], 4);
    assert!(
        said.contains("hint: give it a name that is nobody's"),
        "{said}"
    );
}
