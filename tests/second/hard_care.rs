//! What was done for hard patients: infusions, dialysis, measurements, medications and stays on the borders of the rules.

use super::dice::Dice;
use super::hard::{Course, Rows, border, cell, interval, maybe};

pub(super) fn infusions(dice: &mut Dice, course: &Course, rows: &mut Rows) {
    let agents = [
        "dopamine",
        "Dopamine HCl",
        "norepinephrine",
        "levophed",
        "vasopressin",
        "angiotensin II",
        "ephedrine",
        "terlipressin",
        "midodrine",
        "dobutamine",
        "pressor one",
        "pressor two",
    ];
    // 5 µg/kg/min of dopamine exactly, in several units: with 80 kg 400 µg/min are.
    let rates = [
        ("5", "ug/kg/min"),
        ("5.0000000001", "mcg/kg/min"),
        ("5.1", "µg/kg/min"),
        ("400", "ug/min"),
        ("0.4", "mg/min"),
        ("24", "mg/h"),
        ("300", "ug/kg/hr"),
        ("2.4", "U/h"),
        ("40", "mU/min"),
        ("0.0005", "units/kg/min"),
        ("20", "ng / kg / min"),
        ("25", "mg"),
        ("3", "mL/h"),
        ("3", ""),
        ("", "ug/min"),
        ("0", "ug/kg/min"),
        ("0.0", ""),
        ("0.2", "ug/kg/min"),
        ("1", "ug/kg/min"),
    ];
    for _ in 0..dice.below(6) {
        let [start, stop] = interval(dice, course);
        let (rate, unit) = dice.one_of(&rates);
        rows.push((
            "vasopressors",
            vec![
                ("course_id", course.id.clone()),
                ("agent", dice.one_of(&agents).to_owned()),
                ("start_hour", start),
                ("stop_hour", stop),
                ("peak_rate", rate.to_owned()),
                ("rate_unit", unit.to_owned()),
            ],
        ));
    }
}

pub(super) fn treatments(dice: &mut Dice, course: &Course, rows: &mut Rows) {
    let modalities = [
        "HD",
        "cvvhdf",
        "scuf",
        "Access-only",
        "RRT",
        "SLED",
        "cvvh",
        "PD",
        "iHD",
        "",
        "no such",
    ];
    // About the borders of what counts, of a week without dialysis, and of a week about a value.
    for _ in 0..dice.below(4) {
        let [mut start, mut stop] = interval(dice, course);
        if dice.once_in(2) {
            let from: f64 = dice.one_of(&[0.0, 20.0, 24.0, 34.0, 48.0, 216.0, 216.5, 215.0]);
            let lasting = dice.one_of(&[0.0, 4.0, 14.0, 24.0, 24.5, 60.0]);
            start = cell(from);
            stop = maybe(dice, 5, &cell(from + lasting));
        }
        rows.push((
            "dialysis",
            vec![
                ("course_id", course.id.clone()),
                ("modality", dice.one_of(&modalities).to_owned()),
                ("start_hour", start),
                ("stop_hour", stop),
            ],
        ));
    }
}

