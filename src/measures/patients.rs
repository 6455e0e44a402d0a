//! The patient table: one row per treated patient. It never leaves the site.

use super::cohort::Cohort;
use super::duration_of_response::DURATION;
use super::measure::Measure;
use super::outcome::{Responses, is_objective};
use super::record_table::RecordTable;
use super::results::Unit;
use super::strata::treated_patients;
use super::survival::{OVERALL, PROGRESSION_FREE};
use super::survival_times::{SurvivalTimes, Time};
use super::value_columns::add_values;
use crate::model::Response;
use std::rc::Rc;

/// A day of a patient.
type DayOf<'a> = fn(&SurvivalTimes<'a>, &[usize]) -> Option<i64>;
/// A survival time of a patient.
type TimeOf<'a> = fn(&SurvivalTimes<'a>, &[usize]) -> Option<Time>;

/// The patient table as CSV, ordered by `site_id`, `patient_id`: sums and maxima over the patient's treated courses that
/// are selected; what the patient was before treatment at the first of them. Survival times are as the measures count
/// them, and empty where these leave the patient out.
#[must_use]
pub fn patient_table(cohort: &Cohort) -> Vec<u8> {
    let mut table = RecordTable::new(cohort);
    table.facts(&[
        "site_id",
        "patient_id",
        "sex",
        "diagnosis",
        "age_years",
        "ecog",
        "weight_kg",
        "regimen",
        "care_setting",
        "start_year",
        "prior_lines",
        "prior_checkpoint_inhibitor",
    ]);
    table.texts("courses", |courses| Some(courses.len().to_string()));
    table.cycles_and_doses(&[
        "doses_planned",
        "doses_given",
        "doses_held",
        "doses_stopped",
    ]);
    table.cumulative_miu_per_kg();
    table.worst_grades();
    table.any("vasopressor");
    table.vasopressor_hours();
    table.dialysis();
    let responses = Responses::new(cohort);
    table.texts("best_response", move |courses| {
        responses
            .best(courses)
            .map(|best| Response::name(best).to_owned())
    });
    let days: [(&str, DayOf<'_>); 3] = [
        ("response_day", SurvivalTimes::first_response),
        ("progression_day", SurvivalTimes::first_progression),
        ("last_assessment_day", SurvivalTimes::last_assessed),
    ];
    let times = Rc::new(SurvivalTimes::new(cohort));
    for (name, day) in days {
        let times = Rc::clone(&times);
        table.texts(name, move |courses| {
            day(&times, courses).map(|day| day.to_string())
        });
    }
    table.facts(&["death_day", "last_contact_day", "doses_given_cycle_1"]);
    add_survival(&mut table, &times);
    add_values(&mut table);
    table.own_columns();
    table.to_csv(treated_patients(cohort).each_patient())
}

/// Survival times, each as days and whether the event ended them.
fn add_survival<'a>(table: &mut RecordTable<'a>, times: &Rc<SurvivalTimes<'a>>) {
    let measures: [(&str, Measure, TimeOf<'a>); 3] = [
        ("os", OVERALL, SurvivalTimes::overall),
        ("pfs", PROGRESSION_FREE, SurvivalTimes::progression_free),
        ("dor", DURATION, |times, courses| {
            times.response(courses, is_objective)
        }),
    ];
    let cohort = table.cohort;
    for (name, measure, time_of) in measures {
        let sites = cohort.sites_with((measure.needs)(Unit::Patient));
        let times = Rc::clone(times);
        let time = Rc::new(move |courses: &[usize]| {
            let is_collected = sites[cohort.site_of_course[courses[0]]];
            time_of(&times, courses).filter(|_| is_collected)
        });
        let days = Rc::clone(&time);
        table.numbers(&format!("{name}_days"), move |courses| {
            Some(days(courses)?.0)
        });
        table.answers(&format!("{name}_event"), move |courses| {
            Some(time(courses)?.1)
        });
    }
}
