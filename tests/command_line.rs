//! What is typed, what is said, and the documented exit codes.

use crate::bench::{files, il2, in_repository, run, said, scratch};
use std::fs;

#[test]
fn the_command_line_is_wrong_with_exit_code_2() {
    run(&mut il2(), 2);
    run(il2().arg("reprot"), 2);
    run(il2().args(["report", "x"]), 2);
    run(il2().args(["check", "x", "--max-quarantine", "5"]), 2);
    run(il2().arg("--help"), 0);
    run(il2().arg("--version"), 0);
}

#[test]
fn an_export_that_is_not_there_is_told_with_its_path() {
    let folder = scratch();
    let output = run(
        il2()
            .arg("report")
            .arg("no/such/folder")
            .arg("--out")
            .arg(folder.path().join("out")),
        1,
    );
    assert!(
        said(&output).contains("no/such/folder: cannot be read"),
        "{}",
        said(&output)
    );
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_folder_without_a_table_is_no_export() {
    let folder = scratch();
    let output = run(il2().arg("check").arg(folder.path()), 3);
    assert!(
        said(&output).contains("hint: an export is a folder with `courses.csv` and `doses.csv`"),
        "{}",
        said(&output)
    );
}

#[test]
fn an_earlier_report_is_replaced_and_anything_else_is_refused() {
    let folder = scratch();
    let out = folder.path().join("out");
    let report = || {
        let mut command = il2();
        command
            .arg("report")
            .arg(in_repository("data-samples/tiny"))
            .arg("--out")
            .arg(&out);
        command
    };
    run(&mut report(), 0);
    run(&mut report(), 0);
    for foreign in ["notes.txt", "tables/mine.csv", "store/mine.csv"] {
        let path = out.join(foreign);
        fs::write(&path, "mine").unwrap();
        let before = files(&out);
        let output = run(&mut report(), 2);
        assert!(said(&output).contains(foreign), "{}", said(&output));
        assert_eq!(files(&out), before);
        fs::remove_file(path).unwrap();
    }
    fs::write(folder.path().join("file"), "mine").unwrap();
    run(
        il2()
            .arg("report")
            .arg(in_repository("data-samples/tiny"))
            .arg("--out")
            .arg(folder.path().join("file")),
        2,
    );
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        2,
        "something temporary was left"
    );
}

#[test]
fn a_report_does_not_replace_the_store_it_is_made_from() {
    let folder = scratch();
    let out = folder.path().join("out");
    run(
        il2()
            .arg("report")
            .arg(in_repository("data-samples/tiny"))
            .arg("--out")
            .arg(&out),
        0,
    );
    run(
        il2()
            .arg("report")
            .arg(out.join("store"))
            .arg("--out")
            .arg(&out),
        2,
    );
    // Elsewhere it gives the same numbers.
    let again = folder.path().join("again");
    run(
        il2()
            .arg("report")
            .arg(out.join("store"))
            .arg("--out")
            .arg(&again),
        0,
    );
    for name in [
        "results.csv",
        "results.parquet",
        "curves.csv",
        "patients.csv",
        "report.html",
    ] {
        assert_eq!(
            fs::read(out.join(name)).unwrap(),
            fs::read(again.join(name)).unwrap(),
            "{name}"
        );
    }
    assert!(!again.join("store").exists());
}

#[test]
fn a_definition_that_names_something_unknown_is_refused_with_what_is_known() {
    let folder = scratch();
    let definition = folder.path().join("mine.toml");
    let own = fs::read_to_string(in_repository("reports/cohort.toml")).unwrap();
    fs::write(&definition, own.replace("dose_retention", "dose_retetion")).unwrap();
    let mut command = il2();
    command
        .arg("report")
        .arg(in_repository("data-samples/tiny"))
        .arg("--out")
        .arg(folder.path().join("out"));
    let output = run(command.arg("--definition").arg(&definition), 2);
    assert!(
        said(&output).contains("dose_retention"),
        "{}",
        said(&output)
    );
}

