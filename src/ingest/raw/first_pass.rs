//! The first reading of a raw file: its fingerprint, its header, every cell screened, every typed value tried.

use super::columns::sql_schema;
use super::declared::{RawTableDeclaration, RawType};
use super::error::RawError;
use super::files::{Fingerprint, RawSource};
use super::kept::KeptRows;
use super::layout::Layout;
use super::options::RawOptions;
use super::rows::RawRows;
use super::screen::RawScreen;
use super::values::RawValue;
use crate::ingest::error::IngestError;
use crate::ingest::ledger::Class;
use crate::ingest::limits::QuarantineCount;
use crate::ingest::mapped::RawQuarantined;
use crate::ingest::privacy::identifiers::FoundIdentifier;
use crate::ingest::waiting_rows::WaitingRows;
use crate::notation::shown;

/// A raw file that was read once.
#[derive(Debug, Clone)]
pub(super) struct RawPart {
    pub(super) source: RawSource,
    pub(super) before: Fingerprint,
    pub(super) layout: Layout,
    pub(super) rows: u64,
    /// Rows that SQL does not see, in the order of their lines.
    pub(super) quarantined: Vec<RawQuarantined>,
    /// The rows that SQL sees, where they are kept.
    pub(super) kept: Option<WaitingRows>,
}

/// What the first reading of a file finds.
pub(super) struct FirstPass {
    pub(super) identifiers: Vec<FoundIdentifier>,
    /// What was read; or all that is wrong with the headers, or the first that is wrong behind them.
    pub(super) part: Result<RawPart, Vec<RawError>>,
}

/// Reads a file to its end. Identifiers are looked for whatever else is wrong with it.
pub(super) fn first_pass(
    source: &RawSource,
    table: &RawTableDeclaration,
    options: &RawOptions,
) -> FirstPass {
    let mut identifiers = Vec::new();
    let part = read(source, table, options, &mut identifiers);
    FirstPass { identifiers, part }
}

fn read(
    source: &RawSource,
    table: &RawTableDeclaration,
    options: &RawOptions,
    identifiers: &mut Vec<FoundIdentifier>,
) -> Result<RawPart, Vec<RawError>> {
    let before = source.fingerprint().map_err(alone)?;
    let mut rows = RawRows::open(source, &before, options.decimal, None).map_err(alone)?;
    let headers = rows.headers().to_vec();
    let (layout, faults) = Layout::of(&source.source.name, headers, table, &options.headers);
    let names: Vec<String> = table.columns.iter().map(|one| one.name.clone()).collect();
    // Where a column is missing the others are declared all the same.
    let mut screen = RawScreen::new(
        &table.name,
        &layout,
        &rows,
        &names,
        &options.not_identifiers,
    );
    let nested = rows.refuse_nested(&layout.fields);
    let typed = typed_fields(table, &layout);
    let mut kept = if options.kept.contains(&table.name) {
        let kept = KeptRows::create(&source.source.name, table, &sql_schema(table), &layout);
        Some(kept.map_err(alone)?)
    } else {
        None
    };
    let mut part = (0, Vec::new());
    let read = read_rows(
        &mut rows,
        &typed,
        options,
        &mut screen,
        &mut part,
        &mut kept,
    );
    *identifiers = screen.found();
    if !faults.is_empty() {
        return Err(faults);
    }
    nested.map_err(alone)?;
    read.map_err(alone)?;
    let (n_rows, mut quarantined) = part;
    for row in &mut quarantined {
        if row.class == Class::Type && row.column.is_empty() {
            "(no name)".clone_into(&mut row.column);
        }
    }
    Ok(RawPart {
        source: source.clone(),
        before,
        layout,
        rows: n_rows,
        quarantined,
        kept: kept.map(KeptRows::finish).transpose().map_err(alone)?,
    })
}

/// A refusal that is one by itself.
fn alone(error: impl Into<RawError>) -> Vec<RawError> {
    vec![error.into()]
}

/// The fields of a file that are of a declared type other than text.
fn typed_fields(table: &RawTableDeclaration, layout: &Layout) -> Vec<(usize, RawType)> {
    let columns = table.columns.iter().zip(&layout.fields);
    let typed = columns.filter(|(column, _)| column.of_type != RawType::Text);
    typed
        .filter_map(|(column, field)| field.map(|field| (field, column.of_type)))
        .collect()
}

fn read_rows(
    rows: &mut RawRows,
    typed: &[(usize, RawType)],
    options: &RawOptions,
    screen: &mut RawScreen,
    (n_rows, quarantined): &mut (u64, Vec<RawQuarantined>),
    kept: &mut Option<KeptRows>,
) -> Result<(), IngestError> {
    let reading = options.reading();
    let count = QuarantineCount::default();
    let mut values: Vec<RawValue<'static>> = Vec::with_capacity(typed.len());
    while rows.advance()? {
        *n_rows += 1;
        screen.look_at(rows);
        values.clear();
        let row = match rows.fault() {
            Some(message) => Some((Class::Structural, String::new(), message)),
            None => typed.iter().find_map(|(field, of_type)| {
                match reading.typed(rows.cell(*field), *of_type) {
                    Ok(value) => {
                        values.push(value);
                        None
                    }
                    Err(fault) => {
                        let header = shown(rows.headers()[*field].trim());
                        Some((Class::Type, header, fault))
                    }
                }
            }),
        };
        if let Some((class, column, message)) = row {
            let counted = count.add();
            counted.map_err(|error| rows.failed(error))?;
            quarantined.push(RawQuarantined {
                line: rows.line(),
                class,
                column,
                message: message.into(),
            });
        } else if let Some(kept) = kept {
            kept.add(rows, &values, reading)?;
        }
    }
    Ok(())
}
