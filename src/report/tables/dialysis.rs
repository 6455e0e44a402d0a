//! Dialysis.

use super::lookup::Lookup;
use super::table::{Cell, Shown, Table, shares};
use crate::measures::results::{Level, Row, Statistic, Unit};
use crate::measures::{dialysis, kidney};
use crate::report::wording;
use crate::terminology::dialysis_modalities;

const HOURS_LABEL: &str = "Hours on dialysis: median (quartiles)";

pub(super) fn used(results: &Lookup<'_>) -> Shown {
    if results.is_collected(dialysis::USE, Unit::Patient) == Some(false) {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&["", "n/N", "Value"]);
    let mut rows: Vec<&Row> = Vec::new();
    let rates = [
        ("Patients with dialysis", dialysis::USE, Unit::Patient),
        ("Courses with dialysis", dialysis::USE, Unit::Course),
        ("Of these: dialysis ended", dialysis::ENDED, Unit::Course),
    ];
    for (label, measure, unit) in rates {
        let Some(row) = results.of(measure, unit).next() else {
            continue;
        };
        rows.push(row);
        table.share_row(label, row);
    }
    if let Some(row) = results.only(dialysis::RATE, Unit::Course, Statistic::Rate) {
        rows.push(row);
        table.row(vec![
            "Courses with dialysis per 1,000 given doses".into(),
            wording::n_of_n(row).into(),
            wording::rate(row).into(),
        ]);
    }
    let hours = |statistic| results.only(dialysis::HOURS, Unit::Course, statistic);
    if hours(Statistic::Median).is_some() {
        table.quartiles_row(HOURS_LABEL, hours);
    } else if let Some(row) = results.of(dialysis::HOURS, Unit::Course).next() {
        let absence = wording::absence(row).map(str::to_owned);
        table.row(vec![HOURS_LABEL.into(), Cell::default(), absence.into()]);
    }
    table.note_methods(rows.into_iter());
    table.note("Units of analysis: treated patients and courses at risk, at sites that collected dialysis. The rate is out of given doses of courses at risk.");
    table.shown()
}

pub(super) fn modalities(results: &Lookup<'_>) -> Shown {
    let label = |row: &Row| {
        let mut known = dialysis_modalities().iter();
        let known = known.find(|modality| modality.code == row.item);
        known.map_or(&row.item, |modality| &modality.name).clone()
    };
    shares(
        results,
        (dialysis::MODALITY, Unit::Course),
        ["Modality", "n/N", "Courses"],
        label,
        "Unit of analysis: treated courses at risk; one course may have several modalities.",
    )
}

pub(super) fn kidney(results: &Lookup<'_>) -> Shown {
    if results.is_collected(kidney::KDIGO_STAGE, Unit::Course) == Some(false) {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&["", "n/N", "Value"]);
    for row in results.of(kidney::KDIGO_STAGE, Unit::Course) {
        let label = if row.level == Level::number(0.0) {
            "No acute kidney injury".to_owned()
        } else {
            format!("KDIGO stage {}", row.level)
        };
        table.share_row(label, row);
    }
    let ratio = |statistic| results.only(kidney::PEAK_CREATININE_RATIO, Unit::Course, statistic);
    table.quartiles_row("Peak creatinine ÷ baseline: median (quartiles)", ratio);
    table.note_methods(results.of(kidney::KDIGO_STAGE, Unit::Course));
    table.note("Unit of analysis: treated courses at risk of dialysis with a baseline and a value in the window, by the highest stage from the first given dose to 7 days after the last. KDIGO 2012, creatinine criteria; dialysis is stage 3.");
    table.shown()
}
