//! Spellings of values that are read.

use super::Becomes::Same;
use super::Put::{Edit, Text};
use super::{BadInput, of};

fn with(text: &str, changes: &[(&str, &str)]) -> Vec<u8> {
    let mut text = text.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text.into_bytes()
}

// A table: one input a line.
#[rustfmt::skip]
pub(super) const CLASSES: &[BadInput] = &[
    BadInput {
        name: "whole numbers in other spellings",
        becomes: Same,
        variants: [
            of("`3.0`, `1.`", Edit("doses.csv", |t| with(t, &[("E1-1,1,3", "E1-1,1.0,3.0"), ("E2-1,1,1", "E2-1,1.,1")]))),
            of("a sign, zeros before it", Edit("doses.csv", |t| with(t, &[("E1-1,1,3", "E1-1,+1,003")]))),
            of("an exponent", Edit("doses.csv", |t| with(t, &[("E1-1,1,3", "E1-1,1e0,0.3E1")]))),
        ],
    },
    BadInput {
        name: "decimals in other spellings",
        becomes: Same,
        variants: [
            of("zeros behind it", Edit("doses.csv", |t| with(t, &[("8.5", "8.500000")]))),
            of("an exponent", Edit("doses.csv", |t| with(t, &[("8.5", "+85e-1"), ("600000", "6e5")]))),
            of("blanks around it", Edit("doses.csv", |t| with(t, &[("8.5", " 8.5 "), (",16,", ",\u{a0}16,")]))),
        ],
    },
    BadInput {
        name: "yes and no in other spellings",
        becomes: Same,
        variants: [
            of("`Y`, `N`", Edit("courses.csv", |t| with(t, &[("true", "Y"), ("false", "N")]))),
            of("`1`, `0`", Edit("courses.csv", |t| with(t, &[("true", "1"), ("false", "0")]))),
            of("`Yes`, `F`", Edit("courses.csv", |t| with(t, &[("true", "Yes"), ("false", "F")]))),
        ],
    },
    BadInput {
        name: "ninety and over",
        becomes: Same,
        variants: [
            of("`90+`", Edit("courses.csv", |t| with(t, &[(",90,", ",90+,")]))),
            of("`>89`", Edit("courses.csv", |t| with(t, &[(",90,", ",>89,")]))),
            of("`>=90`", Edit("courses.csv", |t| with(t, &[(",90,", ",>=90,")]))),
        ],
    },
    BadInput {
        name: "words of closed lists in other spellings",
        becomes: Same,
        variants: [
            of("capitals", Edit("doses.csv", |t| with(t, &[("given", "GIVEN"), ("held", "Held")]))),
            of("blanks and dashes: `HD IL-2`, `pr`", Edit("courses.csv", |t| with(t, &[("hd_il2", "HD IL-2"), ("PR", "pr")]))),
            of("`F` and `M`", Edit("patients.csv", |t| with(t, &[(",female", ",F"), (",male", ",m")]))),
        ],
    },
    BadInput {
        name: "synonyms",
        becomes: Same,
        variants: [
            of("of diagnoses", Edit("patients.csv", |t| with(t, &[("melanoma", "Metastatic Melanoma"), ("renal_cell_carcinoma", "ccRCC")]))),
            of("of modalities of dialysis", Edit("dialysis.csv", |t| with(t, &[("ihd", "Hemodialysis")]))),
            of("of organ systems, by the label", Edit("not_assessed.csv", |t| with(t, &[("pulmonary", "Pulmonary")]))),
        ],
    },
    BadInput {
        name: "date-times instead of hours",
        becomes: Same,
        variants: [
            of("with blank, T and seconds", Text("doses.csv", "course_id,cycle,dose_number,status,at,iu_per_kg,reason\nE1-1,1,1,given,2019-03-04 08:15,600000,\nE1-1,1,2,given,2019-03-04T16:45:00,600000,\nE1-1,1,3,held,2019-03-05 00:15,,Hypotension\nE2-1,1,1,given,2150-01-01 00:00,600000,\n")),
            of("over the end of a month of a leap year", Text("doses.csv", "course_id,cycle,dose_number,status,At,iu_per_kg,reason\nE1-1,1,1,given,2020-02-28 20:00,600000,\nE1-1,1,2,given,2020-02-29 04:30,600000,\nE1-1,1,3,held,2020-02-29t12:00,,Hypotension\nE2-1,1,1,given,2019-12-31 23:59:59,600000,\n")),
            of("beside hours, which count", Text("doses.csv", "course_id,cycle,dose_number,status,hour,at,iu_per_kg,reason\nE1-1,1,1,given,0,,600000,\nE1-1,1,2,given,8.5,2019-03-04 08:15,600000,\nE1-1,1,3,held,16,2018-01-01 00:00,,Hypotension\nE2-1,1,1,given,,2019-03-04 08:15,600000,\n")),
        ],
    },
];
