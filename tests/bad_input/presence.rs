//! Values that are absent: required ones, and the spellings of absence.

use super::Becomes::{Same, SetAside};
use super::Put::{Edit, Text};
use super::{BadInput, at, of, row};
use il2_outcomes::ingest::Class::Missing;

// A table: one input a line.
#[rustfmt::skip]
pub(super) const CLASSES: &[BadInput] = &[
    BadInput {
        name: "a part of the key that is absent",
        becomes: SetAside(Missing),
        variants: [
            row("a dose without a course", "doses", "course_id", ",1,2,given,7351,,"),
            row("a dose without its number", "doses", "dose_number", "E2-1,1,,given,7351,,"),
            row("a patient without an identifier", "patients", "patient_id", " ,male,zebra,,,,"),
        ],
    },
    BadInput {
        name: "a required value that is absent",
        becomes: SetAside(Missing),
        variants: [
            row("a dose without status", "doses", "status", "E2-1,1,2,,7351,,"),
            row("a toxicity without term", "toxicities", "term", "E1-1,,3,7351,,,"),
            row("a measurement without value", "measurements", "value", "E1-1,creatinine,7351,,mg/dL"),
        ],
    },
    BadInput {
        name: "a required value that is written as absent",
        becomes: SetAside(Missing),
        variants: [
            row("`NA`, although other values are wrong too", "doses", "status", "E2-1,1,zebra,NA,8,,"),
            row("a point", "vasopressors", "start_hour", "E1-1,zebra,.,20,0.1,ug/kg/min"),
            row("`null` among no-break spaces", "courses", "patient_id", "E3-1,\u{a0}null\u{a0},1,,,,,,,"),
        ],
    },
    BadInput {
        name: "a required hour whose date-time has no anchor",
        becomes: SetAside(Missing),
        variants: [
            at("a stay", "start_at", 2, Text("stays.csv", "course_id,unit,start_at\nE1-1,icu,2019-03-04 08:15\n")),
            at("dialysis", "start_at", 2, Text("dialysis.csv", "course_id,start_at\nE1-1,2019-03-04T08:15\n")),
            at("a measurement", "at", 2, Text("measurements.csv", "course_id,analyte,at,value\nE1-1,creatinine,2019-03-04 08:15:30,1\n")),
        ],
    },
    BadInput {
        name: "rows of delimiters alone",
        becomes: SetAside(Missing),
        variants: [
            row("as spreadsheet programs leave them", "doses", "course_id", ",,,,,,"),
            row("with blanks", "toxicities", "course_id", " , , , , , , "),
            row("with quotes", "stays", "course_id", "\"\",\"\",,"),
        ],
    },
    BadInput {
        name: "spellings of absence",
        becomes: Same,
        variants: [
            of("`NA`, `n/a`, `NaN`", Edit("doses.csv", |t| t.replace("16,,Hypo", "16, NA ,Hypo").replace("8.5,600000,\n", "8.5,600000,n/a\n").replace("0,600000,\n", "0,600000,NaN\n").into_bytes())),
            of("`NULL`, `None`, point and dash", Edit("toxicities.csv", |t| t.replace("Fever,,5,,,", "Fever,NULL,5,None,.,-").into_bytes())),
            of("`#N/A`, quoted blanks and no-break spaces", Edit("patients.csv", |t| t.replace("male,,\"said", "male,#N/A,\"said").replace("carcinoma,,", "carcinoma,\" \",\u{a0}").into_bytes())),
        ],
    },
];
