//! What an ingest takes out of a store, beside what it brings: a site that is there already is replaced, and may lose rows.

use super::draft::{Draft, UNPOISONED};
use super::manifest::{SiteRecord, StoredFile};
use super::snapshot::Snapshot;
use crate::model::DOSES;

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
        let brought = self.manifest.sites.iter().filter_map(|site| {
            let mut earlier = before.sites.iter();
            let earlier = earlier.find(|earlier| earlier.site_id == site.site_id)?;
            (earlier.export != site.export).then_some((earlier, site))
        });
        let replaced = brought.map(|(earlier, site)| Replacement {
            site_id: site.site_id.clone(),
            courses: [earlier.courses, site.courses],
            doses: [
                doses_of(earlier, before.files.iter()),
                doses_of(site, files.values()),
            ],
            lost_tables: lost_tables(earlier, site),
        });
        replaced.collect()
    }
}

/// The rows of doses of a site among these files.
fn doses_of<'a>(site: &SiteRecord, files: impl Iterator<Item = &'a StoredFile>) -> u64 {
    let is_of_doses = |file: &&StoredFile| file.table_of(site.number) == Some(DOSES.name);
    files.filter(is_of_doses).map(|file| file.rows).sum()
}

/// The tables that a site has collected before and not now.
fn lost_tables(before: &SiteRecord, now: &SiteRecord) -> Vec<String> {
    let tables = before.collected.iter().filter(|name| !name.contains('.'));
    let lost = tables.filter(|table| !now.has_collected(table));
    lost.cloned().collect()
}
