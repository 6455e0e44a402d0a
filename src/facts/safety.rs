//! What a safety review needs of courses beside their facts: how complete their records are, and sentinel events.
//!
//! It is read from the stored tables when a review is made, in the order of `facts_courses`.

use super::FactsError;
use super::events::{is_on_treatment, runs};
use super::frame::read_parquet;
use super::sentinel::{
    DeathRecord, Sentinel, SentinelReason, of_dialysis, of_stays, outcome, reasons,
};
use crate::model::{CauseOfDeath, DoseStatus, FOLLOW_UP_HOURS, Frame, TOLERANCE, known};
use crate::store::{ExportRecord, SiteRecord, Snapshot};
use crate::terminology::{NamedEvent, toxicity_events};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Terms that are an infection of a line or of the blood.
const INFECTION_TERMS: [&str; 4] = [
    "Catheter related infection",
    "Device related infection",
    "Bacteremia",
    "Sepsis",
];

/// Terms that are a respiratory failure; intubation and mechanical ventilation are read as these.
const RESPIRATORY_FAILURE: [&str; 2] =
    ["Respiratory failure", "Adult respiratory distress syndrome"];

/// How many events of a course have what an event should have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EventRecords {
    /// All stored events.
    pub events: i64,
    /// With a grade.
    pub graded: i64,
    /// With an onset.
    pub with_onset: i64,
    /// Not of grade 5: those that can resolve.
    pub resolvable: i64,
    /// Of these, with a resolution.
    pub with_resolution: i64,
}

/// What a review needs of one course.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CourseRecord {
    /// The month of its start.
    pub start_month: Option<i64>,
    /// Its rank among the courses of its site.
    pub sequence: Option<i64>,
    /// Whether every given dose has an hour and no dose is missing between the first and the last of a cycle.
    pub is_dose_log_complete: bool,
    /// What its events have.
    pub records: EventRecords,
    /// Whether an event on treatment is an infection of a line or of the blood.
    pub has_infection: bool,
    /// Whether an event on treatment is a respiratory failure of grade ≥ 4 or of unknown grade.
    pub has_respiratory_failure: bool,
    /// The CTCAE version that its toxicities were graded by.
    pub ctcae_version: Option<String>,
    /// Its sentinel events, by hour; those without one last.
    pub sentinel: Vec<Sentinel>,
    /// The patient's death, as it is recorded; without a cause and a day where the patient is not known to have died.
    pub death: DeathRecord,
    /// Hours of its given doses, sorted; `None` where one has no hour.
    given_hours: Option<Vec<f64>>,
}

/// Reads the rows of a course in a table; the last is the hour of its last given dose.
type Reader<'a> = Box<dyn Fn(&mut CourseRecord, Range<usize>, Option<f64>) + 'a>;

/// What a review needs of the courses of a snapshot, in the order of `facts_courses`.
#[derive(Debug)]
pub struct SafetyFacts {
    courses: Vec<CourseRecord>,
    names: Frame,
    /// Numbers of the sites whose export has the sequence of each course.
    with_sequence: Vec<u32>,
}

impl SafetyFacts {
    /// The tables that are read, beside the facts.
    pub const TABLES: [&str; 4] = ["doses", "toxicities", "dialysis", "stays"];

