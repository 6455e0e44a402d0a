//! What was measured in hard patients: values on the borders of grades, of units, of limits, of baselines and of signs.

use super::dice::Dice;
use super::hard::{Course, Rows, border, cell};

/// A unit with what a value in the own unit is multiplied by to get it.
type InUnit = (&'static str, f64);

/// An analyte by names, its units, its normal limits, and values about the borders of its grades, in its own unit.
struct Analyte {
    names: &'static [&'static str],
    units: &'static [InUnit],
    limits: [f64; 2],
    values: &'static [f64],
}

const ENZYME: &[InUnit] = &[
    ("U/L", 1.0),
    ("IU/L", 1.0),
    ("", 1.0),
    ("ukat/L", 0.016_666_7),
];
const COUNT: &[InUnit] = &[
    ("10*9/L", 1.0),
    ("x10^9/L", 1.0),
    ("K/mm3", 1.0),
    ("10^3/uL", 1.0),
    ("cells/uL", 1000.0),
    ("/mm3", 1000.0),
    ("{cells}/\u{b5}L", 1000.0),
];

const ANALYTES: &[Analyte] = &[
    Analyte {
        names: &["creatinine", "2160-0"],
        units: &[("mg/dL", 1.0), ("umol/L", 88.4017), ("", 1.0)],
        limits: [0.6, 1.3],
        values: &[
            0.5, 0.6, 0.7, 1.05, 1.2, 1.3, 1.4, 1.95, 2.1, 3.9, 4.0, 7.8, 7.9, 88.0,
        ],
    },
    Analyte {
        names: &["bilirubin_total"],
        units: &[("mg/dL", 1.0), ("\u{b5}mol/L", 17.104), ("", 1.0)],
        limits: [0.2, 1.2],
        values: &[
            0.9, 1.2, 1.3, 1.8, 1.9, 1.95, 3.6, 3.7, 3.9, 4.0, 12.0, 12.1, 13.0, 13.1,
        ],
    },
    Analyte {
        names: &["14631-6"],
        units: &[("", 17.104), ("umol/L", 17.104), ("mg/dL", 1.0)],
        limits: [0.2, 1.2],
        values: &[0.9, 1.2, 1.3, 1.8, 3.6, 3.7, 12.0, 12.1],
    },
    Analyte {
        names: &["alt", "ast", "SGPT"],
        units: ENZYME,
        limits: [10.0, 40.0],
        values: &[
            40.0, 40.1, 60.0, 89.0, 90.0, 120.0, 121.0, 180.0, 200.0, 300.0, 301.0, 801.0, 1200.5,
        ],
    },
    Analyte {
        names: &["alp", "ggt", "lipase", "amylase"],
        units: ENZYME,
        limits: [30.0, 120.0],
        values: &[
            110.0, 120.0, 121.0, 240.0, 300.0, 301.0, 600.0, 601.0, 2401.0,
        ],
    },
    Analyte {
        names: &["PLT"],
        units: COUNT,
        limits: [150.0, 400.0],
        values: &[150.0, 149.9, 75.0, 74.9, 50.0, 49.0, 30.0, 25.0, 24.0, 9.0],
    },
    Analyte {
        names: &["ANC", "lymphocytes", "WBC"],
        units: COUNT,
        limits: [1.5, 8.0],
        values: &[
            1.5, 1.4, 1.0, 0.9, 0.8, 0.5, 0.4, 0.2, 0.1, 0.05, 4.1, 20.5, 101.0,
        ],
    },
    Analyte {
        names: &["hemoglobin", "Hgb", "718-7"],
        units: &[("g/dL", 1.0), ("g/L", 10.0), ("mmol/L", 0.6206), ("", 1.0)],
        limits: [12.0, 16.0],
        values: &[
            12.0, 11.9, 10.0, 9.9, 8.0, 7.9, 4.9, 16.1, 18.0, 18.1, 20.1, 128.0,
        ],
    },
    Analyte {
        names: &["sodium"],
        units: &[("mmol/L", 1.0), ("meq/L", 1.0)],
        limits: [136.0, 145.0],
        values: &[
            136.0, 135.9, 130.0, 129.5, 125.0, 124.9, 120.0, 119.0, 146.0, 150.1, 160.5, 14.0,
        ],
    },
    Analyte {
        names: &["potassium"],
        units: &[("mmol/L", 1.0), ("meq/L", 1.0), ("", 1.0)],
        limits: [3.5, 5.0],
        values: &[3.5, 3.4, 3.0, 2.9, 2.5, 2.4, 5.1, 5.6, 6.1, 7.1],
    },
    Analyte {
        names: &["calcium", "total calcium"],
        units: &[
            ("mg/dL", 1.0),
            ("mmol/L", 0.249_513),
            ("meq/L", 0.499_026),
            ("", 1.0),
        ],
        limits: [8.6, 10.2],
        values: &[8.6, 8.5, 8.0, 7.2, 6.9, 6.0, 5.9, 10.3, 11.6, 13.6],
    },
    Analyte {
        names: &["iCa", "1995-0"],
        units: &[
            ("mmol/L", 1.0),
            ("mg/dL", 4.0078),
            ("meq/L", 2.0),
            ("", 1.0),
        ],
        limits: [1.12, 1.32],
        values: &[1.12, 1.1, 1.0, 0.9, 0.89, 0.8, 1.5, 1.6, 1.81, 4.8],
    },
    Analyte {
        names: &["magnesium", "phosphate", "uric_acid"],
        units: &[("mg/dL", 1.0), ("", 1.0)],
        limits: [1.6, 2.6],
        values: &[1.6, 1.5, 1.2, 1.1, 0.9, 0.8, 0.7, 2.7, 3.1, 8.1, 12.0],
    },
    Analyte {
        names: &["2601-3"],
        units: &[("", 0.411_438), ("meq/L", 0.822_876)],
        limits: [1.6, 2.6],
        values: &[1.6, 1.2, 0.9, 0.7, 3.1],
    },
    Analyte {
        names: &["glucose", "glucose_fasting"],
        units: &[("mg/dL", 1.0), ("mmol/L", 0.055_507_4)],
        limits: [70.0, 99.0],
        values: &[
            70.0, 69.0, 55.0, 54.0, 39.0, 29.0, 161.0, 250.0, 251.0, 501.0,
        ],
    },
    Analyte {
        names: &["albumin"],
        units: &[("g/dL", 1.0), ("g/L", 10.0)],
        limits: [3.5, 5.0],
        values: &[3.8, 3.5, 3.4, 3.3, 3.0, 2.9, 2.8, 2.0, 1.9, 4.0, 38.0],
    },
    Analyte {
        names: &["fibrinogen"],
        units: &[("mg/dL", 1.0), ("g/L", 0.01)],
        limits: [200.0, 400.0],
        values: &[
            400.0, 300.0, 210.0, 200.0, 150.0, 149.0, 100.0, 99.0, 50.0, 49.0,
        ],
    },
    Analyte {
        names: &["inr", "6301-6"],
        units: &[("{INR}", 1.0), ("", 1.0)],
        limits: [0.9, 1.1],
        values: &[0.7, 1.0, 1.1, 1.2, 1.4, 1.5, 1.6, 2.5, 2.6],
    },
    Analyte {
        names: &["qtc"],
        units: &[("ms", 1.0)],
        limits: [350.0, 450.0],
        values: &[415.0, 449.0, 450.0, 475.0, 480.5, 500.0, 501.0],
    },
    Analyte {
        names: &["lvef"],
        units: &[("%", 1.0)],
        limits: [50.0, 70.0],
        values: &[65.0, 55.0, 50.0, 45.0, 40.0, 39.0, 20.0, 19.0],
    },
    Analyte {
        names: &["weight", "wt"],
        units: &[("kg", 1.0), ("[lb_av]", 2.204_622_621_8)],
        limits: [50.0, 100.0],
        values: &[80.0, 80.0, 83.9, 84.0, 88.0, 91.9, 92.0, 96.0, 76.0],
    },
    Analyte {
        names: &["SBP"],
        units: &[("mm[Hg]", 1.0), ("mmHg", 1.0)],
        limits: [90.0, 140.0],
        values: &[85.0, 88.0, 89.9, 85.0, 90.0, 104.0],
    },
    Analyte {
        names: &["HR"],
        units: &[("/min", 1.0), ("bpm", 1.0), ("1/min", 1.0)],
        limits: [60.0, 100.0],
        values: &[100.0, 100.5, 101.0, 130.0, 131.0, 400.0],
    },
    Analyte {
        names: &["temperature"],
        units: &[("Cel", 1.0), ("\u{b0}C", 1.0), ("degC", 1.0)],
        limits: [36.0, 37.5],
        values: &[37.9, 38.0, 39.0, 39.1, 40.0, 40.1, 35.0, 32.0, 98.6],
    },
    Analyte {
        names: &["spo2", "pao2"],
        units: &[("", 1.0)],
        limits: [95.0, 100.0],
        values: &[95.0, 94.0, 90.0, 89.9, 88.0, 87.0, 55.0, 55.5],
    },
    Analyte {
        names: &["oxygen_flow"],
        units: &[("L/min", 1.0)],
        limits: [0.0, 2.0],
        values: &[0.0, 1.0, 4.0, 4.1],
    },
    Analyte {
        names: &["fio2"],
        units: &[("%", 1.0)],
        limits: [21.0, 21.0],
        values: &[21.0, 22.0, 39.0, 40.0, 0.4],
    },
    Analyte {
        names: &["fluid_balance_24h"],
        units: &[("mL", 1.0)],
        limits: [-500.0, 500.0],
        values: &[500.0, -300.0, 1500.0, 0.0, -1200.0, 40_000.0],
    },
    Analyte {
        names: &["urine_output_24h", "urine_output_8h", "CrCl"],
        units: &[("", 1.0)],
        limits: [60.0, 2000.0],
        values: &[500.0, 400.0, 399.0, 100.0, 90.0, 59.0, 29.0, 14.0],
    },
];

