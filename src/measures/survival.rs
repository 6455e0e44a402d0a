//! Survival from the first treated course, overall and without progression.

use super::definition::{Definition, EXACT};
use super::measure::Measure;
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, Rows};
use super::scope::Scope;
use super::survival_times::SurvivalTimes;
use crate::stats::{Clusters, Curve};

// The names of its measures.
pub(crate) const OVERALL_SURVIVAL: &str = "outcome.overall_survival";
pub(crate) const OVERALL_SURVIVAL_MEDIAN: &str = "outcome.overall_survival_median";
pub(crate) const PROGRESSION_FREE_SURVIVAL: &str = "outcome.progression_free_survival";
pub(crate) const PROGRESSION_FREE_SURVIVAL_MEDIAN: &str =
    "outcome.progression_free_survival_median";
pub(crate) const PROGRESSION_UNDATED: &str = "outcome.progression_undated";

/// Days at which the curve of death is read.
const DAYS_OF_DEATH: [f64; 7] = [30.0, 60.0, 100.0, 365.0, 730.0, 1095.0, 1825.0];
/// Days at which the curve of progression or death is read.
const DAYS_OF_PROGRESSION: [f64; 4] = [365.0, 730.0, 1095.0, 1825.0];

pub(super) const KAPLAN_MEIER: &str = "Kaplan EL, Meier P. JASA 1958;53:457";
pub(super) const LOG_LOG: &str = "Greenwood's variance on the log–log scale, 95%";
pub(super) const BANDS: &str = "the first days at which the 95% bands (Greenwood's variance on the log–log scale) are at most one half";
const OF_DEATH: &str = "treated patients: from the first treated course's start_day to death, else censored at last_contact_day";
const DEATH_UNKNOWN: &str = "patients with neither day, or with an unknown start_day, are excluded";
const OF_PROGRESSION: &str = "treated patients: from the first treated course's start_day to the earliest of progression, in any treated course, or death, else censored at the last tumor assessment (last_assessment_day, or last_contact_day if there is none)";
const PROGRESSION_UNKNOWN: &str = "patients with none of these days, an unknown start_day, a progression in a course of unknown start_day, or an undated progression are excluded; not estimable if more than 5% of patients have an undated progression";

const fn of_death(_: Unit) -> &'static [&'static str] {
    &["patients.death_day", "patients.last_contact_day"]
}

const fn of_progression(_: Unit) -> &'static [&'static str] {
    &[
        "patients.death_day",
        "patients.last_contact_day",
        "courses.progression_day",
    ]
}

const fn of_undated(_: Unit) -> &'static [&'static str] {
    &["courses.best_response", "courses.progression_day"]
}

pub(super) const OVERALL: Measure = Measure {
    definition: Definition {
        name: OVERALL_SURVIVAL,
        title: "Overall survival",
        grain: &[Unit::Patient],
        counts: "Kaplan–Meier overall survival at 30, 60, 100, 365, 730, 1095 and 1825 days",
        out_of: OF_DEATH,
        unknown: DEATH_UNKNOWN,
        interval: LOG_LOG,
        source: KAPLAN_MEIER,
    },
    needs: of_death,
    first: Statistic::Probability,
    count: |scope, rows| probabilities(rows, ALL, &overall(scope), &DAYS_OF_DEATH),
};

const OVERALL_MEDIAN: Measure = Measure {
    definition: Definition {
        name: OVERALL_SURVIVAL_MEDIAN,
        title: "Median overall survival (days)",
        counts: "the first day at which the Kaplan–Meier curve is at most one half",
        interval: BANDS,
        ..OVERALL.definition
    },
    first: Statistic::Median,
    count: |scope, rows| rows.curve_median(ALL, &overall(scope)),
    ..OVERALL
};

pub(super) const PROGRESSION_FREE: Measure = Measure {
    definition: Definition {
        name: PROGRESSION_FREE_SURVIVAL,
        title: "Progression-free survival",
        counts: "Kaplan–Meier progression-free survival at 365, 730, 1095 and 1825 days",
        out_of: OF_PROGRESSION,
        unknown: PROGRESSION_UNKNOWN,
        ..OVERALL.definition
    },
    needs: of_progression,
    count: |scope, rows| {
        probabilities(rows, ALL, &progression_free(scope), &DAYS_OF_PROGRESSION);
        withhold_where_undated(scope, rows);
    },
    ..OVERALL
};

