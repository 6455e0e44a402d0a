//! The toxicities of IL-2 as a table: how often, how severe, when and for how long.
//!
//! The shares are chosen so that a simulated program lies near the published series; nothing is measured from them.

/// A toxicity and how it behaves in one cycle.
#[derive(Debug, PartialEq)]
pub(super) struct Ailment {
    /// The listed term.
    pub(super) term: &'static str,
    /// Synonyms that exports use.
    pub(super) also: &'static [&'static str],
    /// How often a cycle of `hd_il2` shows it, in percent.
    pub(super) after_high_dose: f64,
    /// The same after a TIL infusion, where the preparation adds its own.
    pub(super) after_til: f64,
    /// Weights of the grades 1 to 4.
    pub(super) grades: [u32; 4],
    /// Where among the given doses it begins, in 0 … 1; beyond 1, in the weeks after.
    pub(super) begins: f64,
    /// Mean duration in hours.
    pub(super) hours: f64,
}

const fn ailment(
    term: &'static str,
    also: &'static [&'static str],
    often: [f64; 2],
    grades: [u32; 4],
    begins: f64,
    hours: f64,
) -> Ailment {
    Ailment {
        term,
        also,
        after_high_dose: often[0],
        after_til: often[1],
        grades,
        begins,
        hours,
    }
}

