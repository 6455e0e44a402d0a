//! Sentinel events: those that a committee reviews one by one.
//!
//! Source: `safety.sentinel` of the measure book (`docs/safety-review.md`); the 30-day window as in `events.rs`.

use crate::model::TOLERANCE;

/// What makes an event a sentinel event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SentinelKind {
    /// Death at most 30 days after the last given dose.
    Death,
    /// An event of grade 5.
    Grade5,
    /// Dialysis.
    Dialysis,
    /// A term that implies an intubation, of grade 4 or of unknown grade.
    Intubation,
    /// Cardiac arrest.
    CardiacArrest,
    /// Myocardial infarction.
    MyocardialInfarction,
    /// An event of grade 4 that lasted longer than 7 days.
    LastingGrade4,
    /// An event of grade 4 that is not known to have resolved.
    UnresolvedGrade4,
}

/// What is known of a sentinel event's end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SentinelOutcome {
    /// The patient died of it.
    Died,
    /// It resolved, or the treatment ended, so many hours after it began.
    EndedAfter(f64),
    /// It is not known to have ended.
    NotKnown,
}

/// One sentinel event.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentinel {
    /// Why it is one.
    pub kind: SentinelKind,
    /// The CTCAE term, or the text as exported; the modality of a dialysis; empty for a death.
    pub term: String,
    /// The hour of the course at which it began.
    pub hour: Option<f64>,
    /// Given doses up to that hour; `None` where a given dose has no hour.
    pub dose: Option<i64>,
    /// Its grade.
    pub grade: Option<i64>,
    /// Its end.
    pub outcome: SentinelOutcome,
}

/// Terms that stand for an intubation: its synonyms are theirs.
const INTUBATION_TERMS: [&str; 2] = ["Respiratory failure", "Adult respiratory distress syndrome"];

/// Hours after which an event of grade 4 is one that lasts: 7 days.
const LASTING_HOURS: f64 = 168.0;

/// Why an event is a sentinel event; the first reason that holds.
pub(super) fn kind_of(
    term: &str,
    grade: Option<i64>,
    duration: Option<f64>,
    is_resolved: bool,
) -> Option<SentinelKind> {
    let is_lasting = duration.is_some_and(|hours| hours > LASTING_HOURS + TOLERANCE);
    if grade == Some(5) {
        Some(SentinelKind::Grade5)
    } else if term == "Cardiac arrest" {
        Some(SentinelKind::CardiacArrest)
    } else if term == "Myocardial infarction" {
        Some(SentinelKind::MyocardialInfarction)
    } else if INTUBATION_TERMS.contains(&term) && grade.is_none_or(|grade| grade >= 4) {
        Some(SentinelKind::Intubation)
    } else if grade == Some(4) && is_lasting {
        Some(SentinelKind::LastingGrade4)
    } else if grade == Some(4) && !is_resolved {
        Some(SentinelKind::UnresolvedGrade4)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_a_sentinel_event_for_the_first_reason_that_holds() {
        let kind =
            |term: &str, grade, hours: Option<f64>| kind_of(term, grade, hours, hours.is_some());
        assert_eq!(kind("Sepsis", Some(5), None), Some(SentinelKind::Grade5));
        assert_eq!(
            kind("Cardiac arrest", Some(4), Some(1.0)),
            Some(SentinelKind::CardiacArrest)
        );
        assert_eq!(kind("Respiratory failure", Some(3), Some(9.0)), None);
        assert_eq!(
            kind("Respiratory failure", None, Some(9.0)),
            Some(SentinelKind::Intubation)
        );
        // Seven days are no more than seven days.
        assert_eq!(kind("Anemia", Some(4), Some(168.0)), None);
        assert_eq!(
            kind("Anemia", Some(4), Some(168.5)),
            Some(SentinelKind::LastingGrade4)
        );
        // Not known to have resolved is not known to have lasted.
        assert_eq!(
            kind("Anemia", Some(4), None),
            Some(SentinelKind::UnresolvedGrade4)
        );
        // It resolved, and nobody knows when it began.
        assert_eq!(kind_of("Anemia", Some(4), None, true), None);
    }
}
