//! The columns of `facts_courses`: the course, its patient, and what is counted of them.

use super::dose_history::DoseHistory;
use super::toxicity::Worst;
use super::{MONITORED, PartFacts};
use crate::model::{ABSENT_INTEGER, Frame, Values};
use crate::store::SiteRecord;
use crate::terminology::organ_systems;
use std::collections::HashMap;

/// Columns of courses that facts carry.
pub(super) const COURSE_COLUMNS: [&str; 22] = [
    "site_id",
    "course_id",
    "patient_id",
    "course_key",
    "patient_key",
    "course_order",
    "course_number",
    "regimen",
    "start_year",
    "start_month",
    "start_day",
    "sequence",
    "age_years",
    "weight_kg",
    "ecog",
    "baseline_dialysis",
    "planned_iu_per_kg",
    "planned_cycles",
    "planned_doses_per_cycle",
    "care_setting",
    "best_response",
    "progression_day",
];

/// Columns of patients that facts carry.
pub(super) const PATIENT_COLUMNS: [&str; 9] = [
    "patient_id",
    "sex",
    "race",
    "ethnicity",
    "diagnosis",
    "prior_lines",
    "prior_checkpoint_inhibitor",
    "death_day",
    "last_contact_day",
];

/// The row of each course's patient in the patients table.
fn patient_rows(courses: &Frame, patients: &Frame) -> Vec<Option<usize>> {
    let rows: HashMap<&str, usize> = (0..patients.rows())
        .filter_map(|row| Some((patients.text("patient_id", row)?, row)))
        .collect();
    (0..courses.rows())
        .map(|row| rows.get(courses.text("patient_id", row)?).copied())
        .collect()
}

/// The patient's last contact in hours of each course: 24 × (day − `start_day`).
pub(super) fn last_contact_hours(courses: &Frame, patients: &Frame) -> Vec<Option<f64>> {
    let contact = |(course, patient): (usize, Option<usize>)| {
        let day = patients.integer("last_contact_day", patient?)?;
        Some(24.0 * (day - courses.integer("start_day", course)?) as f64)
    };
    patient_rows(courses, patients)
        .into_iter()
        .enumerate()
        .map(contact)
        .collect()
}

/// The columns of `facts_courses`.
pub(super) fn course_columns(
    site: &SiteRecord,
    courses: &Frame,
    patients: &Frame,
    facts: &PartFacts,
    order: &[usize],
) -> Vec<(String, Values)> {
    let mut columns = carried_columns(courses, patients, order);
    columns.extend(counted_columns(site, facts, order));
    columns
}

/// What the course and its patient bring.
fn carried_columns(courses: &Frame, patients: &Frame, order: &[usize]) -> Vec<(String, Values)> {
    let row = |&course: &usize| u32::try_from(course).expect("a part has some thousand courses");
    let places: Vec<u32> = order.iter().map(row).collect();
    let mut columns: Vec<(String, Values)> = COURSE_COLUMNS
        .iter()
        .map(|name| ((*name).to_owned(), courses.column(name).take(&places)))
        .collect();
    let rows = patient_rows(courses, patients);
    for name in &PATIENT_COLUMNS[1..] {
        let of_courses = order.iter().map(|&course| rows[course]);
        let values = take_optional(patients.column(name), of_courses);
        columns.push(((*name).to_owned(), values));
    }
    columns
}

/// Columns with one value per course, in an order of courses.
struct Each<'a> {
    order: &'a [usize],
}

impl Each<'_> {
    fn integers(&self, value: &dyn Fn(usize) -> i64) -> Values {
        Values::Integer(self.order.iter().map(|&course| value(course)).collect())
    }

    fn optional(&self, value: &dyn Fn(usize) -> Option<i64>) -> Values {
        self.integers(&|course| value(course).unwrap_or(ABSENT_INTEGER))
    }

    fn decimals(&self, value: &dyn Fn(usize) -> Option<f64>) -> Values {
        Values::Decimal(
            self.order
                .iter()
                .map(|&course| value(course).unwrap_or(f64::NAN))
                .collect(),
        )
    }

    /// Where the site did not collect it, nothing is known.
    fn booleans(&self, is_known: bool, value: &dyn Fn(usize) -> bool) -> Values {
        Values::Boolean(
            self.order
                .iter()
                .map(|&course| is_known.then(|| value(course)))
                .collect(),
        )
    }
}

