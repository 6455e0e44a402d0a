//! What doses say of the course.

use super::chart::Chart;
use super::check::{Category, Counted, Outcome, Share};
use super::course_rules::is_plausible_size;
use super::rule::{Asks, Rule};
use crate::ingest::tables::courses::default_plan;
use crate::model::{ABSENT_INTEGER, TOLERANCE};

/// Doses of a cycle: 14 are planned, and some count a fifteenth.
const MOST_IN_CYCLE: u32 = 15;
/// Doses lie 8 hours apart, and a late one does not bring the next forward so far.
const LEAST_HOURS: f64 = 4.0;

const ROW: Rule = Rule {
    name: "",
    category: Category::Plausibility,
    table: "doses",
    column: "hour",
    counted: Counted::Row,
    out_of: "",
    message: "",
    source: "",
    asks: Asks::Columns,
};

pub(super) const RULES: [Rule; 8] = [
    Rule {
        name: "given_without_hour",
        category: Category::Completeness,
        counted: Counted::Course,
        out_of: "courses with a given dose",
        message: "courses with a given dose that has no hour",
        source: "without its last hour a course has no end of treatment, and every later event counts",
        asks: Asks::Once(given_without_hour),
        ..ROW
    },
    Rule {
        name: "first_dose_not_at_hour_0",
        counted: Counted::Course,
        out_of: "courses with an hour of a given dose",
        message: "the first given dose of the course is not at hour 0",
        source: "hour 0 is the first given dose, by the data model",
        asks: Asks::Once(first_dose_not_at_hour_0),
        ..ROW
    },
    Rule {
        name: "dose_hours_out_of_order",
        out_of: "doses with an hour that follow another one with an hour",
        message: "a dose is earlier than the one before it, by cycle and dose_number",
        source: "dose_number is the ordinal within the cycle",
        asks: Asks::Once(dose_hours_out_of_order),
        ..ROW
    },
    Rule {
        name: "doses_nearer_than_4_hours",
        out_of: "given doses with an hour that follow another one",
        message: "a dose was given less than 4 hours after another",
        source: "doses are given every 8 hours, in some programs every 12",
        asks: Asks::Once(doses_nearer_than_4_hours),
        ..ROW
    },
    Rule {
        name: "dose_size_outside_range",
        column: "iu_per_kg",
        out_of: "given doses with a size",
        message: "iu_per_kg of a given dose is not within 300,000 to 900,000 IU/kg",
        source: "600,000 and 720,000 IU/kg are given; beyond half and one and a half of the first is another unit",
        asks: Asks::Once(dose_size_outside_range),
        ..ROW
    },
    Rule {
        name: "more_given_than_planned",
        column: "status",
        counted: Counted::Course,
        out_of: "courses with a plan",
        message: "courses with more given than planned doses",
        source: "a dose is one planned infusion, by the data model",
        asks: Asks::Once(more_given_than_planned),
        ..ROW
    },
    Rule {
        name: "more_than_15_given_in_cycle",
        column: "status",
        counted: Counted::Cycle,
        out_of: "cycles with a given dose",
        message: "cycles with more than 15 given doses",
        source: "a cycle has up to 14 doses, in some programs 15; more are two cycles, or infusions cut in pieces",
        asks: Asks::Once(more_than_15_given_in_cycle),
        ..ROW
    },
    Rule {
        name: "dose_after_death",
        out_of: "given doses, with an hour, of patients with a day of death",
        message: "a dose was given after the patient's death",
        source: "the day of death is a whole day",
        asks: Asks::Once(dose_after_death),
        ..ROW
    },
];

fn given_without_hour(chart: &Chart<'_>) -> Outcome {
    let given = chart.given()?.iter().filter(|given| given.doses > 0);
    Ok(given.map(|given| given.without_hour > 0).collect())
}

fn first_dose_not_at_hour_0(chart: &Chart<'_>) -> Outcome {
    let timed = chart.given()?.iter().filter_map(|given| given.hours);
    Ok(timed.map(|(first, _)| first.abs() > TOLERANCE).collect())
}

/// Rows of doses are sorted by course, cycle and dose number.
fn dose_hours_out_of_order(chart: &Chart<'_>) -> Outcome {
    let hours = chart.decimals("doses", "hour")?;
    let mut share = Share::default();
    for (_, rows) in chart.by_course("doses")? {
        let mut timed = hours[rows].iter().filter(|hour| !hour.is_nan());
        let mut before = timed.next();
        for hour in timed {
            share.add(before.is_some_and(|before| *hour < before - TOLERANCE));
            before = Some(hour);
        }
    }
    Ok(share)
}

fn doses_nearer_than_4_hours(chart: &Chart<'_>) -> Outcome {
    let is_given = chart.is_text("doses", "status", "given")?;
    let hours = chart.decimals("doses", "hour")?;
    let mut share = Share::default();
    let mut of_course = Vec::new();
    for (_, rows) in chart.by_course("doses")? {
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

fn dose_size_outside_range(chart: &Chart<'_>) -> Outcome {
    let is_given = chart.is_text("doses", "status", "given")?;
    let sizes = chart.decimals("doses", "iu_per_kg")?.iter().enumerate();
    let known = sizes.filter(|(row, size)| !size.is_nan() && is_given(*row));
    Ok(known.map(|(_, &size)| !is_plausible_size(size)).collect())
}

fn more_given_than_planned(chart: &Chart<'_>) -> Outcome {
    let is_given = chart.is_text("doses", "status", "given")?;
    let mut given = vec![0_i64; chart.patients.len()];
    for (row, &course) in chart.owners("doses")?.iter().enumerate() {
        given[course as usize] += i64::from(is_given(row));
    }
    let (regimens, words) = chart.texts("courses", "regimen")?;
    let cycles = chart.integers("courses", "planned_cycles")?;
    let doses = chart.integers("courses", "planned_doses_per_cycle")?;
    let planned = |course: usize| {
        let regimen = words.get(regimens[course] as usize);
        let default = default_plan(regimen.map_or("hd_il2", String::as_str));
        let stated = |values: &[i64]| Some(values[course]).filter(|&n| n != ABSENT_INTEGER);
        let cycles = stated(cycles).or(default.map(|plan| plan.cycles))?;
        Some(cycles * stated(doses).or(default.map(|plan| plan.doses_per_cycle))?)
    };
    let with_plan = given.iter().enumerate();
    let with_plan = with_plan.filter_map(|(course, given)| Some((given, planned(course)?)));
    Ok(with_plan.map(|(given, planned)| *given > planned).collect())
}

fn more_than_15_given_in_cycle(chart: &Chart<'_>) -> Outcome {
    let is_given = chart.is_text("doses", "status", "given")?;
    let cycles = chart.integers("doses", "cycle")?;
    let mut share = Share::default();
    for (_, rows) in chart.by_course("doses")? {
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

fn dose_after_death(chart: &Chart<'_>) -> Outcome {
    let is_given = chart.is_text("doses", "status", "given")?;
    let hours = chart.decimals("doses", "hour")?;
    let ends = chart.ends_of_death_day()?;
    let rows = chart.owners("doses")?.iter().zip(hours).enumerate();
    let known = rows.filter(|(row, (_, hour))| !hour.is_nan() && is_given(*row));
    let of_dead = known.filter_map(|(_, (&course, hour))| Some((hour, ends[course as usize]?)));
    Ok(of_dead.map(|(hour, end)| *hour > end + TOLERANCE).collect())
}
