//! An export with values and without toxicities: what was graded from values is said, and that toxicity was not reported.

use crate::bench::{il2, in_repository, run, said, scratch};
use crate::page::section;
use std::fs;
use std::path::{Path, PathBuf};

/// A simulated export in this folder, without these tables.
fn simulated(folder: &Path, without: &[&str]) -> PathBuf {
    let export = folder.join("values");
    let mut simulate = il2();
    simulate.args(["--quiet", "simulate", "--courses", "30", "--seed", "3"]);
    run(simulate.arg("--out").arg(&export), 0);
    for table in without {
        let files = walk(&export);
        let named = files
            .iter()
            .filter(|file| file.file_stem().is_some_and(|stem| stem == *table));
        let removed: Vec<()> = named.map(|file| fs::remove_file(file).unwrap()).collect();
        assert!(!removed.is_empty(), "no file of {table}");
    }
    export
}

/// The files of a folder and of its folders.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                walk(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// The page and the methods of a report with these options, and the folder of its tables.
fn report(export: &Path, out: &Path, options: &[&str]) -> (String, String) {
    let mut command = il2();
    command
        .args(["--quiet", "report"])
        .arg(export)
        .args(options);
    run(command.arg("--out").arg(out), 0);
    let read = |file: &str| fs::read_to_string(out.join(file)).unwrap();
    (read("report.html"), read("methods.md"))
}

const NOT_REPORTED: &str =
    "Reported toxicity was not collected: no grade here was given by a clinician.";

#[test]
fn an_export_with_values_alone_says_what_was_graded_and_that_toxicity_was_not_reported() {
    let folder = scratch();
    let export = simulated(folder.path(), &["toxicities", "not_assessed"]);
    let out = folder.path().join("out");
    let (page, methods) = report(&export, &out, &[]);
    assert!(section(&page, "toxicity").contains("Not collected: no site"));
    let laboratory = section(&page, "laboratory");
    let graded = laboratory
        .split("<li>")
        .nth(1)
        .and_then(|rest| rest.split("</li>").next())
        .unwrap();
    assert!(
        graded.starts_with("Grades from values by CTCAE 5.0, a lower bound: ")
            && graded
                .contains(" courses. Terms: Platelet count decreased, Blood bilirubin increased, ")
            && graded.ends_with("Creatinine increased, Hypoalbuminemia and Weight gain."),
        "{graded}"
    );
    assert!(laboratory.contains(&format!("<li>{NOT_REPORTED}</li>")));
    assert!(laboratory.contains("id=\"table-laboratory_grades\""));
    // What compares values with reports has no table.
    for table in ["laboratory_combined", "laboratory_agreement"] {
        assert!(!page.contains(&format!("id=\"table-{table}\"")), "{table}");
    }
    assert!(
        methods
            .contains("were graded by CTCAE 5.0 [@ctcae], separately from reported adverse events")
    );
    assert!(
        methods.contains("these grades are a lower bound"),
        "{methods}"
    );
    assert!(methods.contains(NOT_REPORTED), "{methods}");
    let references = fs::read_to_string(out.join("references.bib")).unwrap();
    assert!(references.contains("{abim2024,"), "{references}");
    // No grade from values is under the heading of reported toxicity.
    assert!(!out.join("tables/organ_systems.csv").exists());
    assert!(out.join("figures/laboratory_shift.svg").exists());
}

#[test]
fn where_toxicity_was_reported_nothing_says_that_it_was_not_and_both_versions_are_named() {
    let folder = scratch();
    let export = simulated(folder.path(), &[]);
    let (page, methods) = report(&export, &folder.path().join("out"), &[]);
    let laboratory = section(&page, "laboratory");
    assert!(!page.contains(NOT_REPORTED) && !methods.contains(NOT_REPORTED));
    assert!(laboratory.contains("<li>Grades from values by CTCAE 5.0, a lower bound: "));
    assert!(laboratory.contains("Reported adverse events: graded by CTCAE"));
    assert!(laboratory.contains("American Board of Internal Medicine"));
}

#[test]
fn the_page_says_by_which_version_ranges_and_assumption_values_were_graded() {
    let folder = scratch();
    let export = simulated(folder.path(), &["toxicities", "not_assessed"]);
    let options = [
        "--ctcae",
        "4.03",
        "--normal-ranges",
        "none",
        "--assume-clinical",
    ];
    let (page, methods) = report(&export, &folder.path().join("out"), &options);
    let laboratory = section(&page, "laboratory");
    for text in [
        "Grades from values by CTCAE 4.03, with what only a clinician sees taken as present (--assume-clinical); without it they are a lower bound",
        "A value that was reported without normal ranges has no grade that needs them (--normal-ranges none).",
        "the truth lies between these grades and those without the option, a lower bound",
        "shares of their terms are too high",
    ] {
        assert!(laboratory.contains(text), "{text}");
    }
    assert!(!laboratory.contains("American Board"));
    let shift = "both from values by CTCAE 4.03 (with what only a clinician sees taken as present)";
    assert!(laboratory.contains(shift), "{shift}");
    assert!(!laboratory.contains("(a lower bound)"));
    assert!(methods.contains("were taken as present"), "{methods}");
    assert!(!methods.contains("abim2024"), "{methods}");
}

#[test]
fn a_safety_review_has_no_grades_from_values_and_takes_none_of_their_options() {
    let folder = scratch();
    for options in [
        &["--ctcae", "5.0"][..],
        &["--normal-ranges", "none"],
        &["--assume-clinical"],
    ] {
        let mut command = il2();
        command
            .arg("report")
            .arg(in_repository("data-samples/tiny"));
        command.args(["--kind", "safety"]).args(options);
        let output = run(command.arg("--out").arg(folder.path().join("out")), 2);
        let refused = format!(
            "{}: belongs to `--kind cohort` and `--kind all`",
            options[0]
        );
        assert!(said(&output).contains(&refused), "{}", said(&output));
    }
}
