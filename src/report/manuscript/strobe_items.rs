//! The items of STROBE and RECORD, and what of a report answers each.

/// An item: its guideline, number and topic, and what answers it.
pub(super) type Item = (&'static str, &'static str, &'static str, &'static [Answer]);

/// What answers an item.
#[derive(Debug, Clone, Copy)]
pub(super) enum Answer {
    /// A table, by its name.
    Table(&'static str),
    /// A figure, by its name.
    Figure(&'static str),
    /// A part of the methods.
    Methods(&'static str),
    /// The definitions of the measures.
    Definitions,
    /// The queries, the record of the run and the files that were written.
    Files,
    /// What it answers of an item that authors complete.
    InPart(&'static str),
    /// Nothing that a report has.
    Authors,
}

use Answer::{Authors, Definitions, Figure, Files, InPart, Methods, Table};

const STROBE: &str = "STROBE";
const RECORD: &str = "RECORD";

/// The items that reports of a cohort can answer, and those that only authors can, in the order of the guidelines: the
/// STROBE statement (PLOS Med 2007;4:e296) and the RECORD statement (PLOS Med 2015;12:e1001885).
pub(super) static ITEMS: [Item; 46] = [
    (STROBE, "1", "Title and abstract", &[Authors]),
    (STROBE, "2", "Background and rationale", &[Authors]),
    (STROBE, "3", "Objectives", &[Authors]),
    (STROBE, "4", "Study design", &[Methods("Patients and data")]),
    (
        STROBE,
        "5",
        "Setting",
        &[Methods("Patients and data"), Table("sources")],
    ),
    (
        STROBE,
        "6a",
        "Participants: eligibility and selection",
        &[Methods("Patients and data"), Table("flow"), Figure("flow")],
    ),
    (STROBE, "6b", "Participants: matching", &[Authors]),
    (
        STROBE,
        "7",
        "Variables",
        &[
            Methods("Adverse events"),
            Methods("Grades from values"),
            Definitions,
        ],
    ),
    (
        STROBE,
        "8",
        "Data sources and measurement",
        &[
            Methods("Patients and data"),
            Methods("Grades from values"),
            Table("not_collected"),
        ],
    ),
    (STROBE, "9", "Bias", &[Authors]),
    (
        STROBE,
        "10",
        "Study size: how it was arrived at",
        &[Authors],
    ),
    (
        STROBE,
        "11",
        "Quantitative variables",
        &[
            Methods("Grades from values"),
            Methods("Statistical analysis"),
        ],
    ),
    (
        STROBE,
        "12a",
        "Statistical methods",
        &[Methods("Statistical analysis")],
    ),
    (
        STROBE,
        "12b",
        "Subgroups and interactions",
        &[Table("comparison"), Methods("Statistical analysis")],
    ),
    (
        STROBE,
        "12c",
        "Missing data",
        &[Methods("Patients and data"), Table("completeness")],
    ),
    (
        STROBE,
        "12d",
        "Loss to follow-up",
        &[Methods("Response and survival")],
    ),
    (STROBE, "12e", "Sensitivity analyses", &[Authors]),
    (
        STROBE,
        "13a",
        "Participants: numbers at each stage",
        &[Table("flow"), Figure("flow")],
    ),
    (
        STROBE,
        "13b",
        "Participants: reasons for exclusion",
        &[Table("set_aside")],
    ),
    (
        STROBE,
        "13c",
        "Participants: flow diagram",
        &[Figure("flow")],
    ),
    (
        STROBE,
        "14a",
        "Descriptive data: characteristics",
        &[Table("characteristics")],
    ),
    (
        STROBE,
        "14b",
        "Descriptive data: missing values",
        &[Table("characteristics"), Table("completeness")],
    ),
    (
        STROBE,
        "14c",
        "Descriptive data: follow-up",
        &[
            Figure("overall_survival"),
            Figure("progression_free_survival"),
            InPart("numbers at risk and censored; only the authors can add the median follow-up"),
        ],
    ),
    (
        STROBE,
        "15",
        "Outcome data",
        &[
            Table("adverse_events"),
            Table("organ_systems"),
            Table("laboratory_grades"),
            Table("vasopressors"),
            Table("dialysis"),
            Table("response"),
            Table("survival"),
            Table("deaths"),
        ],
    ),
    (
        STROBE,
        "16a",
        "Main results: estimates and precision",
        &[
            Table("organ_systems"),
            Figure("severe_toxicity"),
            Table("vasopressors"),
            Table("response"),
            Table("survival"),
        ],
    ),
    (
        STROBE,
        "16b",
        "Main results: category boundaries",
        &[Definitions],
    ),
    (
        STROBE,
        "16c",
        "Main results: absolute risks",
        &[Table("comparison"), Authors],
    ),
    (
        STROBE,
        "17",
        "Other analyses",
        &[Table("comparison"), Authors],
    ),
    (
        STROBE,
        "18",
        "Key results with reference to the objectives",
        &[Authors],
    ),
    (STROBE, "19", "Limitations", &[Authors]),
    (STROBE, "20", "Interpretation", &[Authors]),
    (STROBE, "21", "Generalizability", &[Authors]),
    (STROBE, "22", "Funding", &[Authors]),
    (
        RECORD,
        "1.1",
        "Type of data and name of the databases, in title or abstract",
        &[Authors],
    ),
    (
        RECORD,
        "1.2",
        "Region and time frame, in title or abstract",
        &[Authors],
    ),
    (
        RECORD,
        "1.3",
        "Linkage of databases, in title or abstract",
        &[Authors],
    ),
    (
        RECORD,
        "6.1",
        "Population selection: codes or algorithms",
        &[Methods("Patients and data"), Table("flow")],
    ),
    (
        RECORD,
        "6.2",
        "Validation of the codes or algorithms",
        &[Authors],
    ),
    (RECORD, "6.3", "Linkage of databases", &[Authors]),
    (
        RECORD,
        "7.1",
        "Codes and algorithms of exposures, outcomes and confounders",
        &[Definitions, Table("unlisted")],
    ),
    (
        RECORD,
        "12.1",
        "Access of the investigators to the database",
        &[Authors],
    ),
    (
        RECORD,
        "12.2",
        "Data cleaning",
        &[
            Table("set_aside"),
            Table("quality_summary"),
            Table("quality_failures"),
        ],
    ),
    (RECORD, "12.3", "Methods of linkage", &[Authors]),
    (
        RECORD,
        "13.1",
        "Selection of persons: filtering, in text and flow diagram",
        &[Table("flow"), Figure("flow")],
    ),
    (
        RECORD,
        "19.1",
        "Implications of data that were not collected for research",
        &[Authors],
    ),
    (RECORD, "22.1", "Access to programming code", &[Files]),
];
