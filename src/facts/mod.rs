//! One row per course, from which every measure counts: built at ingest, part by part, and kept in the store.
//!
//! A report reads these rows and no events. The rows of each table lie together by course, so that facts come from one
//! pass over each, without a hash table. The tables are `facts_courses` and, for what a course has many
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
pub use frame::read_parquet;
pub use safety::{CourseRecord, EventRecords, INFECTION_TERMS, SafetyFacts};
pub use sentinel::{Sentinel, SentinelKind, SentinelOutcome};
pub use write::store_site;

use crate::ingest::{Export, Part};
use crate::model::{Frame, TOLERANCE, TableId};
use crate::store::{Draft, SiteRecord};
use crate::terminology::UNCLASSIFIED;
use care::CareFacts;
use dose_history::{DoseHistory, dose_histories};
use kidney::KidneyFacts;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use support::{DialysisFacts, VasopressorFacts};
use toxicity::ToxicityFacts;

/// The number that stands for "not stated" among the organ systems of reasons: it follows the last of them.
pub const NOT_STATED: i64 = UNCLASSIFIED as i64 + 1;

/// The stored worst grade of a course whose events all lack a grade.
pub const UNGRADED: i64 = -1;

/// The facts of the courses of a part of a site, by the place of the course in the part.
struct PartFacts {
    doses: Vec<DoseHistory>,
    toxicity: Vec<ToxicityFacts>,
    vasopressors: Vec<VasopressorFacts>,
    dialysis: Vec<DialysisFacts>,
    kidney: Vec<KidneyFacts>,
    care: Vec<CareFacts>,
}

/// Takes the rows of exports, part by part, and writes them with their facts into a draft.
///
/// # Errors
///
/// Where rows that wait cannot be read, or a file cannot be written.
pub fn store(draft: &mut Draft, exports: &mut [Export]) -> Result<(), FactsError> {
    let entered = draft.enter(exports);
    let open = &*draft;
    let work = exports.par_iter_mut().zip(&entered);
    work.try_for_each(|(export, sites)| store_export(open, export, sites))?;
    Ok(draft.leave(exports)?)
}

fn store_export(
    draft: &Draft,
    export: &mut Export,
    sites: &[SiteRecord],
) -> Result<(), FactsError> {
    let parts: Vec<usize> = export.sites.iter().map(|site| site.parts).collect();
    let known = Mutex::new(vec![SiteFacts::default(); sites.len()]);
    export.take(|mut part| -> Result<(), FactsError> {
        let (site, place) = (&sites[part.site], part.site);
        part.add_to_keys(i64::from(site.number) << 32);
        let of_part = store_part(draft, site, parts[place], part)?;
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        known[place].add(of_part);
        Ok(())
    })?;
    let known = known.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut of_sites = sites.iter().zip(known);
    of_sites.try_for_each(|(site, known)| store_site(draft, site, &known))
}

/// What is true of a site as a whole, as far as its parts were seen.
#[derive(Debug, Clone, Default)]
pub struct SiteFacts {
    /// Whether each of [`MONITORED`] was measured in any course.
    measured: [bool; MONITORED.len()],
    /// Terms of events, by their number in `facts_course_terms`.
    terms: BTreeMap<u32, String>,
}

impl SiteFacts {
    /// Adds what is true of another part.
    pub fn add(&mut self, other: Self) {
        for (is_any, is_here) in self.measured.iter_mut().zip(other.measured) {
            *is_any |= is_here;
        }
        self.terms.extend(other.terms);
    }
}

/// Writes one of so many parts of a site, its keys being the store's, and the facts of its courses.
///
/// # Errors
///
/// Where a file cannot be written, or rows do not lie together by course.
pub fn store_part(
    draft: &Draft,
    site: &SiteRecord,
    parts: usize,
    part: Part,
) -> Result<SiteFacts, FactsError> {
    draft.write_part(site, parts, &part)?;
    let number = part.number;
    let mut tables = part.tables.into_iter();
    // A part has all tables of the model, in its order.
    let mut frame = |id: TableId| {
        let frame = tables.next().filter(|frame| frame.name() == id.name());
        frame.expect("a part has all tables of the model, in its order")
    };
    let courses = frame(TableId::Courses);
    let patients = frame(TableId::Patients);
    // A part without a course has no events either.
    let first_key = courses.integers("course_key").first().copied().unwrap_or(0);
    let mut read = |id| Events::new(frame(id), first_key);
    let doses = dose_histories(&courses, &read(TableId::Doses)?);
    let toxicities = read(TableId::Toxicities)?;
    let not_assessed = read(TableId::NotAssessed)?;
    let vasopressors = read(TableId::Vasopressors)?;
    let dialysis = read(TableId::Dialysis)?;
    let measurements = read(TableId::Measurements)?;
    let medications = read(TableId::Medications)?;
    let stays = read(TableId::Stays)?;
    let span = ["start_hour", "stop_hour"];
    let timed = [
        (&toxicities, &["onset_hour", "resolved_hour"][..]),
        (&vasopressors, &span),
        (&dialysis, &span),
        (&measurements, &["hour"]),
        (&medications, &span),
        (&stays, &span),
    ];
    let follow_up = toxicity::FollowUp {
        last_contact_hours: course_table::last_contact_hours(&courses, &patients),
        last_hours: last_hours(&doses, &timed),
    };
    let (toxicity, terms) =
        toxicity::toxicity_facts(&doses, &toxicities, &not_assessed, &follow_up);
    let dialysis = support::dialysis_facts(&courses, &doses, &dialysis);
    let facts = PartFacts {
        toxicity,
        vasopressors: support::vasopressor_facts(&doses, &vasopressors),
        kidney: kidney::kidney_facts(&doses, &dialysis, &measurements),
        care: care::care_facts(&doses, &stays, &medications, &measurements),
        dialysis,
        doses,
    };
    let place = write::Place {
        draft,
        site,
        part: number,
        parts,
    };
    write::write(place, &courses, &patients, &facts)?;
    Ok(SiteFacts {
        measured: care::measures_at_all(&measurements),
        terms,
    })
}

/// The rows of a table of events, which lie together by course.
struct Events {
    frame: Frame,
    /// The course of each row, by its place in the part.
    courses: Vec<usize>,
}

impl Events {
    fn new(frame: Frame, first_key: i64) -> Result<Self, FactsError> {
        let courses: Vec<usize> = frame
            .integers("course_key")
            .iter()
            .map(|key| usize::try_from(key - first_key))
            .collect::<Result<_, _>>()
            .map_err(|_| FactsError::NotSorted)?;
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
fn last_hours(doses: &[DoseHistory], timed: &[(&Events, &[&str])]) -> Vec<f64> {
    let mut last: Vec<f64> = doses.iter().map(|history| history.largest_hour).collect();
    for (events, columns) in timed {
        for column in *columns {
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
