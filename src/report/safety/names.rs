//! What indicators, rules and events are called on the page.

use crate::terminology::organ_systems;

/// An indicator's name and, where it is of an organ system, that.
pub(super) fn split(key: &str) -> (&str, Option<&str>) {
    match key.split_once(':') {
        Some((name, system)) => (name, Some(system)),
        None => (key, None),
    }
}

/// The measure of an indicator.
pub(super) fn measure(name: &str) -> Option<&'static str> {
    Some(match name {
        "doses_cycle_1" => "safety.doses_cycle_1",
        "doses_course" => "safety.doses_course",
        "fraction_of_planned" => "safety.fraction_of_planned",
        "doses_held" => "safety.doses_held",
        "toxicity_ge3" => "safety.toxicity_ge3",
        "toxicity_any" => "safety.toxicity_any",
        "vasopressor" => "safety.vasopressor",
        "vasopressor_hours" => "safety.vasopressor_hours",
        "dialysis" => "safety.dialysis",
        "icu" => "safety.icu",
        "infection" => "safety.infection",
        "treatment_related_death" => "safety.treatment_related_death",
        "death_within_30_days" => "safety.death_within_30_days",
        _ => return None,
    })
}

/// An indicator as a reader sees it.
pub(super) fn title(key: &str) -> String {
    let (name, system) = split(key);
    if let Some(system) = system {
        return organ_systems()
            .iter()
            .find(|known| known.name == system)
            .map_or_else(|| system.to_owned(), |known| known.label.clone());
    }
    match name {
        "doses_cycle_1" => "Doses given in cycle 1, mean",
        "doses_course" => "Doses given per course, mean",
        "fraction_of_planned" => "Planned doses that were given",
        "doses_held" => "Doses held per 100 planned",
        "toxicity_ge3" | "toxicity_any" => "Any organ system",
        "vasopressor" => "Vasopressors",
        "vasopressor_hours" => "Hours on vasopressors, median of users",
        "dialysis" => "Dialysis",
        "icu" => "ICU stay",
        "infection" => "Line or blood-stream infection",
        "treatment_related_death" => "Treatment-related death",
        "death_within_30_days" => "Death within 30 days of the last dose",
        other => other,
    }
    .to_owned()
}

/// An indicator where it stands alone.
pub(super) fn full_title(key: &str) -> String {
    match split(key) {
        ("toxicity_ge3", _) => format!("{}, grade ≥ 3", title(key)),
        ("toxicity_any", _) => format!("{}, any grade", title(key)),
        _ => title(key),
    }
}

/// The keys of an indicator for any organ system and for each.
pub(super) fn by_system(name: &str) -> Vec<String> {
    std::iter::once(name.to_owned())
        .chain(
            organ_systems()
                .iter()
                .map(|system| format!("{name}:{}", system.name)),
        )
        .collect()
}

/// To which side a rule's level points; `None` where it has none.
pub(super) fn is_up(level: &str) -> Option<bool> {
    match level.rsplit_once('.')?.1 {
        "up" => Some(true),
        "down" => Some(false),
        _ => None,
    }
}

/// A rule, with its direction, as a reader sees it.
pub(super) fn rule(name: &str) -> &str {
    match name {
        "beyond_limits.up" => "a point above its limits",
        "beyond_limits.down" => "a point below its limits",
        "long_run.up" => "a long run above the baseline",
        "long_run.down" => "a long run below the baseline",
        "few_crossings" => "few crossings of the baseline",
        "cusum.up" => "CUSUM at its threshold",
        "nine_on_one_side.up" => "nine in a row above the baseline",
        "nine_on_one_side.down" => "nine in a row below the baseline",
        "eight_on_one_side.up" => "eight in a row above the baseline",
        "eight_on_one_side.down" => "eight in a row below the baseline",
        "six_of_a_trend" => "six in a row up, or down",
        "fourteen_alternating" => "fourteen up and down by turns",
        "two_of_three_beyond_2_sigma.up" => "two of three above 2 σ",
        "two_of_three_beyond_2_sigma.down" => "two of three below 2 σ",
        "four_of_five_beyond_1_sigma.up" => "four of five above 1 σ",
        "four_of_five_beyond_1_sigma.down" => "four of five below 1 σ",
        "fifteen_within_1_sigma" => "fifteen in a row within 1 σ",
        "eight_beyond_1_sigma" => "eight in a row beyond 1 σ",
        other => other,
    }
}

/// A sentinel event's kind as a reader sees it.
pub(super) fn sentinel(kind: &str) -> &str {
    match kind {
        "death_within_30_days" => "Death within 30 days",
        "grade_5" => "Grade 5",
        "dialysis" => "Dialysis",
        "intubation" => "Intubation (term)",
        "cardiac_arrest" => "Cardiac arrest",
        "myocardial_infarction" => "Myocardial infarction",
        "grade_4_over_7_days" => "Grade 4, over 7 days",
        "grade_4_not_known_to_have_ended" => "Grade 4, not ended",
        other => other,
    }
}
