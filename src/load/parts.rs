//! Takes the parts of exports, several at a time, and has each written and counted.

use super::LoadError;
use super::own::type_own_columns;
use crate::facts::{SiteFacts, of_part};
use crate::ingest::{Export, Part};
use crate::model::TableId;
use crate::store::{Draft, SiteRecord};
use rayon::prelude::*;
use std::sync::Mutex;

/// Takes the rows of exports, part by part, and writes them with their facts into a draft.
///
/// # Errors
///
/// [`LoadError::Rows`] where rows that wait cannot be read or an own column has values of another type than those that
/// stay in the store, [`LoadError::Store`] where a file cannot be written.
pub fn store(draft: &mut Draft, exports: &mut [Export]) -> Result<(), LoadError> {
    store_counting(draft, exports, &|_| {})
}

/// Does what [`store`] does, and says after each part how many courses it had.
///
/// # Errors
///
/// Those of [`store`].
pub fn store_counting(
    draft: &mut Draft,
    exports: &mut [Export],
    written: &(dyn Fn(u64) + Sync),
) -> Result<(), LoadError> {
    type_own_columns(draft, exports)?;
    let entered = draft.enter(exports);
    let open = &*draft;
    let work = exports.par_iter_mut().zip(&entered);
    work.try_for_each(|(export, sites)| store_export(open, export, sites, written))?;
    Ok(draft.leave(exports)?)
}

fn store_export(
    draft: &Draft,
    export: &mut Export,
    sites: &[SiteRecord],
    written: &(dyn Fn(u64) + Sync),
) -> Result<(), LoadError> {
    let parts: Vec<usize> = export.sites.iter().map(|site| site.parts).collect();
    let known = Mutex::new(vec![SiteFacts::default(); sites.len()]);
    export.take(|mut part| -> Result<(), LoadError> {
        let index = part.site;
        let site = &sites[index];
        part.add_to_keys(i64::from(site.number) << 32);
        let courses = part.tables[TableId::Courses as usize].rows() as u64;
        let of_part = store_part(draft, site, parts[index], part)?;
        known.lock().expect("adding does not panic")[index].add(of_part);
        written(courses);
        Ok(())
    })?;
    let known = known.into_inner().expect("adding does not panic");
    let mut of_sites = sites.iter().zip(known);
    of_sites.try_for_each(|(site, known)| store_site(draft, site, &known))
}

/// Writes one of so many parts of a site, its keys being the store's, and the facts of its courses.
///
/// # Errors
///
/// [`LoadError::Store`] where a file cannot be written, [`LoadError::Facts`] where rows do not lie together by course.
pub fn store_part(
    draft: &Draft,
    site: &SiteRecord,
    parts: usize,
    part: Part,
) -> Result<SiteFacts, LoadError> {
    draft.write_part(site, parts, &part)?;
    let number = part.number;
    let (tables, known) = of_part(site, part)?;
    for table in &tables {
        draft.append(site, number, parts, table)?;
    }
    Ok(known)
}

/// Writes what is true of a site as a whole, when all its parts are written.
///
/// # Errors
///
/// [`LoadError::Store`] where a file cannot be written.
pub fn store_site(draft: &Draft, site: &SiteRecord, known: &SiteFacts) -> Result<(), LoadError> {
    for table in known.tables(&site.site_id) {
        draft.write_table(site, &table)?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "parts/tests.rs"]
mod tests;
