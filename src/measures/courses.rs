//! The course table: one row per treated course. It never leaves the site.

use super::cohort::Cohort;
use super::deaths::{NEEDS_OF_RELATED, RelatedDeaths};
use super::groupings::By;
use super::record_table::RecordTable;
use super::strata::treated_patients;
use super::value_columns::add_values;
use crate::facts::{FactsError, STAGINGS, read_parquet};
use crate::model::known;
use crate::store::Snapshot;

/// The course table as CSV, ordered by `site_id`, `patient_id` and as a patient's courses are: what was exported of the
/// course and its patient, defaults applied, and what the measures count of it, empty where they leave it out.
///
/// # Errors
///
/// Where a file of the store cannot be read.
pub fn course_table(cohort: &Cohort, snapshot: &Snapshot) -> Result<Vec<u8>, FactsError> {
    const DIALYSIS_HOURS: &str = "dialysis_hours";
    // Measures read but a part of these columns.
    let exported = By::columns();
    let columns = [exported.as_slice(), &[DIALYSIS_HOURS]].concat();
    let stored = read_parquet(&snapshot.parts("facts_courses")?, &columns)?;
    let patients = treated_patients(cohort);
    let mut table = RecordTable::new(cohort);
    for column in exported {
        table.of_first_course(column, stored.column(column));
    }
    add_doses(&mut table);
    table.worst_grades();
    table.facts(&["plan"]);
    add_related_death(&mut table, patients.each_patient());
    table.facts(&[
        "vasopressor",
        "use_unlisted_only",
        "low_dose_dopamine_only",
        "two_or_more_agents",
        "vasopressor_hours",
        "vasopressor_first_cycle",
        "vasopressor_first_dose",
        "vasopressor_peak_nee",
        "at_risk_of_dialysis",
    ]);
    table.dialysis();
    let at_risk = cohort.courses.booleans("at_risk_of_dialysis");
    let is_at_risk = |courses: &[usize]| at_risk[courses[0]] == Some(true);
    let hours = stored.decimals(DIALYSIS_HOURS);
    table.numbers(DIALYSIS_HOURS, move |courses| {
        let hours = hours[courses[0]];
        (is_at_risk(courses) && !hours.is_nan()).then_some(hours)
    });
    let ended = cohort.courses.booleans("dialysis_ended");
    table.answers("dialysis_ended", move |courses| {
        ended[courses[0]].filter(|_| is_at_risk(courses))
    });
    let stagings = cohort.courses.integers("kidney_staging");
    table.texts("kidney_staging", |courses| {
        known(stagings[courses[0]]).map(staging)
    });
    table.facts(&["kdigo_stage", "peak_creatinine_ratio"]);
    table.of_first_course("icu_stay", cohort.courses.column("icu"));
    table.facts(&[
        "icu_hours",
        "icu_transfer",
        "icu_transfer_hours",
        "length_of_stay",
    ]);
    add_values(&mut table);
    table.own_columns();
    // Each course is a unit by itself.
    let courses = patients.each_patient();
    Ok(table.to_csv(courses.flat_map(|courses| courses.chunks(1))))
}

/// The name of a staging, of its number among facts.
fn staging(number: i64) -> String {
    let number = usize::try_from(number).expect("a staging is its index among the stagings");
    STAGINGS[number].to_owned()
}

/// Cycles and doses.
fn add_doses(table: &mut RecordTable<'_>) {
    table.cycles_and_doses(&[
        "doses_planned",
        "doses_given",
        "doses_held",
        "doses_stopped",
        "doses_refused",
        "doses_other",
    ]);
    let facts = &table.cohort.courses;
    let (planned, recorded) = (
        facts.integers("doses_planned"),
        facts.integers("doses_recorded"),
    );
    table.texts("doses_not_reached", |courses| {
        Some((planned[courses[0]] - recorded[courses[0]]).to_string())
    });
    table.facts(&["doses_given_cycle_1"]);
    table.cumulative_miu_per_kg();
    table.facts(&["last_given_hour"]);
}

/// Whether a death is related to treatment; its cause belongs to the patient's last treated course.
fn add_related_death<'a>(table: &mut RecordTable<'a>, patients: impl Iterator<Item = &'a [usize]>) {
    let cohort = table.cohort;
    let mut is_last = vec![false; cohort.courses.rows()];
    for &last in patients.filter_map(<[usize]>::last) {
        is_last[last] = true;
    }
    let sites = cohort.sites_with(NEEDS_OF_RELATED);
    let deaths = RelatedDeaths::new(cohort);
    table.texts("treatment_related_death", move |courses| {
        let course = courses[0];
        let related = deaths.of_course(course, is_last[course]);
        sites[cohort.site_of_course[course]].then(|| related.name().to_owned())
    });
}
