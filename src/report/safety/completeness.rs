//! How complete the record is, and what cannot be read where it is wanting.

use super::numbers::Numbers;
use crate::measures::results::Status;
use crate::measures::safety::Review;
use crate::measures::safety::definitions::COMPLETENESS;
use crate::report::wording;
use serde::Serialize;

/// A share of the record.
#[derive(Debug, Serialize)]
pub(super) struct Share {
    label: &'static str,
    value: String,
    detail: String,
    /// Below what can be relied on.
    is_low: bool,
    is_absent: bool,
}

/// Below this a part of the record cannot be relied on.
const ENOUGH: f64 = 0.9;

/// A part of the record: its item and label, what cannot be read where it is wanting, and where nobody collected it.
const PARTS: [(&str, &str, &str, &str); 6] = [
    (
        "dose_log",
        "Complete dose log",
        "The dose log is incomplete: doses given, held and planned, and the dose number of events, cannot be relied on.",
        "Nobody collected what tells a complete dose log: whether doses are missing from it, and the dose number of events, cannot be told.",
    ),
    (
        "start",
        "Start known",
        "Courses without a start are in no period: neither the order of events nor the latest period can be relied on.",
        "Nobody collected when courses began: periods are blocks of courses in their order.",
    ),
    (
        "toxicity_grade",
        "Toxicities graded",
        "Toxicities lack grades: toxicity of grade ≥ 3 and treatment-related deaths may be more than the page tells.",
        "Nobody collected grades of toxicities: nothing is told of grades.",
    ),
    (
        "toxicity_onset",
        "Toxicities with onset",
        "Toxicities lack onsets: whether events fell on treatment, and at which dose, cannot be read.",
        "Nobody collected onsets of toxicities: whether events fell on treatment, and at which dose, cannot be read.",
    ),
    (
        "toxicity_resolution",
        "Toxicities with resolution",
        "Toxicities lack resolutions: how long they lasted cannot be read, and the sentinel list has grade 4 events that may have ended.",
        "Nobody collected resolutions of toxicities: how long they lasted cannot be read.",
    ),
    (
        "followed_30_days",
        "Followed 30 days",
        "Patients were lost from sight within 30 days: deaths within 30 days may be more than the page tells.",
        "Nobody collected how long patients were followed: deaths within 30 days may be more than the page tells.",
    ),
];

/// The completeness of the record, and what cannot be read where it is wanting.
pub(super) fn completeness(numbers: Numbers<'_>) -> (Vec<Share>, Vec<String>) {
    let mut shares = Vec::new();
    let mut wanting = Vec::new();
    for (item, label, sentence, absent) in PARTS {
        let Some(row) = numbers.overall(COMPLETENESS, item) else {
            continue;
        };
        let is_low = row.value.is_some_and(|value| value < ENOUGH);
        if is_low {
            wanting.push(sentence.to_owned());
        }
        let is_absent = row.value.is_none();
        shares.push(Share {
            label,
            value: match wording::absence(row) {
                Some(absence) => absence.to_owned(),
                None => wording::statistic(row),
            },
            detail: if is_absent {
                String::new()
            } else {
                wording::n_of_n(row)
            },
            is_low,
            is_absent,
        });
        if row.status == Status::NotCollected {
            wanting.push(absent.to_owned());
        }
    }
    (shares, wanting)
}

/// What is to be known of the CTCAE versions by which toxicities were graded.
pub(super) fn versions(review: &Review) -> Vec<String> {
    let versions = &review.versions;
    let mut said = Vec::new();
    if versions.stretches.is_empty() {
        said.push(
            "CTCAE version not recorded: a change of version may look like a change in toxicity."
                .to_owned(),
        );
    } else if versions.without > 0 {
        said.push(format!(
            "Courses without a CTCAE version: {}.",
            wording::count(versions.without as i64)
        ));
    }
    if versions.n_others() > 0 {
        said.push(format!(
            "Courses of another CTCAE version than their period’s, left out of charts of graded toxicity: {}.",
            wording::count(versions.n_others() as i64)
        ));
    }
    said
}
