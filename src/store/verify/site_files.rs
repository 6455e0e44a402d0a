//! The files of one site, as far as they can be read.

use super::faults::Faults;
use crate::store::layout::site_file;
use crate::store::manifest::SiteRecord;
use crate::store::snapshot::Snapshot;
use std::collections::BTreeSet;

/// One site's files of a snapshot; those of which the bytes are what was written are sound.
pub(super) struct SiteFiles<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) site: &'a SiteRecord,
    pub(super) sound: &'a BTreeSet<String>,
    /// Tables of facts of any site: each site has all of them.
    pub(super) fact_tables: &'a BTreeSet<&'a str>,
}

impl SiteFiles<'_> {
    /// The site's file of a table, where it can be read; a file that is not listed is a fault.
    pub(super) fn of(&self, table: &str, faults: &mut Faults) -> Option<String> {
        let name = site_file(table, self.site.number);
        if self.snapshot.written(&name).is_err() {
            faults.add(&name, "is not in the list of files");
        }
        self.sound.contains(&name).then_some(name)
    }

    /// The least key of the site's courses and patients.
    pub(super) fn first_key(&self) -> i64 {
        i64::from(self.site.number) << 32
    }
}
