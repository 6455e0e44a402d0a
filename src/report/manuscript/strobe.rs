//! `strobe.csv`: which items of STROBE and RECORD a report answers, and where.

use crate::report::document::Document;
use crate::report::workbook::sheet_name;
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
    /// The definitions of the measures.
    Definitions,
    /// The queries, the record of the run and the files that were written.
    Files,
    /// Nothing that a report has.
    Authors,
}

use Answer::{Authors, Definitions, Figure, Files, Methods, Table};

const STROBE: &str = "STROBE";
const RECORD: &str = "RECORD";

/// The items that reports of a cohort can answer, and those that only authors can, in the order of the guidelines: the
/// STROBE statement (PLOS Med 2007;4:e296) and the RECORD statement (PLOS Med 2015;12:e1001885).
static ITEMS: [Item; 39] = [
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
    (
        STROBE,
        "7",
        "Variables",
        &[Methods("Adverse events"), Definitions],
    ),
    (
        STROBE,
        "8",
        "Data sources and measurement",
        &[Methods("Patients and data"), Table("not_collected")],
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
        "19.1",
        "Implications of data that were not collected for research",
        &[Authors],
    ),
    (RECORD, "22.1", "Access to programming code", &[Files]),
];

/// Which documents of a report were written: what lies in them, and where else it lies.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each document")]
pub(crate) struct Written {
    pub(crate) html: bool,
    pub(crate) docx: bool,
    pub(crate) xlsx: bool,
    pub(crate) pdf: bool,
}

impl Written {
    /// Its files, in order.
    fn files(self) -> Vec<String> {
        let files = [
            (self.html, "report.html"),
            (self.docx, "report.docx"),
            (self.xlsx, "tables.xlsx"),
            (self.pdf, "figures/*.pdf"),
        ];
        let written = files.into_iter().filter(|(is_written, _)| *is_written);
        written.map(|(_, file)| file.to_owned()).collect()
    }

    /// Where a table lies that the Word document does not have.
    fn of_closed_table(self, name: &str) -> Vec<String> {
        let page = self.html.then(|| format!("report.html#table-{name}"));
        let sheet = self
            .xlsx
            .then(|| format!("tables.xlsx sheet {}", sheet_name(name)));
        let file = format!("tables/{name}.csv");
        page.into_iter().chain(sheet).chain([file]).collect()
    }

    fn of_methods(self) -> Vec<String> {
        let document = self.docx.then(|| "report.docx".to_owned());
        let file = "methods.md".to_owned();
        document.into_iter().chain([file]).collect()
    }

    fn of_definitions(self) -> Vec<String> {
        let place = if self.xlsx {
            "tables.xlsx sheet definitions"
        } else {
            "il2 schema --measures"
        };
        vec![place.to_owned()]
    }
}

/// `Table S21 (report.html#table-sources, tables.xlsx sheet sources)`.
fn located(what: &str, places: &[String]) -> String {
    if places.is_empty() {
        what.to_owned()
    } else {
        format!("{what} ({})", places.join(", "))
    }
}

/// The items that a report of this document answers, each with the tables, figures and sections and where they lie, and
/// those that only authors can answer: columns `guideline`, `item`, `topic`, `answered_in`. `headings` are those of its
/// methods.
pub(crate) fn strobe(document: &Document, headings: &BTreeSet<&str>, written: Written) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let record = ["guideline", "item", "topic", "answered_in"];
    writer.write_record(record).expect(TO_MEMORY);
    for (guideline, item, topic, answers) in ITEMS {
        let found: Vec<String> = answers
            .iter()
            .filter_map(|answer| match answer {
                Table(name) => {
                    let label = document.label(name, false)?;
                    let is_closed = document.is_closed(name);
                    let places = is_closed.then(|| written.of_closed_table(name));
                    Some(located(label, &places.unwrap_or_else(Vec::new)))
                }
                Figure(name) => document.label(name, true).map(str::to_owned),
                Methods(heading) => headings
                    .contains(heading)
                    .then(|| located(&format!("Methods: {heading}"), &written.of_methods())),
                Definitions => Some(located("Definitions", &written.of_definitions())),
                Files => Some(format!(
                    "Queries (il2 query); run.json; {}",
                    written.files().join(", ")
                )),
                Authors => Some("Only the authors can answer this item".to_owned()),
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
        let written = Written {
            docx: true,
            xlsx: true,
            ..Written::default()
        };
        let text = strobe(&Document::default(), &headings, written);
        let text = String::from_utf8(text).unwrap();
        for line in [
            "STROBE,12a,Statistical methods,\"Methods: Statistical analysis (report.docx, methods.md)\"\n",
            "STROBE,7,Variables,Definitions (tables.xlsx sheet definitions)\n",
            "STROBE,19,Limitations,Only the authors can answer this item\n",
            "Queries (il2 query); run.json; report.docx, tables.xlsx",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        assert!(!text.contains(",14a,"), "{text}");
    }
}
