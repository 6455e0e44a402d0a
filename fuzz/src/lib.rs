//! The rooms of il2-outcomes that read what others wrote, taken in by path, without those that compute and draw; and
//! what the fuzz targets share.

#![allow(
    dead_code,
    unused_imports,
    reason = "rooms that are not taken in use more of these"
)]

#[path = "../../src/disk/mod.rs"]
pub mod disk;
/// What `query` may say of facts, which are not read here.
#[cfg(feature = "where")]
pub mod facts {
    /// Facts are not read: none of it happens.
    #[derive(Debug, thiserror::Error)]
    pub enum FactsError {}
}
#[path = "../../src/grades/mod.rs"]
pub mod grades;
pub mod ingest;
pub use ingest::inside;
pub mod load;
#[path = "../../src/model/mod.rs"]
pub mod model;
#[path = "../../src/notation/mod.rs"]
pub mod notation;
#[cfg(feature = "where")]
pub mod query;
#[path = "../../src/store/mod.rs"]
pub mod store;
#[path = "../../src/terminology/mod.rs"]
pub mod terminology;

pub mod bench;
pub mod typed;
pub mod whole_store;

#[path = "../../tests/workbooks.rs"]
#[allow(dead_code, reason = "written for the program's tests")]
pub(crate) mod workbooks;
