//! A treatment: one course, from the day before its first dose to the last event on record.

use super::cycle::{Cycle, DAY, Protocol, Tenths, cycles, doses_never_given};
use super::dialysis::{Dialysis, dialysis_after, grade_dialyzed, sessions};
use super::labs::{Body, Health};
use super::measurements::measurements_of_cycle;
use super::nature::{FIRST_YEAR, Nature, YEAR};
use super::random::Dice;
use super::record::Course;
use super::regimen::Regimen;
use super::sites::Site;
use super::support::{medications, stays, vasopressors};
use super::toxicity::{fatal, toxicities_of_cycle};

/// The organ systems that a busy round leaves out.
const NOT_ASSESSED: [&str; 5] = [
    "endocrine",
    "musculoskeletal",
    "dermatologic",
    "Neurologic and psychiatric",
    "endocrine",
];

/// Draws one course, and the hour of a death that the treatment caused.
pub(super) fn course(
    dice: &mut Dice,
    site: &Site,
    nature: &Nature,
    number: i32,
    start_day: i32,
) -> (Course, Option<Tenths>) {
    let protocol = Protocol::at(site);
    let first_day = nature.first_start + start_day;
    let mut course = Course {
        number,
        is_only: false,
        is_female: nature.is_female,
        protocol,
        start_year: FIRST_YEAR + first_day / YEAR,
        start_month: month_of(first_day % YEAR),
        start_day,
        age_years: nature.age_years + start_day / YEAR,
        weight: (nature.weight + dice.between(-30, 20) * (number - 1)).max(400),
        ecog: nature.ecog,
        baseline_dialysis: nature.baseline_dialysis,
        care: nature.care,
        best_response: None,
        is_confirmed: false,
        response_day: None,
        progression_day: None,
        last_assessment_day: None,
        doses: Vec::new(),
        toxicities: Vec::new(),
        not_assessed: None,
        vasopressors: Vec::new(),
        dialysis: Vec::new(),
        measurements: Vec::new(),
        medications: Vec::new(),
        stays: Vec::new(),
    };
    if dice.chance(0.012) {
        course.doses = doses_never_given(dice, protocol);
        // Where nothing was given, nobody looked at every organ system.
        course.not_assessed = Some(NOT_ASSESSED[course.doses.len() % NOT_ASSESSED.len()]);
        return (course, None);
    }
    let (cycles, doses) = cycles(dice, site, protocol, nature.frailty);
    course.doses = doses;
    let health = Health::draw(
        dice,
        f64::from(course.weight) / 10.0,
        nature.baseline_dialysis,
    );
    for (index, cycle) in cycles.iter().enumerate() {
        let next_start = cycles.get(index + 1).map(|next| next.start);
        let body = Body::draw(
            dice,
            health,
            site.regimen,
            cycle,
            next_start,
            nature.frailty,
        );
        course.live_through(dice, site, nature, cycle, next_start.is_none(), &body);
    }
    if dice.chance(0.06) {
        dice.pass();
    }
    let mortal = match site.regimen {
        Regimen::HighDose => 0.004,
        Regimen::AfterTil => 0.02,
    };
    let death = cycles.last().filter(|_| dice.chance(mortal)).map(|last| {
        // In whole days, as deaths are exported.
        let death = (last.end() / DAY + dice.between(3, 9)) * DAY;
        course.toxicities.push(fatal(dice, last, death));
        death
    });
    (course, death)
}

/// The month of a day of the year, from 0.
fn month_of(day: i32) -> i32 {
    const FIRST_DAYS: [i32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let begun = FIRST_DAYS.into_iter().zip(1..);
    begun
        .filter(|(first, _)| *first <= day)
        .map(|(_, month)| month)
        .last()
        .expect("January begins with day 0")
}

impl Course {
    /// Adds the toxicities, support and measurements of one cycle.
    fn live_through(
        &mut self,
        dice: &mut Dice,
        site: &Site,
        nature: &Nature,
        cycle: &Cycle,
        is_last: bool,
        body: &Body,
    ) {
        let mut toxicities = toxicities_of_cycle(dice, site.regimen, cycle, body, nature.frailty);
        if !is_last {
            // Another cycle follows: the course was not stopped.
            for toxicity in &mut toxicities {
                if toxicity.action == "course_stopped" {
                    toxicity.action = "dose_held";
                }
            }
        }
        let pressors = vasopressors(dice, site, &mut toxicities, self.weight);
        let mut dialysis: Vec<Dialysis> = if nature.baseline_dialysis {
            sessions(dice, cycle.start - 2 * DAY, 3)
        } else {
            let rows = dialysis_after(dice, body);
            grade_dialyzed(dice, site, body, &rows, &mut toxicities);
            rows
        };
        self.measurements.append(&mut measurements_of_cycle(
            dice,
            body,
            cycle,
            is_last,
            &toxicities,
        ));
        self.medications
            .append(&mut medications(dice, cycle, &toxicities));
        self.stays.append(&mut stays(
            dice,
            site.regimen,
            self.care,
            cycle,
            &pressors,
            &toxicities,
        ));
        self.vasopressors.extend(pressors);
        self.dialysis.append(&mut dialysis);
        self.toxicities.extend(toxicities);
    }

    /// Ends the record at the last hour at which the patient was seen: intervals that still ran have no end or this one.
    pub(super) fn end_at(&mut self, hour: Tenths) {
        self.doses
            .retain(|dose| dose.hour.is_none_or(|at| at < hour));
        self.toxicities.retain(|event| event.onset < hour);
        for event in &mut self.toxicities {
            event.resolved = event.resolved.filter(|&end| end < hour);
        }
        self.measurements.retain(|value| value.hour < hour);
        end_intervals(&mut self.vasopressors, hour, |row| {
            (row.start, &mut row.stop)
        });
        end_intervals(&mut self.dialysis, hour, |row| (row.start, &mut row.stop));
        end_intervals(&mut self.medications, hour, |row| {
            (row.start, &mut row.stop)
        });
        end_intervals(&mut self.stays, hour, |row| (row.start, &mut row.stop));
    }
}

/// Keeps the intervals that begin before an hour, and ends them then at the latest.
fn end_intervals<T>(
    rows: &mut Vec<T>,
    hour: Tenths,
    interval: fn(&mut T) -> (Tenths, &mut Option<Tenths>),
) {
    rows.retain_mut(|row| {
        let (start, stop) = interval(row);
        *stop = stop.map(|end| end.min(hour));
        start < hour
    });
}
