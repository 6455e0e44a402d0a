//! One column of a table: its name, its kind, whether it must be there.

/// Whether a cell must have a value, and what is meant where it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Part of the table's key; a row without it is quarantined, a file without the column is refused.
    Key,
    /// A row without it is quarantined, a file without the column is refused.
    Required,
    /// May be absent.
    Optional,
    /// Where absent, this is meant; a file without the column has collected it.
    Default(&'static str),
    /// Not in an export: derived at ingest and stored beside the others.
    Derived,
}

/// A table of the terminology in which a text is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vocabulary {
    /// CTCAE terms and their synonyms; others are kept as unclassified.
    ToxicityTerm,
    /// Toxicity terms, and organ systems by name or label; others are kept as unclassified.
    Reason,
    /// Organ systems; nothing else is allowed.
    OrganSystem,
    /// The vasopressor list; others are kept as unclassified.
    Vasopressor,
    /// Dialysis modalities; nothing else is allowed.
    Modality,
    /// Laboratory values and vital signs; others are kept.
    Analyte,
    /// Supportive agents; others are kept.
    Medication,
    /// Classes of supportive agents; nothing else is allowed.
    MedicationClass,
    /// Diagnoses: the synonyms of melanoma and renal cell carcinoma; others are kept.
    Diagnosis,
    /// Criteria of response that are compared like a closed list; others are kept.
    ResponseCriteria,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Any text, trimmed.
    Text,
    /// A whole number within bounds (both included).
    Integer {
        /// The least allowed value.
        min: i64,
        /// The greatest allowed value.
        max: i64,
    },
    /// A decimal number within bounds.
    Decimal {
        /// The least allowed value.
        min: f64,
        /// Whether `min` itself is allowed.
        min_included: bool,
        /// The greatest allowed value, itself allowed.
        max: f64,
    },
    /// Yes or no.
    Boolean,
    /// One of a closed list.
    Choice(&'static [&'static str]),
    /// A decimal number of hours from the first given dose; may be given as a date-time in the column `X_at`.
    Hour,
    /// A text that is looked up in the terminology.
    Word(Vocabulary),
}

impl Presence {
    /// What it is, for readers.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Key => "key".to_owned(),
            Self::Required => "required".to_owned(),
            Self::Optional => "optional".to_owned(),
            Self::Default(default) => format!("default {default}"),
            Self::Derived => "derived".to_owned(),
        }
    }
}

impl Kind {
    /// What it is, for readers, with its bounds.
    ///
    /// ```
    /// use il2_outcomes::model::TOXICITIES;
    /// assert_eq!(TOXICITIES.column("grade").unwrap().kind.words(), "integer 1…5");
    /// ```
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Integer { min, max } => match (min == i64::MIN + 1, max == i64::MAX) {
                (true, _) => "integer".to_owned(),
                (false, true) => format!("integer ≥ {min}"),
                (false, false) => format!("integer {min}…{max}"),
            },
            Self::Decimal {
                min,
                min_included,
                max,
            } => match (min <= f64::MIN, max >= f64::MAX) {
                (true, _) => "decimal".to_owned(),
                (false, true) => format!("decimal {} {min}", if min_included { "≥" } else { ">" }),
                (false, false) => format!("decimal {min}…{max}"),
            },
            Self::Boolean => "boolean".to_owned(),
            Self::Choice(choices) => format!("one of {}", choices.join(", ")),
            Self::Hour => "hour, or a date-time in the column with _at".to_owned(),
            Self::Word(vocabulary) => vocabulary.words().to_owned(),
        }
    }
}

impl Vocabulary {
    /// Where a text is looked up, for readers.
    const fn words(self) -> &'static str {
        match self {
            Self::ToxicityTerm => "text, looked up in toxicity_terms",
            Self::Reason => "text, looked up in toxicity_terms and organ_systems",
            Self::OrganSystem => "one of organ_systems",
            Self::Vasopressor => "text, looked up in vasopressor_agents",
            Self::Modality => "one of dialysis_modalities",
            Self::Analyte => "text, looked up in analytes",
            Self::Medication => "text, looked up in medication_agents",
            Self::MedicationClass => "a class of medication_agents, or other",
            Self::Diagnosis => "text; synonyms of melanoma and renal_cell_carcinoma are read",
            Self::ResponseCriteria => {
                "text; RECIST 1.1, RECIST 1.0, WHO and irRECIST in any spelling"
            }
        }
    }
}

