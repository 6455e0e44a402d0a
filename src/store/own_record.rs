//! What a store keeps of an own column of a site.

use crate::model::{COURSES, ClosedSet, OwnColumn, OwnType, PATIENTS};
use serde::{Deserialize, Serialize};

/// An own column of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRecord {
    /// The table that has it: `courses` or `patients`.
    pub table: String,
    /// Its name.
    pub name: String,
    /// The name of its type.
    #[serde(rename = "type")]
    pub of_type: String,
    /// Whether any row of the site has a value.
    pub has_values: bool,
}

impl From<&OwnColumn> for OwnRecord {
    fn from(column: &OwnColumn) -> Self {
        Self {
            table: column.table.to_owned(),
            name: column.name.clone(),
            of_type: column.of_type.name().to_owned(),
            has_values: column.has_values,
        }
    }
}

impl OwnRecord {
    /// The column; `None` where its table or type is none that a store has.
    #[must_use]
    pub fn column(&self) -> Option<OwnColumn> {
        let tables = [&COURSES, &PATIENTS];
        Some(OwnColumn {
            table: tables
                .into_iter()
                .find(|table| table.name == self.table)?
                .name,
            name: self.name.clone(),
            of_type: OwnType::from_name(&self.of_type)?,
            has_values: self.has_values,
        })
    }
}
