//! Dialysis of courses at risk of it: who needed it, which kind, for how long.

use super::definition::{
    BY_PATIENT_AND_COURSE, CLUSTERED, CLUSTERED_RATE, CLUSTERED_RATE_SOURCE, Definition,
};
use super::measure::Measure;
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, DIST, Rows};
use super::scope::{Scope, all_and_with};
use crate::stats::Clusters;
use crate::terminology::{dialysis_categories, dialysis_modalities};

// The names of its measures.
pub(crate) const ENDED: &str = "dialysis.ended";
pub(crate) const HOURS: &str = "dialysis.hours";
pub(crate) const MODALITY: &str = "dialysis.modality";
pub(crate) const RATE: &str = "dialysis.rate";
pub(crate) const USE: &str = "dialysis.use";

const AT_RISK: &str = "treated courses at risk: not on maintenance dialysis and not dialyzed before hour 0 (patients: with such a course)";
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
            unknown: "sites without a dialysis table are excluded",
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
            counts: "courses with a counted interval of this modality",
            out_of: AT_RISK,
            unknown: "unspecified where the export has no modality",
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
            unknown: "sites without a dialysis table are excluded",
            interval: CLUSTERED_RATE,
            source: CLUSTERED_RATE_SOURCE,
        },
        needs: |_| &["dialysis"],
        first: Statistic::Rate,
        count: rate,
    },
    Measure {
        definition: Definition {
            name: HOURS,
            title: "Hours on dialysis, by category",
            grain: &[Unit::Course],
            counts: "hours covered by a course's counted intervals of one category of modality (overlaps counted once); intermittent and continuous hours are not added together",
            out_of: "courses at risk with dialysis of the category whose intervals of that category all have an end",
            unknown: "courses with an interval of the category without a known end are excluded",
            interval: "none: descriptive; SD with n − 1, quartiles of type 7",
            source: SOURCE,
        },
        needs: |_| &["dialysis", "dialysis.stop_hour"],
        first: Statistic::Mean,
        count: hours,
    },
    Measure {
        definition: Definition {
            name: ENDED,
            title: "Dialysis discontinued",
            grain: &[Unit::Course],
            counts: "courses whose counted intervals have all ended, without dialysis afterward, and in which the patient lived 168 h longer",
            out_of: "courses at risk with dialysis in which it is known whether dialysis ended",
            unknown: "dialysis has not ended if a counted interval has no end, if dialysis follows the last end, or if the patient died within 168 h; courses without follow-up to 168 h (no death, last contact or recorded hour) are excluded",
            interval: CLUSTERED,
            source: SOURCE,
        },
        needs: |_| &["dialysis", "dialysis.stop_hour"],
        first: Statistic::Proportion,
        count: ended,
    },
];

/// Whether a course is at risk.
fn at_risk<'a>(scope: &Scope<'a>) -> impl Fn(usize) -> bool + Copy + 'a {
    let at_risk = scope.booleans("at_risk_of_dialysis");
    move |course| at_risk[course] == Some(true)
}

/// Whether a course is at risk and had dialysis.
fn users<'a>(scope: &Scope<'a>) -> impl Fn(usize) -> bool + Copy + 'a {
    let (is_at_risk, dialyzed) = (at_risk(scope), scope.booleans("dialysis"));
    move |course| is_at_risk(course) && dialyzed[course] == Some(true)
}

/// Units with a course that counts, and with one of these that has a property.
fn among(
    scope: &Scope<'_>,
    unit: Unit,
    counts: impl Fn(usize) -> bool,
    has: impl Fn(usize) -> bool,
) -> Clusters {
    scope.tally(unit, |courses| {
        let counted = courses.iter().copied().filter(|&course| counts(course));
        all_and_with(counted, &has)
    })
}

fn used(scope: &Scope<'_>, rows: &mut Rows) {
    let clusters = among(scope, rows.unit(), at_risk(scope), users(scope));
    rows.proportion(ALL, Level::All, &clusters);
}

