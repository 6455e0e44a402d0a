//! Support: vasopressors, medications and stays that the toxicities require.

use super::cycle::{Cycle, DAY, HOUR, Tenths};
use super::random::{Dice, rounded};
use super::regimen::Regimen;
use super::sites::Site;
use super::toxicity::Toxicity;
use crate::model::CareSetting;

/// An infused agent with the names, units and rates that exports use.
#[derive(Debug)]
pub(super) struct Pressor {
    pub(super) name: &'static str,
    pub(super) also: &'static [&'static str],
    units: &'static [&'static str],
    /// Usual peak rates, in hundredths of the unit per kg (of the unit, for vasopressin).
    rates: (i32, i32),
}

const PER_KG: &[&str] = &["ug/kg/min", "mcg/kg/min", "mcg/kg/min", "ug/min"];

static PHENYLEPHRINE: Pressor = Pressor {
    name: "phenylephrine",
    also: &["neosynephrine", "neo", "phenylephrine HCl"],
    units: PER_KG,
    rates: (20, 190),
};
static NOREPINEPHRINE: Pressor = Pressor {
    name: "norepinephrine",
    also: &["noradrenaline", "levophed"],
    units: PER_KG,
    rates: (3, 28),
};
static DOPAMINE: Pressor = Pressor {
    name: "dopamine",
    also: &["dopamine HCl"],
    units: PER_KG,
    rates: (200, 1000),
};
static VASOPRESSIN: Pressor = Pressor {
    name: "vasopressin",
    also: &["AVP", "vasostrict"],
    units: &["U/min", "units/min"],
    rates: (3, 4),
};

/// One infusion of a vasopressor.
#[derive(Debug, Clone)]
pub(super) struct Infusion {
    pub(super) pressor: &'static Pressor,
    pub(super) start: Tenths,
    pub(super) stop: Option<Tenths>,
    /// In hundredths of the unit.
    pub(super) peak: i32,
    pub(super) unit: &'static str,
}

fn infusion(
    dice: &mut Dice,
    pressor: &'static Pressor,
    start: Tenths,
    hours: f64,
    weight: i32,
) -> Infusion {
    let (low, high) = pressor.rates;
    // Most infusions stay in the lower half of the usual rates.
    let peak = dice.between(low, high).min(dice.between(low, high));
    let unit = dice.pick(pressor.units);
    Infusion {
        pressor,
        start,
        stop: (!dice.chance(0.01))
            .then(|| start + HOUR / 2 + rounded(dice.wait(hours) * f64::from(HOUR))),
        peak: if unit == "ug/min" {
            peak * weight / 10
        } else {
            peak
        },
        unit,
    }
}

/// Infusions that begin within hours of a hypotension that fluids do not correct; some need a second agent.
/// Most sites then grade the hypotension 3 at least.
pub(super) fn vasopressors(
    dice: &mut Dice,
    site: &Site,
    toxicities: &mut [Toxicity],
    weight: i32,
) -> Vec<Infusion> {
    let mut infusions = Vec::new();
    for event in toxicities
        .iter_mut()
        .filter(|event| event.ailment.term == "Hypotension")
    {
        let needs_support = match event.grade {
            ..=0 => 0.0,
            1 => 0.03,
            2 => 0.44,
            3 => 0.93,
            4.. => 1.0,
        };
        if !dice.chance(needs_support) {
            continue;
        }
        if dice.chance(site.grades_by_support) {
            event.grade = event.grade.max(3);
        }
        let first = dice.weighted(&[
            (660, &PHENYLEPHRINE),
            (230, &NOREPINEPHRINE),
            (104, &DOPAMINE),
        ]);
        let start = event.onset + dice.between(2, 18);
        infusions.push(infusion(dice, first, start, 20.0, weight));
        if dice.chance(if event.grade >= 4 { 0.75 } else { 0.13 }) {
            let second = if first.name == NOREPINEPHRINE.name {
                &VASOPRESSIN
            } else {
                &NOREPINEPHRINE
            };
            let later = start + dice.between(10, 60);
            infusions.push(infusion(dice, second, later, 13.0, weight));
        }
        if dice.chance(0.25) {
            // Back on the same agent after the next doses.
            let again = start + dice.between(30 * HOUR, 60 * HOUR);
            infusions.push(infusion(dice, first, again, 12.0, weight));
        }
    }
    infusions
}

