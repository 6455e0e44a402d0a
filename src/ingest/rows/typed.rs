//! Judged rows of one table, typed, as they arrive.

use crate::model::{ABSENT_CODE, ABSENT_INTEGER, Kind, Table, Values};
use std::sync::Arc;

/// One value of a row that is being judged.
#[derive(Debug, Clone, Copy)]
pub(in crate::ingest) enum Cell {
    Absent,
    Integer(i64),
    Decimal(f64),
    Boolean(bool),
    Code(u32),
    /// There is something, which is not kept with the row: it names whose row it is, or the row is quarantined for it.
    Unread,
}

/// Builds one column while rows arrive.
#[derive(Debug, Clone)]
pub(in crate::ingest) enum ColumnBuilder {
    Integer(Vec<i64>),
    Decimal(Vec<f64>),
    /// One of [`NO`], [`YES`] and [`UNKNOWN`].
    Boolean(Vec<u8>),
    Code(Vec<u32>),
    /// Nothing is kept: the file lacks the column, or it is derived later.
    Nothing,
}

const NO: u8 = 0;
const YES: u8 = 1;
const UNKNOWN: u8 = 2;

impl ColumnBuilder {
    /// A column without rows.
    pub(in crate::ingest) fn of(kind: Kind) -> Self {
        match kind {
            Kind::Integer { .. } => Self::Integer(Vec::new()),
            Kind::Decimal { .. } | Kind::Hour => Self::Decimal(Vec::new()),
            Kind::Boolean => Self::Boolean(Vec::new()),
            Kind::Text | Kind::Choice(_) | Kind::Word(_) => Self::Code(Vec::new()),
        }
    }

    fn push(&mut self, cell: &Cell) {
        match (self, cell) {
            (Self::Integer(values), Cell::Integer(value)) => values.push(*value),
            (Self::Integer(values), _) => values.push(ABSENT_INTEGER),
            (Self::Decimal(values), Cell::Decimal(value)) => values.push(*value),
            (Self::Decimal(values), _) => values.push(f64::NAN),
            (Self::Boolean(values), Cell::Boolean(true)) => values.push(YES),
            (Self::Boolean(values), Cell::Boolean(false)) => values.push(NO),
            (Self::Boolean(values), _) => values.push(UNKNOWN),
            (Self::Code(values), Cell::Code(value)) => values.push(*value),
            (Self::Code(values), _) => values.push(ABSENT_CODE),
            (Self::Nothing, _) => {}
        }
    }

    /// Bytes of one value.
    const fn width(&self) -> usize {
        match self {
            Self::Integer(_) | Self::Decimal(_) => 8,
            Self::Code(_) => 4,
            Self::Boolean(_) => 1,
            Self::Nothing => 0,
        }
    }

    /// The values as bytes, to be written.
    pub(in crate::ingest) fn bytes(&self) -> &[u8] {
        match self {
            Self::Integer(values) => bytemuck::cast_slice(values),
            Self::Decimal(values) => bytemuck::cast_slice(values),
            Self::Code(values) => bytemuck::cast_slice(values),
            Self::Boolean(values) => values,
            Self::Nothing => &[],
        }
    }

    /// The bytes of this many further values, to be read into.
    pub(in crate::ingest) fn grow(&mut self, rows: usize) -> &mut [u8] {
        match self {
            Self::Integer(values) => bytemuck::cast_slice_mut(longer(values, rows)),
            Self::Decimal(values) => bytemuck::cast_slice_mut(longer(values, rows)),
            Self::Code(values) => bytemuck::cast_slice_mut(longer(values, rows)),
            Self::Boolean(values) => longer(values, rows),
            Self::Nothing => &mut [],
        }
    }

    fn append(&mut self, other: &Self) {
        match (self, other) {
            (Self::Integer(values), Self::Integer(more)) => values.extend_from_slice(more),
            (Self::Decimal(values), Self::Decimal(more)) => values.extend_from_slice(more),
            (Self::Code(values), Self::Code(more)) => values.extend_from_slice(more),
            (Self::Boolean(values), Self::Boolean(more)) => values.extend_from_slice(more),
            (Self::Nothing, Self::Nothing) => {}
            (
                Self::Integer(_)
                | Self::Decimal(_)
                | Self::Code(_)
                | Self::Boolean(_)
                | Self::Nothing,
                _,
            ) => unreachable!("a column is of one kind in all slices of a file"),
        }
    }

