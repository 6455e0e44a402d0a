//! `il2 verify` of a report that was altered together with its SHA-256 in `run.json`, of one whose `run.json` was altered,
//! and of one that another version made.

use crate::bench::{il2, in_repository, run, said, scratch};
use crate::failing_inputs_times::input;
use il2_outcomes::disk::Seal;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A report that lies in a folder which goes away with the test.
struct Altered {
    report: PathBuf,
    /// The store that it was made from, where that is not its own.
    store: Option<PathBuf>,
}

impl Altered {
    /// A report of an export or a store.
    fn of(source: &Path, report: PathBuf, options: &[&str]) -> Self {
        let mut command = il2();
        command.arg("report").arg(source).arg("--out").arg(&report);
        run(command.args(options), 0);
        Self {
            report,
            store: None,
        }
    }

    /// What `il2 verify` says.
    fn verify(&self, exit_code: i32) -> String {
        let mut command: Command = il2();
        command.arg("verify").arg(&self.report);
        if let Some(store) = &self.store {
            command.arg("--store").arg(store);
        }
        said(&run(&mut command, exit_code))
    }

    fn record(&self) -> Value {
        serde_json::from_slice(&fs::read(self.report.join("run.json")).unwrap()).unwrap()
    }

    fn write_record(&self, record: &Value) {
        let json = serde_json::to_vec(record).unwrap();
        fs::write(self.report.join("run.json"), json).unwrap();
    }

    /// Writes a file of the report, and its SHA-256 in `run.json`.
    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.report.join(name), bytes).unwrap();
        let mut record = self.record();
        let outputs = record["outputs"].as_array_mut().unwrap();
        let line = outputs.iter_mut().find(|line| line["file"] == name);
        line.unwrap()["sha256"] = json!(Seal::of(bytes).sha256);
        self.write_record(&record);
    }

    fn certificate(&self) -> Value {
        let path = self.report.join("verification.json");
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    }
}

