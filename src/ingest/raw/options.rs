//! How raw files are read: decimals, dates, headers that were named, and columns that are no identifiers.

use super::declared::DateOrder;
use super::values::Reading;
use crate::ingest::options::DecimalMark;
use std::collections::{BTreeMap, BTreeSet};

/// How raw files are read.
#[derive(Debug, Clone)]
pub struct RawOptions {
    /// What stands before the decimals of a number.
    pub decimal: DecimalMark,
    /// The order of dates of text.
    pub dates: DateOrder,
    /// The header that a column of a table has, where `--set` names one.
    pub headers: BTreeMap<(String, String), String>,
    /// Columns that are no identifiers, as `table.column`; `*` stands for anything.
    pub not_identifiers: Vec<String>,
    /// Tables that are read more than once: their rows are kept beside the files once these are read, so that text is
    /// taken apart once. Any other is read from its files when it is needed.
    pub kept: BTreeSet<String>,
}

impl RawOptions {
    pub(super) const fn reading(&self) -> Reading {
        Reading {
            decimal: self.decimal,
            dates: self.dates,
        }
    }
}
