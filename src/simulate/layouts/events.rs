//! What several layouts write alike: the words of units of care, and the names of analytes.

use super::chart::Row;
use crate::simulate::sites::Site;

/// The analytes of a site, in its order: listed name, LOINC code, and the name on a report.
pub(super) const ANALYTES: [(&str, &str, &str); 7] = [
    ("creatinine", "2160-0", "CREATININE"),
    ("bilirubin_total", "1975-2", "TOTAL BILIRUBIN"),
    ("platelets", "777-3", "PLATELET COUNT"),
    ("systolic_bp", "8480-6", "SBP"),
    ("heart_rate", "8867-4", "Heart rate"),
    ("weight", "29463-7", "Weight"),
    ("albumin", "1751-7", "ALBUMIN"),
];

/// The index of a measurement's analyte in [`ANALYTES`]; `None` for one that no list has.
pub(super) fn analyte_of(site: &Site, row: &Row) -> Option<usize> {
    let name = row.get("analyte");
    site.analytes.iter().position(|naming| naming.name == name)
}

/// Whether an analyte is charted at the bedside, and not reported by a laboratory.
pub(super) fn is_vital(analyte: usize) -> bool {
    matches!(ANALYTES[analyte].0, "systolic_bp" | "heart_rate" | "weight")
}

/// The names of a unit of care in a hospital.
pub(super) fn unit_names(care: &str) -> &'static [&'static str] {
    match care {
        "icu" => &["Surgical Intensive Care Unit", "MICU"],
        "step_down" => &["Step Down Unit", "IMCU"],
        "oncology_unit" => &["Oncology 5W", "BMT Unit"],
        _ => &["Medicine ward", "General Surgery 4"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminology::analyte;

    #[test]
    fn every_name_of_an_analyte_is_that_of_the_same_row_of_the_terminology() {
        for (name, code, shown) in ANALYTES {
            let row = analyte(name);
            assert!(row.is_some(), "{name}");
            assert!(analyte(code) == row && analyte(shown) == row, "{name}");
        }
    }
}
