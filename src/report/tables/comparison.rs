//! What separates two groups: differences and ratios of risks, with P values on request.

use super::cell::{Cell, Quantity};
use super::cells;
use super::lookup::Lookup;
use super::table::{Shown, Table};
use crate::measures::results::{Level, Method, Row, Statistic, Stratum, Unit};
use crate::measures::{care, comparison, dialysis, exposure, outcome, toxicity, vasopressor};
use crate::report::wording;
use crate::terminology::organ_systems;

/// A risk that is compared.
pub(in crate::report) struct Risk {
    pub(in crate::report) label: String,
    measure: &'static str,
    unit: Unit,
    item: String,
    level: Level,
}

impl Risk {
    fn new(label: &str, measure: &'static str, unit: Unit, item: &str, level: Level) -> Self {
        Self {
            label: label.to_owned(),
            measure,
            unit,
            item: item.to_owned(),
            level,
        }
    }

    /// The row of a measure of comparison.
    fn row<'a>(
        &self,
        compared: Lookup<'a>,
        measure: &'static str,
        statistic: Statistic,
    ) -> Option<&'a Row> {
        let item = format!("{}/{}", self.measure, self.item);
        compared.row(measure, self.unit, &item, self.level, statistic)
    }

    /// The row of its difference in a comparison.
    pub(in crate::report) fn difference<'a>(&self, compared: Lookup<'a>) -> Option<&'a Row> {
        self.row(compared, comparison::RISK_DIFFERENCE, Statistic::Difference)
    }

    fn of_group(&self, group: Lookup<'_>) -> Cell {
        let share = Statistic::Proportion;
        let row = group.row(self.measure, self.unit, &self.item, self.level, share);
        let Some(row) = row else {
            return match group.is_collected(self.measure, self.unit) {
                Some(false) => wording::NOT_COLLECTED.into(),
                _ => Cell::default(),
            };
        };
        match wording::percentage(row) {
            Some(percentage) => format!("{} ({percentage})", wording::n_of_n(row)).into(),
            None => wording::NE.into(),
        }
    }
}

/// The risks, in groups: each group is a family of tests.
fn families() -> Vec<(&'static str, Vec<Risk>)> {
    let patients = |label, measure, level| Risk::new(label, measure, Unit::Patient, "all", level);
    let severe = organ_systems().iter().map(|system| {
        let measure = toxicity::ORGAN_SYSTEM;
        Risk::new(
            &system.label,
            measure,
            Unit::Patient,
            &system.name,
            Level::SEVERE,
        )
    });
    let outcomes = vec![
        Risk::new(
            "Courses with every planned dose given",
            exposure::COMPLETED,
            Unit::Course,
            "all",
            Level::All,
        ),
        patients(
            "Any adverse event of grade ≥ 3",
            toxicity::ANY,
            Level::SEVERE,
        ),
        patients("Vasopressor", vasopressor::USE, Level::All),
        patients("New dialysis", dialysis::USE, Level::All),
        patients("Any ICU stay", care::ICU_STAY, Level::All),
        patients(
            "ORR (CR + PR), all treated patients",
            outcome::OBJECTIVE_RESPONSE,
            Level::All,
        ),
    ];
    vec![
        ("Outcomes", outcomes),
        (
            "Organ systems: adverse events of grade ≥ 3",
            severe.collect(),
        ),
    ]
}

/// All of them, in the order of the table, under labels that stand without its headings.
pub(in crate::report) fn compared_risks() -> impl Iterator<Item = Risk> {
    let risks = families().into_iter().flat_map(|(_, risks)| risks);
    risks.map(|risk| match risk.measure {
        toxicity::ORGAN_SYSTEM => Risk {
            label: format!("{}, grade ≥ 3", risk.label),
            ..risk
        },
        _ => risk,
    })
}

/// The families of tests as a cell names them.
const FAMILIES: [&str; 2] = ["outcomes", "organ systems"];

