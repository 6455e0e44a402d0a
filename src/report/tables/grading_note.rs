//! What is said wherever grades from values are shown: by which version and ranges, and that they are a lower bound.

use super::items::items;
use super::lookup::Lookup;
use crate::measures::results::{Statistic, Unit};
use crate::measures::{laboratory, toxicity};
use crate::report::about::About;
use crate::report::wording;
use crate::terminology::laboratory_term;

/// The options by which values were graded, as a report records them.
const CLINICAL: &str = "--assume-clinical";
const RANGES: &str = "--normal-ranges ";
/// Terms that total calcium can grade.
const CALCIUM: [&str; 2] = ["Hypocalcemia", "Hypercalcemia"];
/// What absent ranges do to shares.
const TOO_HIGH: &str = "Such values leave the denominator more often when normal than when severe, so that shares of their terms are too high.";
/// More terms than these are counted and not named.
const MOST_TERMS: usize = 12;

/// How values were graded, and which.
#[derive(Debug)]
pub(in crate::report) struct GradingNote<'a> {
    results: Lookup<'a>,
    /// The version of CTCAE, and the courses with a graded value; `None` where no site collected values.
    version: Option<(&'a str, i64)>,
    /// The file of ranges that was given, or `none`.
    ranges: Option<&'a str>,
}

/// Whether a report grades with what only a clinician sees taken as present.
pub(in crate::report) fn is_clinical_assumed(about: &About) -> bool {
    about.options.iter().any(|option| option == CLINICAL)
}

impl<'a> GradingNote<'a> {
    pub(in crate::report) fn new(results: Lookup<'a>, about: &'a About) -> Self {
        let results = results
            .unnoted()
            .assuming_clinical(is_clinical_assumed(about));
        let mut rows = results.of(laboratory::VERSION, Unit::Course);
        let row = rows.find(|row| row.statistic == Statistic::Count && row.value.is_some());
        #[expect(clippy::cast_possible_truncation, reason = "a count")]
        let version = row.and_then(|row| Some((row.item.as_str(), row.value?.round() as i64)));
        let mut options = about.options.iter();
        Self {
            results,
            version,
            ranges: options.find_map(|option| option.strip_prefix(RANGES)),
        }
    }

    /// `Grades from values by CTCAE 5.0 are a lower bound: …`
    pub(in crate::report) fn sentence(&self) -> String {
        let by = match self.version {
            Some((version, _)) => format!(" by CTCAE {version}"),
            None => String::new(),
        };
        let bound = if self.results.assumes_clinical() {
            "where two grades share one band of values, the higher is given (--assume-clinical); the truth lies between these grades and those without the option, a lower bound. Grades that consequences alone give (life-threatening, death) are not given"
        } else {
            "a lower bound, since symptoms, interventions and whatever else no value shows are taken as absent"
        };
        let ranges = self.ranges_in_words();
        format!(
            "Grades from values{by}: {bound}. Values after the first dose given and up to 30 days after the last; a patient or course without a graded value is excluded from the denominator. {ranges}"
        )
    }

    /// Which normal ranges were used.
    fn ranges_in_words(&self) -> String {
        let used = match self.ranges {
            None => "American Board of Internal Medicine (2024–2026)",
            Some("none") => {
                return format!(
                    "A value that was reported without normal ranges has no grade that needs them (--normal-ranges none). {TOO_HIGH}"
                );
            }
            Some(file) => {
                return format!(
                    "Normal ranges where a value was reported without its own: {file} (--normal-ranges). A value of an analyte that the file lacks has then no grade that needs one. {TOO_HIGH}"
                );
            }
        };
        format!("Normal ranges where a value was reported without its own: {used}.")
    }

    /// That adverse events were not reported; `None` where they were.
    pub(in crate::report) fn missing(&self) -> Option<String> {
        let reported = self
            .results
            .is_collected(toxicity::ORGAN_SYSTEM, Unit::Patient);
        (reported == Some(false)).then(|| {
            "Reported toxicity was not collected: no grade here was given by a clinician."
                .to_owned()
        })
    }

