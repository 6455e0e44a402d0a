//! Table 1: characteristics of treated patients.

use super::by_group::ByGroup;
use super::cell::Cell;
use super::columns::Split;
use super::items::items;
use super::line::{Content, Line};
use super::lookup::Lookup;
use super::table::Shown;
use crate::measures::own::own_column_of;
use crate::measures::results::{Level, Statistic, Status, Unit};
use crate::measures::{characteristics, comparison};
use crate::model::OWN_VALUES;
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
    let unit = Unit::Patient;
    let mut table = ByGroup::new(*results, "Characteristic", Split::WithAll, unit);
    let compared: Vec<Lookup<'_>> = results.comparisons().collect();
    for comparison in &compared {
        let heading = if compared.len() > 1 {
            format!(
                "Standardized difference, {}",
                wording::stratum(comparison.stratum())
            )
        } else {
            "Standardized difference".to_owned()
        };
        table.heading(&heading);
    }
    let mut not_collected = Vec::new();
    let own = results.of_own_columns().into_iter().filter_map(|measure| {
        // A column of the site has the site's name for it.
        Some((measure, characteristics::column_of(measure)?))
    });
    let own: Vec<(&str, &str)> = own.collect();
    let (too_many, listed): (Vec<_>, Vec<_>) = own
        .iter()
        .copied()
        .partition(|(measure, _)| has_too_many(*results, measure));
    for (measure, heading) in CHARACTERISTICS.into_iter().chain(listed) {
        match results.is_collected(measure, unit) {
            None => {}
            Some(false) if own.contains(&(measure, heading)) => {
                not_collected.push(heading.to_owned());
            }
            Some(false) => not_collected.push(heading.to_lowercase().replace("ecog", "ECOG")),
            Some(true) => {
                for (index, line) in lines(*results, measure).iter().enumerate() {
                    table.line_of(heading, line);
                    // It is about the characteristic, and is in its first row.
                    let differences = compared.iter().map(|comparison| {
                        let is_first = index == 0;
                        let cell = is_first.then(|| difference(*comparison, measure));
                        cell.unwrap_or_default()
                    });
                    table.extend_last(differences.collect::<Vec<_>>());
                }
            }
        }
    }
    table.note("Treated patients, at their first treated course. HD IL-2, high-dose interleukin-2; TIL, IL-2 after tumor-infiltrating lymphocytes; SD, standard deviation; IQR, interquartile range, of known values. Categories without a patient are left out.");
    if !compared.is_empty() {
        table.note("Standardized difference: of means over their pooled standard deviation, with the sign of the later group less the earlier; of categories the distance of their shares, without a sign. 0.1 is often taken for a small one. Missing values are left out.");
    }
    if !not_collected.is_empty() {
        table.note(format!("Not collected: {}.", list(&not_collected)));
    }
    if !own.is_empty() {
        table.note("Columns x_…: the site's own.");
    }
    if !too_many.is_empty() {
        let names: Vec<String> = too_many
            .iter()
            .map(|(_, name)| (*name).to_owned())
            .collect();
        table.note(format!(
            "Not listed, since they have more than {OWN_VALUES} different values: {}.",
            list(&names)
        ));
    }
    table.shown()
}

/// Whether the values of an own column are too many to be listed.
fn has_too_many(results: Lookup<'_>, measure: &'static str) -> bool {
    let row = results.unnoted().row(
        measure,
        Unit::Patient,
        "all",
        Level::All,
        Statistic::Proportion,
    );
    row.is_some_and(|row| row.status == Status::NotEstimable)
}

fn difference(comparison: Lookup<'_>, measure: &'static str) -> Cell {
    let row = comparison.row(
        comparison::STANDARDIZED_DIFFERENCE,
        Unit::Patient,
        &format!("{measure}/all"),
        Level::All,
        Statistic::Difference,
    );
    let value = row.map(|row| {
        row.value
            .map_or(wording::NE.to_owned(), |value| wording::fixed(value, 2))
    });
    value.into()
}

