//! The words in which a nurse charts the reason of a dose that was not given.

use crate::terminology::{organ_system, organ_systems, toxicity_term, toxicity_terms};

/// Terms and organ systems, each with words in which the built-in mappings find it.
#[rustfmt::skip] // One reason a line reads as the table that it is.
const WORDS: [(&str, &[&str]); 22] = [
    ("Hypotension", &["SBP 78, MD aware", "on pressors", "MAP 52 after bolus"]),
    ("Supraventricular tachycardia", &["runs of SVT on tele"]),
    ("Atrial fibrillation", &["went into afib with RVR"]),
    ("Sinus tachycardia", &["tachycardic to 150", "heart rate 148"]),
    ("Creatinine increased", &["Cr up to 2.4", "rising creat"]),
    ("Urine output decreased", &["UOP 10 cc/h", "oliguric overnight"]),
    ("Hypoxia", &["desat to 86% on 4 L", "SpO2 87 on room air"]),
    ("Dyspnea", &["SOB at rest", "tachypneic"]),
    ("Pulmonary edema", &["crackles to mid lung"]),
    ("Confusion", &["confused, pulling at lines", "disoriented x3"]),
    ("Somnolence", &["lethargic, hard to wake"]),
    ("Delirium", &["delirious overnight"]),
    ("Platelet count decreased", &["plts 32"]),
    ("Blood bilirubin increased", &["T bili 6.1"]),
    ("Diarrhea", &["loose stool x8"]),
    ("Vomiting", &["emesis x5 since midnight"]),
    ("Capillary leak syndrome", &["vascular leak, per attending"]),
    ("Weight gain", &["wt up 9 kg"]),
    ("Cardiovascular", &["ectopy, see note"]),
    ("Hepatic", &["LFTs rising"]),
    ("Gastrointestinal", &["ileus?"]),
    ("Hematologic", &["bleeding gums"]),
];

/// The nurse's words for a reason; empty where there are none.
pub(super) fn nurse_words(reason: &str) -> &'static [&'static str] {
    let name = match (toxicity_term(reason), organ_system(reason)) {
        (Some(term), _) => toxicity_terms()[term].name.as_str(),
        (None, Some(system)) => organ_systems()[system].label.as_str(),
        (None, None) => return &[],
    };
    let row = WORDS.iter().find(|(known, _)| *known == name);
    row.map_or(&[], |(_, words)| words)
}
