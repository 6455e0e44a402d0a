//! A rule: what is counted, out of what, for which reason; and how it becomes checks of one export.

use super::check::{Category, Check, Counted, NotApplicable, Outcome, State};
use super::part_view::PartView;
use crate::ingest::tables::summary::TableSummary;
use crate::model::{Field, TABLES, Table};

/// The table and the column to which an outcome belongs (the latter empty for a whole table), and the outcome.
pub(super) type Finding = (&'static str, &'static str, Outcome);

/// A rule of data quality, which is evaluated for every export.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name, which stays.
    pub name: &'static str,
    /// The category of quality.
    pub category: Category,
    /// The unit that is counted.
    pub counted: Counted,
    /// The denominator in words.
    pub out_of: &'static str,
    /// The fault in words.
    pub message: &'static str,
    /// Where the rule comes from, or the reason for it.
    pub source: &'static str,
    pub(super) evaluation: Evaluation,
}

/// What most rules share: they look for implausible rows. Each says the rest itself.
pub(super) const PLAUSIBILITY: Rule = Rule {
    name: "",
    category: Category::Plausibility,
    counted: Counted::Row,
    out_of: "",
    message: "",
    source: "",
    evaluation: Evaluation::EveryColumn,
};

/// How a rule is evaluated, and for which tables and columns.
#[derive(Debug, Clone, Copy)]
pub(super) enum Evaluation {
    /// Over the rows of a part, once; the outcome is this column's.
    Once(Field, fn(&PartView<'_>) -> Outcome),
    /// The same; its share proves nothing by itself, and the report compares those of several exports.
    Compared(Field, fn(&PartView<'_>) -> Outcome),
    /// Over the rows of a part, for each of these columns.
    EachColumn(&'static [Field], fn(&PartView<'_>, Field) -> Outcome),
    /// Over the rows of a part, for each of these tables of the model.
    EachTable(fn(&Table) -> bool, fn(&PartView<'_>, &Table) -> Outcome),
    /// From what was noted while the file of each of these tables was read.
    Files(fn(&Table) -> bool, fn(&TableSummary) -> Outcome),
    /// From what was noted of each of these columns.
    Names(&'static [Field], fn(&TableSummary, Field) -> Outcome),
    /// The same; what it finds is counted and is no fault.
    Tally(&'static [Field], fn(&TableSummary, Field) -> Outcome),
    /// Over the rows of a part, for each of these tables of the model; what it finds is counted and is no fault.
    TallyOfTables(
        fn(&Table) -> bool,
        fn(&PartView<'_>, &'static Table) -> Outcome,
    ),
    /// From what was noted of every column.
    EveryColumn,
}

/// Those tables of the model that `applies` to.
fn tables(applies: fn(&Table) -> bool) -> impl Iterator<Item = &'static Table> {
    TABLES.into_iter().filter(move |table| applies(table))
}

/// The finding of a column.
fn of_field(field: Field, outcome: Outcome) -> Finding {
    (field.table.name, field.column().name, outcome)
}

impl Rule {
    /// The tables and columns to which it applies: `doses.hour`, or several with blanks between them.
    ///
    /// ```
    /// let rules = il2_outcomes::ingest::quality::rules();
    /// let rule = rules.iter().find(|rule| rule.name == "dose_after_death").unwrap();
    /// assert_eq!(rule.applies_to(), "doses.hour");
    /// ```
    #[must_use]
    pub fn applies_to(&self) -> String {
        let name = |field: &Field| format!("{}.{}", field.table.name, field.column().name);
        match self.evaluation {
            Evaluation::Once(field, _) | Evaluation::Compared(field, _) => name(&field),
            Evaluation::EachColumn(fields, _)
            | Evaluation::Names(fields, _)
            | Evaluation::Tally(fields, _) => fields.iter().map(name).collect::<Vec<_>>().join(" "),
            Evaluation::EachTable(applies, _)
            | Evaluation::TallyOfTables(applies, _)
            | Evaluation::Files(applies, _) => {
                let names = tables(applies).map(|table| table.name);
                names.collect::<Vec<_>>().join(" ")
            }
            Evaluation::EveryColumn => "every column".to_owned(),
        }
    }

    /// Its findings in the rows of a part; none where it is evaluated from files.
    pub(super) fn of_rows(&self, view: &PartView<'_>) -> Vec<Finding> {
        match self.evaluation {
            Evaluation::Once(field, evaluate) | Evaluation::Compared(field, evaluate) => {
                vec![of_field(field, evaluate(view))]
            }
            Evaluation::EachColumn(fields, evaluate) => fields
                .iter()
                .map(|&field| of_field(field, evaluate(view, field)))
                .collect(),
            Evaluation::EachTable(applies, evaluate) => tables(applies)
                .map(|table| (table.name, "", evaluate(view, table)))
                .collect(),
            Evaluation::TallyOfTables(applies, evaluate) => tables(applies)
                .map(|table| (table.name, "", evaluate(view, table)))
                .collect(),
            Evaluation::Files(..)
            | Evaluation::Names(..)
            | Evaluation::Tally(..)
            | Evaluation::EveryColumn => Vec::new(),
        }
    }

    /// Its findings in the files of an export; none where it is evaluated over rows. `files` are all tables of the model,
    /// in its order.
    pub(super) fn of_files(&self, files: &[TableSummary]) -> Vec<Finding> {
        let file = |table: &Table| &files[table.id as usize];
        match self.evaluation {
            Evaluation::Files(applies, evaluate) => tables(applies)
                .map(|table| (table.name, "", evaluate(file(table))))
                .collect(),
            Evaluation::Names(fields, evaluate) | Evaluation::Tally(fields, evaluate) => fields
                .iter()
                .map(|&field| of_field(field, evaluate(file(field.table), field)))
                .collect(),
            Evaluation::Once(..)
            | Evaluation::Compared(..)
            | Evaluation::EachColumn(..)
            | Evaluation::EachTable(..)
            | Evaluation::TallyOfTables(..)
            | Evaluation::EveryColumn => Vec::new(),
        }
    }

    /// Whether what it finds is counted and is no fault.
    const fn is_tally(&self) -> bool {
        matches!(
            self.evaluation,
            Evaluation::Tally(..) | Evaluation::TallyOfTables(..)
        )
    }

    /// The check that an outcome makes.
    pub(super) fn check(&self, (table, column, outcome): Finding) -> Check {
        let (share, state, why) = match outcome {
            Ok(share) if share.out_of == 0 => (
                Some(share),
                State::NotApplicable,
                format!("there are no {}", self.out_of),
            ),
            Ok(share) if matches!(self.evaluation, Evaluation::Compared(..)) => (
                Some(share),
                State::NotApplicable,
                "one export alone says nothing: the report compares several".to_owned(),
            ),
            Ok(share) if self.is_tally() => (
                Some(share),
                State::NotApplicable,
                "counted, and no fault".to_owned(),
            ),
            Ok(share) if share.failed == 0 => (Some(share), State::Pass, String::new()),
            Ok(share) => (Some(share), State::Fail, String::new()),
            Err(NotApplicable(why)) => (None, State::NotApplicable, why),
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