/// What is counted of the course.
fn counted_columns(site: &SiteRecord, facts: &PartFacts, order: &[usize]) -> Vec<(String, Values)> {
    let mut columns: Vec<(String, Values)> = Vec::new();
    let each = Each { order };
    let dose = |course: usize| -> &DoseHistory { &facts.doses[course] };
    let mut push = |name: &str, values: Values| columns.push((name.to_owned(), values));
    push("doses_recorded", each.integers(&|c| dose(c).recorded));
    push("doses_given", each.integers(&|c| dose(c).given));
    push("doses_held", each.integers(&|c| dose(c).held));
    push("doses_stopped", each.integers(&|c| dose(c).stopped));
    push("doses_refused", each.integers(&|c| dose(c).refused));
    push("doses_other", each.integers(&|c| dose(c).other));
    push("doses_planned", each.integers(&|c| dose(c).planned));
    push(
        "treated_cycles",
        each.integers(&|c| dose(c).cycles.len() as i64),
    );
    push(
        "cumulative_miu_per_kg",
        each.decimals(&|c| Some(dose(c).cumulative_miu_per_kg)),
    );
    push(
        "last_given_hour",
        each.decimals(&|c| dose(c).last_given_hour),
    );
    push(
        "given_hours_known",
        each.booleans(true, &|c| dose(c).knows_given_hours()),
    );

    let graded = site.has_collected("toxicities.grade");
    let stored = |worst: Option<Worst>| worst.filter(|_| graded).map(Worst::stored);
    push(
        "worst_grade",
        each.optional(&|c| stored(Some(facts.toxicity[c].worst))),
    );
    for (place, system) in organ_systems().iter().enumerate() {
        push(
            &format!("worst_grade_{}", system.name),
            each.optional(&|c| stored(facts.toxicity[c].by_system[place])),
        );
    }

    let pressors = site.has_collected("vasopressors");
    push(
        "vasopressor",
        each.booleans(pressors, &|c| facts.vasopressors[c].used),
    );
    push(
        "two_or_more_agents",
        each.booleans(pressors, &|c| facts.vasopressors[c].two_or_more_agents),
    );
    push(
        "vasopressor_hours",
        each.decimals(&|c| facts.vasopressors[c].hours),
    );
    push(
        "vasopressor_first_dose",
        each.optional(&|c| facts.vasopressors[c].first_dose),
    );
    push(
        "vasopressor_peak_nee",
        each.decimals(&|c| facts.vasopressors[c].peak_nee),
    );

    let dialysis = site.has_collected("dialysis");
    push(
        "treatment_related_death",
        each.booleans(graded, &|c| facts.toxicity[c].treatment_related_death),
    );
    push(
        "at_risk_of_dialysis",
        each.booleans(dialysis, &|c| facts.dialysis[c].at_risk),
    );
    push(
        "dialysis",
        each.booleans(dialysis, &|c| facts.dialysis[c].used),
    );
    push(
        "dialysis_hours",
        each.decimals(&|c| facts.dialysis[c].hours.filter(|_| facts.dialysis[c].used)),
    );
    push(
        "dialysis_all_ended",
        each.booleans(dialysis, &|c| facts.dialysis[c].all_ended),
    );
    columns.extend(later_columns(site, facts, order));
    columns
}

/// What is counted of the course's kidney and care.
fn later_columns(site: &SiteRecord, facts: &PartFacts, order: &[usize]) -> Vec<(String, Values)> {
    let mut columns: Vec<(String, Values)> = Vec::new();
    let each = Each { order };
    let mut push = |name: &str, values: Values| columns.push((name.to_owned(), values));
    push("kdigo_stage", each.optional(&|c| facts.kidney[c].stage));
    push(
        "peak_creatinine_ratio",
        each.decimals(&|c| facts.kidney[c].peak_ratio),
    );
    push(
        "icu",
        each.booleans(site.has_collected("stays"), &|c| facts.care[c].icu),
    );
    push("icu_hours", each.decimals(&|c| facts.care[c].icu_hours));
    push(
        "treatment_days",
        each.integers(&|c| facts.care[c].treatment_days),
    );
    for (place, analyte) in MONITORED.iter().enumerate() {
        let days = each.integers(&|c| facts.care[c].monitored_days[place]);
        push(&format!("monitored_days_{analyte}"), days);
    }
    columns
}

/// The rows at these places; absent where there is none.
fn take_optional(column: &Values, rows: impl Iterator<Item = Option<usize>>) -> Values {
    match column {
        Values::Integer(values) => Values::Integer(
            rows.map(|row| row.map_or(ABSENT_INTEGER, |row| values[row]))
                .collect(),
        ),
        Values::Decimal(values) => Values::Decimal(
            rows.map(|row| row.map_or(f64::NAN, |row| values[row]))
                .collect(),
        ),
        Values::Boolean(values) => {
            Values::Boolean(rows.map(|row| row.and_then(|row| values[row])).collect())
        }
        Values::Text { codes, words } => Values::Text {
            codes: rows
                .map(|row| row.map_or(crate::model::ABSENT_CODE, |row| codes[row]))
                .collect(),
            words: words.clone(),
        },
    }
}
