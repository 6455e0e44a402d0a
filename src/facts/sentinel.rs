//! Sentinel events: those that a committee reviews one by one.
//!
//! Source: `docs/safety-review.md`; the terms are those of the label's warnings, flagged in `toxicity_terms.csv`.

use super::events::{is_on_treatment, starts_in_time};
use crate::model::{CareSetting, CauseOfDeath, Frame, TOLERANCE};
use crate::terminology::Term;
use std::ops::Range;

/// What makes an event a sentinel event, in the order in which reasons are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SentinelReason {
    /// Death at most 30 days after the last given dose.
    Death,
    /// An event of grade 5.
    Grade5,
    /// Dialysis of a patient who was at risk of it.
    Dialysis,
    /// An ICU stay that nobody planned.
    IcuTransfer,
    /// A term of the list, of a grade that counts.
    ListedTerm,
}

/// What is known of a sentinel event's end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SentinelOutcome {
    /// The patient died of it.
    Died,
    /// It resolved, or the treatment or the stay ended, so many hours after it began.
    EndedAfter(f64),
    /// It ended, and when it began is not known.
    Ended,
    /// It is not known to have ended.
    NotKnown,
}

/// What is recorded of a patient's death.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct DeathRecord {
    /// Its cause; `None` where none was exported.
    pub cause: Option<CauseOfDeath>,
    /// Whole days from the day of the course's last given dose to that of death, both counted from hour 0; `None` where either
    /// is not known.
    pub days_after_last_dose: Option<i64>,
}

/// One sentinel event.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentinel {
    /// Why it is one, in their order; at least one.
    pub reasons: Vec<SentinelReason>,
    /// The CTCAE term, or the text as exported; the modality of a dialysis; empty for a death and for a stay.
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

/// Terms that name a death.
const DEATH_TERMS: [&str; 2] = ["Death NOS", "Sudden death NOS"];

impl Sentinel {
    /// A death, at this hour.
    pub(super) const fn death(hour: f64, reasons: Vec<SentinelReason>) -> Self {
        Self {
            reasons,
            term: String::new(),
            hour: Some(hour),
            dose: None,
            grade: None,
            outcome: SentinelOutcome::Died,
        }
    }

    /// Whether it is the patient's death, by whatever reason it is listed.
    #[must_use]
    pub fn is_death(&self) -> bool {
        let of_death = [SentinelReason::Death, SentinelReason::Grade5];
        DEATH_TERMS.contains(&self.term.as_str())
            || self.reasons.iter().any(|reason| of_death.contains(reason))
    }

    fn of_interval(reason: SentinelReason, term: &str, start: f64, stop: Option<f64>) -> Self {
        Self {
            reasons: vec![reason],
            term: term.to_owned(),
            hour: Some(start),
            dose: None,
            grade: None,
            outcome: stop.map_or(SentinelOutcome::NotKnown, |stop| {
                SentinelOutcome::EndedAfter(stop - start)
            }),
        }
    }
}

/// Why an event on treatment, of a term of the terminology or of none, is a sentinel event; empty where it is none.
pub(super) fn reasons(term: Option<&Term>, grade: Option<i64>) -> Vec<SentinelReason> {
    let is_listed = term.is_some_and(|term| term.is_sentinel(grade));
    let of_grade = (grade == Some(5)).then_some(SentinelReason::Grade5);
    let of_term = is_listed.then_some(SentinelReason::ListedTerm);
    of_grade.into_iter().chain(of_term).collect()
}

/// What is known of the end of an event.
pub(super) fn outcome(
    grade: Option<i64>,
    onset: Option<f64>,
    resolved: Option<f64>,
) -> SentinelOutcome {
    match (onset, resolved) {
        _ if grade == Some(5) => SentinelOutcome::Died,
        (Some(onset), Some(resolved)) => SentinelOutcome::EndedAfter(resolved - onset),
        (None, Some(_)) => SentinelOutcome::Ended,
        (_, None) => SentinelOutcome::NotKnown,
    }
}

/// The first dialysis that began on treatment, of these rows of a course.
pub(super) fn of_dialysis(
    dialysis: &Frame,
    rows: Range<usize>,
    last: Option<f64>,
) -> Option<Sentinel> {
    let (is_dialysis, starts) = (
        dialysis.booleans("is_dialysis"),
        dialysis.decimals("start_hour"),
    );
    // A start that is not known is not on treatment.
    let counts =
        |&row: &usize| is_dialysis[row] == Some(true) && is_on_treatment(starts[row], last);
    let first = rows
        .filter(counts)
        .min_by(|&a, &b| starts[a].total_cmp(&starts[b]))?;
    let modality = dialysis.text("modality", first);
    Some(Sentinel::of_interval(
        SentinelReason::Dialysis,
        modality.expect("a dialysis without a modality is of the default one"),
        starts[first],
        dialysis.decimal("stop_hour", first),
    ))
}

/// Gives the ICU stays that began after hour 0 and in time, of rows of a course whose last given dose is known.
pub(super) fn of_stays(stays: &Frame) -> impl Fn(Range<usize>, Option<f64>) -> Vec<Sentinel> + '_ {
    let (units, starts) = (
        stays.choices::<CareSetting>("unit"),
        stays.decimals("start_hour"),
    );
    move |rows, last| {
        let is_transfer = |&row: &usize| {
            let start = starts[row];
            units[row] == Some(CareSetting::Icu) && start > TOLERANCE && starts_in_time(start, last)
        };
        let stay = |row: usize| {
            let stop = stays.decimal("stop_hour", row);
            Sentinel::of_interval(SentinelReason::IcuTransfer, "", starts[row], stop)
        };
        rows.filter(is_transfer).map(stay).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminology::{toxicity_term, toxicity_terms};

    #[test]
    fn an_event_is_a_sentinel_event_for_every_reason_that_holds() {
        use SentinelReason::{Grade5, ListedTerm};
        let reasons = |name: &str, grade| {
            reasons(toxicity_term(name).map(|row| &toxicity_terms()[row]), grade)
        };
        assert_eq!(reasons("Cardiac arrest", Some(5)), [Grade5, ListedTerm]);
        assert_eq!(reasons("Cardiac arrest", None), [ListedTerm]);
        assert_eq!(reasons("no such term", Some(5)), [Grade5]);
        assert_eq!(reasons("Sepsis", Some(2)), []);
        assert_eq!(reasons("Sepsis", Some(3)), [ListedTerm]);
        // Laboratory abnormalities are none, of whatever grade.
        assert_eq!(reasons("Platelet count decreased", Some(4)), []);
        assert_eq!(reasons("Creatinine increased", None), []);
    }

    #[test]
    fn a_resolution_without_an_onset_is_an_end_after_nobody_knows_how_long() {
        assert_eq!(outcome(Some(4), None, Some(9.0)), SentinelOutcome::Ended);
        assert_eq!(
            outcome(Some(4), Some(2.0), Some(9.0)),
            SentinelOutcome::EndedAfter(7.0)
        );
        assert_eq!(outcome(None, Some(2.0), None), SentinelOutcome::NotKnown);
        assert_eq!(outcome(Some(5), Some(2.0), None), SentinelOutcome::Died);
    }
}
