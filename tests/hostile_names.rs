//! Names of an export that a spreadsheet program would compute, a page would run, or a reader would not see.

use crate::bench::{il2, in_repository, run, scratch};
use il2_outcomes::disk::Seal;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of a site, itself a formula, whose texts are formulas of every kind.
fn export(folder: &Path) -> PathBuf {
    let export = folder.join("=site+1");
    fs::create_dir(&export).unwrap();
    let write = |table: &str, text: &str| fs::write(export.join(table), text).unwrap();
    write(
        "courses.csv",
        "course_id,patient_id,start_year\n+C1,=cmd|' /C calc'!A0,2019\n-2+3,＠P2,2019\n",
    );
    write(
        "patients.csv",
        "patient_id,sex,race,death_day\n=cmd|' /C calc'!A0,F,＝1+1,3\n＠P2,M,\u{200b}=1+1,\n",
    );
    write(
        "doses.csv",
        "course_id,cycle,dose_number,status,hour,reason\n+C1,1,1,given,0,\n+C1,1,2,held,8,＋A1\n-2+3,1,1,given,0,\n-2+3,1,2,maybe,8,\n",
    );
    write(
        "toxicities.csv",
        "course_id,term,grade,onset_hour\n+C1,+1-1,3,10\n+C1,－A1,5,20\n-2+3,@SUM(A1),2,10\n-2+3,\u{feff}=2,2,10\n-2+3,-2.5,2,10\n+C1,red\u{1b}[31m\u{202e}eye,2,10\n",
    );
    export
}

/// Whether a spreadsheet program would compute a cell, as it is shown there.
fn is_formula(cell: &str) -> bool {
    let hidden = |c: char| c.is_whitespace() || c.is_control() || "\u{200b}\u{feff}".contains(c);
    let seen = cell.trim_start_matches(hidden);
    let is_number = |text: &str| text.parse::<f64>().is_ok();
    let first = seen.split(" (").next().unwrap();
    seen.starts_with(['=', '@', '+', '-', '＝', '＋', '－', '＠']) && !is_number(first)
}

fn cells(path: &Path) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).from_path(path).unwrap();
    let records = reader.records().map(Result::unwrap);
    let cells = records.flat_map(|record| {
        let cells = record.iter().map(str::to_owned);
        cells.collect::<Vec<_>>()
    });
    cells.collect()
}

#[test]
fn a_csv_file_that_people_open_holds_no_formula() {
    let folder = scratch();
    let export = export(folder.path());
    let (out, rows) = (folder.path().join("out"), folder.path().join("rows.csv"));
    let limit = ["--max-quarantine", "50%"];
    let check = il2()
        .arg("check")
        .args(limit)
        .arg(&export)
        .arg("--rows")
        .arg(&rows)
        .output()
        .unwrap();
    assert!(check.status.success());
    let report = ["report", "--kind", "all", "--by", "race"];
    let mut command = il2();
    command.args(report).args(limit).arg(&export);
    run(command.arg("--out").arg(&out), 0);
    let tables = fs::read_dir(out.join("tables")).unwrap();
    let mut files: Vec<PathBuf> = tables.map(|entry| entry.unwrap().path()).collect();
    files.push(rows);
    files.push(folder.path().join("rows-unlisted.csv"));
    files.extend(["patients.csv", "courses.csv", "sentinel.csv"].map(|name| out.join(name)));
    let mut all = Vec::new();
    for file in &files {
        let cells = cells(file);
        for cell in &cells {
            assert!(!is_formula(cell), "{}: {cell:?}", file.display());
        }
        all.extend(cells);
    }
    for escaped in [
        "'=site+1",
        "'=site+1/doses.csv",
        "'=cmd|' /C calc'!A0",
        "'＠P2",
        "'+C1",
        "'-2+3",
        "'＝1+1",
        "'\u{200b}=1+1",
        "'+1-1",
        "'－A1",
        "'@SUM(A1)",
        "'＋A1",
        // A number alone is a number.
        "-2.5",
    ] {
        assert!(all.iter().any(|cell| cell == escaped), "{escaped}: {all:?}");
    }
    // What programs read holds the value as it is.
    let results = cells(&out.join("results.csv"));
    assert!(results.iter().any(|cell| cell == "race=＝1+1"));
}

