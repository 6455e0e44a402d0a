//! The documents of a report: for Word, for Excel, for the paper.

use crate::bench::{il2, in_repository, run, said, scratch};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::Command;
use zip::ZipArchive;

/// A report of the small sample.
fn report(out: &Path, more: &[&str]) {
    run(&mut command(out, more), 0);
}

fn command(out: &Path, more: &[&str]) -> Command {
    let mut command = il2();
    command
        .args(["report", "--quiet", "--kind", "all"])
        .arg(in_repository("data-samples/tiny"))
        .arg("--out")
        .arg(out)
        .args(more);
    command
}

/// The text of a part of a ZIP file.
fn part(file: &Path, name: &str) -> String {
    let mut archive = ZipArchive::new(File::open(file).unwrap()).unwrap();
    let mut text = String::new();
    let mut part = archive.by_name(name).unwrap();
    part.read_to_string(&mut text).unwrap();
    text
}

fn names(file: &Path) -> Vec<String> {
    let archive = ZipArchive::new(File::open(file).unwrap()).unwrap();
    let names = archive.file_names().map(|name| name.unwrap().into_owned());
    names.collect()
}

#[test]
fn the_workbook_has_a_sheet_for_each_table_and_no_formula() {
    let folder = scratch();
    let out = folder.path().join("out");
    report(&out, &[]);
    let book = out.join("tables.xlsx");
    let workbook = part(&book, "xl/workbook.xml");
    for entry in fs::read_dir(out.join("tables")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let name: String = name.trim_end_matches(".csv").chars().take(31).collect();
        assert!(
            workbook.contains(&format!("<sheet name=\"{name}\"")),
            "{name}"
        );
    }
    for sheet in ["contents", "results", "definitions"] {
        assert!(workbook.contains(&format!("<sheet name=\"{sheet}\"")));
    }
    let sheets = names(&book);
    let sheets = sheets
        .iter()
        .filter(|name| name.starts_with("xl/worksheets/sheet"));
    for sheet in sheets {
        assert!(!part(&book, sheet).contains("<f>"), "{sheet}");
    }
}

#[test]
fn the_word_document_numbers_its_captions_and_repeats_its_heads() {
    let folder = scratch();
    let out = folder.path().join("out");
    report(&out, &[]);
    let document = part(&out.join("report.docx"), "word/document.xml");
    let tables = document.matches("<w:tbl>").count();
    assert!(tables > 10, "{tables}");
    assert_eq!(document.matches(" SEQ Table ").count(), tables);
    // A head of two rows repeats both.
    assert!(document.matches("<w:tblHeader/>").count() >= tables);
    let figures = document.matches("<w:drawing>").count();
    assert!(figures > 0);
    assert_eq!(document.matches(" SEQ Figure ").count(), figures);
    assert!(
        !document.contains("descr=\"\""),
        "a figure has no text alternative"
    );
    assert!(document.contains("<w:t xml:space=\"preserve\">Methods</w:t>"));
    // The sentences of what was found come before the tables.
    let found = document.find("needed a vasopressor").unwrap();
    assert!(found < document.find("<w:tbl>").unwrap());
    // What lists single patients stays at the site.
    assert!(!document.contains("Sentinel"));
}

#[test]
fn letter_paper_is_as_wide_as_it_is() {
    let folder = scratch();
    let out = folder.path().join("out");
    report(&out, &["--paper", "letter", "--formats", "docx"]);
    let document = part(&out.join("report.docx"), "word/document.xml");
    assert!(document.contains("<w:pgSz w:w=\"12240\" w:h=\"15840\"/>"));
    assert!(!out.join("report.html").exists());
    assert!(!out.join("safety.html").exists());
    assert!(!out.join("tables.xlsx").exists());
    assert!(out.join("results.csv").exists());
}

#[test]
fn documents_have_the_same_bytes_for_any_threads_time_zone_and_language() {
    let folder = scratch();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    report(&one, &[]);
    let mut other = command(&two, &[]);
    other
        .env("RAYON_NUM_THREADS", "1")
        .env("TZ", "Pacific/Kiritimati")
        .env("LC_ALL", "de_DE.UTF-8");
    run(&mut other, 0);
    for name in [
        "report.docx",
        "tables.xlsx",
        "methods.md",
        "references.bib",
        "strobe.csv",
        "codebook.csv",
    ] {
        let [a, b] = [&one, &two].map(|out| fs::read(out.join(name)).unwrap());
        assert!(a == b, "{name}");
    }
}

#[test]
fn source_date_epoch_dates_the_documents_and_the_report_is_proved_with_it() {
    let folder = scratch();
    let out = folder.path().join("out");
    let mut dated = command(&out, &[]);
    // 2020-09-13T12:26:40Z.
    run(dated.env("SOURCE_DATE_EPOCH", "1600000000"), 0);
    for (document, core) in [
        ("report.docx", "docProps/core.xml"),
        ("tables.xlsx", "docProps/core.xml"),
    ] {
        let core = part(&out.join(document), core);
        assert!(core.contains("2020-09-13T12:26:40Z"), "{document}: {core}");
    }
    run(il2().args(["verify", "--quiet"]).arg(&out), 0);
}

