//! The header of a file: which field holds which column of the model.

use super::records::Records;
use crate::ingest::error::IngestError;
use crate::model::Table;
use crate::terminology::key;
use std::collections::HashMap;

/// Which field of a file holds which column of a table.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    /// How many fields every record must have.
    pub(crate) width: usize,
    /// For each column of the table: its field.
    pub(crate) fields: Vec<Option<usize>>,
    /// For each column of the table: the field of the date-time that may stand in for it.
    pub(crate) date_times: Vec<Option<usize>>,
    /// Names that the model does not have.
    pub(crate) unnamed: Vec<String>,
}

impl Header {
    /// Reads the header from the file's first record.
    pub(crate) fn read(
        table: &Table,
        file: &str,
        record: &Records<'_>,
    ) -> Result<Self, IngestError> {
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
                    file: file.to_owned(),
                    position: field + 1,
                    column,
                });
            }
            names.push((name, text));
        }
        let field = |name: &str| fields_of_names.get(key(name).as_ref()).copied();
        let mut header = Self {
            width: record.len(),
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
                    file: file.to_owned(),
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

    /// Whether the file brings this column, in either form.
    pub(crate) fn has(&self, column: usize) -> bool {
        self.fields[column].or(self.date_times[column]).is_some()
    }
}

/// The delimiter of a header line: the one of comma, semicolon, tab and `|` that stands most often outside quotes.
pub(crate) fn delimiter_of(line: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut is_quoted = false;
    for &byte in line {
        is_quoted ^= byte == b'"';
        if let Some(count) = counts
            .iter_mut()
            .find(|(delimiter, _)| *delimiter == byte && !is_quoted)
        {
            count.1 += 1;
        }
    }
    // Of equal counts the last is taken: the comma stands last.
    counts
        .into_iter()
        .rev()
        .max_by_key(|&(_, count)| count)
        .map_or(b',', |(delimiter, _)| delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DOSES;

    fn header(line: &str) -> Result<Header, IngestError> {
        let mut records = Records::new(Box::new(line.as_bytes()), delimiter_of(line.as_bytes()));
        assert!(records.advance().unwrap());
        Header::read(&DOSES, "doses.csv", &records)
    }

    #[test]
    fn the_delimiter_is_found_from_the_header() {
        assert_eq!(delimiter_of(b"course_id;cycle"), b';');
        assert_eq!(delimiter_of(b"\"a;b;c\",d"), b',');
        assert_eq!(delimiter_of(b"course_id"), b',');
    }

    #[test]
    fn headers_are_compared_without_case_blanks_and_dashes() {
        let header = header("Course ID;CYCLE;Dose-Number;status;At;batch").unwrap();
        assert_eq!(header.fields[1..5], [Some(0), Some(1), Some(2), Some(3)]);
        assert!(header.has(DOSES.place("hour").unwrap()));
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
