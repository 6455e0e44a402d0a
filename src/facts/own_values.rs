//! Own columns of a store, read from the files of its sites: a site may lack one, or have whole numbers where others have
//! decimals.

use super::error::FactsError;
use super::frame::read_parquet;
use crate::model::{ABSENT_INTEGER, Frame, OwnColumn, OwnType, Values, known};
use crate::store::{SiteRecord, Snapshot};
use std::collections::BTreeSet;

/// The values of own columns of courses or of their patients, one per course, in the order of facts; each is of the type
/// that the column has in the store.
///
/// # Errors
///
/// Those of [`read_parquet`].
pub fn read_own_columns(
    snapshot: &Snapshot,
    columns: &[&OwnColumn],
) -> Result<Vec<Values>, FactsError> {
    let mut of_sites: Vec<(usize, Frame)> = Vec::new();
    for site in &snapshot.manifest().sites {
        let rows = usize::try_from(site.courses).map_err(|_| FactsError::NotSorted)?;
        let frame = read_site(snapshot, "facts_courses", site, columns)?;
        if frame.columns().next().is_some() && frame.rows() != rows {
            return Err(FactsError::NotSorted);
        }
        of_sites.push((rows, frame));
    }
    Ok(columns
        .iter()
        .map(|column| together(column, &of_sites))
        .collect())
}

/// How many different values an own column has in the store, in the rows of its table.
///
/// # Errors
///
/// Those of [`read_parquet`].
pub fn different_values(snapshot: &Snapshot, column: &OwnColumn) -> Result<usize, FactsError> {
    let mut found = BTreeSet::new();
    for site in &snapshot.manifest().sites {
        let frame = read_site(snapshot, column.table, site, &[column])?;
        let Some((_, values)) = frame.columns().next() else {
            continue;
        };
        found.extend((0..frame.rows()).filter_map(|row| values.to_text(row)));
    }
    Ok(found.len())
}

/// Those of the columns that a site has, with the rows of one of its tables.
fn read_site(
    snapshot: &Snapshot,
    table: &str,
    site: &SiteRecord,
    columns: &[&OwnColumn],
) -> Result<Frame, FactsError> {
    let has = |name: &str| site.own_columns.iter().any(|own| own.name == name);
    let names = columns.iter().map(|column| column.name.as_str());
    let names: Vec<&str> = names.filter(|name| has(name)).collect();
    if names.is_empty() {
        return Ok(Frame::default());
    }
    read_parquet(&[snapshot.part(table, site)?], &names)
}

/// The rows of all sites as one column of the store's type.
fn together(column: &OwnColumn, of_sites: &[(usize, Frame)]) -> Values {
    let rows = || {
        of_sites.iter().map(|(rows, frame)| {
            let mut columns = frame.columns();
            let values = columns.find(|(name, _)| *name == column.name);
            (*rows, values.map(|(_, values)| values))
        })
    };
    match column.of_type {
        OwnType::Boolean => Values::Boolean(
            rows()
                .flat_map(|(rows, values)| match values {
                    Some(Values::Boolean(values)) => values.clone(),
                    Some(Values::Integer(_) | Values::Decimal(_) | Values::Text { .. }) | None => {
                        vec![None; rows]
                    }
                })
                .collect(),
        ),
        OwnType::Integer => Values::Integer(
            rows()
                .flat_map(|(rows, values)| match values {
                    Some(Values::Integer(values)) => values.clone(),
                    Some(Values::Boolean(_) | Values::Decimal(_) | Values::Text { .. }) | None => {
                        vec![ABSENT_INTEGER; rows]
                    }
                })
                .collect(),
        ),
        OwnType::Decimal => Values::Decimal(
            rows()
                .flat_map(|(rows, values)| match values {
                    Some(Values::Decimal(values)) => values.clone(),
                    Some(Values::Integer(values)) => {
                        let value = |&value| known(value).map_or(f64::NAN, |value| value as f64);
                        values.iter().map(value).collect()
                    }
                    Some(Values::Boolean(_) | Values::Text { .. }) | None => vec![f64::NAN; rows],
                })
                .collect(),
        ),
        OwnType::Text => Values::from_texts(rows().flat_map(|(rows, values)| {
            // A column without values may be of another type.
            let values = values.filter(|values| matches!(values, Values::Text { .. }));
            (0..rows).map(move |row| values.and_then(|values| values.text(row)))
        })),
    }
}
