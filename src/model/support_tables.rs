//! Toxicity and support: what happened to the patient, and what was done about it.

use super::choices::{Action, Attribution, CareSetting};
use super::column::{Column, Kind, NOT_NEGATIVE, Vocabulary, at_least};
use super::table::{Table, TableId};
use super::treatment_tables::ANY_DECIMAL;

const SITE: Column = Column::optional("site_id", Kind::Text, "the site; keys are unique within it");
const COURSE: Column = Column::optional("course_id", Kind::Text, "the course").required();
const COURSE_KEY: Column = Column::optional(
    "course_key",
    at_least(0),
    "number of the course in the store",
)
.derived();
const START: Column = Column::optional("start_hour", Kind::Hour, "when it began").in_unit("h");
const STOP: Column = Column::optional(
    "stop_hour",
    Kind::Hour,
    "when it ended; absent = not known to have ended",
)
.in_unit("h");

/// One row per adverse event.
pub const TOXICITIES: Table = Table {
    id: TableId::Toxicities,
    name: TableId::Toxicities.name(),
    one_row_per: "adverse event",
    intervals: &[("onset_hour", "resolved_hour")],
    columns: &[
        SITE,
        COURSE,
        Column::optional(
            "term",
            Kind::Word(Vocabulary::ToxicityTerm),
            "the event, as exported",
        )
        .required(),
        Column::optional(
            "grade",
            Kind::Integer { min: 1, max: 5 },
            "CTCAE grade; absent = unknown grade",
        ),
        Column::optional("onset_hour", Kind::Hour, "when it began").in_unit("h"),
        Column::optional(
            "resolved_hour",
            Kind::Hour,
            "when it resolved; absent = not known to have resolved",
        )
        .in_unit("h"),
        Column::optional("attribution", Kind::Choice(Attribution::NAMES), "attribution to IL-2"),
        Column::optional(
            "action",
            Kind::Choice(Action::NAMES),
            "action taken with IL-2",
        ),
        Column::optional(
            "ctcae_term",
            Kind::Text,
            "the CTCAE term; absent if the name is not a single term: event_names lists its events",
        )
        .derived(),
        Column::optional(
            "organ_system",
            Kind::Text,
            "organ system of the event; unclassified if the name is not in the terminology, absent if the name joins events of several organ systems: event_names lists them",
        )
        .derived(),
        COURSE_KEY,
    ],
};

/// One row per organ system that was not assessed in a course.
pub const NOT_ASSESSED: Table = Table {
    id: TableId::NotAssessed,
    name: TableId::NotAssessed.name(),
    one_row_per: "organ system that was not assessed in a course",
    intervals: &[],
    columns: &[
        SITE,
        COURSE,
        Column::optional(
            "organ_system",
            Kind::Word(Vocabulary::OrganSystem),
            "the organ system",
        )
        .required(),
        COURSE_KEY,
    ],
};

/// One row per vasopressor infusion.
pub const VASOPRESSORS: Table = Table {
    id: TableId::Vasopressors,
    name: TableId::Vasopressors.name(),
    one_row_per: "vasopressor infusion",
    intervals: &[("start_hour", "stop_hour")],
    columns: &[
        SITE,
        COURSE,
        Column::optional(
            "agent",
            Kind::Word(Vocabulary::Vasopressor),
            "the agent, as exported",
        )
        .required(),
        START.required(),
        STOP,
        Column::optional(
            "peak_rate",
            NOT_NEGATIVE,
            "highest rate, in rate_unit; an interval at a rate of 0 does not count",
        ),
        Column::optional("rate_unit", Kind::Text, "unit of peak_rate, as exported"),
        Column::optional(
            "listed_agent",
            Kind::Text,
            "the agent's name in the vasopressor list; absent if not listed",
        )
        .derived(),
        Column::optional(
            "agent_class",
            Kind::Text,
            "the agent's class; unclassified if not listed",
        )
        .derived(),
        Column::optional(
            "standard_peak_rate",
            NOT_NEGATIVE,
            "peak_rate in the unit of the vasopressor list; absent if not known",
        )
        .derived(),
        Column::optional(
            "peak_nee",
            NOT_NEGATIVE,
            "norepinephrine equivalent of the peak rate, Kotani 2023",
        )
        .in_unit("ug/kg/min")
        .derived(),
        COURSE_KEY,
    ],
};

/// One row per dialysis treatment or run.
pub const DIALYSIS: Table = Table {
    id: TableId::Dialysis,
    name: TableId::Dialysis.name(),
    one_row_per: "dialysis treatment",
    intervals: &[("start_hour", "stop_hour")],
    columns: &[
        SITE,
        COURSE,
        Column::optional(
            "modality",
            Kind::Word(Vocabulary::Modality),
            "the modality's code",
        )
        .or("unspecified"),
        START.required(),
        STOP,
        Column::optional(
            "is_dialysis",
            Kind::Boolean,
            "whether the modality is dialysis: scuf and access_only are not",
        )
        .derived(),
        COURSE_KEY,
    ],
};

/// One row per laboratory value or vital sign.
pub const MEASUREMENTS: Table = Table {
    id: TableId::Measurements,
    name: TableId::Measurements.name(),
    one_row_per: "laboratory value or vital sign",
    intervals: &[],
    columns: &[
        SITE,
        COURSE,
        Column::optional(
            "analyte",
            Kind::Word(Vocabulary::Analyte),
            "the analyte, as exported",
        )
        .required(),
        Column::optional("hour", Kind::Hour, "when it was taken")
            .in_unit("h")
            .required(),
        Column::optional("value", ANY_DECIMAL, "as reported, in unit").required(),
        Column::optional(
            "unit",
            Kind::Text,
            "unit of the value, as exported; absent = the unit of the LOINC code, else the analyte's own unit",
        ),
        Column::optional("lower_limit", ANY_DECIMAL, "lower limit of normal, in unit"),
        Column::optional("upper_limit", ANY_DECIMAL, "upper limit of normal, in unit"),
        Column::optional(
            "listed_analyte",
            Kind::Text,
            "the analyte's name in the analyte list; absent if not listed",
        )
        .derived(),
        Column::optional(
            "standard_value",
            ANY_DECIMAL,
            "the value in the analyte's own unit",
        )
        .derived(),
        Column::optional("standard_unit", Kind::Text, "the analyte's own unit").derived(),
        COURSE_KEY,
    ],
};

/// One row per supportive medication.
pub const MEDICATIONS: Table = Table {
    id: TableId::Medications,
    name: TableId::Medications.name(),
    one_row_per: "supportive medication",
    intervals: &[("start_hour", "stop_hour")],
    columns: &[
        SITE,
        COURSE,
        Column::optional(
            "agent",
            Kind::Word(Vocabulary::Medication),
            "the agent, as exported",
        )
        .required(),
        Column::optional(
            "class",
            Kind::Word(Vocabulary::MedicationClass),
            "class of the agent",
        )
        .or("by agent, else other"),
        START,
        STOP,
        COURSE_KEY,
    ],
};

/// One row per stay in a unit.
pub const STAYS: Table = Table {
    id: TableId::Stays,
    name: TableId::Stays.name(),
    one_row_per: "stay in a unit",
    intervals: &[("start_hour", "stop_hour")],
    columns: &[
        SITE,
        COURSE,
        Column::optional("unit", Kind::Choice(CareSetting::NAMES), "the unit").required(),
        START.required(),
        STOP,
        COURSE_KEY,
    ],
};
