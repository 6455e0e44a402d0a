//! Own columns: what a site knows of its courses or patients beside the data model, in columns `x_…`.

use super::choices::closed_set;
use super::column::Kind;
use std::collections::BTreeMap;

/// Own columns of one table.
pub const OWN_COLUMNS: usize = 64;

/// Different values by which courses are grouped, or which a table lists.
pub const OWN_VALUES: usize = 50;

/// What an own column means, in the dictionary.
pub const OWN_MEANING: &str = "own column";

closed_set! {
    /// The type of an own column, which is found over all rows of a store.
    pub enum OwnType {
        /// Every value is a word of yes or no.
        Boolean = "boolean",
        /// Every value is a whole number.
        Integer = "integer",
        /// Every value is a number.
        Decimal = "decimal",
        /// Anything else, and a column without values.
        Text = "text",
    }
}

/// Whether a column of this name is an own one: no column of the model begins so.
#[must_use]
pub fn is_own_column(name: &str) -> bool {
    name.starts_with("x_")
}

impl OwnType {
    /// The kind of a column of the model that holds the same values.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Boolean => Kind::Boolean,
            Self::Integer => Kind::Integer {
                min: i64::MIN,
                max: i64::MAX,
            },
            Self::Decimal => Kind::Decimal {
                min: f64::MIN,
                min_included: true,
                max: f64::MAX,
            },
            Self::Text => Kind::Text,
        }
    }
}

/// An own column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnColumn {
    /// The table that has it: `courses` or `patients`.
    pub table: &'static str,
    /// Its name, `x_…`.
    pub name: String,
    /// Its type.
    pub of_type: OwnType,
    /// Whether any row has a value.
    pub has_values: bool,
}

impl OwnColumn {
    /// Its name with that of its table.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.table, self.name)
    }

    /// The column that holds the rows of this one and of another of the same name: whole numbers become decimals, and a
    /// column without values takes the other's type. `None` where the types contradict one another.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Option<Self> {
        use OwnType::{Decimal, Integer};
        let of_type = match (self.of_type, other.of_type) {
            (a, b) if a == b => a,
            (a, _) if !other.has_values => a,
            (_, b) if !self.has_values => b,
            (Integer, Decimal) | (Decimal, Integer) => Decimal,
            _ => return None,
        };
        Some(Self {
            of_type,
            has_values: self.has_values || other.has_values,
            ..self.clone()
        })
    }
}

/// The own columns of a store, from those of its sites, in the order of tables and names. What the sites have was compared
/// when it was stored; of types that contradict one another the first is kept.
#[must_use]
pub fn all_own_columns<'a>(of_sites: impl Iterator<Item = &'a OwnColumn>) -> Vec<OwnColumn> {
    let mut all: BTreeMap<(&str, &str), OwnColumn> = BTreeMap::new();
    for column in of_sites {
        let known = all.entry((column.table, &column.name));
        known
            .and_modify(|known| *known = known.joined(column).unwrap_or_else(|| known.clone()))
            .or_insert_with(|| column.clone());
    }
    all.into_values().collect()
}
