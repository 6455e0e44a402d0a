//! Judged rows as tables: courses and patients first, then events; completed and in order.

pub(super) mod courses;
pub(super) mod derive;
mod doses;
pub(super) mod events;
pub(super) mod owners;
pub(super) mod summary;
pub(super) mod table;
