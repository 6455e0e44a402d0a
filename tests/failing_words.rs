//! Inputs of `tests/failing_inputs` in the words that people use, which once were refused, not known, or not counted.

use crate::bench::{
    Results, files, il2, in_repository, options, results, run, said, scratch, taken,
};
use crate::typed_exports::{parquet, write_workbook};
use il2_outcomes::ingest::read_export;
use il2_outcomes::measures::results::Statistic::{Probability, Rate};
use il2_outcomes::measures::results::Unit::{Course, Patient};
use il2_outcomes::model::{Frame, TableId};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder(name: &str) -> PathBuf {
    in_repository("tests/failing_inputs").join(name)
}

/// The tables of an input as CSV texts.
fn tables(name: &str) -> Vec<(String, String)> {
    let files = files(&folder(name)).into_iter();
    let tables = files.filter_map(|(name, bytes)| {
        let table = name.strip_suffix(".csv")?.to_owned();
        Some((table, String::from_utf8(bytes).unwrap()))
    });
    tables.collect()
}

/// A stored table of an export in one part.
fn stored_table(folder: &Path, table: TableId) -> Frame {
    let mut export = taken(read_export(folder, &options(0.05)).unwrap());
    export
        .parts
        .swap_remove(0)
        .tables
        .swap_remove(table as usize)
}

fn assert_absent(results: &Results) {
    for (item, counted) in [("unknown", 2), ("2", 1), ("3", 1), ("any", 4)] {
        assert_eq!(
            results.proportion("toxicity.organ_system", Course, "constitutional", item),
            (counted, 4),
            "{item}"
        );
    }
    assert_eq!(
        results.proportion(
            "toxicity.resolution_recorded",
            Course,
            "constitutional",
            "all"
        ),
        (0, 1)
    );
    assert_eq!(
        results.proportion("characteristics.race", Patient, "missing", "all"),
        (3, 4)
    );
}

#[test]
fn absent_words_of_other_programs_are_absent_in_text_parquet_and_workbooks() {
    let name = "absent_in_other_words";
    assert_absent(&results(&folder(name)));
    let written = scratch();
    let (of_parquet, of_sheets) = (
        written.path().join("parquet"),
        written.path().join("sheets"),
    );
    for folder in [&of_parquet, &of_sheets] {
        fs::create_dir(folder).unwrap();
    }
    for (table, csv) in tables(name) {
        fs::write(of_parquet.join(format!("{table}.parquet")), parquet(&csv)).unwrap();
    }
    write_workbook(&of_sheets.join("export.xlsx"), &tables(name));
    assert_absent(&results(&of_parquet));
    assert_absent(&results(&of_sheets));
}

#[test]
fn rates_in_any_spelling_of_their_unit_are_one_rate() {
    let folder = folder("rate_unit_spellings");
    let vasopressors = stored_table(&folder, TableId::Vasopressors);
    for column in ["standard_peak_rate", "peak_nee"] {
        let rates = vasopressors.decimals(column);
        assert_eq!(rates.len(), 3);
        for rate in rates {
            assert!((rate - 0.1).abs() < 1e-12, "{column}: {rate}");
        }
    }
    let export = taken(read_export(&folder, &options(0.05)).unwrap());
    let mut checks = export.checks.iter();
    let check = checks
        .find(|check| check.rule == "rate_unit_unknown")
        .unwrap();
    let share = check.share.unwrap();
    assert_eq!((share.failed, share.out_of), (0, 3));
}

#[test]
fn an_unknown_sex_loses_no_death() {
    let results = results(&folder("sex_u"));
    let sex = |item| results.proportion("characteristics.sex", Patient, item, "all");
    assert_eq!(
        (sex("unknown"), sex("female"), sex("missing")),
        ((1, 2), (1, 2), (0, 2))
    );
    let survival = "outcome.overall_survival";
    let row = results.row(survival, Patient, "all", "365", Probability);
    assert_eq!(row.value, Some(0.5));
}

#[test]
fn usual_names_of_toxicities_are_known_each_in_its_organ_system() {
    let folder = folder("usual_toxicity_names");
    let results = results(&folder);
    let events = [
        ("hepatic", 4.0),
        ("renal", 3.0),
        ("capillary_leak", 1.0),
        ("cardiovascular", 3.0),
        // Nausea, vomiting and a bleed.
        ("gastrointestinal", 3.0),
        // Rigors and chills are one term.
        ("constitutional", 1.0),
        ("hematologic", 1.0),
        ("neurologic", 1.0),
        ("unclassified", 0.0),
    ];
    for (system, expected) in events {
        let row = results.row("toxicity.rate", Course, system, "all", Rate);
        // Events of one term that the row before did not resolve are each an event; two doses were given.
        assert_eq!(row.value, Some(100.0 * expected / 2.0), "{system}");
    }
    for term in ["Nausea", "Vomiting", "Chills"] {
        assert_eq!(
            results.proportion("toxicity.term", Course, term, "ge3"),
            (1, 1),
            "{term}"
        );
    }
    assert_eq!(stored_table(&folder, TableId::Toxicities).rows(), 16);
    let said = said(&run(il2().arg("check").arg(&folder), 0));
    assert!(!said.contains("not in the terminology"), "{said}");
}

