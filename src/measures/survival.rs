//! Survival from the first treated course, overall and without progression.

use super::definition::Definition;
use super::measure::Measure;
use super::results::{Statistic, Unit};
use super::rows::{ALL, Rows};
use super::scope::Scope;
use crate::model::known;
use crate::stats::Curve;

// The names of its measures.
pub(crate) const OVERALL_SURVIVAL: &str = "outcome.overall_survival";
pub(crate) const OVERALL_SURVIVAL_MEDIAN: &str = "outcome.overall_survival_median";
pub(crate) const PROGRESSION_FREE_SURVIVAL: &str = "outcome.progression_free_survival";
pub(crate) const PROGRESSION_FREE_SURVIVAL_MEDIAN: &str =
    "outcome.progression_free_survival_median";

/// Days at which the curve is read: 1, 2, 3 and 5 years.
const DAYS: [f64; 4] = [365.0, 730.0, 1095.0, 1825.0];

const KAPLAN_MEIER: &str = "Kaplan EL, Meier P. JASA 1958;53:457";
const LOG_LOG: &str = "Greenwood's variance on the log–log scale, 95 %";
const BANDS: &str = "the first days at which the 95 % bands (Greenwood's variance on the log–log scale) are at most one half";
const OF_DEATH: &str = "treated patients: from the first treated course's start_day to death, else censored at last_contact_day";
const DEATH_UNKNOWN: &str = "patients with neither day, or with an unknown start_day, are left out";
const OF_PROGRESSION: &str = "treated patients: from the first treated course's start_day to the earliest of progression, in any treated course, or death, else censored at last_contact_day";
const PROGRESSION_UNKNOWN: &str = "patients with none of the three days, an unknown start_day, or a progression in a course of unknown start_day are left out";

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

pub(super) const OVERALL: Measure = Measure {
    definition: Definition {
        name: OVERALL_SURVIVAL,
        title: "Overall survival",
        grain: &[Unit::Patient],
        counts: "the Kaplan–Meier estimate of being alive at 365, 730, 1095 and 1825 days",
        out_of: OF_DEATH,
        unknown: DEATH_UNKNOWN,
        interval: LOG_LOG,
        source: KAPLAN_MEIER,
    },
    needs: of_death,
    first: Statistic::Probability,
    count: |scope, rows| probabilities(rows, &overall(scope)),
};

pub(super) const OVERALL_MEDIAN: Measure = Measure {
    definition: Definition {
        name: OVERALL_SURVIVAL_MEDIAN,
        title: "Median overall survival (days)",
        grain: &[Unit::Patient],
        counts: "the first day at which the Kaplan–Meier curve is at most one half",
        out_of: OF_DEATH,
        unknown: DEATH_UNKNOWN,
        interval: BANDS,
        source: KAPLAN_MEIER,
    },
    needs: of_death,
    first: Statistic::Median,
    count: |scope, rows| rows.curve_median(&overall(scope)),
};

pub(super) const PROGRESSION_FREE: Measure = Measure {
    definition: Definition {
        name: PROGRESSION_FREE_SURVIVAL,
        title: "Progression-free survival",
        counts: "the Kaplan–Meier estimate of being alive without progression at 365, 730, 1095 and 1825 days",
        out_of: OF_PROGRESSION,
        unknown: PROGRESSION_UNKNOWN,
        ..OVERALL.definition
    },
    needs: of_progression,
    count: |scope, rows| probabilities(rows, &progression_free(scope)),
    ..OVERALL
};

pub(super) const PROGRESSION_FREE_MEDIAN: Measure = Measure {
    definition: Definition {
        name: PROGRESSION_FREE_SURVIVAL_MEDIAN,
        title: "Median progression-free survival (days)",
        out_of: OF_PROGRESSION,
        unknown: PROGRESSION_UNKNOWN,
        ..OVERALL_MEDIAN.definition
    },
    needs: of_progression,
    count: |scope, rows| rows.curve_median(&progression_free(scope)),
    ..OVERALL_MEDIAN
};

fn probabilities(rows: &mut Rows, curve: &Curve) {
    for day in DAYS {
        rows.survival_probability(ALL, curve, day);
    }
}

/// The curve of death.
pub(super) fn overall(scope: &Scope<'_>) -> Curve {
    curve(scope, |_| Some(None))
}

/// The curve of progression or death.
pub(super) fn progression_free(scope: &Scope<'_>) -> Curve {
    let (starts, progressions) = (
        scope.integers("start_day"),
        scope.integers("progression_day"),
    );
    curve(scope, |courses| {
        let mut earliest: Option<i64> = None;
        for &course in courses {
            if let Some(after) = known(progressions[course]) {
                let day = known(starts[course])? + after;
                earliest = Some(earliest.map_or(day, |known| known.min(day)));
            }
        }
        Some(earliest)
    })
}

/// The curve of death or of an earlier event; `event` gives its day, and nothing where the patient is left out.
fn curve(scope: &Scope<'_>, event: impl Fn(&[usize]) -> Option<Option<i64>>) -> Curve {
    let starts = scope.integers("start_day");
    let (deaths, contacts) = (
        scope.integers("death_day"),
        scope.integers("last_contact_day"),
    );
    let time = |courses: &[usize]| -> Option<(f64, bool)> {
        let first = *courses.first()?;
        let start = known(starts[first])?;
        let ended = [event(courses)?, known(deaths[first])]
            .into_iter()
            .flatten()
            .min();
        let day = ended.or_else(|| known(contacts[first]))?;
        Some(((day - start) as f64, ended.is_some()))
    };
    Curve::fit(scope.patients().filter_map(time))
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
    }
}
