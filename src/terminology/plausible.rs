//! Plausible values: the lowest and the highest that can be true, by analyte.

use super::analyte;
use super::embedded::{number, records};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The plausible values of an analyte in its own unit, the bounds among them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlausibleValues {
    /// The lowest.
    pub lowest: f64,
    /// The highest.
    pub highest: f64,
}

impl PlausibleValues {
    /// Whether a value in the analyte's own unit is one of them.
    #[must_use]
    pub fn contain(&self, value: f64) -> bool {
        value >= self.lowest - TOLERANCE && value <= self.highest + TOLERANCE
    }
}

/// Concentrations are equal that differ by no more.
const TOLERANCE: f64 = 1e-9;

static BY_ANALYTE: LazyLock<HashMap<usize, PlausibleValues>> = LazyLock::new(|| {
    let bound = |cell: &str| number(cell).expect("every analyte of the table has both bounds");
    let row = |row: Vec<String>| {
        let analyte = analyte(&row[0]).expect("the table names analytes only");
        let values = PlausibleValues {
            lowest: bound(&row[2]),
            highest: bound(&row[3]),
        };
        (analyte, values)
    };
    records(include_str!("tables/plausible_values.csv"))
        .into_iter()
        .map(row)
        .collect()
});

/// The plausible values of the analyte with this name, synonym or LOINC code; `None` where there is no bound.
///
/// ```
/// use il2_outcomes::terminology::plausible_values;
/// let creatinine = plausible_values("creatinine").unwrap();
/// assert_eq!((creatinine.lowest, creatinine.highest), (0.1, 25.0));
/// assert_eq!(plausible_values("ck_mb"), None);
/// ```
#[must_use]
pub fn plausible_values(name: &str) -> Option<PlausibleValues> {
    BY_ANALYTE.get(&analyte(name)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminology::{analytes, parse_unit};

    #[test]
    fn bounds_are_in_the_analytes_own_units() {
        for row in records(include_str!("tables/plausible_values.csv")) {
            let listed = &analytes()[analyte(&row[0]).unwrap()];
            assert_eq!(listed.name, row[0]);
            assert_eq!(parse_unit(&listed.unit), parse_unit(&row[1]), "{}", row[0]);
        }
        assert_eq!(BY_ANALYTE.len(), 68);
        assert!(BY_ANALYTE.values().all(|v| v.lowest < v.highest));
    }

    #[test]
    fn bounds_are_plausible_themselves() {
        let creatinine = plausible_values("creatinine").unwrap();
        assert_eq!(
            [0.0, 0.099, 0.1 - 1e-10, 25.0, 25.1, f64::NAN].map(|value| creatinine.contain(value)),
            [false, false, true, true, false, false]
        );
    }
}
