//! The rows of a patient, a course, its doses and its toxicities; some have faults, as in real exports.

use super::cycle::DAY;
use super::patient::Patient;
use super::random::Dice;
use super::record::Course;
use super::regimen::Regimen;
use super::sheet::{Fault, Sheet};
use crate::model::DoseStatus;
use std::io::{self, Write};

/// The probability that an optional value is absent.
pub(super) const ABSENT: f64 = 0.015;

/// The weight that was mistyped at first, in tenths of a kilogram: no weight of a person.
pub(super) const MISTYPED_WEIGHT: i64 = 8000;

/// The value, or `None` with probability `absent`.
pub(super) fn mostly<T>(dice: &mut Dice, absent: f64, value: T) -> Option<T> {
    (!dice.chance(absent)).then_some(value)
}

/// The pseudonyms of a course and of its patient.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids<'a> {
    pub(super) patient: &'a str,
    pub(super) course: &'a str,
}

/// The row of a patient.
pub(super) fn write_patient<W: Write>(
    sheet: &mut Sheet<W>,
    dice: &mut Dice,
    patient_id: &str,
    patient: &Patient,
) -> io::Result<()> {
    let fault = sheet.fault(dice, &[(1, Fault::Repeated)]);
    sheet.text(patient_id);
    let sex = if patient.is_female {
        ["female", "F"]
    } else {
        ["male", "M"]
    };
    sheet.name(dice, sex[0], &sex[1..]);
    sheet.text(patient.race);
    sheet.text(patient.ethnicity);
    sheet.word(patient.diagnosis);
    sheet.number(mostly(dice, ABSENT, i64::from(patient.prior_lines)), 0);
    sheet.claim(patient.prior_checkpoint_inhibitor);
    sheet.number(patient.death_day.map(i64::from), 0);
    sheet.word(patient.death_cause.unwrap_or(sheet.site.absent));
    sheet.number(mostly(dice, ABSENT, i64::from(patient.last_contact_day)), 0);
    sheet.end_with(fault)
}

/// The row of a course; a weight that was mistyped at first has a row of its own before it.
pub(super) fn write_course<W: Write>(
    sheet: &mut Sheet<W>,
    dice: &mut Dice,
    ids: Ids<'_>,
    course: &Course,
) -> io::Result<()> {
    // Weight and age are always known: a record that lacks one at a single course has it elsewhere.
    dice.pass();
    dice.pass();
    let weight = Some(i64::from(course.weight));
    let age = Some(i64::from(course.age_years));
    let ecog = mostly(dice, 2.0 * ABSENT, i64::from(course.ecog));
    let regimen = match course.protocol.regimen {
        Regimen::HighDose => {
            dice.pass();
            "hd_il2"
        }
        Regimen::AfterTil => "til_il2",
    };
    let version = if course.start_year < sheet.site.ctcae_5_from {
        "4.03"
    } else {
        "5.0"
    };
    let version = mostly(dice, ABSENT, version).unwrap_or(sheet.site.absent);
    let fault = sheet.fault(dice, &[(1, Fault::Domain)]);
    // A weight that was mistyped at first: the row is quarantined, and the corrected one after it is stored.
    let weights = fault
        .map(|_| Some(MISTYPED_WEIGHT))
        .into_iter()
        .chain([weight]);
    for weight in weights {
        sheet.text(ids.course);
        sheet.text(ids.patient);
        sheet.count(course.number);
        sheet.word(regimen);
        sheet.count(course.start_year);
        sheet.count(course.start_month);
        sheet.count(course.start_day);
        sheet.number(age, 0);
        sheet.number(weight, 1);
        sheet.number(ecog, 0);
        sheet.claim(course.baseline_dialysis);
        sheet.count(course.protocol.iu_per_kg);
        sheet.count(course.protocol.cycles);
        sheet.count(course.protocol.doses_per_cycle);
        sheet.word(course.care.name());
        sheet.text(version);
        sheet.word(course.best_response.unwrap_or(sheet.site.absent));
        match course.best_response {
            Some("CR" | "PR") => {
                sheet.word(sheet.site.response_criteria);
                sheet.claim(course.is_confirmed);
            }
            Some(_) => {
                sheet.word(sheet.site.response_criteria);
                sheet.text(sheet.site.absent);
            }
            None => {
                sheet.text(sheet.site.absent);
                sheet.text(sheet.site.absent);
            }
        }
        sheet.number(course.response_day.map(i64::from), 0);
        sheet.number(course.progression_day.map(i64::from), 0);
        sheet.number(course.last_assessment_day.map(i64::from), 0);
        sheet.end()?;
    }
    Ok(())
}