/// Two groups side by side, and what separates them: each comparison with its own columns.
pub(super) fn comparison(results: &Lookup<'_>) -> Shown {
    let compared: Vec<Lookup<'_>> = results.comparisons().collect();
    let mut table = Table::new(&[""]);
    let tests = |of: &Lookup<'_>| {
        of.only(comparison::TESTS, Unit::Patient, Statistic::Count)
            .is_some()
    };
    let strata: Vec<[Stratum; 2]> = compared.iter().map(|of| sides(of.stratum())).collect();
    for (of, [group, reference]) in compared.iter().zip(&strata) {
        let mut headings = vec![
            wording::head(reference),
            wording::head(group),
            "Difference (points)".to_owned(),
            "Ratio".to_owned(),
        ];
        if tests(of) {
            headings.extend(["P".to_owned(), "Adjusted P (family)".to_owned()]);
        }
        if compared.len() > 1 {
            table
                .heads
                .push((wording::stratum(of.stratum()), headings.len()));
        }
        table.headings.extend(headings);
    }
    for ((group, risks), family) in families().into_iter().zip(FAMILIES) {
        for risk in risks {
            let is_compared = compared.iter().any(|of| risk.difference(*of).is_some());
            if !is_compared {
                continue;
            }
            let mut cells: Vec<Cell> = vec![risk.label.as_str().into()];
            for (of, [later, earlier]) in compared.iter().zip(&strata) {
                let find = |side: &Stratum| {
                    let mut strata = results.strata().iter();
                    let stratum = strata.find(|stratum| **stratum == side);
                    stratum.map_or_else(Cell::default, |stratum| {
                        risk.of_group(results.of_stratum(stratum))
                    })
                };
                cells.extend([find(earlier), find(later)]);
                cells.extend(separation(&risk, *of, tests(of).then_some(family)));
            }
            table.row_of(group, cells);
        }
    }
    notes(&mut table, &compared);
    table.shown()
}

/// Difference, ratio and, of a family of tests, P values.
fn separation(risk: &Risk, compared: Lookup<'_>, family: Option<&str>) -> Vec<Cell> {
    let row = |measure, statistic| risk.row(compared, measure, statistic);
    let difference = risk.difference(compared);
    let ratio = row(comparison::RISK_RATIO, Statistic::Ratio);
    let mut cells = vec![
        difference.map_or_else(Cell::default, |row| {
            cells::separation(row, Quantity::Difference)
        }),
        ratio.map_or_else(Cell::default, |row| cells::separation(row, Quantity::Ratio)),
    ];
    if let Some(family) = family {
        let p = |measure| row(measure, Statistic::PValue).map(wording::p_value);
        cells.push(p(comparison::FISHER_EXACT).map_or_else(Cell::default, p_cell));
        let adjusted = p(comparison::FISHER_EXACT_ADJUSTED);
        cells.push(adjusted.map(|p| format!("{p} ({family})")).into());
    }
    cells
}

/// A P value; one that is said to lie below or above a bound is no number.
fn p_cell(p: String) -> Cell {
    let digits = p.strip_prefix('.').map(|decimals| format!("0.{decimals}"));
    let cell = Cell::from(p);
    match digits {
        Some(digits) => cell.with([(Quantity::P, digits)]),
        None => cell,
    }
}

/// The two groups of a comparison, the later one first.
pub(in crate::report) fn sides(stratum: &Stratum) -> [Stratum; 2] {
    let Stratum::Comparison(group, reference) = stratum else {
        unreachable!("the rows of a comparison are of two groups")
    };
    [
        Stratum::Levels(group.clone()),
        Stratum::Levels(reference.clone()),
    ]
}

fn notes(table: &mut Table, compared: &[Lookup<'_>]) {
    let names: Vec<String> = compared
        .iter()
        .map(|of| wording::stratum(of.stratum()))
        .collect();
    table.note(format!(
        "Difference (percentage points) and ratio of risks: {}. Patients are in the group of their first treated course, with all their treated courses. 95% CI: of patients, {} and {}; of courses, {}. Other risks are in results.csv.",
        names.join("; "),
        wording::method(Method::Newcombe),
        wording::method(Method::Koopman),
        wording::method(Method::MoverRaoScott),
    ));
    let tests = compared
        .iter()
        .filter_map(|of| of.only(comparison::TESTS, Unit::Patient, Statistic::Count));
    for tests in tests {
        table.note(format!(
            "P: Fisher’s exact test, two-sided, of patients. Tests made: {}, of all risks of patients in results.csv that some and not all have; adjusted after Benjamini and Hochberg within its family: outcomes, organ systems or terms. The test is not the inverse of the intervals: near .05 they may disagree.",
            wording::statistic(tests)
        ));
    }
}
