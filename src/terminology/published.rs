//! Published rates: what papers and labels say of programs, with their populations and years.

use super::embedded::{number, records};
use std::sync::LazyLock;

/// One published number.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedNumber {
    /// What was counted, for example `Grade 3-5 toxicity: Hepatic`.
    pub measure: String,
    /// Units with the event, where they are printed.
    pub numerator: Option<i64>,
    /// All units, where they are printed.
    pub denominator: Option<i64>,
    /// The percentage as printed; empty where none is.
    pub percent: String,
    /// `proportion`, `mean` or `median`.
    pub statistic: String,
    /// The mean or the median.
    pub value: Option<f64>,
    /// What was counted: `patient`, `course` …
    pub unit: String,
    /// By which scale grades were given, and over which time; empty where no grades are counted.
    pub grade_scale: String,
    /// Whom it was counted of.
    pub population: String,
    /// When.
    pub years: String,
    /// Where it is printed.
    pub citation: String,
    /// What else there is to know.
    pub note: String,
}

impl PublishedNumber {
    /// The proportion, in 0…1: of the counts where both are printed, else as printed itself; `None` for a mean or a median,
    /// and where only a bound is printed.
    #[must_use]
    pub fn proportion(&self) -> Option<f64> {
        let counted = self.numerator.zip(self.denominator);
        let counted = counted.map(|(events, units)| events as f64 / units as f64);
        counted.or_else(|| {
            self.percent
                .parse()
                .ok()
                .map(|percent: f64| percent / 100.0)
        })
    }
}

static TABLE: LazyLock<Vec<PublishedNumber>> = LazyLock::new(|| {
    let count =
        |cell: &str| (!cell.is_empty()).then(|| cell.parse().expect("a count is a whole number"));
    let row = |row: Vec<String>| PublishedNumber {
        numerator: count(&row[1]),
        denominator: count(&row[2]),
        value: number(&row[5]),
        measure: row[0].clone(),
        percent: row[3].clone(),
        statistic: row[4].clone(),
        unit: row[6].clone(),
        grade_scale: row[7].clone(),
        population: row[8].clone(),
        years: row[9].clone(),
        citation: row[10].clone(),
        note: row[11].clone(),
    };
    let rows = records(include_str!("tables/published_rates.csv"));
    rows.into_iter().map(row).collect()
});

/// All published numbers, in the order of the table.
///
/// ```
/// use il2_outcomes::terminology::published_numbers;
/// // Hepatic toxicity of grade 3 to 5 in the arm of IL-2 alone: N Engl J Med 2011;364:2119, Table 3.
/// let hepatic = published_numbers().iter().find(|number| {
///     number.measure == "Grade 3-5 toxicity: Hepatic" && number.population.starts_with("melanoma HD IL-2 alone")
/// });
/// let hepatic = hepatic.unwrap();
/// assert_eq!((hepatic.numerator, hepatic.denominator), (Some(36), Some(93)));
/// ```
#[must_use]
pub fn published_numbers() -> &'static [PublishedNumber] {
    &TABLE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_round_to_the_percentage_that_is_printed_beside_them() {
        let mut compared = 0;
        for number in published_numbers() {
            let Some((events, units)) = number.numerator.zip(number.denominator) else {
                continue;
            };
            let decimals = number
                .percent
                .split_once('.')
                .map_or(0, |(_, digits)| digits.len());
            let unit = 10_f64.powi(i32::try_from(decimals).unwrap());
            let printed: f64 = number.percent.parse().unwrap();
            let off = (100.0 * events as f64 / units as f64 - printed).abs() * unit;
            assert!(off <= 0.5 + 1e-9, "{}: {events}/{units}", number.measure);
            compared += 1;
        }
        assert_eq!(compared, 127);
    }

    #[test]
    fn every_number_has_a_statistic_a_population_and_a_citation() {
        assert_eq!(published_numbers().len(), 220);
        for number in published_numbers() {
            let is_known = ["proportion", "mean", "median"].contains(&number.statistic.as_str());
            assert!(is_known, "{}", number.measure);
            assert!(!number.population.is_empty() && !number.citation.is_empty());
            assert_eq!(number.value.is_some(), number.statistic != "proportion");
        }
    }

    #[test]
    fn a_bound_is_no_proportion() {
        let bound = published_numbers()
            .iter()
            .find(|number| number.percent == "<1");
        assert_eq!(bound.unwrap().proportion(), None);
    }
}