#[test]
fn the_codebook_describes_every_column_of_patients_and_courses() {
    let folder = scratch();
    let out = folder.path().join("out");
    report(&out, &[]);
    let mut reader = csv::Reader::from_path(out.join("codebook.csv")).unwrap();
    let header: Vec<&str> = ["table", "name", "label", "unit", "type", "levels"].into();
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), header);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(
        rows.iter()
            .all(|row| !row[2].is_empty() && !row[4].is_empty())
    );
    for table in ["patients", "courses"] {
        let mut reader = csv::Reader::from_path(out.join(format!("{table}.csv"))).unwrap();
        let columns: Vec<&str> = reader.headers().unwrap().iter().collect();
        let described: Vec<&str> = rows
            .iter()
            .filter(|row| &row[0] == table)
            .map(|row| &row[1])
            .collect();
        assert_eq!(described, columns);
    }
}

#[test]
fn methods_cite_what_the_bibliography_has() {
    let folder = scratch();
    let out = folder.path().join("out");
    report(&out, &[]);
    let methods = fs::read_to_string(out.join("methods.md")).unwrap();
    let bibliography = fs::read_to_string(out.join("references.bib")).unwrap();
    let cited: BTreeSet<&str> = methods
        .split('@')
        .skip(1)
        .map(|after| after.split([']', ';']).next().unwrap())
        .collect();
    assert!(cited.len() > 5, "{cited:?}");
    let entries: BTreeSet<&str> = bibliography
        .split('@')
        .skip(1)
        .map(|entry| entry.split_once('{').unwrap().1.split_once(',').unwrap().0)
        .collect();
    assert_eq!(entries, cited);
    // The page and the document cite by number, and list each reference once.
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    let document = part(&out.join("report.docx"), "word/document.xml");
    let list = page.split_once("<ol class=\"references\">").unwrap().1;
    let list = list.split_once("</ol>").unwrap().0;
    assert_eq!(list.matches("<li>").count(), cited.len());
    assert_eq!(document.matches("w:val=\"Reference\"").count(), cited.len());
    for text in [&page, &document] {
        assert!(text.contains("the Clopper–Pearson method ["), "{cited:?}");
        assert!(!text.contains("(Clopper and Pearson"));
    }
}

#[test]
fn strobe_says_where_a_table_lies_that_the_document_lacks_and_what_only_authors_can_answer() {
    let folder = scratch();
    let out = folder.path().join("out");
    report(&out, &["--formats", "html,docx"]);
    let strobe = fs::read_to_string(out.join("strobe.csv")).unwrap();
    assert!(strobe.starts_with("guideline,item,topic,answered_in\nSTROBE,1,"));
    for part in [
        "STROBE,14a,Descriptive data: characteristics,Table 1\n",
        "(report.html#table-sources, tables/sources.csv)",
        "STROBE,19,Limitations,Only the authors can answer this item\n",
    ] {
        assert!(strobe.contains(part), "{part}: {strobe}");
    }
    assert!(!strobe.contains("tables.xlsx"), "{strobe}");
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("id=\"table-sources\""));
}

#[test]
fn each_page_numbers_its_own_tables_and_the_document_numbers_them_on() {
    let folder = scratch();
    let out = folder.path().join("out");
    let said = said(&run(
        il2()
            .args(["report", "--kind", "all"])
            .arg(in_repository("data-samples/tiny"))
            .arg("--out")
            .arg(&out),
        0,
    ));
    let last = said.lines().last().unwrap();
    assert!(last.contains("report.html and "), "{said}");
    assert!(last.contains("safety.html: "), "{said}");
    let page = fs::read_to_string(out.join("safety.html")).unwrap();
    assert!(page.contains("<a href=\"#table-safety_indicators\">Table 1</a>"));
    assert!(page.contains("report.docx numbers them on"));
    let document = part(&out.join("report.docx"), "word/document.xml");
    assert!(document.contains("safety.html numbers its own from 1"));
    let out = folder.path().join("alone");
    report_of(&out, "safety");
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(!page.contains("numbers them on"));
}

/// A report of this kind of the small sample.
fn report_of(out: &Path, kind: &str) {
    let mut command = il2();
    command.args(["report", "--quiet", "--kind", kind]);
    command.arg(in_repository("data-samples/tiny"));
    run(command.arg("--out").arg(out), 0);
}

#[test]
fn a_shell_and_a_manual_reader_get_every_command() {
    let folder = scratch();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = il2().args(["completions", shell]).output().unwrap();
        assert!(output.status.success(), "{shell}");
        let script = String::from_utf8(output.stdout).unwrap();
        for word in ["report", "ingest", "verify", "--formats"] {
            assert!(
                script.contains(word.trim_start_matches('-')),
                "{shell}: {word}"
            );
        }
    }
    let out = folder.path().join("man");
    run(il2().args(["man", "--quiet", "--out"]).arg(&out), 0);
    for command in ["il2", "il2-report", "il2-query", "il2-man"] {
        let page = fs::read_to_string(out.join(format!("{command}.1"))).unwrap();
        assert!(page.contains(".TH il2"), "{command}: {page}");
    }
    // Exit codes are a list, each on a line of its own.
    let page = fs::read_to_string(out.join("il2.1")).unwrap();
    for code in ["0", "1", "2", "3", "4", "5", "130"] {
        assert!(page.contains(&format!("\n.TP\n\\fB{code}\\fR\n")), "{code}");
    }
}
