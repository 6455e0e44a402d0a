//! Limits of normal: the default ranges, by analyte and sex, and those of a value.

use crate::model::{Sex, TOLERANCE};
use crate::terminology::{NORMAL_RANGES, analyte, analytes};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The limits of normal of one value, in its unit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// The lower one.
    pub lower: Option<f64>,
    /// The upper one.
    pub upper: Option<f64>,
}

/// Default ranges by analyte and sex: what a value has where its row reports no limit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NormalRanges {
    /// The ranges of each analyte that has one, by its row.
    of_analyte: BTreeMap<usize, Vec<Range>>,
}

/// One row of a table of ranges.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Range {
    /// `None`: of any sex.
    sex: Option<Sex>,
    /// The number of its unit among the analyte's.
    unit: usize,
    limits: Limits,
}

/// Why a table of ranges cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("row {row}, column {column}: {what}")]
pub struct RangesError {
    /// The row, of which the header is the first.
    pub row: usize,
    /// The name of the column.
    pub column: &'static str,
    /// What is wrong.
    pub what: RangesFault,
}

/// What is wrong with a table of ranges.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RangesFault {
    /// The header names no such column.
    #[error("the header does not name it")]
    NoColumn,
    /// The header names such a column more than once.
    #[error("the header names it more than once")]
    DuplicateColumn,
    /// It is not CSV in UTF-8 with the same number of cells in each row.
    #[error("the row cannot be read as CSV in UTF-8 with a cell for each column")]
    Csv,
    /// No analyte.
    #[error("no analyte of the list")]
    Analyte,
    /// No sex.
    #[error("not one of female, male, any")]
    Sex,
    /// No unit of the analyte.
    #[error("no unit of the analyte")]
    Unit,
    /// No number.
    #[error("not a number")]
    Number,
    /// The upper limit is not above the lower one.
    #[error("the upper limit is 0 or less, or below the lower one")]
    Reversed,
    /// The analyte and sex have a row above.
    #[error("the analyte has a row for this sex already")]
    Twice,
}

/// The columns that are read.
const COLUMNS: [&str; 5] = ["analyte", "sex", "unit", "lower", "upper"];

static DEFAULT: LazyLock<NormalRanges> = LazyLock::new(|| {
    NormalRanges::read(NORMAL_RANGES)
        .unwrap_or_else(|error| panic!("the table of ranges, which a test reads: {error}"))
});

impl Limits {
    /// What is kept of reported limits: an upper one of 0 or less is dropped, then both where the lower is the greater.
    #[must_use]
    pub fn kept(self) -> Self {
        let upper = self.upper.filter(|&upper| upper > TOLERANCE);
        match (self.lower, upper) {
            (Some(lower), Some(upper)) if lower > upper + TOLERANCE => Self::default(),
            (lower, upper) => Self { lower, upper },
        }
    }

    /// These, each by itself, or else the others.
    fn or(self, others: Self) -> Self {
        Self {
            lower: self.lower.or(others.lower),
            upper: self.upper.or(others.upper),
        }
    }

    fn map(self, convert: impl Fn(f64) -> f64) -> Self {
        Self {
            lower: self.lower.map(&convert),
            upper: self.upper.map(&convert),
        }
    }

    /// The same limits in another unit of the analyte.
    #[must_use]
    pub fn converted(self, analyte: usize, from: usize, to: usize) -> Self {
        self.map(|limit| analytes()[analyte].converted(limit, from, to))
    }
}

impl NormalRanges {
    /// The default table.
    ///
    /// Source: American Board of Internal Medicine, Laboratory Test Reference Ranges, 2024 to 2026.
    #[must_use]
    pub fn of_program() -> Self {
        DEFAULT.clone()
    }

