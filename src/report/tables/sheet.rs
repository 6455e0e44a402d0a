//! A table with one value a cell, for files that programs read: what the page shows in one cell, `12/37 (32%)` and an
//! interval, has a column for each number.

use super::at_risk::FEW;
use super::cell::{Cell, Quantity};
use super::table::Table;
use crate::notation::no_formula;
use std::collections::BTreeSet;

/// A table with one value a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Sheet {
    /// The name of each column, each but once.
    pub(in crate::report) headings: Vec<String>,
    /// Rows, each with as many values as there are headings.
    pub(in crate::report) rows: Vec<Vec<Value>>,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) enum Value {
    /// Words; empty where there is nothing.
    Text(String),
    /// Plain decimal digits, rounded as the page shows them, and what they are.
    Number(Option<Quantity>, String),
}

impl Value {
    const NONE: Self = Self::Text(String::new());
}

/// How one column of a table becomes columns of a sheet.
struct Columns {
    quantities: Vec<Quantity>,
    /// Whether words need a column of their own.
    has_notes: bool,
}

impl Sheet {
    /// The sheet of a table. Its first column names the row, after its group.
    pub(in crate::report) fn of(table: &Table) -> Self {
        let columns: Vec<Columns> = (1..table.headings.len())
            .map(|column| Columns::of(table, column))
            .collect();
        let mut headings = vec![table.headings.first().cloned().unwrap_or_default()];
        for (heading, columns) in table.full_headings().iter().skip(1).zip(&columns) {
            headings.extend(columns.headings(heading));
        }
        let rows = table.rows.iter().map(|row| {
            let mut cells = row.cells.iter();
            let label = cells.next().map(Cell::text).unwrap_or_default();
            let label = match &row.group {
                Some(group) => format!("{group}: {label}"),
                None => label,
            };
            let mut values = vec![Value::Text(label)];
            for (cell, columns) in cells.zip(&columns) {
                values.extend(columns.values(cell, table.is_numeric));
            }
            values
        });
        Self {
            rows: rows.collect(),
            headings,
        }
    }
}

impl Sheet {
    /// The sheet as CSV. A text that a spreadsheet program would take for a formula has an apostrophe before it: these files
    /// are opened there, and names come from the exports.
    pub(in crate::report) fn to_csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let headings = self.headings.iter().map(|heading| no_formula(heading));
        writer.write_record(headings).expect(TO_MEMORY);
        for row in &self.rows {
            let texts = row.iter().map(|value| match value {
                Value::Text(text) => no_formula(text),
                Value::Number(_, digits) => digits.clone(),
            });
            writer.write_record(texts).expect(TO_MEMORY);
        }
        writer.into_inner().expect(TO_MEMORY)
    }
}

const TO_MEMORY: &str = "writing to memory cannot fail";

impl Columns {
    fn of(table: &Table, column: usize) -> Self {
        let cells = || table.rows.iter().filter_map(|row| row.cells.get(column));
        let quantities: BTreeSet<Quantity> = cells()
            .flat_map(|cell| &cell.numbers)
            .map(|number| number.quantity)
            .collect();
        // A column of one number a cell, or of words, is as the page has it.
        let has_notes = quantities.len() > 1 && cells().any(|cell| !note(cell).is_empty());
        Self {
            quantities: quantities.into_iter().collect(),
            has_notes,
        }
    }

    /// Whether it is one column, as on the page.
    fn is_one(&self) -> bool {
        self.quantities.len() < 2
    }

    fn headings(&self, heading: &str) -> Vec<String> {
        if self.is_one() {
            return vec![heading.to_owned()];
        }
        let names = self.quantities.iter().map(|quantity| quantity.name());
        let names = names.chain(self.has_notes.then_some("note"));
        names.map(|name| format!("{heading}, {name}")).collect()
    }

    fn values(&self, cell: &Cell, is_numeric: bool) -> Vec<Value> {
        if self.is_one() {
            let number = cell
                .numbers
                .first()
                .map(|number| Value::Number(Some(number.quantity), number.digits.clone()));
            let text = || {
                let text = cell.text();
                plain(&text)
                    .filter(|_| is_numeric)
                    .unwrap_or(Value::Text(text))
            };
            return vec![number.unwrap_or_else(text)];
        }
        let of = |quantity: &Quantity| {
            let mut numbers = cell.numbers.iter();
            let number = numbers.find(|number| number.quantity == *quantity);
            number.map_or(Value::NONE, |number| {
                Value::Number(Some(number.quantity), number.digits.clone())
            })
        };
        let mut values: Vec<Value> = self.quantities.iter().map(of).collect();
        values.extend(self.has_notes.then(|| Value::Text(note(cell))));
        values
    }
}

