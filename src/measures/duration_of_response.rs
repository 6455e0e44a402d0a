//! Duration of response: from the first day of a response to progression or death.

use super::definition::Definition;
use super::measure::Measure;
use super::outcome::is_objective;
use super::results::{Statistic, Unit};
use super::rows::Rows;
use super::scope::Scope;
use super::survival::{BANDS, KAPLAN_MEIER, LOG_LOG, probabilities};
use super::survival_times::SurvivalTimes;
use crate::model::Response;
use crate::stats::Curve;

// The names of its measures.
pub(crate) const DURATION_OF_RESPONSE: &str = "outcome.duration_of_response";
pub(crate) const DURATION_OF_RESPONSE_MEDIAN: &str = "outcome.duration_of_response_median";

/// Whether a response is of a kind.
type IsSuch = fn(Response) -> bool;

/// The kinds of responses, by their items.
const KINDS: [(&str, IsSuch); 2] = [
    ("CR", |response| matches!(response, Response::Complete)),
    ("CR_or_PR", is_objective),
];

/// Days at which the curve is read.
const DAYS: [f64; 3] = [180.0, 365.0, 730.0];

pub(super) const DURATION: Measure = Measure {
    definition: Definition {
        name: DURATION_OF_RESPONSE,
        title: "Duration of response",
        grain: &[Unit::Patient],
        counts: "the Kaplan–Meier estimate of survival without progression 180, 365 and 730 days after the first response_day of the treated courses with a best response of CR, and of CR or PR",
        out_of: "treated patients with such a best response: from that day to the first progression on or after it, in any treated course, or death, else censored at the last tumor assessment (last_assessment_day, or last_contact_day if there is none)",
        unknown: "excluded: patients with such a course without a response_day or of unknown start_day, and patients with a progression in a course of unknown start_day, an undated progression, none of these days, or an end before the response",
        interval: LOG_LOG,
        source: KAPLAN_MEIER,
    },
    needs: |_| {
        &[
            "patients.death_day",
            "patients.last_contact_day",
            "courses.best_response",
            "courses.response_day",
            "courses.progression_day",
        ]
    },
    first: Statistic::Probability,
    count: |scope, rows| {
        of_each(scope, rows, |rows, item, curve| {
            probabilities(rows, item, curve, &DAYS);
        });
    },
};

pub(super) const MEASURES: &[Measure] = &[
    DURATION,
    Measure {
        definition: Definition {
            name: DURATION_OF_RESPONSE_MEDIAN,
            title: "Median duration of response (days)",
            counts: "the first day at which the Kaplan–Meier curve is at most one half, of responses of CR, and of CR or PR",
            interval: BANDS,
            ..DURATION.definition
        },
        first: Statistic::Median,
        count: |scope, rows| of_each(scope, rows, Rows::curve_median),
        ..DURATION
    },
];

/// Writes the rows of the curve of each kind of response.
fn of_each(scope: &Scope<'_>, rows: &mut Rows, write: impl Fn(&mut Rows, &str, &Curve)) {
    let times = SurvivalTimes::new(scope.cohort);
    for (item, is_such) in KINDS {
        let time = |courses: &[usize]| times.response(courses, is_such);
        write(rows, item, &Curve::fit(scope.patients().filter_map(time)));
    }
}
