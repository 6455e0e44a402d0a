//! What courses say of themselves, and of each other.

use super::chart::Chart;
use super::check::{Category, Counted, Outcome, Share};
use super::rule::{Asks, Rule};
use crate::ingest::tables::courses::default_plan;
use crate::model::{ABSENT_INTEGER, COURSES, TOLERANCE};

/// Younger patients are no adults.
const ADULT: i64 = 18;
/// A dosing weight that is more than so many times another one of the same patient.
const WEIGHT_RATIO: f64 = 1.5;

/// What is assumed where a column of the plan is absent.
const ASSUMED: Rule = Rule {
    name: "assumed",
    category: Category::Completeness,
    table: "courses",
    column: "regimen",
    counted: Counted::Course,
    out_of: "courses for whose regimen something is assumed",
    message: "no column regimen: hd_il2 is assumed",
    source: "the defaults of the data model change the planned doses, and with them what was completed",
    asks: Asks::Once(|chart| assumed(chart, "regimen")),
};

pub(super) const RULES: [Rule; 9] = [
    ASSUMED,
    Rule {
        column: "planned_cycles",
        message: "no column planned_cycles: 2 is assumed for hd_il2, 1 for til_il2",
        asks: Asks::Once(|chart| assumed(chart, "planned_cycles")),
        ..ASSUMED
    },
    Rule {
        column: "planned_doses_per_cycle",
        message: "no column planned_doses_per_cycle: 14 is assumed for hd_il2, 6 for til_il2",
        asks: Asks::Once(|chart| assumed(chart, "planned_doses_per_cycle")),
        ..ASSUMED
    },
    Rule {
        name: "planned_is_recorded",
        category: Category::Completeness,
        table: "courses",
        column: "planned_doses_per_cycle",
        counted: Counted::Course,
        out_of: "courses of another regimen",
        message: "regimen other without planned doses: the recorded doses are taken for the planned ones",
        source: "where only given doses are recorded, every planned dose seems to be given",
        asks: Asks::Once(planned_is_recorded),
    },
    Rule {
        name: "age_under_18",
        category: Category::Plausibility,
        table: "courses",
        column: "age_years",
        counted: Counted::Course,
        out_of: "courses with an age",
        message: "age_years is under 18",
        source: "high-dose IL-2 is labeled for adults",
        asks: Asks::Once(age_under_18),
    },
    Rule {
        name: "planned_size_outside_range",
        category: Category::Plausibility,
        table: "courses",
        column: "planned_iu_per_kg",
        counted: Counted::Course,
        out_of: "courses with a planned size of a dose",
        message: "planned_iu_per_kg is not within 300,000 to 900,000 IU/kg",
        source: "600,000 and 720,000 IU/kg are given; beyond half and one and a half of the first is another unit",
        asks: Asks::Once(planned_size_outside_range),
    },
    Rule {
        name: "weight_change_over_half",
        category: Category::Plausibility,
        table: "courses",
        column: "weight_kg",
        counted: Counted::Patient,
        out_of: "patients with a dosing weight in two courses or more",
        message: "a dosing weight is more than 1.5 times that of another course of the patient: are both in kg?",
        source: "pounds are 2.2 times kilograms; no patient gains or loses so much between courses",
        asks: Asks::Once(weight_change_over_half),
    },
    Rule {
        name: "courses_overlap",
        category: Category::Plausibility,
        table: "courses",
        column: "start_day",
        counted: Counted::Patient,
        out_of: "patients with given doses at known times in two courses or more",
        message: "doses of two courses of a patient were given in the same days",
        source: "a course ends before the next one begins; whole days are allowed for the hours of start_day",
        asks: Asks::Once(courses_overlap),
    },
    Rule {
        name: "course_ends_after_next_start",
        category: Category::Plausibility,
        table: "courses",
        column: "start_day",
        counted: Counted::Course,
        out_of: "courses with doses at known times and a next course of a known start",
        message: "a dose of the course lies after the start of the patient's next course by number",
        source: "courses are numbered in the order of their days; doses that were not given count too",
        asks: Asks::Once(course_ends_after_next_start),
    },
];

/// Courses of which a column is assumed, because the file does not have it and the regimen has a plan.
fn assumed(chart: &Chart<'_>, column: &str) -> Outcome {
    let courses = chart.table("courses")?;
    let is_absent = COURSES
        .place(column)
        .is_some_and(|place| !courses.in_file[place]);
    let (codes, words) = chart.texts("courses", "regimen")?;
    // For other regimens nothing is assumed: their records say what was planned.
    let regimen = |&code: &u32| words.get(code as usize).map_or("hd_il2", String::as_str);
    let has_default = |code: &&u32| default_plan(regimen(code)).is_some();
    let out_of = codes.iter().filter(has_default).count() as u64;
    Ok(Share {
        failed: if is_absent { out_of } else { 0 },
        out_of,
    })
}

