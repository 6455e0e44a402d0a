//! Analytes as a reader sees them: their names, their units, and the decimals of their values.

use super::names::{label, spaced};
use crate::terminology::{analyte, analytes};

/// The name of an analyte as a line of a table begins with it: `bilirubin_total` is `Total bilirubin`.
pub(in crate::report) fn analyte_label(name: &str) -> String {
    match name {
        "alt" => "ALT".to_owned(),
        "bilirubin_total" => "Total bilirubin".to_owned(),
        "spo2" => "Oxygen saturation".to_owned(),
        "systolic_bp" => "Systolic blood pressure".to_owned(),
        _ => label("analyte", &spaced(name)),
    }
}

/// The same with its own unit, as journals print it: `Platelets, ×10⁹/L`.
pub(in crate::report) fn analyte_with_unit(name: &str) -> String {
    let label = analyte_label(name);
    match unit_of_analyte(name) {
        Some(unit) => format!("{label}, {unit}"),
        None => label,
    }
}

/// The own unit of an analyte as journals print it: `×10⁹/L`; `None` of what is not in the list.
pub(in crate::report) fn unit_of_analyte(name: &str) -> Option<String> {
    analyte(name).map(|row| printed(&analytes()[row].unit))
}

/// How many decimals laboratories and charts report of an analyte, in its own unit.
pub(in crate::report) fn decimals_of_analyte(name: &str) -> usize {
    match name {
        "creatinine" => 2,
        "platelets" | "alt" | "sodium" | "bicarbonate" | "systolic_bp" | "heart_rate" | "spo2" => 0,
        _ => 1,
    }
}

/// A unit of UCUM as journals print it.
fn printed(unit: &str) -> String {
    let signs = [("10*9", "×10⁹"), ("mm[Hg]", "mmHg"), ("Cel", "°C")];
    let replaced = |text: String, (from, to): (&str, &str)| text.replace(from, to);
    let text = signs.into_iter().fold(unit.to_owned(), replaced);
    text.strip_prefix('/')
        .map_or(text.clone(), |per| format!("per {per}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_analyte_has_its_name_and_unit_in_print() {
        assert_eq!(analyte_with_unit("platelets"), "Platelets, ×10⁹/L");
        assert_eq!(
            analyte_with_unit("bilirubin_total"),
            "Total bilirubin, mg/dL"
        );
        assert_eq!(
            analyte_with_unit("systolic_bp"),
            "Systolic blood pressure, mmHg"
        );
        assert_eq!(analyte_with_unit("heart_rate"), "Heart rate, per min");
        assert_eq!(analyte_with_unit("temperature"), "Temperature, °C");
    }
}
