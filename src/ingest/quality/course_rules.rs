//! Rules of courses: their plans, ages, weights and order.

use super::check::{Category, Counted, NotApplicable, Outcome, Share};
use super::part_view::{DOSE_HOUR, PartView, START_DAY};
use super::rule::{Evaluation, Rule};
use crate::model::{ABSENT_INTEGER, COURSES, DOSES, Field, Regimen, TOLERANCE, known};

pub(super) const PLANNED_CYCLES: Field = Field::of(&COURSES, "planned_cycles");
pub(super) const PLANNED_DOSES: Field = Field::of(&COURSES, "planned_doses_per_cycle");
const REGIMEN: Field = Field::of(&COURSES, "regimen");
const AGE: Field = Field::of(&COURSES, "age_years");
const PLANNED_SIZE: Field = Field::of(&COURSES, "planned_iu_per_kg");
const RESPONSE_DAY: Field = Field::of(&COURSES, "response_day");
const PROGRESSION_DAY: Field = Field::of(&COURSES, "progression_day");
const DOSE_CYCLE: Field = Field::of(&DOSES, "cycle");
const WEIGHT: Field = Field::of(&COURSES, "weight_kg");

/// The age of majority in years.
const ADULT: i64 = 18;
/// The most doses that a cycle of high-dose IL-2, or IL-2 after TIL, has in any program.
const MOST_IN_CYCLE: usize = 15;
/// The most doses that are planned after TIL, but for older programs; those of high-dose IL-2 plan 14 and more.
const PLANNED_AFTER_TIL: i64 = 6;
/// The greatest plausible ratio of two dosing weights of a patient.
const WEIGHT_RATIO: f64 = 1.5;

/// The plan that is assumed where one of its columns is not in the file.
const ASSUMED: Rule = Rule {
    name: "assumed",
    category: Category::Completeness,
    counted: Counted::Course,
    out_of: "courses for whose regimen something is assumed",
    message: "no column regimen: hd_il2 is assumed",
    source: "the defaults of the data model change the planned doses, and therefore completion",
    evaluation: Evaluation::Once(REGIMEN, |view| assumed(view, REGIMEN)),
};

pub(super) const RULES: [Rule; 11] = [
    ASSUMED,
    Rule {
        message: "no column planned_cycles: 2 is assumed for hd_il2, 1 for til_il2",
        evaluation: Evaluation::Once(PLANNED_CYCLES, |view| assumed(view, PLANNED_CYCLES)),
        ..ASSUMED
    },
    Rule {
        message: "no column planned_doses_per_cycle: 14 is assumed for hd_il2, 6 for til_il2",
        evaluation: Evaluation::Once(PLANNED_DOSES, |view| assumed(view, PLANNED_DOSES)),
        ..ASSUMED
    },
    Rule {
        name: "planned_is_recorded",
        category: Category::Completeness,
        counted: Counted::Course,
        out_of: "courses of another regimen",
        message: "regimen other without planned doses: the course has no plan and is excluded from completion",
        source: "recorded doses do not show what was planned",
        evaluation: Evaluation::Once(PLANNED_DOSES, planned_is_recorded),
    },
    Rule {
        name: "age_under_18",
        category: Category::Plausibility,
        counted: Counted::Course,
        out_of: "courses with an age",
        message: "age_years is under 18",
        source: "high-dose IL-2 is labeled for adults",
        evaluation: Evaluation::Once(AGE, age_under_18),
    },
    Rule {
        name: "planned_size_outside_range",
        category: Category::Plausibility,
        counted: Counted::Course,
        out_of: "courses with a planned size of a dose",
        message: "planned_iu_per_kg is not within 300,000 to 900,000 IU/kg",
        source: "usual doses are 600,000 and 720,000 IU/kg; a value outside 50% to 150% of the first suggests another unit",
        evaluation: Evaluation::Once(PLANNED_SIZE, planned_size_outside_range),
    },
    Rule {
        name: "doses_contradict_regimen",
        category: Category::Plausibility,
        counted: Counted::Course,
        out_of: "courses of hd_il2 or til_il2 with a given dose",
        message: "courses that contradict their regimen: til_il2 with more than 15 given doses or in two cycles; hd_il2 with more than 30, in three cycles, or planned as one cycle of 6 or fewer",
        source: "after TIL one block of up to 6 doses is given, in older programs up to 15; high-dose IL-2 in two cycles of up to 14 or 15; a wrong regimen puts the course into the results of another treatment",
        evaluation: Evaluation::Once(REGIMEN, doses_contradict_regimen),
    },
    Rule {
        name: "response_after_progression",
        category: Category::Plausibility,
        counted: Counted::Course,
        out_of: "courses with a day of response and one of progression",
        message: "courses with response_day after progression_day",
        source: "response_day is the day of the first response to the course; a response after progression belongs to another treatment",
        evaluation: Evaluation::Once(RESPONSE_DAY, response_after_progression),
    },
    Rule {
        name: "weight_change_over_half",
        category: Category::Plausibility,
        counted: Counted::Patient,
        out_of: "patients with a dosing weight in two courses or more",
        message: "a dosing weight is more than 1.5 times that of another course of the patient: are both in kg?",
        source: "a weight in pounds is 2.2 times the weight in kilograms; no patient's weight changes that much between courses",
        evaluation: Evaluation::Once(WEIGHT, weight_change_over_half),
    },
    Rule {
        name: "courses_overlap",
        category: Category::Plausibility,
        counted: Counted::Patient,
        out_of: "patients with given doses at known times in two courses or more",
        message: "doses of two courses of a patient were given on the same days",
        source: "a course ends before the next one begins; the tolerance is whole days, because start_day has no hour",
        evaluation: Evaluation::Once(START_DAY, courses_overlap),
    },
    Rule {
        name: "course_ends_after_next_start",
        category: Category::Plausibility,
        counted: Counted::Course,
        out_of: "courses with doses at known times and a next course of a known start",
        message: "a dose of the course is after the start of the patient's next course by number",
        source: "courses are numbered in the order of their days; doses that were not given are included",
        evaluation: Evaluation::Once(START_DAY, course_ends_after_next_start),
    },
];

