//! One site's files of a snapshot, of which only the sound ones are read.

use super::faults::Faults;
use crate::store::manifest::SiteRecord;
use crate::store::snapshot::{Snapshot, part_name};
use std::collections::BTreeSet;

/// One site's files of a snapshot.
pub(super) struct Part<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) site: &'a SiteRecord,
    pub(super) sound: &'a BTreeSet<String>,
}

impl Part<'_> {
    /// The site's file of a table, where it can be read; a file that is not listed is a fault.
    pub(super) fn of(&self, table: &str, faults: &mut Faults) -> Option<String> {
        let name = part_name(table, self.site.number);
        let is_listed = self
            .snapshot
            .manifest()
            .files
            .iter()
            .any(|file| file.path == name);
        if !is_listed {
            faults.add(&name, "is not in the list of files");
        }
        self.sound.contains(&name).then_some(name)
    }

    /// The least key of the site's courses and patients.
    pub(super) fn first_key(&self) -> i64 {
        i64::from(self.site.number) << 32
    }
}
