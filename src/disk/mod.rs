//! Files that last: digests, locks, drafts that take their place in one step, and readers that a damaged file cannot stop.
//!
//! Takes paths and bytes; gives [`DiskError`], a path with what the system says. What is written takes its place only when
//! it is on the disk, and is read from its first byte on by its [`Readers`] alone.

mod abandoned;
mod digest;
mod draft_file;
mod draft_folder;
mod durable;
mod error;
mod guarded;
mod nameless_file;
mod plain_file;
mod readers;
mod underway;

pub(crate) use abandoned::{is_draft, sweep, sweep_beside};
pub use digest::{Seal, Sealing};
pub use draft_file::DraftFile;
pub(crate) use draft_file::replace_all;
pub use draft_folder::DraftFolder;
pub(crate) use durable::{
    link_or_copy, link_to, lock, make_folders, names_in, sync_folder, write_synced,
};
pub use error::DiskError;
pub(crate) use error::at;
pub(crate) use guarded::guarded;
pub(crate) use nameless_file::NamelessFile;
pub(crate) use plain_file::{is_plain_file, open_file, read_plain, read_small, read_small_from};
pub use readers::Readers;
pub(crate) use readers::give_readers;
pub(crate) use underway::{Removal, Underway, end, remove_under_way};
