//! Analytes: laboratory values and vital signs, each with its own unit and at most one other.

use super::embedded::{index, number, records, synonyms};
use super::{key, parse_unit};
use std::collections::HashMap;
use std::sync::LazyLock;

/// How a value in the other unit becomes one in the analyte's own.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Conversion {
    /// Own = other ÷ factor.
    Divide(f64),
    /// Own = (other − offset) ÷ factor.
    Affine { factor: f64, offset: f64 },
}

/// One laboratory value or vital sign.
#[derive(Debug, Clone, PartialEq)]
pub struct Analyte {
    /// Its name in every file, for example `bilirubin_total`.
    pub name: String,
    /// Its own unit (UCUM).
    pub unit: String,
    /// Its other unit (UCUM).
    pub other_unit: Option<String>,
    conversion: Option<Conversion>,
}

impl Analyte {
    /// The value in the analyte's own unit; `None` if the unit is not one of its two.
    ///
    /// ```
    /// use il2_outcomes::terminology::{analyte, analytes};
    /// let creatinine = &analytes()[analyte("SCr").unwrap()];
    /// let own = creatinine.in_own_unit(88.4017, "µmol/L").unwrap();
    /// assert!((own - 1.0).abs() < 1e-12);
    /// assert_eq!(creatinine.in_own_unit(1.2, "mg/dl"), Some(1.2));
    /// assert_eq!(creatinine.in_own_unit(1.2, "mmHg"), None);
    /// ```
    #[must_use]
    pub fn in_own_unit(&self, value: f64, unit: &str) -> Option<f64> {
        let unit = parse_unit(unit);
        if unit == parse_unit(&self.unit) {
            return Some(value);
        }
        match self.conversion {
            Some(conversion)
                if self.other_unit.as_deref().map(parse_unit).as_deref() == Some(unit.as_str()) =>
            {
                Some(match conversion {
                    Conversion::Divide(factor) => value / factor,
                    Conversion::Affine { factor, offset } => (value - offset) / factor,
                })
            }
            _ => None,
        }
    }
}

/// Rows of the table as written; the cells are analyte, synonyms, unit, other unit, factor and LOINC codes.
static ROWS: LazyLock<Vec<Vec<String>>> =
    LazyLock::new(|| records(include_str!("tables/analytes.csv")));

static TABLE: LazyLock<Vec<Analyte>> = LazyLock::new(|| {
    ROWS.iter()
        .map(|row| Analyte {
            name: row[0].clone(),
            unit: row[2].clone(),
            other_unit: (!row[3].is_empty()).then(|| row[3].clone()),
            conversion: parse_conversion(&row[4]),
        })
        .collect()
});

static BY_NAME: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    index(ROWS.iter().map(|cells| {
        let names = std::iter::once(cells[0].as_str()).chain(synonyms(&cells[1]));
        names.chain(synonyms(&cells[5]))
    }))
});

/// `88.4017`, or `1.8*x+32` for temperature.
fn parse_conversion(cell: &str) -> Option<Conversion> {
    match cell.split_once("*x+") {
        Some((factor, offset)) => Some(Conversion::Affine {
            factor: number(factor)?,
            offset: number(offset)?,
        }),
        None => number(cell).map(Conversion::Divide),
    }
}

/// Each analyte's name with itself and each of its synonyms; codes are no names.
pub(super) fn analyte_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    ROWS.iter().flat_map(|cells| {
        let name = cells[0].as_str();
        std::iter::once(name)
            .chain(synonyms(&cells[1]))
            .map(move |spelling| (name, spelling))
    })
}

/// All analytes.
#[must_use]
pub fn analytes() -> &'static [Analyte] {
    &TABLE
}

/// The row of the analyte with this name, synonym or LOINC code.
#[must_use]
pub fn analyte(name: &str) -> Option<usize> {
    BY_NAME.get(key(name).as_ref()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_fahrenheit_become_celsius() {
        let temperature = &analytes()[analyte("temp").unwrap()];
        assert!((temperature.in_own_unit(98.6, "[degF]").unwrap() - 37.0).abs() < 1e-12);
    }

    #[test]
    fn platelets_per_microliter_are_platelets_per_liter() {
        let platelets = &analytes()[analyte("PLT").unwrap()];
        for unit in ["10*9/L", "x10^9/L", "K/uL", "10*3/uL", "10*3/µL"] {
            assert_eq!(platelets.in_own_unit(140.0, unit), Some(140.0), "{unit}");
        }
    }
}
