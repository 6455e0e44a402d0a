//! Response and death: what became of treated patients.

use super::cohort::Cohort;
use super::definition::{Definition, EXACT};
use super::measure::{Measure, Parts};
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, Rows};
use super::scope::Scope;
use super::survival;
use crate::model::{ClosedSet, FOLLOW_UP_HOURS, Response, TOLERANCE, known};
use crate::stats::Clusters;

// The names of its measures.
pub(crate) const BEST_RESPONSE: &str = "outcome.best_response";
pub(crate) const OBJECTIVE_RESPONSE: &str = "outcome.objective_response";
pub(crate) const TREATMENT_RELATED_DEATH: &str = "outcome.treatment_related_death";
pub(crate) const DEATH_WITHIN_30_DAYS: &str = "outcome.death_within_30_days";

const RECIST: &str =
    "RECIST 1.1, best overall response: Eisenhauer EA, et al. Eur J Cancer 2009;45:228";

/// What two strata are not compared in.
pub(super) const PARTS: &[Parts] = &[Parts::all(BEST_RESPONSE)];

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        definition: Definition {
            name: BEST_RESPONSE,
            title: "Best response",
            grain: &[Unit::Patient],
            counts: "patients by the best response over their treated courses, in the order CR, PR, SD, PD, NE",
            out_of: "treated patients",
            unknown: "the category missing",
            interval: EXACT,
            source: RECIST,
        },
        needs: |_| &["courses.best_response"],
        first: Statistic::Proportion,
        count: best_response,
    },
    Measure {
        definition: Definition {
            name: OBJECTIVE_RESPONSE,
            title: "Objective response",
            grain: &[Unit::Patient],
            counts: "patients whose best response is CR or PR",
            out_of: "treated patients with any best response, NE among them",
            unknown: "patients without a best response are left out",
            interval: EXACT,
            source: RECIST,
        },
        needs: |_| &["courses.best_response"],
        first: Statistic::Proportion,
        count: objective_response,
    },
    survival::OVERALL,
    survival::OVERALL_MEDIAN,
    survival::PROGRESSION_FREE,
    survival::PROGRESSION_FREE_MEDIAN,
    Measure {
        definition: Definition {
            name: TREATMENT_RELATED_DEATH,
            title: "Treatment-related death",
            grain: &[Unit::Patient],
            counts: "patients with an event of grade 5 on treatment that is not told to be unrelated",
            out_of: "treated patients",
            unknown: "an event without an attribution counts; one without a grade does not",
            interval: EXACT,
            source: "CTCAE v5.0, grade 5",
        },
        needs: |_| &["toxicities", "toxicities.grade"],
        first: Statistic::Proportion,
        count: |scope, rows| {
            let clusters = scope.tally_true(rows.unit(), "treatment_related_death");
            rows.proportion(ALL, Level::All, &clusters);
        },
    },
    Measure {
        definition: Definition {
            name: DEATH_WITHIN_30_DAYS,
            title: "Death within 30 days of the last dose",
            grain: &[Unit::Patient],
            counts: "patients who died at most 720 h after the last given dose of their last treated course",
            out_of: "treated patients in whom the hour of that dose and that course's start_day are known, and a death_day, or a last_contact_day at least 720 h after the dose",
            unknown: "patients who were lost from sight within 30 days are left out",
            interval: EXACT,
            source: "30-day mortality as in the HD IL-2 literature",
        },
        needs: |_| {
            &[
                "patients.death_day",
                "patients.last_contact_day",
                "doses.hour",
            ]
        },
        first: Statistic::Proportion,
        count: death_within_30_days,
    },
];

/// The best response of a patient's courses.
pub(super) fn best_of(cohort: &Cohort, courses: &[usize]) -> Option<Response> {
    let response = |&course: &usize| cohort.courses.text("best_response", course);
    let responses = courses.iter().filter_map(response);
    responses.filter_map(Response::from_name).min()
}

fn best_response(scope: &Scope<'_>, rows: &mut Rows) {
    let mut patients = [0; Response::ALL.len() + 1];
    for courses in scope.patients() {
        patients
            [best_of(scope.cohort, courses).map_or(Response::ALL.len(), |best| best as usize)] += 1;
    }
    let all = patients.iter().sum();
    for (item, events) in Response::NAMES
        .iter()
        .copied()
        .chain(["missing"])
        .zip(patients)
    {
        rows.proportion(item, Level::All, &Clusters::of_single_units(all, events));
    }
}

fn objective_response(scope: &Scope<'_>, rows: &mut Rows) {
    let clusters = scope.tally(rows.unit(), |courses| {
        match best_of(scope.cohort, courses) {
            Some(best) => (1, i64::from(best <= Response::Partial)),
            None => (0, 0),
        }
    });
    rows.proportion(ALL, Level::All, &clusters);
}

fn death_within_30_days(scope: &Scope<'_>, rows: &mut Rows) {
    let (starts, last_hours) = (
        scope.integers("start_day"),
        scope.decimals("last_given_hour"),
    );
    let (deaths, contacts) = (
        scope.integers("death_day"),
        scope.integers("last_contact_day"),
    );
    let has_died = |courses: &[usize]| -> Option<bool> {
        let last = *courses.last()?;
        let start = known(starts[last])?;
        let until = Some(last_hours[last]).filter(|hour| !hour.is_nan())? + FOLLOW_UP_HOURS;
        let hour = |day: i64| 24.0 * (day - start) as f64;
        match known(deaths[last]) {
            Some(death) => Some(hour(death) <= until + TOLERANCE),
            None => (hour(known(contacts[last])?) >= until - TOLERANCE).then_some(false),
        }
    };
    let clusters = scope.tally(rows.unit(), |courses| {
        has_died(courses).map_or((0, 0), |died| (1, i64::from(died)))
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
        assert_eq!(
            tiny.proportion("outcome.objective_response", Patient, "all", "all"),
            (1, 2)
        );
    }

    #[test]
    fn who_was_lost_to_follow_up_within_thirty_days_is_in_no_denominator_of_early_death() {
        let tiny = tiny();
        // P3's last dose was at hour 40; day 30 is hour 720, 40 hours too soon.
        assert_eq!(
            tiny.proportion("outcome.death_within_30_days", Patient, "all", "all"),
            (0, 2)
        );
        assert_eq!(
            tiny.proportion("outcome.treatment_related_death", Patient, "all", "all"),
            (0, 3)
        );
    }
}
