//! The tables as a whole, and how their names are compared.

use super::{
    UNCLASSIFIED, analyte, analytes, dialysis_modalities, dialysis_modality, medication_class,
    medication_class_of_agent, organ_system, organ_systems, toxicity_events, toxicity_term,
    toxicity_terms, vasopressor, vasopressors,
};

/// Names from CTC v2.0 and v3.0, CTCAE v4.03 and v5.0, papers on high-dose IL-2, its label, `MedDRA` and nursing shorthand,
/// each with the events that it is, or none where it stays unknown.
const USUAL_NAMES: &str = include_str!("../../tests/words/usual_names.csv");

#[test]
fn usual_names_of_events_are_known() {
    let mut wrong = Vec::new();
    for row in csv::Reader::from_reader(USUAL_NAMES.as_bytes()).records() {
        let row = row.unwrap();
        let events = toxicity_events(&row[0]);
        let names: Vec<&str> = events.iter().map(|event| event.name).collect();
        if names.join("|") != row[1] {
            let (name, expected) = (&row[0], &row[1]);
            wrong.push(format!("{name}: {}, not {expected}", names.join("|")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_embedded_table_has_all_its_rows() {
    assert_eq!(organ_systems().len(), 16);
    assert_eq!(toxicity_terms().len(), 278);
    assert_eq!(vasopressors().len(), 15);
    assert_eq!(dialysis_modalities().len(), 10);
    assert_eq!(analytes().len(), 74);
}

#[test]
fn every_toxicity_term_belongs_to_a_known_organ_system() {
    for term in toxicity_terms() {
        assert!(term.organ_system < organ_systems().len(), "{}", term.name);
        assert_ne!(term.organ_system, UNCLASSIFIED, "{}", term.name);
    }
}

#[test]
fn names_are_compared_without_case_blanks_and_dashes() {
    let found = toxicity_term("ATRIAL-fibrillation").map(|row| toxicity_terms()[row].name.as_str());
    assert_eq!(found, Some("Atrial fibrillation"));
    assert_eq!(analyte("2160-0"), analyte("Serum Creatinine"));
    assert_eq!(toxicity_term("no such thing"), None);
}

#[test]
fn no_two_rows_of_a_table_share_a_name() {
    // Each first look at a table asserts it.
    assert_eq!(organ_system(""), None);
    assert_eq!(toxicity_term(""), None);
    assert_eq!(vasopressor(""), None);
    assert_eq!(dialysis_modality(""), None);
    assert_eq!(analyte(""), None);
    assert_eq!(medication_class(""), None);
    assert_eq!(medication_class_of_agent(""), None);
}