/// Courses of a regimen without a plan of its own that do not say what was planned.
fn planned_is_recorded(chart: &Chart<'_>) -> Outcome {
    let courses = chart.table("courses")?;
    let planned = COURSES
        .place("planned_doses_per_cycle")
        .map(|place| &courses.columns[place]);
    let (codes, words) = chart.texts("courses", "regimen")?;
    let has_plan = |code: u32| {
        let regimen = words.get(code as usize).map_or("hd_il2", String::as_str);
        default_plan(regimen).is_some()
    };
    let says_none = |row: usize| planned.is_none_or(|values| values.integer(row).is_none());
    let others = (0..codes.len()).filter(|&row| !has_plan(codes[row]));
    Ok(others.map(says_none).collect())
}

fn age_under_18(chart: &Chart<'_>) -> Outcome {
    let ages = chart.integers("courses", "age_years")?.iter();
    let known = ages.filter(|&&age| age != ABSENT_INTEGER);
    Ok(known.map(|&age| age < ADULT).collect())
}

/// What a dose of IL-2 may be, in IU/kg.
pub(super) fn is_plausible_size(iu_per_kg: f64) -> bool {
    (300_000.0 - TOLERANCE..=900_000.0 + TOLERANCE).contains(&iu_per_kg)
}

fn planned_size_outside_range(chart: &Chart<'_>) -> Outcome {
    let sizes = chart.decimals("courses", "planned_iu_per_kg")?.iter();
    let known = sizes.filter(|size| !size.is_nan());
    Ok(known.map(|&size| !is_plausible_size(size)).collect())
}

fn weight_change_over_half(chart: &Chart<'_>) -> Outcome {
    let weights = chart.decimals("courses", "weight_kg")?;
    // How many weights, the least and the greatest.
    let mut seen = vec![(0_u32, f64::INFINITY, 0.0_f64); chart.rows_of_patients.len()];
    for (&patient, &weight) in chart.patients.iter().zip(weights) {
        if !weight.is_nan() {
            let (n, least, greatest) = seen[patient];
            seen[patient] = (n + 1, least.min(weight), greatest.max(weight));
        }
    }
    let compared = seen.into_iter().filter(|(n, ..)| *n > 1);
    let differs = |(_, least, greatest)| greatest > WEIGHT_RATIO * least + TOLERANCE;
    Ok(compared.map(differs).collect())
}

/// Each patient's courses that have what `interval` asks for: when it begins and ends, in hours from the start of the
/// first course.
fn by_patient<T>(
    chart: &Chart<'_>,
    interval: impl Fn(usize) -> Option<T>,
) -> impl Iterator<Item = Vec<T>> {
    let mut courses: Vec<Vec<T>> = Vec::new();
    courses.resize_with(chart.rows_of_patients.len(), Vec::new);
    for (course, &patient) in chart.patients.iter().enumerate() {
        courses[patient].extend(interval(course));
    }
    courses.into_iter().filter(|courses| courses.len() > 1)
}

fn courses_overlap(chart: &Chart<'_>) -> Outcome {
    chart.values("courses", "start_day")?;
    let given = chart.given()?;
    let interval = |course: usize| {
        let ((first, last), start) = given[course].hours.zip(chart.starts[course])?;
        Some((start + first, start + last))
    };
    let overlaps = |mut courses: Vec<(f64, f64)>| {
        courses.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut end = f64::NEG_INFINITY;
        courses.into_iter().any(|(first, last)| {
            // A course may begin at any hour of its day.
            let is_within = first + 24.0 < end - TOLERANCE;
            end = end.max(last);
            is_within
        })
    };
    Ok(by_patient(chart, interval).map(overlaps).collect())
}

fn course_ends_after_next_start(chart: &Chart<'_>) -> Outcome {
    chart.values("courses", "start_day")?;
    let hours = chart.decimals("doses", "hour")?;
    let mut last: Vec<Option<f64>> = vec![None; chart.patients.len()];
    for (&course, &hour) in chart.owners("doses")?.iter().zip(hours) {
        let known = &mut last[course as usize];
        if !hour.is_nan() {
            *known = Some(known.map_or(hour, |known| known.max(hour)));
        }
    }
    let all = |course: usize| Some((chart.order[course], course));
    let mut share = Share::default();
    for mut courses in by_patient(chart, all) {
        courses.sort_unstable();
        for pair in courses.windows(2) {
            let ((_, course), (_, next)) = (pair[0], pair[1]);
            let known = last[course].zip(chart.starts[course]);
            if let Some(((last, start), next)) = known.zip(chart.starts[next]) {
                share.add(start + last > next + 24.0 + TOLERANCE);
            }
        }
    }
    Ok(share)
}
