//! The patient table: one row per treated patient. It never leaves the site.

use super::cohort::Cohort;
use super::groupings::Groupings;
use super::outcome::best_of;
use super::results::Unit;
use super::scope::Scope;
use super::strata::strata;
use crate::facts::UNGRADED;
use crate::model::{Response, known};
use crate::notation::plain_decimal;
use crate::terminology::organ_systems;

/// Columns before the worst grades of organ systems.
const BEFORE: [&str; 13] = [
    "site_id",
    "patient_id",
    "sex",
    "diagnosis",
    "age_years",
    "courses",
    "cycles",
    "doses_planned",
    "doses_given",
    "doses_held",
    "doses_stopped",
    "cumulative_miu_per_kg",
    "worst_grade",
];
/// Columns after them.
const AFTER: [&str; 6] = [
    "vasopressor",
    "vasopressor_hours",
    "dialysis",
    "best_response",
    "death_day",
    "last_contact_day",
];

/// The patient table as CSV, ordered by `site_id`, `patient_id`: sums and maxima over the patient's treated courses that
/// are selected; sex, diagnosis and age at the first. A worst grade is 0 where the organ system was assessed and nothing
/// happened, `unknown` where only ungraded events did, empty where it was not assessed or not collected.
///
/// # Panics
///
/// Never: writing to memory does not fail.
#[must_use]
pub fn patient_table(cohort: &Cohort) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let systems: Vec<String> = organ_systems()
        .iter()
        .map(|system| format!("worst_grade_{}", system.name))
        .collect();
    let header = BEFORE
        .into_iter()
        .chain(systems.iter().map(String::as_str))
        .chain(AFTER);
    let in_memory = "writing to memory does not fail";
    writer.write_record(header).expect(in_memory);
    for scope in strata(cohort, &Groupings::default())
        .iter()
        .filter_map(|all| Scope::new(cohort, all, Unit::Patient, &[]))
    {
        let mut patients: Vec<&[usize]> = scope.patients().collect();
        let ids = |courses: &&[usize]| {
            ["site_id", "patient_id"].map(|id| cohort.courses.text(id, courses[0]))
        };
        patients.sort_by_key(ids);
        for courses in patients {
            writer
                .write_record(record(cohort, courses, &systems))
                .expect(in_memory);
        }
    }
    writer.into_inner().expect(in_memory)
}

fn record(cohort: &Cohort, courses: &[usize], systems: &[String]) -> Vec<String> {
    let facts = &cohort.courses;
    // What is not known is an empty cell.
    let text = |column: &str| {
        let text = facts.text(column, courses[0]);
        text.map_or_else(String::new, str::to_owned)
    };
    let number = |column: &str| {
        let number = facts.integer(column, courses[0]);
        number.map_or_else(String::new, |number| number.to_string())
    };
    let sum = |column: &str| {
        courses
            .iter()
            .map(|&course| facts.integers(column)[course])
            .sum::<i64>()
            .to_string()
    };
    let size: f64 = courses
        .iter()
        .map(|&course| facts.decimals("cumulative_miu_per_kg")[course])
        .sum();
    let mut record = vec![
        text("site_id"),
        text("patient_id"),
        text("sex"),
        text("diagnosis"),
        number("age_years"),
        courses.len().to_string(),
        sum("treated_cycles"),
        sum("doses_planned"),
        sum("doses_given"),
        sum("doses_held"),
        sum("doses_stopped"),
        plain_decimal(size),
        worst_grade(courses, facts.integers("worst_grade")),
    ];
    record.extend(
        systems
            .iter()
            .map(|column| worst_grade(courses, facts.integers(column))),
    );
    let flag = |column: &str| any(courses, facts.booleans(column));
    record.push(flag("vasopressor").map_or_else(String::new, |used| used.to_string()));
    let hours = vasopressor_hours(cohort, courses);
    record.push(hours.map_or_else(String::new, plain_decimal));
    record.push(dialysis(cohort, courses).map_or_else(String::new, |used| used.to_string()));
    record.push(
        best_of(cohort, courses)
            .map_or("", Response::name)
            .to_owned(),
    );
    record.push(number("death_day"));
    record.push(number("last_contact_day"));
    record
}

fn any(courses: &[usize], flags: &[Option<bool>]) -> Option<bool> {
    courses
        .iter()
        .filter_map(|&course| flags[course])
        .reduce(|a, b| a || b)
}

fn worst_grade(courses: &[usize], worst: &[i64]) -> String {
    let severity = |worst: &i64| {
        if *worst == UNGRADED {
            (0, 1)
        } else {
            (*worst, 0)
        }
    };
    let assessed = courses.iter().filter_map(|&course| known(worst[course]));
    match assessed.max_by_key(severity) {
        None => String::new(),
        Some(UNGRADED) => "unknown".to_owned(),
        Some(grade) => grade.to_string(),
    }
}

/// Hours over all treated courses; 0 without a vasopressor, unknown where one of a course has no end.
fn vasopressor_hours(cohort: &Cohort, courses: &[usize]) -> Option<f64> {
    let site = &cohort.sites[cohort.site_of_course[courses[0]]];
    if !site.has_collected("vasopressors.stop_hour") {
        return None;
    }
    let (used, hours) = (
        cohort.courses.booleans("vasopressor"),
        cohort.courses.decimals("vasopressor_hours"),
    );
    let of_course = |&course: &usize| {
        if used[course] == Some(true) {
            hours[course]
        } else {
            0.0
        }
    };
    Some(courses.iter().map(of_course).sum::<f64>()).filter(|hours| !hours.is_nan())
}

/// Dialysis in a course at risk; unknown where the patient has none.
fn dialysis(cohort: &Cohort, courses: &[usize]) -> Option<bool> {
    let at_risk = cohort.courses.booleans("at_risk_of_dialysis");
    let at_risk: Vec<usize> = courses
        .iter()
        .copied()
        .filter(|&course| at_risk[course] == Some(true))
        .collect();
    any(&at_risk, cohort.courses.booleans("dialysis"))
}
