//! What indicators, rules and events are called on the page.

use crate::measures::results::{Row, SignalRule};
use crate::measures::safety::SentinelReason;
use crate::measures::safety::definitions::{
    DEATH_WITHIN_30_DAYS, DIALYSIS, DOSES_COURSE, DOSES_CYCLE_1, DOSES_HELD, FRACTION_OF_PLANNED,
    ICU, ICU_TRANSFER, INFECTION, SERIOUS_HARM, TOXICITY_ANY, TOXICITY_GE3,
    TREATMENT_RELATED_DEATH, VASOPRESSOR, VASOPRESSOR_HOURS,
};
use crate::stats::RunRule;
use crate::terminology::organ_systems;

/// The indicators: their names, their measures, and how a reader sees them.
const INDICATORS: [(&str, &str, &str); 15] = [
    (
        "doses_cycle_1",
        DOSES_CYCLE_1,
        "Doses given in cycle 1, mean",
    ),
    ("doses_course", DOSES_COURSE, "Doses given per course, mean"),
    (
        "fraction_of_planned",
        FRACTION_OF_PLANNED,
        "Planned doses that were given",
    ),
    ("doses_held", DOSES_HELD, "Doses held per 100 planned"),
    ("toxicity_ge3", TOXICITY_GE3, "Any organ system"),
    ("toxicity_any", TOXICITY_ANY, "Any organ system"),
    ("vasopressor", VASOPRESSOR, "Vasopressors"),
    (
        "vasopressor_hours",
        VASOPRESSOR_HOURS,
        "Hours on vasopressors, median of users",
    ),
    ("dialysis", DIALYSIS, "Dialysis"),
    ("icu_transfer", ICU_TRANSFER, "Unplanned ICU transfer"),
    ("icu", ICU, "ICU stay"),
    ("infection", INFECTION, "Line or bloodstream infection"),
    (
        "treatment_related_death",
        TREATMENT_RELATED_DEATH,
        "Treatment-related death",
    ),
    (
        "death_within_30_days",
        DEATH_WITHIN_30_DAYS,
        "Death within 30 days of the last dose",
    ),
    ("serious_harm", SERIOUS_HARM, "Serious harm"),
];

/// An indicator's name and, where it is of an organ system, that.
fn split(key: &str) -> (&str, Option<&str>) {
    match key.split_once(':') {
        Some((name, system)) => (name, Some(system)),
        None => (key, None),
    }
}

/// The measure of an indicator, and its item.
pub(super) fn measure_and_item(key: &str) -> Option<(&'static str, &str)> {
    let (name, system) = split(key);
    let (_, measure, _) = INDICATORS.iter().find(|(known, ..)| *known == name)?;
    Some((measure, system.unwrap_or("all")))
}

/// Whether an indicator counts by grade, so that its charts begin anew where the CTCAE version changes.
pub(super) fn is_graded(key: &str) -> bool {
    let measure = measure_and_item(key).map(|(measure, _)| measure);
    matches!(measure, Some(TOXICITY_GE3 | SERIOUS_HARM))
}

/// The indicator that a row is of; `None` of other measures.
pub(super) fn key_of(row: &Row) -> Option<String> {
    let (name, ..) = INDICATORS
        .iter()
        .find(|(_, measure, _)| *measure == row.measure)?;
    Some(match row.item.as_str() {
        "all" => (*name).to_owned(),
        system => format!("{name}:{system}"),
    })
}

/// An indicator as a reader sees it.
pub(super) fn title(key: &str) -> String {
    let (name, system) = split(key);
    if let Some(item) = related_death(system) {
        return item.to_owned();
    }
    if let Some(system) = system {
        let known = organ_systems().iter().find(|known| known.name == system);
        return known.map_or_else(|| system.to_owned(), |known| known.label.clone());
    }
    let known = INDICATORS.iter().find(|(known, ..)| *known == name);
    known.map_or(name, |(.., title)| title).to_owned()
}

/// The title of treatment-related deaths by how sure that is.
fn related_death(item: Option<&str>) -> Option<&'static str> {
    match item {
        Some("attributed") => Some("Treatment-related death, attributed"),
        Some("not_excluded") => Some("Treatment-related death, attributed or cannot be ruled out"),
        _ => None,
    }
}

/// An indicator without the heading of its group.
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

/// A rule and its direction as a reader sees them.
pub(super) fn rule(rule: SignalRule, is_up: Option<bool>) -> &'static str {
    let side = |above, below| if is_up == Some(true) { above } else { below };
    match rule {
        SignalRule::LongRun => side(
            "a long run above the baseline",
            "a long run below the baseline",
        ),
        SignalRule::FewCrossings => "few crossings of the baseline",
        SignalRule::Cusum | SignalRule::GroupedCusum => "CUSUM reached its threshold",
        SignalRule::Run(rule) => match rule {
            RunRule::BeyondLimits => side("a point above its limits", "a point below its limits"),
            RunRule::NineOnOneSide => side(
                "nine in a row above the baseline",
                "nine in a row below the baseline",
            ),
            RunRule::EightOnOneSide => side(
                "eight in a row above the baseline",
                "eight in a row below the baseline",
            ),
            RunRule::SixOfATrend => "six in a row up or down",
            RunRule::FourteenAlternating => "fourteen alternating up and down",
            RunRule::TwoOfThreeBeyondTwo => {
                side("two of three above 2 σ", "two of three below 2 σ")
            }
            RunRule::FourOfFiveBeyondOne => {
                side("four of five above 1 σ", "four of five below 1 σ")
            }
            RunRule::FifteenWithinOne => "fifteen in a row within 1 σ",
            RunRule::EightBeyondOne => "eight in a row beyond 1 σ",
        },
    }
}

/// The reason of a sentinel event as a reader sees it.
pub(super) const fn reason(reason: SentinelReason) -> &'static str {
    match reason {
        SentinelReason::Death => "Death within 30 days of the last dose",
        SentinelReason::Grade5 => "Grade 5",
        SentinelReason::Dialysis => "New dialysis",
        SentinelReason::IcuTransfer => "Unplanned ICU transfer",
        SentinelReason::ListedTerm => "Listed event",
    }
}
