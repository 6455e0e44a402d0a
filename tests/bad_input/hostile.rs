//! Input that means harm: it is text like any other.

use super::Becomes::{Kept, SetAside, Unlisted};
use super::Put::{Edit, Row, Text};
use super::trial::{make, write_good};
use super::{BadInput, at, of};
use crate::bench::{files, il2, run, scratch};
use il2_outcomes::ingest::Class::Structural;
use std::fs;
use std::path::Path;

/// A row more, of which one name holds this.
fn with_name(text: &str, name: &str) -> Vec<u8> {
    format!("{text}E1-1,{name},1,5,,,\n").into_bytes()
}

// A table: one input a line.
#[rustfmt::skip]
pub(super) const CLASSES: &[BadInput] = &[
    BadInput {
        name: "names that look like paths",
        becomes: Kept,
        variants: [
            of("a patient", Row("patients", "../../etc/passwd,male,,,,,")),
            of("a site", Text("courses.csv", "site_id,course_id,patient_id\n../x,E1-1,E1\n../x,E2-1,E2\n")),
            of("a site with slashes", Text("courses.csv", "site_id,course_id,patient_id\n/a/b\\c,E1-1,E1\n/a/b\\c,E2-1,E2\n")),
        ],
    },
    BadInput {
        name: "text that a terminal would obey",
        becomes: Unlisted,
        variants: [
            of("escapes", Row("toxicities", "E1-1,\u{1b}[2J\u{1b}]0;zebra\u{7},1,5,,,")),
            of("marks that turn text round", Row("toxicities", "E1-1,\u{202e}arbez\u{202c},1,5,,,")),
            of("control characters of the second kind, a carriage return", Row("toxicities", "E1-1,a\u{9b}2J\rb,1,5,,,")),
        ],
    },
    BadInput {
        name: "text that a spreadsheet program would compute",
        becomes: Unlisted,
        variants: [
            of("=", Row("toxicities", "E1-1,=cmd|' /C calc'!A0,1,5,,,")),
            of("@", Row("toxicities", "E1-1,@SUM(1+1)*cmd|' /C calc'!A0,1,5,,,")),
            of("+", Row("medications", "E1-1,+1+cmd|' /C calc'!A0,,1,")),
        ],
    },
    BadInput {
        name: "text that another language would run",
        becomes: Unlisted,
        variants: [
            of("SQL", Row("toxicities", "E1-1,'); DROP TABLE doses;--,1,5,,,")),
            of("HTML", Row("toxicities", "E1-1,<script>alert(1)</script>,1,5,,,")),
            of("templates", Row("toxicities", "E1-1,{{ 7 * 7 }}{% for %},1,5,,,")),
        ],
    },
    BadInput {
        name: "letters of all scripts",
        becomes: Kept,
        variants: [
            of("emoji with joiners", Row("patients", "👩🏽‍⚕️,male,🧪,,,,")),
            of("hundreds of combining marks", Edit("patients.csv", |t| format!("{t}Z{},male,,,,,\n", "\u{301}".repeat(500)).into_bytes())),
            of("from right to left, with marks", Row("patients", "\u{200f}שלום,male,\u{202e}abc,,,,")),
        ],
    },
    BadInput {
        name: "very long names",
        becomes: Kept,
        variants: [
            of("a patient of 1 MiB", Edit("patients.csv", |t| format!("{t}{},male,,,,,\n", "z".repeat(1 << 20)).into_bytes())),
            of("a site of 100 kB", Edit("courses.csv", |t| {
                let site = "s".repeat(100_000);
                let rows = t.lines().skip(1).map(|row| format!("{site},{row}\n"));
                format!("site_id,{}\n{}", t.lines().next().unwrap(), rows.collect::<String>()).into_bytes()
            })),
            of("a header of 100 kB", Edit("patients.csv", |t| t.replacen("ethnicity", &"h".repeat(100_000), 1).into_bytes())),
        ],
    },
    BadInput {
        name: "a very long name that is not known",
        becomes: Unlisted,
        variants: [
            of("1 MiB of one letter", Edit("toxicities.csv", |t| with_name(t, &"z".repeat(1 << 20)))),
            of("1 MiB of a known name", Edit("toxicities.csv", |t| with_name(t, &"Hypotension".repeat(95_000)))),
            of("100 kB of blanks in the middle", Edit("toxicities.csv", |t| with_name(t, &format!("ze{}bra", " ".repeat(100_000))))),
        ],
    },
    BadInput {
        name: "quotes upon quotes",
        becomes: SetAside(Structural),
        variants: [
            at("a hundred thousand and one", "", 4, Edit("toxicities.csv", |t| with_name(t, &"\"".repeat(100_001)))),
            at("each around the last", "", 4, Edit("toxicities.csv", |t| with_name(t, &format!("{}zebra{}", "\"a".repeat(50_000), "a\"".repeat(50_000))))),
            at("a stray one before lines in quotes", "", 4, Edit("toxicities.csv", |t| {
                let rows = "\"E1-1\",\"Fever\",1,5,,,\n".repeat(10);
                format!("{t}E1-1,\"zebra,1,5,,,\n{rows}").into_bytes()
            })),
        ],
    },
    BadInput {
        name: "numbers at the edge of all numbers",
        becomes: Kept,
        variants: [
            of("hours a million from hour 0", Row("stays", "E1-1,icu,-1e6,1e6")),
            of("a size of 1e-400, -0 lines, a rate of 1e308", Edit("vasopressors.csv", |t| format!("{t}E1-1,norepinephrine,-0,0,1e308,ug/kg/min\nE1-1,norepinephrine,1e-400,1,-0,mg/h\n").into_bytes())),
            of("whole numbers of eighteen digits", Text("patients.csv", "patient_id,prior_lines,death_day,last_contact_day\nE1,999999999999999999,999999999999999999,999999999999999999\nE2,0,0,0\n")),
        ],
    },
    BadInput {
        name: "line ends in a cell",
        becomes: Kept,
        variants: [
            of("LF", Row("patients", "L1,male,\"a\nb\",,,,")),
            of("CRLF", Row("patients", "L2,male,\"a\r\nb\",,,,")),
            of("a carriage return alone, not quoted", Row("patients", "L3,male,a\rb,,,,")),
        ],
    },
];

