//! CTCAE versions: from one to another a grade may mean something else, so that charts of graded indicators begin anew.

use super::order::Ordered;
use super::periods::Periods;
use crate::facts::SafetyFacts;
use crate::measures::results::ReviewPeriod;
use std::collections::{BTreeMap, BTreeSet};

/// The CTCAE versions of the courses of a review.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Versions {
    /// The version of each stretch of periods, with the index of its first period. None where no course has a version.
    pub stretches: Vec<(usize, String)>,
    /// Every version that a course has, in the order of bytes.
    pub distinct: Vec<String>,
    /// Whether each course, in the order of the review, has another version than its period.
    is_other: Vec<bool>,
    /// Courses without a version.
    pub without: usize,
}

impl Versions {
    pub(super) fn of(ordered: &Ordered, facts: &SafetyFacts) -> Self {
        let version = |&course: &usize| facts.course(course).ctcae_version.as_deref();
        let courses: Vec<Option<&str>> = ordered.courses.iter().map(version).collect();
        Self::among(&courses, &ordered.period_of, ordered.periods.n)
    }

    /// The versions of courses, each in its period.
    fn among(courses: &[Option<&str>], period_of: &[usize], n_periods: usize) -> Self {
        let mut counts: Vec<BTreeMap<&str, usize>> = vec![BTreeMap::new(); n_periods];
        for (version, &period) in courses.iter().zip(period_of) {
            if let Some(version) = version {
                *counts[period].entry(version).or_default() += 1;
            }
        }
        let mut stretches: Vec<(usize, String)> = Vec::new();
        let mut of_period: Vec<Option<&str>> = Vec::new();
        let mut previous: Option<&str> = None;
        for counts in &counts {
            if let Some(&most) = counts.values().max() {
                let is_most = |version: &&str| counts.get(version) == Some(&most);
                let first = counts.keys().copied().find(|version| is_most(version));
                let own = previous.filter(is_most).or(first);
                let own = own.expect("a version has the greatest count");
                if previous != Some(own) {
                    // The periods before the first that is known are of its version.
                    let from = if previous.is_none() {
                        0
                    } else {
                        of_period.len()
                    };
                    stretches.push((from, own.to_owned()));
                }
                previous = Some(own);
            }
            of_period.push(previous);
        }
        let first = stretches.first().map(|(_, version)| version.as_str());
        let of_period = |period: usize| of_period[period].or(first);
        let is_other = |(version, &period): (Option<&str>, &usize)| {
            version.is_some_and(|version| Some(version) != of_period(period))
        };
        let distinct: BTreeSet<&str> = courses.iter().copied().flatten().collect();
        Self {
            distinct: distinct.into_iter().map(str::to_owned).collect(),
            is_other: courses
                .iter()
                .copied()
                .zip(period_of)
                .map(is_other)
                .collect(),
            without: courses.iter().filter(|version| version.is_none()).count(),
            stretches,
        }
    }

    /// The periods at which the version changes.
    pub(super) fn changes(&self) -> Vec<usize> {
        let later = self.stretches.iter().skip(1);
        later.map(|(period, _)| *period).collect()
    }

    /// The same by name, each with the version from there on.
    pub(super) fn named_changes(&self, periods: &Periods) -> Vec<(ReviewPeriod, String)> {
        let later = self.stretches.iter().skip(1);
        later
            .map(|(period, version)| (periods.period(*period), version.clone()))
            .collect()
    }

    /// Courses of another version than their period's: they are left out of charts of graded indicators.
    #[must_use]
    pub fn n_others(&self) -> usize {
        self.is_other.iter().filter(|is_other| **is_other).count()
    }

    /// Whether the course at this index of the review has another version than its period.
    pub(super) fn is_other(&self, index: usize) -> bool {
        self.is_other[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions(periods: &[&[&str]]) -> Versions {
        let all = periods.iter().enumerate();
        let (mut courses, mut period_of) = (Vec::new(), Vec::new());
        for (period, texts) in all {
            for &text in *texts {
                courses.push(Some(text).filter(|text| !text.is_empty()));
                period_of.push(period);
            }
        }
        Versions::among(&courses, &period_of, periods.len())
    }

    fn stretches(periods: &[&[&str]]) -> Vec<(usize, String)> {
        versions(periods).stretches
    }

    #[test]
    fn a_period_has_the_version_that_most_of_its_courses_have() {
        let (four, five) = ("4.03".to_owned(), "5.0".to_owned());
        let periods: [&[&str]; 4] = [
            &["4.03", "5.0", "4.03"],
            &["5.0"],
            &["", "5.0"],
            &["4.03", "5.0"],
        ];
        let found = versions(&periods);
        assert_eq!(found.stretches, [(0, four.clone()), (1, five.clone())]);
        assert_eq!((found.n_others(), found.without), (2, 1));
        assert_eq!(found.distinct, [four.clone(), five.clone()]);
        assert_eq!(found.changes(), [1]);
        assert!(found.is_other(1) && !found.is_other(0) && !found.is_other(4));
        // Of equally many without a previous one the first in the order of bytes.
        assert_eq!(stretches(&[&["5.0", "4.03"], &["4.03"]]), [(0, four)]);
        // Periods without any have the previous one's, the first ones the first that is known.
        assert_eq!(
            stretches(&[&[""], &[], &["5.0"], &["", ""], &["5.0"]]),
            [(0, five)]
        );
        assert_eq!(stretches(&[&[""], &[""]]), []);
    }
}
