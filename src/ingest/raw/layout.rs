//! Which field of a raw file holds which declared column.

use super::declared::RawTableDeclaration;
use super::error::RawError;
use crate::notation::shown;
use std::collections::BTreeMap;

/// The fields of a raw file.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// The headers, as the file writes them.
    pub(super) headers: Vec<String>,
    /// The same as names are compared.
    pub(super) names: Vec<String>,
    /// For each declared column: its field.
    pub(super) fields: Vec<Option<usize>>,
}

/// What a header is compared by: small letters, each run of signs other than ASCII letters, digits and `_` one `_`, at
/// both ends none.
pub(crate) fn header_name(header: &str) -> String {
    let lower = header.to_lowercase();
    let is_kept = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
    let kept = lower.split(|sign| !is_kept(sign));
    let kept: Vec<&str> = kept.filter(|run| !run.is_empty()).collect();
    kept.join("_")
}

impl Layout {
    /// The layout of a file of these headers, with all that is wrong with them. `named` says which header a column has, where
    /// `--set` named one. What is wrong is one [`RawError::NoColumn`] for each required column that is not there, one [`RawError::ColumnTwice`] for each
    /// declared one whose name two headers have.
    pub(super) fn of(
        file: &str,
        headers: Vec<String>,
        table: &RawTableDeclaration,
        named: &BTreeMap<(String, String), String>,
    ) -> (Self, Vec<RawError>) {
        let name = |(index, header): (usize, &String)| {
            let name = header_name(header);
            if name.is_empty() {
                format!("column_{}", index + 1)
            } else {
                name
            }
        };
        let own_names: Vec<String> = headers.iter().enumerate().map(name).collect();
        let mut fields = Vec::with_capacity(table.columns.len());
        let mut faults = Vec::new();
        for column in &table.columns {
            let set = named.get(&(table.name.clone(), column.name.clone()));
            let candidates: Vec<String> = match set {
                Some(header) => vec![header_name(header)],
                None => std::iter::once(&column.name)
                    .chain(&column.names)
                    .map(|name| header_name(name))
                    .collect(),
            };
            let found = candidates
                .iter()
                .find_map(|candidate| own_names.iter().position(|name| name == candidate));
            let Some(field) = found else {
                // A header that someone named is one that they know to be there.
                if column.is_required || set.is_some() {
                    faults.push(RawError::NoColumn {
                        file: file.to_owned(),
                        table: table.name.clone(),
                        column: column.name.clone(),
                        names: match set {
                            Some(header) => vec![shown(header)],
                            None => column.names.clone(),
                        },
                        is_set: set.is_some(),
                        others: Vec::new(),
                    });
                }
                fields.push(None);
                continue;
            };
            let mut again = own_names[field + 1..].iter();
            if let Some(second) = again.position(|name| *name == own_names[field]) {
                faults.push(RawError::ColumnTwice {
                    file: file.to_owned(),
                    column: column.name.clone(),
                    positions: [field + 1, field + second + 2],
                });
            }
            fields.push(Some(field));
        }
        let layout = Self {
            headers,
            names: own_names,
            fields,
        };
        for fault in &mut faults {
            if let RawError::NoColumn { others, .. } = fault {
                *others = layout.undeclared();
            }
        }
        (layout, faults)
    }

    /// The headers that no declared column has.
    pub(super) fn undeclared(&self) -> Vec<String> {
        let is_undeclared = |(field, _): &(usize, &String)| !self.fields.contains(&Some(*field));
        let headers = self.headers.iter().enumerate().filter(is_undeclared);
        headers
            .map(|(field, header)| {
                let header = header.trim();
                if header.is_empty() {
                    self.names[field].clone()
                } else {
                    shown(header)
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
    use super::super::declared::{RawColumn, RawType};
    use super::*;

    fn table() -> RawTableDeclaration {
        let column = |name: &str, is_required, names: &[&str]| RawColumn {
            name: name.to_owned(),
            of_type: RawType::Text,
            is_required,
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        RawTableDeclaration {
            name: "mar".to_owned(),
            files: vec!["mar".to_owned()],
            is_required: true,
            has_cells: false,
            columns: vec![
                column("patient_id", true, &["pat_id", "subject_id"]),
                column("dose", false, &["sig"]),
            ],
        }
    }

    fn layout(headers: &[&str], set: &[(&str, &str)]) -> Result<Layout, Vec<RawError>> {
        let named = set.iter().map(|(column, header)| {
            let key = ("mar".to_owned(), (*column).to_owned());
            (key, (*header).to_owned())
        });
        let headers = headers.iter().map(|header| (*header).to_owned()).collect();
        match Layout::of("north/mar.csv", headers, &table(), &named.collect()) {
            (layout, faults) if faults.is_empty() => Ok(layout),
            (_, faults) => Err(faults),
        }
    }

    #[test]
    fn a_header_has_one_name_however_it_is_written() {
        for (header, name) in [
            ("Variable / Field Name", "variable_field_name"),
            ("x___1", "x___1"),
            (" Pat ID ", "pat_id"),
            ("(dose)", "dose"),
            ("_file", "_file"),
            ("Größe", "gr_e"),
            ("", ""),
        ] {
            assert_eq!(header_name(header), name, "{header}");
        }
    }

    #[test]
    fn a_column_is_found_by_its_own_name_then_by_the_first_of_its_others() {
        let fields = |headers: &[&str]| layout(headers, &[]).unwrap().fields;
        assert_eq!(fields(&["PAT ID", "Patient-ID"]), [Some(1), None]);
        assert_eq!(fields(&["subject_id", "pat_id", "SIG"]), [Some(1), Some(2)]);
        let found = layout(&["pat_id", "", "Note"], &[]).unwrap();
        assert_eq!(found.names[1], "column_2");
        assert_eq!(found.undeclared(), ["column_2", "Note"]);
    }

    #[test]
    fn what_set_names_is_the_only_header_that_is_looked_for() {
        let named = layout(&["patient_id", "Who is it"], &[("patient_id", "who-is-it")]);
        assert_eq!(named.unwrap().fields[0], Some(1));
        let faults = layout(&["patient_id"], &[("patient_id", "who")]).unwrap_err();
        assert!(matches!(
            faults[..],
            [RawError::NoColumn { is_set: true, .. }]
        ));
    }

    #[test]
    fn a_required_column_that_is_missing_or_there_twice_is_refused() {
        let faults = layout(&["dose"], &[]).unwrap_err();
        assert_eq!(
            faults[0].to_string(),
            "north/mar.csv: the column `patient_id` is missing (other names: pat_id, subject_id)"
        );
        let faults = layout(&["Patient ID", "note", "patient_id"], &[]).unwrap_err();
        assert_eq!(
            faults[0].to_string(),
            "north/mar.csv: columns 1 and 3 both have the name of the column `patient_id`"
        );
        // The other columns of the file are known all the same: what looks at their values looks at them as declared.
        let headers = vec!["Sig".to_owned()];
        let (partly, faults) = Layout::of("north/mar.csv", headers, &table(), &BTreeMap::new());
        assert_eq!((partly.fields, faults.len()), (vec![None, Some(0)], 1));
        // All that is wrong is said at once.
        let faults = layout(&["sig"], &[("patient_id", "who"), ("dose", "amount")]).unwrap_err();
        assert_eq!(faults.len(), 2);
        // Two undeclared columns of one name are listed, and no more.
        assert!(layout(&["patient_id", "note", "note"], &[]).is_ok());
    }
}
