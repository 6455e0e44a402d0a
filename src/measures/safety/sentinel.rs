//! Sentinel events, one by one: for the committee of the site alone.

use super::order::Ordered;
use crate::facts::{SafetyFacts, Sentinel, SentinelKind, SentinelOutcome};
use crate::measures::cohort::Cohort;
use crate::measures::results::plain_decimal;

/// One sentinel event of the review.
#[derive(Debug, Clone, PartialEq)]
pub struct SentinelEvent {
    /// The course's site.
    pub site_id: String,
    /// The course.
    pub course_id: String,
    /// Its period.
    pub period: String,
    /// The event.
    pub event: Sentinel,
}

/// The sentinel events of the courses of a review, the latest courses first.
pub(super) fn events(
    cohort: &Cohort,
    facts: &SafetyFacts,
    ordered: &Ordered,
) -> Vec<SentinelEvent> {
    let of_course = |(course, period): (usize, Option<usize>)| {
        let site = cohort.site_of_course[course];
        let period = period.map_or_else(String::new, |period| ordered.periods.label(period));
        facts
            .course(course)
            .sentinel
            .iter()
            .map(move |event| SentinelEvent {
                site_id: cohort.sites[site].site_id.clone(),
                course_id: facts.course_id(course).to_owned(),
                period: period.clone(),
                event: event.clone(),
            })
    };
    let periods = ordered.period_of.iter().map(|&period| Some(period));
    let dated = ordered.courses.iter().copied().zip(periods).rev();
    // A course without a period is in no chart; what happened in it is told all the same.
    let mut is_dated = vec![false; cohort.courses.rows()];
    for &course in &ordered.courses {
        is_dated[course] = true;
    }
    let without = (0..is_dated.len())
        .filter(|&course| cohort.is_treated(course) && !is_dated[course])
        .map(|course| (course, None));
    dated.chain(without).flat_map(of_course).collect()
}

impl SentinelEvent {
    /// Why it is a sentinel event, in one word.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self.event.kind {
            SentinelKind::Death => "death_within_30_days",
            SentinelKind::Grade5 => "grade_5",
            SentinelKind::Dialysis => "dialysis",
            SentinelKind::Intubation => "intubation",
            SentinelKind::CardiacArrest => "cardiac_arrest",
            SentinelKind::MyocardialInfarction => "myocardial_infarction",
            SentinelKind::LastingGrade4 => "grade_4_over_7_days",
        }
    }
}

/// The events as `sentinel.csv`.
#[must_use]
pub fn sentinel_csv(events: &[SentinelEvent]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record([
        "site_id",
        "course_id",
        "period",
        "kind",
        "term",
        "dose",
        "hour",
        "grade",
        "outcome",
        "outcome_hours",
    ]);
    let whole = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    for event in events {
        let (outcome, hours) = match event.event.outcome {
            SentinelOutcome::Died => ("died", String::new()),
            SentinelOutcome::EndedAfter(hours) => ("ended", plain_decimal(rounded(hours))),
            SentinelOutcome::NotKnown => ("not_known_to_have_ended", String::new()),
        };
        let _ = writer.write_record([
            &event.site_id,
            &event.course_id,
            &event.period,
            event.kind(),
            &event.event.term,
            &whole(event.event.dose),
            &event.event.hour.map(plain_decimal).unwrap_or_default(),
            &whole(event.event.grade),
            outcome,
            &hours,
        ]);
    }
    writer.into_inner().unwrap_or_default()
}

/// Hours to a thousandth: a difference of two hours has digits that neither has.
fn rounded(hours: f64) -> f64 {
    (hours * 1_000.0).round() / 1_000.0
}
