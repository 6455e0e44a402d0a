//! Dialysis that the kidney requires, and its grade.

use super::ailments::ailment_of;
use super::cycle::{DAY, HOUR, Tenths};
use super::labs::Body;
use super::random::{Dice, rounded};
use super::sites::Site;
use super::toxicity::Toxicity;

/// One interval of dialysis.
#[derive(Debug, Clone)]
pub(super) struct Dialysis {
    pub(super) modality: &'static [&'static str],
    pub(super) start: Tenths,
    pub(super) stop: Option<Tenths>,
}

/// Intermittent sessions.
const IHD: &[&str] = &["ihd", "HD", "hemodialysis", "Intermittent haemodialysis"];
/// Continuous or prolonged treatment, and modalities that were not specified.
const LONG: [&[&str]; 6] = [
    &["crrt", "continuous dialysis"],
    &["cvvh", "CVVH"],
    &["cvvhd", "CVVHD"],
    &["cvvhdf", "CVVHDF"],
    &["pirrt", "SLED"],
    &["unspecified", "dialysis", "RRT"],
];

/// Dialysis after the creatinine that calls for it: continuous, or sessions every other day.
pub(super) fn dialysis_after(dice: &mut Dice, body: &Body) -> Vec<Dialysis> {
    let ratio = body.creatinine_ratio();
    if ratio < 3.0 || !dice.chance((ratio - 2.3) * 0.19) {
        return Vec::new();
    }
    let begins = body.worst_at + dice.between(4 * HOUR, 30 * HOUR);
    let mut rows = Vec::new();
    if dice.chance(0.3) {
        let access = begins - dice.between(10, 40);
        rows.push(Dialysis {
            modality: &["access_only", "dialysis catheter"],
            start: access,
            stop: Some(access + 5),
        });
    }
    if dice.chance(0.6) {
        let modality = dice.pick(&LONG);
        let hours = 12.0 + dice.wait(50.0);
        rows.push(Dialysis {
            modality,
            start: begins,
            stop: (!dice.chance(0.05)).then(|| begins + rounded(hours * f64::from(HOUR))),
        });
    } else {
        rows.extend(sessions(dice, begins, 4));
    }
    rows
}

/// Grades the kidney injury that was dialyzed 4, as CTCAE does, where the site does so.
pub(super) fn grade_dialyzed(
    dice: &mut Dice,
    site: &Site,
    body: &Body,
    dialysis: &[Dialysis],
    toxicities: &mut Vec<Toxicity>,
) {
    let Some(first) = dialysis.iter().map(|row| row.start).min() else {
        return;
    };
    if !dice.chance(site.grades_by_support) {
        return;
    }
    let injury = "Acute kidney injury";
    if let Some(event) = toxicities
        .iter_mut()
        .find(|event| event.ailment.term == injury)
    {
        event.grade = 4;
        return;
    }
    let ended = dialysis.iter().filter_map(|row| row.stop).max();
    toxicities.push(Toxicity {
        ailment: ailment_of(injury),
        grade: 4,
        onset: first - dice.between(4 * HOUR, 20 * HOUR),
        resolved: ended.map(|ended| ended.max(body.recovered_at(injury))),
        attribution: "related",
        action: "other",
    });
}

/// Sessions of intermittent dialysis, every other day.
pub(super) fn sessions(dice: &mut Dice, begins: Tenths, most: i32) -> Vec<Dialysis> {
    (0..dice.between(1, most))
        .map(|session| {
            let start = begins + session * 2 * DAY + dice.between(0, 3 * HOUR);
            Dialysis {
                modality: IHD,
                start,
                stop: Some(start + dice.between(30, 45)),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminology::dialysis_modality;

    #[test]
    fn modalities_are_in_the_terminology() {
        for name in IHD.iter().chain(LONG.iter().copied().flatten()) {
            assert!(dialysis_modality(name).is_some(), "{name}");
        }
    }
}
