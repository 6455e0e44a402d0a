//! Measurements as grading takes them: each row's analyte, its unit by number, and whether the value can be true.

use super::course::Value;
use super::ranges::Limits;
use crate::model::{Frame, is_absent};
use crate::terminology::{PlausibleValues, analyte, analytes, plausible_values, unit_of_code};

/// The rows of a table of measurements.
pub struct Measured<'a> {
    frame: &'a Frame,
    hours: &'a [f64],
    reported: &'a [f64],
    standard: &'a [f64],
    lower: &'a [f64],
    upper: &'a [f64],
    /// The analyte of each row, a code of `known`.
    analytes: &'a [u32],
    units: &'a [u32],
    known: Vec<Known>,
}

/// An analyte of the list.
struct Known {
    row: usize,
    plausible: Option<PlausibleValues>,
    /// The numbers of units among the analyte's, by the code of the unit.
    numbers: Vec<Option<usize>>,
}

/// The number of the unit in which a value is reported: that of the cell, else that of the LOINC code, else the analyte's own;
/// `None` where the unit is none of the analyte's. `name` is the analyte as exported, `row` its row.
#[must_use]
pub fn reported_unit(name: &str, row: usize, unit: Option<&str>) -> Option<usize> {
    let unit = unit.or_else(|| unit_of_code(name));
    unit.map_or(Some(0), |unit| analytes()[row].unit_number(unit))
}

impl<'a> Measured<'a> {
    /// Of a frame with the columns of measurements, those that ingest derives among them.
    #[must_use]
    pub fn new(frame: &'a Frame) -> Self {
        let (analytes, names) = frame.texts("listed_analyte");
        let (units, unit_names) = frame.texts("listed_unit");
        Self {
            frame,
            hours: frame.decimals("hour"),
            reported: frame.decimals("value"),
            standard: frame.decimals("standard_value"),
            lower: frame.decimals("lower_limit"),
            upper: frame.decimals("upper_limit"),
            analytes,
            units,
            known: names.iter().map(|name| known(name, unit_names)).collect(),
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

    /// What is known of the analyte of a row; one that is not in the list has no code.
    fn known(&self, row: usize) -> Option<&Known> {
        self.known.get(self.analytes[row] as usize)
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

    /// The value of a row; `None` where the analyte is not in the list, or has no such unit.
    #[must_use]
    pub fn value(&self, row: usize) -> Option<Value> {
        let known = self.known(row)?;
        Some(Value {
            analyte: known.row,
            hour: self.hours[row],
            reported: self.reported[row],
            unit: known
                .numbers
                .get(self.units[row] as usize)
                .copied()
                .flatten()?,
            own: self.standard[row],
            limits: self.limits(row),
        })
    }

    /// The value of a row; `None` where the analyte is not in the list or has no such unit, and where the value cannot be true.
    #[must_use]
    pub fn plausible(&self, row: usize) -> Option<Value> {
        let bounds = self.known(row)?.plausible;
        let is_plausible = bounds.is_none_or(|bounds| bounds.contain(self.standard[row]));
        self.value(row).filter(|_| is_plausible)
    }
}

/// An analyte of the list by its name, with the numbers of these units.
fn known(name: &str, units: &[String]) -> Known {
    let row = analyte(name).expect("the listed names are those of the list");
    let number = |unit: &String| analytes()[row].unit_number(unit);
    Known {
        row,
        plausible: plausible_values(name),
        numbers: units.iter().map(number).collect(),
    }
}
