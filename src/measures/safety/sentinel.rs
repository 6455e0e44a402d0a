//! Sentinel events, one by one: for the committee of the site alone.

use super::deaths::died_within_30_days;
use super::order::Ordered;
use super::population::Population;
use crate::facts::{SafetyFacts, Sentinel, SentinelKind, SentinelOutcome};
use crate::notation::plain_decimal;
use crate::store::SiteRecord;

/// One sentinel event of the review.
#[derive(Debug, Clone, PartialEq)]
pub struct SentinelEvent {
    /// The course's site.
    pub site_id: String,
    /// The course.
    pub course_id: String,
    /// Its period.
    pub period: String,
    /// The course's position in the order of the review, as charts count it; `None` without a period, and where the order
    /// is not known.
    pub course_position: Option<usize>,
    /// The event.
    pub event: Sentinel,
}

/// What some sites did not collect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// What, as a reader sees it.
    pub what: &'static str,
    /// The sites; none where no site collected it.
    pub sites: Vec<String>,
}

/// What, as a reader sees it, and the tables and columns that it needs.
type Need = (&'static str, &'static [&'static str]);

/// What sentinel events need.
pub(super) const OF_EVENTS: [Need; 5] = [
    ("deaths", &["patients.death_day", "doses.hour"]),
    ("toxicities", &["toxicities"]),
    ("grades of toxicities", &["toxicities.grade"]),
    (
        "how long toxicities lasted",
        &["toxicities.onset_hour", "toxicities.resolved_hour"],
    ),
    ("dialysis", &["dialysis"]),
];

/// What indicators of support need.
pub(super) const OF_SUPPORT: [Need; 2] = [
    ("vasopressors", &["vasopressors"]),
    ("stays in an ICU", &["stays"]),
];

/// What sites with a treated course did not collect of these.
pub(super) fn lacks(population: &Population<'_>, needs: &[Need]) -> Vec<Lack> {
    let cohort = population.cohort;
    let mut has_course = vec![false; cohort.sites.len()];
    for course in population.courses() {
        has_course[cohort.site_of_course[course]] = true;
    }
    let sites: Vec<_> = cohort
        .sites
        .iter()
        .zip(has_course)
        .filter_map(|(site, has)| has.then_some(site))
        .collect();
    let mut lacks = Vec::new();
    for &(what, needs) in needs {
        // A table that was not collected is named once, without its columns.
        let is_within = |site: &&&SiteRecord| {
            needs[0].starts_with("toxicities.") && !site.has_collected("toxicities")
        };
        let lacking: Vec<String> = sites
            .iter()
            .filter(|site| !needs.iter().all(|need| site.has_collected(need)))
            .filter(|site| !is_within(site))
            .map(|site| site.site_id.clone())
            .collect();
        if !lacking.is_empty() {
            lacks.push(Lack {
                what,
                sites: if lacking.len() == sites.len() {
                    Vec::new()
                } else {
                    lacking
                },
            });
        }
    }
    lacks
}

/// The sentinel events of the courses of a review, the latest courses first.
pub(super) fn events(
    population: &Population<'_>,
    facts: &SafetyFacts,
    ordered: &Ordered,
) -> Vec<SentinelEvent> {
    let cohort = population.cohort;
    let of_course = |(course, index): (usize, Option<usize>)| {
        let site = &cohort.sites[cohort.site_of_course[course]];
        let period = index.map_or_else(String::new, |index| {
            ordered.periods.period(ordered.period_of[index]).to_string()
        });
        // A death is that of the last treated course, as it is counted; and whether an event has resolved is not known
        // where nobody wrote it down.
        let is_listed = move |event: &&Sentinel| match event.kind {
            SentinelKind::Death => died_within_30_days(population, course) == Some(true),
            SentinelKind::UnresolvedGrade4 => site.has_collected("toxicities.resolved_hour"),
            SentinelKind::Grade5
            | SentinelKind::Dialysis
            | SentinelKind::Intubation
            | SentinelKind::CardiacArrest
            | SentinelKind::MyocardialInfarction
            | SentinelKind::LastingGrade4 => true,
        };
        let events = facts.course(course).sentinel.iter().filter(is_listed);
        events.map(move |event| SentinelEvent {
            site_id: site.site_id.clone(),
            course_id: facts.course_id(course).to_owned(),
            period: period.clone(),
            course_position: index
                .filter(|_| ordered.is_order_known)
                .map(|index| index + 1),
            event: event.clone(),
        })
    };
    let indices = ordered.courses.iter().copied().enumerate();
    let dated = indices.map(|(index, course)| (course, Some(index))).rev();
    // A course without a period is in no chart, and its sentinel events are listed all the same.
    let mut is_dated = vec![false; cohort.courses.rows()];
    for &course in &ordered.courses {
        is_dated[course] = true;
    }
    let without = (0..is_dated.len())
        .filter(|&course| population.contains(course) && !is_dated[course])
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
            SentinelKind::UnresolvedGrade4 => "grade_4_not_known_to_have_ended",
        }
    }
}

/// The events as `sentinel.csv`.
#[must_use]
pub fn sentinel_csv(events: &[SentinelEvent]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = writer.write_record([
        "site_id",
        "course_id",
        "period",
        "course_place",
        "kind",
        "term",
        "dose",
        "hour",
        "grade",
        "outcome",
        "outcome_hours",
    ]);
    written(header);
    // An absent value is a blank cell.
    let or_blank = |text: Option<String>| text.unwrap_or_default();
    let whole = |value: Option<i64>| or_blank(value.map(|value| value.to_string()));
    for event in events {
        let (outcome, hours) = match event.event.outcome {
            SentinelOutcome::Died => ("died", String::new()),
            SentinelOutcome::EndedAfter(hours) => ("ended", plain_decimal(rounded(hours))),
            SentinelOutcome::NotKnown => ("not_known_to_have_ended", String::new()),
        };
        let course_position = or_blank(event.course_position.map(|position| position.to_string()));
        let record = writer.write_record([
            &event.site_id,
            &event.course_id,
            &event.period,
            &course_position,
            event.kind(),
            &event.event.term,
            &whole(event.event.dose),
            &or_blank(event.event.hour.map(plain_decimal)),
            &whole(event.event.grade),
            outcome,
            &hours,
        ]);
        written(record);
    }
    written(writer.into_inner())
}

fn written<T, E: std::fmt::Debug>(result: Result<T, E>) -> T {
    result.expect("writing to memory does not fail")
}

/// Hours to a thousandth: a difference of two hours has digits that neither has.
fn rounded(hours: f64) -> f64 {
    (hours * 1_000.0).round() / 1_000.0
}