    /// Reads them.
    ///
    /// # Errors
    ///
    /// Where a file of the store cannot be read.
    pub fn read(snapshot: &Snapshot) -> Result<Self, FactsError> {
        let facts = read_parquet(
            &snapshot.parts("facts_courses")?,
            &[
                "patient_id",
                "course_id",
                "course_key",
                "start_month",
                "start_day",
                "sequence",
                "death_day",
                "death_cause",
                "last_given_hour",
                "ctcae_version",
                "at_risk_of_dialysis",
                "icu_transfer",
            ],
        )?;
        let mut courses = vec![CourseRecord::default(); facts.rows()];
        for (index, course) in courses.iter_mut().enumerate() {
            course.start_month = facts.integer("start_month", index);
            course.sequence = facts.integer("sequence", index);
            course.ctcae_version = facts.text("ctcae_version", index).map(str::to_owned);
            course.given_hours = Some(Vec::new());
            course.is_dose_log_complete = true;
        }
        let keys = facts.integers("course_key").iter().copied();
        let indices: HashMap<i64, usize> = keys.zip(0..).collect();
        let mut each = |table: &str, columns: &[&str], reader: fn(&Frame) -> Reader<'_>| {
            let frame = read_parquet(&snapshot.parts(table)?, columns)?;
            let read = reader(&frame);
            for (key, rows) in runs(frame.integers("course_key")) {
                if let Some(&index) = indices.get(&key) {
                    let last = facts.decimal("last_given_hour", index);
                    read(&mut courses[index], rows, last);
                }
            }
            Ok::<(), FactsError>(())
        };
        each(
            "doses",
            &[
                "course_key",
                "cycle",
                "dose_number",
                "status",
                "hour",
                "iu_per_kg",
            ],
            read_doses,
        )?;
        each(
            "toxicities",
            &["course_key", "term", "grade", "onset_hour", "resolved_hour"],
            read_events,
        )?;
        each(
            "dialysis",
            &[
                "course_key",
                "modality",
                "is_dialysis",
                "start_hour",
                "stop_hour",
            ],
            |dialysis| {
                Box::new(move |course, rows, last| {
                    course.sentinel.extend(of_dialysis(dialysis, rows, last));
                })
            },
        )?;
        each(
            "stays",
            &["course_key", "unit", "start_hour", "stop_hour"],
            |stays| {
                let of_course = of_stays(stays);
                Box::new(move |course, rows, last| {
                    course.sentinel.extend(of_course(rows, last));
                })
            },
        )?;
        let causes = facts.choices("death_cause");
        for (index, course) in courses.iter_mut().enumerate() {
            course.read_death(&facts, index, causes[index]);
            course.complete_sentinel_events(&facts, index);
        }
        Ok(Self {
            courses,
            names: facts,
            with_sequence: with_sequence(snapshot),
        })
    }

    /// Whether a site's export has the sequence of each of its courses; where one lacks it, all are ranked by their start
    /// and their identifier, which is no order of treatment.
    #[must_use]
    pub fn exports_sequence(&self, site: &SiteRecord) -> bool {
        self.with_sequence.contains(&site.number)
    }

    /// A course, by its index in `facts_courses`.
    ///
    /// # Panics
    ///
    /// Where there is no such course.
    #[must_use]
    pub fn course(&self, index: usize) -> &CourseRecord {
        &self.courses[index]
    }

    /// The id of a course's patient: it never leaves the site.
    ///
    /// # Panics
    ///
    /// Where there is no such course.
    #[must_use]
    pub fn patient_id(&self, index: usize) -> &str {
        self.names
            .text("patient_id", index)
            .expect("a course without a patient is quarantined")
    }

    /// A course's id: it never leaves the site.
    ///
    /// # Panics
    ///
    /// Where there is no such course.
    #[must_use]
    pub fn course_id(&self, index: usize) -> &str {
        self.names
            .text("course_id", index)
            .expect("a course without an identifier is quarantined")
    }
}

/// Numbers of the sites whose export has the sequence of each course.
fn with_sequence(snapshot: &Snapshot) -> Vec<u32> {
    let manifest = snapshot.manifest();
    let has_holes = |export: &&ExportRecord| {
        let mut of_sequence = export.checks.iter().filter(|check| {
            check.rule == "value_absent" && check.table == "courses" && check.column == "sequence"
        });
        of_sequence.any(|check| check.failed != Some(0))
    };
    let with_holes = manifest.exports.iter().filter(has_holes);
    let with_holes: HashSet<u32> = with_holes.map(|export| export.number).collect();
    let sites = manifest.sites.iter();
    sites
        .filter(|site| site.has_collected("courses.sequence") && !with_holes.contains(&site.export))
        .map(|site| site.number)
        .collect()
}

/// Hours in their order, those that are not known last.
fn by_hour(a: Option<f64>, b: Option<f64>) -> std::cmp::Ordering {
    a.unwrap_or(f64::INFINITY)
        .total_cmp(&b.unwrap_or(f64::INFINITY))
}

impl CourseRecord {
    /// Given doses up to an hour.
    fn dose_at(&self, hour: Option<f64>) -> Option<i64> {
        let (hours, hour) = (self.given_hours.as_ref()?, hour?);
        Some(hours.partition_point(|&given| given <= hour + TOLERANCE) as i64)
    }

    /// Leaves out dialysis of those who were not at risk and planned stays; adds doses; sorts, and writes nothing twice.
    fn complete_sentinel_events(&mut self, facts: &Frame, index: usize) {
        let is_at_risk = facts.booleans("at_risk_of_dialysis")[index] == Some(true);
        let is_unplanned = facts.booleans("icu_transfer")[index] == Some(true);
        self.sentinel.retain(|event| match event.reasons[..] {
            [SentinelReason::Dialysis] => is_at_risk,
            [SentinelReason::IcuTransfer] => is_unplanned,
            _ => true,
        });
        let mut events = std::mem::take(&mut self.sentinel);
        for event in &mut events {
            event.dose = self.dose_at(event.hour);
        }
        events.sort_by(|a, b| {
            by_hour(a.hour, b.hour)
                .then_with(|| a.reasons.cmp(&b.reasons))
                .then_with(|| a.term.cmp(&b.term))
                .then(a.grade.cmp(&b.grade))
        });
        events.dedup();
        self.sentinel = events;
    }

