//! `il2 verify REPORT_DIR`: every counted number is counted again, and a number that was altered is found and named.

use crate::bench::{files, il2, in_repository, run, said, scratch};
use il2_outcomes::measures::definitions;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

struct Report {
    folder: tempfile::TempDir,
}

impl Report {
    /// A report of a sample, in a folder of its own.
    fn of(export: &str, more: &[&str]) -> Self {
        let folder = scratch();
        let out = folder.path().join("report");
        run(
            il2()
                .arg("report")
                .arg(in_repository(export))
                .arg("--out")
                .arg(&out)
                .args(more),
            0,
        );
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("report").join(name)
    }

    fn verify(&self, exit_code: i32) -> Output {
        run(il2().arg("verify").arg(self.path("")), exit_code)
    }

    fn certificate(&self) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.path("verification.json")).unwrap()).unwrap()
    }

    /// Replaces text of a file, which must be there once at least.
    fn alter(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{name} lacks {from}");
        fs::write(self.path(name), text.replacen(from, to, 1)).unwrap();
    }
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The measures of the book: no comparison, no curve of probabilities, and no own column, which no sample has.
fn measures_of_the_book() -> usize {
    let is_of_book = |name: &str| {
        let is_other = name.starts_with("comparison.") || name.starts_with("safety.");
        !is_other && name != "characteristics.x_*" && !name.ends_with("_curve")
    };
    definitions()
        .iter()
        .filter(|it| is_of_book(it.name))
        .count()
}

#[test]
fn every_counted_number_of_a_report_is_what_its_query_gives() {
    for (export, options) in [
        ("data-samples/program", ""),
        ("data-samples/published", ""),
        ("data-samples/tiny", "--by sex"),
        (
            "data-samples/program",
            "--where diagnosis='melanoma' --by site_id,prior_lines",
        ),
        ("data-samples/program", "--by sex --by regimen,ecog"),
        ("data-samples/program", "--where ecog<2"),
    ] {
        let options: Vec<&str> = options.split_whitespace().collect();
        let report = Report::of(export, &options);
        let output = report.verify(0);
        let text = printed(&output);
        assert!(
            text.contains("verified: every counted number"),
            "{export}: {text}"
        );
        let certificate = report.certificate();
        let total = &certificate["counted_again"];
        assert_eq!(certificate["is_proved"], true);
        let without_nadirs = usize::from(export == "data-samples/tiny");
        assert_eq!(total["measures"], measures_of_the_book() - without_nadirs);
        assert_eq!(total["measures_without_query"], 0);
        assert_eq!(total["cells"], total["equal"]);
        assert_eq!(total["differing"], 0);
        assert_eq!(certificate["not_counted_by_a_query"]["is_recomputed"], true);
        assert!(total["cells"].as_u64().unwrap() > 300, "{total}");
        // The text that is kept is what was printed, under a line that says when.
        let kept = fs::read_to_string(report.path("verification.txt")).unwrap();
        assert!(
            kept.contains(&text) && kept.contains("2023-11-14T22:13:20Z"),
            "{kept}"
        );
    }
}

#[test]
fn what_nobody_collected_is_in_no_query() {
    let report = Report::of("data-samples/published", &[]);
    report.verify(0);
    let total = &report.certificate()["counted_again"];
    assert!(total["not_collected"].as_u64().unwrap() > 0);
}

#[test]
fn a_certificate_is_renewed_and_a_report_with_one_is_replaced() {
    let report = Report::of("data-samples/tiny", &[]);
    report.verify(0);
    let first = files(&report.path(""));
    report.verify(0);
    assert_eq!(first, files(&report.path("")));
    run(
        il2()
            .arg("report")
            .arg(in_repository("data-samples/tiny"))
            .arg("--out")
            .arg(report.path("")),
        0,
    );
    assert!(!report.path("verification.json").exists());
}

