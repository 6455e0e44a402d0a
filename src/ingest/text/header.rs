//! The header of a file: which field holds which column of the model.

use super::own_name::own_name;
use super::records::Records;
use crate::ingest::error::{IngestError, MissingColumn};
use crate::ingest::ledger::as_exported;
use crate::model::{Table, TableId};
use crate::notation::shown;
use crate::terminology::key;
use std::collections::HashMap;

/// Which field of a file holds which column of a table.
#[derive(Debug, Clone)]
pub(in crate::ingest) struct Header {
    /// The byte between fields.
    pub(in crate::ingest) delimiter: u8,
    /// How many fields every record must have.
    pub(in crate::ingest) width: usize,
    /// What the names of all fields are compared by.
    pub(in crate::ingest) names: Vec<String>,
    /// For each column of the table: its field.
    pub(in crate::ingest) fields: Vec<Option<usize>>,
    /// For each column of the table: the field of the date-time that may stand in for it.
    pub(in crate::ingest) date_times: Vec<Option<usize>>,
    /// Columns that the file adds to those of the table, and their fields, in the order of their names.
    pub(in crate::ingest) own: Vec<(String, usize)>,
    /// Names that the model does not have.
    pub(in crate::ingest) unnamed: Vec<String>,
    /// Columns of the model that the file names in its own way, or has as date-times: the model's name and the file's.
    pub(in crate::ingest) spellings: Vec<(&'static str, String)>,
}

/// Characters of a spelling that messages repeat; one that is longer is called by the model's name.
const LONGEST: usize = 64;

impl Header {
    /// Reads the header from the file's first record.
    ///
    /// # Errors
    ///
    /// [`IngestError::Broken`] where lines end in a carriage return alone, [`IngestError::ColumnTwice`] and
    /// [`IngestError::NoColumn`].
    pub(in crate::ingest) fn read(
        table: &Table,
        record: &Records<'_>,
    ) -> Result<Self, IngestError> {
        refuse_bare_returns(record)?;
        let mut fields_of_names: HashMap<String, usize> = HashMap::new();
        let mut unnamed = Vec::new();
        let mut names = Vec::new();
        for field in 0..record.len() {
            let text = String::from_utf8_lossy(record.field(field))
                .trim()
                .to_owned();
            // Own columns differ by every character.
            let own = own_name(&text).filter(|_| has_own_columns(table));
            let name = own.unwrap_or_else(|| key(&text).into_owned());
            if let Some(&first) = fields_of_names.get(&name) {
                return Err(IngestError::ColumnTwice {
                    file: record.file().to_owned(),
                    line: record.line(),
                    positions: [first + 1, field + 1],
                    column: name_in_model(table, &name),
                });
            }
            if !name.is_empty() {
                fields_of_names.insert(name.clone(), field);
            }
            names.push((name, text));
        }
        let field = |name: &str| fields_of_names.get(key(name).as_ref()).copied();
        let mut header = Self {
            delimiter: record.delimiter(),
            width: record.len(),
            names: names
                .iter()
                .map(|(name, _)| key(name).into_owned())
                .collect(),
            fields: Vec::new(),
            date_times: Vec::new(),
            own: Vec::new(),
            unnamed: Vec::new(),
            spellings: Vec::new(),
        };
        let mut missing = Vec::new();
        for column in table.columns {
            let exported = column.is_exported();
            let date_time = column.date_time_name().filter(|_| exported);
            header
                .fields
                .push(if exported { field(column.name) } else { None });
            header.date_times.push(date_time.and_then(field));
            if column.is_required() && !header.has(header.fields.len() - 1) {
                missing.push((column.name, date_time));
            }
        }
        for (field, (name, text)) in names.into_iter().enumerate() {
            let is_named =
                header.fields.contains(&Some(field)) || header.date_times.contains(&Some(field));
            match name_in_model(table, &name).filter(|_| is_named) {
                Some(column) if column != text && text.chars().count() <= LONGEST => {
                    header.spellings.push((column, shown(&text)));
                }
                Some(_) => {}
                None if name.is_empty() => {}
                None if has_own_columns(table) && own_name(&text).is_some() => {
                    header.own.push((name, field));
                }
                None => unnamed.push(text),
            }
        }
        if !missing.is_empty() {
            // Where no column is known, the first line may hold values, which no message repeats.
            if (0..table.columns.len()).all(|index| !header.has(index)) {
                unnamed.clear();
            }
            let missing = missing.into_iter();
            return Err(IngestError::NoColumn {
                file: record.file().to_owned(),
                line: record.line(),
                columns: missing
                    .map(|(column, or)| MissingColumn::of(column, or, &unnamed))
                    .collect(),
            });
        }
        header.own.sort_unstable();
        header.unnamed = unnamed;
        for (index, column) in table.columns.iter().enumerate() {
            let date_time = column.date_time_name().filter(|_| header.has(index));
            if let (None, Some(date_time)) = (header.fields[index], date_time) {
                let text = header.name_in_file(date_time).to_owned();
                header.spellings.push((column.name, text));
            }
        }
        Ok(header)
    }

