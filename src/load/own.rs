//! Own columns of exports and of the store that they come into, as one.

use super::LoadError;
use crate::ingest::{
    Export, IngestError, OwnTypes, check_own_columns, own_columns, own_values_are,
};
use crate::model::{OwnColumn, OwnType, all_own_columns};
use crate::store::Draft;

/// Gives the own columns of exports the types that they will have in the store, in which other sites stay.
///
/// # Errors
///
/// [`LoadError::Rows`] where a column has values of another type there, or there are too many own columns.
pub(super) fn type_own_columns(draft: &Draft, exports: &mut [Export]) -> Result<(), LoadError> {
    let staying = draft.staying_own_columns(exports);
    let mut coming = own_columns(exports)?;
    check_own_columns(
        coming
            .iter()
            .chain(staying.iter().map(|(_, column)| column)),
    )?;
    let stored = all_own_columns(staying.iter().map(|(_, column)| column));
    for column in &mut coming {
        let Some(stored) = stored.iter().find(|stored| stored.name == column.name) else {
            continue;
        };
        // Noughts and ones alone are booleans; beside the numbers of the store they are numbers.
        let is_number = matches!(stored.of_type, OwnType::Integer | OwnType::Decimal);
        if is_number
            && column.of_type == OwnType::Boolean
            && own_values_are(exports, column, OwnType::Integer)
        {
            column.of_type = OwnType::Integer;
        }
        let Some(joined) = column.joined(stored) else {
            let of_stays = staying
                .iter()
                .filter(|(_, other)| other.name == column.name);
            return Err(LoadError::Rows(IngestError::OwnTypes(Box::new(OwnTypes {
                column: column.full_name(),
                stays: stored.of_type.name(),
                of_stays: of_stays.map(|(site, _)| site.clone()).collect(),
                comes: column.of_type.name(),
                of_comes: sites_with(exports, column),
            }))));
        };
        *column = joined;
    }
    for export in exports {
        export.type_own_columns(&coming);
    }
    Ok(())
}

/// The sites of the exports that have an own column.
fn sites_with(exports: &[Export], column: &OwnColumn) -> Vec<String> {
    let has = |export: &&Export| {
        let mut tables = export.collected.iter();
        tables.any(|it| it.table.name == column.table && it.own.contains(&column.name))
    };
    let sites = exports.iter().filter(has).flat_map(|export| &export.sites);
    sites.map(|site| site.site_id.clone()).collect()
}
