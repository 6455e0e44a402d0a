//! Rules of doses: their hours, sizes and numbers.

use super::check::{Category, Counted, NotApplicable, Outcome, Share};
use super::course_rules::{PLANNED_CYCLES, PLANNED_DOSES, is_plausible_size, regimens};
use super::part_view::{DOSE_HOUR as HOUR, DOSE_SIZE as SIZE, DOSE_STATUS as STATUS, PartView};
use super::rule::{Evaluation, PLAUSIBILITY, Rule};
use crate::model::{DOSES, DoseStatus, Field, Regimen, TOLERANCE, is_no_dose, known};

const CYCLE: Field = Field::of(&DOSES, "cycle");

/// Doses of a cycle: 14 are planned, and some programs give a fifteenth.
const MOST_IN_CYCLE: u32 = 15;
/// Hours between two doses: 8 are planned, and a late dose does not bring the next forward so far.
const LEAST_HOURS: f64 = 4.0;

pub(super) const RULES: [Rule; 10] = [
    Rule {
        name: "given_without_hour",
        category: Category::Completeness,
        counted: Counted::Course,
        out_of: "courses with a given dose",
        message: "courses with a given dose that has no hour",
        source: "if the hour of the last dose is unknown, the course has no end of treatment, and every later event counts",
        evaluation: Evaluation::Once(HOUR, given_without_hour),
    },
    Rule {
        name: "first_dose_not_at_hour_0",
        counted: Counted::Course,
        out_of: "courses with an hour of a given dose",
        message: "the first given dose of the course is not at hour 0",
        source: "hour 0 is the first given dose, by the data model",
        evaluation: Evaluation::Once(HOUR, first_dose_not_at_hour_0),
        ..PLAUSIBILITY
    },
    Rule {
        name: "dose_hours_out_of_order",
        out_of: "doses with an hour that follow another one with an hour",
        message: "a dose is earlier than the previous one by cycle and dose_number",
        source: "dose_number is the ordinal within the cycle",
        evaluation: Evaluation::Once(HOUR, dose_hours_out_of_order),
        ..PLAUSIBILITY
    },
    Rule {
        name: "doses_nearer_than_4_hours",
        out_of: "given doses with an hour that follow another one",
        message: "a dose was given less than 4 hours after another",
        source: "doses are given every 8 hours, in some programs every 12",
        evaluation: Evaluation::Once(HOUR, doses_nearer_than_4_hours),
        ..PLAUSIBILITY
    },
    Rule {
        name: "dose_size_outside_range",
        out_of: "given doses with a size",
        message: "iu_per_kg of a given dose is not within 300,000 to 900,000 IU/kg",
        source: "usual doses are 600,000 and 720,000 IU/kg; a value outside 50% to 150% of the first suggests another unit",
        evaluation: Evaluation::Once(SIZE, dose_size_outside_range),
        ..PLAUSIBILITY
    },
    Rule {
        name: "given_dose_of_0",
        out_of: "given doses with a size",
        message: "iu_per_kg of a given dose is 0: nothing was infused, and it counts as `other`",
        source: "by the data model; a site may export a charted but withheld dose in this way",
        evaluation: Evaluation::Once(SIZE, given_dose_of_0),
        ..PLAUSIBILITY
    },
    Rule {
        name: "more_given_than_planned",
        counted: Counted::Course,
        out_of: "courses with a plan",
        message: "courses with more given than planned doses",
        source: "a dose is one planned infusion, by the data model",
        evaluation: Evaluation::Once(STATUS, more_given_than_planned),
        ..PLAUSIBILITY
    },
    Rule {
        name: "more_than_15_given_in_cycle",
        counted: Counted::Cycle,
        out_of: "cycles with a given dose",
        message: "cycles with more than 15 given doses",
        source: "a cycle has up to 14 doses, in some programs 15; more suggest two cycles, or split infusions",
        evaluation: Evaluation::Once(STATUS, more_than_15_given_in_cycle),
        ..PLAUSIBILITY
    },
    Rule {
        name: "doses_without_row",
        category: Category::Completeness,
        counted: Counted::Dose,
        out_of: "doses stopped or not reached, in cycles with a given dose of courses with a plan",
        message: "sites differ in how they log the end of a cycle: some log a row for each dose not given after it, others do not",
        source: "stopped and not reached then mean the same; compare how cycles ended instead",
        evaluation: Evaluation::Compared(STATUS, doses_without_row),
    },
    Rule {
        name: "dose_after_death",
        out_of: "given doses, with an hour, of patients with a day of death",
        message: "a dose was given after the patient's death",
        source: "the day of death has no hour",
        evaluation: Evaluation::Once(HOUR, dose_after_death),
        ..PLAUSIBILITY
    },
];

fn given_without_hour(view: &PartView<'_>) -> Outcome {
    let given = view.given()?.iter().filter(|given| given.doses > 0);
    Ok(given.map(|given| given.without_hour > 0).collect())
}

fn first_dose_not_at_hour_0(view: &PartView<'_>) -> Outcome {
    let timed = view.given()?.iter().filter_map(|given| given.hours);
    Ok(timed.map(|(first, _)| first.abs() > TOLERANCE).collect())
}

