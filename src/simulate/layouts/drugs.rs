//! The names of drugs as pharmacies print them.

use crate::simulate::support::{REMEDIES, Remedy};
use crate::terminology::{vasopressor, vasopressors};

/// IL-2 for infusion.
pub(super) const ALDESLEUKIN: [&str; 3] = [
    "aldesleukin (PROLEUKIN) in D5W 50 mL IVPB",
    "ALDESLEUKIN 22 MIU IV SOLR",
    "Proleukin 22 million unit inj",
];
/// T cells.
pub(super) const T_CELLS: [&str; 2] = [
    "lifileucel (AMTAGVI) IV suspension",
    "TUMOR INFILTRATING LYMPHOCYTES infusion",
];
/// Drugs that no table of the terminology has.
pub(super) const OTHERS: [&str; 3] = [
    "heparin lock flush",
    "lidocaine with epinephrine",
    "docusate sodium 100 mg cap",
];

/// Listed vasopressors with their names in a pharmacy.
const PRESSORS: [(&str, &[&str]); 4] = [
    (
        "phenylephrine",
        &["PHENYLEPHRINE 40 mg in NS 250 mL", "Neo-Synephrine drip"],
    ),
    (
        "norepinephrine",
        &[
            "norepinephrine (LEVOPHED) 8 mg in D5W",
            "Levophed 16 mg/250 mL",
        ],
    ),
    ("dopamine", &["DOPamine 400 mg/250 mL D5W"]),
    ("vasopressin", &["vasopressin 20 units in NS 100 mL"]),
];

/// The listed name of a vasopressor, from any of its names.
pub(super) fn pressor(name: &str) -> Option<&'static str> {
    vasopressor(name).map(|row| vasopressors()[row].name.as_str())
}

/// The names of a vasopressor in a pharmacy.
pub(super) fn pressor_names(listed: &str) -> &'static [&'static str] {
    let row = PRESSORS.iter().find(|(agent, _)| *agent == listed);
    row.map_or(&[], |(_, names)| names)
}

/// The remedy of any of its names.
pub(super) fn remedy(name: &str) -> Option<&'static Remedy> {
    REMEDIES
        .iter()
        .find(|remedy| remedy.name == name || remedy.also.contains(&name))
}

/// The name of a remedy in a pharmacy.
pub(super) fn remedy_name(remedy: &Remedy) -> String {
    let (form, is_shouted) = match remedy.class {
        "antipyretic" => ("325 MG TAB", true),
        "iv_fluid" => ("IV infusion", false),
        "albumin" => ("25% IV", false),
        "antibiotic" => ("1 g IVPB", false),
        _ => ("IV push", false),
    };
    let name = remedy.name.replace('_', " ");
    if is_shouted {
        format!("{} {form}", name.to_ascii_uppercase())
    } else {
        format!("{name} {form}")
    }
}