    /// No range of any analyte.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads a table of the shape of the default one: the text of a CSV file with a header; further columns are passed over.
    ///
    /// # Errors
    ///
    /// The row and the column of the first cell that is not valid.
    pub fn read(text: &str) -> Result<Self, RangesError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut records = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let fault = |row: usize, column: usize, what| RangesError {
            row,
            column: COLUMNS[column],
            what,
        };
        let header = records
            .headers()
            .map_err(|_| fault(1, 0, RangesFault::Csv))?
            .clone();
        let mut columns = [0; COLUMNS.len()];
        for (column, (name, index)) in COLUMNS.iter().zip(&mut columns).enumerate() {
            let cells = header.iter().enumerate();
            let mut found = cells.filter(|(_, cell)| cell.eq_ignore_ascii_case(name));
            let (first, _) = found
                .next()
                .ok_or_else(|| fault(1, column, RangesFault::NoColumn))?;
            if found.next().is_some() {
                return Err(fault(1, column, RangesFault::DuplicateColumn));
            }
            *index = first;
        }
        let mut ranges = Self::default();
        for (record, row) in records.records().zip(2..) {
            let record = record.map_err(|_| fault(row, 0, RangesFault::Csv))?;
            let cells = columns.map(|index| &record[index]);
            let read = range(cells).and_then(|(analyte, range)| ranges.add(analyte, range));
            read.map_err(|(column, what)| fault(row, column, what))?;
        }
        Ok(ranges)
    }

    fn add(&mut self, analyte: usize, range: Range) -> Result<(), (usize, RangesFault)> {
        let of_analyte = self.of_analyte.entry(analyte).or_default();
        if of_analyte.iter().any(|known| known.sex == range.sex) {
            return Err((1, RangesFault::Twice));
        }
        of_analyte.push(range);
        Ok(())
    }

    /// Its rows, by analyte: the analyte by its row, the sex (`None`: any), the number of the unit, and the limits in it.
    pub fn rows(&self) -> impl Iterator<Item = (usize, Option<Sex>, usize, Limits)> {
        let all = self.of_analyte.iter();
        all.flat_map(|(&analyte, ranges)| {
            let ranges = ranges.iter();
            ranges.map(move |range| (analyte, range.sex, range.unit, range.limits))
        })
    }

    /// The analytes of the default table of which this one has no range, in the order of the terminology.
    pub fn lacking(&self) -> impl Iterator<Item = &'static str> {
        let default = DEFAULT.of_analyte.keys();
        let lacking = default.filter(|analyte| !self.of_analyte.contains_key(analyte));
        lacking.map(|&analyte| analytes()[analyte].name.as_str())
    }

    /// The limits of an analyte for a sex, each by itself, else those for any, in the unit of this number.
    #[must_use]
    pub fn limits(&self, analyte: usize, sex: Option<Sex>, unit: usize) -> Limits {
        let Some(ranges) = self.of_analyte.get(&analyte) else {
            return Limits::default();
        };
        let of = |sex: Option<Sex>| {
            let range = ranges.iter().find(|range| range.sex == sex);
            range.map_or_else(Limits::default, |range| {
                range.limits.converted(analyte, range.unit, unit)
            })
        };
        match sex {
            Some(sex @ (Sex::Female | Sex::Male)) => of(Some(sex)).or(of(None)),
            Some(Sex::Other | Sex::Unknown) | None => of(None),
        }
    }

    /// The limits of a value in its unit: as they are kept of those that its row reports, each by itself, else the default.
    #[must_use]
    pub(super) fn of_value(
        &self,
        analyte: usize,
        sex: Option<Sex>,
        unit: usize,
        reported: Limits,
    ) -> Limits {
        let kept = reported.kept();
        if kept.lower.is_some() && kept.upper.is_some() {
            return kept;
        }
        kept.or(self.limits(analyte, sex, unit))
    }
}

