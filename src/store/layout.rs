//! The names of files and folders in a store.

/// The link to the snapshot that is read.
pub(super) const CURRENT: &str = "current";
/// The folder of snapshots.
pub(super) const SNAPSHOTS: &str = "snapshots";
/// The name of a snapshot that is not whole yet.
pub(super) const DRAFT: &str = "draft";
/// The next link, before it becomes the current one.
pub(super) const NEXT: &str = ".next";
/// Held while a store is written.
pub(super) const LOCK: &str = ".lock";
/// What a snapshot holds, and where it came from.
pub(super) const MANIFEST: &str = "manifest.json";
/// The SHA-256 of the manifest, which lists those of all other files.
pub(super) const SEAL: &str = "manifest.sha256";
