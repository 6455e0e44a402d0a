//! Strata side by side, and what separates two of them.

use super::lookup::Lookup;
use super::table::{Cell, Shown, Table};
use crate::measures::results::{Level, Method, Row, Statistic, Stratum, Unit};
use crate::measures::{
    care, comparison, deaths, dialysis, exposure, flow, outcome, survival, toxicity, vasopressor,
};
use crate::report::wording;
use crate::terminology::organ_systems;

/// Strata that a page shows side by side; more become the rows of a table.
pub(super) const SIDE_BY_SIDE: usize = 6;

/// What a row shows of each stratum.
#[derive(Clone, Copy)]
enum Content {
    /// A count.
    Count,
    /// A share with its interval.
    Share,
    /// A ratio of totals.
    Ratio,
    /// The median with quartiles.
    Quartiles,
    /// A Kaplan–Meier probability.
    Probability,
    /// A Kaplan–Meier median, in days.
    Days,
}

/// One row: what it is called, and where its numbers stand.
struct Line {
    label: String,
    measure: &'static str,
    unit: Unit,
    item: String,
    level: Level,
    content: Content,
}

impl Line {
    fn new(
        label: &str,
        measure: &'static str,
        unit: Unit,
        (item, level): (&str, Level),
        content: Content,
    ) -> Self {
        Self {
            label: label.to_owned(),
            measure,
            unit,
            item: item.to_owned(),
            level,
            content,
        }
    }

    /// A share of patients.
    fn of_patients(label: &str, measure: &'static str, level: Level) -> Self {
        Self::new(
            label,
            measure,
            Unit::Patient,
            ("all", level),
            Content::Share,
        )
    }

    fn cell(&self, results: Lookup<'_>) -> Cell {
        if results.is_collected(self.measure, self.unit) == Some(false) {
            return wording::NOT_COLLECTED.into();
        }
        let row =
            |statistic| results.row(self.measure, self.unit, &self.item, self.level, statistic);
        match self.content {
            Content::Count => Cell::statistic(row(Statistic::Count)),
            Content::Share => Cell::share(row(Statistic::Proportion)),
            Content::Ratio => Cell::share(row(Statistic::Ratio)),
            Content::Quartiles => Cell::quartiles(row),
            Content::Probability => row(Statistic::Probability)
                .map_or_else(Cell::default, |row| wording::share_and_interval(row).into()),
            Content::Days => {
                row(Statistic::Median).map_or_else(Cell::default, |row| wording::days(row).into())
            }
        }
    }
}

const ALL: (&str, Level) = ("all", Level::All);

/// How many are treated.
fn treated(label: &str, unit: Unit) -> Line {
    Line::new(
        label,
        flow::FLOW,
        unit,
        ("treated", Level::All),
        Content::Count,
    )
}

/// Doses given to each of these.
fn doses(label: &str, unit: Unit) -> Line {
    Line::new(label, exposure::DOSES_GIVEN, unit, ALL, Content::Quartiles)
}

/// The lines of the table, in groups.
fn groups() -> Vec<(&'static str, Vec<Line>)> {
    let severe = organ_systems().iter().map(|system| {
        let item_and_level = (system.name.as_str(), Level::SEVERE);
        let measure = toxicity::ORGAN_SYSTEM;
        Line::new(
            &system.label,
            measure,
            Unit::Patient,
            item_and_level,
            Content::Share,
        )
    });
    let any = Line::of_patients("Any organ system", toxicity::ANY, Level::SEVERE);
    vec![
        (
            "Treated",
            vec![
                treated("Patients", Unit::Patient),
                treated("Courses", Unit::Course),
            ],
        ),
        (
            "Doses given",
            vec![
                doses("Per course, median (quartiles)", Unit::Course),
                doses("Per patient, median (quartiles)", Unit::Patient),
                Line::new(
                    "Of planned doses",
                    exposure::FRACTION_OF_PLANNED,
                    Unit::Course,
                    ALL,
                    Content::Ratio,
                ),
                Line::new(
                    "Courses with every planned dose given",
                    exposure::COMPLETED,
                    Unit::Course,
                    ALL,
                    Content::Share,
                ),
            ],
        ),
        (
            "Toxicity of grade ≥ 3, patients",
            std::iter::once(any).chain(severe).collect(),
        ),
        (
            "Support, patients",
            vec![
                Line::of_patients("Vasopressor", vasopressor::USE, Level::All),
                Line::of_patients("Dialysis, of those at risk", dialysis::USE, Level::All),
                Line::of_patients("ICU stay", care::ICU_STAY, Level::All),
            ],
        ),
        (
            "Outcome, patients",
            vec![
                Line::of_patients(
                    "Objective response",
                    outcome::OBJECTIVE_RESPONSE,
                    Level::All,
                ),
                Line::new(
                    "Alive at 1 year",
                    survival::OVERALL_SURVIVAL,
                    Unit::Patient,
                    ("all", Level::number(365.0)),
                    Content::Probability,
                ),
                Line::new(
                    "Median overall survival, days",
                    survival::OVERALL_SURVIVAL_MEDIAN,
                    Unit::Patient,
                    ALL,
                    Content::Days,
                ),
                Line::new(
                    "Median progression-free survival, days",
                    survival::PROGRESSION_FREE_SURVIVAL_MEDIAN,
                    Unit::Patient,
                    ALL,
                    Content::Days,
                ),
                Line::new(
                    "Treatment-related death, attributed",
                    deaths::TREATMENT_RELATED_DEATH,
                    Unit::Patient,
                    ("attributed", Level::All),
                    Content::Share,
                ),
                Line::new(
                    "Death within 30 days of the last dose",
                    deaths::DEATH_WITHIN,
                    Unit::Patient,
                    ("all", Level::number(30.0)),
                    Content::Probability,
                ),
            ],
        ),
    ]
}

