//! Direct identifiers: exit code 4 before every other refusal, and never the value.

use super::Becomes::{Kept, Refused};
use super::Put::{Edit, Folder, Row, Text};
use super::{BadInput, of};
use std::fs;

fn with_header(text: &str, name: &str) -> Vec<u8> {
    let (head, rows) = text.split_once('\n').unwrap();
    let rows = rows.lines().map(|row| format!("{row},zebra\n"));
    format!("{head},{name}\n{}", rows.collect::<String>()).into_bytes()
}

// A table: one input a line.
#[rustfmt::skip]
pub(super) const CLASSES: &[BadInput] = &[
    BadInput {
        name: "a column that is named for an identifier",
        becomes: Refused(4, "a column that is named for an identifier"),
        variants: [
            of("Patient Name", Edit("doses.csv", |t| with_header(t, "Patient Name"))),
            of("date-of-birth", Edit("doses.csv", |t| with_header(t, "date-of-birth"))),
            of("MRN (hospital)", Edit("patients.csv", |t| with_header(t, "MRN (hospital)"))),
        ],
    },
    BadInput {
        name: "identifiers in several columns: all are listed",
        becomes: Refused(4, "columns hold identifiers"),
        variants: [
            of("named for them", Edit("patients.csv", |t| with_header(&String::from_utf8(with_header(t, "Surname")).unwrap(), "dob"))),
            of("in one row", Row("doses", "E2-1,1,2,held,2019-03-04,,219-09-9999")),
            of("a name and a value", Edit("patients.csv", |t| with_header(&t.replace("melanoma", "4 March 2019"), "MRN"))),
        ],
    },
    BadInput {
        name: "a number in the form of an identifier",
        becomes: Refused(4, "is an identifier"),
        variants: [
            of("of social security", Row("patients", "219-09-9999,male,,,,,")),
            of("of a telephone", Row("doses", "E2-1,1,2,held,8,,(217) 555-7351")),
            of("of a telephone, with the country's", Row("toxicities", "E1-1,+1 217 555 7351,1,5,,,")),
        ],
    },
    BadInput {
        name: "an address",
        becomes: Refused(4, "is an identifier"),
        variants: [
            of("of mail", Row("toxicities", "E1-1,zebra@example.org,1,5,,,")),
            of("of the web", Row("medications", "E1-1,https://zebra.example.org/7351,,1,")),
            of("of a machine", Row("patients", "E3,male,fe80::7351,,,,")),
        ],
    },
    BadInput {
        name: "a date in digits",
        becomes: Refused(4, "a full calendar date"),
        variants: [
            of("2019-03-04", Row("doses", "E2-1,1,2,held,8,,2019-03-04")),
            of("03/04/2019", Row("doses", "E2-1,1,2,held,03/04/2019,,")),
            of("4.3.2019 08:15", Row("toxicities", "E1-1,Fever,1,4.3.2019 08:15,,,")),
        ],
    },
    BadInput {
        name: "a date in words",
        becomes: Refused(4, "a full calendar date"),
        variants: [
            of("04-Mar-2019", Row("doses", "E2-1,1,2,held,8,,04-Mar-2019")),
            of("March 4, 2019", Row("doses", "E2-1,1,2,held,8,,\"March 4, 2019\"")),
            of("4 mars 2019", Row("doses", "E2-1,1,2,held,8,,4 mars 2019")),
        ],
    },
    BadInput {
        name: "an age above ninety",
        becomes: Refused(4, "an age of 91 or over"),
        variants: [
            of("a number", Row("courses", "E3-1,zebra,1,,,93,,,,")),
            of("a bound", Row("courses", "E3-1,zebra,1,,,> 95,,,,")),
            of("with a decimal comma", Row("courses", "E3-1,zebra,1,,,\"91,5\",,,,")),
        ],
    },
    BadInput {
        name: "an identifier in a row that is quarantined",
        becomes: Refused(4, "is an identifier"),
        variants: [
            of("too many fields", Row("doses", "E2-1,1,2,held,8,,,,219-09-9999")),
            of("behind a quote that is never closed", Row("toxicities", "E1-1,\"zebra,1,5,,,219-09-9999")),
            of("no such course", Row("stays", "219-09-9999,icu,1,2")),
        ],
    },
    BadInput {
        name: "an identifier where the header should be",
        becomes: Refused(4, "is an identifier"),
        variants: [
            of("a first row", Edit("patients.csv", |t| t.split_once('\n').unwrap().1.replace("E1,", "219-09-9999,").into_bytes())),
            of("a column for each date", Edit("measurements.csv", |t| with_header(t, "2019-03-04"))),
            of("an address of mail", Edit("doses.csv", |t| with_header(t, "zebra@example.org"))),
        ],
    },
    BadInput {
        name: "an identifier in an export that is refused for another reason",
        becomes: Refused(4, "is an identifier"),
        variants: [
            of("two files of one table", Folder(|f| fs::write(f.join("stays.tsv"), "course_id\tunit\n219-09-9999\ticu\n").unwrap())),
            of("a line that is not a header", Text("stays.csv", "course_id,\"unit,start_hour\nE1-1,219-09-9999,1\n")),
            of("no doses", Folder(|f| {
                fs::remove_file(f.join("doses.csv")).unwrap();
                fs::write(f.join("stays.csv"), "course_id,unit\nE1-1,219-09-9999\n").unwrap();
            })),
        ],
    },
    BadInput {
        name: "what looks like an identifier and is not one",
        becomes: Kept,
        variants: [
            of("digits without separators", Row("patients", "2195557351,male,20190304,,,,")),
            of("pseudonyms with dashes", Row("patients", "P-001-02,male,1-2-3,100-200-300,,,")),
            of("headers: `renamed`, `emailed`, `birth weight`", Edit("patients.csv", |t| t.replacen("ethnicity", "renamed", 1).replacen("race", "birth weight", 1).into_bytes())),
        ],
    },
];
