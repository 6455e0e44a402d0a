//! Judged rows as tables: courses and patients first, then events; completed and in order.

pub(super) mod courses;
pub(super) mod derive;
mod doses;
pub(super) mod events;
mod id_forms;
pub(super) mod identities;
pub(super) mod owners;
pub(super) mod rounds;
pub(super) mod summary;
pub(super) mod table;
