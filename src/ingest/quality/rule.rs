//! A rule: what is asked, of what, for which reason; and how it becomes a check of one export.

use super::chart::Chart;
use super::check::{Category, Check, Counted, Outcome, Problem, Share, State};
use crate::model::{TABLES, Table};

/// What a rule finds in a table and a column.
pub(super) type Answer = (&'static str, &'static str, Outcome);

/// What is asked of every export.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name, which stays.
    pub name: &'static str,
    /// What kind of quality is asked after.
    pub category: Category,
    /// The table; empty where the rule is asked of several.
    pub table: &'static str,
    /// The column, where it is one.
    pub column: &'static str,
    /// What is counted.
    pub counted: Counted,
    /// Of what: the denominator in words.
    pub out_of: &'static str,
    /// What would be wrong, in words.
    pub message: &'static str,
    /// Where the rule comes from, or why it is asked.
    pub source: &'static str,
    pub(super) asks: Asks,
}

/// How a rule is asked.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asks {
    /// Once.
    Once(fn(&Chart<'_>) -> Outcome),
    /// Of each of these tables and columns.
    Each(
        &'static [(&'static str, &'static str)],
        fn(&Chart<'_>, &'static str, &'static str) -> Outcome,
    ),
    /// Of each of these tables of the model, as a whole.
    Tables(fn(&Table) -> bool, fn(&Chart<'_>, &'static str) -> Outcome),
    /// Of every column, by what was noted while the files were read.
    Columns,
}

/// The names of these tables of the model.
fn tables(is_asked: fn(&Table) -> bool) -> impl Iterator<Item = &'static str> {
    TABLES
        .iter()
        .filter(move |table| is_asked(table))
        .map(|table| table.name)
}

impl Rule {
    /// The tables and columns of which it is asked: `doses.hour`, or several with blanks between them.
    ///
    /// ```
    /// let rules = il2_outcomes::ingest::quality::rules();
    /// let rule = rules.iter().find(|rule| rule.name == "dose_after_death").unwrap();
    /// assert_eq!(rule.places(), "doses.hour");
    /// ```
    #[must_use]
    pub fn places(&self) -> String {
        let place = |(table, column): &(&str, &str)| match *column {
            "" => (*table).to_owned(),
            column => format!("{table}.{column}"),
        };
        match self.asks {
            Asks::Once(_) => place(&(self.table, self.column)),
            Asks::Each(places, _) => places.iter().map(place).collect::<Vec<_>>().join(" "),
            Asks::Tables(is_asked, _) => tables(is_asked).collect::<Vec<_>>().join(" "),
            Asks::Columns => "every column".to_owned(),
        }
    }

    /// What this rule finds: of each table and column of which it is asked.
    pub(super) fn ask(&self, chart: &Chart<'_>) -> Vec<Answer> {
        match self.asks {
            Asks::Once(ask) => vec![(self.table, self.column, ask(chart))],
            Asks::Each(places, ask) => places
                .iter()
                .map(|(table, column)| (*table, *column, ask(chart, table, column)))
                .collect(),
            Asks::Tables(is_asked, ask) => tables(is_asked)
                .map(|table| (table, "", ask(chart, table)))
                .collect(),
            Asks::Columns => Vec::new(),
        }
    }

    /// The check that an outcome makes.
    pub(super) fn check(
        &self,
        table: &'static str,
        column: &'static str,
        outcome: Outcome,
    ) -> Check {
        let (share, state, why) = match outcome {
            Ok(share) if share.out_of == 0 => (
                Some(share),
                State::NotApplicable,
                format!("there are no {}", self.out_of),
            ),
            Ok(share) if share.failed == 0 => (Some(share), State::Pass, String::new()),
            Ok(share) => (Some(share), State::Fail, String::new()),
            Err(Problem::NotApplicable(why)) => (None::<Share>, State::NotApplicable, why),
            Err(Problem::Broken(why)) => (None, State::Error, why),
        };
        Check {
            category: self.category,
            rule: self.name,
            table,
            column,
            message: self.message,
            counted: self.counted,
            share,
            state,
            why,
        }
    }
}