/// The lines of one characteristic: of a number its mean and its median, of categories each that occurs; missing last.
fn lines(results: Lookup<'_>, measure: &'static str) -> Vec<Line> {
    let unit = Unit::Patient;
    let is_number = results.only(measure, unit, Statistic::Mean).is_some();
    if is_number {
        let mut lines = vec![
            Line::new("Mean (SD)", measure, unit, Content::Mean(0)),
            Line::new("Median (IQR)", measure, unit, Content::Quartiles(0)),
        ];
        let missing = Line::new("Missing", measure, unit, Content::Count).item("missing");
        let count = Statistic::Count;
        let n_missing = results.row(measure, unit, "missing", Level::All, count);
        if n_missing.is_some_and(|row| row.value > Some(0.0)) {
            lines.push(missing);
        }
        return lines;
    }
    let column = characteristics::column_of(measure).expect("Table 1 shows characteristics");
    let occurs = |item: &&str| {
        let row = results.row(measure, unit, item, Level::All, Statistic::Proportion);
        row.is_some_and(|row| row.numerator != Some(0))
    };
    let items = items(results, measure, unit).into_iter().filter(occurs);
    if measure == characteristics::START_YEAR {
        return eras(&items.collect::<Vec<_>>());
    }
    let is_own = own_column_of(measure).is_some();
    let line = |item: &str| {
        // Texts of an own column are as the site writes them.
        let label = if is_own && !["missing", "true", "false"].contains(&item) {
            item.to_owned()
        } else {
            wording::label(column, item)
        };
        let line = Line::new(label, measure, unit, Content::ShareAlone);
        line.item(item).of_open_list()
    };
    items.map(line).collect()
}

/// More years than these are summed into eras of equal length.
const MOST_YEARS: usize = 5;
/// At most so many eras.
const MOST_ERAS: i64 = 4;

/// Years, or the eras that they are summed into; those without a year last.
fn eras(items: &[&str]) -> Vec<Line> {
    let (measure, unit) = (characteristics::START_YEAR, Unit::Patient);
    let line = |label: String, items: &[&str]| {
        let line = Line::new(label, measure, unit, Content::ShareAlone);
        line.together(items).of_open_list()
    };
    let mut years: Vec<(i64, &str)> = items
        .iter()
        .filter_map(|&item| Some((item.parse().ok()?, item)))
        .collect();
    years.sort_unstable();
    let others = items.iter().filter(|item| item.parse::<i64>().is_err());
    let others = others.map(|&item| line(wording::label("start_year", item), &[item]));
    let length = match (years.first(), years.last()) {
        (Some(first), Some(last)) if years.len() > MOST_YEARS => {
            (last.0 - first.0 + MOST_ERAS) / MOST_ERAS
        }
        _ => 1,
    };
    let era = |year: i64| (year - years[0].0) / length;
    let eras = years.chunk_by(|a, b| era(a.0) == era(b.0)).map(|years| {
        let (first, last) = (years[0].1, years[years.len() - 1].1);
        let label = if first == last {
            first.to_owned()
        } else {
            format!("{first}–{last}")
        };
        let items: Vec<&str> = years.iter().map(|(_, item)| *item).collect();
        line(label, &items)
    });
    let eras: Vec<Line> = eras.collect();
    eras.into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_years_are_summed_into_four_eras_and_a_missing_one_is_last() {
        let labels = |items: &[&str]| -> Vec<String> {
            eras(items).into_iter().map(|line| line.label).collect()
        };
        // 2016 to 2023 are eight years: eras of two.
        let years = ["2016", "2017", "2018", "2020", "2021", "2023", "missing"];
        let eras = ["2016–2017", "2018", "2020–2021", "2023", "Missing"];
        assert_eq!(labels(&years), eras);
        assert_eq!(labels(&["2019", "2021"]), ["2019", "2021"]);
        assert_eq!(labels(&["missing"]), ["Missing"]);
    }
}
