//! Courses: defaults, and their order among the patient's courses and at the site.

use super::derive::{Columns, constant};
use crate::model::{ABSENT_INTEGER, Values};
use std::collections::HashMap;
use std::hash::Hash;

/// What is planned for a course that does not say it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    pub(super) cycles: i64,
    pub(super) doses_per_cycle: i64,
}

/// The plan of a regimen, where it has one.
pub(super) fn default_plan(regimen: &str) -> Option<Plan> {
    match regimen {
        "hd_il2" => Some(Plan {
            cycles: 2,
            doses_per_cycle: 14,
        }),
        "til_il2" => Some(Plan {
            cycles: 1,
            doses_per_cycle: 6,
        }),
        _ => None,
    }
}

/// The place of each course's patient among all patients, in the order of their identifiers.
pub(super) fn patient_places<T: Copy + Ord + Hash>(patients: &[T]) -> Vec<i64> {
    let mut distinct = patients.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let places: HashMap<T, i64> = distinct.into_iter().zip(0..).collect();
    patients.iter().map(|patient| places[patient]).collect()
}

/// Fills the defaults of one site's courses and derives their order. Rows are sorted by `course_id`.
pub(super) fn derive_courses(columns: &mut Columns<'_>, site: &str) {
    let rows = columns.rows();
    columns.set("site_id", constant(site, rows));
    columns.set("course_key", Values::Integer((0..).take(rows).collect()));
    let patients: Vec<&str> = (0..rows)
        .map(|row| columns.column("patient_id").text(row).unwrap_or_default())
        .collect();
    let patients = patient_places(&patients);

    let integers = |column: &str| -> Vec<Option<i64>> {
        (0..rows)
            .map(|row| columns.column(column).integer(row))
            .collect()
    };
    let (start_year, start_month, start_day) = (
        integers("start_year"),
        integers("start_month"),
        integers("start_day"),
    );
    let mut numbers = integers("course_number");
    let (order, start_day) = rank(&patients, &start_day, &mut numbers);
    let start_day = start_day
        .iter()
        .map(|day| day.unwrap_or(ABSENT_INTEGER))
        .collect();

    let mut sequence = integers("sequence");
    if sequence.contains(&None) {
        let mut ranked: Vec<usize> = (0..rows).collect();
        let last = |value: Option<i64>| value.unwrap_or(i64::MAX);
        ranked.sort_by_key(|&row| (last(start_year[row]), last(start_month[row])));
        for (&row, place) in ranked.iter().zip(1..) {
            sequence[row] = Some(place);
        }
    }

    let regimen: Vec<&str> = (0..rows)
        .map(|row| columns.column("regimen").text(row).unwrap_or("hd_il2"))
        .collect();
    let planned = |column: &str, default: &dyn Fn(Plan) -> i64| {
        let values = regimen.iter().enumerate().map(|(row, regimen)| {
            let default = default_plan(regimen).map_or(ABSENT_INTEGER, default);
            columns.column(column).integer(row).unwrap_or(default)
        });
        Values::Integer(values.collect())
    };
    let planned_cycles = planned("planned_cycles", &|plan| plan.cycles);
    let planned_doses = planned("planned_doses_per_cycle", &|plan| plan.doses_per_cycle);
    let dose = (0..rows)
        .map(|row| {
            columns
                .column("planned_iu_per_kg")
                .decimal(row)
                .unwrap_or(600_000.0)
        })
        .collect();
    let Values::Boolean(baseline) = columns.column("baseline_dialysis") else {
        return;
    };
    let baseline = baseline.iter().map(|value| value.or(Some(false))).collect();
    let regimen = Values::from_texts(regimen.into_iter().map(Some));

    let all_known = |values: Vec<Option<i64>>| {
        values
            .into_iter()
            .map(|value| value.unwrap_or(ABSENT_INTEGER))
            .collect()
    };
    columns.set("course_number", Values::Integer(all_known(numbers)));
    columns.set("course_order", Values::Integer(order));
    columns.set("start_day", Values::Integer(start_day));
    columns.set("sequence", Values::Integer(all_known(sequence)));
    columns.set("patient_key", Values::Integer(patients));
    columns.set("regimen", regimen);
    columns.set("planned_cycles", planned_cycles);
    columns.set("planned_doses_per_cycle", planned_doses);
    columns.set("planned_iu_per_kg", Values::Decimal(dose));
    columns.set("baseline_dialysis", Values::Boolean(baseline));
}

/// The place of each course among its patient's courses, and its start day where that is known. Where any of a patient's
/// courses has no number, all are numbered by their days. Rows are sorted by `course_id`.
pub(super) fn rank(
    patients: &[i64],
    start_day: &[Option<i64>],
    numbers: &mut [Option<i64>],
) -> (Vec<i64>, Vec<Option<i64>>) {
    let mut order = vec![1; patients.len()];
    for courses in by_patient(patients) {
        // Absent days come last; rows are in the order of course_id, and the sort is stable.
        let day = |row: usize| start_day[row].unwrap_or(i64::MAX);
        let mut ranked = courses;
        if ranked.iter().any(|&row| numbers[row].is_none()) {
            ranked.sort_by_key(|&row| day(row));
            for (&row, number) in ranked.iter().zip(1..) {
                numbers[row] = Some(number);
            }
        }
        ranked.sort_unstable();
        ranked.sort_by_key(|&row| (numbers[row], day(row)));
        for (&row, place) in ranked.iter().zip(1..) {
            order[row] = place;
        }
    }
    let starts = start_day
        .iter()
        .zip(numbers)
        .map(|(day, number)| day.or((*number == Some(1)).then_some(0)));
    (order, starts.collect())
}

/// The rows of each patient.
fn by_patient(patients: &[i64]) -> Vec<Vec<usize>> {
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for (row, &patient) in patients.iter().enumerate() {
        let place = usize::try_from(patient).unwrap_or_default();
        if rows.len() <= place {
            rows.resize(place + 1, Vec::new());
        }
        rows[place].push(row);
    }
    rows
}