/// The rows of the doses, with the reason of each that was not given.
pub(super) fn write_doses<W: Write>(
    sheet: &mut Sheet<W>,
    dice: &mut Dice,
    ids: Ids<'_>,
    course: &Course,
) -> io::Result<()> {
    for dose in &course.doses {
        let kinds = [
            (5, Fault::Repeated),
            (3, Fault::Stranger),
            (2, Fault::Domain),
        ];
        // The first dose of a cycle has no fault: without that at hour 0, all hours of the course would count from
        // another dose.
        let fault = sheet.fault(dice, &kinds).filter(|_| dose.number != 1);
        begin_row(sheet, ids, fault);
        sheet.count(dose.cycle);
        sheet.count(dose.number);
        sheet.word(match fault {
            Some(Fault::Domain) => "documented elsewhere",
            _ => dose.status.name(),
        });
        let is_known = dose.status == DoseStatus::Given || !dice.chance(ABSENT);
        sheet.hour(dose.hour.filter(|_| is_known));
        sheet.number(dose.iu_per_kg.map(i64::from), 0);
        match dose.trouble.filter(|_| !dice.chance(5.0 * ABSENT)) {
            Some(trouble) if trouble.terms().is_empty() => sheet.word(dice.pick(trouble.words())),
            Some(trouble) => {
                let term = dice.pick(trouble.terms());
                let also = dice.pick(trouble.words());
                sheet.name(dice, term, &[also]);
            }
            None => sheet.text(sheet.site.absent),
        }
        sheet.end_with(fault)?;
    }
    Ok(())
}

/// The key of a row: its course, or one that does not exist.
pub(super) fn begin_row<W: Write>(sheet: &mut Sheet<W>, ids: Ids<'_>, fault: Option<Fault>) {
    if fault == Some(Fault::Stranger) {
        // Patients count from 1.
        sheet.text(&format!("{}00000-1", sheet.site.letter));
    } else {
        sheet.text(ids.course);
    }
}

/// The rows of the toxicities, as the site names them.
pub(super) fn write_toxicities<W: Write>(
    sheet: &mut Sheet<W>,
    dice: &mut Dice,
    ids: Ids<'_>,
    course: &Course,
) -> io::Result<()> {
    let kinds = [
        (2, Fault::Repeated),
        (3, Fault::Stranger),
        (3, Fault::Domain),
        (2, Fault::Type),
        (3, Fault::Backwards),
        (1, Fault::Torn),
    ];
    for event in &course.toxicities {
        let fault = sheet.fault(dice, &kinds);
        begin_row(sheet, ids, fault);
        sheet.name(dice, event.ailment.term, event.ailment.also);
        match fault {
            Some(Fault::Domain) => sheet.count(7),
            Some(Fault::Type) => sheet.text("III+"),
            _ => sheet.number(mostly(dice, ABSENT, i64::from(event.grade)), 0),
        }
        if fault == Some(Fault::Backwards) {
            sheet.hour(Some(event.onset));
            sheet.hour(Some(event.onset - DAY));
        } else {
            // Nobody can say of which of several courses an event without a date is.
            let onset = mostly(dice, ABSENT, event.onset);
            sheet.hour(onset.or_else(|| (!course.is_only).then_some(event.onset)));
            sheet.hour(event.resolved);
        }
        sheet.word(event.attribution);
        sheet.word(event.action);
        sheet.end_with(fault)?;
    }
    Ok(())
}

/// The row of an organ system that was not assessed, if there is one.
pub(super) fn write_not_assessed<W: Write>(
    sheet: &mut Sheet<W>,
    _: &mut Dice,
    ids: Ids<'_>,
    course: &Course,
) -> io::Result<()> {
    let Some(organ_system) = course.not_assessed else {
        return Ok(());
    };
    sheet.text(ids.course);
    sheet.word(organ_system);
    sheet.end()
}
