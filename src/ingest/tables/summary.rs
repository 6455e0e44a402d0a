//! A table of an export beside its rows: what its file has, what became of the file's rows, what is counted of them.

use crate::ingest::ledger::{Collection, FileLedger, Unlisted};
use crate::ingest::text::ids::IdColumn;
use crate::ingest::text::moment::TimesOfDay;
use crate::model::{Column, Presence, Table};

/// A table of an export, without its rows.
#[derive(Debug, Clone)]
pub(in crate::ingest) struct TableSummary {
    pub(in crate::ingest) table: &'static Table,
    /// For each column whether the file has it, own columns last.
    pub(in crate::ingest) in_file: Vec<bool>,
    /// The names of its own columns.
    pub(in crate::ingest) own: Vec<String>,
    /// What became of the rows of the file; `None` where the table was not collected.
    pub(in crate::ingest) ledger: Option<FileLedger>,
    /// The number of keys without a stored row, because their rows differ.
    pub(in crate::ingest) open_keys: u64,
    /// The columns of identifiers, that of the site among them, by their index: how they are written.
    pub(in crate::ingest) ids: Vec<(usize, IdColumn)>,
    /// The number of rows in the parts that were added.
    pub(in crate::ingest) rows: u64,
    /// For each column that the file has: the number of those rows with a value, before any default is filled in.
    pub(in crate::ingest) filled: Vec<u64>,
    /// Names in those rows that the terminology does not have.
    pub(in crate::ingest) unlisted: Vec<Unlisted>,
    /// For each column of hours for which the file has date-times: its index, and how many of these have a time of day.
    pub(in crate::ingest) times: Vec<(usize, TimesOfDay)>,
}

impl TableSummary {
    /// A table whose file has these columns, before any part is added.
    pub(in crate::ingest) fn new(
        table: &'static Table,
        in_file: Vec<bool>,
        ledger: Option<FileLedger>,
    ) -> Self {
        Self {
            table,
            ledger,
            open_keys: 0,
            ids: Vec::new(),
            rows: 0,
            filled: vec![0; in_file.len()],
            own: Vec::new(),
            in_file,
            unlisted: Vec::new(),
            times: Vec::new(),
        }
    }

    pub(in crate::ingest) fn not_collected(table: &'static Table) -> Self {
        Self::new(table, vec![false; table.columns.len()], None)
    }

    /// How the identifiers of a column are written.
    pub(in crate::ingest) fn id_column(&self, index: usize) -> IdColumn {
        let found = self.ids.iter().find(|(column, _)| *column == index);
        found.map_or(IdColumn::new(), |(_, ids)| *ids)
    }

    /// Adds the rows of a part, and for each column the number of those with a value.
    pub(in crate::ingest) fn add(&mut self, rows: usize, filled: &[u64]) {
        self.rows += rows as u64;
        for (sum, filled) in self.filled.iter_mut().zip(filled) {
            *sum += filled;
        }
    }

    /// Which columns were collected. One with a default always is, where the table is.
    pub(in crate::ingest) fn collection(&self) -> Collection {
        let is_collected = self.ledger.is_some();
        let columns = self.table.columns.iter().zip(&self.in_file);
        let is_there = |(column, is_in_file): (&Column, &bool)| {
            let has_default = matches!(column.presence, Presence::Default(_));
            is_collected && (*is_in_file || has_default)
        };
        Collection {
            table: self.table,
            is_collected,
            columns: columns.map(is_there).collect(),
            own: self.own.clone(),
        }
    }
}
