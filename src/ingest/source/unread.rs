//! Files and sheets that are no table of the model: what they are called, and which table each may be meant for.

use crate::ingest::privacy::identifiers::form_of;
use crate::model::TABLES;
use crate::notation::shown;
use crate::terminology::letters_apart;
use std::fmt::{self, Display, Formatter};

/// Endings of a table's file.
pub(super) const ENDINGS: [&str; 7] = [
    ".csv", ".tsv", ".csv.gz", ".csv.zst", ".tsv.gz", ".tsv.zst", ".parquet",
];

/// A file of a folder, or a sheet of a workbook, that is no table of the model and was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadFile {
    /// The file's name, as it may be shown.
    pub file: String,
    /// The sheet of it.
    pub sheet: Option<UnreadSheet>,
    /// The table that its name is near to.
    pub near: Option<&'static str>,
}

/// A sheet of a workbook that is not named for a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadSheet {
    /// Its number in the workbook, from 1.
    pub number: usize,
    /// Its name, as it may be shown; none where it has the form of an identifier.
    pub name: Option<String>,
}

/// Why something that is not read looks as if it were a table, or an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Likeness {
    /// Its name is near to that of a table that the export lacks, and it has the identifiers of one.
    #[error("is not named for a table and looks like `{0}`")]
    Near(&'static str),
    /// It has the identifiers of a table.
    #[error("is not named for a table and holds identifiers of courses or patients")]
    Unnamed,
    /// It is a folder of tables.
    #[error("holds tables, and lies deeper than exports are looked for")]
    Deeper,
    /// It may be an export on a disk that is not there.
    #[error("is a link to nothing")]
    DeadLink,
}

impl Display for UnreadSheet {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "`{name}`"),
            None => write!(f, "{}", self.number),
        }
    }
}

impl UnreadFile {
    /// A file that is no table.
    pub(in crate::ingest) fn of(name: &str) -> Self {
        Self {
            file: shown(name),
            sheet: None,
            near: near_table(name.rsplit_once('.').map_or(name, |(stem, _)| stem)),
        }
    }

    /// A sheet that is no table. Where no sheet of a workbook is, the workbook's name may say what they hold.
    pub(in crate::ingest) fn of_sheet(
        file: &str,
        number: usize,
        name: &str,
        is_named_by_file: bool,
    ) -> Self {
        let is_identifier = form_of(name.trim().as_bytes(), false).is_some();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        Self {
            file: shown(file),
            sheet: Some(UnreadSheet {
                number,
                name: (!is_identifier).then(|| shown(name)),
            }),
            near: near_table(name).or_else(|| near_table(stem).filter(|_| is_named_by_file)),
        }
    }

    /// How messages name it, where it lies in a folder of this name.
    pub(in crate::ingest) fn place(&self, folder: &str) -> String {
        // A sheet may be named for a patient: it is called by its number.
        let number = |sheet: &UnreadSheet| format!(": sheet {}", sheet.number);
        let sheet = self.sheet.as_ref().map_or_else(String::new, number);
        format!("{folder}/{}{sheet}", self.file)
    }

    /// What the file would be called as this table; `None` where its form is not read.
    #[must_use]
    pub fn renamed(&self, table: &str) -> Option<String> {
        let lower = self.file.to_lowercase();
        let endings = ENDINGS.iter().filter(|ending| lower.ends_with(**ending));
        let ending = endings.max_by_key(|ending| ending.len())?;
        Some(format!("{table}{ending}"))
    }
}

/// The table that a name is near to: `dose`, `doses_2019`, `Vaso-pressors`, `tox`.
fn near_table(name: &str) -> Option<&'static str> {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphabetic());
        letters.flat_map(char::to_lowercase).collect()
    };
    let plain = letters(name);
    let start = plain.strip_suffix('s').unwrap_or(&plain);
    let distance = |table: &'static str| {
        let whole = letters(table);
        let one = singular(&whole);
        let distance = letters_apart(&plain, &whole).min(letters_apart(&plain, &one));
        let is_abbreviated = start.len() >= 3 && one.starts_with(start);
        // One letter in five may be wrong.
        let is_near = distance <= whole.len() / 5
            || plain.contains(&one)
            || plain.contains(&whole)
            || is_abbreviated;
        is_near.then_some((distance, table))
    };
    let near = TABLES.iter().filter_map(|table| distance(table.name));
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, table)| table)
}

/// What one row of a table is called.
fn singular(table: &str) -> String {
    match (table.strip_suffix("ies"), table.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        // A dialysis is one already.
        (None, Some(stem)) if !stem.ends_with("si") => stem.to_owned(),
        (None, _) => table.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_that_a_file_may_be_meant_for_is_the_nearest() {
        for (file, table) in [
            ("dose.csv", "doses"),
            ("does.csv", "doses"),
            ("doses_2019.parquet", "doses"),
            ("export-doses (1).csv", "doses"),
            ("il2.doses.csv", "doses"),
            ("course list.tsv", "courses"),
            ("Vaso-pressors.csv", "vasopressors"),
            ("vasopresors.csv", "vasopressors"),
            ("toxicity.csv", "toxicities"),
            ("Toxicities-list.csv", "toxicities"),
            ("tox.csv", "toxicities"),
            ("meds.csv", "medications"),
            ("Not assessed.csv", "not_assessed"),
            ("ICU_stay.csv", "stays"),
            ("dialyses.csv", "dialysis"),
            ("patient.csv.gz", "patients"),
        ] {
            assert_eq!(UnreadFile::of(file).near, Some(table), "{file}");
        }
        for file in [
            "notes.txt",
            "README.md",
            "data.csv",
            "export.xlsm",
            "nodes.csv",
            "2019.csv",
            "ae.csv",
        ] {
            assert_eq!(UnreadFile::of(file).near, None, "{file}");
        }
    }

    #[test]
    fn a_sheet_that_is_named_like_an_identifier_has_a_number_alone() {
        let sheet = |name| {
            UnreadFile::of_sheet("ward.xlsx", 2, name, false)
                .sheet
                .unwrap()
        };
        assert_eq!(sheet("123-45-6789").name, None);
        assert_eq!(sheet("Sheet\n2").name.as_deref(), Some(r"Sheet\n2"));
        let only = UnreadFile::of_sheet("dose log.xlsx", 1, "Sheet1", true);
        assert_eq!(only.near, Some("doses"));
    }
}
