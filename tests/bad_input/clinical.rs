//! What cannot be so, and names that are not known: it is kept, and told.

use super::Becomes::{Unlisted, Warned};
use super::Put::{Row, Text};
use super::{BadInput, Variant, at, of};

/// A row that is kept with the warning of this rule.
const fn odd(
    words: &'static str,
    table: &'static str,
    rule: &'static str,
    text: &'static str,
) -> Variant {
    at(words, rule, 0, Row(table, text))
}

// A table: one input a line.
#[rustfmt::skip]
pub(super) const CLASSES: &[BadInput] = &[
    BadInput {
        name: "a toxicity that is not in the terminology",
        becomes: Unlisted,
        variants: [
            of("words of the ward", Row("toxicities", "E1-1,zebra stripes,3,5,,,")),
            of("a typing error", Row("toxicities", "E1-1,Hypotentoin,3,5,,,")),
            of("a known name and another one, joined", Row("toxicities", "E1-1,Fever/zebra,3,5,,,")),
        ],
    },
    BadInput {
        name: "an agent or analyte that is not in the terminology",
        becomes: Unlisted,
        variants: [
            of("a vasopressor", Row("vasopressors", "E1-1,zebra,12,20,,")),
            of("a supportive agent", Row("medications", "E1-1,zebra,,1,2")),
            of("an analyte; its unit is kept as it is", Row("measurements", "E1-1,zebra,1,2,furlong")),
        ],
    },
    BadInput {
        name: "a reason that is neither toxicity nor organ system",
        becomes: Unlisted,
        variants: [
            of("a wish", Row("doses", "E2-1,1,2,refused,8,,zebra asked to go home")),
            of("a number", Row("doses", "E2-1,1,2,held,8,,12")),
            of("a word of another language", Row("doses", "E2-1,1,2,held,8,,Unwohlsein")),
        ],
    },
    BadInput {
        name: "times that contradict each other",
        becomes: Warned,
        variants: [
            odd("a dose after death", "doses", "dose_after_death", "E1-1,2,1,given,20000,,"),
            odd("an event after death", "toxicities", "event_after_death", "E1-1,Fever,1,20000,,,"),
            odd("doses nearer than four hours", "doses", "doses_nearer_than_4_hours", "E1-1,1,4,given,9,,"),
        ],
    },
    BadInput {
        name: "values that no patient has",
        becomes: Warned,
        variants: [
            odd("creatinine of 88 mg/dL", "measurements", "value_implausible", "E1-1,creatinine,1,88,mg/dL"),
            odd("a temperature of 98.6 °C", "measurements", "value_implausible", "E1-1,temp,1,98.6,Cel"),
            odd("an age of 17", "courses", "age_under_18", "E3-1,E3,1,,,17,,,,"),
        ],
    },
    BadInput {
        name: "the same event twice",
        becomes: Warned,
        variants: [
            odd("a toxicity", "toxicities", "identical_rows", "E2-1,Fever,,5,,,"),
            odd("a measurement", "measurements", "identical_rows", "E1-1,sodium,0,140,mmol/L"),
            odd("a stay, its hours in another spelling", "stays", "identical_rows", "E1-1,ICU,1e1,40.0"),
        ],
    },
    BadInput {
        name: "more than was planned",
        becomes: Warned,
        variants: [
            at("doses", "more_given_than_planned", 0, Text("courses.csv", "course_id,patient_id,planned_cycles,planned_doses_per_cycle\nE1-1,E1,1,1\nE2-1,E2,,\n")),
            odd("an infusion of a hundred times the dose", "doses", "dose_size_outside_range", "E2-1,1,2,given,8,60000000,"),
            odd("a first dose that is not at hour 0", "doses", "doses_nearer_than_4_hours", "E2-1,1,2,given,-3,,"),
        ],
    },
    BadInput {
        name: "doses and rates of 0",
        becomes: Warned,
        variants: [
            odd("a given dose", "doses", "given_dose_of_0", "E2-1,1,2,given,8,0,"),
            odd("a vasopressor", "vasopressors", "vasopressor_rate_of_0", "E1-1,norepinephrine,20,24,0,ug/kg/min"),
            odd("a vasopressor, without a unit", "vasopressors", "vasopressor_rate_of_0", "E1-1,norepinephrine,20,24,0,"),
        ],
    },
    BadInput {
        name: "units that are absent or not understood",
        becomes: Warned,
        variants: [
            odd("a measurement without a unit", "measurements", "unit_absent", "E1-1,creatinine,1,1.1,"),
            odd("a rate in a unit that is not known", "vasopressors", "rate_unit_unknown", "E1-1,norepinephrine,12,20,5,drops/min"),
            odd("a rate without a unit", "vasopressors", "rate_unit_unknown", "E1-1,norepinephrine,12,20,5,"),
        ],
    },
];
