//! The form of records: delimiters, quotes, line ends, headers.

use super::Becomes::{Refused, Same, SetAside};
use super::Put::{Edit, Text};
use super::{BadInput, at, of, row};
use il2_outcomes::ingest::Class::Structural;

fn bytes(text: String) -> Vec<u8> {
    text.into_bytes()
}

/// The text with every field in quotes; no field of it may be quoted already.
fn quoted(text: &str, delimiter: &str) -> String {
    text.lines()
        .map(|line| {
            let fields = line.split(',').map(|field| format!("\"{field}\""));
            fields.collect::<Vec<_>>().join(delimiter) + "\n"
        })
        .collect()
}

/// The text with its columns in the other order.
fn turned(text: &str) -> String {
    text.lines()
        .map(|line| line.split(',').rev().collect::<Vec<_>>().join(",") + "\n")
        .collect()
}

/// The text with a column more at the end.
fn with_column(text: &str, name: &str, cell: &str) -> String {
    let mut lines = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let more = if place == 0 { name } else { cell };
        lines.push(format!("{line},{more}\n"));
    }
    lines.concat()
}

// A table: one input a line.
#[rustfmt::skip]
pub(super) const CLASSES: &[BadInput] = &[
    BadInput {
        name: "too few fields",
        becomes: SetAside(Structural),
        variants: [
            row("one less than the header", "doses", "", "E2-1,1,2,zebra,8,"),
            row("one field only", "doses", "", "zebra"),
            row("a delimiter that the file does not use", "doses", "", "E2-1;1;2;zebra;8;;"),
        ],
    },
    BadInput {
        name: "too many fields",
        becomes: SetAside(Structural),
        variants: [
            row("a decimal comma that is not quoted", "doses", "", "E2-1,1,2,given,7351,5,,"),
            row("a delimiter more at the end", "toxicities", "", "E1-1,zebra,1,5,,,,"),
            row("a name with a comma that is not quoted", "toxicities", "", "E1-1,zebra, striped,1,5,,,"),
        ],
    },
    BadInput {
        name: "a quote that is never closed",
        becomes: SetAside(Structural),
        variants: [
            row("at the first field", "toxicities", "", "\"E1-1,zebra,1,5,,,"),
            at("in the middle of the file: the next row is read", "", 2, Edit("toxicities.csv", |t| {
                bytes(t.replacen('\n', "\nE1-1,\"zebra,1,5,,,\n", 1))
            })),
            at("a quote alone at the end of the file", "", 4, Edit("toxicities.csv", |t| bytes(format!("{t}E1-1,zebra,1,5,,,\"")))),
        ],
    },
    BadInput {
        name: "text behind a closing quote",
        becomes: SetAside(Structural),
        variants: [
            row("a letter", "toxicities", "", "E1-1,\"zeb\"ra,1,5,,,"),
            row("a blank", "toxicities", "", "E1-1,\"zebra\" ,1,5,,,"),
            row("an empty quoted text before it", "toxicities", "", "E1-1,\"\"zebra,1,5,,,"),
        ],
    },
    BadInput {
        name: "the header once more below the table",
        becomes: SetAside(Structural),
        variants: [
            row("as it is", "doses", "", "course_id,cycle,dose_number,status,hour,iu_per_kg,reason"),
            row("in another spelling", "toxicities", "", "Course ID,TERM,Grade, onset-hour ,resolvedhour,attribution,\"action\""),
            at("between rows, as where files were joined", "", 3, Edit("courses.csv", |t| {
                let header = t.lines().next().unwrap();
                bytes(t.replacen("\nE2-1", &format!("\n{header}\nE2-1"), 1))
            })),
        ],
    },
    BadInput {
        name: "a row of totals",
        becomes: SetAside(Structural),
        variants: [
            row("of counts", "courses", "", "Total,7351,,,,,,,,"),
            row("of means", "doses", "", "MEAN:,1.5,2,,7351,6e5,"),
            row("in two words, with nothing else", "measurements", "", "Grand total,,,,"),
        ],
    },
    BadInput {
        name: "lines that end in a carriage return alone",
        becomes: Refused(3, "its header has a bare carriage return"),
        variants: [
            of("patients", Edit("patients.csv", |t| bytes(t.replace('\n', "\r")))),
            of("toxicities", Edit("toxicities.csv", |t| bytes(t.replace('\n', "\r")))),
            of("courses", Edit("courses.csv", |t| bytes(t.replace('\n', "\r")))),
        ],
    },
    BadInput {
        name: "other line ends",
        becomes: Same,
        variants: [
            of("CRLF", Edit("doses.csv", |t| bytes(t.replace('\n', "\r\n")))),
            of("no end of the last line", Edit("doses.csv", |t| bytes(t.trim_end().to_owned()))),
            of("LF and CRLF in one file", Edit("doses.csv", |t| bytes(t.replacen('\n', "\r\n", 2)))),
        ],
    },
    BadInput {
        name: "other delimiters",
        becomes: Same,
        variants: [
            of("semicolon", Edit("doses.csv", |t| bytes(t.replace(',', ";")))),
            of("tab, in a file named .tsv", Edit("doses.tsv", |t| bytes(t.replace(',', "\t")))),
            of("a vertical bar, in a file named .tsv", Edit("doses.tsv", |t| bytes(t.replace(',', "|")))),
        ],
    },
    BadInput {
        name: "a first line that names the delimiter",
        becomes: Same,
        variants: [
            of("`sep=;`", Edit("doses.csv", |t| bytes(format!("sep=;\n{}", t.replace(',', ";"))))),
            of("in quotes, CRLF", Edit("courses.csv", |t| bytes(format!("\"sep=,\"\n{t}").replace('\n', "\r\n")))),
            of("of a tab, behind a byte order mark", Edit("doses.csv", |t| bytes(format!("\u{feff}SEP=\t\n{}", t.replace(',', "\t"))))),
        ],
    },
    BadInput {
        name: "quotes that are not needed",
        becomes: Same,
        variants: [
            of("around every field", Edit("doses.csv", |t| bytes(quoted(t, ",")))),
            of("around every field, with semicolons", Edit("courses.csv", |t| bytes(quoted(t, ";")))),
            of("around headers alone", Edit("doses.csv", |t| {
                let (head, rows) = t.split_once('\n').unwrap();
                bytes(format!("{}{rows}", quoted(head, ",")))
            })),
        ],
    },
    BadInput {
        name: "blank lines",
        becomes: Same,
        variants: [
            of("between rows", Edit("doses.csv", |t| bytes(t.replace('\n', "\n\n")))),
            of("before the header", Edit("doses.csv", |t| bytes(format!("\n\r\n{t}")))),
            of("of blanks, at the end", Edit("doses.csv", |t| bytes(format!("{t}   \n\n  ")))),
        ],
    },
    BadInput {
        name: "another order",
        becomes: Same,
        variants: [
            of("of rows", Edit("doses.csv", |t| {
                let (head, rows) = t.split_once('\n').unwrap();
                let rows: Vec<&str> = rows.lines().rev().collect();
                bytes(format!("{head}\n{}\n", rows.join("\n")))
            })),
            of("of columns", Edit("doses.csv", |t| bytes(turned(t)))),
            of("of columns of courses", Edit("courses.csv", |t| bytes(turned(t)))),
        ],
    },
    BadInput {
        name: "other spellings of headers",
        becomes: Same,
        variants: [
            of("capitals and blanks: `Course ID`", Edit("doses.csv", |t| {
                bytes(t.replace("course_id,cycle,dose_number", "Course ID, CYCLE ,Dose Number"))
            })),
            of("dashes, and none: `dose-number`, `iuperkg`", Edit("doses.csv", |t| {
                bytes(t.replace("dose_number", "dose-number").replace("iu_per_kg", "iuperkg"))
            })),
            of("no-break spaces", Edit("doses.csv", |t| bytes(t.replace("dose_number", "\u{a0}dose\u{a0}number")))),
        ],
    },
    BadInput {
        name: "columns that the model does not have",
        becomes: Same,
        variants: [
            of("one", Edit("doses.csv", |t| bytes(with_column(t, "batch", "zebra")))),
            of("without a header", Edit("doses.csv", |t| bytes(with_column(&with_column(t, "", "zebra"), "", "")))),
            of("named as a derived column of the store", Edit("doses.csv", |t| bytes(with_column(t, "course_key", "7351")))),
        ],
    },
    BadInput {
        name: "no header",
        becomes: Refused(3, "has no header"),
        variants: [
            of("an empty file", Text("doses.csv", "")),
            of("blank lines alone", Text("stays.csv", "\n  \n\r\n")),
            of("a quote that is never closed in it", Text("doses.csv", "course_id,\"cycle,dose_number,status\nE1-1,1,1,zebra\n")),
        ],
    },
    BadInput {
        name: "a row where the header should be",
        becomes: Refused(3, "line 1: the column"),
        variants: [
            of("courses", Edit("courses.csv", |t| bytes(t.split_once('\n').unwrap().1.replace("E1,", "zebra,")))),
            of("doses", Edit("doses.csv", |t| bytes(t.split_once('\n').unwrap().1.to_owned()))),
            of("a title above it", Edit("doses.csv", |t| bytes(format!("All zebra doses,,,,,,\n{t}")))),
        ],
    },
    BadInput {
        name: "a required column that is missing",
        becomes: Refused(3, "is missing"),
        variants: [
            of("course_id", Edit("toxicities.csv", |t| bytes(t.replace("course_id", "case")))),
            of("dose_number", Edit("doses.csv", |t| bytes(t.replace("dose_number", "dose")))),
            of("start_hour, and no start_at", Edit("stays.csv", |t| bytes(t.replace("start_hour", "start")))),
        ],
    },
    BadInput {
        name: "several required columns that are missing",
        becomes: Refused(3, "are missing"),
        variants: [
            of("two of three", Edit("doses.csv", |t| bytes(t.replace("cycle,dose_number", "run,ordinal")))),
            of("an hour among them", Edit("stays.csv", |t| bytes(t.replace("unit,start_hour", "ward,from")))),
            of("all", Text("not_assessed.csv", "zebra\n7351\n")),
        ],
    },
    BadInput {
        name: "a duplicate column",
        becomes: Refused(3, "line 1: the column"),
        variants: [
            of("in one spelling", Edit("doses.csv", |t| bytes(with_column(t, "status", "given")))),
            of("in two spellings", Edit("doses.csv", |t| bytes(with_column(t, "Dose Number", "1")))),
            of("one that the model does not have", Edit("doses.csv", |t| bytes(with_column(&with_column(t, "zebra", ""), "ZEBRA", "")))),
        ],
    },
];