/// The main outcomes: strata as columns where they are few, else as rows; two are compared.
pub(super) fn outcomes(results: &Lookup<'_>) -> Shown {
    let strata = results.strata();
    match strata.len() {
        0 | 1 => Shown::Nothing,
        n if n > SIDE_BY_SIDE => by_row(*results, &strata),
        _ => side_by_side(*results, &strata),
    }
}

/// What separates two strata: columns after theirs.
struct Compared<'a> {
    lookup: Lookup<'a>,
    /// Which with which.
    name: String,
    /// How many tests were made, where any was asked for.
    tests: Option<&'a Row>,
}

impl<'a> Compared<'a> {
    fn of(results: Lookup<'a>) -> Option<Self> {
        let lookup = results.comparison()?;
        Some(Self {
            lookup,
            name: wording::stratum(lookup.stratum()),
            tests: lookup.only(comparison::TESTS, Unit::Patient, Statistic::Count),
        })
    }

    fn headings(&self) -> Vec<String> {
        let tests: &[&str] = match self.tests {
            Some(_) => &["p", "adjusted p"],
            None => &[],
        };
        let headings = ["Difference", "Ratio"].iter().chain(tests);
        headings.map(|&heading| heading.to_owned()).collect()
    }

    fn cells(&self, line: &Line) -> Vec<Cell> {
        let item = format!("{}/{}", line.measure, line.item);
        let row = |measure, statistic| {
            self.lookup
                .row(measure, line.unit, &item, line.level, statistic)
        };
        let difference = row(comparison::RISK_DIFFERENCE, Statistic::Difference);
        let ratio = row(comparison::RISK_RATIO, Statistic::Ratio);
        let mut cells = vec![
            difference.map_or_else(Cell::default, |row| Cell(wording::difference(row))),
            ratio.map_or_else(Cell::default, |row| Cell(wording::ratio(row))),
        ];
        if self.tests.is_some() {
            let tests = [comparison::FISHER_EXACT, comparison::FISHER_EXACT_ADJUSTED];
            cells.extend(tests.map(|test| Cell::statistic(row(test, Statistic::PValue))));
        }
        cells
    }
}

fn side_by_side(results: Lookup<'_>, strata: &[&Stratum]) -> Shown {
    let compared = Compared::of(results);
    let mut table = Table::new(&[""]);
    let names = strata.iter().map(|stratum| wording::stratum(stratum));
    table.headings.extend(names);
    table
        .headings
        .extend(compared.iter().flat_map(Compared::headings));
    for (group, lines) in groups() {
        for line in lines.iter().filter(|line| results.has(line.measure)) {
            let of_strata = strata
                .iter()
                .map(|stratum| line.cell(results.of_stratum(stratum)));
            let mut cells: Vec<Cell> = vec![line.label.as_str().into()];
            cells.extend(of_strata);
            cells.extend(compared.iter().flat_map(|compared| compared.cells(line)));
            table.row_of(group, cells);
        }
    }
    table.note("Patients are in the stratum of their first treated course, with all their treated courses; courses and doses each in their own.");
    let with_intervals = results
        .of(toxicity::ANY, Unit::Patient)
        .chain(results.of(exposure::COMPLETED, Unit::Course));
    table.note_methods(with_intervals);
    if let Some(compared) = compared {
        table.note(format!(
            "Difference (percentage points) and ratio of risks: {}, with 95 % intervals: of patients {} and {}; of courses, {}.",
            compared.name,
            wording::method(Method::Newcombe),
            wording::method(Method::Koopman),
            wording::method(Method::MoverRaoScott),
        ));
        table.notes.extend(compared.tests.map(|tests| {
            format!(
                "p: Fisher’s exact test, two-sided, of patients. Tests made: {}, of all risks of patients in results.csv that some and not all have; adjusted after Benjamini and Hochberg. The test is not the inverse of the intervals: near 0.05 they may disagree.",
                wording::statistic(tests)
            )
        }));
    }
    table.shown()
}

/// One row per stratum, with the few columns that fit.
fn by_row(results: Lookup<'_>, strata: &[&Stratum]) -> Shown {
    let lines = [
        treated("Patients", Unit::Patient),
        treated("Courses", Unit::Course),
        doses("Doses per course, median (quartiles)", Unit::Course),
        Line::of_patients("Grade ≥ 3 toxicity", toxicity::ANY, Level::SEVERE),
        Line::of_patients("Vasopressor", vasopressor::USE, Level::All),
        Line::of_patients("Dialysis", dialysis::USE, Level::All),
        Line::of_patients(
            "Objective response",
            outcome::OBJECTIVE_RESPONSE,
            Level::All,
        ),
    ];
    let headings = lines.iter().map(|line| line.label.as_str());
    let headings: Vec<&str> = ["Stratum"].into_iter().chain(headings).collect();
    let mut table = Table::new(&headings);
    for stratum in strata {
        let of_stratum = results.of_stratum(stratum);
        let mut cells = vec![wording::stratum(stratum).into()];
        cells.extend(lines.iter().map(|line| line.cell(of_stratum)));
        table.row(cells);
    }
    table.note("Shares are of patients, each in the stratum of their first treated course. results.csv has every measure of every stratum.");
    table.note_methods(results.of(toxicity::ANY, Unit::Patient));
    table.shown()
}
