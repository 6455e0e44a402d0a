//! A table in memory: named columns of one length.

use super::choices::ClosedSet;
use super::table::Table;
use super::values::{ABSENT_CODE, Values};
use std::borrow::Cow;

/// A table in memory. Its accessors panic on a column that it does not have or that holds another kind of value: both are
/// faults of the program, never of the data. A frame without any column is a table of which nothing is stored; it has no
/// rows, and each accessor finds none.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    name: Cow<'static, str>,
    names: Vec<Cow<'static, str>>,
    columns: Vec<Values>,
    rows: usize,
}

impl Frame {
    /// A table of this name with these columns.
    ///
    /// # Panics
    ///
    /// Where the columns differ in length.
    #[must_use]
    pub fn new<N: Into<Cow<'static, str>>>(
        name: impl Into<Cow<'static, str>>,
        columns: impl IntoIterator<Item = (N, Values)>,
    ) -> Self {
        let (names, columns): (Vec<_>, Vec<_>) = columns
            .into_iter()
            .map(|(name, values)| (name.into(), values))
            .unzip();
        let frame = Self {
            name: name.into(),
            names,
            rows: columns.first().map_or(0, Values::len),
            columns,
        };
        assert!(
            frame
                .columns
                .iter()
                .all(|column| column.len() == frame.rows),
            "the columns of {} differ in length",
            frame.name
        );
        frame
    }

    /// The rows of a table of the model, from all its columns in their order.
    ///
    /// # Panics
    ///
    /// Where the columns are not those of the table in number, or differ in length.
    #[must_use]
    pub fn of(table: &'static Table, columns: Vec<Values>) -> Self {
        assert_eq!(
            table.columns.len(),
            columns.len(),
            "columns of {}",
            table.name
        );
        Self::new(
            table.name,
            table.columns.iter().map(|column| column.name).zip(columns),
        )
    }

    /// The rows of a table of the model, from all its columns in their order and then own columns of these names.
    ///
    /// # Panics
    ///
    /// Where the columns are not those of the table and the own ones in number, or differ in length.
    #[must_use]
    pub fn with_own(table: &'static Table, own: &[String], columns: Vec<Values>) -> Self {
        let names = table
            .columns
            .iter()
            .map(|column| Cow::Borrowed(column.name));
        let names = names.chain(own.iter().map(|name| Cow::Owned(name.clone())));
        let n_names = table.columns.len() + own.len();
        assert_eq!(n_names, columns.len(), "columns of {}", table.name);
        Self::new(table.name, names.zip(columns))
    }

    /// The name of the table whose rows these are.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns with their names, in their order.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &Values)> {
        self.names.iter().map(AsRef::as_ref).zip(&self.columns)
    }

    /// The columns with their names, in their order, to change values in place: their lengths stay.
    pub fn columns_mut(&mut self) -> impl Iterator<Item = (&str, &mut Values)> {
        self.names.iter().map(AsRef::as_ref).zip(&mut self.columns)
    }

    /// The values of a column.
    ///
    /// # Panics
    ///
    /// Where there is no such column.
    #[must_use]
    #[track_caller]
    pub fn column(&self, column: &str) -> &Values {
        let Some(index) = self.names.iter().position(|name| name == column) else {
            panic!("{} has no column {column}", self.name);
        };
        &self.columns[index]
    }

    /// Replaces the values of a column.
    ///
    /// # Panics
    ///
    /// Where there is no such column, or their number is not that of the rows.
    #[track_caller]
    pub fn set(&mut self, column: &str, values: Values) {
        assert_eq!(values.len(), self.rows, "rows of {}.{column}", self.name);
        let Some(index) = self.names.iter().position(|name| name == column) else {
            panic!("{} has no column {column}", self.name);
        };
        self.columns[index] = values;
    }

    /// The rows of these indices, in their order. Column by column: only one of them is held twice.
    #[must_use]
    pub fn take(self, rows: &[u32]) -> Self {
        let columns = self.columns.into_iter();
        Self {
            columns: columns.map(|column| column.take(rows)).collect(),
            rows: rows.len(),
            ..self
        }
    }

    /// The values of a column; `None` where nothing of the table is stored.
    #[track_caller]
    fn stored(&self, column: &str) -> Option<&Values> {
        (!self.names.is_empty()).then(|| self.column(column))
    }

    #[track_caller]
    fn wrong(&self, column: &str, expected: &str) -> ! {
        panic!("{}.{column} does not hold {expected}", self.name);
    }

    /// A column of whole numbers; [`super::ABSENT_INTEGER`] is absent.
    ///
    /// # Panics
    ///
    /// Where there is no such column, or it holds another kind of value. So do all accessors that follow.
    #[must_use]
    #[track_caller]
    pub fn integers(&self, column: &str) -> &[i64] {
        match self.stored(column) {
            None => &[],
            Some(Values::Integer(values)) => values,
            Some(_) => self.wrong(column, "whole numbers"),
        }
    }

    /// A column of decimals; `NaN` is absent.
    #[must_use]
    #[track_caller]
    pub fn decimals(&self, column: &str) -> &[f64] {
        match self.stored(column) {
            None => &[],
            Some(Values::Decimal(values)) => values,
            Some(_) => self.wrong(column, "decimals"),
        }
    }

    /// A column of yes and no.
    #[must_use]
    #[track_caller]
    pub fn booleans(&self, column: &str) -> &[Option<bool>] {
        match self.stored(column) {
            None => &[],
            Some(Values::Boolean(values)) => values,
            Some(_) => self.wrong(column, "yes and no"),
        }
    }

    /// A column of texts: the code of each row ([`ABSENT_CODE`] is absent), and the texts by code, some of
    /// which no row may have.
    #[must_use]
    #[track_caller]
    pub fn texts(&self, column: &str) -> (&[u32], &[String]) {
        match self.stored(column) {
            None => (&[], &[]),
            Some(Values::Text { codes, words }) => (codes, words),
            Some(_) => self.wrong(column, "texts"),
        }
    }

    /// A column of texts as members of a closed set, one per row.
    ///
    /// # Panics
    ///
    /// Where a row has a text that is no member, too.
    #[must_use]
    #[track_caller]
    pub fn choices<E: ClosedSet>(&self, column: &str) -> Vec<Option<E>> {
        let (codes, words) = self.texts(column);
        let known: Vec<Option<E>> = words.iter().map(|word| E::from_name(word)).collect();
        let member = |&code: &u32| match known.get(code as usize) {
            Some(Some(member)) => Some(*member),
            None if code == ABSENT_CODE => None,
            Some(None) | None => self.wrong(column, "members of its closed set alone"),
        };
        codes.iter().map(member).collect()
    }

    /// The text of a row; `None` where it is absent.
    #[must_use]
    #[track_caller]
    pub fn text(&self, column: &str, row: usize) -> Option<&str> {
        self.column(column).text(row)
    }

    /// The whole number of a row; `None` where it is absent.
    #[must_use]
    #[track_caller]
    pub fn integer(&self, column: &str, row: usize) -> Option<i64> {
        self.column(column).integer(row)
    }

    /// The decimal of a row; `None` where it is absent.
    #[must_use]
    #[track_caller]
    pub fn decimal(&self, column: &str, row: usize) -> Option<f64> {
        self.column(column).decimal(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DOSES, DoseStatus};

    fn doses() -> Frame {
        let absent = |column: &crate::model::Column| Values::absent(column.kind, 3);
        let mut columns: Vec<Values> = DOSES.columns.iter().map(absent).collect();
        let statuses = [Some("held"), None, Some("given")];
        columns[DOSES.index("status")] = Values::from_texts(statuses.into_iter());
        Frame::of(&DOSES, columns)
    }

    #[test]
    fn choices_are_members_of_their_set() {
        assert_eq!(
            doses().choices("status"),
            [Some(DoseStatus::Held), None, Some(DoseStatus::Given)]
        );
    }

    #[test]
    #[should_panic(expected = "doses has no column state")]
    fn a_column_that_is_not_there_is_a_fault() {
        let _ = doses().integers("state");
    }

    #[test]
    #[should_panic(expected = "doses.hour does not hold whole numbers")]
    fn a_column_of_another_kind_is_a_fault() {
        let _ = doses().integers("hour");
    }

    #[test]
    #[should_panic(expected = "doses.status does not hold members of its closed set alone")]
    fn a_text_outside_of_the_set_is_a_fault() {
        let _ = doses().choices::<crate::model::Regimen>("status");
    }
}