    /// A column of the model as the file has it.
    pub(in crate::ingest) fn name_in_file<'a>(&'a self, column: &'a str) -> &'a str {
        as_exported(&self.spellings, column)
    }

    /// Whether hours are given as date-times, which count from the first given dose.
    pub(in crate::ingest) fn has_date_times(&self) -> bool {
        self.date_times.iter().any(Option::is_some)
    }

    /// Whether the file has this column, in either form.
    pub(in crate::ingest) fn has(&self, column: usize) -> bool {
        self.fields[column].or(self.date_times[column]).is_some()
    }
}

/// Whether exports may add columns to a table.
const fn has_own_columns(table: &Table) -> bool {
    matches!(table.id, TableId::Courses | TableId::Patients)
}

/// The column of a table, or the date-time that may stand in for one, that has this key.
fn name_in_model(table: &Table, name: &str) -> Option<&'static str> {
    let columns = table.columns.iter();
    let mut names = columns.flat_map(|column| [Some(column.name), column.date_time_name()]);
    names.find_map(|known| known.filter(|known| key(known) == name))
}

/// Refuses a file whose lines end in a carriage return alone: its rows would be columns of the header.
fn refuse_bare_returns(header: &Records<'_>) -> Result<(), IngestError> {
    let has_bare_return = |field| {
        let name = header.field(field).trim_ascii();
        let is_bare = |at: usize| name[at] == b'\r' && name.get(at + 1) != Some(&b'\n');
        (0..name.len()).any(is_bare)
    };
    if (0..header.len()).any(has_bare_return) {
        return Err(IngestError::Broken {
            file: header.file().to_owned(),
            what: "its header has a bare carriage return: lines end in LF or CRLF".to_owned(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::source::folder::Source;
    use crate::ingest::text::delimiter::delimiter_of;
    use crate::model::DOSES;

    fn header(line: &str) -> Result<Header, IngestError> {
        let source = Source::of_text("doses.csv");
        let delimiter = delimiter_of(line.as_bytes());
        let mut records = Records::new(&source, Box::new(line.as_bytes()), delimiter);
        assert!(records.advance().unwrap());
        Header::read(&DOSES, &records)
    }

    #[test]
    fn headers_are_compared_without_case_blanks_and_dashes() {
        let header = header("Course ID;CYCLE;Dose-Number;status;At;batch").unwrap();
        assert_eq!(header.fields[1..5], [Some(0), Some(1), Some(2), Some(3)]);
        assert!(header.has(DOSES.index("hour")));
        assert_eq!(header.unnamed, ["batch"]);
        assert_eq!(header.name_in_file("dose_number"), "Dose-Number");
        assert_eq!(header.name_in_file("at"), "At");
        assert_eq!(header.name_in_file("status"), "status");
    }

    #[test]
    fn all_columns_that_are_missing_are_told_with_those_that_are_near() {
        let Err(IngestError::NoColumn { columns, .. }) = header("course,cycle,Dose Num") else {
            panic!("columns are missing");
        };
        let columns: Vec<_> = columns
            .iter()
            .map(|missing| (missing.column, missing.near.join(" ")))
            .collect();
        let near = |column, near: &str| (column, near.to_owned());
        assert_eq!(
            columns,
            [
                near("course_id", "course"),
                near("dose_number", "Dose Num"),
                near("status", "")
            ]
        );
    }

    #[test]
    fn a_header_that_lacks_or_repeats_a_column_is_refused() {
        let Err(IngestError::NoColumn { columns, .. }) = header("course_id,cycle,status") else {
            panic!("a column is missing");
        };
        assert_eq!(columns[0].column, "dose_number");
        assert!(matches!(
            header("course_id,cycle,dose_number,status,Course ID"),
            Err(IngestError::ColumnTwice {
                positions: [1, 5],
                column: Some("course_id"),
                ..
            })
        ));
    }
}
