//! `strobe.csv`: which items of STROBE and RECORD a report answers, and where.

use crate::report::document::Document;
use std::collections::BTreeSet;

/// An item: its guideline, number and topic, and what answers it.
type Item = (&'static str, &'static str, &'static str, &'static [Answer]);

/// What answers an item.
#[derive(Debug, Clone, Copy)]
enum Answer {
    /// A table, by its name.
    Table(&'static str),
    /// A figure, by its name.
    Figure(&'static str),
    /// A part of the methods.
    Methods(&'static str),
    /// A file or section that every report has.
    Always(&'static str),
}

use Answer::{Always, Figure, Methods, Table};

const STROBE: &str = "STROBE";
const RECORD: &str = "RECORD";

/// The items that reports of a cohort can answer, in the order of the guidelines: the STROBE statement (PLOS Med
/// 2007;4:e296) and the RECORD statement (PLOS Med 2015;12:e1001885).
static ITEMS: [Item; 22] = [
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
    (
        STROBE,
        "7",
        "Variables",
        &[Methods("Adverse events"), Always("Definitions")],
    ),
    (
        STROBE,
        "8",
        "Data sources and measurement",
        &[Methods("Patients and data"), Table("not_collected")],
    ),
    (
        STROBE,
        "11",
        "Quantitative variables",
        &[Methods("Statistical analysis")],
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
            Table("survival"),
            Figure("overall_survival"),
            Figure("progression_free_survival"),
        ],
    ),
    (
        STROBE,
        "15",
        "Outcome data",
        &[
            Table("adverse_events"),
            Table("organ_systems"),
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
    (STROBE, "17", "Other analyses", &[Table("comparison")]),
    (
        RECORD,
        "6.1",
        "Population selection: codes or algorithms",
        &[Methods("Patients and data"), Table("flow")],
    ),
    (
        RECORD,
        "7.1",
        "Codes and algorithms of exposures, outcomes and confounders",
        &[Always("Definitions"), Table("unlisted")],
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
    (
        RECORD,
        "22.1",
        "Access to programming code",
        &[Always("Queries"), Always("run.json")],
    ),
];

/// The items that a report of this document answers, each with the tables, figures and sections: columns `guideline`,
/// `item`, `topic`, `answered_in`. `headings` are those of its methods.
pub(crate) fn strobe(document: &Document, headings: &BTreeSet<&str>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let record = ["guideline", "item", "topic", "answered_in"];
    writer.write_record(record).expect(TO_MEMORY);
    for (guideline, item, topic, answers) in ITEMS {
        let found: Vec<String> = answers
            .iter()
            .filter_map(|answer| match answer {
                Table(name) => document.label(name, false).map(str::to_owned),
                Figure(name) => document.label(name, true).map(str::to_owned),
                Methods(heading) => headings
                    .contains(heading)
                    .then(|| format!("Methods: {heading}")),
                Always(place) => Some((*place).to_owned()),
            })
            .collect();
        if !found.is_empty() {
            let record = [guideline, item, topic, &found.join("; ")];
            writer.write_record(record).expect(TO_MEMORY);
        }
    }
    writer.into_inner().expect(TO_MEMORY)
}

const TO_MEMORY: &str = "writing to memory cannot fail";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_answered_items_are_listed() {
        let headings = BTreeSet::from(["Statistical analysis"]);
        let text = String::from_utf8(strobe(&Document::default(), &headings)).unwrap();
        assert!(text.contains("STROBE,12a,Statistical methods,Methods: Statistical analysis\n"));
        assert!(text.contains("STROBE,7,Variables,Definitions\n"), "{text}");
        assert!(!text.contains(",14a,"), "{text}");
    }
}
