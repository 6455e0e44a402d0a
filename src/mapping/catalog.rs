//! The tables that SQL of a mapping sees, and its texts planned over them.

use super::blame::OnceUsed;
use super::collected::{Condition, Named};
use super::error::{MappingError, Slip};
use super::raw_provider::Streamed;
use super::settings::Configured;
use super::spilled_view::computed;
use crate::ingest::raw::RawTable;
use crate::query::{
    QueryBatches, QueryError, ReadText, Tables, Workbench, parameters_provider, terminology_tables,
    text_provider, times_named,
};
use datafusion::catalog::{MemTable, TableProvider};
use datafusion::dataframe::DataFrame;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The view that holds the parameters.
const PARAMETERS: &str = "parameters";

/// Tables of a raw export, or of none, over which a mapping's SQL is planned.
pub(super) struct Catalog<'a> {
    pub(super) bench: &'a Workbench,
    pub(super) configured: &'a Configured,
    raw: &'a [RawTable],
    tables: Tables,
    /// For each view: how often it is named in all SELECTs.
    named: BTreeMap<String, usize>,
    /// Whether views are computed, and not planned alone.
    is_run: bool,
    /// Views that are computed within what reads them.
    once_used: OnceUsed,
}

impl<'a> Catalog<'a> {
    /// The tables of raw data; views are added as they are needed.
    ///
    /// # Errors
    ///
    /// Where two tables have one name, or views read each other in a circle.
    pub(super) fn new(
        bench: &'a Workbench,
        configured: &'a Configured,
        raw: &'a [RawTable],
        is_run: bool,
    ) -> Result<Self, MappingError> {
        let label = &configured.mapping.label;
        let mut tables = Tables::new();
        let mut said: BTreeMap<String, String> = BTreeMap::new();
        let mut add = |name: String, what: String, provider| {
            if let Some(first) = said.insert(name.clone(), what.clone()) {
                let slip = Slip::TwoTables {
                    name,
                    first,
                    second: what,
                };
                return Err(slip.of(label));
            }
            tables.insert(name, provider);
            Ok(())
        };
        for table in raw {
            let name = &table.declaration().name;
            let raw: Arc<dyn TableProvider> = Arc::new(Streamed::of_raw(table));
            add(name.clone(), "a raw table".to_owned(), raw)?;
            if table.declaration().has_cells {
                let cells = Arc::new(Streamed::of_cells(table));
                add(
                    format!("{name}_cells"),
                    "the cells of a raw table".to_owned(),
                    cells,
                )?;
            }
        }
        for (name, table) in configured.mapping.text_tables()? {
            let provider =
                text_provider(&table).map_err(|error| MappingError::Engine(error.into()))?;
            add(name.clone(), format!("{name}.csv"), provider)?;
        }
        if !configured.values.is_empty() {
            let provider = parameters_provider(&configured.values);
            let provider = provider.map_err(|error| MappingError::Engine(error.into()))?;
            add(PARAMETERS.to_owned(), "the parameters".to_owned(), provider)?;
        }
        for (name, provider) in
            terminology_tables().map_err(|error| MappingError::Engine(error.into()))?
        {
            add(name, "a table of the terminology".to_owned(), provider)?;
        }
        let mut named = BTreeMap::new();
        for (view, _) in configured.mapping.views() {
            let texts = configured.mapping.files.iter();
            let texts = texts.filter(|file| file.file.strip_suffix(".sql").is_some());
            let times = texts.map(|file| times_named(&file.text, view)).sum();
            named.insert(view.to_owned(), times);
        }
        let catalog = Self {
            bench,
            configured,
            raw,
            tables,
            named,
            is_run,
            once_used: OnceUsed::default(),
        };
        catalog.refuse_circles()?;
        Ok(catalog)
    }

    fn sql(&self, file: &str, error: QueryError) -> MappingError {
        let mapping = self.configured.mapping.label.clone();
        let file = if self.is_run {
            let mapping = &self.configured.mapping;
            self.once_used.blamed(self.bench, mapping, file, &error)
        } else {
            file.to_owned()
        };
        // What was planned before is wrong only with the values.
        if self.is_run {
            MappingError::Failed {
                mapping,
                file,
                error: error.into(),
            }
        } else {
            let error = error.into();
            Slip::Sql { file, error }.of(&mapping)
        }
    }

