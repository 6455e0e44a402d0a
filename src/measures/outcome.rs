//! Response: the best response of treated patients, and who responded.

use super::cohort::Cohort;
use super::definition::{Definition, EXACT};
use super::measure::{Measure, Parts};
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, MISSING, Rows};
use super::scope::Scope;
use crate::model::{ClosedSet, Response};
use crate::stats::Clusters;

// The names of its measures.
pub(crate) const BEST_RESPONSE: &str = "outcome.best_response";
pub(crate) const OBJECTIVE_RESPONSE: &str = "outcome.objective_response";
pub(crate) const OBJECTIVE_RESPONSE_EVALUABLE: &str = "outcome.objective_response_evaluable";
pub(crate) const DISEASE_CONTROL: &str = "outcome.disease_control";

const AS_EXPORTED: &str =
    "best overall response, by the criteria that were exported (courses.response_criteria)";

const BEST: Measure = Measure {
    definition: Definition {
        name: BEST_RESPONSE,
        title: "Best response",
        grain: &[Unit::Patient],
        counts: "patients by the best response over their treated courses, in the order CR, PR, SD, PD, NE",
        out_of: "treated patients",
        unknown: "counted in the category missing",
        interval: EXACT,
        source: AS_EXPORTED,
    },
    needs: |_| &["courses.best_response"],
    first: Statistic::Proportion,
    count: best_response,
};

/// What two strata are not compared in.
pub(super) const PARTS: &[Parts] = &[Parts::all(BEST_RESPONSE)];

pub(super) const MEASURES: &[Measure] = &[
    BEST,
    Measure {
        definition: Definition {
            name: OBJECTIVE_RESPONSE,
            title: "Objective response, all treated patients",
            counts: "patients whose best response is CR or PR",
            unknown: "NE and a missing response count as no response",
            ..BEST.definition
        },
        count: |scope, rows| with_response(scope, rows, |_| true, is_objective),
        ..BEST
    },
    Measure {
        definition: Definition {
            name: OBJECTIVE_RESPONSE_EVALUABLE,
            title: "Objective response, response-evaluable patients",
            counts: "patients whose best response is CR or PR",
            out_of: "treated patients whose best response is CR, PR, SD or PD",
            unknown: "patients with NE or without a response are excluded",
            ..BEST.definition
        },
        count: |scope, rows| {
            let is_evaluable =
                |best: Option<Response>| best.is_some_and(|best| best != Response::NotEvaluable);
            with_response(scope, rows, is_evaluable, is_objective);
        },
        ..BEST
    },
    Measure {
        definition: Definition {
            name: DISEASE_CONTROL,
            title: "Disease control, all treated patients",
            counts: "patients whose best response is CR, PR or SD",
            unknown: "NE and a missing response count as no disease control",
            ..BEST.definition
        },
        count: |scope, rows| {
            with_response(scope, rows, |_| true, |best| best <= Response::Stable);
        },
        ..BEST
    },
];

/// The responses of all courses.
#[derive(Debug)]
pub(super) struct Responses<'a> {
    codes: &'a [u32],
    by_code: Vec<Option<Response>>,
}

impl<'a> Responses<'a> {
    pub(super) fn new(cohort: &'a Cohort) -> Self {
        let (codes, names) = cohort.courses.texts("best_response");
        Self {
            codes,
            by_code: names.iter().map(|name| Response::from_name(name)).collect(),
        }
    }

    /// The response of a course.
    pub(super) fn of(&self, course: usize) -> Option<Response> {
        *self.by_code.get(self.codes[course] as usize)?
    }

    /// The best response of a patient's courses.
    pub(super) fn best(&self, courses: &[usize]) -> Option<Response> {
        courses.iter().filter_map(|&course| self.of(course)).min()
    }
}

/// Whether a response is an objective one.
pub(super) fn is_objective(response: Response) -> bool {
    response <= Response::Partial
}

fn best_response(scope: &Scope<'_>, rows: &mut Rows) {
    let responses = Responses::new(scope.cohort);
    let mut patients = [0; Response::ALL.len() + 1];
    for courses in scope.patients() {
        let best = responses.best(courses);
        patients[best.map_or(Response::ALL.len(), |best| best as usize)] += 1;
    }
    let all = patients.iter().sum();
    let items = Response::NAMES.iter().copied().chain([MISSING]);
    for (item, events) in items.zip(patients) {
        rows.proportion(item, Level::All, &Clusters::of_single_units(all, events));
    }
}

/// Patients with such a best response, of those whose best response, or the want of one, counts.
fn with_response(
    scope: &Scope<'_>,
    rows: &mut Rows,
    counts: impl Fn(Option<Response>) -> bool,
    is_such: impl Fn(Response) -> bool,
) {
    let responses = Responses::new(scope.cohort);
    let clusters = scope.tally(rows.unit(), |courses| {
        let best = responses.best(courses);
        let (counts, is_such) = (counts(best), best.is_some_and(&is_such));
        (i64::from(counts), i64::from(counts && is_such))
    });
    rows.proportion(ALL, Level::All, &clusters);
}

#[cfg(test)]
mod tests {
    use crate::measures::results::Unit::Patient;
    use crate::measures::tiny::tiny;

    #[test]
    fn the_best_response_of_a_patients_courses_counts() {
        let tiny = tiny();
        // P1: SD, then PR. P2: PD. P3: none.
        let best = |item| tiny.proportion("outcome.best_response", Patient, item, "all");
        assert_eq!(
            ["CR", "PR", "SD", "PD", "NE", "missing"]
                .map(best)
                .map(|n| n.0),
            [0, 1, 0, 1, 0, 1]
        );
    }

    #[test]
    fn who_was_not_assessed_did_not_respond_and_is_not_evaluable() {
        let tiny = tiny();
        // P1 responded, P2 progressed, P3 has no response.
        let of = |measure| tiny.proportion(measure, Patient, "all", "all");
        assert_eq!(of("outcome.objective_response"), (1, 3));
        assert_eq!(of("outcome.objective_response_evaluable"), (1, 2));
        assert_eq!(of("outcome.disease_control"), (1, 3));
    }
}
