//! A check: a rule that was evaluated for an export, with its denominator and its result.

/// A category of data quality, by Kahn and others (eGEMs 2016;4(1):1244).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Whether data have the form that the model gives them.
    Conformance,
    /// Whether data are there.
    Completeness,
    /// Whether data can be true.
    Plausibility,
}

impl Category {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 3] = [Self::Conformance, Self::Completeness, Self::Plausibility];

    /// The category as files write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Conformance => "conformance",
            Self::Completeness => "completeness",
            Self::Plausibility => "plausibility",
        }
    }

    /// The category of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// The unit in which a check counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Rows of the table.
    Row,
    /// Columns of the file.
    Column,
    /// Cycles.
    Cycle,
    /// Courses.
    Course,
    /// Patients.
    Patient,
}

impl Counted {
    /// The unit as files write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Column => "column",
            Self::Cycle => "cycle",
            Self::Course => "course",
            Self::Patient => "patient",
        }
    }
}

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It could not be made. No rule ends so; stores that earlier versions wrote may say it.
    Error,
    /// At least one failed.
    Fail,
    /// The denominator was empty, or not collected.
    NotApplicable,
    /// None failed.
    Pass,
}

impl State {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Error, Self::Fail, Self::NotApplicable, Self::Pass];

    /// The state as files write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Fail => "fail",
            Self::NotApplicable => "not_applicable",
            Self::Pass => "pass",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
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