/// One medication: its names, its class, how often it is given whatever happens, and the terms that call for it.
#[derive(Debug)]
pub(super) struct Remedy {
    pub(super) name: &'static str,
    pub(super) also: &'static [&'static str],
    pub(super) class: &'static str,
    routine: f64,
    calls: &'static [&'static str],
}

#[rustfmt::skip] // One remedy a line reads as the table that it is.
pub(super) static REMEDIES: [Remedy; 20] = [
    Remedy { name: "acetaminophen", also: &["paracetamol", "Tylenol"], class: "antipyretic", routine: 0.95, calls: &[] },
    Remedy { name: "indomethacin", also: &["Indocin"], class: "antipyretic", routine: 0.45, calls: &[] },
    Remedy { name: "ondansetron", also: &["Zofran"], class: "antiemetic", routine: 0.85, calls: &[] },
    Remedy { name: "prochlorperazine", also: &["Compazine"], class: "antiemetic", routine: 0.05, calls: &["Vomiting", "Nausea"] },
    Remedy { name: "famotidine", also: &["Pepcid"], class: "h2_blocker", routine: 0.6, calls: &[] },
    Remedy { name: "pantoprazole", also: &["Protonix"], class: "proton_pump_inhibitor", routine: 0.25, calls: &[] },
    Remedy { name: "cefazolin", also: &["Ancef"], class: "antibiotic", routine: 0.55, calls: &[] },
    Remedy { name: "ciprofloxacin", also: &["Cipro"], class: "antibiotic", routine: 0.2, calls: &[] },
    Remedy { name: "vancomycin", also: &[], class: "antibiotic", routine: 0.0, calls: &["Sepsis", "Catheter related infection"] },
    Remedy { name: "cefepime", also: &["Maxipime"], class: "antibiotic", routine: 0.0, calls: &["Sepsis", "Febrile neutropenia"] },
    Remedy { name: "meperidine", also: &["Demerol", "pethidine"], class: "analgesic", routine: 0.05, calls: &["Chills"] },
    Remedy { name: "diphenhydramine", also: &["Benadryl"], class: "antihistamine", routine: 0.1, calls: &["Pruritus"] },
    Remedy { name: "hydroxyzine", also: &["Atarax"], class: "antihistamine", routine: 0.0, calls: &["Pruritus", "Rash maculo-papular"] },
    Remedy { name: "loperamide", also: &["Imodium"], class: "antidiarrheal", routine: 0.0, calls: &["Diarrhea"] },
    Remedy { name: "furosemide", also: &["Lasix"], class: "diuretic", routine: 0.1, calls: &["Weight gain", "Pulmonary edema", "Capillary leak syndrome", "Edema limbs"] },
    Remedy { name: "sodium_chloride_0.9%", also: &["normal saline", "NS"], class: "iv_fluid", routine: 0.3, calls: &["Hypotension"] },
    Remedy { name: "albumin", also: &["albumin 25%"], class: "albumin", routine: 0.0, calls: &["Hypotension", "Capillary leak syndrome"] },
    Remedy { name: "lorazepam", also: &["Ativan"], class: "anxiolytic", routine: 0.05, calls: &["Anxiety"] },
    Remedy { name: "haloperidol", also: &["Haldol"], class: "antipsychotic", routine: 0.0, calls: &["Delirium", "Agitation"] },
    Remedy { name: "cetirizine", also: &["Zyrtec"], class: "antihistamine", routine: 0.01, calls: &["Dry skin"] },
];

/// A medication that was given.
#[derive(Debug, Clone)]
pub(super) struct Medication {
    pub(super) remedy: &'static Remedy,
    pub(super) start: Tenths,
    pub(super) stop: Option<Tenths>,
}

