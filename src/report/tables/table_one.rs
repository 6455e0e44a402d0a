//! Table 1: characteristics of treated patients.

use super::lookup::Lookup;
use super::table::{Cell, Shown, Table};
use crate::measures::results::{Row, Statistic, Unit};
use crate::report::wording::{self, list};

/// The characteristics, in the order of the table, with their headings.
const CHARACTERISTICS: [(&str, &str); 12] = [
    ("characteristics.age_years", "Age (years)"),
    ("characteristics.sex", "Sex"),
    ("characteristics.race", "Race"),
    ("characteristics.ethnicity", "Ethnicity"),
    ("characteristics.weight_kg", "Weight (kg)"),
    ("characteristics.ecog", "ECOG performance status"),
    ("characteristics.diagnosis", "Diagnosis"),
    ("characteristics.prior_lines", "Prior systemic lines"),
    (
        "characteristics.prior_checkpoint_inhibitor",
        "Prior checkpoint inhibitor",
    ),
    ("characteristics.regimen", "Regimen"),
    ("characteristics.care_setting", "Care setting"),
    (
        "characteristics.start_year",
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
    let text = |statistic| row(statistic).map(wording::statistic).unwrap_or_default();
    let known = row(Statistic::Mean)
        .and_then(|row| row.denominator)
        .unwrap_or_default();
    let missing = results
        .row(measure, Unit::Patient, "missing", "all", Statistic::Count)
        .and_then(|row| row.value);
    #[expect(clippy::cast_possible_truncation, reason = "a count of patients")]
    let missing = missing.map_or(0, |missing| missing as i64);
    let of_all = |n: i64| format!("{}/{}", wording::count(n), wording::count(known + missing));
    if known > 0 {
        let range = format!("{}–{}", text(Statistic::Min), text(Statistic::Max));
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

/// A category as a reader sees it.
fn label(measure: &str, item: &str) -> String {
    match (measure, item) {
        ("characteristics.prior_checkpoint_inhibitor", "true") => "yes".to_owned(),
        ("characteristics.prior_checkpoint_inhibitor", "false") => "no".to_owned(),
        ("characteristics.regimen", "hd_il2") => "high-dose IL-2".to_owned(),
        ("characteristics.regimen", "til_il2") => "IL-2 after TIL".to_owned(),
        ("characteristics.care_setting", "icu") => "ICU".to_owned(),
        ("characteristics.care_setting" | "characteristics.diagnosis", item) => {
            wording::spaced(item)
        }
        (_, item) => item.to_owned(),
    }
}
