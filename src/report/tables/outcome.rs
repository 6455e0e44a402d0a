//! Response, survival and death.

use super::lookup::Lookup;
use super::table::{Cell, Shown, Table};
use crate::measures::results::{Level, Row, Statistic, Unit};
use crate::measures::{deaths, outcome, survival};
use crate::report::wording;

pub(super) fn response(results: &Lookup<'_>) -> Shown {
    if results.is_collected(outcome::BEST_RESPONSE, Unit::Patient) == Some(false) {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&["Best response", "n/N", "Patients"]);
    let mut add = |label: String, row: &Row| {
        table.share_row(label, row);
    };
    for row in results.of(outcome::BEST_RESPONSE, Unit::Patient) {
        let label = match row.item.as_str() {
            "CR" => "CR: complete response",
            "PR" => "PR: partial response",
            "SD" => "SD: stable disease",
            "PD" => "PD: progressive disease",
            "NE" => "NE: not evaluable",
            other => other,
        };
        add(label.to_owned(), row);
    }
    for (label, measure) in [
        (
            "ORR (CR + PR), all treated patients",
            outcome::OBJECTIVE_RESPONSE,
        ),
        (
            "ORR (CR + PR), response-evaluable patients",
            outcome::OBJECTIVE_RESPONSE_EVALUABLE,
        ),
        (
            "Disease control (CR + PR + SD), all treated patients",
            outcome::DISEASE_CONTROL,
        ),
    ] {
        for row in results.of(measure, Unit::Patient) {
            add(label.to_owned(), row);
        }
    }
    table.note_methods(results.of(outcome::BEST_RESPONSE, Unit::Patient));
    table.note(
        "Unit of analysis: treated patients, by the best response over their treated courses.",
    );
    table.shown()
}

pub(super) fn survival(results: &Lookup<'_>) -> Shown {
    let curves = [
        (
            "Overall survival",
            survival::OVERALL_SURVIVAL,
            survival::OVERALL_SURVIVAL_MEDIAN,
        ),
        (
            "Progression-free survival",
            survival::PROGRESSION_FREE_SURVIVAL,
            survival::PROGRESSION_FREE_SURVIVAL_MEDIAN,
        ),
    ];
    if curves
        .iter()
        .all(|(_, measure, _)| results.is_collected(measure, Unit::Patient) == Some(false))
    {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&[
        "",
        "Patients",
        "Events",
        "Median (days)",
        "1 year",
        "2 years",
        "3 years",
        "5 years",
    ]);
    for (label, measure, median) in curves {
        let mut cells: Vec<Cell> = vec![label.into()];
        if results.is_collected(measure, Unit::Patient) != Some(true) {
            cells.push(wording::NOT_COLLECTED.into());
            cells.extend(vec![Cell::default(); 6]);
            table.row(cells);
            continue;
        }
        let Some(median) = results.only(median, Unit::Patient, Statistic::Median) else {
            continue;
        };
        let n = |count: Option<i64>| Cell::from(count.map(wording::count));
        cells.extend([
            n(median.denominator),
            n(median.numerator),
            wording::days(median).into(),
        ]);
        for day in [365.0, 730.0, 1095.0, 1825.0].map(Level::number) {
            let row = results.row(measure, Unit::Patient, "all", day, Statistic::Probability);
            cells.push(row.map(wording::share_and_interval).into());
        }
        table.row(cells);
    }
    table.note("Unit of analysis: treated patients, from the start of the first treated course. Kaplan–Meier estimates with 95 % intervals: Greenwood’s variance on the log–log scale. Not estimable: the curve does not reach so far.");
    table.shown()
}

pub(super) fn deaths(results: &Lookup<'_>) -> Shown {
    let all = Level::All;
    let days = Level::number;
    let (related, within) = (deaths::TREATMENT_RELATED_DEATH, deaths::DEATH_WITHIN);
    let lines = [
        (
            "Treatment-related death, attributed",
            related,
            "attributed",
            all,
        ),
        (
            "Treatment-related death, not excluded",
            related,
            "not_excluded",
            all,
        ),
        (
            "Death within 30 days of the last dose",
            within,
            "all",
            days(30.0),
        ),
        (
            "Death within 60 days of the last dose",
            within,
            "all",
            days(60.0),
        ),
        (
            "Death within 90 days of the last dose",
            within,
            "all",
            days(90.0),
        ),
    ];
    if [related, within]
        .iter()
        .all(|measure| results.is_collected(measure, Unit::Patient) == Some(false))
    {
        return Shown::NotCollected;
    }
    let mut table = Table::new(&["", "n/N", "Patients"]);
    let mut shown = Vec::new();
    for (label, measure, item, level) in lines {
        let row = results
            .of(measure, Unit::Patient)
            .find(|row| row.item == item && row.level == level);
        if let Some(row) = row {
            table.share_row(label, row);
            shown.push(row);
        }
    }
    table.note_methods(shown.into_iter());
    table.note("Unit of analysis: treated patients; for death within days of the last dose the Kaplan–Meier estimate, n being the deaths until then.");
    table.shown()
}