/// What a cell says that is no number: why it has none, or that its estimate is unstable.
fn note(cell: &Cell) -> String {
    if cell.numbers.is_empty() {
        cell.text()
    } else if cell.lines.iter().any(|line| line.ends_with(FEW)) {
        FEW.to_string()
    } else {
        String::new()
    }
}

/// A text that is a number or a percentage and nothing else, without the commas between thousands.
fn plain(text: &str) -> Option<Value> {
    let (text, quantity) = match text.strip_suffix('%') {
        Some(text) => (text, Some(Quantity::Percent)),
        None => (text, None),
    };
    let digits = text.replace(',', "").replace('−', "-");
    let unsigned = digits.strip_prefix('-').unwrap_or(&digits);
    let is_number = unsigned.starts_with(|c: char| c.is_ascii_digit())
        && unsigned.ends_with(|c: char| c.is_ascii_digit())
        && unsigned.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && unsigned.bytes().filter(|&b| b == b'.').count() < 2;
    is_number.then_some(Value::Number(quantity, digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(n: i64, total: i64, percent: &str) -> Cell {
        Cell::from(format!("{n}/{total} ({percent}%)")).with([
            (Quantity::N, n.to_string()),
            (Quantity::Total, total.to_string()),
            (Quantity::Percent, percent.to_owned()),
        ])
    }

    #[test]
    fn each_number_has_a_column_and_words_have_one_where_there_are_some() {
        let mut table = Table::new(&["Agent", "HD IL-2 (N = 12)", "TIL (N = 3)"]);
        table.row_of(
            "Any",
            vec!["a".into(), share(3, 12, "25"), share(1, 3, "33")],
        );
        table.row(vec!["b".into(), "not collected".into(), share(0, 3, "0")]);
        let sheet = Sheet::of(&table);
        assert_eq!(
            sheet.headings,
            [
                "Agent",
                "HD IL-2 (N = 12), n",
                "HD IL-2 (N = 12), N",
                "HD IL-2 (N = 12), percent",
                "HD IL-2 (N = 12), note",
                "TIL (N = 3), n",
                "TIL (N = 3), N",
                "TIL (N = 3), percent",
            ]
        );
        let texts = |row: &[Value]| -> Vec<String> {
            let text = |value: &Value| match value {
                Value::Text(text) | Value::Number(_, text) => text.clone(),
            };
            row.iter().map(text).collect()
        };
        let first = ["Any: a", "3", "12", "25", "", "1", "3", "33"];
        assert_eq!(texts(&sheet.rows[0]), first);
        let second = ["b", "", "", "", "not collected", "0", "3", "0"];
        assert_eq!(texts(&sheet.rows[1]), second);
    }

    #[test]
    fn a_column_of_one_number_a_cell_keeps_its_heading() {
        let mut table = Table::new(&["Export", "Rows"]);
        table.row(vec!["north".into(), "16,416".into()]);
        table.row(vec!["south".into(), "not read".into()]);
        let sheet = Sheet::of(&table);
        assert_eq!(sheet.headings, ["Export", "Rows"]);
        assert_eq!(sheet.rows[0][1], Value::Number(None, "16416".to_owned()));
        assert_eq!(sheet.rows[1][1], Value::Text("not read".to_owned()));
    }

    #[test]
    fn only_a_whole_number_is_a_number() {
        for (text, quantity, digits) in [
            ("12", None, "12"),
            ("−0.3", None, "-0.3"),
            ("1,234.5", None, "1234.5"),
            ("54.1%", Some(Quantity::Percent), "54.1"),
        ] {
            assert_eq!(
                plain(text),
                Some(Value::Number(quantity, digits.to_owned()))
            );
        }
        for text in [
            "",
            "–",
            "%",
            "1/2",
            "1.2.3",
            "-",
            "4.",
            ".5",
            "1e5",
            "2016–2017",
        ] {
            assert_eq!(plain(text), None, "{text}");
        }
    }
}
