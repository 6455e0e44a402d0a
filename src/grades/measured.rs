//! Measurements as grading takes them: each row's analyte, its unit by number, and whether the value can be true.

use super::course::Value;
use super::ranges::Limits;
use crate::model::{ABSENT_CODE, Frame, is_absent};
use crate::terminology::{PlausibleValues, analyte, analytes, plausible_values, unit_of_code};
use std::collections::HashMap;

/// The rows of a table of measurements.
pub struct Measured<'a> {
    frame: &'a Frame,
    hours: &'a [f64],
    reported: &'a [f64],
    standard: &'a [f64],
    lower: &'a [f64],
    upper: &'a [f64],
    names: &'a [u32],
    units: &'a [u32],
    /// Of each analyte as exported, by its code.
    known: Vec<Option<Known>>,
    /// The number of the unit for a pair of codes: of the analyte as exported and of the unit.
    numbers: HashMap<(u32, u32), usize>,
}

/// An analyte of the list, as exported.
#[derive(Clone, Copy)]
struct Known {
    row: usize,
    /// The number of the unit of its LOINC code, else of its own one.
    unit: usize,
    plausible: Option<PlausibleValues>,
}

/// The number of the unit in which a value is reported: that of the cell, else that of the LOINC code, else the analyte's own;
/// `None` where the unit is none of the analyte's. `name` is the analyte as exported, `row` its row.
#[must_use]
pub fn reported_unit(name: &str, row: usize, unit: Option<&str>) -> Option<usize> {
    let unit = unit.or_else(|| unit_of_code(name));
    unit.map_or(Some(0), |unit| analytes()[row].unit_number(unit))
}

impl<'a> Measured<'a> {
    /// Of a frame with all columns of measurements.
    ///
    /// # Panics
    ///
    /// Where a unit is none of the analyte's: such a row was quarantined.
    #[must_use]
    pub fn new(frame: &'a Frame) -> Self {
        let (names, words) = frame.texts("analyte");
        let (units, unit_words) = frame.texts("unit");
        let known: Vec<Option<Known>> = words.iter().map(|word| known(word)).collect();
        let mut numbers = HashMap::new();
        for (&name, &unit) in names.iter().zip(units) {
            let Some(known) = known[name as usize].filter(|_| unit != ABSENT_CODE) else {
                continue;
            };
            numbers.entry((name, unit)).or_insert_with(|| {
                let number = analytes()[known.row].unit_number(&unit_words[unit as usize]);
                number.expect("a row whose unit is none of the analyte's is quarantined")
            });
        }
        Self {
            frame,
            hours: frame.decimals("hour"),
            reported: frame.decimals("value"),
            standard: frame.decimals("standard_value"),
            lower: frame.decimals("lower_limit"),
            upper: frame.decimals("upper_limit"),
            names,
            units,
            known,
            numbers,
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.frame.rows()
    }

    /// The value of a row; `None` where the analyte is not in the list, and where the value cannot be true.
    #[must_use]
    pub fn plausible(&self, row: usize) -> Option<Value> {
        let known = self.known[self.names[row] as usize]?;
        let own = self.standard[row];
        if known
            .plausible
            .is_some_and(|plausible| !plausible.contain(own))
        {
            return None;
        }
        let limit = |limits: &[f64]| Some(limits[row]).filter(|&limit| !is_absent(limit));
        let unit = self.units[row];
        Some(Value {
            analyte: known.row,
            hour: self.hours[row],
            reported: self.reported[row],
            unit: if unit == ABSENT_CODE {
                known.unit
            } else {
                self.numbers[&(self.names[row], unit)]
            },
            own,
            limits: Limits {
                lower: limit(self.lower),
                upper: limit(self.upper),
            },
        })
    }
}

fn known(name: &str) -> Option<Known> {
    let row = analyte(name)?;
    Some(Known {
        row,
        unit: reported_unit(name, row, None)?,
        plausible: plausible_values(name),
    })
}
