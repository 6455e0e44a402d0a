//! Typed columns in memory: dense vectors in which one value stands for "absent".

use super::column::Kind;
use std::sync::Arc;

/// The integer that stands for an absent value.
pub const ABSENT_INTEGER: i64 = i64::MIN;

/// The code that stands for an absent text.
pub const ABSENT_CODE: u32 = u32::MAX;

/// Whether a decimal stands for an absent value. Exports cannot bring `NaN`: it is a spelling of "absent".
#[must_use]
pub fn is_absent(value: f64) -> bool {
    value.is_nan()
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
    /// Texts, each a place in `words`; [`ABSENT_CODE`] is absent.
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

    /// The same column, of which the texts are those that stand in it, in the same order.
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
            if let Ok(place) = used.binary_search(code) {
                *code = u32::try_from(place).unwrap_or(ABSENT_CODE);
            }
        }
        let own = used.iter().filter_map(|&code| words.get(code as usize));
        Self::Text {
            codes,
            words: Arc::new(own.cloned().collect()),
        }
    }

    /// A text column from texts.
    #[must_use]
    pub fn from_texts<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut places = std::collections::HashMap::new();
        let codes = texts
            .map(|text| match text {
                None => ABSENT_CODE,
                Some(text) => *places.entry(text).or_insert_with(|| {
                    words.push(text.to_owned());
                    u32::try_from(words.len() - 1).unwrap_or(ABSENT_CODE)
                }),
            })
            .collect();
        Self::Text {
            codes,
            words: Arc::new(words),
        }
    }

    /// The rows at these places, in their order.
    #[must_use]
    pub fn take(&self, places: &[u32]) -> Self {
        match self {
            Self::Integer(values) => {
                Self::Integer(places.iter().map(|&p| values[p as usize]).collect())
            }
            Self::Decimal(values) => {
                Self::Decimal(places.iter().map(|&p| values[p as usize]).collect())
            }
            Self::Boolean(values) => {
                Self::Boolean(places.iter().map(|&p| values[p as usize]).collect())
            }
            Self::Text { codes, words } => Self::Text {
                codes: places.iter().map(|&p| codes[p as usize]).collect(),
                words: Arc::clone(words),
            },
        }
    }

    /// A run of rows.
    #[must_use]
    pub fn slice(&self, rows: std::ops::Range<usize>) -> Self {
        match self {
            Self::Integer(values) => Self::Integer(values.get(rows).unwrap_or_default().to_vec()),
            Self::Decimal(values) => Self::Decimal(values.get(rows).unwrap_or_default().to_vec()),
            Self::Boolean(values) => Self::Boolean(values.get(rows).unwrap_or_default().to_vec()),
            Self::Text { codes, words } => Self::Text {
                codes: codes.get(rows).unwrap_or_default().to_vec(),
                words: Arc::clone(words),
            },
        }
    }

    /// The text of a row; `None` where it is absent or the column holds no texts.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<&str> {
        match self {
            Self::Text { codes, words } => words.get(codes[row] as usize).map(String::as_str),
            Self::Integer(_) | Self::Decimal(_) | Self::Boolean(_) => None,
        }
    }

    /// The whole number of a row; `None` where it is absent or the column holds no whole numbers.
    #[must_use]
    pub fn integer(&self, row: usize) -> Option<i64> {
        match self {
            Self::Integer(values) => Some(values[row]).filter(|&value| value != ABSENT_INTEGER),
            Self::Decimal(_) | Self::Boolean(_) | Self::Text { .. } => None,
        }
    }

    /// The decimal of a row; `None` where it is absent or the column holds no decimals.
    #[must_use]
    pub fn decimal(&self, row: usize) -> Option<f64> {
        match self {
            Self::Decimal(values) => Some(values[row]).filter(|&value| !is_absent(value)),
            Self::Integer(_) | Self::Boolean(_) | Self::Text { .. } => None,
        }
    }
}
