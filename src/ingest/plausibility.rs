//! What is odd about an export as a whole, and is kept: it may be true.

use super::courses::default_plan;
use super::derive::warning;
use super::loaded::Loaded;
use super::quarantine::Warning;
use crate::model::{TOLERANCE, Values};
use std::collections::HashMap;

/// Creatinine above this, in mg/dL, is more likely µmol/L without its unit.
const HIGHEST_CREATININE: f64 = 25.0;
/// Younger patients are no adults.
const ADULT: i64 = 18;

/// What is odd about courses, doses and measurements.
pub(super) fn warnings(
    courses: &Loaded,
    patients: &Loaded,
    doses: &Loaded,
    measurements: &Loaded,
    course_sites: &[String],
    patient_sites: &[String],
) -> Vec<Warning> {
    let mut found = assumed(courses);
    let ages = courses.column("age_years");
    let is_young = |row: &usize| ages.integer(*row).is_some_and(|age| age < ADULT);
    let young = (0..ages.len()).filter(is_young).count() as u64;
    found.extend(warning(
        "courses",
        "age_under_18",
        "age_years is under 18",
        young,
    ));

    let over = courses_over_plan(courses, doses);
    found.extend(warning(
        "doses",
        "more_given_than_planned",
        "courses with more given than planned doses",
        over,
    ));

    let late = doses_after_death(courses, patients, doses, course_sites, patient_sites);
    found.extend(warning(
        "doses",
        "dose_after_death",
        "a dose was given after the patient's death",
        late,
    ));

    let (analytes, values) = (
        measurements.column("listed_analyte"),
        measurements.column("standard_value"),
    );
    let is_high = |row: &usize| {
        analytes.text(*row) == Some("creatinine")
            && values
                .decimal(*row)
                .is_some_and(|value| value > HIGHEST_CREATININE)
    };
    let high = (0..values.len()).filter(is_high).count() as u64;
    let message = "creatinine above 25 mg/dL: is it µmol/L?";
    found.extend(warning(
        "measurements",
        "creatinine_above_25",
        message,
        high,
    ));
    found
}

/// Columns of courses that the file does not have and for which something is assumed, where that changes a number.
fn assumed(courses: &Loaded) -> Vec<Warning> {
    const MESSAGES: [(&str, &str); 3] = [
        ("regimen", "no column regimen: hd_il2 is assumed"),
        (
            "planned_cycles",
            "no column planned_cycles: 2 is assumed for hd_il2, 1 for til_il2",
        ),
        (
            "planned_doses_per_cycle",
            "no column planned_doses_per_cycle: 14 is assumed for hd_il2, 6 for til_il2",
        ),
    ];
    let regimens = courses.column("regimen");
    // For other regimens nothing is assumed: their records say what was planned.
    let has_default = |row: &usize| default_plan(regimens.text(*row).unwrap_or("hd_il2")).is_some();
    let n_courses = (0..regimens.len()).filter(has_default).count() as u64;
    let is_absent = |name: &str| {
        courses
            .table
            .place(name)
            .is_some_and(|place| !courses.in_file[place])
    };
    let absent = MESSAGES.into_iter().filter(|(name, _)| is_absent(name));
    absent
        .flat_map(|(_, message)| warning("courses", "assumed", message, n_courses))
        .collect()
}

/// How many courses have more given doses than were planned.
fn courses_over_plan(courses: &Loaded, doses: &Loaded) -> u64 {
    let mut given = vec![0_i64; courses.column("course_id").len()];
    let status = doses.column("status");
    for (row, &course) in doses.owners.iter().enumerate() {
        given[course as usize] += i64::from(status.text(row) == Some("given"));
    }
    let column = |name: &str| courses.column(name);
    let planned = |course: usize| {
        let default = default_plan(column("regimen").text(course).unwrap_or("hd_il2"));
        let stated = |name: &str| column(name).integer(course);
        let cycles = stated("planned_cycles").or(default.map(|plan| plan.cycles))?;
        Some(
            cycles
                * stated("planned_doses_per_cycle").or(default.map(|plan| plan.doses_per_cycle))?,
        )
    };
    let is_over = |course: &usize| planned(*course).is_some_and(|planned| given[*course] > planned);
    (0..given.len()).filter(is_over).count() as u64
}

/// How many given doses lie a day or more after the patient's death.
fn doses_after_death(
    courses: &Loaded,
    patients: &Loaded,
    doses: &Loaded,
    course_sites: &[String],
    patient_sites: &[String],
) -> u64 {
    let (ids, deaths) = (patients.column("patient_id"), patients.column("death_day"));
    let died: HashMap<(&str, &str), i64> = patient_sites
        .iter()
        .enumerate()
        .filter_map(|(row, site)| Some(((site.as_str(), ids.text(row)?), deaths.integer(row)?)))
        .collect();
    let (patient_ids, numbers) = (
        courses.column("patient_id"),
        courses.column("course_number"),
    );
    let starts = courses.column("start_day");
    let last_hour = |course: usize| -> Option<f64> {
        let death = *died.get(&(course_sites[course].as_str(), patient_ids.text(course)?))?;
        let start = starts
            .integer(course)
            .or((numbers.integer(course) == Some(1)).then_some(0))?;
        // The day of death is a whole day.
        Some(24.0 * (death - start + 1) as f64)
    };
    let (status, hours) = (doses.column("status"), doses.column("hour"));
    let is_late = |&(row, &course): &(usize, &u32)| {
        status.text(row) == Some("given")
            && hours
                .decimal(row)
                .zip(last_hour(course as usize))
                .is_some_and(|(hour, last)| hour > last + TOLERANCE)
    };
    doses.owners.iter().enumerate().filter(is_late).count() as u64
}

impl Loaded {
    /// A column of the table.
    fn column(&self, name: &str) -> &Values {
        &self.columns[self.table.place(name).unwrap_or_default()]
    }
}
