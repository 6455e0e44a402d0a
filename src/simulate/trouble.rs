//! Why a dose is held or a cycle stopped.

use super::random::Dice;
use crate::model::DoseStatus;

/// A problem before a dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    Pressure,
    Heart,
    Kidney,
    Urine,
    Lung,
    Brain,
    Platelets,
    Liver,
    Bowel,
    Infection,
    Skin,
    Leak,
    Choice,
    Logistics,
}

impl Trouble {
    /// The share of each, about as in a program.
    const SHARES: [(u32, Self); 14] = [
        (23, Self::Pressure),
        (9, Self::Heart),
        (12, Self::Kidney),
        (7, Self::Urine),
        (11, Self::Lung),
        (11, Self::Brain),
        (5, Self::Platelets),
        (4, Self::Liver),
        (4, Self::Bowel),
        (2, Self::Infection),
        (1, Self::Skin),
        (5, Self::Leak),
        (4, Self::Choice),
        (2, Self::Logistics),
    ];

    /// Draws a trouble by its share.
    pub(super) fn any(dice: &mut Dice) -> Self {
        dice.weighted(&Self::SHARES)
    }

    /// The toxicity terms by which it is recorded; empty if no organ is involved.
    pub(super) fn terms(self) -> &'static [&'static str] {
        match self {
            Self::Pressure => &["Hypotension"],
            Self::Heart => &[
                "Supraventricular tachycardia",
                "Atrial fibrillation",
                "Sinus tachycardia",
            ],
            Self::Kidney => &["Creatinine increased"],
            Self::Urine => &["Urine output decreased"],
            Self::Lung => &["Hypoxia", "Dyspnea", "Pulmonary edema"],
            Self::Brain => &["Confusion", "Somnolence", "Delirium"],
            Self::Platelets => &["Platelet count decreased"],
            Self::Liver => &["Blood bilirubin increased"],
            Self::Bowel => &["Diarrhea", "Vomiting"],
            Self::Infection => &["Catheter related infection", "Sepsis"],
            Self::Skin => &["Erythroderma"],
            Self::Leak => &["Capillary leak syndrome", "Weight gain"],
            Self::Choice | Self::Logistics => &[],
        }
    }

    /// Other texts by which a reason is exported: synonyms, the organ system or its label; free text if it is no toxicity.
    pub(super) fn words(self) -> &'static [&'static str] {
        match self {
            Self::Pressure => &["hypotension", "low blood pressure", "cardiovascular"],
            Self::Heart => &["SVT", "atrial fib", "tachycardia", "cardiovascular"],
            Self::Kidney => &["elevated creatinine", "renal", "azotemia"],
            Self::Urine => &["oliguria", "low urine output", "renal"],
            Self::Lung => &["shortness of breath", "O2 saturation <90%", "pulmonary"],
            Self::Brain => &[
                "mental status changes",
                "neurologic",
                "Neurologic and psychiatric",
            ],
            Self::Platelets => &["thrombocytopenia", "low platelets", "hematologic"],
            Self::Liver => &["hyperbilirubinemia", "hepatic"],
            Self::Bowel => &["diarrhoea", "gastrointestinal"],
            Self::Infection => &["line infection", "infectious"],
            Self::Skin => &["exfoliative dermatitis", "dermatologic"],
            Self::Leak => &["capillary leak", "fluid overload", "capillary_leak"],
            Self::Choice => &["patient preference", "patient choice"],
            Self::Logistics => &["no monitored bed", "pharmacy delay"],
        }
    }

    /// The status of the dose that is not given for it, while the cycle goes on or when it ends.
    pub(super) fn status(self, ends_cycle: bool) -> DoseStatus {
        if self == Self::Choice {
            DoseStatus::Refused
        } else if self == Self::Logistics && !ends_cycle {
            DoseStatus::Other
        } else if ends_cycle {
            DoseStatus::Stopped
        } else {
            DoseStatus::Held
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminology::{organ_system, toxicity_term};

    #[test]
    fn a_reason_is_in_the_terminology_unless_no_organ_is_to_blame() {
        for (_, trouble) in Trouble::SHARES {
            for term in trouble.terms() {
                assert!(toxicity_term(term).is_some(), "{term}");
            }
            for word in trouble.words() {
                let is_known = toxicity_term(word).is_some() || organ_system(word).is_some();
                assert_eq!(is_known, !trouble.terms().is_empty(), "{word}");
            }
        }
    }
}