/// Demands that an export makes a report in which nothing is run or computed, and a store that can be proved.
fn demand_report(export: &Path) {
    let out = export.with_file_name("out");
    let mut report = il2();
    report.arg("report").arg(export).arg("--out").arg(&out);
    run(&mut report, 0);
    run(il2().arg("verify").arg(out.join("store")), 0);
    for (name, bytes) in files(&out) {
        let text = String::from_utf8_lossy(&bytes);
        let ending = Path::new(&name).extension().unwrap_or_default();
        let is_marked_up = ending == "html" || ending == "svg";
        assert!(!(is_marked_up && text.contains("<script>alert")), "{name}");
        if name.starts_with("tables/") {
            let mut cells = text.lines().flat_map(|line| line.split(','));
            let begins = |cell: &str| cell.trim_matches('"').starts_with(['=', '@']);
            assert!(!cells.any(begins), "{name}");
        }
    }
}

#[test]
fn what_is_kept_makes_a_report() {
    // All rows that are kept, in one export.
    let folder = scratch();
    let export = folder.path().join("elm");
    write_good(&export);
    let kept = CLASSES
        .iter()
        .filter(|class| class.becomes.exit_code() == 0);
    for variant in kept.flat_map(|class| &class.variants) {
        if let Row(table, row) = variant.put {
            let path = export.join(format!("{table}.csv"));
            let text = fs::read_to_string(&path).unwrap();
            fs::write(path, format!("{text}{row}\n")).unwrap();
        }
    }
    demand_report(&export);
    let unlisted = fs::read_to_string(folder.path().join("out/tables/unlisted.csv")).unwrap();
    assert!(unlisted.contains("'=cmd|"), "{unlisted}");
}

#[test]
fn numbers_at_the_edge_of_all_numbers_make_a_report() {
    let is_it = |class: &&BadInput| class.name == "numbers at the edge of all numbers";
    for variant in &CLASSES.iter().find(is_it).unwrap().variants {
        let folder = scratch();
        make(&folder.path().join("elm"), variant);
        demand_report(&folder.path().join("elm"));
    }
}

#[test]
fn an_export_and_a_store_do_not_lie_in_one_folder() {
    let folder = scratch();
    let export = folder.path().join("elm");
    write_good(&export);
    let before = files(&export);
    // The store would be the export's own folder.
    let mut ingest = il2();
    ingest
        .arg("ingest")
        .arg(&export)
        .arg("--store")
        .arg(&export);
    run(&mut ingest, 2);
    assert_eq!(files(&export), before);
    // The export lies in the store's folder.
    let store = folder.path().join("store");
    fs::create_dir(&store).unwrap();
    fs::rename(&export, store.join("elm")).unwrap();
    let mut ingest = il2();
    ingest.arg("ingest").arg(store.join("elm"));
    run(ingest.arg("--store").arg(&store), 2);
    assert_eq!(files(&store.join("elm")), before);
    // A store in the export's folder is none of its tables.
    let export = store.join("elm");
    for _ in 0..2 {
        let mut ingest = il2();
        ingest.arg("ingest").arg(&export);
        run(ingest.arg("--store").arg(export.join("store")), 0);
    }
}
