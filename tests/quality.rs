//! Data quality: what is asked of an export, what the store and the report tell of it.

use crate::bench::{files, il2, in_repository, options, run, said, scratch, stored, taken};
use il2_outcomes::facts::read_parquet;
use il2_outcomes::ingest::quality::{Check, Share, State, rules};
use il2_outcomes::ingest::{Export, read_export};
use std::fs;
use tempfile::TempDir;

const COURSES: &str = "course_id,patient_id\nX1-1,X1\n";
const DOSES: &str = "course_id,cycle,dose_number,status,hour\nX1-1,1,1,given,0\n";

/// An export of one course, with these tables instead of or beside its own.
pub(crate) fn folder(tables: &[(&str, &str)]) -> TempDir {
    let folder = scratch();
    for (name, text) in [("courses", COURSES), ("doses", DOSES)]
        .iter()
        .chain(tables)
    {
        fs::write(folder.path().join(format!("{name}.csv")), text).unwrap();
    }
    folder
}

pub(crate) fn export(tables: &[(&str, &str)]) -> Export {
    let options = options(1.0);
    taken(read_export(folder(tables).path(), &options).unwrap()).export
}

/// What came of a rule in a table; the first of its columns.
pub(crate) fn check(export: &Export, rule: &str, table: &str) -> Check {
    let is_it = |check: &&Check| (check.rule, check.table) == (rule, table);
    let found = export.checks.iter().find(is_it);
    found.unwrap_or_else(|| panic!("{rule} of {table}")).clone()
}

/// Demands that of these tables so many fail the rule, out of so many, and that just this is a warning.
#[track_caller]
pub(crate) fn assert_share(
    tables: &[(&str, &str)],
    rule: &str,
    table: &str,
    failed: u64,
    out_of: u64,
) {
    let export = export(tables);
    let check = check(&export, rule, table);
    assert_eq!(check.share, Some(Share { failed, out_of }), "{check:?}");
    let state = match (failed, out_of) {
        (_, 0) => State::NotApplicable,
        (0, _) => State::Pass,
        _ => State::Fail,
    };
    assert_eq!(check.state, state);
    assert_eq!(check.why.is_empty(), state != State::NotApplicable);
    let is_it = |(of_rule, of_table): (&str, &str)| (of_rule, of_table) == (rule, table);
    let warned = export.warnings.iter();
    let warned: u64 = warned
        .filter(|warning| is_it((warning.rule, warning.table)))
        .map(|warning| warning.rows)
        .sum();
    assert_eq!(warned, failed);
}

/// Demands that the rule cannot be asked of these tables, for this reason.
#[track_caller]
pub(crate) fn assert_not_applicable(tables: &[(&str, &str)], rule: &str, table: &str, why: &str) {
    let check = check(&export(tables), rule, table);
    assert_eq!(
        (check.state, check.why.as_str()),
        (State::NotApplicable, why)
    );
    assert_eq!(check.share, None);
}

/// Two courses of one patient, the second 20 days after the first, and a third of another patient.
pub(crate) const TWO_COURSES: (&str, &str) = (
    "courses",
    "course_id,patient_id,course_number,start_day,weight_kg\nX1-1,X1,1,0,80\nX1-2,X1,2,20,81\nX2-1,X2,1,0,60\n",
);

#[test]
fn conformance_counts_rows_names_and_columns_and_warns_of_none_twice() {
    let toxicities = "course_id,term,grade,colour\nX1-1,Fever,7,\nX1-1,moon sickness,I,\nX1-1,moon sickness,,\nX9-1,Fever,,\nX1-1,,1,\nX1-1\n";
    let export = export(&[("toxicities", toxicities)]);
    for (rule, failed, out_of) in [
        ("set_aside_structural", 1, 6),
        ("set_aside_missing", 1, 6),
        ("set_aside_type", 1, 6),
        ("set_aside_domain", 1, 6),
        ("set_aside_reference", 1, 6),
        ("unknown_term", 1, 1),
        ("unnamed_column", 1, 4),
    ] {
        let found = check(&export, rule, "toxicities");
        assert_eq!(found.share, Some(Share { failed, out_of }), "{rule}");
        assert_eq!(found.state, State::Fail);
        assert!(export.warnings.iter().all(|warning| warning.rule != rule));
    }
    assert_eq!(check(&export, "set_aside_key", "doses").state, State::Pass);
    // Events have no key that could stand twice.
    let has_key = |check: &Check| check.rule == "set_aside_key" && check.table == "toxicities";
    assert!(!export.checks.iter().any(has_key));
    let stays = check(&export, "set_aside_type", "stays");
    assert_eq!(
        (stays.state, stays.why.as_str()),
        (State::NotApplicable, "the table stays was not collected")
    );
}

#[test]
fn a_column_is_incomplete_where_it_is_empty_and_that_says_nothing() {
    let patients = "patient_id,sex,race,death_day\nX1,F,,\nX2,,,\n";
    let courses = "course_id,patient_id\nX1-1,X1\nX2-1,X2\n";
    let export = export(&[("patients", patients), ("courses", courses)]);
    let of = |column: &str| {
        let is_it =
            |c: &&Check| (c.rule, c.table, c.column) == ("value_absent", "patients", column);
        let check = export.checks.iter().find(is_it).unwrap();
        (
            check.state,
            check.share.map(|share| (share.failed, share.out_of)),
        )
    };
    assert_eq!(of("patient_id"), (State::Pass, Some((0, 2))));
    assert_eq!(of("sex"), (State::Pass, Some((1, 2))));
    assert_eq!(of("race"), (State::Fail, Some((2, 2))));
    // Nobody is known to have died.
    assert_eq!(of("death_day"), (State::NotApplicable, Some((2, 2))));
    assert_eq!(of("ethnicity"), (State::NotApplicable, None));
    let is_it = |warning: &&il2_outcomes::ingest::Warning| warning.rule == "value_absent";
    let told: Vec<_> = export.warnings.iter().filter(is_it).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(
        told[0].message,
        "the file has a column race, and no row a value in it"
    );
}