/// The analyte of a row and its range; or the column that is wrong, and how.
fn range(
    [name, sex, unit, lower, upper]: [&str; 5],
) -> Result<(usize, Range), (usize, RangesFault)> {
    let analyte = analyte(name).ok_or((0, RangesFault::Analyte))?;
    let sex = match sex {
        "female" => Some(Sex::Female),
        "male" => Some(Sex::Male),
        "any" => None,
        _ => return Err((1, RangesFault::Sex)),
    };
    let unit = analytes()[analyte]
        .unit_number(unit)
        .ok_or((2, RangesFault::Unit))?;
    let limit = |cell: &str, column: usize| match cell {
        "" => Ok(None),
        cell => {
            let number: Option<f64> = cell.parse().ok();
            let number = number.filter(|number| number.is_finite());
            number.map(Some).ok_or((column, RangesFault::Number))
        }
    };
    let limits = Limits {
        lower: limit(lower, 3)?,
        upper: limit(upper, 4)?,
    };
    if limits.kept() != limits {
        return Err((4, RangesFault::Reversed));
    }
    Ok((analyte, Range { sex, unit, limits }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(
        ranges: &NormalRanges,
        name: &str,
        sex: Option<Sex>,
        unit: usize,
    ) -> (Option<f64>, Option<f64>) {
        let limits = ranges.limits(analyte(name).unwrap(), sex, unit);
        (limits.lower, limits.upper)
    }

    #[test]
    fn the_default_is_that_of_the_sex_else_that_of_any() {
        let ranges = NormalRanges::of_program();
        let of = |sex| limits(&ranges, "creatinine", sex, 0);
        assert_eq!(of(Some(Sex::Female)), (Some(0.5), Some(1.1)));
        assert_eq!(of(Some(Sex::Male)), (Some(0.7), Some(1.3)));
        for sex in [None, Some(Sex::Unknown), Some(Sex::Other)] {
            assert_eq!(of(sex), (Some(0.5), Some(1.3)));
        }
        assert_eq!(
            limits(&ranges, "alt", Some(Sex::Male), 0),
            (Some(10.0), Some(40.0))
        );
        assert_eq!(limits(&ranges, "inr", None, 0), (None, None));
        let (_, upper) = limits(&ranges, "creatinine", None, 1);
        assert!((upper.unwrap() - 114.922_21).abs() < 1e-9);
        assert_eq!(limits(&NormalRanges::none(), "alt", None, 0), (None, None));
    }

    #[test]
    fn limits_that_cannot_be_are_dropped_and_the_default_fills_each_by_itself() {
        let ranges = NormalRanges::of_program();
        let sodium = analyte("sodium").unwrap();
        let of = |lower, upper| {
            let limits = ranges.of_value(sodium, None, 0, Limits { lower, upper });
            (limits.lower, limits.upper)
        };
        assert_eq!(of(Some(130.0), None), (Some(130.0), Some(145.0)));
        assert_eq!(of(Some(145.0), Some(136.0)), (Some(136.0), Some(145.0)));
        // An upper limit of 0 is dropped first, so that the lower one is not reversed.
        assert_eq!(of(Some(130.0), Some(0.0)), (Some(130.0), Some(145.0)));
        assert_eq!(of(Some(-5.0), Some(-1.0)), (Some(-5.0), Some(145.0)));
        assert_eq!(of(Some(140.0), Some(140.0)), (Some(140.0), Some(140.0)));
    }

    #[test]
    fn a_file_of_the_same_shape_takes_its_place_and_its_errors_name_row_and_column() {
        let read = NormalRanges::read(
            "\u{feff}Sex,analyte,upper,lower,unit,why\nany,SCr,90,45,umol/L,here\n",
        )
        .unwrap();
        let (lower, upper) = limits(&read, "creatinine", Some(Sex::Male), 1);
        assert_eq!((lower, upper), (Some(45.0), Some(90.0)));
        let error = |row: &str| {
            let table = format!("analyte,sex,unit,lower,upper\nalt,any,U/L,1,2\n{row}\n");
            NormalRanges::read(&table).unwrap_err().to_string()
        };
        for (row, message) in [
            (
                "alf,any,U/L,1,2",
                "row 3, column analyte: no analyte of the list",
            ),
            (
                "ast,all,U/L,1,2",
                "row 3, column sex: not one of female, male, any",
            ),
            (
                "ast,any,g,1,2",
                "row 3, column unit: no unit of the analyte",
            ),
            ("ast,any,U/L,a,2", "row 3, column lower: not a number"),
            ("ast,any,U/L,1,inf", "row 3, column upper: not a number"),
            (
                "ast,any,U/L,3,2",
                "row 3, column upper: the upper limit is 0 or less, or below the lower one",
            ),
            (
                "alt,any,U/L,3,4",
                "row 3, column sex: the analyte has a row for this sex already",
            ),
            (
                "ast,any",
                "row 3, column analyte: the row cannot be read as CSV in UTF-8 with a cell for each column",
            ),
        ] {
            assert_eq!(error(row), message);
        }
        for (header, message) in [
            (
                "analyte,sex,unit,lower\n",
                "row 1, column upper: the header does not name it",
            ),
            (
                "analyte,sex,unit,lower,upper,Upper\n",
                "row 1, column upper: the header names it more than once",
            ),
        ] {
            let error = NormalRanges::read(header).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    }
}
