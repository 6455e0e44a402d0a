//! A table of texts that is printed: for people, or for programs.

use crate::query::TextTable;

/// A table to be printed: headings and rows.
#[derive(Debug)]
pub(super) struct Sheet {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl From<TextTable> for Sheet {
    fn from(table: TextTable) -> Self {
        Self {
            headings: table.headings,
            rows: table.rows,
        }
    }
}

impl Sheet {
    pub(super) fn new(headings: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self {
            headings: headings.iter().map(|&heading| heading.to_owned()).collect(),
            rows,
        }
    }

    pub(super) fn csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Writing to memory cannot fail.
        let _ = writer.write_record(&self.headings);
        for row in &self.rows {
            let _ = writer.write_record(row);
        }
        writer.into_inner().unwrap_or_default()
    }

    pub(super) fn json(&self) -> Vec<u8> {
        let rows: Vec<_> = self.rows.iter().map(|row| self.object(row)).collect();
        let mut json = serde_json::to_vec_pretty(&rows).unwrap_or_default();
        json.push(b'\n');
        json
    }

    pub(super) fn ndjson(&self) -> Vec<u8> {
        let line = |row: &Vec<String>| format!("{}\n", serde_json::Value::Object(self.object(row)));
        self.rows.iter().map(line).collect::<String>().into_bytes()
    }

    fn object(&self, row: &[String]) -> serde_json::Map<String, serde_json::Value> {
        let cells = row.iter().map(|cell| cell.as_str().into());
        self.headings.iter().cloned().zip(cells).collect()
    }

    pub(super) fn markdown(&self) -> Vec<u8> {
        let line = |cells: &Vec<String>| format!("| {} |\n", cells.join(" | ").replace('\n', " "));
        let rule = vec!["---".to_owned(); self.headings.len()];
        let rows = [&self.headings, &rule].into_iter().chain(&self.rows);
        rows.map(line).collect::<String>().into_bytes()
    }

    /// Columns side by side, each as wide as its widest cell.
    pub(super) fn text(&self) -> Vec<u8> {
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
