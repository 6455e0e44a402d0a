//! What a report says of its sources, beside the results.

use crate::ingest::quality::{Category, State};

/// What a report is about: its sources, and what became of their rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The title that was asked for; else the definition's.
    pub title: Option<String>,
    /// The predicate by which courses were selected; without one, all are.
    pub selection: Option<String>,
    /// The groupings as typed, each the names of its columns with commas between them; none by default.
    pub by: Vec<String>,
    /// Options that move a number, beside the predicate, as typed: `--p-values`, `--rules nelson`.
    pub options: Vec<String>,
    /// The program's version.
    pub program_version: String,
    /// Whether any of its courses never happened.
    pub is_simulated: bool,
    /// The sites, in the order of their names.
    pub sites: Vec<AboutSite>,
    /// The files, in the order in which they came.
    pub files: Vec<AboutFile>,
    /// The raw files of which mappings made exports.
    pub raw_files: Vec<AboutRawFile>,
    /// Names that the terminology does not have.
    pub unlisted: Vec<AboutUnlisted>,
    /// What was asked of the exports' quality, and what came out.
    pub checks: Vec<AboutCheck>,
    /// Exports of which a later one replaced sites, with these sites.
    pub replaced: Vec<(String, Vec<String>)>,
    /// Sites that did not collect everything.
    pub not_collected: Vec<AboutNotCollected>,
}

/// One site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutSite {
    /// The site.
    pub site_id: String,
    /// Its stored courses.
    pub courses: u64,
    /// Whether one of them is selected.
    pub is_selected: bool,
    /// Names of tables, and of their columns as `table.column`, that it collected.
    pub collected: Vec<String>,
}

/// How many of the sites with a selected course collected all of these tables and columns (`a|b`: either of two), and how
/// many there are.
pub(super) fn collecting(sites: &[AboutSite], needs: &[&str]) -> (usize, usize) {
    let has = |site: &AboutSite, need: &str| {
        let mut either = need.split('|');
        either.any(|one| site.collected.iter().any(|name| name == one))
    };
    let selected: Vec<&AboutSite> = sites.iter().filter(|site| site.is_selected).collect();
    let with_all = selected
        .iter()
        .filter(|site| needs.iter().all(|need| has(site, need)));
    (with_all.count(), selected.len())
}

/// What became of the rows of one file: read = stored + quarantined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutFile {
    /// The export.
    pub export: String,
    /// The path of the file in the export.
    pub file: String,
    /// The table it holds.
    pub table: String,
    /// Rows read.
    pub rows_read: u64,
    /// Rows stored.
    pub rows_stored: u64,
    /// Quarantined rows.
    pub rows_quarantined: u64,
    /// Why rows were quarantined.
    pub reasons: Vec<AboutReason>,
}

/// Rows of a file that were quarantined for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutReason {
    /// The class.
    pub class: String,
    /// The column; empty for structural and key.
    pub column: String,
    /// What is wrong.
    pub message: String,
    /// How many rows.
    pub rows: u64,
    /// The file of the first of them.
    pub first_file: String,
    /// The first of their lines.
    pub first_line: u64,
}

/// What became of the rows of a raw file, of which a mapping made an export: those that are not quarantined went to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutRawFile {
    /// The export.
    pub export: String,
    /// The raw table that it is of.
    pub table: String,
    /// Rows read.
    pub rows_read: u64,
    /// Quarantined rows.
    pub rows_quarantined: u64,
    /// Why rows were quarantined.
    pub reasons: Vec<AboutReason>,
}

/// A name that the terminology does not have, kept as unclassified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutUnlisted {
    /// The table that has the name.
    pub table: String,
    /// The column that has the name.
    pub column: String,
    /// The name, as exported.
    pub text: String,
    /// How many rows bear it.
    pub rows: u64,
    /// The known names that are nearest to it.
    pub nearest: Vec<String>,
}

/// What was asked of one export, of how many, and what came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutCheck {
    /// The export.
    pub export: String,
    /// What kind of quality is asked after.
    pub category: Category,
    /// The rule's name.
    pub rule: String,
    /// The table that was checked.
    pub table: String,
    /// The column; empty where it is none.
    pub column: String,
    /// What would be wrong.
    pub message: String,
    /// What is counted, for example `row`.
    pub counted: String,
    /// How many failed, out of how many; `None` where that is not known.
    pub share: Option<(u64, u64)>,
    /// What came of it.
    pub state: State,
    /// Why it was not applicable, or could not be made.
    pub why: String,
}

/// What a site did not collect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutNotCollected {
    /// The site.
    pub site_id: String,
    /// Whole tables.
    pub tables: Vec<String>,
    /// Columns of the other tables, as `table.column`; those that have a default are collected without a column.
    pub columns: Vec<String>,
}
