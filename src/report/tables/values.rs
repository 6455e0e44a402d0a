//! Values and not their grades: the lowest and highest ones, the course by day, vital signs, the capillary leak proxy.

use super::by_group::{ByGroup, off_page};
use super::cell::{Cell, Quantity};
use super::columns::{Split, columns, of_til, pooled, small_groups};
use super::items::items;
use super::laboratory_days::{LaboratoryDay, laboratory_days};
use super::line::{Content, Line};
use super::lookup::Lookup;
use super::table::{Shown, Table};
use crate::facts::FOLLOWED;
use crate::measures::results::{ExtremeOf, Level, Unit};
use crate::measures::{capillary_leak, laboratory, toxicity, vasopressor, vital_signs};
use crate::report::tables::LEAST_AT_RISK;
use crate::report::wording;
use std::collections::BTreeSet;

/// What a sustained sign is, and when none can be seen.
const SUSTAINED: &str = "Sustained: all values of at least 30 minutes are beyond the limit, neighboring ones at most 6 h apart. Where values are farther apart, none is seen: a low count may be that of sparse charting.";

/// The lowest and highest values.
pub(super) fn extremes(results: &Lookup<'_>) -> Shown {
    let unit = Unit::Course;
    let headings = ["n", "Median (IQR)", "Hour", "Doses given"];
    let mut table = ByGroup::with_headings(*results, "Analyte", Split::ByRegimen, unit, &headings);
    for (group, measure) in [("Lowest", laboratory::NADIR), ("Highest", laboratory::PEAK)] {
        for analyte in items(*results, measure, unit) {
            let line = |of, decimals| {
                let line = Line::new("", measure, unit, Content::Quartiles(decimals));
                line.item(analyte).level(Level::Extreme(of))
            };
            let courses = Line::new("", measure, unit, Content::Known);
            let lines = [
                courses
                    .item(analyte)
                    .level(Level::Extreme(ExtremeOf::Value)),
                line(ExtremeOf::Value, wording::decimals_of_analyte(analyte)),
                line(ExtremeOf::Hour, 0),
                line(ExtremeOf::Doses, 0),
            ];
            table.row(Some(group), &wording::analyte_with_unit(analyte), &lines);
        }
    }
    table.note("Values after the first dose given and up to 30 days after the last; n, courses with one; of equal extremes the earliest. Hour: since the first dose given. Doses given: up to that hour, in courses in which every given dose has an hour.");
    table.shown()
}

/// The median and quartiles of each day that the figure of these values draws.
pub(super) fn by_day(results: &Lookup<'_>) -> Shown {
    let unit = Unit::Course;
    let columns = columns(*results, Split::ByRegimen);
    let mut states = columns
        .iter()
        .map(|column| column.lookup.is_collected(laboratory::BY_DAY, unit));
    if states.all(|state| state == Some(false)) {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&["Day"]);
    for column in &columns {
        table.heads.push((column.head(unit), 2));
        table
            .headings
            .extend(["n", "Median (IQR)"].map(str::to_owned));
    }
    table.off_page = off_page(&columns, 2);
    for analyte in FOLLOWED {
        let of_columns = columns.iter();
        let of_columns: Vec<Vec<LaboratoryDay>> = of_columns
            .map(|column| laboratory_days(column.lookup, analyte))
            .collect();
        let shown = of_columns.iter().flatten().filter(|day| day.is_shown());
        let days: BTreeSet<i64> = shown.map(|day| day.day).collect();
        for day in days {
            let label = match day {
                0 => "Baseline".to_owned(),
                day => format!("Day {day}"),
            };
            let mut cells: Vec<Cell> = vec![label.into()];
            for of_column in &of_columns {
                let mut known = of_column.iter();
                let known = known.find(|known| known.day == day);
                cells.extend(of_day(known, analyte));
            }
            table.row_of(&wording::analyte_with_unit(analyte), cells);
        }
    }
    table.note(format!(
        "n, courses with a value of that day. Baseline: the last value in the 7 days up to the first dose given, or else in the 90 days up to it (of creatinine, the lowest there); day 1: the 24 h from that dose, and so on up to 30 days after the last dose, the last value of each. –, a value in fewer than {LEAST_AT_RISK} courses. All days, and days with few courses, are in curves.csv, which stays at the site."
    ));
    table
        .notes
        .extend(of_til(columns.iter().map(|it| it.lookup)).map(str::to_owned));
    let named = || columns.iter().map(super::columns::Column::named);
    table
        .notes
        .extend(pooled(named(), Split::ByRegimen, "column"));
    table.notes.extend(small_groups(named()));
    table.shown()
}

