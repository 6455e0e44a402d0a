//! Measurements as grading takes them: each row's analyte, its unit by number, and whether the value can be true.

use super::course::Value;
use super::ranges::Limits;
use crate::model::{ABSENT_CODE, Frame, is_absent};
use crate::terminology::{PlausibleValues, analyte, analytes, plausible_values, unit_of_code};

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
    /// Of each analyte as exported, by its code: the codes of its units with their numbers among the analyte's.
    numbers: Vec<Vec<(u32, usize)>>,
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
        let mut numbers: Vec<Vec<(u32, usize)>> = vec![Vec::new(); words.len()];
        for (&name, &unit) in names.iter().zip(units) {
            // A row without an analyte was quarantined.
            let Some(known) = known.get(name as usize).copied().flatten() else {
                continue;
            };
            let numbers = &mut numbers[name as usize];
            if unit != ABSENT_CODE && !numbers.iter().any(|(code, _)| *code == unit) {
                let number = analytes()[known.row].unit_number(&unit_words[unit as usize]);
                let number =
                    number.expect("a row whose unit is none of the analyte's is quarantined");
                numbers.push((unit, number));
            }
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

    /// The analyte of a row, by its row in the list; `None` where it is not there.
    #[must_use]
    pub fn analyte(&self, row: usize) -> Option<usize> {
        self.known(row).map(|known| known.row)
    }

    fn known(&self, row: usize) -> Option<Known> {
        self.known.get(self.names[row] as usize).copied().flatten()
    }

    /// The limits that a row reports, in the unit of its value.
    #[must_use]
    pub fn limits(&self, row: usize) -> Limits {
        let limit = |limits: &[f64]| Some(limits[row]).filter(|&limit| !is_absent(limit));
        Limits {
            lower: limit(self.lower),
            upper: limit(self.upper),
        }
    }

    /// The value of a row; `None` where the analyte is not in the list.
    #[must_use]
    pub fn value(&self, row: usize) -> Option<Value> {
        let known = self.known(row)?;
        let numbers = self.numbers[self.names[row] as usize].iter();
        let mut numbers = numbers.filter(|(code, _)| *code == self.units[row]);
        Some(Value {
            analyte: known.row,
            hour: self.hours[row],
            reported: self.reported[row],
            // Without a unit it is that of the code.
            unit: numbers.next().map_or(known.unit, |(_, number)| *number),
            own: self.standard[row],
            limits: self.limits(row),
        })
    }

    /// The value of a row; `None` where the analyte is not in the list, and where the value cannot be true.
    #[must_use]
    pub fn plausible(&self, row: usize) -> Option<Value> {
        let bounds = self.known(row)?.plausible;
        let is_plausible = bounds.is_none_or(|bounds| bounds.contain(self.standard[row]));
        self.value(row).filter(|_| is_plausible)
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