/// The regimen of each course.
pub(super) fn regimens<'a>(
    view: &PartView<'a>,
) -> Result<impl Iterator<Item = Regimen> + use<'a>, NotApplicable> {
    let regimens = view.choices::<Regimen>(REGIMEN)?.into_iter();
    Ok(regimens.map(|regimen| regimen.unwrap_or(Regimen::HighDose)))
}

/// Courses of which a column is assumed, because the file does not have it and the regimen has a plan. For other regimens
/// nothing is assumed: their records say what was planned.
fn assumed(view: &PartView<'_>, field: Field) -> Outcome {
    let is_absent = !view.table(&COURSES)?.in_file[field.index];
    let planned = regimens(view)?.filter(|regimen| regimen.plan().is_some());
    Ok(planned.map(|_| is_absent).collect())
}

/// Courses of a regimen without a plan of its own that do not say what was planned.
fn planned_is_recorded(view: &PartView<'_>) -> Outcome {
    let courses = regimens(view)?.zip(view.stored_integers(PLANNED_DOSES));
    let others = courses.filter(|(regimen, _)| regimen.plan().is_none());
    Ok(others.map(|(_, &doses)| known(doses).is_none()).collect())
}

fn doses_contradict_regimen(view: &PartView<'_>) -> Outcome {
    let regimens: Vec<Regimen> = regimens(view)?.collect();
    let is_given = view.is_given()?;
    let cycles = view.integers(DOSE_CYCLE)?;
    let planned_cycles = view.stored_integers(PLANNED_CYCLES);
    let planned_doses = view.stored_integers(PLANNED_DOSES);
    let mut share = Share::default();
    for (course, rows) in view.by_course(&DOSES)? {
        // Rows are sorted by cycle.
        let mut treated: Vec<i64> = rows
            .filter(|&row| is_given(row))
            .map(|row| cycles[row])
            .collect();
        let doses = treated.len();
        treated.dedup();
        if treated.is_empty() {
            continue;
        }
        let is_planned_as_after_til = known(planned_cycles[course]) == Some(1)
            && known(planned_doses[course]).is_some_and(|doses| doses <= PLANNED_AFTER_TIL);
        match regimens[course] {
            Regimen::AfterTil => share.add(doses > MOST_IN_CYCLE || treated.len() > 1),
            Regimen::HighDose => {
                share
                    .add(doses > 2 * MOST_IN_CYCLE || treated.len() > 2 || is_planned_as_after_til);
            }
            Regimen::Other => {}
        }
    }
    Ok(share)
}

