//! The grammar of a rule: what a cell of the table of rules says, read from text and written as text.
//!
//! A cell is clauses with ` or ` between them, a clause tests with ` and ` between them. A test compares the value `x`, or
//! its change from baseline `d`, with a number, a limit of normal or the baseline; or it is `CLINICAL`.

use std::fmt;

/// What must be true of a value for one grade: any of the clauses. A cell without a clause is false.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// Clauses, each of tests that must all be true.
    pub clauses: Vec<Vec<Test>>,
}

/// One test of a clause.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Test {
    /// What no value shows, such as symptoms.
    Clinical,
    /// A comparison.
    Compare {
        /// What is compared.
        quantity: Operand<Quantity>,
        /// How.
        comparison: Comparison,
        /// With what.
        bound: Bound,
    },
}

/// An operand, and whether a test is false where it is absent, and not unknown: a `?` after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operand<T> {
    /// Which one.
    pub of: T,
    /// Whether a `?` follows it.
    pub is_false_if_absent: bool,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// `x`: the value.
    Value,
    /// `d`: its change from baseline in percent of the baseline.
    Change,
}

/// How two numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

/// What a quantity is compared with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// A number.
    Number(f64),
    /// A multiple of a reference, and a number more or less.
    Multiple {
        /// The factor; 1 where none is written.
        factor: f64,
        /// Of what.
        reference: Operand<Reference>,
        /// What is added; 0 where nothing is written.
        offset: f64,
    },
}

/// A number that belongs to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// `LLN`: its lower limit of normal.
    LowerLimit,
    /// `ULN`: its upper limit of normal.
    UpperLimit,
    /// `BL`: the baseline of its analyte in the course.
    Baseline,
}

/// Why a text is no cell of a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    /// A test has no comparison with a blank on either side.
    #[error("a test is CLINICAL, or x or d, a blank, one of < <= > >=, a blank and a bound")]
    Comparison,
    /// What is compared is neither `x` nor `d`.
    #[error("what is compared is x or d, with ? or without")]
    Quantity,
    /// A bound is neither a number nor a multiple of a reference.
    #[error(
        "a bound is a number, or LLN, ULN or BL, with a factor and * before it, + or - and a number after it, or without"
    )]
    Bound,
}

impl<T> Operand<T> {
    /// One without which a test is unknown.
    #[cfg(test)]
    pub(super) const fn needed(of: T) -> Self {
        Self {
            of,
            is_false_if_absent: false,
        }
    }
}

impl Operand<Quantity> {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.of.name()
    }
}

impl Operand<Reference> {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.of.name()
    }
}

impl Cell {
    /// Reads a cell; an empty text is a cell without a clause.
    ///
    /// # Errors
    ///
    /// [`CellError`] where the text is not of the grammar.
    pub fn parse(text: &str) -> Result<Self, CellError> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let clause = |text: &str| text.split(" and ").map(test).collect();
        let clauses: Result<_, CellError> = text.split(" or ").map(clause).collect();
        Ok(Self { clauses: clauses? })
    }

    /// All tests, clause by clause.
    pub fn tests(&self) -> impl Iterator<Item = &Test> {
        self.clauses.iter().flatten()
    }
}

fn test(text: &str) -> Result<Test, CellError> {
    if text == "CLINICAL" {
        return Ok(Test::Clinical);
    }
    let mut words = text.split(' ');
    let (Some(quantity), Some(comparison), Some(bound), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(CellError::Comparison);
    };
    let comparison = match comparison {
        "<" => Comparison::Below,
        "<=" => Comparison::AtMost,
        ">" => Comparison::Above,
        ">=" => Comparison::AtLeast,
        _ => return Err(CellError::Comparison),
    };
    let (quantity, is_false_if_absent) = without_mark(quantity);
    let quantity = match quantity {
        "x" => Quantity::Value,
        "d" => Quantity::Change,
        _ => return Err(CellError::Quantity),
    };
    Ok(Test::Compare {
        quantity: Operand {
            of: quantity,
            is_false_if_absent,
        },
        comparison,
        bound: parse_bound(bound).ok_or(CellError::Bound)?,
    })
}

/// The text before a `?`, and whether there is one.
fn without_mark(text: &str) -> (&str, bool) {
    match text.strip_suffix('?') {
        Some(text) => (text, true),
        None => (text, false),
    }
}

fn parse_bound(text: &str) -> Option<Bound> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    if let Some(number) = number(unsigned) {
        return Some(Bound::Number(sign * number));
    }
    let (factor, rest) = match text.split_once('*') {
        Some((factor, rest)) => (number(factor)?, rest),
        None => (1.0, text),
    };
    let (name, offset) = match rest.find(['+', '-']) {
        Some(at) => {
            let size = number(&rest[at + 1..])?;
            let is_less = rest[at..].starts_with('-');
            (&rest[..at], if is_less { -size } else { size })
        }
        None => (rest, 0.0),
    };
    let (name, is_false_if_absent) = without_mark(name);
    let reference = match name {
        "LLN" => Reference::LowerLimit,
        "ULN" => Reference::UpperLimit,
        "BL" => Reference::Baseline,
        _ => return None,
    };
    Some(Bound::Multiple {
        factor,
        reference: Operand {
            of: reference,
            is_false_if_absent,
        },
        offset,
    })
}

/// Digits, with or without a point and digits after it.
fn number(text: &str) -> Option<f64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(whole) && is_digits(part) {
        text.parse().ok()
    } else {
        None
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (clause_index, clause) in self.clauses.iter().enumerate() {
            if clause_index > 0 {
                formatter.write_str(" or ")?;
            }
            for (index, test) in clause.iter().enumerate() {
                if index > 0 {
                    formatter.write_str(" and ")?;
                }
                write!(formatter, "{test}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Test {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clinical => formatter.write_str("CLINICAL"),
            Self::Compare {
                quantity,
                comparison,
                bound,
            } => write!(formatter, "{quantity} {} {bound}", comparison.sign()),
        }
    }
}

impl<T: Named> fmt::Display for Operand<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.is_false_if_absent { "?" } else { "" };
        write!(formatter, "{}{mark}", self.of.name())
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Multiple {
                factor,
                reference,
                offset,
            } => {
                if factor.to_bits() != 1.0_f64.to_bits() {
                    write!(formatter, "{factor}*")?;
                }
                write!(formatter, "{reference}")?;
                if offset.abs() > 0.0 {
                    write!(formatter, "{offset:+}")?;
                }
                Ok(())
            }
        }
    }
}

impl Comparison {
    /// As a rule writes it.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// What a rule names by a word.
trait Named: Copy {
    /// The word.
    fn name(self) -> &'static str;
}

impl Named for Quantity {
    fn name(self) -> &'static str {
        match self {
            Self::Value => "x",
            Self::Change => "d",
        }
    }
}

impl Named for Reference {
    fn name(self) -> &'static str {
        match self {
            Self::LowerLimit => "LLN",
            Self::UpperLimit => "ULN",
            Self::Baseline => "BL",
        }
    }
}
