//! The stratum of a results row: which units it is about. Only this file writes strata as text.

use std::fmt;

/// The units that a row is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stratum {
    /// Everybody: `overall`.
    Overall,
    /// Those with these levels of columns: `sex=female;ecog=1`.
    Levels(Vec<ColumnLevel>),
    /// The first compared with the second, the reference: `ecog=1 vs ecog=0`.
    Comparison(Vec<ColumnLevel>, Vec<ColumnLevel>),
    /// Courses of these periods, in a part of a safety review: `baseline=2016..2019`.
    Part(ReviewPart, PeriodRange),
    /// A course by its number in the order of a review, with its period: `course=3;period=2019Q2`.
    Course(usize, ReviewPeriod),
    /// An event by its number: `event=2`.
    Event(usize),
}

/// A column and one of its values, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ColumnLevel {
    /// The name of the column.
    pub column: String,
    /// Its value; `missing` where there is none.
    pub level: String,
}

/// What periods are to a safety review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReviewPart {
    /// Center lines come from them.
    Baseline,
    /// They are watched.
    SinceBaseline,
    /// The last one.
    Latest,
    /// An era.
    Era,
    /// Periods as they are.
    Period,
}

/// The periods from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PeriodRange {
    /// The first.
    pub first: ReviewPeriod,
    /// The last.
    pub last: ReviewPeriod,
}

/// One period of a safety review, in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReviewPeriod {
    /// A year and its quarter, 1 to 4: `2019Q2`.
    Quarter(i64, i64),
    /// A year, or the number of a block of courses.
    Number(i64),
}

impl Stratum {
    /// One period, as it is.
    #[must_use]
    pub const fn period(period: ReviewPeriod) -> Self {
        let (first, last) = (period, period);
        Self::Part(ReviewPart::Period, PeriodRange { first, last })
    }

    /// The periods, where it is this part of a review.
    #[must_use]
    pub fn periods_of(&self, part: ReviewPart) -> Option<PeriodRange> {
        if let Self::Part(own, range) = self
            && *own == part
        {
            return Some(*range);
        }
        None
    }

    /// The levels of columns; none of a stratum that is not made of them.
    #[must_use]
    pub fn levels(&self) -> &[ColumnLevel] {
        if let Self::Levels(levels) = self {
            levels
        } else {
            &[]
        }
    }
}

impl fmt::Display for Stratum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overall => f.write_str("overall"),
            Self::Levels(levels) => write_levels(f, levels),
            Self::Comparison(group, reference) => {
                write_levels(f, group)?;
                f.write_str(" vs ")?;
                write_levels(f, reference)
            }
            Self::Part(part, range) => {
                let name = match part {
                    ReviewPart::Baseline => "baseline",
                    ReviewPart::SinceBaseline => "since_baseline",
                    ReviewPart::Latest => "latest",
                    ReviewPart::Era => "era",
                    ReviewPart::Period => "period",
                };
                write!(f, "{name}={range}")
            }
            Self::Course(number, period) => write!(f, "course={number};period={period}"),
            Self::Event(number) => write!(f, "event={number}"),
        }
    }
}

/// Writes levels so that a stratum can be taken apart again, whatever their values are.
fn write_levels(f: &mut fmt::Formatter<'_>, levels: &[ColumnLevel]) -> fmt::Result {
    for (index, ColumnLevel { column, level }) in levels.iter().enumerate() {
        let level = level.replace(';', "%3B").replace('=', "%3D");
        let separator = if index > 0 { ";" } else { "" };
        write!(f, "{separator}{column}={level}")?;
    }
    Ok(())
}

impl fmt::Display for PeriodRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        if self.last == self.first {
            return Ok(());
        }
        write!(f, "..{}", self.last)
    }
}

impl fmt::Display for ReviewPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quarter(year, quarter) => write!(f, "{year}Q{quarter}"),
            Self::Number(number) => number.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(pairs: &[(&str, &str)]) -> Vec<ColumnLevel> {
        let level = |(column, level): &(&str, &str)| ColumnLevel {
            column: (*column).to_owned(),
            level: (*level).to_owned(),
        };
        pairs.iter().map(level).collect()
    }

    #[test]
    fn a_stratum_can_be_taken_apart_whatever_its_levels_are() {
        let stratum = Stratum::Levels(levels(&[("sex", "female"), ("race", "a;b=c")]));
        assert_eq!(stratum.to_string(), "sex=female;race=a%3Bb%3Dc");
        let (group, reference) = (levels(&[("ecog", "1")]), levels(&[("ecog", "0")]));
        let compared = Stratum::Comparison(group, reference);
        assert_eq!(compared.to_string(), "ecog=1 vs ecog=0");
    }

    #[test]
    fn periods_are_a_range_or_one_alone_in_the_order_of_time() {
        let (first, last) = (
            ReviewPeriod::Quarter(2019, 4),
            ReviewPeriod::Quarter(2020, 1),
        );
        assert!(first < last);
        let range = PeriodRange { first, last };
        let baseline = Stratum::Part(ReviewPart::Baseline, range);
        assert_eq!(baseline.to_string(), "baseline=2019Q4..2020Q1");
        assert_eq!(Stratum::period(last).to_string(), "period=2020Q1");
        let course = Stratum::Course(12, ReviewPeriod::Number(3));
        assert_eq!(course.to_string(), "course=12;period=3");
    }
}