#[test]
fn control_characters_and_marks_of_direction_are_named_on_pages_and_figures() {
    let folder = scratch();
    let export = export(folder.path());
    let race = "\u{1b}[31mA\u{202e}B\u{7f}";
    let patients = format!("patient_id,sex,race\n=cmd|' /C calc'!A0,F,{race}\n＠P2,M,other\n");
    fs::write(export.join("patients.csv"), patients).unwrap();
    let out = folder.path().join("out");
    let mut command = il2();
    command.args([
        "report",
        "--kind",
        "all",
        "--by",
        "race",
        "--max-quarantine",
        "50%",
    ]);
    command.args(["--title", "Title\u{202e}\u{7}"]).arg(&export);
    run(command.arg("--out").arg(&out), 0);
    let figures = fs::read_dir(out.join("figures")).unwrap();
    let figures = figures.map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = figures
        .filter(|path| path.extension().is_some_and(|it| it == "svg"))
        .collect();
    files.extend(["report.html", "safety.html"].map(|name| out.join(name)));
    let is_raw = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        assert_eq!(text.find(is_raw), None, "{}", file.display());
    }
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("<h1>Title[U+202E][U+0007]</h1>"));
    assert!(page.contains("[U+001B][31mA[U+202E]B[U+007F]"));
    let in_figure = |file: &PathBuf| {
        let text = fs::read_to_string(file).unwrap();
        file.extension().is_some_and(|it| it == "svg") && text.contains("[U+001B][31mA")
    };
    assert!(files.iter().any(in_figure));
}

#[test]
fn markup_of_an_export_is_text_in_an_answer_in_markdown() {
    let folder = scratch();
    let store = folder.path().join("store");
    let mut command = il2();
    command
        .arg("ingest")
        .arg(in_repository("data-samples/tiny"));
    run(command.arg("--store").arg(&store), 0);
    let sql = "SELECT '<script>alert(1)</script>' AS a, '[x](javascript:alert(1))' AS \"<b>\"";
    let mut command = il2();
    command
        .arg("query")
        .arg(&store)
        .args(["--sql", sql, "--format", "markdown"]);
    let said = String::from_utf8(run(&mut command, 0).stdout).unwrap();
    assert!(
        said.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
        "{said}"
    );
    assert!(said.contains(r"\[x\](javascript:alert(1))"), "{said}");
    assert!(said.contains("&lt;b&gt;"), "{said}");
    assert!(!said.contains(['<', '>']), "{said}");
}

/// The bytes of base64 text, in hexadecimal digits.
fn hexadecimal(base64: &str) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let number = |letter: char| letters.find(letter).unwrap();
    let bits = base64.trim_end_matches('=').chars();
    let bits: Vec<String> = bits
        .map(|letter| format!("{:06b}", number(letter)))
        .collect();
    let bits = bits.concat();
    let bytes = bits.as_bytes().chunks_exact(8);
    let byte = |bits: &[u8]| u8::from_str_radix(std::str::from_utf8(bits).unwrap(), 2).unwrap();
    let bytes: Vec<String> = bytes.map(|bits| format!("{:02x}", byte(bits))).collect();
    bytes.concat()
}

#[test]
fn a_page_allows_its_own_style_sheet_and_nothing_else() {
    let folder = scratch();
    let out = folder.path().join("out");
    let mut command = il2();
    command
        .args(["report", "--kind", "all"])
        .arg(in_repository("data-samples/tiny"));
    run(command.arg("--out").arg(&out), 0);
    for page in ["report.html", "safety.html"] {
        let page = fs::read_to_string(out.join(page)).unwrap();
        let between = |from: &str, to: &str| {
            let start = page.find(from).unwrap() + from.len();
            page[start..start + page[start..].find(to).unwrap()].to_owned()
        };
        let policy = between(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"",
            "\">",
        );
        let hash = between("style-src 'sha256-", "'");
        assert_eq!(
            policy,
            format!(
                "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
            )
        );
        let style = between("<style>", "</style>");
        assert_eq!(hexadecimal(&hash), Seal::of(style.as_bytes()).sha256);
        assert!(page.find("Content-Security-Policy") < page.find("<style>"));
        // Nothing on the page needs what the policy forbids.
        assert_eq!(page.matches("<style").count(), 1);
        for forbidden in [
            " style=\"",
            "<script",
            "<img",
            "<iframe",
            " onclick",
            " onload",
        ] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }
}
