//! A check: what was asked of an export, of how many, and what came out.

/// What kind of quality is asked after, by Kahn and others (eGEMs 2016;4(1):1244).
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

/// What a check counts.
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
    /// What is counted, as files write it.
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

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It could not be made.
    Error,
    /// Some failed it.
    Fail,
    /// There was nothing to look at.
    NotApplicable,
    /// None failed it.
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

/// How many failed, out of how many that were looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many failed.
    pub failed: u64,
    /// Out of how many.
    pub out_of: u64,
}

impl Share {
    /// Counts one more that was looked at.
    pub(super) fn add(&mut self, has_failed: bool) {
        self.failed += u64::from(has_failed);
        self.out_of += 1;
    }
}

impl FromIterator<bool> for Share {
    /// Each item is one that was looked at: whether it failed.
    fn from_iter<T: IntoIterator<Item = bool>>(failures: T) -> Self {
        let mut share = Self::default();
        for has_failed in failures {
            share.add(has_failed);
        }
        share
    }
}

/// Why a rule finds no share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// There is nothing to ask, for example because the table was not collected; in words.
    NotApplicable(String),
    /// What the rule reads is not what it expects; in words.
    Broken(String),
}

/// What a rule finds.
pub(super) type Outcome = Result<Share, Problem>;

/// What was asked of an export, of how many, and what came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What kind of quality is asked after.
    pub category: Category,
    /// The rule's name.
    pub rule: &'static str,
    /// The table.
    pub table: &'static str,
    /// The column, where it is one.
    pub column: &'static str,
    /// What would be wrong, in words.
    pub message: &'static str,
    /// What is counted.
    pub counted: Counted,
    /// How many failed, and out of how many; `None` where that is not known.
    pub share: Option<Share>,
    /// What came of it.
    pub state: State,
    /// Why it was not applicable, or could not be made.
    pub why: String,
}
