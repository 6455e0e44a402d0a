//! Reported ways in which a site or a table was lost in silence: each is refused or said.

use crate::bench::{copy, files, il2, in_repository, results, run, said, scratch};
use crate::failing_inputs_times::input;
use crate::workbooks::{self, cells};
use il2_outcomes::measures::results::Unit;
use std::fs;
use std::path::Path;

/// What an ingest says that ends with this exit code.
fn ingest(export: &Path, store: &Path, arguments: &[&str], exit_code: i32) -> String {
    let mut command = il2();
    command.arg("ingest").arg(export).arg("--store").arg(store);
    said(&run(command.args(arguments), exit_code))
}

#[test]
fn a_site_loses_courses_only_with_replace_and_both_are_counted() {
    let (folder, exports) = (scratch(), input("sec_site_replaced"));
    let store = folder.path().join("store");
    ingest(&exports.join("A/export"), &store, &[], 0);
    let before = files(&store);
    let refused = ingest(&exports.join("B/export"), &store, &[], 3);
    let what =
        "error: site export: 7 courses would be replaced by 2, 7 doses by 3; nothing was stored";
    assert!(refused.contains(what), "{refused}");
    assert!(refused.contains("`--replace`"), "{refused}");
    assert_eq!(files(&store), before);
    let replaced = ingest(&exports.join("B/export"), &store, &["--replace"], 0);
    let what = "warning: site export: 7 courses are replaced by 2, 7 doses by 3";
    assert!(replaced.contains(what), "{replaced}");
    // What only grows needs no option, and is counted all the same.
    let grown = ingest(&exports.join("A/export"), &store, &[], 0);
    assert!(
        grown.contains("\nsite export: 2 courses are replaced by 7, 3 doses by 7\n"),
        "{grown}"
    );
}

#[test]
fn a_site_loses_doses_or_a_table_only_with_replace() {
    let folder = scratch();
    let (store, export) = (folder.path().join("store"), folder.path().join("elm"));
    copy(&in_repository("data-samples/tiny"), &export);
    ingest(&export, &store, &[], 0);
    let before = files(&store);
    fs::remove_file(export.join("stays.csv")).unwrap();
    let refused = ingest(&export, &store, &[], 3);
    assert!(
        refused.contains("; no longer collected: stays; nothing was stored"),
        "{refused}"
    );
    copy(&in_repository("data-samples/tiny"), &export);
    let doses = fs::read_to_string(export.join("doses.csv")).unwrap();
    let (all_but_one, _) = doses.trim_end().rsplit_once('\n').unwrap();
    fs::write(export.join("doses.csv"), all_but_one).unwrap();
    let refused = ingest(&export, &store, &[], 3);
    assert!(
        refused.contains("site elm: 5 courses would be replaced by 5"),
        "{refused}"
    );
    assert_eq!(files(&store), before);
    // Another site of that name has another name.
    ingest(&export, &store, &["--site", "fir"], 0);
    ingest(&export, &store, &["--replace"], 0);
    run(il2().arg("verify").arg(&store), 0);
    // A report of an export has a store of its own, made anew each time.
    let out = folder.path().join("report");
    let report = || {
        let mut report = il2();
        report.arg("report").arg(&export).arg("--out").arg(&out);
        run(&mut report, 0);
    };
    report();
    fs::remove_file(export.join("stays.csv")).unwrap();
    report();
}

/// What a check of a folder says that ends with this exit code.
fn check(folder: &Path, exit_code: i32) -> String {
    said(&run(il2().arg("check").arg(folder), exit_code))
}

const COURSES: &str = "course_id,patient_id\nC1,P1\n";
const DOSES: &str = "course_id,cycle,dose_number,status,hour\nC1,1,1,given,0\n";
const EVENTS: &str = "course_id,term,grade,onset_hour\nC1,Hypotension,3,4\n";

/// An export of one course, with these files beside its own.
fn export(folder: &Path, others: &[(&str, &str)]) {
    fs::create_dir_all(folder).unwrap();
    let own = [("courses.csv", COURSES), ("doses.csv", DOSES)];
    for (name, text) in own.iter().chain(others) {
        fs::write(folder.join(name), text).unwrap();
    }
}

#[cfg(unix)]
fn link(to: impl AsRef<Path>, at: &Path) {
    std::os::unix::fs::symlink(to, at).unwrap();
}

