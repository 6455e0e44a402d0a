//! The rules by which CTCAE grades values, read from their table.

use super::cell::{Bound, Cell, CellError, Quantity, Reference, Test};
use crate::model::closed_set;
use crate::terminology::{CTCAE_LAB_GRADES, analyte, analytes, laboratory_term};
use std::sync::LazyLock;

closed_set! {
    /// A version of CTCAE that has rules for values.
    pub enum CtcaeVersion {
        /// Of 2010.
        V4_03 = "4.03",
        /// Of 2017.
        V5_0 = "5.0",
        /// Of 2025.
        V6_0 = "6.0",
    }
}

closed_set! {
    /// The baselines for which a rule holds.
    pub enum BaselineKind {
        /// Any, or none.
        Any = "any",
        /// Above the upper limit of normal.
        High = "high",
        /// Not above it, or not known to be, or absent.
        NotHigh = "not_high",
        /// Below the lower limit of normal.
        Low = "low",
        /// Not below it, or not known to be, or absent.
        NotLow = "not_low",
    }
}

/// The rule of a version for one term, analyte, unit and kind of baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The version.
    pub version: CtcaeVersion,
    /// The term, by its row among the laboratory terms.
    pub term: usize,
    /// The analyte, by its row.
    pub analyte: usize,
    /// The unit of its numbers, by its number among the analyte's units; `None` for a rule of multiples, which holds in any.
    pub unit: Option<usize>,
    /// The baselines for which it holds.
    pub baseline: BaselineKind,
    /// What must be true for each grade, from 1 to 4.
    pub cells: [Cell; 4],
    /// The version from which it is borrowed.
    pub borrowed_from: Option<CtcaeVersion>,
}

/// Why a table of rules cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("row {row}, column {column}: {what}")]
pub(super) struct RuleError {
    /// The row, of which the header is the first.
    pub row: usize,
    /// The name of the column.
    pub column: &'static str,
    /// What is wrong.
    pub what: RuleFault,
}

/// What is wrong with a cell of a table of rules.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum RuleFault {
    /// It has another number of cells than there are columns.
    #[error("the row has another number of cells than there are columns")]
    Cells,
    /// No version of CTCAE.
    #[error("no version of CTCAE that has rules for values")]
    Version,
    /// No laboratory term.
    #[error("no term of the laboratory terms")]
    Term,
    /// No analyte.
    #[error("no analyte")]
    Analyte,
    /// No unit of the analyte.
    #[error("neither * nor a unit of the analyte")]
    Unit,
    /// No kind of baseline.
    #[error("not one of any, high, not_high, low, not_low")]
    Baseline,
    /// No cell of the grammar.
    #[error(transparent)]
    Grade(CellError),
}

/// The names of the columns.
const COLUMNS: [&str; 12] = [
    "ctcae_version",
    "term",
    "analyte",
    "unit",
    "baseline",
    "grade1",
    "grade2",
    "grade3",
    "grade4",
    "borrowed",
    "source",
    "note",
];

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    read_rules(CTCAE_LAB_GRADES)
        .unwrap_or_else(|error| panic!("the table of rules, which a test reads: {error}"))
});

/// The rules of the program, in the order of their table.
#[must_use]
pub fn rules() -> &'static [Rule] {
    &RULES
}

/// Reads a table of rules: the text of a CSV file with a header.
///
/// # Errors
///
/// [`RuleError`] with the row and the column of the first cell that is not valid.
pub(super) fn read_rules(text: &str) -> Result<Vec<Rule>, RuleError> {
    let mut records = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let numbered = records.records().zip(1..).skip(1);
    numbered
        .map(|(record, row)| {
            let fault = |column: usize, what| RuleError {
                row,
                column: COLUMNS[column],
                what,
            };
            let record = record.map_err(|_| fault(0, RuleFault::Cells))?;
            if record.len() != COLUMNS.len() {
                return Err(fault(record.len().min(COLUMNS.len() - 1), RuleFault::Cells));
            }
            rule(&record).map_err(|(column, what)| fault(column, what))
        })
        .collect()
}

/// A rule from its cells; or the column that is wrong, and how.
fn rule(record: &csv::StringRecord) -> Result<Rule, (usize, RuleFault)> {
    let known = |column: usize, found: Option<usize>, fault| found.ok_or((column, fault));
    let version = |column: usize| {
        let found = CtcaeVersion::ALL
            .into_iter()
            .find(|it| it.name() == &record[column]);
        found.ok_or((column, RuleFault::Version))
    };
    let analyte = known(2, analyte(&record[2]), RuleFault::Analyte)?;
    let unit = match &record[3] {
        "*" => None,
        unit => Some(known(
            3,
            analytes()[analyte].unit_number(unit),
            RuleFault::Unit,
        )?),
    };
    let baseline = BaselineKind::ALL
        .into_iter()
        .find(|kind| kind.name() == &record[4]);
    let mut cells: [Cell; 4] = Default::default();
    for (grade, cell) in cells.iter_mut().enumerate() {
        let column = 5 + grade;
        *cell = Cell::parse(&record[column]).map_err(|error| (column, RuleFault::Grade(error)))?;
    }
    Ok(Rule {
        version: version(0)?,
        term: known(1, laboratory_term(&record[1]), RuleFault::Term)?,
        analyte,
        unit,
        baseline: baseline.ok_or((4, RuleFault::Baseline))?,
        cells,
        borrowed_from: match &record[9] {
            "" => None,
            _ => Some(version(9)?),
        },
    })
}