/// The courses with a value of a day, and their quartiles where they are enough.
fn of_day(day: Option<&LaboratoryDay>, analyte: &str) -> [Cell; 2] {
    let courses = Cell::count(day.map_or(0, |day| day.courses));
    let Some(day) = day.filter(|day| day.is_shown()) else {
        return [courses, "–".into()];
    };
    let n_decimals = wording::decimals_of_analyte(analyte);
    let [q1, median, q3] = day.quartiles.map(|value| wording::fixed(value, n_decimals));
    let cell = Cell::from(format!("{median} ({q1}–{q3})")).with([
        (Quantity::Median, median),
        (Quantity::Q1, q1),
        (Quantity::Q3, q3),
    ]);
    [courses, cell]
}

pub(super) fn signs(results: &Lookup<'_>) -> Shown {
    let unit = Unit::Patient;
    let mut table = ByGroup::new(*results, "", Split::ByRegimen, unit);
    for (group, sign, levels) in [
        (
            "Hypotension",
            "hypotension",
            &[
                ("Systolic pressure < 90 mmHg", Level::Any),
                (
                    "Sustained for at least 30 minutes",
                    Level::Sign("sustained"),
                ),
            ][..],
        ),
        (
            "Tachycardia",
            "tachycardia",
            &[
                ("Heart rate > 100/min", Level::Any),
                ("Heart rate > 130/min", Level::Sign("gt130")),
                (
                    "Sustained for at least 30 minutes",
                    Level::Sign("sustained"),
                ),
            ],
        ),
        (
            "Fever",
            "fever",
            &[
                ("Temperature ≥ 38.0 °C", Level::Any),
                ("Temperature > 40.0 °C", Level::Sign("gt40")),
            ],
        ),
        (
            "Desaturation",
            "desaturation",
            &[
                ("Oxygen saturation < 90%", Level::Any),
                ("Oxygen saturation < 88%", Level::Sign("lt88")),
            ],
        ),
        (
            "Oxygen",
            "oxygen",
            &[
                ("Any oxygen", Level::Any),
                ("> 4 L/min, or ≥ 40%", Level::Sign("high")),
            ],
        ),
    ] {
        for &(label, level) in levels {
            let line = Line::new(label, vital_signs::SIGN, unit, Content::Share);
            table.line_of(group, &line.item(sign).level(level));
        }
    }
    let support = Line::new("Any vasopressor", vasopressor::USE, unit, Content::Share);
    table.line_of("Vasopressor support", &support);
    table.note("Signs, not grades: values after the first dose given and up to 30 days after the last. Pressures under vasopressors look normal, so that vasopressor support is shown beside them.");
    table.note(SUSTAINED);
    table.shown()
}

pub(super) fn leak_proxy(results: &Lookup<'_>) -> Shown {
    let unit = Unit::Course;
    let mut table = ByGroup::new(*results, "", Split::ByRegimen, unit);
    let present = Line::new(
        "Capillary leak proxy: two of three parts",
        capillary_leak::PRESENT,
        unit,
        Content::Share,
    );
    table.line(&present);
    let group = "Parts";
    for (label, item, level) in [
        ("Albumin fell", "albumin", Level::All),
        ("Weight ≥ 5% above baseline", "weight", Level::number(5.0)),
        ("Weight ≥ 10% above baseline", "weight", Level::number(10.0)),
        ("Weight ≥ 15% above baseline", "weight", Level::number(15.0)),
        ("Weight ≥ 20% above baseline", "weight", Level::number(20.0)),
        (
            "Sustained hypotension or a vasopressor",
            "pressure",
            Level::All,
        ),
    ] {
        let line = Line::new(label, capillary_leak::PART, unit, Content::Share);
        table.line_of(group, &line.item(item).level(level));
    }
    let reported = Line::new(
        "Capillary leak and fluid retention",
        toxicity::ORGAN_SYSTEM,
        unit,
        Content::Share,
    );
    let reported = reported.item("capillary_leak").level(Level::Any);
    table.line_of("Reported adverse events, any grade", &reported);
    let fluid = capillary_leak::NET_FLUID;
    let group = "Net fluid of a cycle, L";
    table.line_of(
        group,
        &Line::new("Cycles", fluid, Unit::Cycle, Content::Known),
    );
    let quartiles = Line::new("Median (IQR)", fluid, Unit::Cycle, Content::Quartiles(1));
    table.line_of(group, &quartiles);
    table.note("A proxy: no published standard defines capillary leak by values. Albumin fell below 3.0 g/dL and below its baseline, or by 0.5 g/dL; weight counts from 5%. Albumin infusions blunt the first part and raise the second. Looked for from the start of a cycle to 48 h after its last dose, against the last value of the week before the start. A course is positive where one of its cycles is, and else left out where a cycle is unknown, so that N differs between rows. It needs measurements, vasopressors and the hours of doses.");
    table.note(SUSTAINED);
    table.shown()
}
