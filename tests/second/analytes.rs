//! Analytes and their units.

use super::terms::pairs;
use super::values::plain;
use std::collections::HashMap;

/// An analyte of the list.
#[derive(Debug)]
pub(super) struct Analyte {
    pub(super) name: String,
    /// Its units, the own one first, each with what a value in the own unit is multiplied by to get it.
    units: Vec<(String, String)>,
    /// LOINC codes with their units; without one it is the own unit.
    codes: Vec<(String, String)>,
}

/// A unit without regard to case, blanks and the letter that is written for micro; other spellings that are read are
/// put into UCUM: "`10^` for `10*`, an `x` before it, `/mm3` = `/uL`, `cells/uL`, `{cells}/uL`, `1/` = `/`, `IU/L` = `U/L`,
/// `C`, `°C`, `degC` = `Cel`, `F`, `°F`, `degF` = `[degF]`".
pub(super) fn unit(text: &str) -> String {
    let text: String = text.split_whitespace().collect();
    let text = text.to_lowercase().replace(['µ', 'μ'], "u");
    match text.as_str() {
        "mmhg" => return "mm[hg]".to_owned(),
        "bpm" => return "/min".to_owned(),
        "iu/l" => return "u/l".to_owned(),
        "c" | "°c" | "degc" => return "cel".to_owned(),
        "f" | "°f" | "degf" => return "[degf]".to_owned(),
        _ => {}
    }
    let text = text.replace("/mm3", "/ul").replace("10^", "10*");
    for (written, meant) in [
        ("x10*", "10*"),
        ("k/", "10*3/"),
        ("{cells}/", "/"),
        ("cells/", "/"),
        ("1/", "/"),
    ] {
        if let Some(rest) = text.strip_prefix(written) {
            return format!("{meant}{rest}");
        }
    }
    text
}

impl Analyte {
    /// A row of the table of analytes.
    pub(super) fn of(row: &HashMap<String, String>) -> Self {
        let own = (row["unit"].clone(), "1".to_owned());
        let others = [
            pairs(&row["other_unit"], &row["other_per_unit"]),
            pairs(&row["more_units"], &row["more_per_unit"]),
        ];
        Self {
            name: row["analyte"].clone(),
            units: std::iter::once(own).chain(others.concat()).collect(),
            codes: pairs(&row["loinc"], &row["loinc_unit"]),
        }
    }

    /// The place of a unit among the analyte's.
    pub(super) fn place(&self, text: &str) -> Option<usize> {
        let mut units = self.units.iter();
        units.position(|(own, _)| unit(own) == unit(text))
    }

    /// The place of the unit in which a value was reported; nothing where it is none of the analyte's. "Absent unit: that of
    /// the LOINC code given, else the analyte's own"; `name` is what the export calls the analyte.
    pub(super) fn unit_of(&self, name: &str, reported: Option<&str>) -> Option<usize> {
        let mut codes = self.codes.iter();
        let of_code = codes.find(|(code, _)| plain(code) == plain(name));
        match reported.or(of_code.map(|(_, unit)| unit.as_str())) {
            Some(text) => self.place(text),
            None => Some(0),
        }
    }

    /// A value in one of the analyte's units, in another of them.
    pub(super) fn converted(&self, value: f64, from: usize, to: usize) -> f64 {
        if from == to {
            return value;
        }
        let own = match self.units[from].1.as_str() {
            "1.8*x+32" => (value - 32.0) / 1.8,
            factor => value / factor.parse::<f64>().unwrap(),
        };
        match self.units[to].1.as_str() {
            "1.8*x+32" => own * 1.8 + 32.0,
            factor => own * factor.parse::<f64>().unwrap(),
        }
    }
}