    /// Whether two rows have the same value, or none.
    fn is_same(&self, a: usize, b: usize) -> bool {
        match self {
            Self::Integer(values) => values[a] == values[b],
            // An absent value is no number, and the same as another absent one.
            Self::Decimal(values) => values[a].to_bits() == values[b].to_bits(),
            Self::Boolean(values) => values[a] == values[b],
            Self::Code(values) => values[a] == values[b],
            Self::Nothing => true,
        }
    }

    fn take(&self, indices: &[u32]) -> Self {
        match self {
            Self::Integer(values) => Self::Integer(taken(values, indices)),
            Self::Decimal(values) => Self::Decimal(taken(values, indices)),
            Self::Code(values) => Self::Code(taken(values, indices)),
            Self::Boolean(values) => Self::Boolean(taken(values, indices)),
            Self::Nothing => Self::Nothing,
        }
    }

    /// Turns codes into indices of the sorted dictionary.
    fn rank(&mut self, ranks: &[u32]) {
        if let Self::Code(codes) = self {
            for code in codes {
                if *code != ABSENT_CODE {
                    *code = ranks[*code as usize];
                }
            }
        }
    }

    /// The column as it is stored; its codes are indices of `words`.
    fn into_values(self, kind: Kind, rows: usize, words: &Arc<Vec<String>>) -> Values {
        match self {
            Self::Integer(values) => Values::Integer(values),
            Self::Decimal(values) => Values::Decimal(values),
            Self::Boolean(values) => {
                let known = |value| (value != UNKNOWN).then_some(value == YES);
                Values::Boolean(values.into_iter().map(known).collect())
            }
            Self::Code(codes) => Values::Text {
                codes,
                words: Arc::clone(words),
            },
            Self::Nothing => Values::absent(kind, rows),
        }
    }
}

/// The texts of a column in the order of their bytes, and for each code its index in that order.
#[derive(Debug, Clone, Default)]
pub(in crate::ingest) struct SortedDictionary {
    pub(in crate::ingest) words: Vec<String>,
    pub(in crate::ingest) ranks: Vec<u32>,
}

/// Adds default values to the end of a column and gives these.
fn longer<T: Default + Clone>(values: &mut Vec<T>, rows: usize) -> &mut [T] {
    let before = values.len();
    values.resize(before + rows, T::default());
    &mut values[before..]
}

fn taken<T: Copy>(values: &[T], indices: &[u32]) -> Vec<T> {
    indices
        .iter()
        .map(|&index| values[index as usize])
        .collect()
}

/// Rows of one table, column by column; all columns and lists that are there have one entry a row.
#[derive(Debug, Clone)]
pub(in crate::ingest) struct RowBuffer {
    pub(in crate::ingest) columns: Vec<ColumnBuilder>,
    /// For each row the index of its course, or of what a course or patient is known by.
    pub(in crate::ingest) owners: Vec<u32>,
    /// The line of each row, in a table with a key: rows with one key are quarantined by their lines.
    pub(in crate::ingest) lines: Option<Vec<u64>>,
    /// The date-time of the row's hour in seconds, in a table with a key whose file has one.
    pub(in crate::ingest) moments: Option<Vec<i64>>,
}

impl RowBuffer {
    pub(in crate::ingest) fn len(&self) -> usize {
        self.owners.len()
    }

    /// Bytes of one row.
    pub(in crate::ingest) fn width(&self) -> usize {
        let columns: usize = self.columns.iter().map(ColumnBuilder::width).sum();
        let others = [self.lines.is_some(), self.moments.is_some()];
        columns + 4 + 8 * others.iter().filter(|is_kept| **is_kept).count()
    }