/// All ailments. Those with a share of 0 come from laboratory values or from a trouble only.
#[rustfmt::skip] // One ailment a line reads as the table that it is.
pub(super) static AILMENTS: &[Ailment] = &[
    // Cardiovascular.
    ailment("Hypotension", &["low blood pressure", "hypotensive episode", "BP drop"], [37.0, 34.0], [12, 46, 38, 4], 0.4, 30.0),
    ailment("Sinus tachycardia", &["tachycardia", "fast heart rate"], [12.0, 30.0], [45, 47, 8, 0], 0.3, 24.0),
    ailment("Supraventricular tachycardia", &["SVT", "PSVT"], [3.0, 2.0], [5, 45, 45, 5], 0.6, 14.0),
    ailment("Atrial fibrillation", &["AF", "afib", "AF with RVR"], [1.6, 2.0], [5, 40, 50, 5], 0.6, 20.0),
    ailment("Ventricular arrhythmia", &["PVC", "ventricular ectopy"], [0.8, 0.4], [40, 40, 15, 5], 0.6, 10.0),
    ailment("Cardiac troponin I increased", &["troponin leak", "TnI elevated"], [0.9, 0.6], [50, 0, 50, 0], 0.9, 40.0),
    ailment("Flushing", &["vasodilation", "facial flushing"], [7.0, 3.0], [70, 30, 0, 0], 0.1, 20.0),
    // Capillary leak; weight gain comes from the weights.
    ailment("Capillary leak syndrome", &["CLS", "vascular leak syndrome", "third spacing"], [14.0, 14.0], [25, 56, 16, 3], 0.6, 90.0),
    ailment("Weight gain", &["fluid weight gain", "weight increased"], [0.0, 0.0], [60, 38, 2, 0], 0.8, 110.0),
    ailment("Edema limbs", &["peripheral edema", "peripheral oedema", "leg swelling"], [14.0, 18.0], [55, 40, 5, 0], 0.7, 120.0),
    ailment("Generalized edema", &["anasarca", "fluid overload"], [6.0, 6.0], [35, 50, 15, 0], 0.8, 100.0),
    // Pulmonary.
    ailment("Dyspnea", &["shortness of breath", "SOB", "dyspnoea"], [20.0, 18.0], [45, 47, 7, 1], 0.6, 50.0),
    ailment("Pulmonary edema", &["pulmonary congestion", "rales"], [8.0, 5.0], [45, 37, 15, 3], 0.8, 60.0),
    ailment("Hypoxia", &["desaturation", "SpO2 <90%", "low O2 sat"], [7.0, 14.0], [14, 64, 20, 2], 0.7, 44.0),
    ailment("Pleural effusion", &["effusion (pleural)"], [2.5, 3.0], [60, 35, 5, 0], 0.9, 140.0),
    ailment("Cough", &["cough increased"], [5.0, 6.0], [80, 20, 0, 0], 0.5, 80.0),
    ailment("Nasal congestion", &["rhinitis", "stuffy nose"], [4.5, 2.0], [90, 10, 0, 0], 0.4, 60.0),
    ailment("Respiratory failure", &["intubation", "mechanical ventilation"], [0.6, 0.8], [0, 0, 30, 70], 0.9, 70.0),
    // Renal; creatinine comes from the laboratory values.
    ailment("Creatinine increased", &["elevated creatinine", "azotemia", "renal dysfunction"], [0.0, 0.0], [40, 50, 10, 0], 0.6, 150.0),
    ailment("Urine output decreased", &["oliguria", "low urine output", "low UOP"], [33.0, 18.0], [0, 91, 8, 1], 0.6, 30.0),
    ailment("Acute kidney injury", &["AKI", "acute renal failure"], [0.0, 0.0], [0, 0, 70, 30], 0.9, 170.0),
    // Hepatic; bilirubin comes from the laboratory values.
    ailment("Blood bilirubin increased", &["hyperbilirubinemia", "jaundice"], [0.0, 0.0], [30, 40, 28, 2], 0.6, 130.0),
    ailment("Aspartate aminotransferase increased", &["AST elevated", "SGOT increase"], [11.0, 7.0], [60, 26, 13, 1], 0.7, 110.0),
    ailment("Alanine aminotransferase increased", &["transaminitis", "ALT elevated"], [8.0, 7.0], [62, 26, 11, 1], 0.7, 120.0),
    ailment("Alkaline phosphatase increased", &["alk phos increase", "ALP elevated"], [4.5, 3.0], [70, 25, 5, 0], 0.8, 160.0),
    // Neurologic.
    ailment("Confusion", &["mental status changes", "disorientation"], [14.0, 9.0], [47, 43, 9, 1], 0.75, 60.0),
    ailment("Somnolence", &["drowsiness", "obtundation"], [9.0, 4.0], [67, 30, 3, 0], 0.75, 48.0),
    ailment("Delirium", &["ICU delirium", "acute confusional state"], [1.8, 2.0], [10, 45, 40, 5], 0.85, 60.0),
    ailment("Hallucinations", &["visual hallucinations", "seeing things"], [2.0, 0.6], [40, 45, 15, 0], 0.85, 40.0),
    ailment("Agitation", &["combative"], [1.8, 1.2], [40, 40, 20, 0], 0.8, 26.0),
    ailment("Anxiety", &["nervousness", "anxious"], [5.5, 4.0], [65, 34, 1, 0], 0.5, 50.0),
    ailment("Dizziness", &["lightheadedness"], [5.0, 3.0], [75, 25, 0, 0], 0.5, 30.0),
    ailment("Headache", &["cephalalgia"], [8.0, 17.0], [70, 28, 2, 0], 0.3, 20.0),
    // Gastrointestinal.
    ailment("Diarrhea", &["diarrhoea", "loose stools"], [36.0, 30.0], [47, 45, 8, 0], 0.4, 70.0),
    ailment("Vomiting", &["emesis"], [26.0, 28.0], [50, 47, 3, 0], 0.3, 44.0),
    ailment("Nausea", &["nausea"], [26.0, 50.0], [50, 46, 4, 0], 0.25, 80.0),
    ailment("Mucositis oral", &["stomatitis", "mouth sores"], [10.0, 8.0], [60, 37, 3, 0], 0.7, 130.0),
    ailment("Anorexia", &["loss of appetite", "decreased appetite"], [9.5, 22.0], [60, 38, 2, 0], 0.5, 190.0),
    ailment("Abdominal pain", &["abdo pain", "stomach ache"], [5.0, 5.0], [60, 35, 5, 0], 0.5, 40.0),
    ailment("Colonic perforation", &["bowel perforation"], [0.1, 0.05], [0, 0, 40, 60], 0.9, 200.0),
    // Dermatologic.
    ailment("Rash maculo-papular", &["rash", "skin rash", "erythematous rash"], [20.0, 24.0], [58, 39, 3, 0], 0.5, 140.0),
    ailment("Pruritus", &["itching", "itch"], [12.0, 9.0], [65, 34, 1, 0], 0.6, 150.0),
    ailment("Erythroderma", &["exfoliative dermatitis", "diffuse erythema"], [5.0, 1.0], [0, 72, 27, 1], 0.9, 190.0),
    ailment("Dry skin", &["xerosis", "skin dryness"], [7.0, 3.0], [85, 15, 0, 0], 0.9, 260.0),
    ailment("Skin and subcutaneous tissue disorders - Other, specify", &["desquamation NOS"], [0.8, 0.3], [60, 38, 2, 0], 0.9, 200.0),
    // Hematologic; platelets come from the laboratory values.
    ailment("Platelet count decreased", &["thrombocytopenia", "low platelets"], [0.0, 0.0], [35, 30, 30, 5], 0.7, 120.0),
    ailment("Anemia", &["anaemia", "low hemoglobin"], [13.0, 66.0], [40, 50, 10, 0], 0.7, 200.0),
    ailment("White blood cell decreased", &["leukopenia", "low WBC"], [7.0, 82.0], [45, 45, 9, 1], 0.5, 100.0),
    ailment("Lymphocyte count decreased", &["lymphopenia", "low ALC"], [9.0, 90.0], [15, 40, 33, 12], 0.3, 90.0),
    ailment("Neutrophil count decreased", &["neutropenia", "low ANC"], [1.2, 86.0], [30, 30, 25, 15], 0.4, 150.0),
    ailment("Febrile neutropenia", &["neutropenic fever"], [0.1, 42.0], [0, 0, 94, 6], 0.3, 90.0),
    ailment("Eosinophilia", &["raised eosinophils"], [4.0, 1.0], [95, 5, 0, 0], 0.9, 160.0),
    // Infectious.
    ailment("Catheter related infection", &["line infection", "CLABSI", "PICC infection"], [1.3, 2.0], [0, 35, 60, 5], 0.95, 170.0),
    ailment("Sepsis", &["septicemia", "sepsis syndrome"], [0.5, 2.5], [0, 0, 70, 30], 0.9, 150.0),
    ailment("Urinary tract infection", &["UTI"], [1.5, 1.0], [10, 80, 10, 0], 0.9, 130.0),
    ailment("Infections and infestations - Other, specify", &["infection NOS"], [1.5, 1.5], [20, 60, 20, 0], 0.9, 130.0),
    // Constitutional.
    ailment("Chills", &["rigors", "shaking chills"], [32.0, 66.0], [52, 42, 6, 0], 0.05, 8.0),
    ailment("Fever", &["pyrexia", "febrile"], [26.0, 50.0], [56, 38, 6, 0], 0.05, 14.0),
    ailment("Fatigue", &["asthenia", "tiredness"], [14.0, 40.0], [42, 46, 12, 0], 0.6, 220.0),
    ailment("Malaise", &["generally unwell"], [13.0, 8.0], [50, 45, 5, 0], 0.5, 120.0),
    ailment("Cytokine release syndrome", &["CRS"], [0.5, 1.5], [20, 40, 30, 10], 0.3, 40.0),
    // Metabolic.
    ailment("Hypophosphatemia", &["low phosphate", "low phosphorus"], [8.0, 18.0], [15, 50, 33, 2], 0.5, 50.0),
    ailment("Hypomagnesemia", &["low magnesium"], [5.5, 4.0], [75, 22, 3, 0], 0.5, 50.0),
    ailment("Hypocalcemia", &["low calcium"], [6.0, 5.0], [45, 44, 10, 1], 0.6, 60.0),
    ailment("Hyponatremia", &["low sodium"], [3.5, 4.0], [60, 5, 33, 2], 0.6, 60.0),
    ailment("Hypoalbuminemia", &["low albumin"], [0.0, 0.0], [35, 58, 7, 0], 0.6, 190.0),
    ailment("Acidosis", &["metabolic acidosis", "low pH"], [5.5, 2.0], [35, 30, 30, 5], 0.7, 40.0),
    ailment("Hypokalemia", &["low potassium"], [3.0, 4.0], [50, 30, 20, 0], 0.5, 40.0),
    // The rest.
    ailment("Myalgia", &["muscle aches", "muscle pain"], [4.0, 4.0], [65, 34, 1, 0], 0.4, 60.0),
    ailment("Arthralgia", &["joint pain"], [3.5, 3.0], [60, 37, 3, 0], 0.5, 90.0),
    ailment("CPK increased", &["CK elevated"], [1.5, 0.5], [55, 20, 20, 5], 0.9, 90.0),
    ailment("Hypothyroidism", &["low thyroid", "underactive thyroid"], [2.2, 1.0], [50, 49, 1, 0], 2.0, 2000.0),
    ailment("Blurred vision", &["visual change"], [1.0, 1.0], [80, 20, 0, 0], 0.6, 60.0),
    ailment("Vascular access complication", &["line complication", "PICC occlusion"], [1.0, 1.5], [20, 60, 20, 0], 0.8, 80.0),
    // Words of the bedside that no terminology lists.
    ailment("hiccoughs, persistent", &["metal taste", "strange taste"], [0.7, 0.5], [70, 30, 0, 0], 0.5, 40.0),
];

/// The ailment with this listed term.
pub(super) fn ailment_of(term: &str) -> &'static Ailment {
    AILMENTS
        .iter()
        .find(|ailment| ailment.term == term)
        .expect("a term of a trouble, a value or a death is in the list")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminology::toxicity_term;

    #[test]
    fn every_term_but_the_last_is_in_the_terminology_under_all_its_names() {
        let (unlisted, listed) = AILMENTS.split_last().unwrap();
        for ailment in listed {
            let row = toxicity_term(ailment.term);
            assert!(row.is_some(), "{}", ailment.term);
            for name in ailment.also {
                assert_eq!(toxicity_term(name), row, "{name}");
            }
        }
        assert_eq!(toxicity_term(unlisted.term), None);
        assert!(
            unlisted
                .also
                .iter()
                .all(|name| toxicity_term(name).is_none())
        );
    }

    #[test]
    fn grade_weights_are_never_all_zero() {
        assert!(
            AILMENTS
                .iter()
                .all(|ailment| ailment.grades.iter().sum::<u32>() > 0)
        );
    }
}
