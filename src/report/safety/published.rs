//! Published numbers: beside this program's where unit, category and scale match, else in a list to read.

use super::names::full_title;
use super::numbers::Numbers;
use crate::measures::safety::definitions::PUBLISHED_DIFFERENCE;
use crate::measures::safety::{Review, published_rate};
use crate::report::tables::{Cell, Table};
use crate::report::wording;
use crate::terminology::published_numbers;

/// Published numbers of patients beside this program's patients; `None` where none has its like.
pub(super) fn beside(review: &Review) -> Option<Table> {
    let numbers = Numbers { rows: &review.rows };
    let mut table = Table::new(&[
        "Indicator",
        "This program, patients",
        "Published, patients",
        "Difference in points (95% CI)",
        "Grades",
        "Published of",
    ]);
    let counts = |events: i64, units: i64| {
        let share = events as f64 / units as f64;
        format!("{events}/{units} ({}%)", wording::percent(share))
    };
    for (key, events, patients) in &review.patients {
        let rate = published_rate(key).expect("it was compared with a published number");
        let counted = rate.numerator.zip(rate.denominator);
        let (of_paper, in_paper) = counted.expect("a difference needs counts");
        let difference = numbers.overall(PUBLISHED_DIFFERENCE, key);
        let difference = difference.map(|row| {
            let points = |share: f64| wording::fixed(100.0 * share, 1);
            let bounds = row.lower.zip(row.upper);
            let bounds =
                bounds.map(|(lower, upper)| format!("({} to {})", points(lower), points(upper)));
            let value = row.value.map(points);
            Cell(value.into_iter().chain(bounds).collect())
        });
        table.row(vec![
            full_title(key).into(),
            counts(*events, *patients).into(),
            counts(of_paper, in_paper).into(),
            difference.unwrap_or_default(),
            rate.grade_scale.as_str().into(),
            Cell(vec![
                format!("{}, {}", rate.population, rate.years),
                rate.citation.clone(),
            ]),
        ]);
    }
    table.note("Patients with the event in any course of the review, less the published share; the interval is Newcombe’s. Populations, years and grading scales differ: a difference is no verdict. Other indicators: no published rate with a denominator was found that counts the same events in the same unit.");
    (!table.rows.is_empty()).then_some(table)
}

/// All that is published, by source, without a difference.
pub(super) fn to_read() -> Table {
    let mut table = Table::of_words(&["Source", "Population", "Published numbers"]);
    let mut sources: Vec<(&str, &str, &str)> = Vec::new();
    for number in published_numbers() {
        let source = (
            number.citation.as_str(),
            number.population.as_str(),
            number.years.as_str(),
        );
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    for (citation, population, years) in sources {
        let own = published_numbers().iter().filter(|number| {
            number.citation == citation && number.population == population && number.years == years
        });
        let numbers: Vec<String> = own
            .map(|number| {
                let counts = match (number.numerator, number.denominator) {
                    (Some(events), Some(units)) => format!(" {events}/{units}"),
                    _ => String::new(),
                };
                let value = match number.value {
                    Some(value) => format!(" {}", wording::at_most(value, 2)),
                    None if number.percent.is_empty() => String::new(),
                    None => format!(" {}%", number.percent),
                };
                format!("{}:{counts}{value} ({})", number.measure, number.unit)
            })
            .collect();
        table.row(vec![
            citation.into(),
            format!("{population}, {years}").into(),
            numbers.join("; ").into(),
        ]);
    }
    table.note("Numbers as printed; in parentheses what was counted. Rates of catheter sepsis of the 1980s are from an era without today’s care of lines and are no benchmark.");
    table
}
