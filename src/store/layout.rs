//! Where everything lies in a store, and whether a folder is one.

use std::path::Path;

/// The link to the snapshot that is read.
pub(super) const CURRENT: &str = "current";
/// The folder of snapshots.
pub(super) const SNAPSHOTS: &str = "snapshots";
/// The name of a snapshot that is not whole yet.
pub(super) const DRAFT: &str = "draft";
/// The next link, before it becomes the current one.
pub(super) const NEXT: &str = ".next";
/// Locked while a store is written.
pub(super) const LOCK: &str = ".lock";
/// What a snapshot holds, and where it came from.
pub(super) const MANIFEST: &str = "manifest.json";
/// The SHA-256 of the manifest, which lists those of all other files.
pub(super) const SEAL: &str = "manifest.sha256";

/// The path, within a snapshot, of a site's rows of a table.
pub(super) fn site_file(table: &str, number: u32) -> String {
    format!("{table}/site-{number:05}.parquet")
}

/// The path, within a snapshot, of the quarantined rows of an export.
pub(super) fn quarantine_file(number: u32) -> String {
    format!("quarantine/export-{number:05}.parquet")
}

/// Whether the folder looks like a store.
#[must_use]
pub(crate) fn is_store(folder: &Path) -> bool {
    folder.join(CURRENT).join(MANIFEST).is_file()
}

/// The first name in a folder, in the order of bytes, that is no part of a store; `None` also where it cannot be read.
#[must_use]
pub(crate) fn foreign_entry(folder: &Path) -> Option<String> {
    let is_ours = |name: &String| [CURRENT, SNAPSHOTS, LOCK, NEXT].contains(&name.as_str());
    let entries = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| !is_ours(name)).min()
}
