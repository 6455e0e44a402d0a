//! Raw tables of an export: every file read once, then streamed as often as SQL needs it.

use super::batches::{RawBatches, Wanted};
use super::columns::sql_schema;
use super::declared::{DateOrder, RawTableDeclaration};
use super::error::RawError;
use super::find::FoundRaw;
use super::first_pass::{FirstPass, RawPart, first_pass};
use super::kept::no_room;
use super::options::RawOptions;
use crate::ingest::error::IngestError;
use crate::ingest::mapped::{FILE, LINE, RawFile};
use crate::ingest::options::DecimalMark;
use crate::ingest::waiting_rows::WaitingRows;
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

/// The raw tables of an export, in the order in which they were declared.
#[derive(Debug)]
pub struct RawTables {
    /// A table for each declaration; one without a file has no rows.
    pub tables: Vec<RawTable>,
}

/// A raw table.
#[derive(Debug, Clone)]
pub struct RawTable {
    declaration: Arc<RawTableDeclaration>,
    parts: Arc<Vec<RawPart>>,
    options: Arc<RawOptions>,
}

/// Reads each file of an export once.
///
/// # Errors
///
/// [`IngestError::Identifiers`] where a file holds any: those of all files at once, before whatever else is wrong. Else
/// what is wrong with the names of the files, and with each file.
pub fn read_raw(
    found: &FoundRaw,
    declarations: &[RawTableDeclaration],
    options: &RawOptions,
) -> Result<RawTables, Vec<RawError>> {
    let passes: Vec<FirstPass> = found
        .sources()
        .par_iter()
        .map(|source| first_pass(source, &declarations[source.table], options))
        .collect();
    let mut identifiers = Vec::new();
    for (source, pass) in found.sources().iter().zip(&passes) {
        if !pass.identifiers.is_empty() {
            identifiers.push(RawError::Ingest(IngestError::Identifiers {
                file: source.source.name.clone(),
                found: pass.identifiers.clone(),
            }));
        }
    }
    if !identifiers.is_empty() {
        return Err(identifiers);
    }
    let (mut parts, mut faults) = (
        vec![Vec::new(); declarations.len()],
        found.faults(declarations),
    );
    for pass in passes {
        match pass.part {
            Ok(part) => parts[part.source.table].push(part),
            Err(wrong) => faults.extend(wrong),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let options = Arc::new(options.clone());
    let table = |(declaration, mut parts): (&RawTableDeclaration, Vec<RawPart>)| {
        parts.sort_by(|a, b| a.source.source.name.cmp(&b.source.source.name));
        RawTable {
            declaration: Arc::new(declaration.clone()),
            parts: Arc::new(parts),
            options: Arc::clone(&options),
        }
    };
    Ok(RawTables {
        tables: declarations.iter().zip(parts).map(table).collect(),
    })
}

impl RawTable {
    /// A table without any file, of which SQL is planned.
    #[must_use]
    pub fn empty(declaration: &RawTableDeclaration) -> Self {
        Self {
            declaration: Arc::new(declaration.clone()),
            parts: Arc::default(),
            options: Arc::new(RawOptions {
                decimal: DecimalMark::Point,
                dates: DateOrder::Iso,
                headers: BTreeMap::new(),
                not_identifiers: Vec::new(),
                kept: BTreeSet::new(),
            }),
        }
    }

    /// The table as it was declared.
    #[must_use]
    pub fn declaration(&self) -> &RawTableDeclaration {
        &self.declaration
    }

    /// Whether a file of it is there.
    #[must_use]
    pub fn has_file(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Whether a file of it has a declared column.
    #[must_use]
    pub fn has_column(&self, name: &str) -> bool {
        let mut columns = self.declaration.columns.iter();
        let Some(column) = columns.position(|column| column.name == name) else {
            return false;
        };
        let mut parts = self.parts.iter();
        parts.any(|part| part.layout.fields[column].is_some())
    }

    /// How many rows SQL sees.
    #[must_use]
    pub fn rows(&self) -> u64 {
        let of_part = |part: &RawPart| part.rows - part.quarantined.len() as u64;
        self.parts.iter().map(of_part).sum()
    }

    /// The columns that SQL sees: those that are declared, then [`FILE`] and [`LINE`].
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        sql_schema(&self.declaration)
    }

    /// The columns of the table of its values, a row each.
    #[must_use]
    pub fn cells_schema(&self) -> SchemaRef {
        Arc::new(Schema::new(vec![
            Field::new(FILE, DataType::Utf8, true),
            Field::new(LINE, DataType::Int64, true),
            Field::new("name", DataType::Utf8, true),
            Field::new("header", DataType::Utf8, true),
            Field::new("value", DataType::Utf8, true),
        ]))
    }

    /// The rows that SQL sees, with the columns of these numbers.
    pub fn batches(
        &self,
        columns: &[usize],
    ) -> Box<dyn Iterator<Item = Result<RecordBatch, IngestError>> + Send> {
        let kept: Option<Vec<WaitingRows>> =
            self.parts.iter().map(|part| part.kept.clone()).collect();
        if let Some(kept) = kept {
            let columns = columns.to_vec();
            let batches = kept.into_iter().map(move |rows| rows.batches(&columns));
            return Box::new(batches.flat_map(batches_or_error));
        }
        let declared = self.declaration.columns.len();
        let wanted = columns
            .iter()
            .map(|column| match column.checked_sub(declared) {
                None => Wanted::Declared(*column),
                Some(0) => Wanted::File,
                Some(_) => Wanted::Line,
            });
        Box::new(self.read(wanted.collect(), &self.schema(), columns, false))
    }

    /// The values of these rows, a row each.
    pub fn cells(
        &self,
        columns: &[usize],
    ) -> impl Iterator<Item = Result<RecordBatch, IngestError>> + Send + use<> {
        const WANTED: [Wanted; 5] = [
            Wanted::File,
            Wanted::Line,
            Wanted::Name,
            Wanted::Header,
            Wanted::Value,
        ];
        let wanted = columns.iter().map(|column| WANTED[*column]).collect();
        self.read(wanted, &self.cells_schema(), columns, true)
    }

    fn read(
        &self,
        wanted: Vec<Wanted>,
        schema: &SchemaRef,
        columns: &[usize],
        is_of_cells: bool,
    ) -> RawBatches {
        let fields: Vec<Field> = columns
            .iter()
            .map(|column| schema.field(*column).clone())
            .collect();
        RawBatches::new(
            Arc::clone(&self.declaration),
            Arc::clone(&self.parts),
            Arc::clone(&self.options),
            wanted,
            Arc::new(Schema::new(fields)),
            is_of_cells,
        )
    }

    /// What became of the rows of each file; `unnamed` says how many of those that SQL saw no given row names, by the name of
    /// the file.
    pub fn files(&self, unnamed: impl Fn(&str, u64) -> Option<u64>) -> Vec<RawFile> {
        let files = self.parts.iter().map(|part| {
            let name = &part.source.source.name;
            RawFile {
                file: name.clone(),
                path: part.source.source.path.clone(),
                sha256: part.before.sha256.clone(),
                bytes: part.before.bytes,
                rows: part.rows,
                unnamed_rows: unnamed(name, part.rows - part.quarantined.len() as u64),
                quarantined: part.quarantined.clone(),
                table: self.declaration.name.clone(),
                undeclared: part.layout.undeclared(),
            }
        });
        files.collect()
    }
}

/// The rows that were kept of a file; where they cannot be opened, that error alone.
fn batches_or_error(
    rows: io::Result<impl Iterator<Item = io::Result<RecordBatch>> + Send + 'static>,
) -> Box<dyn Iterator<Item = Result<RecordBatch, IngestError>> + Send> {
    match rows {
        Ok(batches) => Box::new(batches.map(|batch| batch.map_err(no_room))),
        Err(error) => Box::new(std::iter::once(Err(no_room(error)))),
    }
}