/// The lines of results, each altered once: which row, which cell, what it becomes, and what is told of it.
const ALTERED: [(&str, usize, &str, &str); 9] = [
    (
        "exposure.dose_status,dose,overall,given,",
        6,
        "0.25",
        "value: reported 0.25, counted again 0.",
    ),
    (
        "exposure.dose_status,dose,overall,held,",
        9,
        "107",
        "numerator: reported 107, counted again ",
    ),
    (
        "exposure.dose_status,dose,overall,stopped,",
        10,
        "1",
        "denominator: reported 1, counted again ",
    ),
    (
        "exposure.dose_status,dose,overall,refused,",
        12,
        "not_estimable",
        "status: reported not_estimable, counted again ok",
    ),
    (
        "exposure.dose_status,dose,overall,other,",
        3,
        "othr",
        "reported a row, counted again nothing",
    ),
    (
        "exposure.completed,course,overall,",
        7,
        "0.1",
        "lower: reported 0.1, counted again 0",
    ),
    (
        "exposure.courses,patient,overall,all,all,mean",
        6,
        "many",
        "value: reported many, counted again 1.",
    ),
    (
        "cohort.total,cycle,",
        6,
        "",
        "value: reported nothing, counted again ",
    ),
    (
        "cohort.flow,course,overall,stored",
        2,
        "none",
        "reported a row, counted again nothing",
    ),
];

#[test]
fn every_altered_number_of_results_is_found_and_named() {
    let report = Report::of("data-samples/tiny", &[]);
    let text = fs::read_to_string(report.path("results.csv")).unwrap();
    let mut altered = text.clone();
    let mut keys = Vec::new();
    for (row, place, to, _) in ALTERED {
        let line = text.lines().find(|line| line.starts_with(row)).unwrap();
        let mut cells: Vec<&str> = line.split(',').collect();
        cells[place] = to;
        altered = altered.replacen(line, &cells.join(","), 1);
        keys.push(cells[..6].join(" · "));
    }
    fs::write(report.path("results.csv"), &altered).unwrap();
    let output = report.verify(5);
    let told = said(&output);
    assert!(
        told.contains("results.csv: was altered after it was written"),
        "{told}"
    );
    for ((.., named), key) in ALTERED.iter().zip(keys) {
        let start = format!("error: results.csv: {key}");
        let is_told = |line: &str| line.starts_with(&start) && line.contains(named);
        assert!(
            told.lines().any(is_told),
            "{key} · {named} is not told: {told}"
        );
    }
    assert!(printed(&output).contains("VERIFICATION FAILED"));
    let certificate = report.certificate();
    assert_eq!(certificate["is_proved"], false);
    // Of the cells that a query gives, these differ: five in rows that have their key still, and two rows of three.
    let total = &certificate["counted_again"];
    let (cells, equal) = (
        total["cells"].as_u64().unwrap(),
        total["equal"].as_u64().unwrap(),
    );
    assert_eq!(cells - equal, 5 + 2 * 3);
    fs::write(report.path("results.csv"), &text).unwrap();
    report.verify(0);
}

#[test]
fn a_row_that_is_gone_twice_or_new_is_found() {
    let report = Report::of("data-samples/tiny", &[]);
    let text = fs::read_to_string(report.path("results.csv")).unwrap();
    let line = |start: &str| {
        let line = text.lines().find(|line| line.starts_with(start)).unwrap();
        format!("{line}\n")
    };
    let (gone, twice) = (line("exposure.courses,"), line("exposure.reason,"));
    let (new, absent) = (line("cohort.total,dose"), line("toxicity.any,patient"));
    let altered = text
        .replacen(&gone, "", 1)
        .replacen(&twice, &format!("{twice}{twice}"), 1)
        .replacen(
            &new,
            &format!("{new}{}", new.replace("total,dose", "doses,dose")),
            1,
        )
        .replacen(&absent, &absent.replace(",ok\n", ",not_collected\n"), 1);
    fs::write(report.path("results.csv"), &altered).unwrap();
    let told = said(&report.verify(5));
    for named in [
        "exposure.courses · patient · overall · all · all · mean: reported nothing, counted again a row",
        "exposure.reason · dose · overall",
        "cohort.doses: no query counts it again",
        "toxicity.any · patient · overall · all · any · proportion: reported a number that nobody collected",
    ] {
        assert!(told.contains(named), "{named} is not told: {told}");
    }
    for (altered, named) in [
        (
            text.replacen("measure,unit", "unit,measure", 1),
            "line 1: the columns",
        ),
        (text.replacen(",ok\n", ",ok,ok\n", 1), "line 2: no row"),
    ] {
        fs::write(report.path("results.csv"), altered).unwrap();
        let told = said(&report.verify(5));
        assert!(
            told.contains(&format!("error: results.csv: {named}")),
            "{told}"
        );
    }
}