const PROGRESSION_FREE_MEDIAN: Measure = Measure {
    definition: Definition {
        name: PROGRESSION_FREE_SURVIVAL_MEDIAN,
        title: "Median progression-free survival (days)",
        out_of: OF_PROGRESSION,
        unknown: PROGRESSION_UNKNOWN,
        ..OVERALL_MEDIAN.definition
    },
    needs: of_progression,
    count: |scope, rows| {
        rows.curve_median(ALL, &progression_free(scope));
        withhold_where_undated(scope, rows);
    },
    ..OVERALL_MEDIAN
};

const UNDATED: Measure = Measure {
    definition: Definition {
        name: PROGRESSION_UNDATED,
        title: "Progression without a date",
        grain: &[Unit::Patient],
        counts: "patients with a best response of PD in a treated course and no progression_day in any treated course",
        out_of: "treated patients",
        unknown: "a course without a best response does not count as PD",
        interval: EXACT,
        source: "data quality of progression-free survival",
    },
    needs: of_undated,
    first: Statistic::Proportion,
    count: |scope, rows| rows.proportion(ALL, Level::All, &undated(scope)),
};

pub(super) const MEASURES: &[Measure] = &[
    OVERALL,
    OVERALL_MEDIAN,
    PROGRESSION_FREE,
    PROGRESSION_FREE_MEDIAN,
    UNDATED,
];

/// Reads a curve at these days.
pub(super) fn probabilities(rows: &mut Rows, item: &str, curve: &Curve, days: &[f64]) {
    for &day in days {
        rows.survival_probability(item, curve, day);
    }
}

/// The curve of death.
pub(super) fn overall(scope: &Scope<'_>) -> Curve {
    let times = SurvivalTimes::new(scope.cohort);
    Curve::fit(
        scope
            .patients()
            .filter_map(|courses| times.overall(courses)),
    )
}

/// The curve of progression or death.
pub(super) fn progression_free(scope: &Scope<'_>) -> Curve {
    let times = SurvivalTimes::new(scope.cohort);
    let time = |courses: &[usize]| times.progression_free(courses);
    Curve::fit(scope.patients().filter_map(time))
}

/// Patients with an undated progression.
fn undated(scope: &Scope<'_>) -> Clusters {
    let times = SurvivalTimes::new(scope.cohort);
    scope.tally(Unit::Patient, |courses| {
        (1, i64::from(times.is_progression_undated(courses)))
    })
}

/// Withholds progression-free survival where more than one patient in 20 progressed on an unknown day: those who are
/// left out are the ones who progressed.
pub(super) fn withhold_where_undated(scope: &Scope<'_>, rows: &mut Rows) {
    let needs = of_undated(Unit::Patient);
    let patients = Scope::new(scope.cohort, scope.stratum, Unit::Patient, needs);
    let undated = patients.map(|patients| undated(&patients));
    if undated.is_some_and(|undated| 20 * undated.events() > undated.units()) {
        rows.withhold();
    }
}

#[cfg(test)]
mod tests {
    use crate::measures::results::Statistic::{Median, Probability};
    use crate::measures::results::Status;
    use crate::measures::results::Unit::Patient;
    use crate::measures::tiny::{assert_close, tiny};

    #[test]
    fn survival_runs_from_the_first_treated_course() {
        let tiny = tiny();
        // P3 is last seen on day 30, P2 dies on day 90, P1 is last seen on day 400: from day 90 on one of two is alive.
        let alive = |day| {
            let row = tiny.row("outcome.overall_survival", Patient, "all", day, Probability);
            (row.value, row.numerator, row.denominator, row.status)
        };
        assert_eq!(alive("30"), (Some(1.0), Some(0), Some(3), Status::Ok));
        assert_eq!(alive("60"), (Some(1.0), Some(0), Some(3), Status::Ok));
        assert_eq!(alive("100"), (Some(0.5), Some(1), Some(3), Status::Ok));
        assert_eq!(alive("365"), (Some(0.5), Some(1), Some(3), Status::Ok));
        assert_eq!(alive("730"), (None, Some(1), Some(3), Status::NotEstimable));
        assert_close(
            tiny.value("outcome.overall_survival_median", Patient, "all", Median),
            90.0,
        );
        // P2 progresses on day 50, P1 on day 60 + 40, in the second course.
        let row = tiny.row(
            "outcome.progression_free_survival",
            Patient,
            "all",
            "365",
            Probability,
        );
        assert_eq!(
            (row.value, row.numerator, row.denominator, row.lower),
            (Some(0.0), Some(2), Some(3), None)
        );
        assert_close(
            tiny.value(
                "outcome.progression_free_survival_median",
                Patient,
                "all",
                Median,
            ),
            50.0,
        );
        // The one patient with PD, P2, has its day.
        assert_eq!(
            tiny.proportion("outcome.progression_undated", Patient, "all", "all"),
            (0, 3)
        );
    }
}
