//! Courses: defaults, and their order among the patient's courses and at the site.

use super::table::{Columns, Loaded, constant};
use crate::model::{ABSENT_INTEGER, ClosedSet, Plan, Regimen, Values};
use std::ops::Range;

/// The plan of a regimen, where it has one.
fn default_plan(regimen: &str) -> Option<Plan> {
    Regimen::from_name(regimen)?.plan()
}

/// What each course gets from the other courses of its site.
#[derive(Debug, Default)]
pub(crate) struct CourseOrder {
    /// The number of its patient at the site, from 0.
    patient_key: Vec<i64>,
    /// Its number among the patient's courses, from 1.
    course_order: Vec<i64>,
    course_number: Vec<i64>,
    start_day: Vec<i64>,
    sequence: Vec<i64>,
}

impl CourseOrder {
    /// The order of all courses of an export, which are in the order of sites, patients and identifiers.
    pub(crate) fn of(courses: &Loaded) -> Self {
        let mut order = Self::default();
        let mut from = 0;
        for site in courses.owners.chunk_by(|a, b| a == b) {
            order.add_site(courses, from..from + site.len());
            from += site.len();
        }
        order
    }

    fn add_site(&mut self, courses: &Loaded, rows: Range<usize>) {
        let integers = |column: &str| -> Vec<Option<i64>> {
            let values = courses.column(column);
            let value = |row| values.and_then(|values| values.integer(row));
            rows.clone().map(value).collect()
        };
        let patients = places_of_runs(&courses.codes("patient_id")[rows.clone()]);
        let mut numbers = integers("course_number");
        let (course_order, start_day) = rank(&patients, &integers("start_day"), &mut numbers);
        let mut sequence = integers("sequence");
        if sequence.contains(&None) {
            let (years, months) = (integers("start_year"), integers("start_month"));
            let ids = &courses.codes("course_id")[rows];
            let last = |value: Option<i64>| value.unwrap_or(i64::MAX);
            let mut ranked: Vec<usize> = (0..sequence.len()).collect();
            ranked.sort_by_key(|&row| (last(years[row]), last(months[row]), ids[row]));
            for (&row, number) in ranked.iter().zip(1..) {
                sequence[row] = Some(number);
            }
        }
        self.patient_key.extend(patients);
        self.course_order.extend(course_order);
        let stored = |value: Option<i64>| value.unwrap_or(ABSENT_INTEGER);
        self.course_number.extend(numbers.into_iter().map(stored));
        self.start_day.extend(start_day.into_iter().map(stored));
        self.sequence.extend(sequence.into_iter().map(stored));
    }
}

/// For each of these, equal ones of which lie together: how many others came before it.
pub(crate) fn places_of_runs<T: PartialEq>(keys: &[T]) -> Vec<i64> {
    let runs = keys.chunk_by(|a, b| a == b).zip(0..);
    runs.flat_map(|(run, number)| run.iter().map(move |_| number))
        .collect()
}

/// Completes the courses of a part: `courses` are theirs among all courses of the export, `first_key` is the key of the
/// first at its site.
pub(crate) fn complete_courses(
    columns: &mut Columns<'_>,
    site: &str,
    first_key: i64,
    order: &CourseOrder,
    courses: Range<usize>,
) {
    let rows = columns.rows();
    columns.set("site_id", constant(site, rows));
    columns.set(
        "course_key",
        Values::Integer((first_key..).take(rows).collect()),
    );
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

    let all = |values: &[i64]| Values::Integer(values[courses.clone()].to_vec());
    columns.set("course_number", all(&order.course_number));
    columns.set("course_order", all(&order.course_order));
    columns.set("start_day", all(&order.start_day));
    columns.set("sequence", all(&order.sequence));
    columns.set("patient_key", all(&order.patient_key));
    columns.set("regimen", regimen);
    columns.set("planned_cycles", planned_cycles);
    columns.set("planned_doses_per_cycle", planned_doses);
    columns.set("planned_iu_per_kg", Values::Decimal(dose));
    columns.set("baseline_dialysis", Values::Boolean(baseline));
}

/// The number of each course among its patient's courses, and its start day where that is known. Where any of a patient's
/// courses has no number, all are numbered by their days. Rows are sorted by patient, then by `course_id`.
pub(crate) fn rank(
    patients: &[i64],
    start_day: &[Option<i64>],
    numbers: &mut [Option<i64>],
) -> (Vec<i64>, Vec<Option<i64>>) {
    let mut order = vec![1; patients.len()];
    let mut from = 0;
    for run in patients.chunk_by(|a, b| a == b) {
        let mut ranked: Vec<usize> = (from..from + run.len()).collect();
        from += run.len();
        // Absent days come last; rows are in the order of course_id, and the sort is stable.
        let day = |row: usize| start_day[row].unwrap_or(i64::MAX);
        if ranked.iter().any(|&row| numbers[row].is_none()) {
            ranked.sort_by_key(|&row| day(row));
            for (&row, number) in ranked.iter().zip(1..) {
                numbers[row] = Some(number);
            }
        }
        ranked.sort_unstable();
        ranked.sort_by_key(|&row| (numbers[row], day(row)));
        for (&row, number) in ranked.iter().zip(1..) {
            order[row] = number;
        }
    }
    let starts = start_day
        .iter()
        .zip(numbers)
        .map(|(day, number)| day.or((*number == Some(1)).then_some(0)));
    (order, starts.collect())
}
