//! The events that a name in toxicities means: a term, an organ system, or several that one name joins.

use super::organ_systems::organ_systems;
use super::phrases::Direction;
use super::terms::{Term, toxicity_term, toxicity_terms};
use super::{UNCLASSIFIED, organ_system};

/// The most parts of a name; what has more is a sentence.
const MOST_PARTS: usize = 16;

/// An event that a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedEvent {
    /// The CTCAE term, or the label of the organ system that the name names.
    pub name: &'static str,
    /// The row of its organ system.
    pub organ_system: usize,
    /// The term; `None` where an organ system is named.
    pub(crate) term: Option<&'static Term>,
}

/// The events that a name in toxicities means, in the order of its parts, each once; none where the terminology does not
/// have it.
///
/// A name is a term, a synonym or an organ system (its name or its label, but not `unclassified`); else its parts around
/// `/`, `&` and ` and ` are, if all of them are. A direction at the outer end of such a name holds for every part that is a
/// value: `low Na/K` is `low Na` and `low K`.
///
/// ```
/// use il2_outcomes::terminology::toxicity_events;
/// let names = |text| toxicity_events(text).iter().map(|event| event.name).collect::<Vec<_>>();
/// assert_eq!(names("Nausea/vomiting"), ["Nausea", "Vomiting"]);
/// assert_eq!(names("Rigors and chills"), ["Chills"]);
/// assert_eq!(names("renal"), ["Renal"]);
/// assert!(names("Nausea/moon sickness").is_empty());
/// ```
#[must_use]
pub fn toxicity_events(text: &str) -> Vec<NamedEvent> {
    if let Some(event) = whole(text) {
        return vec![event];
    }
    let pieces = pieces(text);
    let mut events: Vec<NamedEvent> = Vec::new();
    for event in joined(text, &pieces).into_iter().flatten() {
        if !events.iter().any(|known| known.name == event.name) {
            events.push(event);
        }
    }
    events
}

/// The row of the organ system of an event, by its name: of the CTCAE term or of the label; of `unclassified` where the
/// terminology does not have it.
#[must_use]
pub(crate) fn organ_system_of_event(name: &str) -> usize {
    whole(name).map_or(UNCLASSIFIED, |event| event.organ_system)
}

/// The event that a name means as a whole.
fn whole(name: &str) -> Option<NamedEvent> {
    let term = toxicity_term(name).map(|row| &toxicity_terms()[row]);
    if let Some(term) = term {
        return Some(NamedEvent {
            name: &term.name,
            organ_system: term.organ_system,
            term: Some(term),
        });
    }
    let system = organ_system(name).filter(|system| *system != UNCLASSIFIED)?;
    Some(NamedEvent {
        name: &organ_systems()[system].label,
        organ_system: system,
        term: None,
    })
}

/// The parts of a name around `/`, `&` and ` and `, each with its first and its last byte in it.
fn pieces(text: &str) -> Vec<(usize, usize)> {
    let mut cuts: Vec<(usize, usize)> = text
        .match_indices(['/', '&'])
        .map(|(at, sign)| (at, at + sign.len()))
        .collect();
    let is_and = |at: usize| {
        let word = text.get(at..at + 3);
        let (before, after) = (text[..at].chars().next_back(), text.get(at + 3..));
        let after = after.and_then(|rest| rest.chars().next());
        word.is_some_and(|word| word.eq_ignore_ascii_case("and"))
            && before.is_some_and(char::is_whitespace)
            && after.is_some_and(char::is_whitespace)
    };
    let starts = text.char_indices().map(|(at, _)| at);
    cuts.extend(starts.filter(|at| is_and(*at)).map(|at| (at, at + 3)));
    cuts.sort_unstable();
    let mut pieces = Vec::new();
    let mut from = 0;
    for (start, end) in cuts {
        pieces.push((from, start));
        from = end;
    }
    pieces.push((from, text.len()));
    pieces
}

/// The events of the parts of a name, where there are several and the terminology has all. A part may be a name that is
/// itself joined (`PT/INR prolonged and fever`); the most parts are meant.
fn joined(text: &str, pieces: &[(usize, usize)]) -> Option<Vec<NamedEvent>> {
    if !(2..=MOST_PARTS).contains(&pieces.len()) {
        return None;
    }
    let part = |first: usize, last: usize| text[pieces[first].0..pieces[last].1].trim();
    let direction = outer_direction(part(0, 0), part(pieces.len() - 1, pieces.len() - 1));
    // For so many pieces from the first on: the events of the most parts into which they can be cut.
    let mut best: Vec<Option<Vec<NamedEvent>>> = vec![None; pieces.len() + 1];
    best[0] = Some(Vec::new());
    for end in 1..=pieces.len() {
        for start in 0..end {
            let is_all = start == 0 && end == pieces.len();
            let Some(before) = best[start].as_ref().filter(|_| !is_all) else {
                continue;
            };
            let is_more = |known: &Vec<NamedEvent>| known.len() > before.len();
            if best[end].as_ref().is_some_and(is_more) {
                continue;
            }
            if let Some(event) = event_of_part(part(start, end - 1), direction) {
                let mut events = before.clone();
                events.push(event);
                best[end] = Some(events);
            }
        }
    }
    best.pop().flatten()
}

