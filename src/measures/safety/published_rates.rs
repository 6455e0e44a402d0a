//! Published rates: what papers and labels say of programs, with their populations and years.

use std::sync::LazyLock;

/// The table of published rates, as the CSV that the program carries.
pub const PUBLISHED_RATES: &str = include_str!("published_rates.csv");

/// One published number that stands beside an indicator of the safety review.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedRate {
    /// The indicator it stands beside: a name, or a name and an organ system, `toxicity_ge3:renal`.
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
    /// Whom it was counted of.
    pub population: String,
    /// When.
    pub years: String,
    /// Where it is printed.
    pub citation: String,
}

/// The rows of the table that stand beside indicators, of patients, of the same events: indicator, measure, beginning of the
/// population, beginning of the citation. For dialysis no published rate with a denominator was found.
const BESIDE: [(&str, &str, &str, &str); 1] =
    [("icu_transfer", "ICU transfer", "Pittsburgh", "Davar 2017")];
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
    let table: Vec<csv::StringRecord> = csv::Reader::from_reader(PUBLISHED_RATES.as_bytes())
        .records()
        .collect::<Result<_, _>>()
        .expect("the table is part of the program, and a test reads it");
    let find = |measure: &str, population: &str, citation: &str| {
        let is_it = |row: &&csv::StringRecord| {
            &row[0] == measure && row[8].starts_with(population) && row[10].starts_with(citation)
        };
        let row = table.iter().find(is_it);
        row.expect("a test finds each row in the table")
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

fn rate(indicator: &'static str, row: &csv::StringRecord) -> PublishedRate {
    let (numerator, denominator) = (row[1].parse::<i64>().ok(), row[2].parse::<i64>().ok());
    let counted = numerator.zip(denominator).map(|(x, n)| x as f64 / n as f64);
    let printed = || row[3].parse::<f64>().ok().map(|percent| percent / 100.0);
    PublishedRate {
        indicator,
        measure: row[0].to_owned(),
        numerator,
        denominator,
        proportion: (&row[4] == "proportion")
            .then(|| counted.or_else(printed))
            .flatten(),
        mean: (&row[4] == "mean").then(|| row[5].parse().ok()).flatten(),
        unit: row[6].to_owned(),
        population: row[8].to_owned(),
        years: row[9].to_owned(),
        citation: row[10].to_owned(),
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
