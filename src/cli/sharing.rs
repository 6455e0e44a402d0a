//! Who may read what the program writes of patients.

use crate::disk::Readers;
use clap::Args;

/// The option of all commands that write.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Sharing {
    /// Let the umask decide who may read files with rows of patients [default: only their owner]
    #[arg(long)]
    shared: bool,
}

impl Sharing {
    /// Who may read what holds rows of patients.
    pub(super) const fn readers(self) -> Readers {
        if self.shared {
            Readers::Umask
        } else {
            Readers::Owner
        }
    }
}