    fn refuse_circles(&self) -> Result<(), MappingError> {
        let mut reads: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (view, file) in self.configured.mapping.views() {
            let read = ReadText::of(&file.text).map_err(|error| self.sql(&file.file, error))?;
            let tables = read.tables().into_iter().map(|(name, _)| name.to_owned());
            reads.insert(view, tables.collect());
        }
        // A view that reads no view that is left can be planned; those that are left at the end read each other.
        loop {
            let left: Vec<String> = reads.keys().map(|name| (*name).to_owned()).collect();
            reads.retain(|_, tables| tables.iter().any(|table| left.contains(table)));
            if reads.is_empty() {
                return Ok(());
            }
            if reads.len() == left.len() {
                let names = reads.keys().map(|name| format!("{name}.sql")).collect();
                return Err(Slip::Circle { names }.of(&self.configured.mapping.label));
            }
        }
    }

    /// Plans the SELECT of a file.
    ///
    /// # Errors
    ///
    /// Where it cannot be planned, or a view that it reads cannot be computed.
    pub(super) fn plan(&mut self, file: &str, text: &str) -> Result<DataFrame, MappingError> {
        let read = ReadText::of(text).map_err(|error| self.sql(file, error))?;
        let names: Vec<String> = read
            .tables()
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
        for name in names {
            self.add_view(&name)?;
        }
        let planned = self
            .bench
            .plan(&self.tables, read, text, &self.configured.values);
        let frame = planned.map_err(|error| self.sql(file, error))?;
        if !self.is_run {
            let tried = self.bench.try_plan(&frame, text);
            tried.map_err(|error| self.sql(file, error))?;
        }
        Ok(frame)
    }

    /// Adds a view that a text reads, where it is one and new.
    pub(super) fn add_view(&mut self, name: &str) -> Result<(), MappingError> {
        let configured = self.configured;
        if self.tables.contains_key(name) {
            return Ok(());
        }
        let Some((_, file)) = configured.mapping.views().find(|(view, _)| *view == name) else {
            return Ok(());
        };
        let frame = self.plan(&file.file, &file.text)?;
        let is_shared = self.named.get(name).is_some_and(|times| *times > 1);
        let provider = if !self.is_run {
            // What a view gives is known from its columns: views in views would make plans that grow without end.
            let nothing = MemTable::try_new(Arc::clone(frame.schema().inner()), vec![Vec::new()]);
            Arc::new(nothing.map_err(|_| self.sql(&file.file, QueryError::NotComputed))?)
        } else if is_shared {
            let rows = self.run(&file.file, frame)?;
            computed(rows).map_err(|error| self.sql(&file.file, error))?
        } else {
            self.once_used.add(name, &file.file, &frame);
            frame.into_view()
        };
        self.tables.insert(name.to_owned(), provider);
        Ok(())
    }

    /// Runs what was planned of a file.
    pub(super) fn run(
        &self,
        file: &str,
        frame: DataFrame,
    ) -> Result<QueryBatches<'a>, MappingError> {
        self.bench.run(frame).map_err(|error| self.sql(file, error))
    }

    /// The error of a file's SELECT while it runs.
    pub(super) fn failed(&self, file: &str, error: QueryError) -> MappingError {
        self.sql(file, error)
    }

    /// Whether a condition of what is collected holds.
    pub(super) fn holds(&mut self, condition: &Condition) -> Result<bool, MappingError> {
        condition.holds(|named| match named {
            Named::Table(name) => Ok(self.raw_table(name).is_some_and(RawTable::has_file)),
            Named::Column(table, column) => Ok(self
                .raw_table(table)
                .is_some_and(|table| table.has_column(column))),
            Named::View(name) => {
                let text = format!("SELECT 1 AS row FROM {name} LIMIT 1");
                let file = format!("{name}.sql");
                let frame = self.plan(&file, &text)?;
                let mut has_row = false;
                for batch in self.run(&file, frame)? {
                    let batch = batch.map_err(|error| self.failed(&file, error))?;
                    has_row |= batch.num_rows() > 0;
                }
                Ok(has_row)
            }
        })
    }

    fn raw_table(&self, name: &str) -> Option<&RawTable> {
        self.raw
            .iter()
            .find(|table| table.declaration().name == name)
    }
}
