//! What a report says of its sources: the store's manifest, as the report takes it.

use crate::ingest::quality::{Category, State};
use crate::model::{ClosedSet, Column, TABLES, Table};
use crate::report::{
    About, AboutCheck, AboutFile, AboutNotCollected, AboutRawFile, AboutReason, AboutSite,
    AboutUnlisted,
};
use crate::store::{CheckRecord, Manifest, ReasonRecord, SiteRecord};
use std::collections::HashMap;

/// What the report is about.
pub(super) fn about(manifest: &Manifest) -> About {
    let mut about = About {
        title: None,
        selection: None,
        by: Vec::new(),
        options: Vec::new(),
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        is_simulated: manifest.is_simulated(),
        // A site of patients alone has nothing to report on.
        sites: manifest
            .sites
            .iter()
            .filter(|site| site.courses > 0)
            .map(site)
            .collect(),
        not_collected: manifest
            .sites
            .iter()
            .filter(|site| site.courses > 0)
            .map(not_collected)
            .filter(|site| !(site.tables.is_empty() && site.columns.is_empty()))
            .collect(),
        files: Vec::new(),
        raw_files: Vec::new(),
        replaced: Vec::new(),
        unlisted: Vec::new(),
        checks: Vec::new(),
    };
    let mut namesakes: HashMap<&str, usize> = HashMap::new();
    for export in &manifest.exports {
        *namesakes.entry(&export.name).or_default() += 1;
    }
    for export in &manifest.exports {
        let name = match namesakes[export.name.as_str()] {
            1 => export.name.clone(),
            _ => format!("{} (ingest {})", export.name, export.number),
        };
        if !export.replaced_sites.is_empty() {
            about
                .replaced
                .push((name.clone(), export.replaced_sites.clone()));
        }
        about
            .files
            .extend(export.files.iter().map(|file| AboutFile {
                export: name.clone(),
                file: file.file.clone(),
                table: file.table.clone(),
                rows_read: file.rows_read,
                rows_stored: file.rows_stored,
                rows_quarantined: file.rows_quarantined,
                reasons: reasons(&file.reasons, &file.file),
            }));
        let raw = export.mapping.iter().flat_map(|mapping| &mapping.raw);
        about.raw_files.extend(raw.map(|raw| AboutRawFile {
            export: name.clone(),
            table: raw.table.clone(),
            rows_read: raw.rows_read,
            rows_quarantined: raw.rows_quarantined,
            reasons: reasons(&raw.reasons, &raw.file),
        }));
        about.checks.extend(
            export
                .checks
                .iter()
                .filter_map(|record| check(record, &name)),
        );
        about
            .unlisted
            .extend(export.unlisted.iter().map(|unlisted| AboutUnlisted {
                table: unlisted.table.clone(),
                column: unlisted.column.clone(),
                text: unlisted.text.clone(),
                rows: unlisted.rows,
                nearest: unlisted.nearest.clone(),
            }));
    }
    about
}

/// Why rows of a file were quarantined.
fn reasons(reasons: &[ReasonRecord], file: &str) -> Vec<AboutReason> {
    let reasons = reasons.iter().map(|reason| AboutReason {
        class: reason.class.clone(),
        column: reason.column.clone(),
        message: reason.message.clone(),
        rows: reason.rows,
        first_file: reason.first_file.as_deref().unwrap_or(file).to_owned(),
        first_line: reason.first_line,
    });
    reasons.collect()
}

fn site(site: &SiteRecord) -> AboutSite {
    AboutSite {
        site_id: site.site_id.clone(),
        courses: site.courses,
        is_selected: true,
        collected: site.collected.clone(),
    }
}

/// A check in the words of this version; `None` for one that only a later version knows.
fn check(record: &CheckRecord, export: &str) -> Option<AboutCheck> {
    Some(AboutCheck {
        export: export.to_owned(),
        category: Category::from_name(&record.category)?,
        rule: record.rule.clone(),
        table: record.table.clone(),
        column: record.column.clone(),
        message: record.message.clone(),
        counted: record.counted.clone(),
        share: record.failed.zip(record.out_of),
        state: State::from_name(&record.state)?,
        why: record.why.clone(),
    })
}

fn not_collected(site: &SiteRecord) -> AboutNotCollected {
    let (collected, absent): (Vec<&Table>, Vec<&Table>) = TABLES
        .iter()
        .partition(|table| site.has_collected(table.name));
    let columns = collected.into_iter().flat_map(|table| {
        // A site is known without its column.
        let is_asked = |column: &&Column| column.is_exported() && column.name != "site_id";
        let exported = table.columns.iter().filter(is_asked);
        exported.map(|column| format!("{}.{}", table.name, column.name))
    });
    AboutNotCollected {
        site_id: site.site_id.clone(),
        tables: absent.iter().map(|table| table.name.to_owned()).collect(),
        columns: columns.filter(|name| !site.has_collected(name)).collect(),
    }
}
