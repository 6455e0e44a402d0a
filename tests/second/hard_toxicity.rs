//! Adverse events of hard patients: equal onsets, rows of one event, organ systems that were not assessed.

use super::dice::Dice;
use super::hard::{Course, Rows, border, cell, maybe};
use super::spoil::Row;
use super::terms::TERMINOLOGY;

pub(super) fn toxicities(dice: &mut Dice, course: &Course, rows: &mut Rows) {
    let terms = [
        "Hypotension",
        "low blood pressure",
        "shock (non-septic)",
        "OLIGURIA",
        "Creatinine_increased",
        "Confusion",
        "Blurred vision",
        "wrong word",
        "Wrong word",
        "Hypotension/oliguria",
        "Confusion and Low blood pressure",
        "shock (non-septic) & hypotension",
        "renal",
        "Renal/Blurred vision",
        "Hypotension/wrong word",
        "unclassified",
    ];
    for _ in 0..dice.below(9) {
        let onset = border(dice, course);
        let lasting = dice.one_of(&[0.0, 24.0, 168.0, 168.0 + 1e-10, 336.0, 720.0, 730.0]);
        let is_timed = !dice.once_in(5);
        rows.push((
            "toxicities",
            vec![
                ("course_id", course.id.clone()),
                ("term", dice.one_of(&terms).to_owned()),
                (
                    "grade",
                    dice.one_of(&["", "1", "2", "3", "3", "4", "5", "3.0"])
                        .to_owned(),
                ),
                (
                    "onset_hour",
                    if is_timed { cell(onset) } else { String::new() },
                ),
                ("resolved_hour", maybe(dice, 3, &cell(onset + lasting))),
                (
                    "attribution",
                    dice.one_of(&["related", "Unrelated", "unknown", ""])
                        .to_owned(),
                ),
                (
                    "action",
                    dice.one_of(&["none", "dose-held", "Course stopped", ""])
                        .to_owned(),
                ),
            ],
        ));
    }
    if dice.once_in(3) {
        rows.extend(one_event(dice, course));
    }
    if dice.once_in(8) {
        let systems = TERMINOLOGY.organ_systems.iter();
        rows.extend(systems.map(|system| not_assessed(course, system)));
    }
    for _ in 0..dice.below(3) {
        let organ_systems = [
            "cardiovascular",
            "RENAL",
            "neurologic",
            "other",
            "Capillary Leak",
        ];
        rows.push(not_assessed(course, dice.one_of(&organ_systems)));
    }
}

fn not_assessed(course: &Course, organ_system: &str) -> (&'static str, Row) {
    let row = vec![
        ("course_id", course.id.clone()),
        ("organ_system", organ_system.to_owned()),
    ];
    ("not_assessed", row)
}

/// Rows of one term, each of which begins when the one before does, or about 24 h after it has resolved.
fn one_event(dice: &mut Dice, course: &Course) -> Rows {
    let mut rows = Rows::new();
    let mut onset = dice.one_of(&[0.0, 1.0, 10.0, 23.0, course.last_hour]);
    for _ in 0..2 + dice.below(4) {
        let lasting = dice.one_of(&[0.0, 6.0, 30.0, 100.0]);
        rows.push((
            "toxicities",
            vec![
                ("course_id", course.id.clone()),
                ("term", "Hypotension".to_owned()),
                ("grade", dice.one_of(&["2", "3", "4", "5", ""]).to_owned()),
                ("onset_hour", cell(onset)),
                ("resolved_hour", maybe(dice, 4, &cell(onset + lasting))),
            ],
        ));
        onset += dice.one_of(&[0.0, lasting, lasting + 24.0, lasting + 24.5, 5.0]);
    }
    rows
}
