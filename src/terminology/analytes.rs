//! Analytes: laboratory values and vital signs, each with its own unit and others.

use super::embedded::{index, number, records, synonyms};
use super::{key, parse_unit};
use std::collections::HashMap;
use std::sync::LazyLock;

/// How a value in another unit becomes one in the analyte's own.
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
    /// Its other units, as they are compared.
    others: Vec<(String, Conversion)>,
}

impl Conversion {
    fn own(self, value: f64) -> f64 {
        match self {
            Self::Divide(factor) => value / factor,
            Self::Affine { factor, offset } => (value - offset) / factor,
        }
    }
}

impl Analyte {
    /// The value in the analyte's own unit; `None` if the unit is none of the analyte's.
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
        let other = self.others.iter().find(|(other, _)| *other == unit);
        other.map(|(_, conversion)| conversion.own(value))
    }

    /// The value in the analyte's own unit, were it reported in each of its units.
    pub(crate) fn readings(&self, value: f64) -> impl Iterator<Item = f64> {
        let others = self.others.iter();
        let read = others.map(move |(_, conversion)| conversion.own(value));
        std::iter::once(value).chain(read)
    }
}

/// Rows of the table as written; the cells are analyte, synonyms, unit, other unit, its factor, LOINC codes, their units,
/// further units, their factors.
static ROWS: LazyLock<Vec<Vec<String>>> =
    LazyLock::new(|| records(include_str!("tables/analytes.csv")));

static TABLE: LazyLock<Vec<Analyte>> = LazyLock::new(|| {
    ROWS.iter()
        .map(|row| Analyte {
            name: row[0].clone(),
            unit: row[2].clone(),
            others: std::iter::once((row[3].as_str(), row[4].as_str()))
                .chain(row[7].split('|').zip(row[8].split('|')))
                .filter(|(unit, _)| !unit.is_empty())
                .map(|(unit, factor)| (parse_unit(unit), parse_conversion(factor)))
                .collect(),
        })
        .collect()
});

/// The units of LOINC codes that are another than the analyte's own.
static UNIT_OF_CODE: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let rows = ROWS.iter();
    rows.flat_map(|row| row[5].split('|').zip(row[6].split('|')))
        .filter(|(_, unit)| !unit.is_empty())
        .map(|(code, unit)| (key(code).into_owned(), unit))
        .collect()
});

static BY_NAME: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    index(ROWS.iter().map(|cells| {
        let names = std::iter::once(cells[0].as_str()).chain(synonyms(&cells[1]));
        names.chain(synonyms(&cells[5]))
    }))
});

/// `88.4017`, or `1.8*x+32` for temperature.
fn parse_conversion(cell: &str) -> Conversion {
    let factor = |cell: &str| number(cell).expect("every other unit has a factor");
    match cell.split_once("*x+") {
        Some((slope, offset)) => Conversion::Affine {
            factor: factor(slope),
            offset: factor(offset),
        },
        None => Conversion::Divide(factor(cell)),
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

/// The unit in which a value of this LOINC code is reported; `None` for a code of the analyte's own unit, and for what is no
/// code.
///
/// ```
/// use il2_outcomes::terminology::unit_of_code;
/// // Creatinine as a substance concentration, and as a mass concentration.
/// assert_eq!(unit_of_code("14682-9"), Some("umol/L"));
/// assert_eq!(unit_of_code("2160-0"), None);
/// ```
#[must_use]
pub fn unit_of_code(code: &str) -> Option<&'static str> {
    UNIT_OF_CODE.get(key(code).as_ref()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_analyte_may_have_several_units_and_each_code_one_of_them() {
        let platelets = &analytes()[analyte("PLT").unwrap()];
        for (unit, value) in [
            ("/uL", 140_000.0),
            ("10*3/mL", 140_000.0),
            ("10*3/uL", 140.0),
        ] {
            assert_eq!(platelets.in_own_unit(value, unit), Some(140.0), "{unit}");
        }
        let calcium = &analytes()[analyte("Ca").unwrap()];
        let own = calcium.in_own_unit(4.99026, "mEq/L").unwrap();
        assert!((own - 10.0).abs() < 1e-12);
        for (code, unit) in UNIT_OF_CODE.iter() {
            let listed = &analytes()[analyte(code).unwrap()];
            assert!(listed.in_own_unit(1.0, unit).is_some(), "{code}");
        }
    }

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
