//! Which indicators the charts of a safety review watch.

use serde::Deserialize;

/// The definition that the program carries.
const DEFINITION: &str = include_str!("../../reports/safety.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SafetyDefinition {
    watched: Vec<String>,
}

/// The indicators that charts watch, each by its name or, of an organ system, as `toxicity_ge3:renal`.
///
/// # Panics
///
/// Never: a test reads the definition that the program carries.
#[must_use]
pub fn watched_indicators() -> Vec<String> {
    let definition: SafetyDefinition =
        toml::from_str(DEFINITION).expect("a test reads the definition that the program carries");
    definition.watched
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_indicators_are_watched() {
        let watched = watched_indicators();
        assert_eq!(watched.len(), 8);
        assert_eq!(watched[0], "fraction_of_planned");
    }
}
