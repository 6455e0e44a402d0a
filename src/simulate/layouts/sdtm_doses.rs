//! The doses of a trial: exposure as it was collected.

use super::chart::{Chart, CourseChart};
use super::mar_drugs::amount_of;
use super::raw::{RawFile, date_time};
use super::reasons::nurse_words;
use crate::simulate::random::Dice;
use crate::simulate::regimen::Regimen;
use std::io::Write;

/// A moment in the form of the standard.
pub(super) fn iso(minutes: i64) -> String {
    date_time(minutes).replace(' ', "T")
}

/// The doses as exposure was collected, with those that were scheduled.
pub(super) fn write_doses<W: Write>(
    file: &mut RawFile<W>,
    dice: &mut Dice,
    chart: &Chart,
    course: &CourseChart,
    subject: &str,
    number: &mut u64,
) {
    let doses = course.doses();
    let weight = course.row.get("weight_kg");
    if chart.site.regimen == Regimen::AfterTil
        && let Some(&(first, _)) = doses.first()
    {
        let at = iso(first - i64::from(dice.between(8, 70)) * 60);
        let drug = dice.pick(&["LIFILEUCEL", "TUMOR INFILTRATING LYMPHOCYTES"]);
        *number += 1;
        file.row(&[
            subject,
            &number.to_string(),
            drug,
            "PERFORMED",
            "1",
            "DOSE",
            "ONCE",
            "",
            "Y",
            "",
            &at,
            "",
        ]);
    }
    for (at, dose) in doses {
        *number += 1;
        let sequence = number.to_string();
        if dice.chance(0.1) {
            let planned = iso(at.div_euclid(60) * 60);
            file.row(&[
                subject,
                &sequence,
                "ALDESLEUKIN",
                "SCHEDULED",
                "48",
                "MIU",
                "Q8H",
                "",
                "",
                "",
                &planned,
                "",
            ]);
            *number += 1;
        }
        let sequence = number.to_string();
        if dose.get("status") == "given" {
            let (amount, unit) = amount_of(dice, dose, weight);
            let route = dice.pick(&["INTRAVENOUS", "INTRAVENOUS DRIP", ""]);
            let occurred = dice.pick(&["Y", ""]);
            file.row(&[
                subject,
                &sequence,
                "ALDESLEUKIN",
                "PERFORMED",
                &amount,
                unit,
                "Q8H",
                route,
                occurred,
                "",
                &iso(at),
                &iso(at + 15),
            ]);
            continue;
        }
        let reason = dose.get("reason");
        let words = nurse_words(reason);
        let reason = match dose.get("status") {
            "refused" => "Patient refused".to_owned(),
            _ if !words.is_empty() && dice.chance(0.5) => dice.pick(words).to_owned(),
            _ => chart.words(dose, "reason"),
        };
        file.row(&[
            subject,
            &sequence,
            "ALDESLEUKIN",
            "PERFORMED",
            "0",
            "MIU",
            "Q8H",
            "INTRAVENOUS",
            "N",
            &reason,
            &iso(at),
            &iso(at),
        ]);
    }
}
