//! CTCAE versions in a safety review: no chart of a graded indicator, `toxicity_ge3` or `serious_harm`, "crosses a change of
//! `ctcae_version`".

use super::course::Course;
use super::safety::Review;
use super::safety_rows::Value;
use std::collections::BTreeMap;
use std::ops::Range;

/// Events and courses of a period.
type Counts = (i64, i64);

/// What the chart of an indicator counts.
pub(super) struct Charted {
    /// The events of each period with the courses of which they are known, and the period's name.
    of_periods: Vec<(String, Counts)>,
    baseline: Range<usize>,
}

impl Charted {
    /// Events and courses of the baseline.
    pub(super) fn baseline(&self) -> Counts {
        let of = self.of_periods[self.baseline.clone()].iter();
        of.fold((0, 0), |sums, (_, (x, n))| (sums.0 + x, sums.1 + n))
    }

    /// The index of the first period after the baseline.
    pub(super) const fn first_watched(&self) -> usize {
        self.baseline.end
    }

    /// The periods since the baseline that have a course.
    pub(super) fn watched(&self) -> Vec<(String, Counts)> {
        let since = self.of_periods[self.baseline.end..].iter();
        since.filter(|(_, (_, n))| *n > 0).cloned().collect()
    }
}

pub(super) fn is_graded(measure: &str) -> bool {
    ["safety.toxicity_ge3", "safety.serious_harm"].contains(&measure)
}

fn version(course: &Course) -> Option<&str> {
    course.line.text("ctcae_version")
}

/// "The version is the one that most of its courses with a version have (of equally many the previous period's, else the
/// first in the order of bytes); a period without any has the previous period's, the first ones the first that is known."
/// None where no course has a version.
fn versions<'a>(courses: &[(&'a Course, usize)], n: usize) -> Vec<Option<&'a str>> {
    let mut known: Vec<Option<&str>> = Vec::new();
    for period in 0..n {
        let of_period = courses.iter().filter(|(_, own)| *own == period);
        let mut all: Vec<&str> = of_period
            .filter_map(|(course, _)| version(course))
            .collect();
        all.sort_unstable();
        let previous = known.last().copied().flatten();
        let most = all
            .chunk_by(|a, b| a == b)
            .map(<[&str]>::len)
            .max()
            .unwrap_or(0);
        let mut candidates = all.chunk_by(|a, b| a == b).filter(|own| own.len() == most);
        let is_previous = |own: &[&str]| Some(own[0]) == previous;
        known.push(if most == 0 || candidates.clone().any(is_previous) {
            previous
        } else {
            candidates.next().map(|own| own[0])
        });
    }
    let first = known.iter().copied().flatten().next();
    known.into_iter().map(|own| own.or(first)).collect()
}

impl<'a> Review<'a> {
    /// The first period of the last stretch of periods of one version.
    pub(super) fn last_stretch(&self) -> usize {
        let (courses, names) = self.periods();
        let versions = versions(&courses, names.len());
        let mut periods = 1..versions.len();
        periods
            .rfind(|&period| versions[period] != versions[period - 1])
            .unwrap_or(0)
    }

    /// The courses of periods that charts of graded indicators have: those "of another version than their period's are left
    /// out".
    pub(super) fn courses_of_own_version(&self) -> Vec<(&'a Course, usize)> {
        let (mut courses, names) = self.periods();
        let versions = versions(&courses, names.len());
        courses.retain(|&(course, period)| {
            version(course).is_none() || version(course) == versions[period]
        });
        courses
    }

    /// What the chart of an event counts; its baseline is the first half of the last stretch.
    pub(super) fn charted(&self, measure: &str, item: &str) -> Charted {
        let (all, names) = self.periods();
        let (courses, from) = if is_graded(measure) {
            (self.courses_of_own_version(), self.last_stretch())
        } else {
            (all, 0)
        };
        let mut counts: BTreeMap<usize, Counts> = BTreeMap::new();
        for (course, period) in courses {
            if let Some(Value::Event(had)) = self.value(measure, item, course) {
                let sums = counts.entry(period).or_default();
                *sums = (sums.0 + i64::from(had), sums.1 + 1);
            }
        }
        let half = from + (names.len() - from) / 2;
        let of_period = |(period, name)| (name, counts.get(&period).copied().unwrap_or_default());
        Charted {
            of_periods: names.into_iter().enumerate().map(of_period).collect(),
            baseline: from..half,
        }
    }
}