    /// The same columns without rows.
    pub(in crate::ingest) fn emptied(&self) -> Self {
        Self {
            columns: self.columns.iter().map(|column| column.take(&[])).collect(),
            owners: Vec::new(),
            lines: self.lines.as_ref().map(|_| Vec::new()),
            moments: self.moments.as_ref().map(|_| Vec::new()),
        }
    }

    /// The indices of the columns of which something is kept.
    pub(in crate::ingest) fn kept(&self) -> Vec<usize> {
        let columns = self.columns.iter().enumerate();
        let kept = columns.filter(|(_, column)| !matches!(column, ColumnBuilder::Nothing));
        kept.map(|(index, _)| index).collect()
    }

    /// Adds a row; `kept` are the columns of which something is kept.
    pub(in crate::ingest) fn push(
        &mut self,
        row: &[Cell],
        kept: &[usize],
        owner: u32,
        line: u64,
        moment: Option<i64>,
    ) {
        for &column in kept {
            self.columns[column].push(&row[column]);
        }
        self.owners.push(owner);
        if let Some(lines) = &mut self.lines {
            lines.push(line);
        }
        if let Some(moments) = &mut self.moments {
            moments.push(moment.unwrap_or(ABSENT_INTEGER));
        }
    }

    /// Whether two rows have the same owner and the same values, however they are written in the file.
    pub(in crate::ingest) fn read_alike(&self, a: usize, b: usize) -> bool {
        let has_same_moment = match &self.moments {
            Some(moments) => moments[a] == moments[b],
            None => true,
        };
        self.owners[a] == self.owners[b]
            && has_same_moment
            && self.columns.iter().all(|column| column.is_same(a, b))
    }

    /// The codes of these rows, each with the index of its column.
    pub(in crate::ingest) fn codes(&self, indices: &[u32]) -> Vec<(usize, u32)> {
        let mut codes = Vec::new();
        for (index, column) in self.columns.iter().enumerate() {
            if let ColumnBuilder::Code(values) = column {
                let of_rows = indices.iter().map(|&row| values[row as usize]);
                let known = of_rows.filter(|&code| code != ABSENT_CODE);
                codes.extend(known.map(|code| (index, code)));
            }
        }
        codes
    }

    /// Adds the rows of another buffer of the same columns.
    pub(in crate::ingest) fn append(&mut self, other: &Self) {
        for (column, more) in self.columns.iter_mut().zip(&other.columns) {
            column.append(more);
        }
        self.owners.extend_from_slice(&other.owners);
        if let (Some(lines), Some(more)) = (&mut self.lines, &other.lines) {
            lines.extend_from_slice(more);
        }
        if let (Some(moments), Some(more)) = (&mut self.moments, &other.moments) {
            moments.extend_from_slice(more);
        }
    }

    /// Turns the codes of each column into indices of its sorted dictionary.
    pub(in crate::ingest) fn rank(&mut self, ranks: &[Vec<u32>]) {
        for (column, ranks) in self.columns.iter_mut().zip(ranks) {
            column.rank(ranks);
        }
    }

    /// The rows as columns of the store, in their order, own columns behind those of the table; the codes of each are indices of its `words`.
    pub(in crate::ingest) fn into_columns(
        self,
        table: &Table,
        words: &[Arc<Vec<String>>],
    ) -> Vec<Values> {
        let n_rows = self.owners.len();
        let kinds = table.columns.iter().map(|column| column.kind);
        let kinds = kinds.chain(std::iter::repeat(Kind::Text));
        let columns = self.columns.into_iter().zip(kinds).zip(words);
        columns
            .map(|((values, kind), words)| values.into_values(kind, n_rows, words))
            .collect()
    }

    /// The rows of these indices, in their order.
    pub(in crate::ingest) fn take(&self, indices: &[u32]) -> Self {
        Self {
            columns: self
                .columns
                .iter()
                .map(|column| column.take(indices))
                .collect(),
            owners: taken(&self.owners, indices),
            lines: self.lines.as_ref().map(|lines| taken(lines, indices)),
            moments: self.moments.as_ref().map(|moments| taken(moments, indices)),
        }
    }
}
