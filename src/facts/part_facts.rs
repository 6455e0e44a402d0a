//! What is counted of the courses of a part, and what is true of a site as a whole.

use super::care::CareFacts;
use super::dialysis::DialysisFacts;
use super::dose_history::DoseHistory;
use super::kidney::KidneyFacts;
use super::laboratory::LaboratoryFacts;
use super::toxicity::{EventNames, ToxicityFacts};
use super::vasopressor::VasopressorFacts;
use super::{FactsError, MONITORED, read_parquet};
use crate::model::{Frame, Values};
use crate::store::{SiteRecord, Snapshot};
use std::collections::BTreeMap;

/// The facts of the courses of a part of a site, by the index of the course in the part.
pub(super) struct PartFacts {
    pub(super) doses: Vec<DoseHistory>,
    pub(super) toxicity: Vec<ToxicityFacts>,
    pub(super) vasopressors: Vec<VasopressorFacts>,
    pub(super) dialysis: Vec<DialysisFacts>,
    pub(super) kidney: Vec<KidneyFacts>,
    pub(super) care: Vec<CareFacts>,
    pub(super) laboratory: Vec<LaboratoryFacts>,
}

/// The facts of one course.
#[derive(Clone, Copy)]
pub(super) struct CourseFacts<'a> {
    pub(super) doses: &'a DoseHistory,
    pub(super) toxicity: &'a ToxicityFacts,
    pub(super) vasopressors: &'a VasopressorFacts,
    pub(super) dialysis: &'a DialysisFacts,
    pub(super) kidney: &'a KidneyFacts,
    pub(super) care: &'a CareFacts,
    pub(super) laboratory: &'a LaboratoryFacts,
}

impl PartFacts {
    pub(super) fn course(&self, course: usize) -> CourseFacts<'_> {
        CourseFacts {
            doses: &self.doses[course],
            toxicity: &self.toxicity[course],
            vasopressors: &self.vasopressors[course],
            dialysis: &self.dialysis[course],
            kidney: &self.kidney[course],
            care: &self.care[course],
            laboratory: &self.laboratory[course],
        }
    }
}

/// What is true of a site as a whole, as far as its parts were seen.
#[derive(Debug, Clone, Default)]
pub struct SiteFacts {
    /// Whether each of [`MONITORED`] was measured in any course.
    pub measured: [bool; MONITORED.len()],
    /// The names of events that occur.
    pub(super) names: EventNames,
}

impl SiteFacts {
    /// Adds what is true of another part.
    pub fn add(&mut self, other: Self) {
        for (is_any, is_here) in self.measured.iter_mut().zip(other.measured) {
            *is_any |= is_here;
        }
        self.names.events.extend(other.names.events);
        self.names.of_texts.extend(other.names.of_texts);
    }

    /// The events that occur, by their number in `facts_course_terms`.
    #[must_use]
    pub fn events(&self) -> &BTreeMap<u32, String> {
        &self.names.events
    }

    /// Its tables, for the store: `facts_sites`, in one row, `facts_terms`, and `event_names` with the name of the site.
    #[must_use]
    pub fn tables(&self, site_id: &str) -> [Frame; 3] {
        let measured = MONITORED.map(measures).into_iter().zip(self.measured);
        let measured = measured.map(|(name, is_any)| (name, Values::Boolean(vec![Some(is_any)])));
        let numbers = self.names.events.keys().map(|number| i64::from(*number));
        let texts = self.names.events.values().map(|term| Some(term.as_str()));
        let terms = [
            ("term_number", Values::Integer(numbers.collect())),
            ("term", Values::from_texts(texts)),
        ];
        let named: Vec<(&str, &str, &str)> = self
            .names
            .of_texts
            .iter()
            .flat_map(|(text, events)| {
                let events = events.iter();
                events.map(move |(event, system)| (text.as_str(), event.as_str(), *system))
            })
            .collect();
        let event_names = [
            (
                "site_id",
                Values::from_texts(named.iter().map(|_| Some(site_id))),
            ),
            (
                "term",
                Values::from_texts(named.iter().map(|row| Some(row.0))),
            ),
            (
                "event",
                Values::from_texts(named.iter().map(|row| Some(row.1))),
            ),
            (
                "organ_system",
                Values::from_texts(named.iter().map(|row| Some(row.2))),
            ),
        ];
        [
            Frame::new("facts_sites", measured),
            Frame::new("facts_terms", terms),
            Frame::new("event_names", event_names),
        ]
    }

    /// What a snapshot holds of a site.
    ///
    /// # Errors
    ///
    /// [`FactsError::Open`] where a file is not what was written, cannot be opened or lacks a column,
    /// [`FactsError::NotSorted`] where a term has no number or no text.
    pub fn read(snapshot: &Snapshot, site: &SiteRecord) -> Result<Self, FactsError> {
        let measured = MONITORED.map(measures);
        let columns = measured.each_ref().map(String::as_str);
        let sites = read_parquet(&[snapshot.part("facts_sites", site)?], &columns)?;
        let files = [snapshot.part("facts_terms", site)?];
        let terms = read_parquet(&files, &["term_number", "term"])?;
        let term = |row| {
            let number = terms.integer("term_number", row)?;
            Some((
                u32::try_from(number).ok()?,
                terms.text("term", row)?.to_owned(),
            ))
        };
        let numbered = (0..terms.rows()).map(term).collect::<Option<_>>();
        let names = EventNames {
            events: numbered.ok_or(FactsError::NotSorted)?,
            // Queries alone read which text means which.
            of_texts: BTreeMap::new(),
        };
        Ok(Self {
            measured: measured.map(|name| sites.booleans(&name).first() == Some(&Some(true))),
            names,
        })
    }
}

/// The column that says whether a site measured an analyte at all.
fn measures(analyte: &str) -> String {
    format!("measures_{analyte}")
}
