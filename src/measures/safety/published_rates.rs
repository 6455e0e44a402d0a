//! Published rates: what papers and labels say of programs, with their populations and years.

use crate::terminology::{PublishedNumber, published_numbers};
use std::sync::LazyLock;

/// One published number beside an indicator of the safety review.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedRate {
    /// The indicator: a name, or a name and an organ system, `toxicity_ge3:renal`.
    pub indicator: &'static str,
    /// What was counted, in the words of the table.
    pub measure: String,
    /// Units with the event, where they are printed.
    pub numerator: Option<i64>,
    /// All units, where they are printed.
    pub denominator: Option<i64>,
    /// The proportion, in 0…1: of the counts where they are printed, else as printed itself; `None` for a mean.
    pub proportion: Option<f64>,
    /// The mean, where it is one.
    pub mean: Option<f64>,
    /// What was counted: `patient`, `course` …
    pub unit: String,
    /// By which scale grades were given; empty where no grades are counted.
    pub grade_scale: String,
    /// Whom it was counted of.
    pub population: String,
    /// When.
    pub years: String,
    /// Where it is printed.
    pub citation: String,
}

/// The rows of the table beside indicators, with the same events in the same unit: indicator, measure, beginning of the
/// population, beginning of the citation. For dialysis no published rate with a denominator was found.
const BESIDE: [(&str, &str, &str, &str); 2] = [
    ("icu_transfer", "ICU transfer", "Pittsburgh", "Davar 2017"),
    // Of courses, and without counts: it has no difference.
    (
        "vasopressor",
        "Vasopressor support required",
        "RCC randomized to HD",
        "Yang 1994",
    ),
];
/// Those of grade 3 to 5 in the arm of IL-2 alone, with their measures after `Grade 3-5 toxicity: `. The paper counts
/// arrhythmia, coagulation and febrile neutropenia in other groups than the organ systems here: these have none.
const OF_NEJM_2011: [(&str, &str); 10] = [
    ("toxicity_ge3", "Maximum reported grade 3-5"),
    ("toxicity_ge3:pulmonary", "Pulmonary"),
    ("toxicity_ge3:renal", "Renal or genitourinary"),
    ("toxicity_ge3:hepatic", "Hepatic"),
    ("toxicity_ge3:neurologic", "Neurologic"),
    ("toxicity_ge3:gastrointestinal", "Gastrointestinal"),
    ("toxicity_ge3:dermatologic", "Skin"),
    ("toxicity_ge3:constitutional", "Constitutional symptoms"),
    ("toxicity_ge3:metabolic", "Metabolic or laboratory"),
    ("toxicity_ge3:musculoskeletal", "Musculoskeletal"),
];

static BY_INDICATOR: LazyLock<Vec<PublishedRate>> = LazyLock::new(|| {
    let find = |measure: &str, population: &str, citation: &str| {
        let is_it = |number: &&PublishedNumber| {
            number.measure == measure
                && number.population.starts_with(population)
                && number.citation.starts_with(citation)
        };
        let number = published_numbers().iter().find(is_it);
        number.expect("a test finds each number in the table")
    };
    let of_nejm_2011 = OF_NEJM_2011.iter().map(|&(indicator, measure)| {
        let measure = format!("Grade 3-5 toxicity: {measure}");
        let row = find(&measure, "melanoma HD IL-2 alone", "Schwartzentruber 2011");
        rate(indicator, row)
    });
    BESIDE
        .iter()
        .map(|&(indicator, measure, population, citation)| {
            rate(indicator, find(measure, population, citation))
        })
        .chain(of_nejm_2011)
        .collect()
});

fn rate(indicator: &'static str, number: &PublishedNumber) -> PublishedRate {
    PublishedRate {
        indicator,
        measure: number.measure.clone(),
        numerator: number.numerator,
        denominator: number.denominator,
        proportion: number.proportion(),
        mean: number.value.filter(|_| number.statistic == "mean"),
        unit: number.unit.clone(),
        grade_scale: number.grade_scale.clone(),
        population: number.population.clone(),
        years: number.years.clone(),
        citation: number.citation.clone(),
    }
}

/// The published rate beside an indicator.
///
/// ```
/// use il2_outcomes::measures::safety::published_rate;
/// // 14 of 93 patients of the arm of IL-2 alone: N Engl J Med 2011;364:2119, Table 3.
/// let renal = published_rate("toxicity_ge3:renal").unwrap();
/// assert_eq!((renal.numerator, renal.denominator), (Some(14), Some(93)));
/// assert_eq!(published_rate("dialysis"), None);
/// ```
#[must_use]
pub fn published_rate(indicator: &str) -> Option<&'static PublishedRate> {
    BY_INDICATOR.iter().find(|rate| rate.indicator == indicator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_indicator_that_has_a_published_rate_finds_it_in_the_table() {
        assert_eq!(BY_INDICATOR.len(), BESIDE.len() + OF_NEJM_2011.len());
        for rate in BY_INDICATOR.iter() {
            assert!(
                rate.proportion.is_some() || rate.mean.is_some(),
                "{}",
                rate.indicator
            );
            assert!(!rate.population.is_empty() && !rate.years.is_empty());
        }
    }
}
