//! Published numbers: beside this program's where unit, category and scale match, else in a list to read.

use super::names::full_title;
use super::numbers::Numbers;
use super::version_notes::pooled;
use crate::measures::safety::definitions::PUBLISHED_DIFFERENCE;
use crate::measures::safety::{Review, published_rate};
use crate::report::tables::{Cell, Quantity, Table};
use crate::report::wording;
use crate::terminology::{PublishedNumber, published_numbers};

/// The indicators that may have a published number beside them, in the order of the table.
const INDICATORS: [&str; 12] = [
    "toxicity_ge3",
    "toxicity_ge3:pulmonary",
    "toxicity_ge3:renal",
    "toxicity_ge3:hepatic",
    "toxicity_ge3:neurologic",
    "toxicity_ge3:gastrointestinal",
    "toxicity_ge3:dermatologic",
    "toxicity_ge3:constitutional",
    "toxicity_ge3:metabolic",
    "toxicity_ge3:musculoskeletal",
    "vasopressor",
    "icu_transfer",
];

/// Published numbers beside this program's of the same unit; `None` where none has its like.
pub(super) fn beside(review: &Review) -> Option<Table> {
    let numbers = Numbers { rows: &review.rows };
    let mut table = Table::new(&[
        "Indicator",
        "Unit",
        "This program",
        "Published",
        "Difference, percentage points (95% CI)",
        "Grade scale",
        "Published population",
    ]);
    let counts = |(events, units): (i64, i64)| {
        let share = wording::percent(events as f64 / units as f64);
        Cell::from(format!("{events}/{units} ({share}%)")).with([
            (Quantity::N, events.to_string()),
            (Quantity::Total, units.to_string()),
            (Quantity::Percent, share),
        ])
    };
    for key in INDICATORS {
        let Some(rate) = published_rate(key) else {
            continue;
        };
        let own = if rate.unit == "patient" {
            let mut of_patients = review.patients.iter();
            let own = of_patients.find(|(own, ..)| own == key);
            own.map(|&(_, events, patients)| (events, patients))
        } else {
            let row = numbers.indicator(key);
            row.and_then(|row| row.numerator.zip(row.denominator))
        };
        let Some(own) = own.filter(|(_, units)| *units > 0) else {
            continue;
        };
        let printed = || {
            let share = rate.proportion.map(wording::percent)?;
            Some(Cell::from(format!("{share}%")).with([(Quantity::Percent, share)]))
        };
        let published = rate
            .numerator
            .zip(rate.denominator)
            .map(counts)
            .or_else(printed);
        let difference = numbers.overall(PUBLISHED_DIFFERENCE, key).map(|row| {
            let points = |share: f64| wording::fixed(100.0 * share, 1);
            let bounds = row.lower.zip(row.upper);
            let bounds = bounds.map(|(lower, upper)| (points(lower), points(upper)));
            let interval = bounds
                .as_ref()
                .map(|(lower, upper)| format!("({lower} to {upper})"));
            let difference = row.value.map(points);
            let lines = difference.iter().cloned().chain(interval).collect();
            let cell = Cell::of_lines(lines).between(bounds);
            match difference {
                Some(difference) => cell.with([(Quantity::Difference, difference)]),
                None => cell,
            }
        });
        table.row(vec![
            full_title(key).into(),
            format!("{}s", rate.unit).into(),
            counts(own),
            published.unwrap_or_default(),
            difference.unwrap_or_else(|| "none: no counts published".into()),
            rate.grade_scale.as_str().into(),
            Cell::of_lines(vec![
                format!("{}, {}", rate.population, rate.years),
                rate.citation.clone(),
            ]),
        ]);
    }
    table.note("Patients with the event in any course of the review beside patients, courses beside courses. Difference: this program’s share less the published one, with Newcombe’s interval; none where the paper does not print its counts. Populations, years and grading scales differ: a difference is no verdict. For all other indicators: No published rate with a denominator was found that counts the same events in the same unit.");
    table.notes.extend(pooled(review));
    (!table.rows.is_empty()).then_some(table)
}

/// All that is published, by source, without a difference.
pub(super) fn to_read() -> Table {
    let mut table = Table::of_words(&["Source", "Of", "Published numbers"]);
    let source = |number: &PublishedNumber| {
        let of = format!(
            "{}, {}; by {}",
            number.population, number.years, number.unit
        );
        (number.citation.clone(), of)
    };
    let mut sources: Vec<(String, String)> = Vec::new();
    for number in published_numbers() {
        let own = source(number);
        if !sources.contains(&own) {
            sources.push(own);
        }
    }
    for own in sources {
        let numbers = published_numbers().iter();
        let mut kind = "";
        let mut said = Vec::new();
        for number in numbers.filter(|number| source(number) == own) {
            // What several count in a row is named once: `Grade 3-5 toxicity: Hepatic`, `Skin`.
            let (of_kind, name) = number
                .measure
                .split_once(": ")
                .unwrap_or(("", &number.measure));
            let name = if of_kind == kind {
                name
            } else {
                &number.measure
            };
            kind = of_kind;
            said.push(format!("{name} {}", printed(number)));
        }
        table.row(vec![own.0.into(), own.1.into(), said.join("; ").into()]);
    }
    table.note("Numbers as printed. Rates of catheter sepsis of the 1980s are from an era without today’s care of lines and are no benchmark.");
    table
}

/// A number as it is printed: `36/93 (39%)`.
fn printed(number: &PublishedNumber) -> String {
    let counts = number.numerator.zip(number.denominator);
    let counts = counts.map(|(events, units)| format!("{events}/{units}"));
    let value = match number.value {
        Some(value) => Some(wording::at_most(value, 2)),
        None if number.percent.is_empty() => None,
        None => Some(format!("{}%", number.percent)),
    };
    match (counts, value) {
        (Some(counts), Some(value)) => format!("{counts} ({value})"),
        (counts, value) => counts
            .or(value)
            .unwrap_or_else(|| "(no number printed)".to_owned()),
    }
}