#[test]
fn numbers_that_were_altered_with_their_hash_are_found_by_counting() {
    let report = Report::of("data-samples/tiny", &[]);
    let before = sha256(&report.path("results.csv"));
    report.alter("results.csv", ",treated,all,count,", ",treated,all,count,9");
    let after = sha256(&report.path("results.csv"));
    report.alter("run.json", &before, &after);
    let told = said(&report.verify(5));
    assert!(!told.contains("was altered"), "{told}");
    assert!(
        told.contains("cohort.flow · course · overall · treated · all · count · value"),
        "{told}"
    );
    assert!(told.contains("results.parquet has"), "{told}");
}

fn sha256(path: &Path) -> String {
    il2_outcomes::disk::Seal::of_file(path).unwrap().sha256
}

#[test]
fn an_altered_file_of_the_report_or_its_store_is_found_and_named() {
    let report = Report::of("data-samples/tiny", &[]);
    let flip = |name: &str| {
        let path = report.path(name);
        let bytes = fs::read(&path).unwrap();
        let mut altered = bytes.clone();
        altered[bytes.len() / 2] ^= 1;
        fs::remove_file(&path).unwrap();
        fs::write(&path, &altered).unwrap();
        (path, bytes)
    };
    let told_of = |names: &[&str]| {
        let before: Vec<_> = names.iter().map(|name| flip(name)).collect();
        let told = said(&report.verify(5));
        for name in names {
            let file = name.trim_start_matches("store/current/");
            assert!(told.contains(file), "{name} is not named: {told}");
        }
        for (path, bytes) in before {
            fs::write(path, bytes).unwrap();
        }
    };
    told_of(&[
        "store/current/doses/site-00001.parquet",
        "store/current/collection.parquet",
        "results.parquet",
        "report.html",
        "tables/flow.csv",
    ]);
    told_of(&["store/current/facts_courses/site-00001.parquet"]);
    told_of(&["store/current/manifest.json"]);
    fs::write(report.path("other.csv"), "a").unwrap();
    fs::remove_file(report.path("curves.csv")).unwrap();
    let told = said(&report.verify(5));
    assert!(told.contains("other.csv: is not in run.json"), "{told}");
    assert!(told.contains("curves.csv: is missing"), "{told}");
}

#[test]
fn a_report_is_verified_against_the_store_that_it_was_made_from() {
    let folder = scratch();
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    for (store, export) in [(&first, "tiny"), (&second, "published/robbins2011")] {
        let export = in_repository("data-samples").join(export);
        run(il2().arg("ingest").arg(export).arg("--store").arg(store), 0);
    }
    let out = folder.path().join("report");
    run(il2().arg("report").arg(&first).arg("--out").arg(&out), 0);
    let verify = |store: &Path, exit_code| {
        run(
            il2().arg("verify").arg(&out).arg("--store").arg(store),
            exit_code,
        )
    };
    verify(&first, 0);
    let told = said(&verify(&second, 5));
    assert!(
        told.contains("store: is not as it was when the report was made"),
        "{told}"
    );
    let told = said(&run(il2().arg("verify").arg(&out), 2));
    assert!(told.contains("name the store that"), "{told}");
}

#[test]
fn a_store_that_a_later_ingest_changed_no_longer_gives_the_report() {
    let report = Report::of("data-samples/published/robbins2011", &[]);
    let store = report.path("store");
    run(
        il2()
            .arg("ingest")
            .arg(in_repository("data-samples/tiny"))
            .arg("--store")
            .arg(store),
        0,
    );
    let told = said(&report.verify(5));
    assert!(told.contains("store: is not as it was"), "{told}");
    // Fifty are said, and the certificate holds all.
    assert!(
        told.lines()
            .any(|line| line.ends_with("more, in verification.txt"))
    );
    let certificate = fs::read_to_string(report.path("verification.txt")).unwrap();
    let stored = "· course · overall · stored · all · count · value: reported 17, counted";
    assert!(certificate.contains(stored), "{certificate}");
}

#[test]
fn faults_are_json_for_programs() {
    let report = Report::of("data-samples/tiny", &[]);
    report.alter("results.csv", ",stored,all,count,", ",stored,all,count,9");
    let output = run(
        il2()
            .args(["--message-format", "json", "verify"])
            .arg(report.path("")),
        5,
    );
    let last = said(&output);
    let last: serde_json::Value = serde_json::from_str(last.lines().last().unwrap()).unwrap();
    assert_eq!(last["exit_code"], 5);
}