/// Values of some analytes: a baseline or none, then some at hours that are often equal or near.
pub(super) fn graded_values(dice: &mut Dice, course: &Course, rows: &mut Rows) {
    for _ in 0..dice.below(7) {
        let analyte = &ANALYTES[dice.below(ANALYTES.len())];
        let name = dice.one_of(analyte.names);
        for _ in 0..=dice.below(7) {
            let hour = match dice.below(4) {
                0 => dice.one_of(&[-168.0, -168.5, -2160.0, -2161.0, -24.0, -24.0, -23.0, 0.0]),
                1 => border(dice, course),
                _ => dice.one_of(&[
                    1.0,
                    1.5,
                    1.500_000_000_1,
                    2.0,
                    7.5,
                    7.6,
                    24.0,
                    24.0,
                    30.0,
                    48.0,
                    54.0,
                    96.0,
                    144.0,
                    145.0,
                    300.0,
                    900.0,
                ]),
            };
            let (unit, factor) = dice.one_of(analyte.units);
            let value = dice.one_of(analyte.values) * factor;
            let [lower, upper] = analyte.limits.map(|limit| limit * factor);
            let limits = dice.one_of(&[
                [None, None],
                [None, None],
                [Some(lower), Some(upper)],
                [Some(lower), Some(upper)],
                [Some(lower), None],
                [None, Some(upper)],
                [Some(upper), Some(lower)],
                [Some(0.0), Some(0.0)],
                [None, Some(-1.0)],
                [Some(lower * 1.1), Some(upper * 1.5)],
            ]);
            let [lower, upper] = limits.map(|limit| limit.map(cell).unwrap_or_default());
            rows.push((
                "measurements",
                vec![
                    ("course_id", course.id.clone()),
                    ("analyte", name.to_owned()),
                    ("hour", cell(hour)),
                    ("value", cell(value)),
                    ("unit", unit.to_owned()),
                    ("lower_limit", lower),
                    ("upper_limit", upper),
                ],
            ));
        }
    }
}
