//! The tables that SQL of a mapping sees, and its texts planned over them.

use super::blame::OnceUsed;
use super::collected::{Condition, Named};
use super::error::{MappingError, Slip};
use super::raw_provider::Streamed;
use super::replaceable::Replaceable;
use super::settings::Configured;
use super::spilled_view::{computed, view_schema};
use crate::ingest::raw::RawTable;
use crate::query::{
    Prepared, QueryBatches, QueryError, ReadText, Tables, Workbench, parameters_provider,
    terminology_tables, text_provider,
};
use datafusion::catalog::MemTable;
use datafusion::dataframe::DataFrame;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The view that holds the parameters.
const PARAMETERS: &str = "parameters";

/// Tables of raw exports, one after the other, or of none, over which a mapping's SQL is planned: once, whatever the number
/// of exports.
pub(super) struct Catalog<'a> {
    pub(super) bench: &'a Workbench,
    pub(super) configured: &'a Configured,
    /// The raw tables of the export whose turn it is.
    raw: &'a [RawTable],
    tables: Tables,
    /// Those that have other rows with each export: raw tables, their cells, and views that are computed.
    replaceable: BTreeMap<String, Arc<Replaceable>>,
    /// Views that are computed for the export, or for all of them where they read nothing raw.
    computed: BTreeSet<String>,
    /// What was planned, by its text; the tables that it reads.
    planned: BTreeMap<String, (DataFrame, Vec<String>)>,
    /// What runs, by the name under which it was prepared.
    prepared: BTreeMap<String, Prepared>,
    /// Whether views are computed, and not planned alone.
    is_run: bool,
    /// Views that are computed within what reads them.
    once_used: OnceUsed,
}

