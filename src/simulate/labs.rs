//! The laboratory values and vital signs of a body: before a cycle, at its worst, and on its way back.

use super::cycle::{Cycle, DAY, HOUR, Tenths};
use super::random::{Dice, rounded};
use super::regimen::Regimen;
use super::trouble::Trouble;

/// The index of each analyte among a site's names.
pub(super) const CREATININE: usize = 0;
pub(super) const BILIRUBIN: usize = 1;
pub(super) const PLATELETS: usize = 2;
pub(super) const SYSTOLIC: usize = 3;
pub(super) const HEART_RATE: usize = 4;
pub(super) const WEIGHT: usize = 5;
pub(super) const ALBUMIN: usize = 6;

/// A patient's values in health.
#[derive(Debug, Clone, Copy)]
pub(super) struct Health {
    creatinine: f64,
    bilirubin: f64,
    platelets: f64,
    systolic: f64,
    heart_rate: f64,
    weight: f64,
    albumin: f64,
}

impl Health {
    /// Values within normal limits, for this weight; creatinine is high on maintenance dialysis.
    pub(super) fn draw(dice: &mut Dice, weight: f64, on_dialysis: bool) -> Self {
        Self {
            creatinine: if on_dialysis {
                dice.normal(6.5, 1.0)
            } else {
                dice.normal(0.92, 0.15).clamp(0.5, 1.3)
            },
            bilirubin: dice.normal(0.6, 0.17).clamp(0.2, 1.1),
            platelets: dice.normal(245.0, 55.0).max(130.0),
            systolic: dice.normal(127.0, 11.0),
            heart_rate: dice.normal(77.0, 8.0),
            weight,
            albumin: dice.normal(4.0, 0.25).clamp(3.5, 4.8),
        }
    }
}

/// The effect of a cycle on a body.
#[derive(Debug, Clone)]
pub(super) struct Body {
    health: Health,
    /// Creatinine, bilirubin and platelets at their worst, as a ratio to health; weight gained, as a share.
    worst: [f64; 3],
    pub(super) gain: f64,
    /// Albumin at its lowest, as a ratio to health.
    albumin: f64,
    /// Platelets at the start, as a ratio to health: lymphodepletion comes before a TIL infusion.
    platelets_at_start: f64,
    start: Tenths,
    /// The hour at which the values are at their worst, some hours after the last dose.
    pub(super) worst_at: Tenths,
    /// The hours at which creatinine, bilirubin, platelets, weight and albumin have recovered.
    recovered: [Tenths; 5],
}

impl Body {
    /// The terms that these values grade.
    pub(super) const TERMS: [&str; 6] = [
        "Creatinine increased",
        "Blood bilirubin increased",
        "Platelet count decreased",
        "Weight gain",
        "Acute kidney injury",
        "Hypoalbuminemia",
    ];

    /// Draws the effect of a cycle: larger with more doses and in a frailer patient, and large enough for the organs
    /// for which its doses were held or stopped.
    pub(super) fn draw(
        dice: &mut Dice,
        health: Health,
        regimen: Regimen,
        cycle: &Cycle,
        next_start: Option<Tenths>,
        frailty: f64,
    ) -> Self {
        let depth = (cycle.given.len() as f64 / 12.0).min(1.2) * (0.5 + 0.5 * frailty);
        let mut worst = [
            1.0 + 0.68 * depth * dice.spread(0.7),
            1.0 + 2.1 * depth * dice.spread(0.8),
            1.0 / (1.0 + 1.5 * depth * dice.spread(0.65)),
        ];
        if regimen == Regimen::AfterTil {
            // The preparation has emptied the marrow already.
            worst[2] = (worst[2] * 0.35).max(0.03);
        }
        let had = |trouble| cycle.troubles.iter().any(|&(_, t, _)| t == trouble);
        if had(Trouble::Kidney) {
            worst[0] = worst[0].max(1.7 + 1.4 * dice.uniform());
        }
        if had(Trouble::Liver) {
            worst[1] = worst[1].max(2.8 / health.bilirubin + dice.uniform());
        }
        if had(Trouble::Platelets) {
            worst[2] = worst[2].min((32.0 + 40.0 * dice.uniform()) / health.platelets);
        }
        worst[0] = if health.creatinine > 4.0 {
            1.1
        } else {
            worst[0].min(9.0 / health.creatinine)
        };
        worst[1] = worst[1].min(22.0 / health.bilirubin);
        worst[2] = worst[2].max(8.0 / health.platelets);
        let worst_at = cycle.end() + dice.between(4 * HOUR, 14 * HOUR);
        let latest = next_start.map_or(Tenths::MAX, |start| start - 12 * HOUR);
        let mut back = |days: f64| {
            let mean = if dice.chance(0.9) { days } else { 3.0 * days };
            (worst_at + DAY + rounded(dice.wait(mean) * f64::from(DAY))).min(latest)
        };
        let recovered = [back(5.2), back(3.5), back(3.2), back(3.0), back(8.0)];
        Self {
            health,
            worst,
            albumin: (1.0 - (0.16 + 0.14 * depth) * dice.spread(0.35)).max(0.4),
            platelets_at_start: match regimen {
                Regimen::HighDose => 1.0,
                Regimen::AfterTil => dice.normal(0.35, 0.08).max(0.15),
            },
            gain: dice.normal(0.045 + 0.03 * depth, 0.028).max(0.005),
            start: cycle.start,
            worst_at,
            recovered,
        }
    }

