//! Whether a folder that holds no export of tables is a raw export of a built-in mapping.

use super::built_in::built_in;
use super::folder::Mapping;
use crate::ingest::raw::find_raw;
use std::path::Path;

/// The built-in mapping of whose required raw tables a folder, or a folder in it, holds all; the one with the most of them.
#[must_use]
pub fn looks_like(source: &Path) -> Option<&'static str> {
    let mut best: Option<(usize, &'static str)> = None;
    for name in built_in() {
        let Ok(mapping) = Mapping::open(name) else {
            continue;
        };
        let reads = &mapping.declaration.reads;
        let required = || (0..reads.len()).filter(|table| reads[*table].is_required);
        let Ok(found) = find_raw(source, reads) else {
            continue;
        };
        let is_whole = found
            .iter()
            .any(|export| required().all(|table| export.has(table)));
        let size = required().count();
        if is_whole && best.is_none_or(|(most, _)| size > most) {
            best = Some((size, name));
        }
    }
    best.map(|(_, name)| name)
}
