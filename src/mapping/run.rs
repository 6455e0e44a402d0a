//! A mapping run over raw exports: everything planned first, then every file screened, then each SELECT's rows in order.

use super::catalog::Catalog;
use super::derivation::derivation;
use super::error::{MappingError, Slip};
use super::folder::{COURSES_OWN, IDENTIFIERS, NOTES, PATIENTS_OWN};
use super::named_rows::NamedRows;
use super::notes::{IDENTIFIER_COLUMNS, NOTE_COLUMNS, notes, refuse_identifiers};
use super::ordered::rows_of;
use super::own::{OwnValues, columns, shape};
use super::select::{GivenColumn, Shape, given_columns};
use super::settings::Configured;
use crate::ingest::raw::{FoundRaw, RawError, RawOptions, RawTables, find_raw, read_raw};
use crate::ingest::{DecimalMark, IngestError, MappedExport, MappedTable, Note, RowsWriter};
use crate::model::{Column, TABLES, Table};
use crate::query::{QueryError, Workbench};
use crate::store::is_store;
use datafusion::arrow::datatypes::SchemaRef;
use std::path::Path;

/// Bytes of memory that SQL may have before it spills to the disk: 1 GiB, with what else is held.
const MEMORY: usize = 640 << 20;

/// The note of own values whose key the table does not give.
const OWN_WITHOUT_ROW: &str = "own_without_row";

impl Configured {
    /// Plans every SELECT over the declared columns.
    ///
    /// # Errors
    ///
    /// Where one names or gives what is not there, or is anything but one `SELECT`; where what is collected cannot be told.
    pub fn check(&self) -> Result<(), MappingError> {
        let bench = Workbench::new(MEMORY).map_err(|error| MappingError::Engine(error.into()))?;
        self.check_on(&bench)
    }

    fn check_on(&self, bench: &Workbench) -> Result<(), MappingError> {
        let label = &self.mapping().label;
        let mut catalog = Catalog::new(bench, self, false)?;
        self.refuse_broken_patterns()?;
        let views: Vec<String> = self
            .mapping()
            .views()
            .map(|(name, _)| name.to_owned())
            .collect();
        for view in &views {
            catalog.add_view(view)?;
        }
        let mut given_by = Vec::new();
        for file in self.mapping().files() {
            let (name, text) = (file.file.as_str(), file.text.as_str());
            let (courses, patients) = (columns("course_id"), columns("patient_id"));
            let shape = match name {
                COURSES_OWN => shape(&courses),
                PATIENTS_OWN => shape(&patients),
                NOTES => fixed(&NOTE_COLUMNS),
                IDENTIFIERS => fixed(&IDENTIFIER_COLUMNS),
                _ => match table_of(name) {
                    Some(table) => Shape::Table(table),
                    None => continue,
                },
            };
            if name == PATIENTS_OWN && self.mapping().text("patients.sql").is_none() {
                let slip = Slip::Text {
                    file: name.to_owned(),
                    position: None,
                    message: "gives own columns of patients, and there is no patients.sql"
                        .to_owned(),
                };
                return Err(slip.of(label));
            }
            let frame = catalog.plan(name, text)?;
            let given = given_columns(label, name, text, &frame, &shape)?;
            if let Shape::Table(table) = shape {
                given_by.push((table, given));
            }
        }
        self.check_collected(&given_by, &views)
    }

