//! A check: a rule that was evaluated for an export, with its denominator and its result.

use crate::model::{closed_set, named, table};

closed_set! {
    /// A category of data quality, by Kahn and others (eGEMs 2016;4(1):1244).
    pub enum Category {
        /// Whether data have the form that the model gives them.
        Conformance = "conformance",
        /// Whether data are there.
        Completeness = "completeness",
        /// Whether data can be true.
        Plausibility = "plausibility",
    }
}

named! {
    /// The unit in which a check counts.
    pub enum Counted {
        /// Rows of the table.
        Row = "row",
        /// Columns of the file.
        Column = "column",
        /// Planned doses.
        Dose = "dose",
        /// Cycles.
        Cycle = "cycle",
        /// Courses.
        Course = "course",
        /// Patients.
        Patient = "patient",
    }
}

closed_set! {
    /// The result of a check.
    pub enum State {
        /// It could not be made. No rule ends so; stores that earlier versions wrote may say it.
        Error = "error",
        /// At least one failed.
        Fail = "fail",
        /// The denominator was empty, or not collected.
        NotApplicable = "not_applicable",
        /// None failed.
        Pass = "pass",
    }
}

/// The number that failed, out of those that were examined.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// The number that failed.
    pub failed: u64,
    /// The number examined.
    pub out_of: u64,
}

impl Share {
    /// Counts one more that was examined.
    pub(super) fn add(&mut self, has_failed: bool) {
        self.failed += u64::from(has_failed);
        self.out_of += 1;
    }
}

impl FromIterator<bool> for Share {
    /// Each item is one that was examined: whether it failed.
    fn from_iter<T: IntoIterator<Item = bool>>(failures: T) -> Self {
        let mut share = Self::default();
        for has_failed in failures {
            share.add(has_failed);
        }
        share
    }
}

/// Why a rule does not apply, for example because the table was not collected; in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotApplicable(pub(super) String);

/// The share that a rule finds, where it applies.
pub(super) type Outcome = Result<Share, NotApplicable>;

/// A rule that was evaluated for a table or a column of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The category of quality.
    pub category: Category,
    /// The rule's name.
    pub rule: &'static str,
    /// The name of the table.
    pub table: &'static str,
    /// The name of the column; empty for a whole table.
    pub column: &'static str,
    /// The fault in words.
    pub message: &'static str,
    /// The unit that is counted.
    pub counted: Counted,
    /// The share that failed; `None` where it is not known.
    pub share: Option<Share>,
    /// Its result.
    pub state: State,
    /// Why it was not applicable, in words; else empty.
    pub why: String,
}

impl Check {
    /// Its column as a file names it that has date-times; `None` where these cannot stand for the column.
    #[must_use]
    pub fn date_time_column(&self) -> Option<&'static str> {
        table(self.table)?.column(self.column)?.date_time_name()
    }
}
