//! The header of a file: which field holds which column of the model.

use super::records::Records;
use crate::ingest::error::IngestError;
use crate::model::Table;
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
    /// Names that the model does not have.
    pub(in crate::ingest) unnamed: Vec<String>,
}

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
            let name = key(&text).into_owned();
            if !name.is_empty() && fields_of_names.insert(name.clone(), field).is_some() {
                let column = table
                    .columns
                    .iter()
                    .find(|column| key(column.name) == name)
                    .map(|column| column.name);
                return Err(IngestError::ColumnTwice {
                    file: record.file().to_owned(),
                    position: field + 1,
                    column,
                });
            }
            names.push((name, text));
        }
        let field = |name: &str| fields_of_names.get(key(name).as_ref()).copied();
        let mut header = Self {
            delimiter: record.delimiter(),
            width: record.len(),
            names: names.iter().map(|(name, _)| name.clone()).collect(),
            fields: Vec::new(),
            date_times: Vec::new(),
            unnamed: Vec::new(),
        };
        for column in table.columns {
            let exported = column.is_exported();
            let date_time = column.date_time_name().filter(|_| exported);
            header
                .fields
                .push(if exported { field(column.name) } else { None });
            header.date_times.push(date_time.as_deref().and_then(field));
            let index = header.fields.len() - 1;
            if column.is_required() && header.fields[index].or(header.date_times[index]).is_none() {
                return Err(IngestError::NoColumn {
                    file: record.file().to_owned(),
                    column: column.name,
                    or: date_time,
                });
            }
        }
        for (field, (name, text)) in names.into_iter().enumerate() {
            let is_named =
                header.fields.contains(&Some(field)) || header.date_times.contains(&Some(field));
            if !is_named && !name.is_empty() {
                unnamed.push(text);
            }
        }
        header.unnamed = unnamed;
        Ok(header)
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
            what: "a carriage return stands in its header: lines end in LF or CRLF".to_owned(),
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
    }

    #[test]
    fn a_header_that_lacks_or_repeats_a_column_is_refused() {
        assert!(matches!(
            header("course_id,cycle,status"),
            Err(IngestError::NoColumn {
                column: "dose_number",
                ..
            })
        ));
        assert!(matches!(
            header("course_id,cycle,dose_number,status,Course ID"),
            Err(IngestError::ColumnTwice {
                position: 5,
                column: Some("course_id"),
                ..
            })
        ));
    }
}
