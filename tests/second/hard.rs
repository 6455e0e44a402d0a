//! Patients whose courses lie on the borders of the book's rules.
//!
//! Numbers are drawn from short lists of border values, so that equal onsets, touching infusions and values exactly at
//! a threshold are frequent and not a matter of luck.

use super::dice::Dice;
use super::hard_care::{care, infusions, measurements, treatments};
use super::hard_laboratory::graded_values;
use super::hard_toxicity::toxicities;
use super::spoil::Row;

/// Rows to add, each with the name of its table.
pub(super) type Rows = Vec<(&'static str, Row)>;

/// A course as far as its other tables need to know it.
pub(super) struct Course {
    pub(super) id: String,
    /// Hour of the last given dose.
    pub(super) last_hour: f64,
    /// Hours of the first dose of each cycle.
    starts: Vec<f64>,
}

/// A number as a cell.
pub(super) fn cell(number: f64) -> String {
    format!("{number}")
}

/// A value, or no value once in n times.
pub(super) fn maybe(dice: &mut Dice, n: usize, value: &impl ToString) -> String {
    if dice.once_in(n) {
        String::new()
    } else {
        value.to_string()
    }
}

/// The rows of one patient with up to four courses.
pub(super) fn hard_patients(dice: &mut Dice, patient: &str) -> Rows {
    let mut rows = Rows::new();
    let courses = 1 + dice.below(4);
    let mut last_hour = 0.0;
    for number in 1..=courses {
        let id = format!("{patient}-{number}");
        rows.push(("courses", course(dice, patient, &id, number)));
        let course = doses(dice, id, &mut rows);
        last_hour = course.last_hour;
        toxicities(dice, &course, &mut rows);
        infusions(dice, &course, &mut rows);
        treatments(dice, &course, &mut rows);
        measurements(dice, &course, &mut rows);
        graded_values(dice, &course, &mut rows);
        care(dice, &course, &mut rows);
    }
    // A patient without a row in patients is one of whom nothing is known; one without a course is nobody's.
    if !dice.once_in(6) {
        rows.push(("patients", person(dice, patient, last_hour)));
    }
    if dice.once_in(4) {
        rows.push(("patients", person(dice, &format!("{patient}x"), 0.0)));
    }
    rows
}

fn person(dice: &mut Dice, patient: &str, last_hour: f64) -> Row {
    // Thirty days after the last dose exactly, where it was at the start of a day, in courses from day 0, 30 and 60.
    let border = (last_hour / 24.0).floor() + 30.0;
    let day = |dice: &mut Dice| {
        dice.one_of(&[
            0.0,
            1.0,
            2.0,
            8.0,
            9.0,
            31.0,
            45.0,
            365.0,
            730.0,
            800.0,
            2000.0,
            // The day of the last dose itself, and the day before.
            border - 30.0,
            border - 31.0,
            border,
            border,
            border + 30.0,
            border + 60.0,
        ])
    };
    let (death, contact) = (day(dice), day(dice));
    vec![
        ("patient_id", patient.to_owned()),
        (
            "sex",
            dice.one_of(&["F", "m", "other", "Unknown", ""]).to_owned(),
        ),
        (
            "race",
            dice.one_of(&["white", "White", "missing", "a;b=c", ""])
                .to_owned(),
        ),
        ("ethnicity", dice.one_of(&["hispanic", ""]).to_owned()),
        (
            "diagnosis",
            dice.one_of(&["m-RCC", "Melanoma", "uveal melanoma", "sarcoma; other", ""])
                .to_owned(),
        ),
        (
            "prior_lines",
            dice.one_of(&["0", "2.0", "11", ""]).to_owned(),
        ),
        (
            "prior_checkpoint_inhibitor",
            dice.one_of(&["T", "no", "1", ""]).to_owned(),
        ),
        ("death_day", maybe(dice, 2, &death)),
        (
            "death_cause",
            dice.one_of(&["Treatment", "disease", "other", "unknown", "", ""])
                .to_owned(),
        ),
        ("last_contact_day", maybe(dice, 3, &contact)),
    ]
}

fn course(dice: &mut Dice, patient: &str, id: &str, number: usize) -> Row {
    let numbered = dice.one_of(&[number, number, number, 1]);
    let response = dice.one_of(&["cr", "PR", "sd", "PD", "NE", ""]);
    // About one patient in 20 has an undated progression.
    let progression = if response == "PD" && !dice.once_in(4) {
        dice.one_of(&["0", "40", "365"])
    } else {
        dice.one_of(&["0", "40", "365", "", ""])
    };
    vec![
        ("course_id", id.to_owned()),
        ("patient_id", patient.to_owned()),
        ("course_number", maybe(dice, 5, &numbered)),
        (
            "regimen",
            dice.one_of(&["hd_il2", "TIL-IL2", "other", "OTHER", ""])
                .to_owned(),
        ),
        ("start_year", dice.one_of(&["1999", "2020", ""]).to_owned()),
        (
            "start_day",
            dice.one_of(&["0", "30", "60", "60", "-7", ""]).to_owned(),
        ),
        (
            "age_years",
            dice.one_of(&["90+", "> 89", "17", "55.0", ""]).to_owned(),
        ),
        (
            "weight_kg",
            dice.one_of(&["80", "100", "62.5", ""]).to_owned(),
        ),
        ("ecog", dice.one_of(&["0", "4", "2", ""]).to_owned()),
        (
            "baseline_dialysis",
            dice.one_of(&["no", "false", "y", ""]).to_owned(),
        ),
        (
            "planned_iu_per_kg",
            dice.one_of(&["600000", "7.2e5", ""]).to_owned(),
        ),
        (
            "planned_cycles",
            dice.one_of(&["1", "2", "3", ""]).to_owned(),
        ),
        (
            "planned_doses_per_cycle",
            dice.one_of(&["1", "4", "14", ""]).to_owned(),
        ),
        (
            "care_setting",
            dice.one_of(&["ICU", "stepdown", "ward", ""]).to_owned(),
        ),
        ("best_response", response.to_owned()),
        ("progression_day", progression.to_owned()),
        (
            "ctcae_version",
            dice.one_of(&["5.0", "4.03", "missing", ""]).to_owned(),
        ),
        (
            "response_criteria",
            dice.one_of(&["recist_1.1", "RECIST 1.1", "who", "mRECIST", ""])
                .to_owned(),
        ),
        (
            "response_confirmed",
            dice.one_of(&["Y", "no", ""]).to_owned(),
        ),
        (
            "response_day",
            dice.one_of(&["0", "30", "40", "365", "", ""]).to_owned(),
        ),
        (
            "last_assessment_day",
            dice.one_of(&["0", "40", "300", "730", ""]).to_owned(),
        ),
    ]
}

/// Doses of up to four cycles, one of which may have no row, one no given dose; in one course of six none is given.
fn doses(dice: &mut Dice, id: String, rows: &mut Rows) -> Course {
    let mut course = Course {
        id,
        last_hour: 0.0,
        starts: Vec::new(),
    };
    let is_treated = !dice.once_in(6);
    let has_hours = !dice.once_in(8);
    // In most courses the first given dose is at hour 0.
    let mut hour = dice.one_of(&[0.0, 0.0, 0.0, 0.0, -8.0, 3.5]);
    for cycle in 1..=1 + dice.below(4) {
        if dice.once_in(6) {
            continue;
        }
        let is_given_at_all = is_treated && !dice.once_in(8);
        // Ordinals of a log have gaps, and may lie beyond the plan.
        let mut number = 0;
        for index in 0..=dice.below(6) {
            number += dice.one_of(&[1, 1, 1, 1, 2, 5]);
            let is_given = is_given_at_all && !dice.once_in(4);
            let status = if is_given {
                "given"
            } else {
                dice.one_of(&["held", "stopped", "refused", "other", "Held"])
            };
            if is_given {
                course.last_hour = hour;
            }
            if index == 0 {
                course.starts.push(hour);
            }
            let hour_known = has_hours && !dice.once_in(30);
            let reasons = [
                "",
                "hypotension",
                "Renal",
                "no bed",
                "Capillary leak and fluid retention",
                "other",
            ];
            rows.push((
                "doses",
                vec![
                    ("course_id", course.id.clone()),
                    ("cycle", cycle.to_string()),
                    ("dose_number", number.to_string()),
                    ("status", status.to_owned()),
                    (
                        "hour",
                        if hour_known {
                            cell(hour)
                        } else {
                            String::new()
                        },
                    ),
                    (
                        "iu_per_kg",
                        dice.one_of(&[
                            "", "600000", "0", "350000.5", "540000", "660000", "792000.0", "792001",
                        ])
                        .to_owned(),
                    ),
                    ("reason", dice.one_of(&reasons).to_owned()),
                ],
            ));
            if dice.once_in(20) {
                // The same dose twice: one row is kept where they read alike, and none where they differ.
                let mut again = rows[rows.len() - 1].clone();
                if dice.once_in(2) {
                    let size = again
                        .1
                        .iter_mut()
                        .find(|(column, _)| *column == "iu_per_kg");
                    "123456".clone_into(&mut size.unwrap().1);
                }
                rows.push(again);
            }
            hour += dice.one_of(&[8.0, 8.0, 12.0, 0.0, 7.0, 7.0 - 5e-10, 6.5]);
        }
        hour += dice.one_of(&[24.0, 240.0, 0.0]);
    }
    course
}

/// An hour on a border of the course, or at a round place in it.
pub(super) fn border(dice: &mut Dice, course: &Course) -> f64 {
    let last = course.last_hour;
    let start = if course.starts.is_empty() {
        0.0
    } else {
        dice.one_of(&course.starts)
    };
    dice.one_of(&[
        0.0,
        -0.5,
        start,
        start - 0.25,
        last,
        last + 720.0,
        last + 720.0 + 5e-10,
        last + 720.5,
        last + 168.0,
        last + 168.5,
        10.0,
        10.0,
        24.0,
        48.0,
        -5e-10,
    ])
}

/// From a border to a later hour, or without an end.
pub(super) fn interval(dice: &mut Dice, course: &Course) -> [String; 2] {
    let start = border(dice, course) - dice.one_of(&[0.0, 0.0, 10.0]);
    let stop = dice.one_of(&[
        Some(start),
        Some(start + 10.0),
        Some(start + 24.0),
        Some(start.max(0.0)),
        Some(start + 100.0),
        None,
    ]);
    [cell(start), stop.map(cell).unwrap_or_default()]
}
