//! Values of another type than their column's, and values out of their domain.

use super::Becomes::SetAside;
use super::Put::Text;
use super::{BadInput, at, row};
use il2_outcomes::ingest::Class::{Domain, Type};

// A table: one input a line.
#[rustfmt::skip]
pub(super) const TYPES: &[BadInput] = &[
    BadInput {
        name: "a word in place of a whole number",
        becomes: SetAside(Type),
        variants: [
            row("`III+`", "toxicities", "grade", "E1-1,zebra,III+,5,,,"),
            row("`3+`", "toxicities", "grade", "E1-1,zebra,3+,5,,,"),
            row("a name", "doses", "cycle", "E2-1,zebra,2,given,8,,"),
        ],
    },
    BadInput {
        name: "a fraction in place of a whole number",
        becomes: SetAside(Type),
        variants: [
            row("2.5", "toxicities", "grade", "E1-1,zebra,2.5,5,,,"),
            row("1e-1", "doses", "dose_number", "E2-1,1,1e-1,given,7351,,"),
            row("1/2", "doses", "dose_number", "E2-1,1,1/2,given,7351,,"),
        ],
    },
    BadInput {
        name: "a number with other marks",
        becomes: SetAside(Type),
        variants: [
            row("a decimal comma", "doses", "hour", "E2-1,1,2,given,\"7351,5\",,"),
            row("a comma between thousands", "doses", "iu_per_kg", "E2-1,1,2,given,8,\"600,000\","),
            row("points between thousands", "doses", "iu_per_kg", "E2-1,1,2,given,8,600.000.000,"),
        ],
    },
    BadInput {
        name: "a number beyond all numbers",
        becomes: SetAside(Type),
        variants: [
            row("`inf`", "doses", "hour", "E2-1,1,2,given,inf,,"),
            row("1e999", "doses", "hour", "E2-1,1,2,given,1e999,,"),
            row("a whole number of twenty digits", "doses", "dose_number", "E2-1,1,73517351735173517351,given,8,,"),
        ],
    },
    BadInput {
        name: "a number in the notation of a program",
        becomes: SetAside(Type),
        variants: [
            row("0x10", "doses", "dose_number", "E2-1,1,0x10,given,7351,,"),
            row("1_000", "doses", "hour", "E2-1,1,2,given,1_000,,"),
            row("1d3", "doses", "hour", "E2-1,1,2,given,1d3,,"),
        ],
    },
    BadInput {
        name: "digits of other scripts",
        becomes: SetAside(Type),
        variants: [
            row("Arabic-Indic `١٢`", "doses", "dose_number", "E2-1,1,١٢,given,7351,,"),
            row("full-width `２`", "doses", "dose_number", "E2-1,1,２,given,7351,,"),
            row("Roman `Ⅳ`", "toxicities", "grade", "E1-1,zebra,Ⅳ,5,,,"),
        ],
    },
    BadInput {
        name: "a number and more",
        becomes: SetAside(Type),
        variants: [
            row("its unit", "doses", "hour", "E2-1,1,2,given,7351 h,,"),
            row("a bound", "measurements", "value", "E1-1,creatinine,1,<0.2,mg/dL"),
            row("the minus of typographers", "doses", "hour", "E2-1,1,2,held,−7351,,"),
        ],
    },
    BadInput {
        name: "neither true nor false",
        becomes: SetAside(Type),
        variants: [
            row("a word", "courses", "baseline_dialysis", "E3-1,E3,1,,,,,,zebra,"),
            row("2", "courses", "baseline_dialysis", "E3-1,E3,1,,,,,,2,"),
            row("a word of another language", "courses", "baseline_dialysis", "E3-1,E3,1,,,,,,oui,"),
        ],
    },
    BadInput {
        name: "a date-time that is not valid",
        becomes: SetAside(Type),
        variants: [
            at("with a zone", "at", 2, Text("doses.csv", "course_id,cycle,dose_number,status,at\nE1-1,1,1,given,2019-03-04T08:15Z\n")),
            at("a day that no calendar has, beside an hour that is good", "at", 2, Text("doses.csv", "course_id,cycle,dose_number,status,hour,at\nE1-1,1,1,given,0,2019-02-30 08:15\n")),
            at("the order of another country", "start_at", 2, Text("stays.csv", "course_id,unit,start_at\nE1-1,icu,04.03.2019 08:15\n")),
        ],
    },
    BadInput {
        name: "a dose without its time of day",
        becomes: SetAside(Type),
        variants: [
            at("a date alone", "at", 2, Text("doses.csv", "course_id,cycle,dose_number,status,at\nE1-1,1,1,given,2019-03-04\n")),
            at("beside an hour that is good", "at", 2, Text("doses.csv", "course_id,cycle,dose_number,status,hour,at\nE1-1,1,1,given,0,2019-03-04\n")),
            at("of a dose that was held", "at", 3, Text("doses.csv", "course_id,cycle,dose_number,status,at\nE1-1,1,1,given,2019-03-04 08:15\nE1-1,1,2,held,2019-03-05\n")),
        ],
    },
];

