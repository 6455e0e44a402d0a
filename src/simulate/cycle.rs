//! The cycles of a course: whether each planned dose was given, held or stopped, and why.

use super::random::{Dice, rounded};
use super::regimen::Regimen;
use super::sites::Site;
use super::trouble::Trouble;
use crate::model::DoseStatus;

/// Tenths of an hour. All hours are whole tenths: they print the same everywhere, and are whole minutes.
pub(super) type Tenths = i32;

/// One hour.
pub(super) const HOUR: Tenths = 10;
/// One day.
pub(super) const DAY: Tenths = 240;

/// One planned infusion.
#[derive(Debug, Clone)]
pub(super) struct Dose {
    pub(super) cycle: i32,
    pub(super) number: i32,
    pub(super) status: DoseStatus,
    pub(super) hour: Option<Tenths>,
    pub(super) iu_per_kg: Option<i32>,
    pub(super) trouble: Option<Trouble>,
}

/// One run of doses, and what went wrong in it.
#[derive(Debug, Clone)]
pub(super) struct Cycle {
    pub(super) number: i32,
    pub(super) start: Tenths,
    /// Hours of the given doses, in order.
    pub(super) given: Vec<Tenths>,
    /// Why doses were held, and why the cycle ended early, each with its hour.
    pub(super) troubles: Vec<(Tenths, Trouble, bool)>,
}

impl Cycle {
    /// The hour of the last given dose.
    pub(super) fn end(&self) -> Tenths {
        *self
            .given
            .last()
            .expect("the first dose of a cycle is given")
    }
}

/// The plan of a course.
#[derive(Debug, Clone, Copy)]
pub(super) struct Protocol {
    pub(super) regimen: Regimen,
    pub(super) cycles: i32,
    pub(super) doses_per_cycle: i32,
    pub(super) iu_per_kg: i32,
}

impl Protocol {
    /// The site's protocol.
    pub(super) fn at(site: &Site) -> Self {
        let (cycles, doses_per_cycle) = match site.regimen {
            Regimen::HighDose => (2, 14),
            Regimen::AfterTil => (1, 6),
        };
        Self {
            regimen: site.regimen,
            cycles,
            doses_per_cycle,
            iu_per_kg: site.iu_per_kg,
        }
    }
}

/// Draws a cycle that begins at `start`: its planned doses, some held, until the one at which it is stopped.
pub(super) fn doses_of_cycle(
    dice: &mut Dice,
    site: &Site,
    protocol: Protocol,
    number: i32,
    start: Tenths,
    frailty: f64,
) -> (Cycle, Vec<Dose>) {
    let (mean, sd) = match (protocol.regimen, number) {
        (Regimen::HighDose, 1) => (11.7, 2.9),
        (Regimen::HighDose, _) => (9.7, 3.0),
        (Regimen::AfterTil, _) => (5.6, 1.6),
    };
    let reached = rounded(dice.normal(mean, sd) - 1.6 * (frailty - 1.0)).max(1);
    let mut cycle = Cycle {
        number,
        start,
        given: Vec::new(),
        troubles: Vec::new(),
    };
    let mut doses = Vec::new();
    let mut stopped = None;
    for dose_number in 1..=protocol.doses_per_cycle {
        let hour =
            start + (dose_number - 1) * 8 * HOUR + dice.between(0, 9) * i32::from(dose_number > 1);
        let mut dose = Dose {
            cycle: number,
            number: dose_number,
            status: DoseStatus::Given,
            hour: Some(hour),
            iu_per_kg: Some(protocol.iu_per_kg),
            trouble: None,
        };
        if dose_number > reached {
            let trouble = *stopped.get_or_insert_with(|| Trouble::any(dice));
            if cycle.troubles.last().is_none_or(|&(_, _, ends)| !ends) {
                cycle.troubles.push((hour, trouble, true));
            } else if !site.records_every_stopped_dose {
                break;
            }
            dose.status = trouble.status(true);
        } else if dose_number > 1 && dice.chance(0.015 + 0.009 * f64::from(dose_number) * frailty) {
            let trouble = Trouble::any(dice);
            dose.status = trouble.status(false);
            cycle.troubles.push((hour, trouble, false));
        }
        if dose.status == DoseStatus::Given {
            cycle.given.push(hour);
            if dice.chance(0.01) {
                // The infusion was broken off.
                dose.iu_per_kg = Some(protocol.iu_per_kg / 10 * dice.between(5, 9));
            }
        } else {
            dose.iu_per_kg = None;
            dose.trouble = cycle.troubles.last().map(|&(_, trouble, _)| trouble);
        }
        doses.push(dose);
    }
    (cycle, doses)
}

/// Draws all cycles of a course; one in twelve courses ends with its first cycle.
pub(super) fn cycles(
    dice: &mut Dice,
    site: &Site,
    protocol: Protocol,
    frailty: f64,
) -> (Vec<Cycle>, Vec<Dose>) {
    let mut cycles: Vec<Cycle> = Vec::new();
    let mut doses = Vec::new();
    let mut start = 0;
    for number in 1..=protocol.cycles {
        if number > 1 && dice.chance(0.06 + 0.03 * frailty) {
            break;
        }
        let (cycle, mut planned) = doses_of_cycle(dice, site, protocol, number, start, frailty);
        start += dice.weighted(&[(70, 14), (12, 15), (8, 16), (6, 18), (4, 21)]) * DAY
            + dice.between(-2, 2) * HOUR;
        cycles.push(cycle);
        doses.append(&mut planned);
    }
    (cycles, doses)
}

/// The doses of a course in which none was given: the plan was abandoned at the bedside.
pub(super) fn doses_never_given(dice: &mut Dice, protocol: Protocol) -> Vec<Dose> {
    let trouble = dice.pick(&[Trouble::Choice, Trouble::Logistics, Trouble::Heart]);
    (1..=dice.between(1, 2).min(protocol.doses_per_cycle))
        .map(|number| Dose {
            cycle: 1,
            number,
            status: trouble.status(trouble == Trouble::Heart),
            hour: None,
            iu_per_kg: None,
            trouble: Some(trouble),
        })
        .collect()
}