#[test]
fn a_rule_has_a_name_a_denominator_and_a_reason() {
    let mut names: Vec<&str> = rules().iter().map(|rule| rule.name).collect();
    names.dedup();
    for rule in rules() {
        let is_snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(
            !rule.name.is_empty() && rule.name.chars().all(is_snake),
            "{}",
            rule.name
        );
        for words in [rule.out_of, rule.message, rule.source] {
            assert!(!words.is_empty(), "{}", rule.name);
        }
    }
    let n = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), n);
    let output = run(
        il2().args(["schema", "quality_rules", "--format", "csv"]),
        0,
    );
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed.lines().count(), rules().len() + 1);
}

#[test]
fn the_store_has_a_row_for_every_check_and_the_warnings_that_it_had() {
    let folder = scratch();
    let snapshot = stored(&in_repository("data-samples/tiny"), folder.path());
    let read = |table: &str, columns: &[&str]| {
        read_parquet(
            &[snapshot.folder().join(format!("{table}.parquet"))],
            columns,
        )
        .unwrap()
    };
    let quality = read(
        "quality",
        &[
            "export", "category", "rule", "table", "column", "counted", "failed", "out_of",
            "state", "why",
        ],
    );
    assert_eq!(quality.rows(), snapshot.manifest().exports[0].checks.len());
    for row in 0..quality.rows() {
        let state = quality.text("state", row).unwrap();
        let counts = (
            quality.integer("failed", row),
            quality.integer("out_of", row),
        );
        match state {
            "pass" => assert!(counts.1.unwrap() > 0),
            "fail" => assert!(counts.0.unwrap() > 0 && counts.0 <= counts.1),
            "not_applicable" => assert!(quality.text("why", row).is_some()),
            _ => panic!("{state}"),
        }
    }
    let warnings = read("warnings", &["table", "rule", "rows"]);
    let told: Vec<_> = (0..warnings.rows())
        .map(|row| {
            (
                warnings.text("rule", row).unwrap(),
                warnings.integer("rows", row).unwrap(),
            )
        })
        .collect();
    let absent = ("limits_absent", 8);
    assert_eq!(told, [("assumed", 5), ("assumed", 5), absent]);
}

#[test]
fn names_are_offered_from_the_terminology_alone() {
    let toxicities = "course_id,term,grade\nX1-1,Hypotention,3\nX1-1,Hypotensionn,99\n";
    let folder = folder(&[("toxicities", toxicities)]);
    let command = || {
        let mut command = il2();
        command
            .args(["check", "--max-quarantine", "100%"])
            .arg(folder.path());
        command
    };
    let said = said(&run(&mut command(), 0));
    assert!(
        said.contains("toxicities.term: 1 name is not in the terminology (rows: 1; kept as unclassified): `Hypotention` (1; did you mean `Hypotension`?)"),
        "{said}"
    );
    // The row of this name was quarantined for its grade.
    assert!(!said.contains("Hypotensionn"), "{said}");
    assert!(said.contains("checks of quality: "), "{said}");
    let out = scratch();
    let mut report = il2();
    report
        .args(["report", "--max-quarantine", "100%"])
        .arg(folder.path());
    run(report.arg("--out").arg(out.path().join("out")), 0);
    let table = fs::read_to_string(out.path().join("out/tables/unlisted.csv")).unwrap();
    assert!(
        table.contains("toxicities,term,Hypotention,1,Hypotension\n"),
        "{table}"
    );
    for (name, bytes) in files(out.path()) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("Hypotensionn"), "{name}");
    }
}

#[test]
fn the_page_tells_failures_first_folds_the_rest_and_names_no_patient() {
    let courses = "course_id,patient_id,age_years\nQ7-1,Q7,17\n";
    let doses = "course_id,cycle,dose_number,status,hour\nQ7-1,1,1,given,0\nQ7-1,1,2,given,1\n";
    let folder = folder(&[("courses", courses), ("doses", doses)]);
    let out = scratch();
    let mut report = il2();
    report.arg("report").arg(folder.path());
    run(report.arg("--out").arg(out.path().join("out")), 0);
    let page = fs::read_to_string(out.path().join("out/report.html")).unwrap();
    let section = &page[page.find("<section id=\"data-quality\"").unwrap()..];
    let section = &section[..section.find("</section>").unwrap()];
    let place = |text: &str| section.find(text).unwrap_or_else(|| panic!("{text}"));
    let parts = [
        "age_years is under 18",
        "A dose was given less than 4 hours after another",
        "No column regimen: hd_il2 is assumed",
        "Checks that are not applicable",
        "the table measurements was not collected",
        "Checks that passed",
    ];
    let places = parts.map(place);
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(section.matches("<details id=\"closed-").count(), 2);
    assert!(!section.contains("Q7"));
}