impl<'a> Catalog<'a> {
    /// The tables of a mapping; views are added as they are needed.
    ///
    /// # Errors
    ///
    /// Where two tables have one name, or views read each other in a circle.
    pub(super) fn new(
        bench: &'a Workbench,
        configured: &'a Configured,
        is_run: bool,
    ) -> Result<Self, MappingError> {
        let label = &configured.mapping.label;
        let mut tables = Tables::new();
        let mut replaceable = BTreeMap::new();
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
        for declaration in &configured.mapping.declaration.reads {
            let (name, empty) = (&declaration.name, RawTable::empty(declaration));
            let raw = Arc::new(Replaceable::new(empty.schema()));
            raw.replace(Some(Arc::new(Streamed::of_raw(&empty))));
            add(
                name.clone(),
                "a raw table".to_owned(),
                Arc::clone(&raw) as _,
            )?;
            replaceable.insert(name.clone(), raw);
            if declaration.has_cells {
                let cells = Arc::new(Replaceable::new(empty.cells_schema()));
                cells.replace(Some(Arc::new(Streamed::of_cells(&empty))));
                let name = cells_of(name);
                let what = "the cells of a raw table".to_owned();
                add(name.clone(), what, Arc::clone(&cells) as _)?;
                replaceable.insert(name, cells);
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
        let catalog = Self {
            bench,
            configured,
            raw: &[],
            tables,
            replaceable,
            computed: BTreeSet::new(),
            planned: BTreeMap::new(),
            prepared: BTreeMap::new(),
            is_run,
            once_used: OnceUsed::default(),
        };
        catalog.refuse_circles()?;
        Ok(catalog)
    }

    /// Turns to an export: its raw tables from now on, and views that are computed anew where they read any.
    pub(super) fn turn_to(&mut self, raw: &'a [RawTable]) {
        self.raw = raw;
        for table in raw {
            let name = &table.declaration().name;
            if let Some(of_table) = self.replaceable.get(name) {
                of_table.replace(Some(Arc::new(Streamed::of_raw(table))));
            }
            if let Some(cells) = self.replaceable.get(&cells_of(name)) {
                cells.replace(Some(Arc::new(Streamed::of_cells(table))));
            }
        }
        let computed = std::mem::take(&mut self.computed);
        let (stale, kept): (BTreeSet<String>, _) =
            computed.into_iter().partition(|view| self.reads_raw(view));
        self.computed = kept;
        for view in &stale {
            if let Some(of_view) = self.replaceable.get(view) {
                of_view.replace(None);
            }
        }
    }

    /// Whether a table is raw, or a view of any, however far.
    fn reads_raw(&self, name: &str) -> bool {
        let mut views = self.configured.mapping.views();
        match views.find(|(view, _)| *view == name) {
            None => self.replaceable.contains_key(name),
            Some((_, file)) => {
                let read = self.planned.get(file.text.trim_start_matches('\u{feff}'));
                read.is_none_or(|(_, tables)| tables.iter().any(|table| self.reads_raw(table)))
            }
        }
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
            let text = file.text.trim_start_matches('\u{feff}');
            let read = ReadText::of(text).map_err(|error| self.sql(&file.file, error))?;
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

    /// Plans the SELECT of a file, once; the views that it reads are computed for the export.
    ///
    /// # Errors
    ///
    /// Where it cannot be planned, or a view that it reads cannot be computed.
    pub(super) fn plan(&mut self, file: &str, text: &str) -> Result<DataFrame, MappingError> {
        // An editor may have begun the file with a byte order mark.
        let text = text.trim_start_matches('\u{feff}');
        if let Some((frame, names)) = self.planned.get(text) {
            let (frame, names) = (frame.clone(), names.clone());
            for name in names {
                self.add_view(&name)?;
            }
            return Ok(frame);
        }
        let read = ReadText::of(text).map_err(|error| self.sql(file, error))?;
        let names: Vec<String> = read
            .tables()
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
        for name in &names {
            self.add_view(name)?;
        }
        let planned = self
            .bench
            .plan(&self.tables, read, text, &self.configured.values);
        let frame = planned.map_err(|error| self.sql(file, error))?;
        if !self.is_run {
            let tried = self.bench.try_plan(&frame, text);
            tried.map_err(|error| self.sql(file, error))?;
        }
        let planned = (frame.clone(), names);
        self.planned.insert(text.to_owned(), planned);
        Ok(frame)
    }

    /// Adds a view that a text reads, where it is one, and computes it where that was not done for the export.
    pub(super) fn add_view(&mut self, name: &str) -> Result<(), MappingError> {
        let configured = self.configured;
        if self.computed.contains(name) || !self.is_run && self.tables.contains_key(name) {
            return Ok(());
        }
        let Some((_, file)) = configured.mapping.views().find(|(view, _)| *view == name) else {
            return Ok(());
        };
        let frame = self.plan(&file.file, &file.text)?;
        if !self.is_run {
            // What a view gives is known from its columns: views in views would make plans that grow without end.
            let nothing = MemTable::try_new(Arc::clone(frame.schema().inner()), vec![Vec::new()]);
            let nothing = nothing.map_err(|_| self.sql(&file.file, QueryError::NotComputed))?;
            self.tables.insert(name.to_owned(), Arc::new(nothing));
        } else if configured.read_often.contains(name) {
            let schema = view_schema(&frame);
            let rows = self.run(&file.file, &file.text, frame)?;
            let rows = computed(rows, &schema);
            let rows = rows.map_err(|error| self.sql(&file.file, error))?;
            let of_view = self.replaceable.entry(name.to_owned());
            let of_view = of_view.or_insert_with(|| Arc::new(Replaceable::new(schema)));
            of_view.replace(Some(rows));
            let of_view = Arc::clone(of_view) as _;
            self.tables.entry(name.to_owned()).or_insert(of_view);
            self.computed.insert(name.to_owned());
        } else if !self.tables.contains_key(name) {
            self.once_used.add(name, &file.file, &frame);
            self.tables.insert(name.to_owned(), frame.into_view());
        }
        Ok(())
    }

    /// Runs what was planned of a file. What has run under a name runs again without being thought about.
    pub(super) fn run(
        &mut self,
        file: &str,
        name: &str,
        frame: DataFrame,
    ) -> Result<QueryBatches<'a>, MappingError> {
        if !self.prepared.contains_key(name) {
            let prepared = self.bench.prepare(frame);
            let prepared = prepared.map_err(|error| self.sql(file, error))?;
            self.prepared.insert(name.to_owned(), prepared);
        }
        let rows = self.bench.run_prepared(&self.prepared[name]);
        rows.map_err(|error| self.sql(file, error))
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
                for batch in self.run(&file, &text, frame)? {
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

/// The table of the cells of a raw table.
fn cells_of(raw: &str) -> String {
    format!("{raw}_cells")
}
