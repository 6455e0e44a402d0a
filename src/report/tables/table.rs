//! One table: what a reader sees, and the same as CSV.

use super::lookup::Lookup;
use crate::measures::results::{Level, Method, Row, Statistic, Unit};
use crate::report::wording;

/// What becomes of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) enum Shown {
    /// It is shown.
    Table(Table),
    /// Nobody collected what it needs: that is said.
    NotCollected,
    /// There is nothing to say.
    Nothing,
}

/// One table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::report) struct Table {
    /// Headings; the first column names the row.
    pub(in crate::report) headings: Vec<String>,
    /// Rows, each with as many cells as there are headings.
    pub(in crate::report) rows: Vec<TableRow>,
    /// Footnotes.
    pub(in crate::report) notes: Vec<String>,
    /// Whether cells other than the first are numbers.
    pub(in crate::report) is_numeric: bool,
    /// Whether the page shows no more than its title until a reader asks for it.
    pub(in crate::report) is_folded: bool,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct TableRow {
    /// What the row belongs to, where rows are grouped under a heading of their own.
    pub(in crate::report) group: Option<String>,
    /// Its cells.
    pub(in crate::report) cells: Vec<Cell>,
}

/// One cell: lines that are not broken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::report) struct Cell(pub(in crate::report) Vec<String>);

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self(vec![text])
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self(vec![text.to_owned()])
    }
}

impl From<Option<String>> for Cell {
    /// What there is no text for is an empty cell.
    fn from(text: Option<String>) -> Self {
        Self(vec![text.unwrap_or_default()])
    }
}

impl Cell {
    /// The cell as one text.
    pub(in crate::report) fn text(&self) -> String {
        self.0.join(" ")
    }

    /// A proportion: `12/37`, and beneath it `32.4 % (18.0–49.8)`.
    pub(in crate::report) fn share(row: Option<&Row>) -> Self {
        let Some(row) = row else {
            return Self::default();
        };
        let mut lines = vec![wording::n_of_n(row), wording::share_and_interval(row)];
        lines.retain(|line| !line.is_empty());
        Self(lines)
    }

    /// A proportion without its interval: `12/37`, and beneath it `32.4 %`.
    pub(in crate::report) fn share_alone(row: Option<&Row>) -> Self {
        let Some(row) = row else {
            return Self::default();
        };
        let lines = [wording::n_of_n(row), wording::statistic(row)];
        Self(lines.into_iter().filter(|line| !line.is_empty()).collect())
    }

    /// A statistic: a mean with two decimals, a quantile with at most one.
    pub(in crate::report) fn statistic(row: Option<&Row>) -> Self {
        row.map(wording::statistic).into()
    }

    /// A mean with its standard deviation, where there is one: `4.00 (2.16)`.
    pub(in crate::report) fn mean<'a>(row: impl Fn(Statistic) -> Option<&'a Row>) -> Self {
        let Some(mean) = row(Statistic::Mean) else {
            return "–".into();
        };
        match row(Statistic::Sd).filter(|sd| sd.value.is_some()) {
            Some(sd) => format!("{} ({})", wording::statistic(mean), wording::statistic(sd)).into(),
            None => wording::statistic(mean).into(),
        }
    }

    /// A median with its quartiles, or why there is none: `4.5 (3.3–5.3)`.
    pub(in crate::report) fn quartiles<'a>(row: impl Fn(Statistic) -> Option<&'a Row>) -> Self {
        let Some(median) = row(Statistic::Median) else {
            return Self::default();
        };
        if let Some(absence) = wording::absence(median) {
            return absence.into();
        }
        let (q1, q3) = (text(&row, Statistic::Q1), text(&row, Statistic::Q3));
        format!("{} ({q1}–{q3})", wording::statistic(median)).into()
    }

    /// A rate: `3/250`, and beneath it `1.20 (0.25–3.51)`.
    pub(in crate::report) fn rate(row: Option<&Row>) -> Self {
        row.map_or_else(Self::default, |row| {
            Self(vec![wording::n_of_n(row), wording::rate(row)])
        })
    }
}

impl Table {
    pub(in crate::report) fn new(headings: &[&str]) -> Self {
        let headings = headings.iter().map(|&heading| heading.to_owned()).collect();
        Self {
            headings,
            is_numeric: true,
            ..Self::default()
        }
    }

    /// A table whose cells are words.
    pub(in crate::report) fn of_words(headings: &[&str]) -> Self {
        Self {
            is_numeric: false,
            ..Self::new(headings)
        }
    }

