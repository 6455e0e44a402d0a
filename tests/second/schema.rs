//! The tables of the data model: columns, their types and bounds, what is required.

use super::terms::TERMINOLOGY;
use super::values::{boolean, decimal, integer, lies_in, plain};

/// The type of a column.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Text,
    Integer(i64, i64),
    /// A decimal in from … to; `Positive` leaves out 0.
    Decimal(f64, f64),
    Positive,
    Boolean,
    Choice(&'static [&'static str]),
    Sex,
    Age,
    Diagnosis,
    Criteria,
    /// May be given as a date-time instead.
    Hour,
    OrganSystem,
    Modality,
    Class,
}

const ANY: (i64, i64) = (i64::MIN, i64::MAX);
const INTEGER: Kind = Kind::Integer(ANY.0, ANY.1);
const NOT_NEGATIVE: Kind = Kind::Integer(0, ANY.1);
const ORDINAL: Kind = Kind::Integer(1, ANY.1);
const NUMBER: Kind = Kind::Decimal(f64::MIN, f64::MAX);
const AMOUNT: Kind = Kind::Decimal(0.0, f64::MAX);
const UNITS: Kind = Kind::Choice(&["icu", "step_down", "oncology_unit", "ward"]);

/// A table of the data model; `required` counts the columns, from the first, without which a row is quarantined.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) required: usize,
    /// How many columns, from the first, are the key; none where there is no key.
    pub(super) key: usize,
    pub(super) columns: &'static [(&'static str, Kind)],
    /// Two hours of which the second is not before the first.
    pub(super) interval: Option<(&'static str, &'static str)>,
}

/// The latest year that a `start_year` may be; the program is given the same.
pub(super) const LATEST_YEAR: i64 = 2026;

/// The tables of the data model; `courses` and `doses` come first, for others need them.
pub(super) const TABLES: [Table; 10] = [
    Table {
        name: "courses",
        required: 2,
        key: 1,
        columns: &[
            ("course_id", Kind::Text),
            ("patient_id", Kind::Text),
            ("course_number", ORDINAL),
            ("regimen", Kind::Choice(&["hd_il2", "til_il2", "other"])),
            ("start_year", Kind::Integer(1985, LATEST_YEAR)),
            ("start_month", Kind::Integer(1, 12)),
            ("start_day", INTEGER),
            ("sequence", INTEGER),
            ("age_years", Kind::Age),
            ("weight_kg", Kind::Decimal(10.0, 350.0)),
            ("ecog", Kind::Integer(0, 4)),
            ("baseline_dialysis", Kind::Boolean),
            ("planned_iu_per_kg", Kind::Positive),
            ("planned_cycles", Kind::Integer(1, 10)),
            ("planned_doses_per_cycle", Kind::Integer(1, 28)),
            ("care_setting", UNITS),
            ("ctcae_version", Kind::Text),
            (
                "best_response",
                Kind::Choice(&["CR", "PR", "SD", "PD", "NE"]),
            ),
            ("response_criteria", Kind::Criteria),
            ("response_confirmed", Kind::Boolean),
            ("response_day", NOT_NEGATIVE),
            ("progression_day", NOT_NEGATIVE),
            ("last_assessment_day", NOT_NEGATIVE),
        ],
        interval: None,
    },
    Table {
        name: "doses",
        required: 4,
        key: 3,
        columns: &[
            ("course_id", Kind::Text),
            ("cycle", ORDINAL),
            ("dose_number", ORDINAL),
            (
                "status",
                Kind::Choice(&["given", "held", "stopped", "refused", "other"]),
            ),
            ("hour", Kind::Hour),
            ("iu_per_kg", AMOUNT),
            ("reason", Kind::Text),
        ],
        interval: None,
    },
    Table {
        name: "patients",
        required: 1,
        key: 1,
        columns: &[
            ("patient_id", Kind::Text),
            ("sex", Kind::Sex),
            ("race", Kind::Text),
            ("ethnicity", Kind::Text),
            ("diagnosis", Kind::Diagnosis),
            ("prior_lines", NOT_NEGATIVE),
            ("prior_checkpoint_inhibitor", Kind::Boolean),
            ("death_day", NOT_NEGATIVE),
            (
                "death_cause",
                Kind::Choice(&["treatment", "disease", "other", "unknown"]),
            ),
            ("last_contact_day", NOT_NEGATIVE),
        ],
        interval: None,
    },
    Table {
        name: "toxicities",
        required: 2,
        key: 0,
        columns: &[
            ("course_id", Kind::Text),
            ("term", Kind::Text),
            ("grade", Kind::Integer(1, 5)),
            ("onset_hour", Kind::Hour),
            ("resolved_hour", Kind::Hour),
            (
                "attribution",
                Kind::Choice(&["related", "unrelated", "unknown"]),
            ),
            (
                "action",
                Kind::Choice(&["none", "dose_held", "course_stopped", "other"]),
            ),
        ],
        interval: Some(("onset_hour", "resolved_hour")),
    },
    Table {
        name: "not_assessed",
        required: 2,
        key: 0,
        columns: &[
            ("course_id", Kind::Text),
            ("organ_system", Kind::OrganSystem),
        ],
        interval: None,
    },
    Table {
        name: "vasopressors",
        required: 3,
        key: 0,
        columns: &[
            ("course_id", Kind::Text),
            ("agent", Kind::Text),
            ("start_hour", Kind::Hour),
            ("stop_hour", Kind::Hour),
            ("peak_rate", AMOUNT),
            ("rate_unit", Kind::Text),
        ],
        interval: Some(("start_hour", "stop_hour")),
    },
    Table {
        name: "dialysis",
        required: 2,
        key: 0,
        columns: &[
            ("course_id", Kind::Text),
            ("start_hour", Kind::Hour),
            ("stop_hour", Kind::Hour),
            ("modality", Kind::Modality),
        ],
        interval: Some(("start_hour", "stop_hour")),
    },
    Table {
        name: "measurements",
        required: 4,
        key: 0,
        columns: &[
            ("course_id", Kind::Text),
            ("analyte", Kind::Text),
            ("hour", Kind::Hour),
            ("value", NUMBER),
            ("unit", Kind::Text),
            ("lower_limit", NUMBER),
            ("upper_limit", NUMBER),
        ],
        interval: None,
    },
    Table {
        name: "medications",
        required: 2,
        key: 0,
        columns: &[
            ("course_id", Kind::Text),
            ("agent", Kind::Text),
            ("class", Kind::Class),
            ("start_hour", Kind::Hour),
            ("stop_hour", Kind::Hour),
        ],
        interval: Some(("start_hour", "stop_hour")),
    },
    Table {
        name: "stays",
        required: 3,
        key: 0,
        columns: &[
            ("course_id", Kind::Text),
            ("unit", UNITS),
            ("start_hour", Kind::Hour),
            ("stop_hour", Kind::Hour),
        ],
        interval: Some(("start_hour", "stop_hour")),
    },
];

