//! Periods of a review: quarters, years or blocks of courses, one after the other without a hole.

use super::options::{ReviewError, ReviewOption};
use crate::measures::results::{PeriodRange, ReviewPeriod};
use std::ops::Range;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// A quarter: where the month of the start was collected.
    Quarter,
    /// A year: where only the year was.
    Year,
    /// So many courses in their sequence: where neither was.
    Block(usize),
}

/// The periods of a review, from the first with a course to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Periods {
    pub(super) grain: Grain,
    /// The first, as a count of quarters, years or blocks.
    pub(super) first: i64,
    /// How many there are.
    pub(super) n: usize,
}

impl Periods {
    /// The period of this index.
    pub(super) fn period(&self, index: usize) -> ReviewPeriod {
        let number = self.first + index as i64;
        match self.grain {
            Grain::Quarter => ReviewPeriod::Quarter(number.div_euclid(4), number.rem_euclid(4) + 1),
            Grain::Year | Grain::Block(_) => ReviewPeriod::Number(number),
        }
    }

    /// The periods of these indices, of which there is at least one.
    pub(super) fn range(&self, indices: &Range<usize>) -> PeriodRange {
        PeriodRange {
            first: self.period(indices.start),
            last: self.period((indices.end - 1).max(indices.start)),
        }
    }

    /// What one period is called.
    pub(super) const fn noun(&self) -> &'static str {
        match self.grain {
            Grain::Quarter => "quarter",
            Grain::Year => "year",
            Grain::Block(_) => "block",
        }
    }

    /// How many periods a year has; `None` for blocks.
    pub(super) const fn per_year(&self) -> Option<f64> {
        match self.grain {
            Grain::Quarter => Some(4.0),
            Grain::Year => Some(1.0),
            Grain::Block(_) => None,
        }
    }

    /// The count of a year's quarter.
    pub(super) const fn quarter(year: i64, month: i64) -> i64 {
        4 * year + (month - 1).div_euclid(3)
    }

    /// The periods that a text names: a period as it is printed, a year among quarters, or a date of the form
    /// `2019-03` or `2019-03-14`. `None` where it names none of this review.
    pub(super) fn parse(&self, text: &str) -> Option<Range<usize>> {
        let numbers = self.numbers(text.trim())?;
        let last = self.first + self.n as i64;
        let (from, to) = (numbers.start.max(self.first), numbers.end.min(last));
        let index = |number: i64| usize::try_from(number - self.first).ok();
        (from < to)
            .then(|| Some(index(from)?..index(to)?))
            .flatten()
    }

    /// What a text names, as counts of quarters, years or blocks, within the review or not.
    fn numbers(&self, text: &str) -> Option<Range<i64>> {
        let number = |text: &str| {
            let is_plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            is_plain.then(|| text.parse::<i64>().ok()).flatten()
        };
        if let Grain::Block(_) = self.grain {
            return number(text).map(|block| block..block + 1);
        }
        let quarter = |year: i64, quarter: i64| match self.grain {
            Grain::Quarter => 4 * year + quarter..4 * year + quarter + 1,
            Grain::Year | Grain::Block(_) => year..year + 1,
        };
        if let Some((year, which)) = text.split_once(['Q', 'q']) {
            let which = number(which).filter(|which| (1..=4).contains(which))?;
            return Some(quarter(number(year)?, which - 1));
        }
        if let Some((year, rest)) = text.split_once('-') {
            let month = number(rest.split('-').next()?)?;
            let month = Some(month).filter(|month| (1..=12).contains(month))?;
            return Some(quarter(number(year)?, (month - 1) / 3));
        }
        let year = number(text)?;
        Some(match self.grain {
            Grain::Quarter => 4 * year..4 * year + 4,
            Grain::Year | Grain::Block(_) => year..year + 1,
        })
    }

    /// The range that `FROM..TO` names, or a period alone.
    pub(super) fn parse_range(
        &self,
        option: ReviewOption,
        text: &str,
    ) -> Result<Range<usize>, ReviewError> {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        let Some((from, to)) = self.parse(from).zip(self.parse(to)) else {
            return Err(ReviewError::NoPeriods {
                option,
                text: text.to_owned(),
                noun: self.noun(),
                all: self.range(&(0..self.n)).to_string(),
            });
        };
        if to.end <= from.start {
            return Err(ReviewError::Reversed {
                option,
                text: text.to_owned(),
            });
        }
        Ok(from.start..to.end)
    }

    /// Whether a text, a period or `FROM..TO`, names quarters or months where periods are years.
    pub(super) fn is_read_as_years(&self, text: &str) -> bool {
        let is_finer = |part: &str| part.contains(['Q', 'q', '-']);
        self.grain == Grain::Year && text.split("..").any(is_finer)
    }

    /// Whether a text has the form of a period or a date, of this review or not.
    pub(super) fn is_period(&self, text: &str) -> bool {
        self.numbers(text.trim()).is_some()
    }
}

/// Periods that share a center line: from one change of it to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    /// Its periods.
    pub(super) all: Range<usize>,
    /// Those that its center line comes from; empty where there is one period alone.
    pub(super) baseline: Range<usize>,
}

impl Segment {
    /// The periods that are held against the center line.
    pub(super) fn watched(&self) -> Range<usize> {
        self.baseline.end..self.all.end
    }
}

