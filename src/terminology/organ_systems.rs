//! Organ systems: the reporting groups of the HD IL-2 literature, in report order.

use super::embedded::{index, records};
use super::key;
use std::collections::HashMap;
use std::sync::LazyLock;

/// One reporting group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OrganSystem {
    /// Its name in every file, for example `capillary_leak`.
    pub name: String,
    /// Its name for readers.
    pub label: String,
}

static TABLE: LazyLock<Vec<OrganSystem>> = LazyLock::new(|| {
    records(include_str!("tables/organ_systems.csv"))
        .into_iter()
        .map(|mut row| OrganSystem {
            label: row.swap_remove(1),
            name: row.swap_remove(0),
        })
        .collect()
});

static BY_NAME: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    index(
        TABLE
            .iter()
            .map(|system| [system.name.as_str(), &system.label]),
    )
});

/// The row of `unclassified`, the organ system of terms that are not in the table.
pub(crate) const UNCLASSIFIED: usize = 15;

/// All organ systems, in report order.
#[must_use]
pub(crate) fn organ_systems() -> &'static [OrganSystem] {
    &TABLE
}

/// The row of the organ system with this name or label.
#[must_use]
pub fn organ_system(name: &str) -> Option<usize> {
    BY_NAME.get(key(name).as_ref()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unclassified_is_the_last_organ_system() {
        assert_eq!(organ_systems()[UNCLASSIFIED].name, "unclassified");
        assert_eq!(organ_systems().len(), UNCLASSIFIED + 1);
    }

    #[test]
    fn an_organ_system_is_found_by_name_and_by_label() {
        assert_eq!(
            organ_system("Capillary leak and fluid retention"),
            organ_system("capillary_leak")
        );
    }
}