// A table: one input a line.
#[rustfmt::skip]
pub(super) const DOMAINS: &[BadInput] = &[
    BadInput {
        name: "a word that its closed list does not have",
        becomes: SetAside(Domain),
        variants: [
            row("a status", "doses", "status", "E2-1,1,2,zebra,8,,"),
            row("a sex", "patients", "sex", "E3,zebra,,,,,"),
            row("an action", "toxicities", "action", "E1-1,Fever,1,5,,,zebra"),
        ],
    },
    BadInput {
        name: "a word that the terminology does not have, where it must",
        becomes: SetAside(Domain),
        variants: [
            row("a modality of dialysis", "dialysis", "modality", "E1-1,zebra,40,44"),
            row("an organ system", "not_assessed", "organ_system", "E1-1,zebra"),
            row("a class of supportive agents", "medications", "class", "E1-1,acetaminophen,zebra,1,2"),
        ],
    },
    BadInput {
        name: "a number below its bound",
        becomes: SetAside(Domain),
        variants: [
            row("cycle 0", "doses", "cycle", "E2-1,0,2,given,7351,,"),
            row("grade -1", "toxicities", "grade", "E1-1,zebra,-1,5,,,"),
            row("9 kg", "courses", "weight_kg", "E3-1,zebra,1,,,,9,,,"),
        ],
    },
    BadInput {
        name: "a number above its bound",
        becomes: SetAside(Domain),
        variants: [
            row("grade 6", "toxicities", "grade", "E1-1,zebra,6,5,,,"),
            row("a date without separators as the cycle", "doses", "cycle", "E2-1,20197351,2,given,8,,"),
            row("1e308 kg", "courses", "weight_kg", "E3-1,zebra,1,,,,1e308,,,"),
        ],
    },
    BadInput {
        name: "a negative amount",
        becomes: SetAside(Domain),
        variants: [
            row("a dose", "doses", "iu_per_kg", "E2-1,1,2,given,8,-7351,"),
            row("a rate", "vasopressors", "peak_rate", "E1-1,zebra,12,20,-0.1,ug/kg/min"),
            row("lines of treatment", "patients", "prior_lines", "E3,male,zebra,,,-1,"),
        ],
    },
    BadInput {
        name: "a planned dose of nothing",
        becomes: SetAside(Domain),
        variants: [
            at("0", "planned_iu_per_kg", 2, Text("courses.csv", "course_id,patient_id,planned_iu_per_kg\nzebra,E1,0\nE1-1,E1,\nE2-1,E2,\n")),
            at("-0", "planned_iu_per_kg", 2, Text("courses.csv", "course_id,patient_id,planned_iu_per_kg\nzebra,E1,-0\nE1-1,E1,\nE2-1,E2,\n")),
            at("1e-400, which is 0", "planned_iu_per_kg", 2, Text("courses.csv", "course_id,patient_id,planned_iu_per_kg\nzebra,E1,1e-400\nE1-1,E1,\nE2-1,E2,\n")),
        ],
    },
    BadInput {
        name: "a year in which no course began",
        becomes: SetAside(Domain),
        variants: [
            row("before the drug", "courses", "start_year", "E3-1,zebra,1,,1984,,,,,"),
            row("to come", "courses", "start_year", "E3-1,zebra,1,,2099,,,,,"),
            row("of two digits", "courses", "start_year", "E3-1,zebra,1,,19,,,,,"),
        ],
    },
    BadInput {
        name: "a stop before its start",
        becomes: SetAside(Domain),
        variants: [
            row("a toxicity", "toxicities", "resolved_hour", "E1-1,zebra,3,7351,7350,,"),
            row("a medication", "medications", "stop_hour", "E1-1,zebra,,7351,-1"),
            row("dialysis, by a millionth", "dialysis", "stop_hour", "E1-1,ihd,40,39.999999"),
        ],
    },
    BadInput {
        name: "an hour that no course has",
        becomes: SetAside(Domain),
        variants: [
            row("of a dose", "doses", "hour", "E2-1,1,2,given,7351000,,"),
            row("long before hour 0", "measurements", "hour", "E1-1,sodium,-7351000,140,mmol/L"),
            row("a stop", "stays", "stop_hour", "E1-1,icu,10,7351000"),
        ],
    },
    BadInput {
        name: "a unit that the analyte does not have",
        becomes: SetAside(Domain),
        variants: [
            row("a length", "measurements", "unit", "E1-1,creatinine,1,1.1,zebra"),
            row("of another analyte", "measurements", "unit", "E1-1,creatinine,1,7351,mmHg"),
            row("a unit and more", "measurements", "unit", "E1-1,sodium,1,7351,mmol/L/h"),
        ],
    },
];
