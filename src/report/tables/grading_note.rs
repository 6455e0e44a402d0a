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
    is_clinical_assumed: bool,
}

impl<'a> GradingNote<'a> {
    pub(in crate::report) fn new(results: Lookup<'a>, about: &'a About) -> Self {
        let results = results.unnoted();
        let mut rows = results.of(laboratory::VERSION, Unit::Course);
        let row = rows.find(|row| row.statistic == Statistic::Count && row.value.is_some());
        #[expect(clippy::cast_possible_truncation, reason = "a count")]
        let version = row.and_then(|row| Some((row.item.as_str(), row.value?.round() as i64)));
        let mut options = about.options.iter();
        Self {
            results,
            version,
            ranges: options.find_map(|option| option.strip_prefix(RANGES)),
            is_clinical_assumed: about.options.iter().any(|option| option == CLINICAL),
        }
    }

    /// `Grades from values by CTCAE 5.0 are a lower bound: …`
    pub(in crate::report) fn sentence(&self) -> String {
        let version = self.version.map_or("", |(version, _)| version);
        let bound = if self.is_clinical_assumed {
            "where two grades share one band of values, the higher is given (--assume-clinical). Without that option they are a lower bound; the truth lies between the two"
        } else {
            "a lower bound, since symptoms, interventions and whatever else no value shows are taken as absent"
        };
        let ranges = self.ranges_in_words();
        format!(
            "Grades from values by CTCAE {version}: {bound}. Values after the first dose given and up to 30 days after the last; without a graded value, in no denominator. {ranges}"
        )
    }

    /// Which normal ranges were used.
    fn ranges_in_words(&self) -> String {
        let used = match self.ranges {
            None => "American Board of Internal Medicine (2024–2026)".to_owned(),
            Some("none") => "none: such a value is not graded".to_owned(),
            Some(file) => format!("those of {file}"),
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

    /// What was graded, in sentences; none where nothing was.
    pub(in crate::report) fn graded(&self) -> Vec<String> {
        let Some((version, courses)) = self.version.filter(|(_, courses)| *courses > 0) else {
            return Vec::new();
        };
        let terms = items(self.results, laboratory::GRADE, Unit::Patient);
        let mut terms: Vec<&str> = terms.into_iter().filter(|item| *item != "all").collect();
        // In the order of reports; borrowed terms last.
        terms.sort_by_key(|term| laboratory_term(term).unwrap_or(usize::MAX));
        let more = terms.len().saturating_sub(MOST_TERMS);
        terms.truncate(MOST_TERMS);
        let mut names: Vec<String> = terms.into_iter().map(str::to_owned).collect();
        if more > 0 {
            names.push(format!("{} more", wording::count(more as i64)));
        }
        let bound = if self.is_clinical_assumed {
            ", what only a clinician can see being taken as present (--assume-clinical); without it they are a lower bound"
        } else {
            ", a lower bound"
        };
        let graded = format!(
            "Grades from values (CTCAE {version}{bound}) in {} {}: {}.",
            wording::count(courses),
            wording::units_of(Unit::Course, courses),
            wording::list(&names)
        );
        std::iter::once(graded).chain(self.missing()).collect()
    }
}
