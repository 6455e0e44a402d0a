//! What an ingest takes out of a store, beside what it brings: a site that is there already is replaced, and may lose rows.

use super::draft::{Draft, UNPOISONED};
use super::manifest::{SiteRecord, StoredFile};
use super::snapshot::Snapshot;
use crate::model::DOSES;
use std::collections::HashMap;

/// A site of the store that an ingest brings again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// The site.
    pub site_id: String,
    /// The number of its courses before and after.
    pub courses: [u64; 2],
    /// The number of its rows of doses before and after.
    pub doses: [u64; 2],
    /// Tables that it collected before and does not collect now, by name.
    pub lost_tables: Vec<String>,
}

impl Replacement {
    /// Whether the site has fewer courses, doses or tables than before.
    #[must_use]
    pub fn loses(&self) -> bool {
        let is_less = |[before, after]: [u64; 2]| after < before;
        is_less(self.courses) || is_less(self.doses) || !self.lost_tables.is_empty()
    }
}

impl Draft {
    /// The sites that the store held before and that this draft brings again, in the order of their names; complete when all
    /// rows are written.
    ///
    /// # Panics
    ///
    /// Where the writing of a part has panicked.
    #[must_use]
    pub fn replacements(&self) -> Vec<Replacement> {
        let Some(before) = self.before.as_ref().map(Snapshot::manifest) else {
            return Vec::new();
        };
        let files = self.files.lock().expect(UNPOISONED);
        let (doses_before, doses_now) = (doses(before.files.iter()), doses(files.values()));
        let earlier = before.sites.iter();
        let earlier: HashMap<&str, &SiteRecord> =
            earlier.map(|site| (site.site_id.as_str(), site)).collect();
        let brought = self.manifest.sites.iter().filter_map(|site| {
            let earlier = *earlier.get(site.site_id.as_str())?;
            (earlier.export != site.export).then_some((earlier, site))
        });
        let replaced = brought.map(|(earlier, site)| Replacement {
            site_id: site.site_id.clone(),
            courses: [earlier.courses, site.courses],
            doses: [rows_of(&doses_before, earlier), rows_of(&doses_now, site)],
            lost_tables: lost_tables(earlier, site),
        });
        replaced.collect()
    }
}

/// The rows of doses of each site among these files, by its number.
fn doses<'a>(files: impl Iterator<Item = &'a StoredFile>) -> HashMap<u32, u64> {
    let mut rows = HashMap::new();
    for file in files {
        if let Some((table, site)) = file.table_and_site()
            && table == DOSES.name
        {
            *rows.entry(site).or_insert(0) += file.rows;
        }
    }
    rows
}

/// The rows of a site; none where no file holds any.
fn rows_of(rows: &HashMap<u32, u64>, site: &SiteRecord) -> u64 {
    rows.get(&site.number).copied().unwrap_or(0)
}

/// The tables that a site has collected before and not now.
fn lost_tables(before: &SiteRecord, now: &SiteRecord) -> Vec<String> {
    let tables = before.collected.iter().filter(|name| !name.contains('.'));
    let lost = tables.filter(|table| !now.has_collected(table));
    lost.cloned().collect()
}
