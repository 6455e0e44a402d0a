//! What a store keeps of a site that an export brings.

use super::manifest::SiteRecord;
use super::own_record::OwnRecord;
use crate::ingest::{Export, Site};

/// The record of a site with its number in the store and that of its export.
pub(super) fn site_record(export: &Export, site: &Site, number: u32, of_export: u32) -> SiteRecord {
    let mut collected = Vec::new();
    for table in export.collected.iter().filter(|table| table.is_collected) {
        collected.push(table.table.name.to_owned());
        let columns = table
            .table
            .columns
            .iter()
            .zip(&table.columns)
            .filter(|(_, is_collected)| **is_collected);
        collected
            .extend(columns.map(|(column, _)| format!("{}.{}", table.table.name, column.name)));
        collected.extend(
            table
                .own
                .iter()
                .map(|name| format!("{}.{name}", table.table.name)),
        );
    }
    SiteRecord {
        site_id: site.site_id.clone(),
        number,
        export: of_export,
        courses: site.courses,
        collected,
        own_columns: export.own.iter().map(OwnRecord::from).collect(),
    }
}
