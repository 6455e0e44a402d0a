//! Measurements as they were reported.

use super::analytes::Analyte;
use super::terms::TERMINOLOGY;
use super::values::Line;

/// A value at an hour.
#[derive(Debug)]
pub(super) struct Measured {
    /// The analyte's name; nothing where it is not listed.
    pub(super) analyte: Option<&'static str>,
    pub(super) listed: Option<&'static Analyte>,
    pub(super) hour: f64,
    /// In the analyte's own unit.
    pub(super) value: f64,
    /// As reported.
    pub(super) reported: f64,
    /// The place of the unit in which it was reported among the analyte's.
    pub(super) unit: usize,
    /// In the unit in which it was reported.
    pub(super) lower_limit: Option<f64>,
    pub(super) upper_limit: Option<f64>,
}

impl Measured {
    /// A row of measurements.
    pub(super) fn of(line: &Line) -> Self {
        let name = line.text("analyte").unwrap();
        let listed = TERMINOLOGY.analyte(name);
        let reported = line.decimal("value").unwrap();
        let unit = listed.map_or(0, |listed| listed.unit_of(name, line.text("unit")).unwrap());
        let own = listed.map(|listed| listed.converted(reported, unit, 0));
        Self {
            analyte: listed.map(|listed| listed.name.as_str()),
            listed,
            hour: line.decimal("hour").unwrap(),
            value: own.unwrap_or(reported),
            reported,
            unit,
            lower_limit: line.decimal("lower_limit"),
            upper_limit: line.decimal("upper_limit"),
        }
    }

    /// Whether it is a value of an analyte that a body can have.
    pub(super) fn is_of(&self, analyte: &str) -> bool {
        self.analyte == Some(analyte) && TERMINOLOGY.is_plausible(analyte, self.value)
    }
}