#[test]
fn messages_can_be_json_one_object_a_line() {
    let export = in_repository("data-samples/refused/domain_grade");
    let output = run(
        il2()
            .args(["check", "--message-format", "json"])
            .arg(export),
        3,
    );
    let said = said(&output);
    let objects: Vec<serde_json::Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let last = objects.last().unwrap();
    assert_eq!(
        (&last["level"], &last["exit_code"]),
        (&"error".into(), &3.into())
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn quiet_says_nothing_but_errors() {
    let folder = scratch();
    let output = run(
        il2()
            .args(["--quiet", "report"])
            .arg(in_repository("data-samples/tiny"))
            .arg("--out")
            .arg(folder.path().join("o")),
        0,
    );
    assert_eq!(said(&output), "");
}

#[test]
fn run_json_holds_the_hash_of_every_input_and_output() {
    let folder = scratch();
    let out = folder.path().join("out");
    run(
        il2()
            .arg("report")
            .arg(in_repository("data-samples/tiny"))
            .arg("--out")
            .arg(&out),
        0,
    );
    let record: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("run.json")).unwrap()).unwrap();
    assert_eq!(record["finished_at"], "2023-11-14T22:13:20Z");
    assert_eq!(record["inputs"].as_array().unwrap().len(), 10);
    let listed: Vec<&str> = record["outputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|output| output["file"].as_str().unwrap())
        .collect();
    let written: Vec<String> = files(&out)
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| name != "run.json")
        .collect();
    assert_eq!(listed, written);
    for row in record["rows"].as_array().unwrap() {
        let n = |key: &str| row[key].as_u64().unwrap();
        assert_eq!(n("rows_read"), n("rows_stored") + n("rows_set_aside"));
    }
}

#[test]
fn the_schema_is_data_on_standard_output() {
    let printed = |arguments: &[&str]| {
        let output = run(il2().arg("schema").args(arguments), 0);
        assert_eq!(said(&output), "");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(printed(&[]).contains("toxicity_terms"));
    assert!(
        printed(&["doses", "--format", "csv"]).contains("\nstatus,required,\"one of given, held,")
    );
    let terms: serde_json::Value =
        serde_json::from_str(&printed(&["toxicity_terms", "--format", "json"])).unwrap();
    assert_eq!(terms.as_array().unwrap().len(), 278);
    assert!(printed(&["--measures"]).contains("exposure.doses_given"));
    let output = run(il2().args(["schema", "dose"]), 2);
    assert!(
        said(&output).contains("hint: perhaps `doses`"),
        "{}",
        said(&output)
    );
}

#[test]
fn what_a_killed_report_left_is_removed_by_the_next() {
    let folder = scratch();
    // As a killed program leaves it: a draft that nobody locks any more.
    let left = folder.path().join(".il2-draft-killed");
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("patients.csv"), "site_id,patient_id\n").unwrap();
    let other = folder.path().join(".il2-notes");
    fs::create_dir_all(&other).unwrap();
    run(
        il2()
            .arg("report")
            .arg(in_repository("data-samples/tiny"))
            .arg("--out")
            .arg(folder.path().join("out")),
        0,
    );
    assert!(!left.exists());
    assert!(other.exists(), "a folder of another name is somebody's");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn off_a_terminal_no_progress_is_shown() {
    let folder = scratch();
    let (export, out) = (folder.path().join("export"), folder.path().join("out"));
    let simulated = run(
        il2()
            .args(["simulate", "--courses", "300", "--seed", "3", "--out"])
            .arg(&export),
        0,
    );
    let reported = run(il2().arg("report").arg(&export).arg("--out").arg(&out), 0);
    let verified = run(il2().arg("verify").arg(&out), 0);
    for output in [simulated, reported, verified] {
        let said = said(&output);
        for sign in ["\r", "\u{1b}", " left", "courses/s", "steps/s", "computing"] {
            assert!(!said.contains(sign), "{sign:?} in {said}");
        }
    }
}