#[test]
#[cfg(unix)]
fn a_site_that_nobody_reads_is_refused_and_named() {
    let folder = scratch();
    let program = folder.path().join("program");
    copy(&input("sec_site_passed_over/program"), &program);
    link("/nowhere/site_d", &program.join("d"));
    let refused = check(&program, 3);
    for line in [
        "error: program/b/b: holds tables, and lies deeper than exports are looked for; nothing was stored\n",
        "error: program/c/courses 2020.csv: is not named for a table and looks like `courses`; nothing was stored\n",
        "error: program/c/doses 2020.csv: is not named for a table and looks like `doses`; nothing was stored\n",
        "error: program/d: is a link to nothing; nothing was stored\n",
    ] {
        assert!(refused.contains(line), "{refused}");
    }
    // Each is enough by itself, for every command.
    for (kept, others) in [("b", ["c", "d"]), ("c", ["b", "d"]), ("d", ["b", "c"])] {
        let one = folder.path().join(format!("only_{kept}"));
        copy(&input("sec_site_passed_over/program"), &one);
        link("/nowhere/site_d", &one.join("d"));
        for other in others {
            let other = one.join(other);
            fs::remove_dir_all(&other)
                .or_else(|_| fs::remove_file(&other))
                .unwrap();
        }
        check(&one, 3);
        let store = folder.path().join("store");
        ingest(&one, &store, &[], 3);
        assert!(!store.exists());
        let mut report = il2();
        report.arg("report").arg(&one).arg("--out").arg(&store);
        run(&mut report, 3);
        assert!(!store.exists());
    }
}

#[test]
fn tables_in_a_folder_of_an_export_are_refused_unless_that_folder_is_named() {
    let folder = scratch();
    let elm = folder.path().join("elm");
    export(&elm, &[]);
    export(&elm.join("2019/fir"), &[]);
    let refused = check(&elm, 3);
    assert!(
        refused.contains("error: elm/2019/fir: holds tables"),
        "{refused}"
    );
    assert!(
        refused.contains("hint: name the folder of each export"),
        "{refused}"
    );
    let named = run(il2().arg("check").arg(&elm).arg(elm.join("2019/fir")), 0);
    assert!(said(&named).contains("the exports would be stored"));
    // Identifiers in what is passed over come first.
    let identifier = "patient_id,note\nP1,219-09-9999\n";
    fs::write(elm.join("2019/fir/patients.csv"), identifier).unwrap();
    check(&elm, 4);
}

#[test]
fn a_file_that_is_nearly_named_for_a_table_is_refused_where_the_table_would_be_lost() {
    let folder = scratch();
    for (name, exit_code) in [
        ("toxicity.csv", 3),
        ("toxicities 2020.csv", 3),
        ("Toxicities-list.tsv", 3),
        ("doses 2020.csv", 0),
        ("toxicity.pdf", 0),
        ("notes.csv", 0),
    ] {
        let elm = folder.path().join(name).join("elm");
        export(&elm, &[(name, EVENTS)]);
        let told = check(&elm, exit_code);
        assert!(told.contains(name), "{name}: {told}");
        // The same beside other sites.
        export(&folder.path().join(name).join("fir"), &[]);
        check(&folder.path().join(name), exit_code);
    }
    // Beside sites any file with a key is a table.
    let program = folder.path().join("program");
    export(&program.join("elm"), &[]);
    fs::create_dir(program.join("fir")).unwrap();
    fs::write(program.join("fir/kurse.csv"), "Patient;Course ID\n1;2\n").unwrap();
    let refused = check(&program, 3);
    assert!(
        refused.contains("program/fir/kurse.csv: is not named for a table"),
        "{refused}"
    );
}

#[test]
#[cfg(unix)]
fn what_is_passed_over_and_looks_like_no_table_is_named() {
    let folder = scratch();
    let program = folder.path().join("program");
    for site in ["elm", "fir"] {
        export(&program.join(site), &[]);
    }
    fs::write(program.join("README.md"), "x").unwrap();
    fs::create_dir_all(program.join("empty")).unwrap();
    fs::create_dir_all(program.join("papers/2019")).unwrap();
    fs::write(program.join("papers/2019/il2.pdf"), "x").unwrap();
    fs::create_dir_all(program.join(".trash")).unwrap();
    export(&program.join(".trash/oak"), &[]);
    fs::create_dir_all(program.join("elm/earlier")).unwrap();
    fs::write(program.join("elm/.toxicities.csv"), EVENTS).unwrap();
    link("..", &program.join("elm/up"));
    link("/nowhere", &program.join("elm/manual"));
    let told = check(&program, 0);
    let names = "warning: no export, and not read: elm/.toxicities.csv (hidden), elm/earlier/, elm/manual (a link to nothing), \
        program/README.md, program/.trash (hidden), program/empty/, program/papers/2019/il2.pdf\n";
    assert!(told.contains(names), "{told}");
    // A report and a store of one's own are named, too, and do not hinder.
    let (out, store) = (program.join("report"), program.join("store"));
    for _ in 0..2 {
        run(il2().arg("report").arg(&program).arg("--out").arg(&out), 0);
        ingest(&program, &store, &[], 0);
    }
    let told = check(&program, 0);
    assert!(
        told.contains("program/report/ (a report), program/store/ (a store)"),
        "{told}"
    );
}