    /// What is recorded of the patient's death; one at most 30 days after the course's last given dose is a sentinel event,
    /// whether or not another course followed.
    fn read_death(&mut self, facts: &Frame, index: usize, cause: Option<CauseOfDeath>) {
        let times = || {
            let day = facts.integer("death_day", index)? - facts.integer("start_day", index)?;
            Some((day, facts.decimal("last_given_hour", index)?))
        };
        let times = times();
        #[expect(clippy::cast_possible_truncation, reason = "days of a course")]
        let day_of = |hour: f64| ((hour + TOLERANCE) / 24.0).floor() as i64;
        self.death = DeathRecord {
            cause,
            days_after_last_dose: times.map(|(day, last)| day - day_of(last)),
        };
        let times = times.map(|(day, last)| (24.0 * day as f64, last));
        if let Some((hour, last)) = times
            && hour <= last + FOLLOW_UP_HOURS + TOLERANCE
        {
            let death = Sentinel::death(hour, vec![SentinelReason::Death]);
            self.sentinel.push(death);
        }
    }
}

/// Rows are in the order of cycle and dose number.
fn read_doses(doses: &Frame) -> Reader<'_> {
    let (cycles, numbers) = (doses.integers("cycle"), doses.integers("dose_number"));
    let (statuses, hours) = (
        doses.choices::<DoseStatus>("status"),
        doses.decimals("hour"),
    );
    let sizes = doses.decimals("iu_per_kg");
    Box::new(move |course, rows, _| {
        let mut given_hours = Vec::new();
        let mut last: Option<(i64, i64)> = None;
        for row in rows {
            let expected = match last {
                Some((cycle, number)) if cycle == cycles[row] => number + 1,
                _ => 1,
            };
            course.is_dose_log_complete &= numbers[row] == expected;
            last = Some((cycles[row], numbers[row]));
            let status = statuses[row].map(|status| status.counted(sizes[row]));
            if status == Some(DoseStatus::Given) {
                given_hours.push(hours[row]);
            }
        }
        if given_hours.iter().any(|hour| hour.is_nan()) {
            course.is_dose_log_complete = false;
            course.given_hours = None;
        } else {
            given_hours.sort_by(f64::total_cmp);
            course.given_hours = Some(given_hours);
        }
    })
}

fn read_events(events: &Frame) -> Reader<'_> {
    let (onsets, ends) = (
        events.decimals("onset_hour"),
        events.decimals("resolved_hour"),
    );
    let (grades, (terms, words)) = (events.integers("grade"), events.texts("term"));
    let named: Vec<Vec<NamedEvent>> = words.iter().map(|word| toxicity_events(word)).collect();
    let hour = |hour: f64| Some(hour).filter(|hour| !hour.is_nan());
    Box::new(move |course, rows, last| {
        for row in rows {
            let grade = known(grades[row]);
            let (onset, resolved) = (hour(onsets[row]), hour(ends[row]));
            course.records.events += 1;
            course.records.graded += i64::from(grade.is_some());
            course.records.with_onset += i64::from(onset.is_some());
            if grade != Some(5) {
                course.records.resolvable += 1;
                course.records.with_resolution += i64::from(resolved.is_some());
            }
            if onset.is_some_and(|hour| !is_on_treatment(hour, last)) {
                continue;
            }
            let of_row = &named[terms[row] as usize];
            let is_one_of = |terms: &[&str]| of_row.iter().any(|event| terms.contains(&event.name));
            course.has_infection |= is_one_of(&INFECTION_TERMS);
            course.has_respiratory_failure |=
                grade.is_none_or(|grade| grade >= 4) && is_one_of(&RESPIRATORY_FAILURE);
            let mut add = |event: Option<&NamedEvent>, name: &str| {
                let reasons = reasons(event.and_then(|event| event.term), grade);
                if !reasons.is_empty() {
                    course.sentinel.push(Sentinel {
                        reasons,
                        term: name.to_owned(),
                        hour: onset,
                        dose: None,
                        grade,
                        outcome: outcome(grade, onset, resolved),
                    });
                }
            };
            if of_row.is_empty() {
                add(None, &words[terms[row] as usize]);
            }
            for event in of_row {
                add(Some(event), event.name);
            }
        }
    })
}
