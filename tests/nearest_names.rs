//! A mistyped name gets the nearest one, wherever names are typed: on the command line, in SQL, in a file that an option
//! names, in an export.

use crate::asked::Store;
use crate::bench::{il2, in_repository, run, said, scratch};
use std::fs;
use std::path::Path;

/// What is said of a command line that is wrong.
fn wrong(arguments: &[&str]) -> String {
    said(&run(il2().args(arguments), 2))
}

fn assert_says(told: &str, expected: &str) {
    assert!(told.contains(expected), "{expected:?} is not in:\n{told}");
}

/// What is said of a report of the sample with these options.
fn refused_report(options: &[&str]) -> String {
    let folder = scratch();
    let mut command = il2();
    command
        .arg("report")
        .arg(in_repository("data-samples/tiny"));
    command.arg("--out").arg(folder.path().join("out"));
    said(&run(command.args(options), 2))
}

#[test]
fn a_command_a_flag_and_the_value_of_one_get_the_nearest() {
    assert_says(&wrong(&["reprot"]), "'report'");
    assert_says(&wrong(&["simulate", "--coursse", "3"]), "'--courses'");
    assert_says(&wrong(&["schema", "--format", "jsn"]), "'json'");
    assert_says(&refused_report(&["--kind", "safty"]), "'safety'");
}

#[test]
fn a_table_of_the_schema_gets_the_nearest() {
    let told = wrong(&["schema", "toxicitys"]);
    assert_says(&told, "unknown table `toxicitys`");
    assert_says(&told, "hint: perhaps `toxicities`; there are courses, ");
    assert_says(&wrong(&["schema", "mesures"]), "perhaps `measures`");
}

#[test]
fn a_column_of_by_and_of_where_gets_the_nearest() {
    let told = refused_report(&["--by", "regimne"]);
    assert_says(&told, "hint: perhaps `regimen`; there are ");
    let told = refused_report(&["--where", "diagnosys = 'melanoma'"]);
    assert_says(&told, "hint: perhaps `diagnosis`; there are ");
    let told = refused_report(&["--where", "patients.diagnosys = 'melanoma'"]);
    assert_says(&told, "perhaps `diagnosis`");
}

#[test]
fn a_table_a_column_a_function_and_a_parameter_of_a_query_get_the_nearest() {
    let store = Store::of("data-samples/tiny");
    let told = store.wrong(&["--sql", "SELECT * FROM dosess"]);
    assert_says(&told, "perhaps `doses`");
    let told = store.wrong(&["--sql", "SELECT dose_numbr FROM doses"]);
    assert_says(&told, "perhaps `dose_number`");
    let told = store.wrong(&["--sql", "SELECT uper(course_id) FROM doses"]);
    assert_says(&told, "perhaps `upper`");
    let told = store.wrong(&["exposure/doses_givn"]);
    assert_says(&told, "perhaps `exposure/doses_given`");
    // A value that begins with a dash is joined to its option.
    let sql = "--sql=-- Parameters: grade integer 3: least grade\nSELECT $grade AS grade";
    let told = store.wrong(&[sql, "--param", "grad=4"]);
    assert_says(&told, "hint: perhaps `grade`; there are grade");
}

#[test]
fn a_function_of_where_gets_the_nearest() {
    let told = refused_report(&["--where", "uper(diagnosis) = 'MELANOMA'"]);
    assert_says(&told, "there is no function `uper`, perhaps `upper`");
}

#[test]
fn an_indicator_of_p0_and_a_class_of_quarantined_rows_get_the_nearest() {
    let told = refused_report(&["--kind", "safety", "--p0", "vasopresor=0.1"]);
    assert_says(&told, "hint: perhaps `vasopressor`");
    let told = refused_report(&["--max-quarantine", "mising=5%"]);
    assert_says(&told, "unknown class `mising`, perhaps `missing`: ");
}

#[test]
fn a_header_of_events_gets_the_nearest_and_a_value_is_not_repeated() {
    let folder = scratch();
    let refused = |header: &str| {
        let events = folder.path().join("events.csv");
        fs::write(&events, format!("{header}\n2019,new ward\n")).unwrap();
        refused_report(&["--kind", "safety", "--events", &events.to_string_lossy()])
    };
    let told = refused("perod,lable");
    assert_says(
        &told,
        "; name column 1 `period`, where it is meant; name column 2 `label`",
    );
    assert!(!refused("Q17,Jane").contains("Jane"));
}

#[test]
fn a_table_a_figure_a_block_and_a_key_of_a_definition_get_the_nearest() {
    let folder = scratch();
    let own = fs::read_to_string(in_repository("reports/cohort.toml")).unwrap();
    let refused = |right: &str, mistyped: &str| {
        let path = folder.path().join("mine.toml");
        assert!(own.contains(right), "{right}");
        fs::write(&path, own.replacen(right, mistyped, 1)).unwrap();
        refused_report(&["--definition", &path.to_string_lossy()])
    };
    let told = refused("\"dose_retention\"", "\"dose_retetion\"");
    assert_says(
        &told,
        "unknown figure `dose_retetion`, perhaps `dose_retention`; ",
    );
    let told = refused("block = \"key_numbers\"", "block = \"key_number\"");
    assert_says(&told, "unknown block `key_number`, perhaps `key_numbers`; ");
    let told = refused("table = \"exposure\"", "table = \"exposre\"");
    assert_says(&told, "unknown table `exposre`, perhaps `exposure`; ");
    let told = refused("[[section]]\nid", "[[section]]\nclosd = true\nid");
    assert_says(&told, ", perhaps `closed`");
}

/// What `il2 check` says of the sample, one of its files changed and renamed.
fn check(file: &str, name: &str, change: impl Fn(&str) -> String, exit_code: i32) -> String {
    let folder = scratch();
    for entry in fs::read_dir(in_repository("data-samples/tiny")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    let path = |name: &str| Path::new(folder.path()).join(name);
    let text = fs::read_to_string(path(file)).unwrap();
    fs::remove_file(path(file)).unwrap();
    fs::write(path(name), change(&text)).unwrap();
    said(&run(il2().arg("check").arg(folder.path()), exit_code))
}

#[test]
fn a_file_a_header_and_a_term_of_an_export_get_the_nearest() {
    let told = check("doses.csv", "dosess.csv", str::to_owned, 3);
    assert_says(&told, "rename `dosess.csv` to `doses.csv`");
    let mistyped = |text: &str| text.replacen("course_id", "corse_id", 1);
    let told = check("doses.csv", "doses.csv", mistyped, 3);
    assert_says(&told, "rename `corse_id` to `course_id`");
    let mistyped = |text: &str| text.replace("Hypotension", "Hypotention");
    let told = check("toxicities.csv", "toxicities.csv", mistyped, 0);
    assert_says(&told, "Hypotension");
}
