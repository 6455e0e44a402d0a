//! One cell of a table: the lines that a reader sees, and the numbers in them for files with a column for each number.

use crate::measures::results::{Row, Statistic};
use crate::notation::thousands;
use crate::report::wording;

/// What a number of a cell is, in the order of its columns in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) enum Quantity {
    /// How many.
    N,
    /// Of how many.
    Total,
    /// A share in percent.
    Percent,
    /// A mean.
    Mean,
    /// A standard deviation.
    Sd,
    /// A median.
    Median,
    /// The lower quartile.
    Q1,
    /// The upper quartile.
    Q3,
    /// The least value.
    Min,
    /// The greatest value.
    Max,
    /// Events per 100 doses.
    Rate,
    /// Months of survival.
    Months,
    /// A difference: of shares in percentage points.
    Difference,
    /// A ratio.
    Ratio,
    /// A P value.
    P,
    /// The lower bound of the 95% interval.
    Lower,
    /// The upper bound of the 95% interval.
    Upper,
}

impl Quantity {
    /// The name of its column in a file.
    pub(in crate::report) const fn name(self) -> &'static str {
        match self {
            Self::N => "n",
            Self::Total => "N",
            Self::Percent => "percent",
            Self::Mean => "mean",
            Self::Sd => "SD",
            Self::Median => "median",
            Self::Q1 => "Q1",
            Self::Q3 => "Q3",
            Self::Min => "min",
            Self::Max => "max",
            Self::Rate => "rate",
            Self::Months => "months",
            Self::Difference => "difference",
            Self::Ratio => "ratio",
            Self::P => "P",
            Self::Lower => "lower",
            Self::Upper => "upper",
        }
    }
}

/// A number of a cell, rounded as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Number {
    pub(in crate::report) quantity: Quantity,
    /// Plain decimal digits with a point, after a hyphen where it is negative; no commas between thousands.
    pub(in crate::report) digits: String,
}

/// One cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::report) struct Cell {
    /// Lines that are not broken.
    pub(in crate::report) lines: Vec<String>,
    /// The numbers that the lines show; none in a cell of words.
    pub(in crate::report) numbers: Vec<Number>,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::of_lines(vec![text])
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<Option<String>> for Cell {
    /// What there is no text for is an empty cell.
    fn from(text: Option<String>) -> Self {
        Self::of_lines(vec![text.unwrap_or_default()])
    }
}

impl Cell {
    /// A cell of these lines.
    pub(in crate::report) const fn of_lines(lines: Vec<String>) -> Self {
        Self {
            lines,
            numbers: Vec::new(),
        }
    }

    /// A count, with commas between thousands.
    pub(in crate::report) fn count(count: i64) -> Self {
        Self::from(wording::count(count)).with([(Quantity::N, count.to_string())])
    }

    /// The same of a number that has no sign.
    pub(in crate::report) fn counted(count: u64) -> Self {
        Self::from(thousands(count)).with([(Quantity::N, count.to_string())])
    }

    /// How many out of how many: `12/37`.
    pub(in crate::report) fn out_of(n: u64, total: u64) -> Self {
        Self::from(format!("{}/{}", thousands(n), thousands(total))).with([
            (Quantity::N, n.to_string()),
            (Quantity::Total, total.to_string()),
        ])
    }

    /// With these numbers, as they are shown; what is shown in words (`NE`) is no number.
    pub(in crate::report) fn with<const N: usize>(
        mut self,
        numbers: [(Quantity, String); N],
    ) -> Self {
        let numbers = numbers.into_iter().map(|(quantity, shown)| Number {
            quantity,
            digits: shown.replace('−', "-"),
        });
        let is_number = |number: &Number| number.digits.ends_with(|c: char| c.is_ascii_digit());
        self.numbers.extend(numbers.filter(is_number));
        self
    }

    /// With both bounds of an interval, where there are such.
    pub(in crate::report) fn between(self, bounds: Option<(String, String)>) -> Self {
        match bounds {
            Some((lower, upper)) => self.with([(Quantity::Lower, lower), (Quantity::Upper, upper)]),
            None => self,
        }
    }

    /// The cell as one text.
    pub(in crate::report) fn text(&self) -> String {
        self.lines.join(" ")
    }

    /// A statistic: a mean with two decimals, a quantile with at most one.
    pub(in crate::report) fn statistic(row: Option<&Row>) -> Self {
        let cell = Self::from(row.map(wording::statistic));
        match row.and_then(|row| Some((row.statistic, row.value?))) {
            #[expect(clippy::cast_possible_truncation, reason = "a count")]
            Some((Statistic::Count | Statistic::Sum, value)) => {
                cell.with([(Quantity::N, (value.round() as i64).to_string())])
            }
            _ => cell,
        }
    }
}
