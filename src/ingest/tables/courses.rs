//! Courses: defaults, and their order among the patient's courses and at the site.

use super::table::Loaded;
use crate::model::{ABSENT_INTEGER, Frame, Plan, PlanSource, Regimen, Values, is_absent, known};
use std::ops::Range;

/// What each course gets from the other courses of its site.
#[derive(Debug, Default)]
pub(in crate::ingest) struct CourseOrder {
    /// The number of its patient at the site, from 0.
    patient_key: Vec<i64>,
    /// Its number among the patient's courses, from 1.
    order_of_patient: Vec<i64>,
    course_number: Vec<i64>,
    start_day: Vec<i64>,
    sequence: Vec<i64>,
}

impl CourseOrder {
    /// The order of all courses of an export, which are in the order of sites, patients and identifiers.
    pub(in crate::ingest) fn of(courses: &Loaded) -> Self {
        let mut order = Self::default();
        let mut from = 0;
        for site in courses.owners.chunk_by(|a, b| a == b) {
            order.add_site(courses, from..from + site.len());
            from += site.len();
        }
        order
    }

    fn add_site(&mut self, courses: &Loaded, rows: Range<usize>) {
        let frame = &courses.frame;
        let integers = |column: &str| -> Vec<Option<i64>> {
            let values = frame.integers(column)[rows.clone()].iter();
            values.map(|&value| known(value)).collect()
        };
        let patients = run_numbers(&frame.texts("patient_id").0[rows.clone()]);
        let mut numbers = integers("course_number");
        let (order_of_patient, start_day) = rank(&patients, &integers("start_day"), &mut numbers);
        let mut sequence = integers("sequence");
        if sequence.contains(&None) {
            let (years, months) = (integers("start_year"), integers("start_month"));
            let ids = &frame.texts("course_id").0[rows];
            let last = |value: Option<i64>| value.unwrap_or(i64::MAX);
            let mut ranked: Vec<usize> = (0..sequence.len()).collect();
            ranked.sort_by_key(|&row| (last(years[row]), last(months[row]), ids[row]));
            for (&row, number) in ranked.iter().zip(1..) {
                sequence[row] = Some(number);
            }
        }
        self.patient_key.extend(patients);
        self.order_of_patient.extend(order_of_patient);
        let stored = |value: Option<i64>| value.unwrap_or(ABSENT_INTEGER);
        self.course_number.extend(numbers.into_iter().map(stored));
        self.start_day.extend(start_day.into_iter().map(stored));
        self.sequence.extend(sequence.into_iter().map(stored));
    }
}

/// For each key, the number of its run of equal keys, from 0.
pub(in crate::ingest) fn run_numbers<T: PartialEq>(keys: &[T]) -> Vec<i64> {
    let runs = keys.chunk_by(|a, b| a == b).zip(0..);
    runs.flat_map(|(run, number)| run.iter().map(move |_| number))
        .collect()
}

/// Completes the courses of a part: `courses` are theirs among all courses of the export, `first_key` is the key of the
/// first at its site.
pub(in crate::ingest) fn complete_courses(
    frame: &mut Frame,
    first_key: i64,
    order: &CourseOrder,
    courses: Range<usize>,
) {
    let regimens: Vec<Regimen> = frame
        .choices("regimen")
        .into_iter()
        .map(|regimen| regimen.unwrap_or(Regimen::HighDose))
        .collect();
    let planned = |column: &str, of_plan: fn(Plan) -> i64| {
        let stated = frame.integers(column).iter().zip(&regimens);
        let values = stated.map(|(&value, regimen)| {
            let default = || regimen.plan().map_or(ABSENT_INTEGER, of_plan);
            known(value).unwrap_or_else(default)
        });
        Values::Integer(values.collect())
    };
    let plans = regimens.iter().enumerate().map(|(row, regimen)| {
        let is_exported = |column: &str| known(frame.integers(column)[row]).is_some();
        let both = is_exported("planned_cycles") && is_exported("planned_doses_per_cycle");
        let source = match regimen.plan() {
            _ if both => PlanSource::Exported,
            Some(_) => PlanSource::Default,
            None => PlanSource::None,
        };
        Some(source.name())
    });
    let plans = Values::from_texts(plans);
    let planned_cycles = planned("planned_cycles", |plan| plan.cycles);
    let planned_doses = planned("planned_doses_per_cycle", |plan| plan.doses_per_cycle);
    let sizes = frame.decimals("planned_iu_per_kg").iter();
    let sizes = sizes.map(|&size| if is_absent(size) { 600_000.0 } else { size });
    let sizes = Values::Decimal(sizes.collect());
    let baseline = frame.booleans("baseline_dialysis").iter();
    let baseline = Values::Boolean(baseline.map(|value| value.or(Some(false))).collect());
    let regimens = Values::from_texts(regimens.iter().map(|regimen| Some(regimen.name())));
    let keys = (first_key..).take(frame.rows()).collect();

    let of_courses = |values: &[i64]| Values::Integer(values[courses.clone()].to_vec());
    frame.set("course_key", Values::Integer(keys));
    frame.set("course_number", of_courses(&order.course_number));
    frame.set("course_order", of_courses(&order.order_of_patient));
    frame.set("start_day", of_courses(&order.start_day));
    frame.set("sequence", of_courses(&order.sequence));
    frame.set("patient_key", of_courses(&order.patient_key));
    frame.set("regimen", regimens);
    frame.set("planned_cycles", planned_cycles);
    frame.set("planned_doses_per_cycle", planned_doses);
    frame.set("planned_iu_per_kg", sizes);
    frame.set("plan", plans);
    frame.set("baseline_dialysis", baseline);
}

/// The number of each course among its patient's courses, and its start day where that is known. Where any of a patient's
/// courses has no number, all are numbered by their days. Rows are sorted by patient, then by `course_id`.
pub(in crate::ingest) fn rank(
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