#[test]
fn a_sentence_that_was_written_into_a_page_and_sealed_is_found_with_its_line() {
    let folder = scratch();
    let export = input("sec_report_altered").join("export");
    let altered = Altered::of(&export, folder.path().join("report"), &[]);
    altered.verify(0);
    let certificate = altered.certificate();
    assert_eq!(certificate["made_again"]["is_made"], true);
    let (made, equal) = ("/made_again/files", "/made_again/equal");
    assert_eq!(certificate.pointer(made), certificate.pointer(equal));
    let page = fs::read_to_string(altered.report.join("report.html")).unwrap();
    let sentence = "</h1><p>No patient died within 30 days.</p>";
    let forged = page.replacen("</h1>", sentence, 1);
    let line = page[..page.find("</h1>").unwrap()].matches('\n').count() + 1;
    altered.write("report.html", forged.as_bytes());
    let told = altered.verify(5);
    let what = format!(
        "error: report.html: is not what this program makes from the store and the options of run.json, first at line {line}\n"
    );
    assert!(told.contains(&what), "{told}");
    assert_eq!(altered.certificate()["faults"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_taken_on_trust_is_said() {
    let folder = scratch();
    let export = in_repository("data-samples/tiny");
    let altered = Altered::of(&export, folder.path().join("report"), &[]);
    altered.verify(0);
    let text = fs::read_to_string(altered.report.join("verification.txt")).unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with("Taken on trust: "));
    let line = line.unwrap();
    for what in [
        "when the report was made (finished_at)",
        "(options.source)",
        "(options.site)",
        "(options.max_quarantine)",
        "(options.decimal)",
        "that the store holds what the exports held: they are not read again (store)",
    ] {
        assert!(line.contains(what), "{line}");
    }
    let mut record = altered.record();
    record["finished_at"] = json!("2020-01-01T00:00:00Z");
    record["options"]["max_quarantine"] = json!(0.5);
    altered.write_record(&record);
    altered.verify(0);
    // What a report of the same store cannot say.
    record["version"] = json!("0.0.9");
    altered.write_record(&record);
    let told = altered.verify(5);
    for what in [
        "run.json: version: is not the version that wrote the report's store",
        "run.json: version: is not the version that wrote results.parquet",
    ] {
        assert!(told.contains(what), "{told}");
    }
}

/// A report with every option that moves one of its files, and the store that it is made from.
fn of_every_option(folder: &Path) -> Altered {
    let store = folder.join("store");
    let export = in_repository("data-samples/tiny");
    run(
        il2().arg("ingest").arg(export).arg("--store").arg(&store),
        0,
    );
    let (definition, events) = (folder.join("short.toml"), folder.join("events.csv"));
    let text = fs::read_to_string(in_repository("reports/cohort.toml")).unwrap();
    fs::write(
        &definition,
        text.replacen("title = \"", "title = \"Short: ", 1),
    )
    .unwrap();
    fs::write(&events, "period,label\n1,A new protocol\n").unwrap();
    let options = [
        "--kind",
        "all",
        "--by",
        "sex",
        "--p-values",
        "--where",
        "course_id IS NOT NULL",
        "--rules",
        "nelson",
        "--p0",
        "serious_harm=0.02",
        "--courses-a-year",
        "12",
        "--definition",
        definition.to_str().unwrap(),
        "--events",
        events.to_str().unwrap(),
    ];
    Altered {
        store: Some(store.clone()),
        ..Altered::of(&store, folder.join("report"), &options)
    }
}

#[test]
fn a_report_with_every_option_is_proved_from_what_run_json_keeps() {
    let folder = scratch();
    let altered = of_every_option(folder.path());
    // The files that options name are not needed any more.
    for name in ["short.toml", "events.csv"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    altered.verify(0);
    let page = fs::read_to_string(altered.report.join("safety.html")).unwrap();
    let printed = "Options: <code>--by sex --p-values --rules nelson --p0 serious_harm=0.02 --courses-a-year 12</code>";
    assert!(page.contains(printed));
    let as_made = altered.record();
    let changed = |pointer: &str, value: Value| {
        let mut record = as_made.clone();
        *record.pointer_mut(pointer).unwrap() = value;
        altered.write_record(&record);
        altered.verify(5)
    };
    let text = as_made["options"]["definition_text"].as_str().unwrap();
    let told = changed(
        "/options/definition_text",
        json!(text.replace("Short: ", "Long: ")),
    );
    assert!(told.contains("run.json: inputs: short.toml: "), "{told}");
    assert!(told.contains("error: report.html: is not what"), "{told}");
    let told = changed("/options/review/events_text", json!("period,label\n1,x\n"));
    assert!(told.contains("run.json: inputs: events.csv: "), "{told}");
    let inputs = as_made["inputs"].as_array().unwrap();
    for (of_store, name) in [(false, "tiny/doses.csv"), (true, "store/manifest.json")] {
        let others = inputs.iter().filter(|input| input["file"] != name);
        let told = changed("/inputs", others.cloned().collect());
        let what = format!("error: run.json: inputs: {name}: is missing");
        assert!(told.contains(&what), "{of_store} {told}");
    }
    let told = changed("/rows/0/rows_read", json!(6));
    assert!(
        told.contains("run.json: rows: tiny/courses.csv: "),
        "{told}"
    );
}

#[test]
fn every_file_that_was_altered_and_sealed_is_named_in_the_certificate() {
    let folder = scratch();
    let altered = of_every_option(folder.path());
    let record = altered.record();
    let outputs = record["outputs"].as_array().unwrap();
    let names: Vec<&str> = outputs
        .iter()
        .map(|line| line["file"].as_str().unwrap())
        .collect();
    assert!(names.len() > 60, "{}", names.len());
    for name in &names {
        let mut bytes = fs::read(altered.report.join(name)).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        altered.write(name, &bytes);
    }
    altered.verify(5);
    let certificate = altered.certificate();
    let faults = certificate["faults"].as_array().unwrap();
    for name in names {
        let start = format!("{name}: is not what this program makes from the store");
        let is_named = |fault: &Value| fault.as_str().unwrap().starts_with(&start);
        assert!(faults.iter().any(is_named), "{name}");
    }
}

#[test]
fn a_run_json_that_is_no_record_disproves_a_report_and_replaces_its_certificate() {
    let folder = scratch();
    let export = in_repository("data-samples/tiny");
    let altered = Altered::of(&export, folder.path().join("report"), &[]);
    altered.verify(0);
    let record = altered.record();
    for (pointer, value) in [
        ("/program", json!("another")),
        ("/command", json!("check")),
        ("/options/kind", json!("any")),
        ("/rows/0/rows_read", json!("Lee 1950")),
    ] {
        let mut record = record.clone();
        *record.pointer_mut(pointer).unwrap() = value;
        altered.write_record(&record);
        let told = altered.verify(5);
        assert!(told.contains("error: run.json: "), "{told}");
        assert!(!told.contains("Lee"), "{told}");
        assert_eq!(altered.certificate()["is_proved"], false);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_is_a_link_is_no_file_of_a_report() {
    let folder = scratch();
    let export = in_repository("data-samples/tiny");
    let altered = Altered::of(&export, folder.path().join("report"), &[]);
    let (page, elsewhere) = (
        altered.report.join("report.html"),
        folder.path().join("page"),
    );
    fs::rename(&page, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &page).unwrap();
    let told = altered.verify(5);
    assert!(
        told.contains("error: report.html: is neither a file nor a folder"),
        "{told}"
    );
}

#[test]
fn pages_of_another_version_are_not_made_again_and_that_is_said() {
    let folder = scratch();
    let store = folder.path().join("store");
    let export = in_repository("data-samples/tiny");
    run(
        il2().arg("ingest").arg(export).arg("--store").arg(&store),
        0,
    );
    let altered = Altered {
        store: Some(store.clone()),
        ..Altered::of(&store, folder.path().join("report"), &[])
    };
    // A report as version 0.0.9 would leave it, with another page.
    let now = format!("il2-outcomes {}", env!("CARGO_PKG_VERSION"));
    let then = "il2-outcomes 0.0.9";
    assert_eq!(now.len(), then.len());
    let mut parquet = fs::read(altered.report.join("results.parquet")).unwrap();
    let places = 0..parquet.len() - now.len();
    let places: Vec<usize> = places
        .filter(|place| parquet[*place..].starts_with(now.as_bytes()))
        .collect();
    assert_eq!(places.len(), 1);
    parquet[places[0]..places[0] + then.len()].copy_from_slice(then.as_bytes());
    altered.write("results.parquet", &parquet);
    altered.write("report.html", b"<p>another page");
    let mut record = altered.record();
    record["version"] = json!("0.0.9");
    altered.write_record(&record);
    let told = altered.verify(0);
    let what = "warning: the report was made by version 0.0.9, and this is version";
    assert!(told.contains(what), "{told}");
    let certificate = altered.certificate();
    assert_eq!(certificate["made_again"]["is_made"], false);
    let named = certificate["on_trust"].as_array().unwrap();
    let named: Vec<&Value> = named.iter().map(|it| &it["what"]).collect();
    assert_eq!(named[..2], [&json!("outputs"), &json!("version")]);
    // Its numbers are counted all the same, and its sources compared.
    let results = fs::read_to_string(altered.report.join("results.csv")).unwrap();
    let forged = results.replacen(",treated,all,count,", ",treated,all,count,9", 1);
    altered.write("results.csv", forged.as_bytes());
    let told = altered.verify(5);
    assert!(told.contains("error: results.csv: cohort.flow"), "{told}");
    altered.write("results.csv", results.as_bytes());
    let mut record = altered.record();
    record["inputs"].as_array_mut().unwrap().remove(0);
    altered.write_record(&record);
    let told = altered.verify(5);
    assert!(told.contains("error: run.json: inputs: "), "{told}");
}

#[test]
fn an_option_of_a_document_that_was_not_made_is_found() {
    let folder = scratch();
    let export = input("sec_report_altered").join("export");
    let html = ["--formats", "html"];
    let altered = Altered::of(&export, folder.path().join("report"), &html);
    altered.verify(0);
    for (name, value) in [("paper", json!("letter")), ("date", json!(1_600_000_000))] {
        let record = altered.record();
        let mut forged = record.clone();
        forged["options"]["documents"][name] = value;
        altered.write_record(&forged);
        altered.verify(5);
        altered.write_record(&record);
    }
    altered.verify(0);
}

#[test]
fn a_document_that_was_deleted_together_with_its_format_is_found() {
    let folder = scratch();
    let export = input("sec_report_altered").join("export");
    for (format, file) in [("xlsx", "tables.xlsx"), ("docx", "report.docx")] {
        let out = folder.path().join(format);
        let altered = Altered::of(&export, out, &["--formats", "html,docx,xlsx"]);
        let mut record = altered.record();
        let documents = &mut record["options"]["documents"];
        let formats = documents["formats"].as_array_mut().unwrap();
        formats.retain(|known| known != format);
        if format == "docx" {
            documents.as_object_mut().unwrap().remove("paper");
        }
        let outputs = record["outputs"].as_array_mut().unwrap();
        outputs.retain(|output| output["file"] != file);
        fs::remove_file(altered.report.join(file)).unwrap();
        altered.write_record(&record);
        let said = altered.verify(5);
        assert!(said.contains("strobe.csv"), "{format}: {said}");
    }
}
