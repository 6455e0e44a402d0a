//! Analytes: laboratory values and vital signs, each with its own unit and others.

use super::embedded::{index, number, records, synonyms};
use super::{key, parse_unit};
use std::collections::HashMap;
use std::sync::LazyLock;

/// How a value in another unit becomes one in the analyte's own, and back.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Conversion {
    /// Own = other ÷ factor.
    Divide(f64),
    /// Own = (other − offset) ÷ factor.
    Affine { factor: f64, offset: f64 },
}

/// A unit of an analyte that is not its own.
#[derive(Debug, Clone, PartialEq)]
struct OtherUnit {
    /// As the table writes it.
    name: String,
    /// As it is compared.
    compared: String,
    conversion: Conversion,
}

/// One laboratory value or vital sign.
#[derive(Debug, Clone, PartialEq)]
pub struct Analyte {
    /// Its name in every file, for example `bilirubin_total`.
    pub name: String,
    /// Its own unit (UCUM).
    pub unit: String,
    /// Its own unit, as it is compared.
    compared: String,
    /// Its other units.
    others: Vec<OtherUnit>,
}

impl Conversion {
    fn own(self, value: f64) -> f64 {
        match self {
            Self::Divide(factor) => value / factor,
            Self::Affine { factor, offset } => (value - offset) / factor,
        }
    }

    fn other(self, own: f64) -> f64 {
        match self {
            Self::Divide(factor) => own * factor,
            Self::Affine { factor, offset } => own * factor + offset,
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
        Some(self.own(value, self.unit_number(unit)?))
    }

    /// The number of a unit among the analyte's: 0 is its own; `None` if it is none of the analyte's.
    #[must_use]
    pub fn unit_number(&self, unit: &str) -> Option<usize> {
        let unit = parse_unit(unit);
        if unit == self.compared {
            return Some(0);
        }
        let other = self.others.iter().position(|other| other.compared == unit);
        other.map(|index| index + 1)
    }

    /// The name of the unit of this number, as the table writes it.
    ///
    /// # Panics
    ///
    /// Where the analyte has no unit of this number. So do the conversions that follow.
    #[must_use]
    pub fn unit_name(&self, number: usize) -> &str {
        match number.checked_sub(1) {
            None => &self.unit,
            Some(other) => &self.others[other].name,
        }
    }

    /// Its units, its own one first: the name, and the factor and the addend by which a value in its own unit becomes one in
    /// that unit.
    pub fn units(&self) -> impl Iterator<Item = (&str, f64, f64)> {
        let others = self.others.iter().map(|other| match other.conversion {
            Conversion::Divide(factor) => (other.name.as_str(), factor, 0.0),
            Conversion::Affine { factor, offset } => (other.name.as_str(), factor, offset),
        });
        std::iter::once((self.unit.as_str(), 1.0, 0.0)).chain(others)
    }

    /// A value in the unit of this number, in the analyte's own unit.
    #[must_use]
    pub fn own(&self, value: f64, number: usize) -> f64 {
        match number.checked_sub(1) {
            None => value,
            Some(other) => self.others[other].conversion.own(value),
        }
    }

    /// A value in the unit of one number, in the unit of another: as it is, where both are one.
    #[must_use]
    pub fn converted(&self, value: f64, from: usize, to: usize) -> f64 {
        if from == to {
            return value;
        }
        let own = self.own(value, from);
        match to.checked_sub(1) {
            None => own,
            Some(other) => self.others[other].conversion.other(own),
        }
    }

    /// The value in the analyte's own unit, were it reported in each of its units.
    pub(crate) fn readings(&self, value: f64) -> impl Iterator<Item = f64> {
        let others = self.others.iter();
        let read = others.map(move |other| other.conversion.own(value));
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
            compared: parse_unit(&row[2]),
            others: std::iter::once((row[3].as_str(), row[4].as_str()))
                .chain(row[7].split('|').zip(row[8].split('|')))
                .filter(|(unit, _)| !unit.is_empty())
                .map(|(unit, factor)| OtherUnit {
                    name: unit.to_owned(),
                    compared: parse_unit(unit),
                    conversion: parse_conversion(factor),
                })
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

/// The row of an analyte that the program itself names.
///
/// # Panics
///
/// Where the list does not have it: a renamed analyte is found by the first test, and not counted as absent.
#[must_use]
pub fn listed_analyte(name: &str) -> usize {
    analyte(name).unwrap_or_else(|| panic!("{name} is not in the list of analytes"))
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
    fn a_value_is_converted_from_any_unit_to_any() {
        let calcium = &analytes()[analyte("calcium_ionized").unwrap()];
        let [own, mass, charge] =
            ["mmol/L", "mg/dL", "meq/L"].map(|unit| calcium.unit_number(unit));
        assert_eq!([own, mass, charge], [Some(0), Some(1), Some(2)]);
        assert_eq!(calcium.unit_name(2), "meq/L");
        assert!((calcium.converted(1.8, 2, 1) - 0.9 * 4.0078).abs() < 1e-12);
        assert_eq!(calcium.converted(3.7, 1, 1).to_bits(), 3.7_f64.to_bits());
        let temperature = &analytes()[analyte("temp").unwrap()];
        assert!((temperature.converted(37.0, 0, 1) - 98.6).abs() < 1e-12);
        assert_eq!(calcium.unit_number("g/L"), None);
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