fn response_after_progression(view: &PartView<'_>) -> Outcome {
    let responses = view.integers(RESPONSE_DAY)?.iter();
    let days = responses.zip(view.integers(PROGRESSION_DAY)?);
    let both = days.filter_map(|(&response, &progression)| known(response).zip(known(progression)));
    Ok(both
        .map(|(response, progression)| response > progression)
        .collect())
}

fn age_under_18(view: &PartView<'_>) -> Outcome {
    let ages = view.integers(AGE)?.iter();
    let known = ages.filter(|&&age| age != ABSENT_INTEGER);
    Ok(known.map(|&age| age < ADULT).collect())
}

/// Whether a dose of IL-2 may have this size in IU/kg.
pub(super) fn is_plausible_size(iu_per_kg: f64) -> bool {
    (300_000.0 - TOLERANCE..=900_000.0 + TOLERANCE).contains(&iu_per_kg)
}

fn planned_size_outside_range(view: &PartView<'_>) -> Outcome {
    let sizes = view.decimals(PLANNED_SIZE)?.iter();
    let known = sizes.filter(|size| !size.is_nan());
    Ok(known.map(|&size| !is_plausible_size(size)).collect())
}

fn weight_change_over_half(view: &PartView<'_>) -> Outcome {
    let weights = view.decimals(WEIGHT)?;
    // For each patient: the number of weights, the least and the greatest.
    let mut seen = vec![(0_u32, f64::INFINITY, 0.0_f64); view.rows_of_patients.len()];
    for (&patient, &weight) in view.patients.iter().zip(weights) {
        if !weight.is_nan() {
            let (n, least, greatest) = seen[patient];
            seen[patient] = (n + 1, least.min(weight), greatest.max(weight));
        }
    }
    let compared = seen.into_iter().filter(|(n, ..)| *n > 1);
    let differs = |(_, least, greatest)| greatest > WEIGHT_RATIO * least + TOLERANCE;
    Ok(compared.map(differs).collect())
}

/// What `of_course` gives for the courses of each patient, by the index of the course; patients with less than two values
/// are left out.
fn by_patient<T>(
    view: &PartView<'_>,
    of_course: impl Fn(usize) -> Option<T>,
) -> impl Iterator<Item = Vec<T>> {
    let mut courses: Vec<Vec<T>> = Vec::new();
    courses.resize_with(view.rows_of_patients.len(), Vec::new);
    for (course, &patient) in view.patients.iter().enumerate() {
        courses[patient].extend(of_course(course));
    }
    courses.into_iter().filter(|courses| courses.len() > 1)
}

fn courses_overlap(view: &PartView<'_>) -> Outcome {
    view.require(START_DAY)?;
    let given = view.given()?;
    let interval = |course: usize| {
        let ((first, last), start) = given[course].hours.zip(view.starts[course])?;
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
    Ok(by_patient(view, interval).map(overlaps).collect())
}

fn course_ends_after_next_start(view: &PartView<'_>) -> Outcome {
    view.require(START_DAY)?;
    let hours = view.decimals(DOSE_HOUR)?;
    let mut last: Vec<Option<f64>> = vec![None; view.patients.len()];
    for (&course, &hour) in view.owners(&DOSES)?.iter().zip(hours) {
        let known = &mut last[course as usize];
        if !hour.is_nan() {
            *known = Some(known.map_or(hour, |known| known.max(hour)));
        }
    }
    let all = |course: usize| Some((view.order[course], course));
    let mut share = Share::default();
    for mut courses in by_patient(view, all) {
        courses.sort_unstable();
        for pair in courses.windows(2) {
            let ((_, course), (_, next)) = (pair[0], pair[1]);
            let known = last[course].zip(view.starts[course]);
            if let Some(((last, start), next)) = known.zip(view.starts[next]) {
                share.add(start + last > next + 24.0 + TOLERANCE);
            }
        }
    }
    Ok(share)
}
