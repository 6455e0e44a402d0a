//! Sentinel events of a safety review, one row per patient and episode.

use super::care::{is_outside_of_intensive_care, transfers};
use super::course::Course;
use super::dialysis::{counting, is_at_risk};
use super::safety::Review;
use super::values::at_most;
use crate::bench::in_repository;
use il2_outcomes::measures::safety::{SentinelEpisode, SentinelReason};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// An episode: its patient and courses, why it is listed, and how many of its events have a known hour.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Episode {
    site: String,
    patient: String,
    courses: BTreeSet<String>,
    reasons: BTreeSet<&'static str>,
    /// The hours of its events, each with its course, in thousandths; of an event without one only the course.
    hours: BTreeSet<(String, Option<i64>)>,
}

impl Episode {
    /// What the program lists.
    pub(super) fn listed(episode: &SentinelEpisode) -> Self {
        let reasons = episode.reasons().into_iter().map(|reason| match reason {
            SentinelReason::Death => "death",
            SentinelReason::Grade5 => "grade 5",
            SentinelReason::Dialysis => "dialysis",
            SentinelReason::IcuTransfer => "transfer",
            SentinelReason::ListedTerm => "term",
        });
        let events = episode.events.iter();
        Self {
            site: episode.site_id.clone(),
            patient: episode.patient_id.clone(),
            courses: episode.courses().into_iter().map(str::to_owned).collect(),
            reasons: reasons.collect(),
            hours: events
                .map(|(course, event)| (course.clone(), event.hour.map(thousandths)))
                .collect(),
        }
    }
}

fn thousandths(hour: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "hours are few")]
    let whole = (hour * 1_000.0).round() as i64;
    whole
}

/// The flags of each term.
static FLAGS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let path = in_repository("src/terminology/tables/toxicity_terms.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows = reader.deserialize::<HashMap<String, String>>();
    rows.map(Result::unwrap)
        .map(|row| (row["term"].clone(), row["flags"].clone()))
        .collect()
});

/// "`sentinel` of any grade, unknown too; `sentinel3` of grade ≥ 3 or unknown; `sentinel4` of grade ≥ 4, not of unknown grade
/// (but Respiratory failure and Adult respiratory distress syndrome of unknown grade are in the list)."
fn is_listed(term: &str, grade: Option<i64>) -> bool {
    let Some(flags) = FLAGS.get(term) else {
        return false;
    };
    let serious = ["Respiratory failure", "Adult respiratory distress syndrome"];
    flags.split('|').any(|flag| match flag {
        "sentinel" => true,
        "sentinel3" => grade.is_none_or(|grade| grade >= 3),
        "sentinel4" => grade.map_or(serious.contains(&term), |grade| grade >= 4),
        _ => false,
    })
}

struct Found<'a> {
    course: &'a Course,
    hour: Option<f64>,
    reasons: Vec<&'static str>,
    is_death: bool,
}

impl Found<'_> {
    /// Hours since the patient's day 0.
    fn time(&self) -> Option<f64> {
        let start = self.course.line.integer("start_day")?;
        self.hour.map(|hour| 24.0 * start as f64 + hour)
    }

    /// Whether another event of the patient lies within 72 h of it.
    fn is_near(&self, other: &Self) -> bool {
        let apart = |a: Option<f64>, b: Option<f64>| {
            let hours = a.zip(b).map(|(a, b)| (a - b).abs());
            hours.is_some_and(|hours| at_most(hours, 72.0))
        };
        apart(self.time(), other.time())
            || std::ptr::eq(self.course, other.course) && apart(self.hour, other.hour)
            || self.is_death && other.is_death
    }
}

impl Review<'_> {
    fn found<'c>(&self, course: &'c Course) -> Vec<Found<'c>> {
        let mut found = Vec::new();
        let mut add = |hour, reasons, is_death| {
            found.push(Found {
                course,
                hour,
                reasons,
                is_death,
            });
        };
        if self.died(course) == Some(true) {
            let line = &self.data.persons[course.patient].line;
            let day = line.integer("death_day").unwrap();
            add(course.hour_of_day(day), vec!["death"], true);
        }
        let first = counting(course).map(|treatment| treatment.during.start);
        if let Some(first) = first.filter(|_| is_at_risk(course)).reduce(f64::min) {
            add(Some(first), vec!["dialysis"], false);
        }
        if is_outside_of_intensive_care(course) {
            for stay in transfers(course) {
                add(Some(stay.start), vec!["transfer"], false);
            }
        }
        for event in course.events_on_treatment() {
            let mut reasons = Vec::new();
            if event.grade == Some(5) {
                reasons.push("grade 5");
            }
            if is_listed(&event.term, event.grade) {
                reasons.push("term");
            }
            let is_death = event.grade == Some(5)
                || ["Death NOS", "Sudden death NOS"].contains(&event.term.as_str());
            if !reasons.is_empty() {
                add(event.onset, reasons, is_death);
            }
        }
        found
    }

    /// Sentinel events of all treated courses: "events of one patient whose times lie within 72 h of each other are one
    /// episode"; "a death stands once".
    pub(super) fn sentinel(&self) -> Vec<Episode> {
        let mut of_patients: BTreeMap<usize, Vec<Found<'_>>> = BTreeMap::new();
        for course in self.treated() {
            let found = self.found(course);
            of_patients.entry(course.patient).or_default().extend(found);
        }
        let mut episodes = Vec::new();
        for found in of_patients.into_values() {
            let mut left: Vec<usize> = (0..found.len()).collect();
            while let Some(first) = left.pop() {
                let mut members = vec![first];
                let mut next = 0;
                while next < members.len() {
                    let is_near = |&index: &usize| found[index].is_near(&found[members[next]]);
                    let (near, far): (Vec<usize>, Vec<usize>) = left.into_iter().partition(is_near);
                    members.extend(near);
                    left = far;
                    next += 1;
                }
                let members = || members.iter().map(|&index| &found[index]);
                let id = |course: &Course| course.line.text("course_id").unwrap().to_owned();
                episodes.push(Episode {
                    site: self.data.sites[found[first].course.site].name.clone(),
                    patient: found[first]
                        .course
                        .line
                        .text("patient_id")
                        .unwrap()
                        .to_owned(),
                    courses: members().map(|found| id(found.course)).collect(),
                    reasons: members().flat_map(|found| found.reasons.clone()).collect(),
                    hours: members()
                        .map(|found| (id(found.course), found.hour.map(thousandths)))
                        .collect(),
                });
            }
        }
        episodes.sort();
        episodes
    }
}