/// Rows of doses are sorted by course, cycle and dose number.
fn dose_hours_out_of_order(view: &PartView<'_>) -> Outcome {
    let hours = view.decimals(HOUR)?;
    let mut share = Share::default();
    for (_, rows) in view.by_course(&DOSES)? {
        let mut timed = hours[rows].iter().filter(|hour| !hour.is_nan());
        let mut before = timed.next();
        for hour in timed {
            share.add(before.is_some_and(|before| *hour < before - TOLERANCE));
            before = Some(hour);
        }
    }
    Ok(share)
}

fn doses_nearer_than_4_hours(view: &PartView<'_>) -> Outcome {
    let is_given = view.is_given()?;
    let hours = view.decimals(HOUR)?;
    let mut share = Share::default();
    let mut of_course = Vec::new();
    for (_, rows) in view.by_course(&DOSES)? {
        of_course.clear();
        let timed = rows.filter(|&row| is_given(row) && !hours[row].is_nan());
        of_course.extend(timed.map(|row| hours[row]));
        of_course.sort_unstable_by(f64::total_cmp);
        for pair in of_course.windows(2) {
            share.add(pair[1] - pair[0] < LEAST_HOURS - TOLERANCE);
        }
    }
    Ok(share)
}

fn dose_size_outside_range(view: &PartView<'_>) -> Outcome {
    let is_given = view.is_given()?;
    let sizes = view.decimals(SIZE)?.iter().enumerate();
    let known = sizes.filter(|(row, size)| !size.is_nan() && is_given(*row));
    Ok(known.map(|(_, &size)| !is_plausible_size(size)).collect())
}

fn given_dose_of_0(view: &PartView<'_>) -> Outcome {
    let is_given = view.is_text(STATUS, DoseStatus::Given.name())?;
    let sizes = view.decimals(SIZE)?.iter().enumerate();
    let known = sizes.filter(|(row, size)| !size.is_nan() && is_given(*row));
    Ok(known.map(|(_, &size)| is_no_dose(size)).collect())
}

fn more_given_than_planned(view: &PartView<'_>) -> Outcome {
    let is_given = view.is_given()?;
    let mut given = vec![0_i64; view.patients.len()];
    for (row, &course) in view.owners(&DOSES)?.iter().enumerate() {
        given[course as usize] += i64::from(is_given(row));
    }
    let with_plan = given.iter().zip(plans(view)?);
    let with_plan = with_plan.filter_map(|(given, plan)| Some((*given, plan?)));
    Ok(with_plan
        .map(|(given, (cycles, doses))| given > cycles * doses)
        .collect())
}

/// For each course: its planned cycles, and the doses of each.
fn plans(view: &PartView<'_>) -> Result<Vec<Option<(i64, i64)>>, NotApplicable> {
    let courses = regimens(view)?
        .zip(view.integers(PLANNED_CYCLES)?)
        .zip(view.integers(PLANNED_DOSES)?);
    let plan = |((regimen, &cycles), &doses): ((Regimen, &i64), &i64)| {
        let default = regimen.plan();
        let cycles = known(cycles).or(default.map(|plan| plan.cycles))?;
        let doses = known(doses).or(default.map(|plan| plan.doses_per_cycle))?;
        Some((cycles, doses))
    };
    Ok(courses.map(plan).collect())
}

/// Of the doses of a treated cycle that were stopped or not reached, those without a row.
fn doses_without_row(view: &PartView<'_>) -> Outcome {
    let is_given = view.is_given()?;
    let is_stopped = view.is_text(STATUS, DoseStatus::Stopped.name())?;
    let cycles = view.integers(CYCLE)?;
    let plans = plans(view)?;
    let mut share = Share::default();
    for (course, rows) in view.by_course(&DOSES)? {
        let Some((planned_cycles, planned_doses)) = plans[course] else {
            continue;
        };
        let mut first = rows.start;
        for cycle in cycles[rows].chunk_by(|a, b| a == b) {
            let of_cycle = first..first + cycle.len();
            first = of_cycle.end;
            if cycle[0] > planned_cycles || !of_cycle.clone().any(&is_given) {
                continue;
            }
            let recorded = u64::try_from(cycle.len()).expect("a count of rows");
            let planned = u64::try_from(planned_doses).expect("a plan has doses");
            let without_row = planned.saturating_sub(recorded);
            let stopped = of_cycle.filter(|&row| is_stopped(row)).count();
            share.failed += without_row;
            share.out_of += without_row + stopped as u64;
        }
    }
    Ok(share)
}

fn more_than_15_given_in_cycle(view: &PartView<'_>) -> Outcome {
    let is_given = view.is_given()?;
    let cycles = view.integers(CYCLE)?;
    let mut share = Share::default();
    for (_, rows) in view.by_course(&DOSES)? {
        let mut row = rows.start;
        for cycle in cycles[rows].chunk_by(|a, b| a == b) {
            let mut given = 0_u32;
            for _ in cycle {
                given += u32::from(is_given(row));
                row += 1;
            }
            if given > 0 {
                share.add(given > MOST_IN_CYCLE);
            }
        }
    }
    Ok(share)
}

fn dose_after_death(view: &PartView<'_>) -> Outcome {
    let is_given = view.is_given()?;
    let hours = view.decimals(HOUR)?;
    let ends = view.ends_of_death_day()?;
    let rows = view.owners(&DOSES)?.iter().zip(hours).enumerate();
    let known = rows.filter(|(row, (_, hour))| !hour.is_nan() && is_given(*row));
    let of_dead = known.filter_map(|(_, (&course, hour))| Some((hour, ends[course as usize]?)));
    Ok(of_dead.map(|(hour, end)| *hour > end + TOLERANCE).collect())
}