#[test]
fn the_one_sheet_with_a_header_is_the_table_for_which_its_workbook_is_named() {
    let results = results(&input("sec_sheet1_sheet2"));
    let any = results.proportion("toxicity.any", Unit::Course, "all", "any");
    assert_eq!(any, (3, 3));
    let table = "course_id,term,grade\nC1,Hypotension,3\n";
    let notes = "made by the pharmacy\n";
    let folder = scratch();
    let told = |sheets: &[(&str, &str)], exit_code| {
        let elm = folder.path().join("elm");
        export(&elm, &[]);
        let sheets = sheets.iter().map(|(name, text)| (*name, cells(text)));
        workbooks::write(&elm.join("toxicities.xlsx"), &sheets.collect::<Vec<_>>());
        check(&elm, exit_code)
    };
    let read = told(&[("Notes", notes), ("Sheet2", table), ("Sheet3", "")], 0);
    assert!(read.contains("elm/toxicities.xlsx"), "{read}");
    for text in [table, notes] {
        let refused = told(&[("Sheet1", text), ("Sheet2", text)], 3);
        let what = "no name says which of its sheets holds the table";
        assert!(refused.contains(what), "{refused}");
    }
    let refused = told(&[("Sheet1", ""), ("Sheet2", "")], 3);
    assert!(
        refused.contains("none of its sheets has a header"),
        "{refused}"
    );
}

#[test]
fn a_draft_beside_sites_is_swept_by_the_next_report_and_hinders_nobody() {
    let folder = scratch();
    let program = folder.path().join("program");
    copy(&input("sec_draft_beside_sites/program"), &program);
    let draft = program.join(".il2-draft-x");
    assert!(draft.join("patients.csv").is_file());
    let told = check(&program, 0);
    assert!(!told.contains("draft"), "{told}");
    ingest(&program, &folder.path().join("store"), &[], 0);
    // Even a report that is refused leaves none.
    let mut report = il2();
    report
        .arg("report")
        .arg(&program)
        .arg("--out")
        .arg(program.join("report"));
    fs::create_dir(program.join("c")).unwrap();
    fs::write(program.join("c/dose.csv"), DOSES).unwrap();
    run(&mut report, 3);
    assert!(!draft.exists());
    fs::remove_dir_all(program.join("c")).unwrap();
    run(&mut report, 0);
}

#[test]
fn a_draft_in_a_report_is_swept_by_the_next_verify_or_report() {
    let folder = scratch();
    let out = folder.path().join("report");
    let report = || {
        let mut report = il2();
        report
            .arg("report")
            .arg(input("sec_draft_in_report/export"));
        run(report.arg("--out").arg(&out), 0);
    };
    report();
    let draft = out.join(".il2-draft-abcdef");
    fs::write(&draft, "").unwrap();
    run(il2().arg("verify").arg(&out), 0);
    assert!(!draft.exists());
    fs::write(&draft, "").unwrap();
    report();
    assert!(!draft.exists());
    // A draft that is being written is left, and is no part of the report.
    fs::write(&draft, "").unwrap();
    let written = fs::File::open(&draft).unwrap();
    written.lock().unwrap();
    run(il2().arg("verify").arg(&out), 0);
    assert!(draft.exists());
}

#[test]
#[cfg(unix)]
fn an_output_that_links_to_a_folder_is_written_there() {
    let folder = scratch();
    let path = |name: &str| folder.path().join(name);
    let export = input("sec_out_is_a_link/export");
    let report = |out: &str, title: &str, exit_code| {
        let mut report = il2();
        report.arg("report").arg(&export).args(["--title", title]);
        said(&run(report.arg("--out").arg(path(out)), exit_code))
    };
    report("disk", "OLD", 0);
    link("disk", &path("out"));
    for (out, title) in [("out", "NEW"), ("out/", "SLASH")] {
        report(out, title, 0);
        assert!(path("out").is_symlink());
        let page = fs::read_to_string(path("disk/report.html")).unwrap();
        assert!(page.contains(title) && !page.contains("OLD"));
    }
    fs::create_dir(path("shelf")).unwrap();
    link("shelf", &path("store"));
    ingest(&export, &path("store"), &[], 0);
    ingest(&export, &path("store"), &[], 0);
    assert!(path("store").is_symlink() && path("shelf/current").exists());
    // A link to nothing, the output itself or a folder of it, is refused before the source is read.
    link("/nowhere/disk", &path("gone"));
    for out in ["gone", "gone/report"] {
        let missing = path("no_such_source");
        let mut report = il2();
        report
            .arg("report")
            .arg(&missing)
            .arg("--out")
            .arg(path(out));
        let told = said(&run(&mut report, 2));
        assert!(
            told.contains("/gone: is a link to nothing; nothing was written"),
            "{told}"
        );
        let told = ingest(&missing, &path(out), &[], 2);
        assert!(told.contains("/gone: is a link to nothing"), "{told}");
    }
}
