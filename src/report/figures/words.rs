//! Numbers and names as figures write them.

pub(super) use crate::report::wording::{count, list, percentage_of};
use crate::report::wording::{label, percent, spaced};
use crate::terminology::{organ_system, organ_systems};

/// `10.0% (95% CI, 5.3–16.8)`, or the share alone where it has no interval.
pub(super) fn percent_and_interval(share: f64, interval: Option<(f64, f64)>) -> String {
    match interval {
        Some((lower, upper)) => {
            format!(
                "{}% (95% CI, {}–{})",
                percent(share),
                percent(lower),
                percent(upper)
            )
        }
        None => format!("{}%", percent(share)),
    }
}

/// `40 (31.5%)`.
pub(super) fn n_and_percent(n: i64, of: i64) -> String {
    format!("{} ({})", count(n), percentage_of(n as f64 / of as f64, of))
}

/// `n = 120 patients`, or `n = 98–120 patients` where the denominators differ.
pub(super) fn n_of(denominators: impl Iterator<Item = i64> + Clone, unit: &str) -> String {
    let greatest = denominators.clone().max().unwrap_or(0);
    match denominators.min() {
        Some(least) if least < greatest => {
            format!("n = {}–{}", count(least), counted(greatest, unit))
        }
        _ => format!("n = {}", counted(greatest, unit)),
    }
}

/// `1 course`, `3 courses`.
pub(super) fn counted(n: i64, unit: &str) -> String {
    format!("{} {unit}{}", count(n), if n == 1 { "" } else { "s" })
}

/// The label of an organ system, or of what has no system.
pub(super) fn organ_label(item: &str) -> String {
    match organ_system(item) {
        Some(system) => organ_systems()[system].label.clone(),
        None => label("reason", &spaced(item)),
    }
}

/// The labels of organ systems of the terminology.
pub(super) fn system_labels(systems: &[usize]) -> Vec<String> {
    let labels = systems.iter().map(|&system| &organ_systems()[system].label);
    labels.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn denominators_that_differ_are_a_range() {
        assert_eq!(n_of([1].into_iter(), "dose"), "n = 1 dose");
        assert_eq!(n_of([120, 120].into_iter(), "dose"), "n = 120 doses");
        assert_eq!(n_of([120, 98].into_iter(), "dose"), "n = 98–120 doses");
    }

    #[test]
    fn an_organ_system_has_its_label() {
        assert_eq!(
            organ_label("capillary_leak"),
            "Capillary leak and fluid retention"
        );
        assert_eq!(organ_label("not_stated"), "Not stated");
    }
}
