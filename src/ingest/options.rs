//! How an export is read, as the caller says.

use super::ledger::Reason;
use super::quarantine_limits::QuarantineLimits;

/// The options of ingest.
#[derive(Debug, Clone)]
pub struct Options {
    /// The site of rows for which nothing else says one; else the folder's name.
    pub site: Option<String>,
    /// The shares of a file's rows that may be quarantined.
    pub max_quarantine: QuarantineLimits,
    /// The latest year in which a course may have started.
    pub latest_year: i64,
    /// What stands before the decimals of a number.
    pub decimal: DecimalMark,
}

/// What stands before the decimals of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DecimalMark {
    /// `1.5`; a comma makes a cell no number.
    #[default]
    Point,
    /// `1,5`; a point makes a cell no number: it could stand between thousands.
    Comma,
}

impl DecimalMark {
    /// The mark itself.
    pub(super) const fn byte(self) -> u8 {
        match self {
            Self::Point => b'.',
            Self::Comma => b',',
        }
    }

    /// Whether rows were quarantined for numbers that have no decimal point where one is expected: they may have commas.
    #[must_use]
    pub fn may_be_comma(reason: &Reason) -> bool {
        reason.message == Self::Point.fault()
    }

    /// Why a cell without a number is quarantined.
    pub(super) const fn fault(self) -> &'static str {
        match self {
            Self::Point => "not a decimal number (with a point)",
            Self::Comma => "not a decimal number (with a comma)",
        }
    }
}
