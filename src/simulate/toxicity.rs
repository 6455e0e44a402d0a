//! Toxicities: from troubles at the bedside, from laboratory values, and from the ailments of every cycle.

use super::ailments::{AILMENTS, Ailment, ailment_of};
use super::cycle::{Cycle, DAY, HOUR, Tenths};
use super::labs::Body;
use super::random::{Dice, rounded};
use super::regimen::Regimen;

/// One event.
#[derive(Debug, Clone)]
pub(super) struct Toxicity {
    pub(super) ailment: &'static Ailment,
    pub(super) grade: i32,
    pub(super) onset: Tenths,
    pub(super) resolved: Option<Tenths>,
    pub(super) attribution: &'static str,
    pub(super) action: &'static str,
}

/// How likely a laboratory value of each grade 0 … 4 is reported as an event.
const REPORTED: [f64; 5] = [0.0, 0.33, 0.72, 0.97, 1.0];

const ATTRIBUTIONS: [(u32, &str); 3] = [(88, "related"), (4, "unrelated"), (8, "unknown")];

/// Weights of the grades 1 to 4 of the cytopenias that lymphodepletion brings.
fn grades_after_lymphodepletion(term: &str) -> Option<[u32; 4]> {
    match term {
        "Anemia" => Some([10, 40, 48, 2]),
        "White blood cell decreased" | "Neutrophil count decreased" => Some([4, 11, 30, 55]),
        "Lymphocyte count decreased" => Some([2, 8, 35, 55]),
        _ => None,
    }
}

fn event(dice: &mut Dice, ailment: &'static Ailment, grade: i32, onset: Tenths) -> Toxicity {
    let hours = dice.wait(ailment.hours * (0.7 + 0.15 * f64::from(grade)));
    Toxicity {
        ailment,
        grade,
        onset,
        resolved: (!dice.chance(0.03)).then(|| onset + HOUR + rounded(hours * f64::from(HOUR))),
        attribution: dice.weighted(&ATTRIBUTIONS),
        action: dice.weighted(&[(92, "none"), (8, "other")]),
    }
}

/// The events of one cycle: no ailment twice, troubles before all others.
pub(super) fn toxicities_of_cycle(
    dice: &mut Dice,
    regimen: Regimen,
    cycle: &Cycle,
    body: &Body,
    frailty: f64,
) -> Vec<Toxicity> {
    let mut events: Vec<Toxicity> = Vec::new();
    for &(hour, trouble, ends) in &cycle.troubles {
        if trouble.terms().is_empty() {
            continue;
        }
        let ailment = ailment_of(dice.pick(trouble.terms()));
        let action = if ends { "course_stopped" } else { "dose_held" };
        if let Some(known) = events.iter_mut().find(|event| event.ailment == ailment) {
            // The same trouble again: one event that lasts, at its worst.
            known.resolved = known.resolved.map(|resolved| resolved.max(hour + 6 * HOUR));
            known.action = action;
            known.grade = known.grade.max(2);
            continue;
        }
        let grade = match body.grade_of(ailment.term) {
            Some(measured) => measured,
            None if ends => dice.weighted(&[(62, 2), (35, 3), (3, 4)]),
            None => dice.weighted(&[(82, 2), (18, 3)]),
        };
        let onset = (hour - dice.between(5, 60)).max(cycle.start);
        let mut toxicity = event(dice, ailment, grade.max(1), onset);
        toxicity.resolved = toxicity.resolved.map(|resolved| resolved.max(hour + HOUR));
        toxicity.action = action;
        events.push(toxicity);
    }
    measured(dice, body, cycle, &mut events);
    let exposure = match regimen {
        Regimen::HighDose => (cycle.given.len() as f64 / 9.0).min(1.2),
        Regimen::AfterTil => 1.0,
    };
    let factor = exposure * (0.4 + 0.6 * frailty);
    for ailment in AILMENTS {
        let percent = match regimen {
            Regimen::HighDose => ailment.after_high_dose,
            Regimen::AfterTil => ailment.after_til,
        };
        if percent == 0.0
            || !dice.chance(percent * factor / 100.0)
            || events.iter().any(|event| event.ailment == ailment)
        {
            continue;
        }
        let [one, two, three, four] = match regimen {
            Regimen::HighDose => ailment.grades,
            Regimen::AfterTil => {
                grades_after_lymphodepletion(ailment.term).unwrap_or(ailment.grades)
            }
        };
        let grade = dice.weighted(&[(one, 1), (two, 2), (three, 3), (four, 4)]);
        let onset = onset_of(dice, ailment, cycle);
        events.push(event(dice, ailment, grade, onset));
    }
    events
}

/// A few hours after the dose at which the ailment tends to begin, or in the weeks after the cycle.
fn onset_of(dice: &mut Dice, ailment: &Ailment, cycle: &Cycle) -> Tenths {
    if ailment.begins > 1.0 {
        return cycle.end() + dice.between(8 * DAY, 26 * DAY);
    }
    let last = cycle.given.len() - 1;
    let dose = rounded(dice.normal(ailment.begins, 0.22).clamp(0.0, 1.0) * last as f64);
    let dose = usize::try_from(dose).expect("from the first dose to the last");
    cycle.given[dose] + dice.between(HOUR, 65)
}

/// The events that the laboratory values show.
fn measured(dice: &mut Dice, body: &Body, cycle: &Cycle, events: &mut Vec<Toxicity>) {
    for term in Body::TERMS {
        let ailment = ailment_of(term);
        let grade = body.grade_of(term).expect("a term that a value grades");
        let reported = REPORTED[usize::try_from(grade).expect("a grade of 0 to 4")];
        // Albumin falls in nearly all, and few charts call it an event.
        let reported = if term == "Hypoalbuminemia" {
            0.3 * reported
        } else {
            reported
        };
        if !dice.chance(reported) || events.iter().any(|event| event.ailment == ailment) {
            continue;
        }
        let onset = cycle.start
            + rounded(f64::from(body.worst_at - cycle.start) * (0.45 + 0.5 * dice.uniform()));
        let mut toxicity = event(dice, ailment, grade, onset);
        toxicity.resolved = toxicity
            .resolved
            .map(|_| body.recovered_at(term).max(onset + HOUR));
        events.push(toxicity);
    }
}

/// The event of grade 5, hours after the last dose.
pub(super) fn fatal(dice: &mut Dice, cycle: &Cycle, death: Tenths) -> Toxicity {
    let term = dice.pick(&[
        "Sepsis",
        "Respiratory failure",
        "Hypotension",
        "Colonic perforation",
    ]);
    Toxicity {
        ailment: ailment_of(term),
        grade: 5,
        onset: (death - dice.between(12 * HOUR, 40 * HOUR)).max(cycle.end()),
        resolved: None,
        attribution: "related",
        action: "course_stopped",
    }
}
