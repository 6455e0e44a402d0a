//! Table 1: characteristics of treated patients.

use super::lookup::Lookup;
use super::strata::SIDE_BY_SIDE;
use super::table::{Cell, Shown, Table};
use crate::measures::results::{Level, Row, Statistic, Stratum, Unit};
use crate::measures::{characteristics, comparison};
use crate::report::wording::{self, list};

/// The characteristics, in the order of the table, with their headings.
const CHARACTERISTICS: [(&str, &str); 12] = [
    (characteristics::AGE_YEARS, "Age (years)"),
    (characteristics::SEX, "Sex"),
    (characteristics::RACE, "Race"),
    (characteristics::ETHNICITY, "Ethnicity"),
    (characteristics::WEIGHT_KG, "Weight (kg)"),
    (characteristics::ECOG, "ECOG performance status"),
    (characteristics::DIAGNOSIS, "Diagnosis"),
    (characteristics::PRIOR_LINES, "Prior systemic lines"),
    (
        characteristics::PRIOR_CHECKPOINT_INHIBITOR,
        "Prior checkpoint inhibitor",
    ),
    (characteristics::REGIMEN, "Regimen"),
    (characteristics::CARE_SETTING, "Care setting"),
    (
        characteristics::START_YEAR,
        "Year of the first treated course",
    ),
];

/// One group of rows per characteristic; those that nobody collected are named beneath.
pub(super) fn characteristics(results: &Lookup<'_>) -> Shown {
    let mut table = Table::new(&["Characteristic", "n/N", "Value"]);
    let mut not_collected = Vec::new();
    let mut shares: Vec<&Row> = Vec::new();
    for (measure, heading) in CHARACTERISTICS {
        match results.is_collected(measure, Unit::Patient) {
            None => {}
            Some(false) => not_collected.push(heading.to_lowercase().replace("ecog", "ECOG")),
            Some(true)
                if results
                    .only(measure, Unit::Patient, Statistic::Mean)
                    .is_some() =>
            {
                number(&mut table, *results, measure, heading);
            }
            Some(true) => {
                let rows = || results.of(measure, Unit::Patient);
                shares.extend(rows());
                // A category without a patient is left out, but that nobody is missing is worth a word where all are zero.
                for row in rows().filter(|row| row.numerator != Some(0)) {
                    let label = label(measure, &row.item);
                    let share = wording::share_and_interval(row).into();
                    table.row_of(
                        heading,
                        vec![label.into(), wording::n_of_n(row).into(), share],
                    );
                }
            }
        }
    }
    table.note("Unit of analysis: treated patients; N: all of those sites that collected the characteristic. Categories without a patient are left out; missing is a category where it occurs.");
    table.note_methods(shares.into_iter());
    table.note("SD: n − 1. Quartiles: type 7 of Hyndman and Fan.");
    if !not_collected.is_empty() {
        table.note(format!("Not collected: {}.", list(&not_collected)));
    }
    table.shown()
}

fn number(table: &mut Table, results: Lookup<'_>, measure: &'static str, heading: &str) {
    let row = |statistic| results.only(measure, Unit::Patient, statistic);
    let known = row(Statistic::Mean)
        .and_then(|mean| mean.denominator)
        .expect("a mean is of the patients in whom it is known");
    let missing = results
        .row(
            measure,
            Unit::Patient,
            "missing",
            Level::All,
            Statistic::Count,
        )
        .and_then(|row| row.value);
    #[expect(clippy::cast_possible_truncation, reason = "a count of patients")]
    let missing = missing.map_or(0, |missing| missing as i64);
    let of_all = |n: i64| format!("{}/{}", wording::count(n), wording::count(known + missing));
    if known > 0 {
        let [least, greatest] = [Statistic::Min, Statistic::Max].map(|statistic| {
            wording::statistic(row(statistic).expect("a mean has a range beside it"))
        });
        let range = format!("{least}–{greatest}");
        table.row_of(
            heading,
            vec!["mean (SD)".into(), of_all(known).into(), Cell::mean(row)],
        );
        table.row_of(
            heading,
            vec![
                "median (quartiles)".into(),
                of_all(known).into(),
                Cell::quartiles(row),
            ],
        );
        table.row_of(
            heading,
            vec!["range".into(), of_all(known).into(), range.into()],
        );
    }
    if missing > 0 {
        table.row_of(
            heading,
            vec!["missing".into(), of_all(missing).into(), Cell::default()],
        );
    }
}

