//! What the program's room `load` does, without the facts that it counts with polars.

use crate::ingest::{Export, IngestError, Part};
use crate::store::{Draft, SiteRecord};

/// Writes the rows of exports into a draft, each site being one part.
///
/// # Errors
///
/// Where rows that wait cannot be read.
///
/// # Panics
///
/// Where a file cannot be written.
pub fn store(draft: &mut Draft, exports: &mut [Export]) -> Result<(), IngestError> {
    store_with(draft, exports, |_, _, _| {})
}

/// The same; `write_facts` writes the facts of a site.
pub(crate) fn store_with(
    draft: &mut Draft,
    exports: &mut [Export],
    write_facts: impl Fn(&Draft, &SiteRecord, &Part) + Sync,
) -> Result<(), IngestError> {
    let entered = draft.enter(exports);
    for (export, sites) in exports.iter_mut().zip(&entered) {
        export.take(|mut part| -> Result<(), IngestError> {
            let site = &sites[part.site];
            part.add_to_keys(i64::from(site.number) << 32);
            draft.write_part(site, 1, &part).expect("tables");
            write_facts(draft, site, &part);
            Ok(())
        })?;
    }
    draft.leave(exports).expect("a ledger");
    Ok(())
}