/// The segments of graded indicators: from a change of the CTCAE version on lines are drawn anew, too. A given baseline on
/// both sides of a change is that of no segment.
pub(super) fn segments_of_versions(
    periods: &Periods,
    changes: &[usize],
    rebase: &[String],
    baseline: Option<&str>,
) -> Result<Vec<Segment>, ReviewError> {
    let made = divide(periods, changes, rebase, baseline);
    if let Err(ReviewError::BaselineAcrossRebase { .. }) = made
        && !changes.is_empty()
    {
        return divide(periods, changes, rebase, None);
    }
    made
}

/// Divides the periods at those from which on the center line is drawn anew. A baseline that is given is that of the
/// segment in which it lies; of another it is the first half.
pub(super) fn segments(
    periods: &Periods,
    rebase: &[String],
    baseline: Option<&str>,
) -> Result<Vec<Segment>, ReviewError> {
    divide(periods, &[], rebase, baseline)
}

fn divide(
    periods: &Periods,
    changes: &[usize],
    rebase: &[String],
    baseline: Option<&str>,
) -> Result<Vec<Segment>, ReviewError> {
    let mut starts = vec![0];
    starts.extend(changes);
    for text in rebase {
        starts.push(periods.parse_range(ReviewOption::Rebase, text)?.start);
    }
    starts.sort_unstable();
    starts.dedup();
    let ends = starts[1..].iter().copied().chain([periods.n]);
    let mut segments: Vec<Segment> = starts
        .iter()
        .zip(ends)
        .map(|(&from, to)| Segment {
            all: from..to,
            baseline: from..from + (to - from) / 2,
        })
        .collect();
    if let Some(text) = baseline {
        let given = periods.parse_range(ReviewOption::Baseline, text)?;
        let segment = segments
            .iter_mut()
            .find(|segment| segment.all.contains(&given.start) && given.end <= segment.all.end);
        let across = || ReviewError::BaselineAcrossRebase {
            text: text.to_owned(),
        };
        segment.ok_or_else(across)?.baseline = given;
    }
    Ok(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUARTERS: Periods = Periods {
        grain: Grain::Quarter,
        first: 2019 * 4 + 1,
        n: 8,
    };

    #[test]
    fn quarters_are_named_and_found_by_name_year_and_date() {
        // From the second quarter of 2019 to the first of 2021.
        assert_eq!(QUARTERS.range(&(0..8)).to_string(), "2019Q2..2021Q1");
        assert_eq!(QUARTERS.parse("2019q3"), Some(1..2));
        assert_eq!(QUARTERS.parse("2019"), Some(0..3));
        assert_eq!(QUARTERS.parse("2020-12-31"), Some(6..7));
        assert_eq!(QUARTERS.parse("2021-02"), Some(7..8));
        for wrong in ["2022", "2019Q5", "2020-13", "", "x", "-1"] {
            assert_eq!(QUARTERS.parse(wrong), None, "{wrong}");
        }
        assert_eq!(Periods::quarter(2019, 3), 2019 * 4);
        assert_eq!(Periods::quarter(2019, 4), QUARTERS.first);
    }

    #[test]
    fn years_and_blocks_are_named_by_number() {
        let years = Periods {
            grain: Grain::Year,
            first: 2016,
            n: 8,
        };
        assert_eq!(
            years.parse_range(ReviewOption::Baseline, "2017..2018"),
            Ok(1..3)
        );
        assert_eq!(years.parse("2017-05-01"), Some(1..2));
        let blocks = Periods {
            grain: Grain::Block(10),
            first: 1,
            n: 4,
        };
        assert_eq!(blocks.parse_range(ReviewOption::Baseline, "1..2"), Ok(0..2));
        let reversed = blocks
            .parse_range(ReviewOption::Baseline, "2..1")
            .unwrap_err();
        assert_eq!(reversed.to_string(), "`2..1` ends before it begins");
        assert!(years.is_read_as_years("2017Q1..2018Q4") && !years.is_read_as_years("2017..2018"));
        assert!(!QUARTERS.is_read_as_years("2019Q3"));
        assert!(years.is_period("1999-12-24") && !years.is_period("24.12.1999"));
        let error = blocks
            .parse_range(ReviewOption::Baseline, "2019")
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "`2019` names no periods of this review: they are blocks, 1..4"
        );
    }

    #[test]
    fn the_baseline_is_the_first_half_of_the_segment_or_the_given_one() {
        let ranges = |segments: Vec<Segment>| -> Vec<_> {
            segments.into_iter().map(|s| (s.all, s.baseline)).collect()
        };
        assert_eq!(
            ranges(segments(&QUARTERS, &[], None).unwrap()),
            [(0..8, 0..4)]
        );
        let rebased = segments(&QUARTERS, &["2020Q4".to_owned()], Some("2019")).unwrap();
        // Two periods are left after it: one is the baseline.
        assert_eq!(ranges(rebased), [(0..6, 0..3), (6..8, 6..7)]);
        assert!(segments(&QUARTERS, &["2020Q1".to_owned()], Some("2019..2020")).is_err());
        // A change of version begins a segment, in which a baseline across it does not lie.
        let graded = |baseline| segments_of_versions(&QUARTERS, &[4], &[], baseline).unwrap();
        assert_eq!(ranges(graded(None)), [(0..4, 0..2), (4..8, 4..6)]);
        assert_eq!(
            ranges(graded(Some("2019..2020"))),
            [(0..4, 0..2), (4..8, 4..6)]
        );
        assert_eq!(ranges(graded(Some("2019"))), [(0..4, 0..3), (4..8, 4..6)]);
        let one = Periods { n: 1, ..QUARTERS };
        assert_eq!(ranges(segments(&one, &[], None).unwrap()), [(0..1, 0..0)]);
    }
}
