//! Dialysis of courses at risk of it: who needed it, which kind, for how long.

use super::definition::{BY_PATIENT_AND_COURSE, CLUSTERED, Definition};
use super::measure::Measure;
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, DIST, Rows};
use super::scope::Scope;
use crate::terminology::dialysis_modalities;

// The names of its measures.
pub(crate) const ENDED: &str = "dialysis.ended";
pub(crate) const HOURS: &str = "dialysis.hours";
pub(crate) const MODALITY: &str = "dialysis.modality";
pub(crate) const RATE: &str = "dialysis.rate";
pub(crate) const USE: &str = "dialysis.use";

const AT_RISK: &str = "treated courses at risk: not on maintenance dialysis and not dialysed before hour 0 (patients: with such a course)";
const COUNTS: &str = "an interval of a modality that is dialysis, beginning from hour 0 to 720 h after the last given dose";
const SOURCE: &str = "modalities of kidney replacement therapy: KDIGO AKI 2012; ICD-10-PCS 5A1D";

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        definition: Definition {
            name: USE,
            title: "Dialysis",
            grain: &[Unit::Patient, Unit::Course],
            counts: COUNTS,
            out_of: AT_RISK,
            unknown: "sites without a dialysis table are in no denominator",
            interval: BY_PATIENT_AND_COURSE,
            source: SOURCE,
        },
        needs: |_| &["dialysis"],
        first: Statistic::Proportion,
        count: used,
    },
    Measure {
        definition: Definition {
            name: MODALITY,
            title: "Dialysis, by modality",
            grain: &[Unit::Course],
            counts: "courses with such an interval of this modality",
            out_of: AT_RISK,
            unknown: "unspecified where the export does not tell the modality",
            interval: CLUSTERED,
            source: SOURCE,
        },
        needs: |_| &["dialysis"],
        first: Statistic::Proportion,
        count: by_modality,
    },
    Measure {
        definition: Definition {
            name: RATE,
            title: "Courses with dialysis per 1,000 given doses",
            grain: &[Unit::Course],
            counts: "courses at risk with dialysis",
            out_of: "given doses of courses at risk, in thousands",
            unknown: "sites without a dialysis table are in no denominator",
            interval: "Garwood's exact Poisson interval, 95 %",
            source: "Garwood F. Biometrika 1936;28:437",
        },
        needs: |_| &["dialysis"],
        first: Statistic::Rate,
        count: rate,
    },
    Measure {
        definition: Definition {
            name: HOURS,
            title: "Hours on dialysis",
            grain: &[Unit::Course],
            counts: "length of the union of a course's counting intervals, in hours",
            out_of: "courses at risk with dialysis, all of whose intervals have an end",
            unknown: "a course with an interval that is not known to have ended is left out",
            interval: "none: mean, SD (n − 1), median and quartiles (type 7) describe the courses",
            source: SOURCE,
        },
        needs: |_| &["dialysis", "dialysis.stop_hour"],
        first: Statistic::Mean,
        count: hours,
    },
    Measure {
        definition: Definition {
            name: ENDED,
            title: "Dialysis ended",
            grain: &[Unit::Course],
            counts: "courses all of whose counting intervals have an end",
            out_of: "courses at risk with dialysis",
            unknown: "no end = not known to have ended, and counted as not ended",
            interval: CLUSTERED,
            source: SOURCE,
        },
        needs: |_| &["dialysis", "dialysis.stop_hour"],
        first: Statistic::Proportion,
        count: ended,
    },
];

/// Courses at risk with dialysis.
fn users<'a>(scope: &Scope<'a>) -> impl Fn(usize) -> bool + 'a {
    let (at_risk, dialysed) = (
        scope.booleans("at_risk_of_dialysis"),
        scope.booleans("dialysis"),
    );
    move |course| at_risk[course] == Some(true) && dialysed[course] == Some(true)
}

fn used(scope: &Scope<'_>, rows: &mut Rows) {
    let (at_risk, is_user) = (scope.booleans("at_risk_of_dialysis"), users(scope));
    let clusters = scope.tally(rows.unit(), |courses| {
        let at_risk = courses
            .iter()
            .map(|&course| i64::from(at_risk[course] == Some(true)))
            .sum();
        (
            at_risk,
            courses
                .iter()
                .map(|&course| i64::from(is_user(course)))
                .sum(),
        )
    });
    rows.proportion(ALL, Level::All, &clusters);
}

fn by_modality(scope: &Scope<'_>, rows: &mut Rows) {
    let (at_risk, is_user) = (scope.booleans("at_risk_of_dialysis"), users(scope));
    let modalities = &scope.cohort.modalities;
    for modality in dialysis_modalities()
        .iter()
        .filter(|modality| modality.is_dialysis)
    {
        let has = |course: usize| {
            let mut rows = modalities.of(course);
            is_user(course)
                && rows.any(|row| {
                    modalities.frame.text("modality", row) == Some(modality.code.as_str())
                })
        };
        let clusters = scope.tally(rows.unit(), |courses| {
            let at_risk = courses
                .iter()
                .map(|&course| i64::from(at_risk[course] == Some(true)))
                .sum();
            (
                at_risk,
                courses.iter().map(|&course| i64::from(has(course))).sum(),
            )
        });
        rows.proportion(&modality.code, Level::All, &clusters);
    }
}

fn rate(scope: &Scope<'_>, rows: &mut Rows) {
    let (at_risk, is_user, given) = (
        scope.booleans("at_risk_of_dialysis"),
        users(scope),
        scope.integers("doses_given"),
    );
    let doses = scope
        .courses()
        .filter(|&course| at_risk[course] == Some(true))
        .map(|course| given[course])
        .sum();
    let events = scope
        .courses()
        .filter(|&course| is_user(course))
        .map(|_| 1)
        .sum();
    rows.rate(ALL, events, doses, 1000.0);
}

fn hours(scope: &Scope<'_>, rows: &mut Rows) {
    let hours = scope.known_decimals("dialysis_hours", users(scope));
    rows.distribution(ALL, hours, &DIST);
}

fn ended(scope: &Scope<'_>, rows: &mut Rows) {
    let (is_user, all_ended) = (users(scope), scope.booleans("dialysis_all_ended"));
    let clusters = scope.tally(rows.unit(), |courses| {
        let users = || courses.iter().filter(|&&course| is_user(course));
        (
            users().map(|_| 1).sum(),
            users()
                .map(|&course| i64::from(all_ended[course] == Some(true)))
                .sum(),
        )
    });
    rows.proportion(ALL, Level::All, &clusters);
}

#[cfg(test)]
mod tests {
    use crate::measures::results::Statistic::{Mean, Rate};
    use crate::measures::results::Unit::{Course, Patient};
    use crate::measures::tiny::{assert_close, tiny};

    #[test]
    fn fluid_removal_is_no_dialysis_and_who_had_it_before_is_not_at_risk() {
        let tiny = tiny();
        assert_eq!(
            tiny.proportion("dialysis.use", Patient, "all", "all"),
            (1, 2)
        );
        assert_eq!(
            tiny.proportion("dialysis.use", Course, "all", "all"),
            (1, 3)
        );
        assert_eq!(
            tiny.proportion("dialysis.modality", Course, "cvvhdf", "all"),
            (1, 3)
        );
        // One course in the 5 + 1 + 4 doses of courses at risk.
        assert_close(tiny.value("dialysis.rate", Course, "all", Rate), 100.0);
        assert_close(tiny.value("dialysis.hours", Course, "all", Mean), 24.0);
        assert_eq!(
            tiny.proportion("dialysis.ended", Course, "all", "all"),
            (1, 1)
        );
    }
}