    /// Creatinine at its worst, as a ratio to health.
    pub(super) fn creatinine_ratio(&self) -> f64 {
        self.worst[CREATININE]
    }

    /// The CTCAE grade at the worst; `None` for a term that no value grades.
    pub(super) fn grade_of(&self, term: &str) -> Option<i32> {
        let creatinine = self.health.creatinine * self.worst[CREATININE];
        let bilirubin = self.health.bilirubin * self.worst[BILIRUBIN];
        let platelets = self.health.platelets * self.worst[PLATELETS];
        let albumin = self.health.albumin * self.albumin;
        let reached = |claims: [bool; 4]| {
            (1..)
                .zip(claims)
                .filter(|(_, is_reached)| *is_reached)
                .last()
                .map_or(0, |(grade, _)| grade)
        };
        let ratio = self.worst[CREATININE];
        Some(match term {
            "Creatinine increased" if ratio > 1.15 => reached([
                creatinine > 1.2,
                ratio > 1.5 || creatinine > 1.8,
                ratio > 3.0 || creatinine > 3.6,
                creatinine > 7.2,
            ]),
            "Blood bilirubin increased" => reached([
                bilirubin > 1.2,
                bilirubin > 1.8,
                bilirubin > 3.6,
                bilirubin > 12.0,
            ]),
            "Platelet count decreased" => reached([
                platelets < 150.0,
                platelets < 75.0,
                platelets < 50.0,
                platelets < 25.0,
            ]),
            "Weight gain" => {
                reached([self.gain >= 0.05, self.gain >= 0.1, self.gain >= 0.2, false])
            }
            "Hypoalbuminemia" => reached([albumin < 3.5, albumin < 3.0, albumin < 2.0, false]),
            "Acute kidney injury" => reached([false, false, ratio > 3.6, ratio > 5.5]),
            "Creatinine increased" => 0,
            _ => return None,
        })
    }

    /// The hour at which the value of this term has recovered.
    pub(super) fn recovered_at(&self, term: &str) -> Tenths {
        self.recovered[match term {
            "Creatinine increased" | "Acute kidney injury" => CREATININE,
            "Blood bilirubin increased" => BILIRUBIN,
            "Platelet count decreased" => PLATELETS,
            "Weight gain" => 3,
            "Hypoalbuminemia" => 4,
            _ => unreachable!("no value grades this term"),
        }]
    }

    /// The share of the way from health (0) to the worst (1).
    fn progress(&self, hour: Tenths, recovered: Tenths) -> f64 {
        let (from, to) = if hour <= self.worst_at {
            (self.start, self.worst_at)
        } else {
            (recovered, self.worst_at)
        };
        (f64::from(hour - from) / f64::from(to - from)).clamp(0.0, 1.0)
    }

    /// The value of an analyte at an hour, without noise.
    pub(super) fn value_at(&self, analyte: usize, hour: Tenths, is_hypotensive: bool) -> f64 {
        let health = &self.health;
        let on_treatment = self.progress(hour, self.worst_at + DAY);
        let worse = |value: usize| {
            1.0 + (self.worst[value] - 1.0) * self.progress(hour, self.recovered[value])
        };
        match analyte {
            CREATININE => health.creatinine * worse(CREATININE),
            BILIRUBIN => health.bilirubin * worse(BILIRUBIN),
            PLATELETS if hour <= self.worst_at => {
                let (from, to) = (self.platelets_at_start, self.worst[PLATELETS]);
                let way = self.progress(hour, self.recovered[PLATELETS]);
                health.platelets * (from + (to - from) * way)
            }
            PLATELETS => health.platelets * worse(PLATELETS),
            ALBUMIN => {
                health.albumin
                    * (1.0 + (self.albumin - 1.0) * self.progress(hour, self.recovered[4]))
            }
            SYSTOLIC if is_hypotensive => 82.0,
            SYSTOLIC => health.systolic - 20.0 * on_treatment,
            HEART_RATE if is_hypotensive => health.heart_rate + 40.0,
            HEART_RATE => health.heart_rate + 26.0 * on_treatment,
            _ => health.weight * (1.0 + self.gain * self.progress(hour, self.recovered[3])),
        }
    }
}