/// The routine of every cycle from its eve to the day after it, and what the toxicities call for.
pub(super) fn medications(
    dice: &mut Dice,
    cycle: &Cycle,
    toxicities: &[Toxicity],
) -> Vec<Medication> {
    let ends = cycle.end() + dice.between(10 * HOUR, 26 * HOUR);
    let mut given = Vec::new();
    for remedy in &REMEDIES {
        let call = toxicities
            .iter()
            .find(|event| remedy.calls.contains(&event.ailment.term));
        let start = if dice.chance(remedy.routine) {
            cycle.start - dice.between(5, 20)
        } else if let Some(event) = call.filter(|_| dice.chance(0.5)) {
            event.onset + dice.between(2, 30)
        } else {
            continue;
        };
        let stop = (!dice.chance(0.02)).then_some(ends.max(start + 4 * HOUR));
        given.push(Medication {
            remedy,
            start,
            stop,
        });
    }
    given
}

/// One stay in a unit.
#[derive(Debug, Clone)]
pub(super) struct Stay {
    pub(super) care: CareSetting,
    pub(super) start: Tenths,
    pub(super) stop: Option<Tenths>,
}

/// Terms of which an event of grade 4 needs an intensive care unit.
const CRITICAL: [&str; 7] = [
    "Respiratory failure",
    "Hypoxia",
    "Pulmonary edema",
    "Sepsis",
    "Ventricular arrhythmia",
    "Supraventricular tachycardia",
    "Capillary leak syndrome",
];

/// One stay a cycle, broken by the intensive care unit where vasopressors run and the unit cannot keep the patient, or
/// where an event is life-threatening.
pub(super) fn stays(
    dice: &mut Dice,
    regimen: Regimen,
    care: CareSetting,
    cycle: &Cycle,
    pressors: &[Infusion],
    toxicities: &[Toxicity],
) -> Vec<Stay> {
    let before = dice.between(6 * HOUR, 18 * HOUR);
    let after = dice.between(20 * HOUR, 60 * HOUR);
    // Lymphodepletion comes before a TIL infusion, and marrow recovers after it.
    let (before, after) = match regimen {
        Regimen::HighDose => (before, after),
        Regimen::AfterTil => (before + 7 * DAY, 4 * after),
    };
    let start = cycle.start - before;
    let end = cycle.end() + after;
    let moves = match care {
        CareSetting::Icu => 0.0,
        CareSetting::StepDown => 0.1,
        CareSetting::OncologyUnit => 0.16,
        CareSetting::Ward => 0.4,
    };
    let supported = pressors.first().filter(|_| dice.chance(moves));
    let critical = toxicities
        .iter()
        .find(|event| event.grade == 4 && CRITICAL.contains(&event.ailment.term))
        .filter(|_| care != CareSetting::Icu && dice.chance(0.75));
    let called = supported.map(|infusion| infusion.start);
    if let Some(called) = called.or(critical.map(|event| event.onset)) {
        let there = called + dice.between(5, 30);
        let back = there + rounded(14.0 + dice.wait(30.0)) * HOUR;
        return vec![
            Stay {
                care,
                start,
                stop: Some(there),
            },
            Stay {
                care: CareSetting::Icu,
                start: there,
                stop: Some(back),
            },
            Stay {
                care,
                start: back,
                stop: Some(end.max(back + 20 * HOUR)),
            },
        ];
    }
    vec![Stay {
        care,
        start,
        stop: Some(end),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminology::{medication_class_of_agent, vasopressor};

    #[test]
    fn agents_are_in_the_terminology() {
        for pressor in [&PHENYLEPHRINE, &NOREPINEPHRINE, &DOPAMINE, &VASOPRESSIN] {
            let row = vasopressor(pressor.name);
            assert!(row.is_some(), "{}", pressor.name);
            assert!(pressor.also.iter().all(|name| vasopressor(name) == row));
        }
        for remedy in &REMEDIES {
            assert!(
                medication_class_of_agent(remedy.name).is_some(),
                "{}",
                remedy.name
            );
            assert!(
                remedy
                    .also
                    .iter()
                    .all(|name| medication_class_of_agent(name).is_some())
            );
        }
    }
}
