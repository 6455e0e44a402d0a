//! How complete the record is, and what is not known where it is incomplete.

use super::numbers::Numbers;
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

/// A part of the record: its item and label, and what is not known where it is incomplete.
const PARTS: [(&str, &str, &str); 6] = [
    (
        "dose_log",
        "Complete dose log",
        "The dose log is incomplete: numbers of given, held and planned doses, and the dose number of events, may be wrong.",
    ),
    (
        "start",
        "Start known",
        "Courses lack a start: they are excluded or, where most lack one, periods are blocks of courses in sequence.",
    ),
    (
        "toxicity_grade",
        "Toxicities graded",
        "Toxicities lack grades: the true numbers of grade ≥ 3 toxicities and treatment-related deaths may be higher.",
    ),
    (
        "toxicity_onset",
        "Toxicities with onset",
        "Toxicities lack onsets: whether these events began on treatment, and at which dose, is not known.",
    ),
    (
        "toxicity_resolution",
        "Toxicities with resolution",
        "Toxicities lack resolutions: how long these events lasted is not known.",
    ),
    (
        "followed_30_days",
        "Followed 30 days",
        "For some patients it is not known whether they lived 30 days (lost to follow-up, or not collected): the true number of deaths within 30 days may be higher.",
    ),
];

/// The completeness of the record, and what is not known where it is incomplete.
pub(super) fn completeness(numbers: Numbers<'_>) -> (Vec<Share>, Vec<String>) {
    let mut shares = Vec::new();
    let mut wanting = Vec::new();
    for (item, label, sentence) in PARTS {
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
            value: wording::absence(row)
                .map(str::to_owned)
                .or_else(|| wording::percentage(row))
                .expect("a share that is not absent has a value"),
            detail: if is_absent {
                String::new()
            } else {
                wording::n_of_n(row)
            },
            is_low,
            is_absent,
        });
    }
    (shares, wanting)
}
