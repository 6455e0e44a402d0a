//! Files that last: digests, locks, drafts that take their place in one step, and readers that a damaged file cannot stop.
//!
//! Takes paths and bytes; gives [`DiskError`], a path with what the system says. What is written takes its place only when
//! it is on the disk, and has the permissions that the umask leaves.

mod abandoned;
mod digest;
mod draft_file;
mod draft_folder;
mod durable;
mod error;
mod guarded;
mod plain_file;

pub(crate) use abandoned::{is_draft, sweep, sweep_beside};
pub use digest::{Seal, Sealing};
pub use draft_file::DraftFile;
pub(crate) use draft_file::replace;
pub use draft_folder::DraftFolder;
pub(crate) use durable::{link_or_copy, link_to, lock, names_in, sync_folder, write_synced};
pub use error::DiskError;
pub(crate) use error::at;
pub(crate) use guarded::guarded;
pub(crate) use plain_file::{is_plain_file, open_file, read_plain, read_small, read_small_from};