    /// How terms are graded that are not what their names say; none where there is no such term.
    pub(in crate::report) fn borrowed(&self) -> Vec<String> {
        let terms = self.terms_of_values();
        let borrowed = terms.iter().any(|term| term.ends_with(')'));
        let borrowed = borrowed.then_some("A term with a version in parentheses has no numbers in the version of the report: it is graded by that one, and counts in no organ system.");
        let glucose = terms.iter().any(|term| term.starts_with("Hyperglycemia"));
        let glucose = glucose.then_some("Hyperglycemia: glucose that is not known to be fasting has grades 3 and 4 alone, so that grade ≥ 1 may be grade ≥ 3.");
        borrowed
            .into_iter()
            .chain(glucose)
            .map(str::to_owned)
            .collect()
    }

    /// What was graded, in sentences; none where nothing was. Terms are named where nothing else is known of toxicity.
    pub(in crate::report) fn graded(&self) -> Vec<String> {
        let Some((version, courses)) = self.version.filter(|(_, courses)| *courses > 0) else {
            return Vec::new();
        };
        let bound = if self.results.assumes_clinical() {
            "with what only a clinician sees taken as present (--assume-clinical); without it they are a lower bound"
        } else {
            "a lower bound"
        };
        let of = format!(
            "Grades from values by CTCAE {version}, {bound}: {} {}",
            wording::count(courses),
            wording::units_of(Unit::Course, courses),
        );
        match self.missing() {
            None => vec![format!("{of}.")],
            Some(missing) => vec![
                format!("{of}. Terms: {}.", wording::list(&self.terms())),
                missing,
            ],
        }
    }

    /// How values were graded, in sentences for a paper that cite; `None` where none was.
    pub(in crate::report) fn methods(&self) -> Option<Vec<String>> {
        let (version, _) = self.version.filter(|(_, courses)| *courses > 0)?;
        let clinical = if self.results.assumes_clinical() {
            "Conditions of a grade that no value shows (symptoms, intervention or hospitalization indicated) were taken as present, so that these grades may be too high; taken as absent, they would be a lower bound."
        } else {
            "Conditions of a grade that no value shows (symptoms, intervention or hospitalization indicated) were taken as absent, so that these grades are a lower bound; grade 5 was never assigned."
        };
        let ranges = match self.ranges {
            None => "The limits of normal are those reported with the value, or else of the American Board of Internal Medicine [@abim2024].".to_owned(),
            Some("none") => "The limits of normal are those reported with the value; a value without them was not graded by them.".to_owned(),
            Some(file) => format!("The limits of normal are those reported with the value, or else of {file}."),
        };
        let has_calcium = self
            .terms_of_values()
            .iter()
            .any(|term| CALCIUM.contains(term));
        let calcium =
            "Total calcium, where it was measured, was corrected for albumin [@payne1973]."
                .to_owned();
        let sentences = [
            format!("Laboratory values and vital signs after the first dose given and up to 30 days after the last were graded by CTCAE {version} [@ctcae], separately from reported adverse events. {clinical}"),
            ranges,
            "The baseline is the last value of the week before the first dose, or else of the 90 days before it (for creatinine the lowest of the 90 days); patients without a graded value of a term are excluded from its denominator.".to_owned(),
        ];
        let sentences = sentences.into_iter().chain(has_calcium.then_some(calcium));
        Some(sentences.chain(self.missing()).collect())
    }

    /// The terms of which values were graded, in the order of reports, borrowed ones last.
    fn terms_of_values(&self) -> Vec<&'a str> {
        let items = items(self.results, laboratory::GRADE, Unit::Patient);
        let mut terms: Vec<&str> = items.into_iter().filter(|item| *item != "all").collect();
        terms.sort_by_key(|term| laboratory_term(term).unwrap_or(usize::MAX));
        terms
    }

    /// The first of them, and how many more there are.
    fn terms(&self) -> Vec<String> {
        let mut terms = self.terms_of_values();
        let more = terms.split_off(terms.len().min(MOST_TERMS)).len();
        let more = (more > 0).then(|| format!("{more} more"));
        terms.into_iter().map(str::to_owned).chain(more).collect()
    }
}
