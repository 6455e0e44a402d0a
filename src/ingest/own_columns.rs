//! Own columns of exports that are stored together: which there are, each with its type over all their rows.

use super::error::IngestError;
use super::export::Export;
use super::own::{Forms, check_limits, own_of, used_texts};
use crate::model::{OwnColumn, OwnType};
use std::collections::BTreeMap;

/// The own columns of these exports as one, each with its type over all their rows.
///
/// # Errors
///
/// [`IngestError::OwnColumns`] where a table has more than 64, or both tables have one of the same name.
pub fn own_columns(exports: &[Export]) -> Result<Vec<OwnColumn>, IngestError> {
    let mut found: BTreeMap<(&'static str, String), (Forms, bool)> = BTreeMap::new();
    for export in exports {
        for (table, frame) in export.owner_frames() {
            for (name, values) in own_of(frame) {
                let (forms, has_values) = found
                    .entry((table, name.to_owned()))
                    .or_insert((Forms::default(), false));
                for text in used_texts(values) {
                    forms.add(text, export.decimal);
                    *has_values = true;
                }
            }
        }
    }
    let columns = found.into_iter();
    let columns = columns.map(|((table, name), (forms, has_values))| OwnColumn {
        table,
        name,
        of_type: forms.of_type(),
        has_values,
    });
    let columns: Vec<OwnColumn> = columns.collect();
    check_limits(columns.iter())?;
    Ok(columns)
}

/// Whether all values that these exports bring of an own column can be read as this type.
#[must_use]
pub fn own_values_are(exports: &[Export], column: &OwnColumn, of_type: OwnType) -> bool {
    let mut forms = Forms::default();
    for export in exports {
        let frames = export
            .owner_frames()
            .filter(|(table, _)| *table == column.table);
        let columns = frames.flat_map(|(_, frame)| own_of(frame));
        for (_, values) in columns.filter(|(name, _)| *name == column.name) {
            for text in used_texts(values) {
                forms.add(text, export.decimal);
            }
        }
    }
    forms.can_be(of_type)
}