    /// What is collected is named for what there is.
    fn check_collected(
        &self,
        given_by: &[(&'static Table, Vec<GivenColumn>)],
        views: &[String],
    ) -> Result<(), MappingError> {
        let declaration = &self.mapping().declaration;
        for ((table, column), condition) in &declaration.collected {
            let key = match column {
                Some(column) => format!("{table}.{column}"),
                None => table.clone(),
            };
            let wrong = |message: String| {
                let slip = super::declaration::slip(format!("collected.{key}: {message}"));
                slip.of(&self.mapping().label)
            };
            let Some((of_model, given)) = given_by.iter().find(|(known, _)| known.name == table)
            else {
                return Err(wrong(format!("the mapping has no SELECT of `{table}`")));
            };
            match column {
                None if ["courses", "doses"].contains(&table.as_str()) => {
                    return Err(wrong("is always collected".to_owned()));
                }
                Some(column) if !given.iter().any(|given| given.name == *column) => {
                    return Err(wrong(format!("its SELECT gives no column `{column}`")));
                }
                Some(column) if of_model.column(column).is_some_and(Column::is_required) => {
                    return Err(wrong(
                        "is a required column, which is always collected".to_owned(),
                    ));
                }
                Some(_) | None => {}
            }
            for named in condition.named() {
                if let Some(unknown) = self.unknown(named, views) {
                    return Err(wrong(format!("there is no {unknown}")));
                }
            }
        }
        Ok(())
    }

    /// What a condition names that is not there.
    fn unknown(&self, named: &super::collected::Named, views: &[String]) -> Option<String> {
        use super::collected::Named;
        let mut reads = self.mapping().declaration.reads.iter();
        match named {
            Named::Table(name) => {
                let is_known = reads.any(|read| read.name == *name);
                (!is_known).then(|| format!("raw table `{name}`"))
            }
            Named::Column(table, column) => {
                let read = reads.find(|read| read.name == *table);
                let is_known =
                    read.is_some_and(|read| read.columns.iter().any(|one| one.name == *column));
                (!is_known).then(|| format!("raw column `{table}.{column}`"))
            }
            Named::View(name) => (!views.contains(name)).then(|| format!("view `{name}`")),
        }
    }

    /// Reads the raw exports of a folder and runs the mapping for each by itself. How courses were derived is told where it
    /// is wanted.
    ///
    /// # Errors
    ///
    /// Those of [`Self::check`]; where no raw export is there, one does not fit or holds identifiers, or a SELECT fails.
    pub fn read(
        &self,
        source: &Path,
        decimal: DecimalMark,
        with_derivation: bool,
    ) -> Result<Vec<MappedExport>, MappingError> {
        let bench = Workbench::new(MEMORY).map_err(|error| MappingError::Engine(error.into()))?;
        self.check_on(&bench)?;
        let label = &self.mapping().label;
        if is_store(source) {
            let path = source.to_path_buf();
            return Err(Slip::Store { path }.of(label));
        }
        let declaration = &self.mapping().declaration;
        let refused = |errors: Vec<RawError>| MappingError::Raw {
            mapping: label.clone(),
            errors,
        };
        let found = find_raw(source, &declaration.reads).map_err(|error| refused(vec![error]))?;
        let options = RawOptions {
            decimal,
            dates: self.dates,
            headers: self.headers.clone(),
            not_identifiers: declaration.not_identifiers.clone(),
            kept: self.read_often.clone(),
        };
        let (mut raw, mut errors) = (Vec::new(), Vec::new());
        for export in &found {
            match read_raw(export, &declaration.reads, &options) {
                Ok(tables) => raw.push(tables),
                Err(faults) => errors.extend(faults),
            }
        }
        let is_privacy =
            |error: &RawError| matches!(error, RawError::Ingest(error) if error.is_privacy());
        if errors.iter().any(is_privacy) {
            errors.retain(is_privacy);
        }
        if !errors.is_empty() {
            return Err(refused(errors));
        }
        let mut catalog = Catalog::new(&bench, self, true)?;
        let exports = found.iter().zip(&raw);
        exports
            .map(|(found, raw)| {
                catalog.turn_to(&raw.tables);
                self.run(&mut catalog, found, raw, with_derivation)
            })
            .collect()
    }

    fn run(
        &self,
        catalog: &mut Catalog<'_>,
        found: &FoundRaw,
        raw: &RawTables,
        with_derivation: bool,
    ) -> Result<MappedExport, MappingError> {
        refuse_identifiers(catalog)?;
        let (mut named, mut tables, mut own_notes) = (NamedRows::default(), Vec::new(), Vec::new());
        for table in TABLES {
            let sql_file = format!("{}.sql", table.name);
            let Some(text) = self.mapping().text(&sql_file) else {
                continue;
            };
            let collected = &self.mapping().declaration.collected;
            if let Some(condition) = collected.get(&(table.name.to_owned(), None))
                && !catalog.holds(condition)?
            {
                continue;
            }
            let mut dropped = Vec::new();
            for ((of_table, column), condition) in collected {
                if let Some(column) = column.as_ref().filter(|_| of_table == table.name)
                    && !catalog.holds(condition)?
                {
                    dropped.push(column.clone());
                }
            }
            let rows = self.rows(catalog, table, text, &dropped, &mut named, &mut own_notes)?;
            tables.push(MappedTable {
                table,
                sql_file,
                rows,
            });
        }
        let derivation = if with_derivation {
            derivation(catalog)?
        } else {
            None
        };
        let mut notes = notes(catalog)?;
        notes.extend(own_notes);
        notes.sort_by(|a, b| a.rule.cmp(&b.rule));
        let mut files = Vec::new();
        for table in &raw.tables {
            files.extend(table.files(|file, rows| Some(named.unnamed(file, rows))));
        }
        files.sort_by(|a, b| a.file.cmp(&b.file));
        Ok(MappedExport {
            name: found.name.clone(),
            folder: found.folder.clone(),
            site: None,
            tables,
            raw: files,
            mapping: self.record(),
            notes,
            unread: found.unread.clone(),
            is_simulated: found.is_simulated,
            derivation,
        })
    }

    fn ingest(&self, error: IngestError) -> MappingError {
        MappingError::Ingest {
            mapping: self.mapping().label.clone(),
            error: error.into(),
        }
    }

    /// The rows of a table, in the order in which they are judged.
    fn rows(
        &self,
        catalog: &mut Catalog<'_>,
        table: &'static Table,
        text: &str,
        dropped: &[String],
        named: &mut NamedRows,
        own_notes: &mut Vec<Note>,
    ) -> Result<std::fs::File, MappingError> {
        let (label, file) = (&self.mapping().label, format!("{}.sql", table.name));
        let frame = catalog.plan(&file, text)?;
        let given = given_columns(label, &file, text, &frame, &Shape::Table(table))?;
        let (own_file, key) = match table.name {
            "courses" => (COURSES_OWN, "course_id"),
            "patients" => (PATIENTS_OWN, "patient_id"),
            _ => ("", ""),
        };
        let own_text = self.mapping().text(own_file);
        let own = own_text.map(|text| OwnValues::read(catalog, own_file, text, key));
        let mut own = own.transpose()?;
        if let Some(own) = &own {
            let columns: Vec<String> = given.iter().map(|column| column.name.clone()).collect();
            own.refuse_given(label, own_file, &columns)?;
        }
        let rows = rows_of(catalog, &file, frame, &given, dropped)?;
        let given: SchemaRef = rows.schema();
        let schema = own
            .as_ref()
            .map_or_else(|| SchemaRef::clone(&given), |own| own.widened(&given));
        let no_room = |source| self.ingest(IngestError::NoRoom { source });
        let mut writer = RowsWriter::create(&schema).map_err(no_room)?;
        for batch in rows {
            let batch = batch.map_err(|error| catalog.failed(&file, error))?;
            named.add(&batch);
            let batch = match &mut own {
                None => batch,
                Some(own) => own
                    .add(&batch, &schema, key)
                    .map_err(|_| catalog.failed(own_file, QueryError::NotComputed))?,
            };
            writer.write(&batch).map_err(no_room)?;
        }
        let dropped = own.as_ref().map_or(0, OwnValues::dropped);
        if dropped > 0 {
            own_notes.push(Note {
                rule: OWN_WITHOUT_ROW.to_owned(),
                count: dropped,
                file: Some(own_file.to_owned()),
                line: None,
            });
        }
        writer.finish().map_err(no_room)
    }
}

fn fixed<'a>(columns: &'a [&'a str]) -> Shape<'a> {
    Shape::Fixed {
        columns,
        required: 3,
    }
}

/// The table of the model whose SELECT a file holds.
fn table_of(file: &str) -> Option<&'static Table> {
    let stem = file.strip_suffix(".sql")?;
    TABLES.into_iter().find(|table| table.name == stem)
}
