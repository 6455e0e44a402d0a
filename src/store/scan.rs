//! The tables of a snapshot as they are scanned: file by file, batch by batch, only the columns that are asked for.

use super::error::StoreError;
use super::manifest::SiteRecord;
use super::own_batches::OwnFields;
use super::parquet;
use super::snapshot::Snapshot;
use super::written::WrittenFile;
use crate::disk::{at, open_file};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows that are decoded at once.
const BATCH: usize = 1 << 13;

/// A table of a snapshot: the files that hold its rows.
#[derive(Debug, Clone)]
pub struct StoredTable {
    /// Its name: that of the folder or file in the snapshot.
    pub name: String,
    /// Its files, in the order of their names, which is that of the sites' numbers.
    pub parts: Vec<StoredPart>,
}

/// One file of a table.
#[derive(Debug, Clone)]
pub struct StoredPart {
    /// Where it lies.
    pub path: PathBuf,
    /// Whose rows it holds, where it holds those of one site.
    pub site_id: Option<String>,
    /// How many rows, as the manifest says.
    pub rows: u64,
    /// What it is compared with before it is read; nothing where it is no file of a store.
    written: Option<Arc<WrittenFile>>,
    /// The own columns of its table.
    own: OwnFields,
}

/// Opens a file of a store for a reader that decodes it by itself.
///
/// # Errors
///
/// [`StoreError::Io`] where the file cannot be opened.
pub(crate) fn open_part(path: &Path) -> Result<File, StoreError> {
    Ok(open_file(path).map_err(at(path))?)
}

impl Snapshot {
    /// All tables of the snapshot, by name, as its manifest lists their files.
    #[must_use]
    pub fn tables(&self) -> BTreeMap<String, StoredTable> {
        let mut tables: BTreeMap<String, StoredTable> = BTreeMap::new();
        let sites = self.manifest().sites.iter();
        let sites: HashMap<u32, &SiteRecord> = sites.map(|site| (site.number, site)).collect();
        let mut own: HashMap<&str, OwnFields> = HashMap::new();
        for file in &self.manifest().files {
            let name = match file.path.split_once('/') {
                Some((table, _)) => table,
                None => file.path.trim_end_matches(".parquet"),
            };
            let of_site = file.table_and_site();
            let site = of_site.and_then(|(_, number)| sites.get(&number));
            let own = own
                .entry(name)
                .or_insert_with(|| OwnFields::of(self.manifest(), name));
            let table = tables
                .entry(name.to_owned())
                .or_insert_with(|| StoredTable {
                    name: name.to_owned(),
                    parts: Vec::new(),
                });
            table.parts.push(StoredPart {
                path: self.folder().join(&file.path),
                site_id: site.map(|site| site.site_id.clone()),
                rows: file.rows,
                written: self.written(&file.path).ok().cloned(),
                own: own.clone(),
            });
        }
        tables
    }
}

impl StoredTable {
    /// Compares its files with the manifest, as far as that was not done already.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where one is not what was written; where it cannot be read.
    pub(crate) fn compare(&self) -> Result<(), StoreError> {
        let compared: Vec<_> = self.parts.par_iter().map(StoredPart::compare).collect();
        compared.into_iter().collect()
    }
}

impl StoredPart {
    /// A Parquet file that no manifest lists, such as the results of a report.
    #[must_use]
    pub fn of_file(path: &Path) -> Self {
        Self {
            path: path.to_path_buf(),
            site_id: None,
            rows: 0,
            written: None,
            own: OwnFields::default(),
        }
    }

    fn compare(&self) -> Result<(), StoreError> {
        self.written.as_ref().map_or(Ok(()), |file| file.compare())
    }

    /// The columns of the file and their types, then the own columns of its table over the whole store.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn schema(&self) -> Result<SchemaRef, StoreError> {
        self.compare()?;
        Ok(self.own.schema(parquet::open(&self.path)?.schema()))
    }

    /// The program that wrote the file, with its version, as the file itself states it.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn written_by(&self) -> Result<Option<String>, StoreError> {
        self.compare()?;
        let builder = parquet::open(&self.path)?;
        let file = builder.metadata().file_metadata();
        Ok(file.created_by().map(str::to_owned))
    }

    /// These columns of the file, batch by batch, in the order in which they are asked for. Where none is asked for, a
    /// batch still has its number of rows. Own columns are of the store's types, and absent where the file lacks them.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or lacks a column.
    pub fn batches(
        &self,
        columns: &[&str],
    ) -> Result<impl Iterator<Item = Result<RecordBatch, StoreError>> + Send + use<>, StoreError>
    {
        self.compare()?;
        self.own.batches(&self.path, columns, BATCH)
    }
}
