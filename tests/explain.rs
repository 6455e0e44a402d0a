//! `il2 explain REPORT_DIR`: a number's definition, its recount query, and who is counted.

use crate::bench::{il2, in_repository, run, said, scratch};
use std::fs;
use std::path::Path;
use std::process::Output;

/// A report of the tiny sample, in a folder.
fn report(folder: &Path, more: &[&str]) {
    let sample = in_repository("data-samples/tiny");
    let out = folder.join("report");
    run(
        il2()
            .arg("report")
            .arg(sample)
            .arg("--out")
            .arg(out)
            .args(more),
        0,
    );
}

fn explain(folder: &Path, words: &str, exit_code: i32) -> Output {
    let mut command = il2();
    command.arg("explain").arg(folder.join("report"));
    run(command.args(words.split_whitespace()), exit_code)
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn courses_with_a_vasopressor_are_listed_with_those_without() {
    let folder = scratch();
    report(folder.path(), &[]);
    let which = "--measure vasopressor.use --unit course --format csv";
    // The treated courses of data-samples/tiny; T2-1 has dopamine of less than 5 ug/kg/min, T3-1 nothing.
    let listed = "site_id,patient_id,course_id,numerator,denominator,value\n\
        tiny,P1,T1-1,1,1,\ntiny,P1,T1-2,1,1,\ntiny,P2,T2-1,0,1,\ntiny,P3,T3-1,0,1,\n";
    assert_eq!(printed(&explain(folder.path(), which, 0)), listed);
    let of_patients = "--measure vasopressor.use --unit patient --format csv";
    let listed = "site_id,patient_id,course_id,numerator,denominator,value\n\
        tiny,P1,,1,1,\ntiny,P2,,0,1,\ntiny,P3,,0,1,\n";
    assert_eq!(printed(&explain(folder.path(), of_patients, 0)), listed);
}

#[test]
fn the_answer_has_the_definition_the_number_and_the_query_that_agrees() {
    let folder = scratch();
    report(folder.path(), &["--by", "sex"]);
    let which =
        "--measure exposure.doses_given --unit course --stratum sex=female --statistic mean";
    let text = printed(&explain(folder.path(), which, 0));
    for words in [
        "Measure      exposure.doses_given",
        "Stratum      sex=female",
        "Statistic    mean",
        "Recount      exposure/doses_given: agrees",
        "-- Agrees with: exposure.doses_given",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn a_row_of_the_results_is_named_by_its_number() {
    let folder = scratch();
    report(folder.path(), &[]);
    let results = fs::read_to_string(folder.path().join("report/results.csv")).unwrap();
    let is_use = |(_, line): &(usize, &str)| line.starts_with("vasopressor.use,course,overall");
    let (number, _) = results.lines().enumerate().find(is_use).unwrap();
    let by_row = explain(folder.path(), &format!("--row {number} --format csv"), 0);
    let by_name = "--measure vasopressor.use --unit course --format csv";
    assert_eq!(
        printed(&by_row),
        printed(&explain(folder.path(), by_name, 0))
    );
    let rows = results.lines().count() - 1;
    let beyond = explain(folder.path(), &format!("--row {}", rows + 1), 2);
    assert!(said(&beyond).contains(&format!("there are 1 to {rows}")));
}

#[test]
fn the_nearest_names_are_offered() {
    let folder = scratch();
    report(folder.path(), &[]);
    for (which, near) in [
        ("--measure vasopresor.use", "perhaps `vasopressor.use`"),
        (
            "--measure vasopressor.use --unit courses",
            "perhaps `course`",
        ),
        (
            "--measure toxicity.organ_system --unit course --item cardiovasular",
            "perhaps `cardiovascular`",
        ),
    ] {
        let refused = explain(folder.path(), which, 2);
        assert!(said(&refused).contains(near), "{}", said(&refused));
    }
}

#[test]
fn a_number_that_was_altered_is_not_explained() {
    let folder = scratch();
    report(folder.path(), &[]);
    let path = folder.path().join("report/results.csv");
    let results = fs::read_to_string(&path).unwrap();
    let row = results
        .lines()
        .find(|line| line.starts_with("vasopressor.use,course,overall"));
    let altered = results.replace(row.unwrap(), &row.unwrap().replace(",2,4,", ",3,4,"));
    assert!(altered != results, "a count was altered");
    fs::write(&path, altered).unwrap();
    explain(folder.path(), "--measure vasopressor.use --unit course", 5);
}

#[test]
fn a_comparison_has_no_list_of_its_own() {
    let folder = scratch();
    report(folder.path(), &["--by", "sex"]);
    let results = fs::read_to_string(folder.path().join("report/results.csv")).unwrap();
    let is_compared = |(_, line): &(usize, &str)| line.starts_with("comparison.risk_difference");
    let (number, _) = results.lines().enumerate().find(is_compared).unwrap();
    let refused = explain(folder.path(), &format!("--row {number} --format csv"), 2);
    assert!(said(&refused).contains("in each of its strata"));
}
