//! One row per course, from which every measure counts: built at ingest, site by site, and kept in the store.
//!
//! A report reads these rows and no events. The rows of each table of the store lie together by course, so that facts
//! come from one pass over each, without a hash table. The tables are `facts_courses` and, for what a course has many
//! of, `facts_cycles`, `facts_course_terms`, `facts_course_organs`, `facts_course_reasons`, `facts_course_agents`,
//! `facts_course_modalities` and `facts_course_medications`.

mod care;
mod course_table;
mod dose_history;
mod error;
mod frame;
mod intervals;
mod kidney;
mod safety;
mod sentinel;
mod support;
mod toxicity;
mod write;

pub use care::MONITORED;
pub use error::FactsError;
pub use frame::{Frame, read_parquet};
pub use safety::{CourseRecord, EventRecords, INFECTION_TERMS, SafetyFacts};
pub use sentinel::{Sentinel, SentinelKind, SentinelOutcome};

use crate::model::TOLERANCE;
use crate::store::{Draft, SiteRecord};
use crate::terminology::UNCLASSIFIED;
use care::CareFacts;
use dose_history::{DoseHistory, dose_histories};
use kidney::KidneyFacts;
use std::ops::Range;
use support::{DialysisFacts, VasopressorFacts};
use toxicity::ToxicityFacts;

/// The number that stands for "not stated" among the organ systems of reasons: it follows the last of them.
pub const NOT_STATED: i64 = UNCLASSIFIED as i64 + 1;

/// The stored worst grade of a course whose events all lack a grade.
pub const UNGRADED: i64 = -1;

/// The facts of one site's courses, by the place of the course in the site's files.
struct SiteFacts {
    doses: Vec<DoseHistory>,
    toxicity: Vec<ToxicityFacts>,
    vasopressors: Vec<VasopressorFacts>,
    dialysis: Vec<DialysisFacts>,
    kidney: Vec<KidneyFacts>,
    care: Vec<CareFacts>,
    /// Whether the site measured each of [`MONITORED`] in any course.
    measures_at_all: [bool; MONITORED.len()],
}

/// Builds the facts of a site whose tables are in the draft, and writes them beside the tables.
///
/// # Errors
///
/// Where a table cannot be read or the facts cannot be written.
pub fn build(draft: &Draft, site: &SiteRecord) -> Result<(), FactsError> {
    let part = |table: &str| draft.part(table, site);
    let courses = read_parquet(&[part("courses")], &course_table::COURSE_COLUMNS)?;
    let patients = read_parquet(&[part("patients")], &course_table::PATIENT_COLUMNS)?;
    let first_key = i64::from(site.number) << 32;
    let read = |table: &str, columns: &[&str]| -> Result<Events, FactsError> {
        let frame = read_parquet(&[part(table)], columns)?;
        Events::new(frame, first_key)
    };
    let doses = dose_histories(&courses, &read("doses", &dose_history::COLUMNS)?);
    let not_assessed = read("not_assessed", &["course_key", "organ_system"])?;
    let toxicities = read("toxicities", &toxicity::COLUMNS)?;
    let vasopressors = read("vasopressors", &support::VASOPRESSOR_COLUMNS)?;
    let dialysis = read("dialysis", &support::DIALYSIS_COLUMNS)?;
    let measurements = read("measurements", &kidney::MEASUREMENT_COLUMNS)?;
    let medications = read("medications", &care::MEDICATION_COLUMNS)?;
    let stays = read("stays", &care::STAY_COLUMNS)?;
    let timed = [
        (&toxicities, ["onset_hour", "resolved_hour"]),
        (&vasopressors, ["start_hour", "stop_hour"]),
        (&dialysis, ["start_hour", "stop_hour"]),
        (&measurements, ["hour", "hour"]),
        (&medications, ["start_hour", "stop_hour"]),
        (&stays, ["start_hour", "stop_hour"]),
    ];
    let follow_up = toxicity::FollowUp {
        last_contact_hours: course_table::last_contact_hours(&courses, &patients),
        last_hours: last_hours(&doses, &timed),
    };
    let (toxicity, terms) =
        toxicity::toxicity_facts(&doses, &toxicities, &not_assessed, &follow_up);
    let dialysis = support::dialysis_facts(&courses, &doses, &dialysis);
    let facts = SiteFacts {
        toxicity,
        vasopressors: support::vasopressor_facts(&doses, &vasopressors),
        kidney: kidney::kidney_facts(&doses, &dialysis, &measurements),
        care: care::care_facts(&doses, &stays, &medications, &measurements),
        measures_at_all: care::measures_at_all(&measurements),
        dialysis,
        doses,
    };
    write::write(draft, site, &courses, &patients, &facts, &terms)
}

/// The rows of a table of events, which lie together by course.
struct Events {
    frame: Frame,
    /// The course of each row, by its place in the site's files.
    courses: Vec<usize>,
}

impl Events {
    fn new(frame: Frame, first_key: i64) -> Result<Self, FactsError> {
        let courses: Vec<usize> = frame
            .integers("course_key")
            .iter()
            .map(|key| usize::try_from(key - first_key).unwrap_or_default())
            .collect();
        if courses.is_sorted() {
            Ok(Self { frame, courses })
        } else {
            Err(FactsError::NotSorted)
        }
    }

    /// Each course that has rows, with their range.
    fn by_course(&self) -> impl Iterator<Item = (usize, Range<usize>)> {
        runs(&self.courses)
    }
}

/// Each key that has rows, with their range; rows of one key lie together.
fn runs<T: Copy + PartialEq>(keys: &[T]) -> impl Iterator<Item = (T, Range<usize>)> {
    let mut from = 0;
    keys.chunk_by(|a, b| a == b).map(move |run| {
        let rows = from..from + run.len();
        from = rows.end;
        (run[0], rows)
    })
}

/// The largest hour in any hour column of each course's tables; −∞ where there is none.
fn last_hours(doses: &[DoseHistory], timed: &[(&Events, [&str; 2])]) -> Vec<f64> {
    let mut last: Vec<f64> = doses.iter().map(|history| history.largest_hour).collect();
    for (events, columns) in timed {
        for column in columns {
            for (&course, &hour) in events.courses.iter().zip(events.frame.decimals(column)) {
                // An absent hour is NaN, which `max` passes over.
                last[course] = last[course].max(hour);
            }
        }
    }
    last
}

/// Whether an hour lies on treatment: from hour 0 to 30 days after the last given dose, where that is known.
fn is_on_treatment(hour: f64, last_given: Option<f64>) -> bool {
    hour >= -TOLERANCE && starts_in_time(hour, last_given)
}

/// Whether an hour lies at most 30 days after the last given dose, where that is known.
fn starts_in_time(hour: f64, last_given: Option<f64>) -> bool {
    starts_by(hour, last_given, crate::model::FOLLOW_UP_HOURS)
}

/// Whether an hour lies at most so many hours after the last given dose, where that is known.
fn starts_by(hour: f64, last_given: Option<f64>, hours_after: f64) -> bool {
    last_given.is_none_or(|last| hour <= last + hours_after + TOLERANCE)
}
