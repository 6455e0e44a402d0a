//! The stratum of a results row: which units it is about. Only this file writes strata as text, and reads them.

use super::level::UnknownText;
use std::fmt;
use std::str::FromStr;

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
    /// The column.
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

const OVERALL: &str = "overall";
const VERSUS: &str = " vs ";
const PARTS: [(ReviewPart, &str); 5] = [
    (ReviewPart::Baseline, "baseline"),
    (ReviewPart::SinceBaseline, "since_baseline"),
    (ReviewPart::Latest, "latest"),
    (ReviewPart::Era, "era"),
    (ReviewPart::Period, "period"),
];

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
            Self::Overall => f.write_str(OVERALL),
            Self::Levels(levels) => write_levels(f, levels),
            Self::Comparison(group, reference) => {
                write_levels(f, group)?;
                f.write_str(VERSUS)?;
                write_levels(f, reference)
            }
            Self::Part(part, range) => {
                let known = PARTS.iter().find(|(known, _)| known == part);
                write!(f, "{}={range}", known.expect("every part has a name").1)
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

impl FromStr for Stratum {
    type Err = UnknownText;

    fn from_str(text: &str) -> Result<Self, UnknownText> {
        if text == OVERALL {
            return Ok(Self::Overall);
        }
        if let Some((group, reference)) = text.split_once(VERSUS) {
            return Ok(Self::Comparison(levels(group)?, levels(reference)?));
        }
        let levels = levels(text)?;
        let number = |level: &str| level.parse().map_err(|_| UnknownText::new(text));
        let pairs: Vec<(&str, &str)> = levels
            .iter()
            .map(|it| (it.column.as_str(), it.level.as_str()))
            .collect();
        Ok(match pairs[..] {
            [("event", event)] => Self::Event(number(event)?),
            [("course", course), ("period", period)] => {
                Self::Course(number(course)?, period.parse()?)
            }
            [(name, periods)] => match PARTS.iter().find(|(_, known)| *known == name) {
                Some((part, _)) => {
                    let (first, last) = periods.split_once("..").unwrap_or((periods, periods));
                    let (first, last) = (first.parse()?, last.parse()?);
                    Self::Part(*part, PeriodRange { first, last })
                }
                None => Self::Levels(levels),
            },
            _ => Self::Levels(levels),
        })
    }
}

fn levels(text: &str) -> Result<Vec<ColumnLevel>, UnknownText> {
    let level = |part: &str| {
        let (column, level) = part.split_once('=').ok_or_else(|| UnknownText::new(text))?;
        Ok(ColumnLevel {
            column: column.to_owned(),
            level: level.replace("%3B", ";").replace("%3D", "="),
        })
    };
    text.split(';').map(level).collect()
}

impl FromStr for ReviewPeriod {
    type Err = UnknownText;

    fn from_str(text: &str) -> Result<Self, UnknownText> {
        let number = |digits: &str| digits.parse().map_err(|_| UnknownText::new(text));
        match text.split_once('Q') {
            Some((year, quarter)) => Ok(Self::Quarter(number(year)?, number(quarter)?)),
            None => Ok(Self::Number(number(text)?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stratum_is_read_as_it_is_written() {
        for text in [
            "overall",
            "sex=female;ecog=1",
            "race=a%3Bb%3Dc vs race=missing",
            "baseline=2016Q1..2019Q4",
            "since_baseline=2020",
            "latest=2023",
            "era=1..4",
            "period=2019Q2",
            "course=12;period=2019Q2",
            "event=2",
            "site_id=north",
        ] {
            assert_eq!(text.parse::<Stratum>().unwrap().to_string(), text);
        }
        assert!("x".parse::<Stratum>().is_err());
        assert!("event=x".parse::<Stratum>().is_err());
        assert!(ReviewPeriod::Quarter(2019, 4) < ReviewPeriod::Quarter(2020, 1));
    }
}