/// The column of date-times that may stand for a column of hours: `X_at` for `X_hour`, `at` for `hour`.
pub(super) fn date_time_column(hour_column: &str) -> String {
    let stem = hour_column.strip_suffix("hour").unwrap();
    format!("{stem}at")
}

impl Kind {
    /// A value in the spelling of the data model; nothing where it has another type or lies outside the domain.
    pub(super) fn spelled(self, text: &str) -> Option<String> {
        let one_of = |choices: &[&str]| {
            let is_it = |choice: &&&str| plain(choice) == plain(text);
            choices.iter().find(is_it).map(ToString::to_string)
        };
        match self {
            Self::Text => Some(text.to_owned()),
            Self::Integer(min, max) => integer(text)
                .filter(|number| (min..=max).contains(number))
                .map(|number| number.to_string()),
            Self::Decimal(min, max) => decimal(text)
                .filter(|&number| lies_in(number, min, max))
                .map(|number| number.to_string()),
            Self::Positive => decimal(text)
                .filter(|&number| number > 0.0)
                .map(|number| number.to_string()),
            Self::Hour => decimal(text).map(|number| number.to_string()),
            Self::Boolean => boolean(text).map(|value| value.to_string()),
            Self::Choice(choices) => one_of(choices),
            Self::Sex => match plain(text).as_str() {
                "f" => Some("female".to_owned()),
                "m" => Some("male".to_owned()),
                "u" => Some("unknown".to_owned()),
                "x" => Some("other".to_owned()),
                _ => one_of(&["female", "male", "other", "unknown"]),
            },
            Self::Age => match plain(text).as_str() {
                "90+" | ">89" | ">=90" | "≥90" => Some("90".to_owned()),
                _ => Self::Integer(0, 90).spelled(text),
            },
            Self::Diagnosis => Some(diagnosis(text).to_owned()),
            // "Compared like enumerated values; any other text stays as it is."
            Self::Criteria => one_of(&["RECIST 1.1", "RECIST 1.0", "WHO", "irRECIST"])
                .or_else(|| Some(text.to_owned())),
            Self::OrganSystem => TERMINOLOGY.organ_system(text).map(str::to_owned),
            Self::Modality => TERMINOLOGY.modality(text).map(str::to_owned),
            Self::Class => TERMINOLOGY.medication_class(text).map(str::to_owned),
        }
    }
}

/// Two diagnoses have other names; any other stays as it is.
fn diagnosis(text: &str) -> &str {
    match plain(text).as_str() {
        "melanoma" | "metastaticmelanoma" | "malignantmelanoma" | "cutaneousmelanoma" => "melanoma",
        "renalcellcarcinoma"
        | "metastaticrenalcellcarcinoma"
        | "renalcellcancer"
        | "clearcellrenalcellcarcinoma"
        | "rcc"
        | "mrcc"
        | "metastaticrcc"
        | "ccrcc" => "renal_cell_carcinoma",
        _ => text,
    }
}