/// An export of one course with two given doses and these events.
fn with_events(rows: &str) -> tempfile::TempDir {
    let folder = scratch();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("courses.csv", "course_id,patient_id\nC1,P1\n");
    write(
        "doses.csv",
        "course_id,cycle,dose_number,status,hour\nC1,1,1,given,0\nC1,1,2,given,8\n",
    );
    let header = "course_id,term,grade,onset_hour,resolved_hour";
    write("toxicities.csv", &format!("{header}\n{rows}"));
    folder
}

fn answer(command: &mut Command) -> String {
    String::from_utf8(run(command, 0).stdout).unwrap()
}

#[test]
fn a_joined_name_is_an_event_of_each_part_and_its_row_is_stored_once() {
    let export = with_events(
        "C1,Hypotension/confusion,3,1,5\nC1,Confusion and renal,2,20,30\nC1,Fever/moon sickness,4,2,3\n",
    );
    let results = results(export.path());
    let of_system =
        |system, level| results.proportion("toxicity.organ_system", Course, system, level);
    assert_eq!(of_system("cardiovascular", "3"), (1, 1));
    assert_eq!(of_system("neurologic", "3"), (1, 1));
    assert_eq!(of_system("renal", "2"), (1, 1));
    // A part that is not known makes the whole name unknown.
    assert_eq!(of_system("constitutional", "any"), (0, 1));
    assert_eq!(of_system("unclassified", "4"), (1, 1));
    let of_term = |term| results.proportion("toxicity.term", Course, term, "any");
    for term in ["Hypotension", "Confusion", "Renal", "Fever/moon sickness"] {
        assert_eq!(of_term(term), (1, 1), "{term}");
    }
    // Confusion from hour 1 to 5 and from hour 20 on, at most 24 h later, is one event: its rows put together.
    let rate = results.row("toxicity.rate", Course, "neurologic", "all", Rate);
    assert_eq!(rate.value, Some(50.0));
    assert_eq!(stored_table(export.path(), TableId::Toxicities).rows(), 3);

    let out = scratch();
    let report = out.path().join("report");
    run(
        il2()
            .arg("report")
            .arg(export.path())
            .arg("--out")
            .arg(&report),
        0,
    );
    run(il2().arg("verify").arg(&report), 0);
    let names = answer(
        il2()
            .args(["query", "--format", "csv", "--sql"])
            .arg("SELECT term, event, organ_system FROM event_names ORDER BY term, event")
            .arg(report.join("store")),
    );
    assert_eq!(
        names,
        "term,event,organ_system\n\
         Confusion and renal,Confusion,neurologic\n\
         Confusion and renal,Renal,renal\n\
         Fever/moon sickness,Fever/moon sickness,unclassified\n\
         Hypotension/confusion,Confusion,neurologic\n\
         Hypotension/confusion,Hypotension,cardiovascular\n"
    );
    let stored = answer(
        il2()
            .args(["query", "--format", "csv", "--sql"])
            .arg("SELECT term, ctcae_term, organ_system FROM toxicities ORDER BY term")
            .arg(report.join("store")),
    );
    assert_eq!(
        stored,
        "term,ctcae_term,organ_system\n\
         Confusion and renal,,\n\
         Fever/moon sickness,,unclassified\n\
         Hypotension/confusion,,\n"
    );
}

#[test]
fn unknown_names_are_listed_in_a_file_with_counts_and_one_line_is_said_of_them() {
    let mut rows = String::new();
    for (name, count) in [
        ("moon sickness", 3),
        ("Hypotention", 2),
        ("seen by nurse 4711", 9),
    ] {
        for hour in 0..count {
            writeln!(rows, "C1,{name},1,{hour},").unwrap();
        }
    }
    for number in 'a'..='z' {
        writeln!(rows, "C1,other sickness {number},1,1,").unwrap();
    }
    let export = with_events(&rows);
    let out = scratch();
    let list = out.path().join("rows.csv");
    let mut check = il2();
    check
        .arg("check")
        .arg(export.path())
        .arg("--rows")
        .arg(&list);
    let said = said(&run(&mut check, 0));
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("terminology"))
        .collect();
    assert_eq!(lines.len(), 1, "{said}");
    for part in [
        "toxicities.term: 29 names are not in the terminology (rows: 40; kept as unclassified)",
        "`moon sickness` (3), `Hypotention` (2; did you mean `Hypotension`?)",
        "rows-unlisted.csv lists them",
    ] {
        assert!(lines[0].contains(part), "{said}");
    }
    // A number may identify someone.
    assert!(!said.contains("4711"), "{said}");
    let listed = fs::read_to_string(out.path().join("rows-unlisted.csv")).unwrap();
    assert_eq!(listed.lines().count(), 30, "{listed}");
    assert!(
        listed.contains(",toxicities,term,moon sickness,3,\n"),
        "{listed}"
    );
    assert!(
        listed.contains(",toxicities,term,Hypotention,2,Hypotension\n"),
        "{listed}"
    );
    // The list is written again, and nothing else is written over.
    run(&mut check, 0);
    fs::write(out.path().join("rows-unlisted.csv"), "a table of mine\n").unwrap();
    run(&mut check, 2);

    let store = out.path().join("store");
    let said = crate::bench::said(&run(
        il2()
            .arg("ingest")
            .arg(export.path())
            .arg("--store")
            .arg(&store),
        0,
    ));
    assert!(
        said.contains("current/unlisted.parquet lists them"),
        "{said}"
    );
    assert!(store.join("current/unlisted.parquet").is_file());
}