/// The direction that the first part begins with, or the last one ends with.
fn outer_direction(first: &str, last: &str) -> Option<Direction> {
    let of = |word: Option<&str>| word.and_then(Direction::of);
    of(first.split_whitespace().next()).or_else(|| of(last.split_whitespace().next_back()))
}

/// The event of a part of a name, to which a direction at the outer end belongs where the part is a value.
fn event_of_part(part: &str, direction: Option<Direction>) -> Option<NamedEvent> {
    let own = whole(part);
    let says_one = part
        .split_whitespace()
        .any(|word| Direction::of(word).is_some());
    let Some(direction) = direction.filter(|_| !says_one) else {
        return own;
    };
    let changed = |direction: Direction| whole(&format!("{part} {}", direction.word()));
    match (changed(direction), changed(direction.opposite())) {
        (Some(event), _) => Some(event),
        // A value that the terminology has in the other direction alone: `WBC and platelets increased`.
        (None, Some(_)) => None,
        (None, None) => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&'static str> {
        toxicity_events(text)
            .iter()
            .map(|event| event.name)
            .collect()
    }

    #[test]
    fn a_joined_name_is_an_event_of_each_part_once() {
        assert_eq!(
            names("Nausea/vomiting/diarrhoea"),
            ["Nausea", "Vomiting", "Diarrhea"]
        );
        assert_eq!(names("fever AND chills"), ["Fever", "Chills"]);
        assert_eq!(names("Fever & Chills & pyrexia"), ["Fever", "Chills"]);
        assert_eq!(names("Rigors/chills"), ["Chills"]);
        assert_eq!(names("nausea\u{a0}and\tvomiting"), ["Nausea", "Vomiting"]);
    }

    #[test]
    fn a_name_that_the_terminology_has_as_a_whole_is_not_cut() {
        assert_eq!(names("Fever and neutropenia"), ["Febrile neutropenia"]);
        assert_eq!(names("Numbness/tingling"), ["Paresthesia"]);
        assert_eq!(
            names("PT/INR prolonged and fever"),
            ["INR increased", "Fever"]
        );
    }

    #[test]
    fn a_joined_name_with_an_unknown_part_is_unknown() {
        for name in [
            "Nausea/moon sickness",
            "Nausea/",
            "/Nausea",
            "Fever and",
            "Nausea//vomiting",
            "r/o sepsis",
            "h/o seizure",
            "fever w/ chills",
            "hypotension 2/2 sepsis",
            "No fever/chills",
            "and",
            "&",
            "fever and/or chills",
            "sepsis? and fever",
            "",
            "brandy/sandy",
        ] {
            assert_eq!(names(name), [""; 0], "{name}");
        }
    }

    #[test]
    fn an_organ_system_is_an_event_under_its_label_but_unclassified_is_none() {
        assert_eq!(names("metabolic"), ["Metabolic and laboratory"]);
        assert_eq!(
            names("Neurologic and psychiatric"),
            ["Neurologic and psychiatric"]
        );
        assert_eq!(names("Renal/hepatic"), ["Renal", "Hepatic"]);
        assert_eq!(names("Hypotension & renal"), ["Hypotension", "Renal"]);
        assert_eq!(names("unclassified"), [""; 0]);
        assert_eq!(names("Fever/unclassified"), [""; 0]);
        assert_eq!(
            organ_system_of_event("Renal"),
            organ_system("renal").unwrap()
        );
        assert_eq!(organ_system_of_event("moon sickness"), UNCLASSIFIED);
    }

    #[test]
    fn no_label_of_an_organ_system_is_a_name_of_a_term() {
        for system in organ_systems() {
            let term = toxicity_term(&system.label);
            assert_eq!(term, None, "{}", system.label);
        }
    }

    #[test]
    fn a_direction_at_the_outer_end_is_of_every_value() {
        let (ast, alt) = (
            "Aspartate aminotransferase increased",
            "Alanine aminotransferase increased",
        );
        assert_eq!(names("Elevated AST/ALT"), [ast, alt]);
        assert_eq!(names("AST and ALT increased"), [ast, alt]);
        assert_eq!(names("low Na/K"), ["Hyponatremia", "Hypokalemia"]);
        assert_eq!(
            names("increased BP and HR"),
            ["Hypertension", "Sinus tachycardia"]
        );
        assert_eq!(
            names("increased creatinine/fever"),
            ["Creatinine increased", "Fever"]
        );
        // Platelets alone are decreased ones: not here.
        assert_eq!(names("WBC and platelets increased"), [""; 0]);
        assert_eq!(names("AST/ALT decreased"), [""; 0]);
    }
}
