//! Raw tables as a mapping declares them: which files are one, and the columns that SQL sees.

use crate::ingest::ledger::Reason;
use crate::model::closed_set;

closed_set! {
    /// The type of a raw column, whatever the file says of it.
    pub enum RawType {
        /// Text as it is written.
        Text = "text",
        /// A whole number.
        Integer = "integer",
        /// A decimal number.
        Decimal = "decimal",
        /// Yes or no.
        Boolean = "boolean",
        /// A calendar day.
        Date = "date",
        /// A day with a time of day.
        Timestamp = "timestamp",
    }
}

closed_set! {
    /// In which order a date of text is written.
    pub enum DateOrder {
        /// `2019-03-04` alone.
        Iso = "iso",
        /// `3/4/2019` too, the month first.
        MonthFirst = "mdy",
        /// `4/3/2019` too, the day first.
        DayFirst = "dmy",
    }
}

impl DateOrder {
    /// Whether rows were quarantined for a date that another order may read.
    #[must_use]
    pub fn may_be_other(reason: &Reason) -> bool {
        [Self::Iso.no_date(), Self::Iso.no_timestamp()].contains(&&*reason.message)
    }

    /// Why a cell without a date is quarantined.
    pub(super) const fn no_date(self) -> &'static str {
        match self {
            Self::Iso => "not a date with the year first",
            Self::MonthFirst => {
                "not a date with the month or the year first (years have four digits)"
            }
            Self::DayFirst => "not a date with the day or the year first (years have four digits)",
        }
    }

    /// Why a cell without a date and a time of day is quarantined.
    pub(super) const fn no_timestamp(self) -> &'static str {
        match self {
            Self::Iso => "not a date with a time of day, the year first",
            Self::MonthFirst => {
                "not a date with a time of day, the month or the year first (years have four digits)"
            }
            Self::DayFirst => {
                "not a date with a time of day, the day or the year first (years have four digits)"
            }
        }
    }
}

/// A column of a raw table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawColumn {
    /// Its name in SQL.
    pub name: String,
    /// Its type.
    pub of_type: RawType,
    /// Whether a file without it is refused.
    pub is_required: bool,
    /// Its other names in files, the first that a file has is taken.
    pub names: Vec<String>,
}

/// A raw table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawTableDeclaration {
    /// Its name in SQL.
    pub name: String,
    /// Names of its files without their endings, in small letters; `*` stands for anything.
    pub files: Vec<String>,
    /// Whether an export without it is refused.
    pub is_required: bool,
    /// Whether SQL also sees every value of its files, as rows.
    pub has_cells: bool,
    /// Its columns, in the order of SQL.
    pub columns: Vec<RawColumn>,
}