/// Columns of hours, each with the column of date-times that may stand in for it.
const DATE_TIMES: [(&str, &str); 5] = [
    ("hour", "at"),
    ("start_hour", "start_at"),
    ("stop_hour", "stop_at"),
    ("onset_hour", "onset_at"),
    ("resolved_hour", "resolved_at"),
];

/// One column of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Its name: in exports, the store, SQL, messages and headings.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it must be there.
    pub presence: Presence,
    /// Its unit (UCUM), empty where it has none.
    pub unit: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

impl Column {
    /// Whether a row without a value is quarantined.
    #[must_use]
    pub const fn is_required(&self) -> bool {
        matches!(self.presence, Presence::Key | Presence::Required)
    }

    /// Whether an export can bring it.
    #[must_use]
    pub const fn is_exported(&self) -> bool {
        !matches!(self.presence, Presence::Derived)
    }

    /// The name of the date-time column that may stand in for an hour: `onset_hour` ↔ `onset_at`, `hour` ↔ `at`.
    ///
    /// ```
    /// use il2_outcomes::model::{DOSES, TOXICITIES};
    /// assert_eq!(TOXICITIES.column("onset_hour").unwrap().date_time_name(), Some("onset_at"));
    /// assert_eq!(DOSES.column("hour").unwrap().date_time_name(), Some("at"));
    /// assert_eq!(DOSES.column("cycle").unwrap().date_time_name(), None);
    /// ```
    #[must_use]
    pub fn date_time_name(&self) -> Option<&'static str> {
        let is_it =
            |(hour, _): &&(&str, &str)| matches!(self.kind, Kind::Hour) && *hour == self.name;
        DATE_TIMES.iter().find(is_it).map(|(_, at)| *at)
    }

    /// A column that may be absent.
    pub(super) const fn optional(name: &'static str, kind: Kind, meaning: &'static str) -> Self {
        Self {
            name,
            kind,
            presence: Presence::Optional,
            unit: "",
            meaning,
        }
    }

    /// The same column with a unit.
    pub(super) const fn in_unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// The same column, part of the key.
    pub(super) const fn key(self) -> Self {
        Self {
            presence: Presence::Key,
            ..self
        }
    }

    /// The same column, required.
    pub(super) const fn required(self) -> Self {
        Self {
            presence: Presence::Required,
            ..self
        }
    }

    /// The same column, with a default.
    pub(super) const fn or(self, default: &'static str) -> Self {
        Self {
            presence: Presence::Default(default),
            ..self
        }
    }

    /// The same column, derived at ingest.
    pub(super) const fn derived(self) -> Self {
        Self {
            presence: Presence::Derived,
            ..self
        }
    }
}

/// A whole number that is at least `min`.
pub(super) const fn at_least(min: i64) -> Kind {
    Kind::Integer { min, max: i64::MAX }
}

/// A decimal number that is not negative.
pub(super) const NOT_NEGATIVE: Kind = Kind::Decimal {
    min: 0.0,
    min_included: true,
    max: f64::MAX,
};

/// Any decimal number.
pub(super) const DECIMAL: Kind = Kind::Decimal {
    min: f64::MIN,
    min_included: true,
    max: f64::MAX,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TABLES;

    #[test]
    fn every_exported_hour_may_be_given_as_a_date_time() {
        let columns = TABLES.iter().flat_map(|table| table.columns);
        for column in columns.filter(|c| c.is_exported() && matches!(c.kind, Kind::Hour)) {
            let stem = column.name.strip_suffix("hour").unwrap();
            assert_eq!(column.date_time_name(), Some(&*format!("{stem}at")));
        }
    }
}