pub(super) fn measurements(dice: &mut Dice, course: &Course, rows: &mut Rows) {
    // From 1.0: + 0.3, 1.5 ×, 2 ×, 3 ×, 4.0 with and without a rise; as floats 1.4 is less than 0.3 above 1.1, and 3.6
    // is more than 3 × 1.2.
    let values = [
        "1.0", "1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.8", "2.0", "3.0", "3.6", "3.7", "4.0",
        "0", "-1", "0.1", "0.09", "25", "25.5", "1.65",
    ];
    let analytes = [
        "creatinine",
        "Cr",
        "2160-0",
        "14682-9",
        "SCr",
        "Na",
        "HR",
        "plt",
        "odd one",
    ];
    if dice.once_in(2) {
        injury(dice, course, rows);
    }
    for _ in 0..dice.below(10) {
        let hour = match dice.below(4) {
            0 => dice.one_of(&[-168.0, -168.5, -2160.0, -2161.0, -24.0, -24.0, 0.0]),
            1 => dice.one_of(&[24.0, 48.0, 72.0, 72.5, 23.999_999_999_9]),
            _ => border(dice, course),
        };
        let analyte = dice.one_of(&analytes);
        let unit = match analyte {
            "creatinine" | "Cr" | "2160-0" | "SCr" => {
                dice.one_of(&["mg/dL", "MG/DL", "", "umol/L", "stones"])
            }
            // A code of the molar unit, which is meant where none is given.
            "14682-9" => dice.one_of(&["", "", "umol/L", "mg/dL"]),
            "Na" => dice.one_of(&["meq/L", "mmol/l", ""]),
            "HR" => dice.one_of(&["bpm", "/ min", ""]),
            "plt" => dice.one_of(&["K/uL", "10*9/L", "/uL"]),
            _ => "arb. u.",
        };
        let value = match (unit, dice.one_of(&values)) {
            ("umol/L" | "", value) if unit == "umol/L" || analyte == "14682-9" => {
                cell(value.parse::<f64>().unwrap() * 88.4017)
            }
            (_, value) => value.to_owned(),
        };
        rows.push((
            "measurements",
            vec![
                ("course_id", course.id.clone()),
                ("analyte", analyte.to_owned()),
                ("hour", cell(hour)),
                ("value", value),
                ("unit", unit.to_owned()),
            ],
        ));
    }
}

/// Creatinine that rises to a peak and falls about 1.5 × the baseline of 1.0, or not.
fn injury(dice: &mut Dice, course: &Course, rows: &mut Rows) {
    let last = border(dice, course).max(0.0);
    let peak = dice.one_of(&["1.9", "2.0", "3.0", "5.0"]);
    let mut values = vec![(dice.one_of(&[-24.0, 0.0, -200.0]), "1.0"), (24.0, peak)];
    for _ in 0..dice.below(5) {
        let hour = dice.one_of(&[
            24.0,
            36.0,
            48.0,
            48.0,
            48.000_000_000_1,
            192.0,
            202.0,
            216.0,
            360.0,
            600.0,
            last,
        ]);
        values.push((
            hour,
            dice.one_of(&["1.5", "1.500000000001", "1.6", "1.2", "3.0", peak]),
        ));
    }
    for (hour, value) in values {
        rows.push((
            "measurements",
            vec![
                ("course_id", course.id.clone()),
                ("analyte", "creatinine".to_owned()),
                ("hour", cell(hour)),
                ("value", value.to_owned()),
                ("unit", "mg/dL".to_owned()),
            ],
        ));
    }
}

pub(super) fn care(dice: &mut Dice, course: &Course, rows: &mut Rows) {
    for _ in 0..dice.below(4) {
        let [start, stop] = interval(dice, course);
        let agents = ["zofran", "furosemide", "Ringer's lactate", "house mixture"];
        rows.push((
            "medications",
            vec![
                ("course_id", course.id.clone()),
                ("agent", dice.one_of(&agents).to_owned()),
                (
                    "class",
                    dice.one_of(&["", "", "diuretic", "H2-blocker", "Other"])
                        .to_owned(),
                ),
                ("start_hour", maybe(dice, 4, &start)),
                ("stop_hour", stop),
            ],
        ));
    }
    for _ in 0..dice.below(4) {
        let [mut start, mut stop] = interval(dice, course);
        if dice.once_in(6) {
            // About the border of what belongs to the course, 168 h before it.
            dice.one_of(&["-400", "-168", "-200"])
                .clone_into(&mut start);
            dice.one_of(&["-168", "-168.5", "-168.0000000005", "0", "12", ""])
                .clone_into(&mut stop);
        }
        rows.push((
            "stays",
            vec![
                ("course_id", course.id.clone()),
                ("unit", dice.one_of(&["ICU", "icu", "ward"]).to_owned()),
                ("start_hour", start),
                ("stop_hour", stop),
            ],
        ));
    }
}
