//! Where a review says less, or something else, than its options suggest.

use super::options::{ReviewOption, ReviewOptions};
use super::periods::{Grain, Periods};

/// Where a review says less, or something else, than its options suggest. No cell of the annotations is repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewWarning {
    /// No course has a given dose.
    NothingToReview,
    /// Periods are years, and a quarter or a month in this option was read as its year.
    ReadAsYears(ReviewOption),
    /// The number of treated courses without a start: they are in no period, and left out.
    WithoutPeriod(usize),
    /// The number of courses in none of the eras.
    InNoEra(usize),
    /// Annotations without a valid period, which are left out.
    NoPeriods {
        /// What periods are.
        grain: Grain,
        /// Their indices among the annotations.
        events: Vec<usize>,
    },
    /// Annotations are left out, since they lie outside of the review.
    OutsideOfReview {
        /// The first and the last period of the review.
        periods: String,
        /// Their indices among the annotations.
        events: Vec<usize>,
    },
}

/// The warnings of a review, given the courses that it leaves out: without a period, in none of its eras.
pub(super) fn warnings(
    periods: &Periods,
    (without_period, in_no_era): (usize, usize),
    options: &ReviewOptions,
) -> Vec<ReviewWarning> {
    let ranges = [
        (ReviewOption::Baseline, options.baseline.as_slice()),
        (ReviewOption::Rebase, options.rebase.as_slice()),
        (ReviewOption::Eras, options.eras.as_slice()),
    ];
    let mut warnings: Vec<ReviewWarning> = ranges
        .into_iter()
        .filter(|(_, texts)| texts.iter().any(|text| periods.is_read_as_years(text)))
        .map(|(option, _)| ReviewWarning::ReadAsYears(option))
        .collect();
    if without_period > 0 {
        warnings.push(ReviewWarning::WithoutPeriod(without_period));
    }
    if in_no_era > 0 {
        warnings.push(ReviewWarning::InNoEra(in_no_era));
    }
    let events = |is_it: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let events = options.events.iter().enumerate();
        events
            .filter(|(_, (when, _))| is_it(when))
            .map(|(index, _)| index)
            .collect()
    };
    let invalid = events(&|when| !periods.is_period(when));
    if !invalid.is_empty() {
        warnings.push(ReviewWarning::NoPeriods {
            grain: periods.grain,
            events: invalid,
        });
    }
    let outside = events(&|when| periods.is_period(when) && periods.parse(when).is_none());
    if !outside.is_empty() {
        warnings.push(ReviewWarning::OutsideOfReview {
            periods: periods.range(&(0..periods.n)).to_string(),
            events: outside,
        });
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_or_read_in_another_way_is_known_without_repeating_a_cell() {
        let years = Periods {
            grain: Grain::Year,
            first: 2016,
            n: 4,
        };
        let event = |when: &str| (when.to_owned(), "Dr. Who on leave".to_owned());
        let options = ReviewOptions {
            baseline: Some("2016Q1..2017Q4".to_owned()),
            eras: vec!["2016..2017".to_owned()],
            events: ["14.07.2018", "2018-07-14", "2001", "soon"]
                .map(event)
                .into(),
            ..ReviewOptions::default()
        };
        assert_eq!(
            warnings(&years, (0, 7), &options),
            [
                ReviewWarning::ReadAsYears(ReviewOption::Baseline),
                ReviewWarning::InNoEra(7),
                ReviewWarning::NoPeriods {
                    grain: Grain::Year,
                    events: vec![0, 3],
                },
                ReviewWarning::OutsideOfReview {
                    periods: "2016..2019".to_owned(),
                    events: vec![2],
                },
            ]
        );
        assert!(warnings(&years, (0, 0), &ReviewOptions::default()).is_empty());
    }
}
