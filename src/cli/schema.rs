//! `il2 schema`: the data model, the reference tables and the measures, as data on standard output.

use super::arguments::{Format, Schema};
use super::failure::Failure;
use crate::ingest::quality::{Rule, rules};
use crate::measures::definitions;
use crate::model::{TABLES, table};
use crate::terminology::REFERENCE_TABLES;
use std::io::Write;
use std::path::Path;

/// The name under which the rules of quality are printed.
const QUALITY_RULES: &str = "quality_rules";

/// A table to be printed: headings and rows.
struct Sheet {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    fn new(headings: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self {
            headings: headings.iter().map(|&heading| heading.to_owned()).collect(),
            rows,
        }
    }

    fn csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Writing to memory cannot fail.
        let _ = writer.write_record(&self.headings);
        for row in &self.rows {
            let _ = writer.write_record(row);
        }
        writer.into_inner().unwrap_or_default()
    }

    fn json(&self) -> Vec<u8> {
        let object = |row: &Vec<String>| -> serde_json::Map<String, serde_json::Value> {
            self.headings
                .iter()
                .cloned()
                .zip(row.iter().map(|cell| cell.as_str().into()))
                .collect()
        };
        let rows: Vec<_> = self.rows.iter().map(object).collect();
        let mut json = serde_json::to_vec_pretty(&rows).unwrap_or_default();
        json.push(b'\n');
        json
    }

    /// Columns side by side, each as wide as its widest cell.
    fn text(&self) -> Vec<u8> {
        let width = |place: usize| {
            let cells = self
                .rows
                .iter()
                .filter_map(|row| row.get(place))
                .chain(self.headings.get(place));
            cells
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or_default()
        };
        let widths: Vec<usize> = (0..self.headings.len()).map(width).collect();
        let line = |cells: &Vec<String>| {
            let padded = cells
                .iter()
                .zip(&widths)
                .map(|(cell, &width)| format!("{cell:<width$}"));
            format!("{}\n", padded.collect::<Vec<_>>().join("  ").trim_end())
        };
        std::iter::once(&self.headings)
            .chain(&self.rows)
            .map(line)
            .collect::<String>()
            .into_bytes()
    }
}

pub(super) fn run(arguments: &Schema) -> Result<(), Failure> {
    let sheet = match (&arguments.table, arguments.measures) {
        (_, true) => measures(),
        (None, false) => tables(),
        (Some(name), false) => one_table(name).ok_or_else(|| Failure::NoTable {
            names: names().join(", "),
        })?,
    };
    let bytes = match arguments.format {
        Format::Text => sheet.text(),
        Format::Csv => sheet.csv(),
        Format::Json => sheet.json(),
    };
    // A reader that has seen enough closes its end: that is no failure.
    match std::io::stdout().lock().write_all(&bytes) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::file(Path::new("standard output"))(error))
        }
        _ => Ok(()),
    }
}

/// The names of all tables, those of the model first.
fn names() -> Vec<&'static str> {
    TABLES
        .iter()
        .map(|table| table.name)
        .chain(REFERENCE_TABLES.map(|(name, _)| name))
        .chain([QUALITY_RULES])
        .collect()
}

fn tables() -> Sheet {
    let of_model = TABLES.iter().map(|table| {
        vec![
            table.name.to_owned(),
            format!("one row per {}", table.one_row_per),
        ]
    });
    let of_reference = REFERENCE_TABLES
        .map(|(name, _)| vec![name.to_owned(), "reference table of the program".to_owned()]);
    let of_quality = [vec![
        QUALITY_RULES.to_owned(),
        "what is asked of every export's quality".to_owned(),
    ]];
    let rows = of_model.chain(of_reference).chain(of_quality);
    Sheet::new(&["table", "what"], rows.collect())
}

fn one_table(name: &str) -> Option<Sheet> {
    if let Some(table) = table(name) {
        let row = |column: &crate::model::Column| {
            vec![
                column.name.to_owned(),
                column.presence.words(),
                column.kind.words(),
                column.unit.to_owned(),
                column.meaning.to_owned(),
            ]
        };
        let columns = table.columns.iter().filter(|column| column.is_exported());
        let headings = ["column", "presence", "type", "unit", "meaning"];
        return Some(Sheet::new(&headings, columns.map(row).collect()));
    }
    if name == QUALITY_RULES {
        return Some(quality_rules());
    }
    let (_, text) = REFERENCE_TABLES
        .into_iter()
        .find(|(known, _)| *known == name)?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let cells =
        |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<String>>();
    let headings = reader.headers().map(cells).unwrap_or_default();
    Some(Sheet {
        headings,
        rows: reader
            .records()
            .filter_map(Result::ok)
            .map(|record| cells(&record))
            .collect(),
    })
}

fn quality_rules() -> Sheet {
    let row = |rule: Rule| {
        vec![
            rule.name.to_owned(),
            rule.category.name().to_owned(),
            rule.places(),
            rule.counted.name().to_owned(),
            rule.out_of.to_owned(),
            rule.message.to_owned(),
            rule.source.to_owned(),
        ]
    };
    let headings = [
        "rule", "category", "where", "counted", "out_of", "message", "source",
    ];
    Sheet::new(&headings, rules().into_iter().map(row).collect())
}

fn measures() -> Sheet {
    let row = |measure: crate::measures::definition::Definition| {
        let units: Vec<&str> = measure.grain.iter().map(|unit| unit.name()).collect();
        vec![
            measure.name.to_owned(),
            units.join(" "),
            measure.title.to_owned(),
            measure.counts.to_owned(),
            measure.out_of.to_owned(),
            measure.unknown.to_owned(),
            measure.interval.to_owned(),
            measure.source.to_owned(),
        ]
    };
    let headings = [
        "measure", "unit", "title", "counts", "out_of", "unknown", "interval", "source",
    ];
    Sheet::new(&headings, definitions().into_iter().map(row).collect())
}
