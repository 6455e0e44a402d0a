//! Numbers and names as figures write them.

use crate::measures::results::Stratum;
use crate::report::wording::level_words;
pub(super) use crate::report::wording::{list, percent};
use crate::terminology::{organ_system, organ_systems};

/// `10.0 %, 5.3–16.8`, or the share alone where it has no interval.
pub(super) fn percent_and_interval(share: f64, interval: Option<(f64, f64)>) -> String {
    match interval {
        Some((lower, upper)) => {
            format!(
                "{} %, {}–{}",
                percent(share),
                percent(lower),
                percent(upper)
            )
        }
        None => format!("{} %", percent(share)),
    }
}

/// `n = 120 patients`, or `n = 98–120 patients` where the denominators differ.
pub(super) fn n_of(denominators: impl Iterator<Item = i64> + Clone, unit: &str) -> String {
    let greatest = denominators.clone().max().unwrap_or(0);
    match denominators.min() {
        Some(least) if least < greatest => format!("n = {least}–{}", counted(greatest, unit)),
        _ => format!("n = {}", counted(greatest, unit)),
    }
}

/// `1 course`, `3 courses`.
pub(super) fn counted(n: i64, unit: &str) -> String {
    format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
}

/// The label of an organ system, or of what has no system.
pub(super) fn organ_label(item: &str) -> String {
    if item == "not_stated" {
        return "Not stated".to_owned();
    }
    organ_system(item).map_or_else(|| item.to_owned(), |row| organ_systems()[row].label.clone())
}

/// The columns of a stratum, and its levels: `Sex, care setting` and `female, ICU` of `sex=female;care_setting=icu`.
pub(super) fn stratum_words(stratum: &Stratum) -> (String, String) {
    let words = stratum.levels().iter().map(level_words);
    let (columns, levels): (Vec<String>, Vec<String>) = words.unzip();
    let columns = columns.join(", ");
    let mut letters = columns.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let columns = first.into_iter().chain(letters).collect();
    (columns, levels.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::results::ColumnLevel;

    #[test]
    fn a_stratum_is_told_without_its_signs() {
        let levels = [("care_setting", "icu"), ("diagnosis", "a=b; c")];
        let levels = levels.map(|(column, level)| ColumnLevel {
            column: column.to_owned(),
            level: level.to_owned(),
        });
        let words = |columns: &str, levels: &str| (columns.to_owned(), levels.to_owned());
        assert_eq!(
            stratum_words(&Stratum::Levels(levels.into())),
            words("Care setting, diagnosis", "ICU, a=b; c")
        );
    }

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
