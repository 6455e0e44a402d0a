//! `strobe.csv`: which items of STROBE and RECORD a report answers, and where.

use super::strobe_items::Answer::{Authors, Definitions, Figure, Files, InPart, Methods, Table};
use super::strobe_items::ITEMS;
use crate::report::document::Document;
use crate::report::workbook::sheet_name;
use std::collections::BTreeSet;

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
        let mut found: Vec<String> = Vec::new();
        for answer in answers {
            let text = match answer {
                Table(name) => document.label(name, false).map(|label| {
                    let is_closed = document.is_closed(name);
                    let places = is_closed.then(|| written.of_closed_table(name));
                    located(label, &places.unwrap_or_else(Vec::new))
                }),
                Figure(name) => document.label(name, true).map(str::to_owned),
                Methods(heading) => headings
                    .contains(heading)
                    .then(|| located(&format!("Methods: {heading}"), &written.of_methods())),
                Definitions => Some(located("Definitions", &written.of_definitions())),
                Files => Some(format!(
                    "Queries (il2 query); run.json; {}",
                    written.files().join(", ")
                )),
                InPart(text) => (!found.is_empty()).then(|| (*text).to_owned()),
                Authors => found
                    .is_empty()
                    .then(|| "Only the authors can answer this item".to_owned()),
            };
            found.extend(text);
        }
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
