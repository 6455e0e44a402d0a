//! Typed columns in memory: dense vectors in which one value means "absent".

use super::column::Kind;
use crate::notation::plain_decimal;
use std::sync::Arc;

/// The integer of an absent value.
pub const ABSENT_INTEGER: i64 = i64::MIN;

/// The code of an absent text.
pub const ABSENT_CODE: u32 = u32::MAX;

/// Whether a decimal is an absent value. Exports cannot bring `NaN`: it is a spelling of "absent".
#[must_use]
pub fn is_absent(value: f64) -> bool {
    value.is_nan()
}

/// A whole number; `None` where it is absent.
#[must_use]
pub fn known(value: i64) -> Option<i64> {
    Some(value).filter(|&value| value != ABSENT_INTEGER)
}

/// The values of one column, one per row.
#[derive(Debug, Clone)]
pub enum Values {
    /// Whole numbers; [`ABSENT_INTEGER`] is absent.
    Integer(Vec<i64>),
    /// Decimal numbers; `NaN` is absent.
    Decimal(Vec<f64>),
    /// Yes or no.
    Boolean(Vec<Option<bool>>),
    /// Texts, each an index into `words`; [`ABSENT_CODE`] is absent.
    Text {
        /// One code per row.
        codes: Vec<u32>,
        /// The distinct texts.
        words: Arc<Vec<String>>,
    },
}

impl Values {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Integer(values) => values.len(),
            Self::Decimal(values) => values.len(),
            Self::Boolean(values) => values.len(),
            Self::Text { codes, .. } => codes.len(),
        }
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A column of this kind in which so many rows have no value.
    #[must_use]
    pub fn absent(kind: Kind, rows: usize) -> Self {
        match kind {
            Kind::Integer { .. } => Self::Integer(vec![ABSENT_INTEGER; rows]),
            Kind::Decimal { .. } | Kind::Hour => Self::Decimal(vec![f64::NAN; rows]),
            Kind::Boolean => Self::Boolean(vec![None; rows]),
            Kind::Text | Kind::Choice(_) | Kind::Word(_) => Self::Text {
                codes: vec![ABSENT_CODE; rows],
                words: Arc::default(),
            },
        }
    }

    /// The same column, with no other texts than those of its rows, in the same order.
    ///
    /// # Panics
    ///
    /// Where a code has no text, or there are 2³² texts.
    #[must_use]
    pub fn with_own_words(self) -> Self {
        let Self::Text { mut codes, words } = self else {
            return self;
        };
        let mut used: Vec<u32> = codes.clone();
        used.sort_unstable();
        used.dedup();
        used.retain(|&code| code != ABSENT_CODE);
        for code in &mut codes {
            if let Ok(index) = used.binary_search(code) {
                *code = code_of(index);
            }
        }
        let own = used.iter().map(|&code| words[code as usize].clone());
        Self::Text {
            codes,
            words: Arc::new(own.collect()),
        }
    }

    /// A text column from texts.
    ///
    /// # Panics
    ///
    /// Where there are 2³² distinct texts.
    #[must_use]
    pub fn from_texts<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut known = std::collections::HashMap::new();
        let codes = texts
            .map(|text| match text {
                None => ABSENT_CODE,
                Some(text) => *known.entry(text).or_insert_with(|| {
                    words.push(text.to_owned());
                    code_of(words.len() - 1)
                }),
            })
            .collect();
        Self::Text {
            codes,
            words: Arc::new(words),
        }
    }

    /// Whether any row has a value.
    #[must_use]
    pub fn has_values(&self) -> bool {
        match self {
            Self::Integer(values) => values.iter().any(|&value| value != ABSENT_INTEGER),
            Self::Decimal(values) => values.iter().any(|&value| !is_absent(value)),
            Self::Boolean(values) => values.iter().any(Option::is_some),
            Self::Text { codes, .. } => codes.iter().any(|&code| code != ABSENT_CODE),
        }
    }

    /// The rows of these numbers, in their order.
    ///
    /// # Panics
    ///
    /// Where there is no such row.
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        fn take<T: Copy>(values: &[T], rows: &[u32]) -> Vec<T> {
            rows.iter().map(|&row| values[row as usize]).collect()
        }
        match self {
            Self::Integer(values) => Self::Integer(take(values, rows)),
            Self::Decimal(values) => Self::Decimal(take(values, rows)),
            Self::Boolean(values) => Self::Boolean(take(values, rows)),
            Self::Text { codes, words } => Self::Text {
                codes: take(codes, rows),
                words: Arc::clone(words),
            },
        }
    }

    /// A run of rows.
    ///
    /// # Panics
    ///
    /// Where the run does not lie within the rows.
    #[must_use]
    pub fn slice(&self, rows: std::ops::Range<usize>) -> Self {
        match self {
            Self::Integer(values) => Self::Integer(values[rows].to_vec()),
            Self::Decimal(values) => Self::Decimal(values[rows].to_vec()),
            Self::Boolean(values) => Self::Boolean(values[rows].to_vec()),
            Self::Text { codes, words } => Self::Text {
                codes: codes[rows].to_vec(),
                words: Arc::clone(words),
            },
        }
    }

    /// The text of a row; `None` where it is absent.
    ///
    /// # Panics
    ///
    /// Where the column holds no texts, or has no such row.
    #[must_use]
    #[track_caller]
    pub fn text(&self, row: usize) -> Option<&str> {
        match self {
            Self::Text { codes, words } => {
                let code = codes[row];
                (code != ABSENT_CODE).then(|| words[code as usize].as_str())
            }
            Self::Integer(_) | Self::Decimal(_) | Self::Boolean(_) => {
                panic!("not a column of texts")
            }
        }
    }

    /// The whole number of a row; `None` where it is absent.
    ///
    /// # Panics
    ///
    /// Where the column holds no whole numbers, or has no such row.
    #[must_use]
    #[track_caller]
    pub fn integer(&self, row: usize) -> Option<i64> {
        match self {
            Self::Integer(values) => known(values[row]),
            Self::Decimal(_) | Self::Boolean(_) | Self::Text { .. } => {
                panic!("not a column of whole numbers")
            }
        }
    }

    /// The decimal of a row; `None` where it is absent.
    ///
    /// # Panics
    ///
    /// Where the column holds no decimals, or has no such row.
    #[must_use]
    #[track_caller]
    pub fn decimal(&self, row: usize) -> Option<f64> {
        match self {
            Self::Decimal(values) => Some(values[row]).filter(|&value| !is_absent(value)),
            Self::Integer(_) | Self::Boolean(_) | Self::Text { .. } => {
                panic!("not a column of decimals")
            }
        }
    }

    /// The value of a row as text: whole numbers in digits, decimals by [`plain_decimal`], `true` and `false`; `None` where
    /// it is absent.
    ///
    /// # Panics
    ///
    /// Where the column has no such row.
    #[must_use]
    #[track_caller]
    pub fn to_text(&self, row: usize) -> Option<String> {
        match self {
            Self::Text { .. } => self.text(row).map(str::to_owned),
            Self::Integer(_) => self.integer(row).map(|value| value.to_string()),
            Self::Decimal(_) => self.decimal(row).map(plain_decimal),
            Self::Boolean(values) => values[row].map(|value| value.to_string()),
        }
    }
}

/// The code of the text at an index.
fn code_of(index: usize) -> u32 {
    u32::try_from(index).expect("a column has fewer than 2³² distinct texts")
}
