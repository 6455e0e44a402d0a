//! Immortal time: patients who are divided or selected by what came after treatment began.
//!
//! Who responded, progressed or was assessed on a day had lived until then, so that survival by such a column is longer by
//! its making. It is not estimated.

use super::results::Stratum;

/// Columns of courses and patients that are known only after treatment began.
const KNOWN_LATER: [&str; 8] = [
    "best_response",
    "response_confirmed",
    "response_day",
    "progression_day",
    "last_assessment_day",
    "death_day",
    "last_contact_day",
    "death_cause",
];

/// Whether a stratum is made by what is known only after treatment began.
pub(super) fn divides(stratum: &Stratum) -> bool {
    let mut levels = stratum.levels().iter();
    levels.any(|level| KNOWN_LATER.contains(&level.column.as_str()))
}

/// Whether a predicate names a column that is known only after treatment began: as a word, in any case, outside of text
/// in single quotes.
pub(super) fn is_named_in(predicate: &str) -> bool {
    // Parts between quotes are text, and so is every second one; two quotes in a text leave an empty part between them.
    let code = predicate.split('\'').step_by(2);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut words = code.flat_map(|part| part.split(move |c: char| !is_word(c)));
    words.any(|word| {
        let is_it = |column: &&str| word.eq_ignore_ascii_case(column);
        KNOWN_LATER.iter().any(is_it)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_named_as_a_word_outside_of_text() {
        for predicate in [
            "best_response = 'CR'",
            "ecog < 2 AND courses.Best_Response IS NULL",
            "coalesce(DEATH_DAY,0)>9",
            "diagnosis = 'it''s' OR \"progression_day\" > 3",
            "'x'=patients.death_cause",
        ] {
            assert!(is_named_in(predicate), "{predicate}");
        }
        for predicate in [
            "diagnosis = 'best_response'",
            "diagnosis = 'not death_day, it''s death_cause'",
            "x_best_response = 1 OR best_responses = 2",
            "start_day > 0 AND response_criteria = 'WHO'",
        ] {
            assert!(!is_named_in(predicate), "{predicate}");
        }
    }
}
