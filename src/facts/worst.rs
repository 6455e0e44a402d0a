//! The worst grade of what had several events.

use crate::model::ABSENT_INTEGER;

/// The stored worst grade of a course whose events all lack a grade.
pub const UNGRADED: i64 = -1;

/// How bad it was, in an order in which the maximum is the worst: no event, events of unknown grade only, grade 1…5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Worst {
    #[default]
    NoEvent,
    Ungraded,
    Grade(i64),
}

impl Worst {
    /// The lowest grade of a severe event.
    pub(super) const SEVERE: Self = Self::Grade(3);
    /// The grade of death.
    pub(super) const FATAL: Self = Self::Grade(5);

    /// That of one event.
    pub(super) fn of(grade: i64) -> Self {
        if grade == ABSENT_INTEGER {
            Self::Ungraded
        } else {
            Self::Grade(grade)
        }
    }

    /// As the store writes it.
    pub(super) fn stored(self) -> i64 {
        match self {
            Self::NoEvent => 0,
            Self::Ungraded => UNGRADED,
            Self::Grade(grade) => grade,
        }
    }
}