impl Rule {
    /// Whether it names this reference, or the change from it.
    #[must_use]
    pub fn names(&self, reference: Reference) -> bool {
        let mut tests = self.cells.iter().flat_map(Cell::tests);
        tests.any(|test| match test {
            Test::Clinical => false,
            Test::Compare {
                quantity, bound, ..
            } => {
                let is_change = quantity.of == Quantity::Change && reference == Reference::Baseline;
                let is_bound = matches!(bound, Bound::Multiple { reference: named, .. } if named.of == reference);
                is_change || is_bound
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_is_read_and_written_as_it_is() {
        assert_eq!(rules().len(), 261);
        let records = csv::Reader::from_reader(CTCAE_LAB_GRADES.as_bytes());
        for (rule, record) in rules().iter().zip(records.into_records()) {
            let record = record.unwrap();
            for (grade, cell) in rule.cells.iter().enumerate() {
                assert_eq!(cell.to_string(), &record[5 + grade]);
            }
            assert_eq!(rule.version.name(), &record[0]);
        }
    }

    #[test]
    fn one_rule_holds_for_each_baseline_unit_and_term_of_an_analyte() {
        let keys: BTreeSet<_> = rules()
            .iter()
            .map(|it| (it.version, it.term, it.analyte))
            .collect();
        for (version, term, analyte) in keys {
            let is_of = |it: &&Rule| (it.version, it.term, it.analyte) == (version, term, analyte);
            let of_term = || rules().iter().filter(is_of);
            let units: BTreeSet<_> = of_term().map(|rule| rule.unit).collect();
            let kinds = |unit| -> BTreeSet<BaselineKind> {
                of_term()
                    .filter(|rule| rule.unit == unit)
                    .map(|rule| rule.baseline)
                    .collect()
            };
            for unit in &units {
                use BaselineKind::{Any, High, Low, NotHigh, NotLow};
                let complete = [
                    BTreeSet::from([Any]),
                    BTreeSet::from([High, NotHigh]),
                    BTreeSet::from([Low, NotLow]),
                ];
                assert!(
                    complete.contains(&kinds(*unit)),
                    "{version:?} {term} {analyte}"
                );
            }
            let rows: BTreeSet<_> = of_term().map(|rule| (rule.unit, rule.baseline)).collect();
            assert_eq!(rows.len(), of_term().count());
            let borrowed: BTreeSet<_> = of_term().map(|rule| rule.borrowed_from).collect();
            assert_eq!(borrowed.len(), 1);
        }
    }

    #[test]
    fn the_highest_grade_of_a_term_is_the_one_of_its_list() {
        let listed = include_str!("../terminology/tables/laboratory_terms.csv");
        let records = csv::Reader::from_reader(listed.as_bytes()).into_records();
        for (term, record) in records.enumerate() {
            let record = record.unwrap();
            for (version, column) in CtcaeVersion::ALL.into_iter().zip(6..) {
                let of_term = rules()
                    .iter()
                    .filter(|it| (it.version, it.term) == (version, term));
                // What is clinical alone does not count: a grade that values reach needs a clause without it.
                let is_reached = |cell: &Cell| {
                    let mut clauses = cell.clauses.iter();
                    clauses.any(|clause| !clause.contains(&Test::Clinical))
                };
                let highest = of_term.filter_map(|rule| {
                    (0..4)
                        .rev()
                        .find(|&grade| is_reached(&rule.cells[grade]))
                        .map(|grade| grade + 1)
                });
                let highest = highest.max().map(|grade| grade.to_string());
                assert_eq!(
                    highest.as_deref().unwrap_or(""),
                    &record[column],
                    "{} {version:?}",
                    &record[0]
                );
            }
        }
    }

    #[test]
    fn an_error_names_row_and_column() {
        let header = CTCAE_LAB_GRADES.lines().next().unwrap();
        let good = "5.0,Anemia,hemoglobin,g/dL,any,x < LLN,x < 10,x < 8,,,nci,";
        let error = |row: &str| {
            let table = format!("{header}\n{good}\n{row}\n");
            read_rules(&table).unwrap_err().to_string()
        };
        for (row, message) in [
            (
                "5.1,Anemia,hemoglobin,g/dL,any,,,,,,,",
                "row 3, column ctcae_version: no version",
            ),
            (
                "5.0,Anaemic,hemoglobin,g/dL,any,,,,,,,",
                "row 3, column term: no term",
            ),
            (
                "5.0,Anemia,hemoglobulin,g/dL,any,,,,,,,",
                "row 3, column analyte: no analyte",
            ),
            (
                "5.0,Anemia,hemoglobin,mg/dL,any,,,,,,,",
                "row 3, column unit: neither *",
            ),
            (
                "5.0,Anemia,hemoglobin,g/dL,all,,,,,,,",
                "row 3, column baseline: not one of",
            ),
            (
                "5.0,Anemia,hemoglobin,g/dL,any,x < LLN,x < ten,,,,,",
                "row 3, column grade2: a bound is",
            ),
            (
                "5.0,Anemia,hemoglobin,g/dL,any,,,,x<2,,,",
                "row 3, column grade4: a test is",
            ),
            (
                "5.0,Anemia,hemoglobin,g/dL,any,,,,,4.0,,",
                "row 3, column borrowed: no version",
            ),
            (
                "5.0,Anemia,hemoglobin,g/dL,any,,,,",
                "row 3, column borrowed: the row has another",
            ),
        ] {
            let error = error(row);
            assert!(error.starts_with(message), "{error}");
        }
    }
}