/// Table 1 with strata side by side and, for two, the standardized difference.
pub(super) fn by_stratum(results: &Lookup<'_>) -> Shown {
    let strata = results.strata();
    if strata.len() < 2 || strata.len() > SIDE_BY_SIDE {
        return Shown::Nothing;
    }
    let compared = results.comparison();
    let mut table = Table::new(&["Characteristic"]);
    let names = strata.iter().map(|stratum| wording::stratum(stratum));
    table.headings.extend(names);
    if compared.is_some() {
        table.headings.push("Standardized difference".to_owned());
    }
    for (measure, heading) in CHARACTERISTICS {
        if results.is_collected(measure, Unit::Patient) != Some(true) {
            continue;
        }
        let mut rows = lines_of(*results, &strata, measure);
        if let Some(compared) = compared {
            let item = format!("{measure}/all");
            let balance = comparison::STANDARDIZED_DIFFERENCE;
            let row = compared.row(
                balance,
                Unit::Patient,
                &item,
                Level::All,
                Statistic::Difference,
            );
            let said = row.map_or_else(Cell::default, |row| Cell::statistic(Some(row)));
            // It stands in the first row of the characteristic.
            for (line, cells) in rows.iter_mut().enumerate() {
                cells.push(if line == 0 {
                    said.clone()
                } else {
                    Cell::default()
                });
            }
        }
        for cells in rows {
            table.row_of(heading, cells);
        }
    }
    table.note("Treated patients, each in the stratum of their first treated course; N: all of those sites that collected the characteristic.");
    if compared.is_some() {
        table.note("Standardized difference: of means over their pooled standard deviation, with the sign of the later column less the earlier; of categories the distance of their shares, without a sign. 0.1 is often taken for a small one. Patients in whom the characteristic is missing are left out.");
    }
    table.shown()
}

/// The rows of one characteristic, strata side by side, without the comparison.
fn lines_of(results: Lookup<'_>, strata: &[&Stratum], measure: &'static str) -> Vec<Vec<Cell>> {
    let of_strata = |label: &str, cell: &dyn Fn(Lookup<'_>) -> Cell| -> Vec<Cell> {
        let cells = strata
            .iter()
            .map(|stratum| cell(results.of_stratum(stratum)));
        std::iter::once(label.into()).chain(cells).collect()
    };
    let is_number = results
        .only(measure, Unit::Patient, Statistic::Mean)
        .is_some();
    if is_number {
        return vec![
            of_strata("mean (SD)", &|of| {
                Cell::mean(|statistic| of.only(measure, Unit::Patient, statistic))
            }),
            of_strata("median (quartiles)", &|of| {
                Cell::quartiles(|statistic| of.only(measure, Unit::Patient, statistic))
            }),
            of_strata("missing", &|of| {
                let missing = of.row(
                    measure,
                    Unit::Patient,
                    "missing",
                    Level::All,
                    Statistic::Count,
                );
                Cell::statistic(missing)
            }),
        ];
    }
    let share = |of: Lookup<'_>, item: &str| {
        let row = |item| {
            of.row(
                measure,
                Unit::Patient,
                item,
                Level::All,
                Statistic::Proportion,
            )
        };
        // What an open list of the stratum does not name, nobody of those has who stand in the row of the missing.
        let nobody = || {
            row("missing").map(|row| Row {
                value: Some(0.0),
                numerator: Some(0),
                ..row.clone()
            })
        };
        match row(item).cloned().or_else(nobody) {
            Some(row) => Cell::share_alone(Some(&row)),
            None => wording::NOT_COLLECTED.into(),
        }
    };
    let is_named = |item: &&str| {
        let row = results.row(
            measure,
            Unit::Patient,
            item,
            Level::All,
            Statistic::Proportion,
        );
        row.is_some_and(|row| row.numerator != Some(0))
    };
    results
        .items(measure, Unit::Patient)
        .into_iter()
        .filter(is_named)
        .map(|item| of_strata(&label(measure, item), &|of| share(of, item)))
        .collect()
}

/// A category as a reader sees it.
fn label(measure: &str, item: &str) -> String {
    let column = characteristics::column_of(measure).expect("Table 1 shows characteristics");
    wording::level(column, item)
}