    pub(in crate::report) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(TableRow { group: None, cells });
    }

    /// A row of a label, `12/37` and `32.4 % (18.0–49.8)`.
    pub(in crate::report) fn share_row(&mut self, label: impl Into<Cell>, row: &Row) {
        let share = wording::share_and_interval(row);
        self.row(vec![
            label.into(),
            wording::n_of_n(row).into(),
            share.into(),
        ]);
    }

    /// A row of a label, `n = 12` and a median with its quartiles; no row without a median.
    pub(in crate::report) fn quartiles_row<'a>(
        &mut self,
        label: &str,
        row: impl Fn(Statistic) -> Option<&'a Row>,
    ) {
        if let Some(median) = row(Statistic::Median) {
            let n = median.denominator;
            let n = n.map(|n| format!("n = {}", wording::count(n)));
            self.row(vec![label.into(), n.into(), Cell::quartiles(row)]);
        }
    }

    pub(in crate::report) fn row_of(&mut self, group: &str, cells: Vec<Cell>) {
        self.rows.push(TableRow {
            group: Some(group.to_owned()),
            cells,
        });
    }

    pub(in crate::report) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Says how the intervals of these rows were made, each method once.
    pub(in crate::report) fn note_methods<'a>(&mut self, rows: impl Iterator<Item = &'a Row>) {
        let mut methods: Vec<(Method, Vec<Unit>)> = Vec::new();
        for row in rows {
            let Some(method) = row.method else { continue };
            match methods.iter_mut().find(|(known, _)| *known == method) {
                Some((_, units)) if units.contains(&row.unit) => {}
                Some((_, units)) => units.push(row.unit),
                None => methods.push((method, vec![row.unit])),
            }
        }
        let text = |(method, units): &(Method, Vec<Unit>)| {
            let units: Vec<String> = units
                .iter()
                .map(|unit| wording::units(*unit).to_owned())
                .collect();
            let of = if matches!(method, Method::RaoScottGarwood | Method::Garwood) {
                "rates".to_owned()
            } else {
                wording::list(&units)
            };
            format!("of {of}, {}", wording::method(*method))
        };
        if !methods.is_empty() {
            let methods: Vec<String> = methods.iter().map(text).collect();
            self.note(format!("95 % intervals: {}.", methods.join("; ")));
        }
    }

    /// The table, or that there is nothing to say where it has no row.
    pub(in crate::report) fn shown(self) -> Shown {
        if self.rows.is_empty() {
            Shown::Nothing
        } else {
            Shown::Table(self)
        }
    }

    /// The table as CSV: the cells as shown; a grouped row begins with its group. A text that a spreadsheet program would
    /// take for a formula has an apostrophe before it: these files are opened there, and names come from the exports.
    pub(in crate::report) fn to_csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer
            .write_record(self.headings.iter().map(|heading| no_formula(heading)))
            .expect(TO_MEMORY);
        for row in &self.rows {
            let texts =
                row.cells
                    .iter()
                    .enumerate()
                    .map(|(column, cell)| match (&row.group, column) {
                        (Some(group), 0) => format!("{group}: {}", cell.text()),
                        _ => cell.text(),
                    });
            writer
                .write_record(texts.map(|text| no_formula(&text)))
                .expect(TO_MEMORY);
        }
        writer.into_inner().expect(TO_MEMORY)
    }
}

const TO_MEMORY: &str = "writing to memory cannot fail";

/// A number that stands beside a median: a quartile, the greatest value.
fn text<'a>(row: &impl Fn(Statistic) -> Option<&'a Row>, statistic: Statistic) -> String {
    wording::statistic(
        row(statistic).expect("a median has quartiles and a greatest value beside it"),
    )
}

/// A text that no spreadsheet program computes. Signed numbers, alone or with an interval, stay as they are.
fn no_formula(text: &str) -> String {
    let is_of_number = |c: char| c.is_ascii_digit() || " .,%()–−-+".contains(c);
    let is_formula = match text.trim_start().chars().next() {
        Some('=' | '@') => true,
        // The bounds of a difference stand apart by a word: `-3.2 (-14.5 to 2.7)`.
        Some('+' | '-') => !text.replace(" to ", " ").chars().all(is_of_number),
        _ => text.starts_with(['\t', '\r']),
    };
    if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The shares of a measure, one row per item, with a note of how they are counted.
pub(super) fn shares(
    results: &Lookup<'_>,
    (measure, unit): (&'static str, Unit),
    headings: [&str; 3],
    label: impl Fn(&Row) -> String,
    note: &str,
) -> Shown {
    if results.is_collected(measure, unit) == Some(false) {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&headings);
    for row in results.of(measure, unit) {
        table.share_row(label(row), row);
    }
    table.note_methods(results.of(measure, unit));
    table.note(note);
    table.shown()
}

/// The cells that describe a distribution: n, mean (SD), median (quartiles), range.
pub(super) fn distribution(
    results: Lookup<'_>,
    measure: &'static str,
    unit: Unit,
    item: &str,
) -> Vec<Cell> {
    let row = |statistic| results.row(measure, unit, item, Level::All, statistic);
    let Some(median) = row(Statistic::Median) else {
        return vec![Cell::default(); DISTRIBUTION.len()];
    };
    let n = median.denominator.map(wording::count);
    if let Some(absence) = wording::absence(median) {
        return vec![n.into(), absence.into(), absence.into(), absence.into()];
    }
    vec![
        n.into(),
        Cell::mean(row),
        Cell::quartiles(row),
        match row(Statistic::Min) {
            Some(min) => {
                format!("{}–{}", wording::statistic(min), text(&row, Statistic::Max)).into()
            }
            None => format!("at most {}", text(&row, Statistic::Max)).into(),
        },
    ]
}

/// The headings of [`distribution`].
pub(super) const DISTRIBUTION: [&str; 4] = ["n", "Mean (SD)", "Median (quartiles)", "Range"];
/// What these numbers are.
pub(super) const DISTRIBUTION_NOTE: &str =
    "n: units with a value. SD: n − 1. Quartiles: type 7 of Hyndman and Fan.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_text_and_a_number_stays_one() {
        for formula in [
            "=cmd|' /C calc'!A0",
            "@SUM(A1)",
            "+A1",
            "-2+3+cmd|'x'!A",
            "-2 to A1",
            "\t=1",
            " =1",
        ] {
            assert_eq!(no_formula(formula), format!("'{formula}"));
        }
        for text in [
            "-1.5 (-2.0–-0.5)",
            "-3.2 (-14.5 to 2.7)",
            "+3",
            "-",
            "Fever",
            "0/5 0.0 %",
            "",
            "a=b",
            "12",
        ] {
            assert_eq!(no_formula(text), text);
        }
    }
}