fn by_modality(scope: &Scope<'_>, rows: &mut Rows) {
    let (is_at_risk, is_user) = (at_risk(scope), users(scope));
    let modalities = &scope.cohort.modalities;
    let (codes, names) = modalities.frame.texts("modality");
    let listed = dialysis_modalities().iter();
    for modality in listed.filter(|modality| modality.is_dialysis) {
        let is_modality = |row: usize| names[codes[row] as usize] == modality.code;
        let has = |course| is_user(course) && modalities.of(course).any(is_modality);
        let clusters = among(scope, rows.unit(), is_at_risk, has);
        rows.proportion(&modality.code, Level::All, &clusters);
    }
}

fn rate(scope: &Scope<'_>, rows: &mut Rows) {
    let (is_at_risk, is_user) = (at_risk(scope), users(scope));
    let given = scope.integers("doses_given");
    let mut clusters = Clusters::default();
    for courses in scope.patients() {
        let at_risk = courses.iter().copied().filter(|&course| is_at_risk(course));
        let with_dialysis = at_risk.clone().filter(|&course| is_user(course));
        let doses = at_risk.map(|course| given[course]).sum();
        clusters.add(doses, with_dialysis.count() as i64);
    }
    rows.rate(ALL, &clusters, 1000.0);
}

fn hours(scope: &Scope<'_>, rows: &mut Rows) {
    for category in dialysis_categories() {
        let hours = scope.known_decimals(&format!("dialysis_hours_{category}"), at_risk(scope));
        rows.distribution(category, hours, &DIST);
    }
}

fn ended(scope: &Scope<'_>, rows: &mut Rows) {
    let (is_user, ended) = (users(scope), scope.booleans("dialysis_ended"));
    let is_known = |course| is_user(course) && ended[course].is_some();
    let clusters = among(scope, rows.unit(), is_known, |course| {
        ended[course] == Some(true)
    });
    rows.proportion(ALL, Level::All, &clusters);
}

#[cfg(test)]
mod tests {
    use crate::measures::results::Statistic::{Mean, Rate};
    use crate::measures::results::Unit::{Course, Patient};
    use crate::measures::tiny::{Results, assert_close, tiny, tiny_with};

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
        let hours = |results: &Results, category| {
            let row = results.row("dialysis.hours", Course, category, "all", Mean);
            (row.value, row.denominator)
        };
        assert_eq!(hours(&tiny, "continuous"), (Some(24.0), Some(1)));
        assert_eq!(hours(&tiny, "intermittent"), (None, Some(0)));
        // It ended at 54, and P2 lived to day 90.
        assert_eq!(
            tiny.proportion("dialysis.ended", Course, "all", "all"),
            (1, 1)
        );
        // Two sessions and a day of continuous treatment are not added; a session of T1-1 has no end, so that T1-1's
        // sessions have no hours, and its dialysis has not ended.
        let results = tiny_with(&[(
            "dialysis.csv",
            &[
                "course_id,modality,start_hour,stop_hour",
                "T2-1,HD,30,34",
                "T2-1,HD,54,58",
                "T2-1,cvvh,100,124",
                "T2-1,crrt,112,136",
                "T1-1,HD,20,24",
                "T1-1,HD,44,",
                "T1-1,pd,60,70",
            ],
        )]);
        assert_eq!(hours(&results, "intermittent"), (Some(8.0), Some(1)));
        assert_eq!(hours(&results, "continuous"), (Some(36.0), Some(1)));
        assert_eq!(hours(&results, "peritoneal"), (Some(10.0), Some(1)));
        assert_eq!(hours(&results, "prolonged_intermittent"), (None, Some(0)));
        assert_eq!(
            results.proportion("dialysis.ended", Course, "all", "all"),
            (1, 2)
        );
    }
}
