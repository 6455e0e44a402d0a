//! Toxicity of a course: worst grades by organ system, cycle and term, and its severe events.

use super::dose_history::DoseHistory;
use super::events::{Events, is_on_treatment};
use super::follow_up::FollowUp;
use super::severe_events::{EventRow, Severe, severe_events};
use super::worst::Worst;
use crate::model::{Action, Attribution, Frame};
use crate::terminology::{UNCLASSIFIED, organ_systems, toxicity_events};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Whether an event of grade 5 is related to treatment, in an order in which the maximum is what counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Fatal {
    /// There is none that could be.
    #[default]
    Unrelated,
    /// Nobody said, or nobody knows.
    Unattributed,
    Related,
}

impl Fatal {
    const fn of(attribution: Option<Attribution>) -> Self {
        match attribution {
            Some(Attribution::Related) => Self::Related,
            Some(Attribution::Unknown) | None => Self::Unattributed,
            Some(Attribution::Unrelated) => Self::Unrelated,
        }
    }
}

/// The toxicity of one course.
#[derive(Debug, Clone, Default)]
pub(super) struct ToxicityFacts {
    pub(super) worst: Worst,
    /// Of the events that are attributed to IL-2.
    pub(super) worst_related: Worst,
    /// Whether a dose was held for an event.
    pub(super) led_to_hold: bool,
    /// Whether the course was stopped for an event.
    pub(super) led_to_stop: bool,
    /// Of the events of grade 5.
    pub(super) fatal: Fatal,
    /// By organ system; `None` where it was not assessed and no event shows otherwise.
    pub(super) by_system: Vec<Option<Worst>>,
    /// By index of the course's treated cycles.
    pub(super) by_cycle: Vec<Worst>,
    /// By term, a number of the site's list of terms.
    pub(super) by_term: Vec<(u32, Worst)>,
    /// By organ system, where there was an event of grade ≥ 3.
    pub(super) severe: Vec<(i64, Severe)>,
}

impl ToxicityFacts {
    /// Whether the course was assessed at all: it has an event, or an organ system of the terminology was assessed.
    pub(super) fn is_assessed(&self) -> bool {
        let is_named = |&(system, _): &(usize, &Option<Worst>)| system != UNCLASSIFIED;
        let mut systems = self.by_system.iter().enumerate().filter(is_named);
        self.worst != Worst::NoEvent || systems.any(|(_, worst)| worst.is_some())
    }

    /// The worst grade of a course that was assessed.
    pub(super) fn worst(&self) -> Option<Worst> {
        self.is_assessed().then_some(self.worst)
    }
}

/// The toxicity of every course of a part, and the names of events that occur.
pub(super) fn toxicity_facts(
    doses: &[DoseHistory],
    events: &Events,
    not_assessed: &Events,
    follow_up: &FollowUp,
) -> (Vec<ToxicityFacts>, EventNames) {
    let n_systems = organ_systems().len();
    let untouched = ToxicityFacts {
        by_system: vec![Some(Worst::NoEvent); n_systems],
        ..ToxicityFacts::default()
    };
    let mut facts = vec![untouched; doses.len()];
    for (fact, history) in facts.iter_mut().zip(doses) {
        fact.by_cycle = vec![Worst::NoEvent; history.cycles.len()];
    }
    let (codes, words) = not_assessed.frame.texts("organ_system");
    let systems = system_numbers(words);
    for (&course, &code) in not_assessed.courses.iter().zip(codes) {
        if let Some(Some(system)) = systems.get(code as usize) {
            facts[course].by_system[*system] = None;
        }
    }
    let names = NamedRows::new(&events.frame);
    for (course, rows) in events.by_course() {
        add_events(
            &mut facts[course],
            course,
            &doses[course],
            &events.frame,
            &names,
            rows,
            follow_up,
        );
    }
    (facts, names.names)
}

/// The organ system of each text.
fn system_numbers(words: &[String]) -> Vec<Option<usize>> {
    words
        .iter()
        .map(|word| {
            organ_systems()
                .iter()
                .position(|system| system.name == *word)
        })
        .collect()
}

/// The names of events that occur in toxicities. Texts of rows that were quarantined are among the words of a column, and
/// are stored nowhere.
#[derive(Debug, Clone, Default)]
pub(super) struct EventNames {
    /// Events by their numbers, which are the same in every part of an export: CTCAE terms, labels of organ systems, or the
    /// text as exported.
    pub(super) events: BTreeMap<u32, String>,
    /// For each text as exported the events that it means, with their organ systems.
    pub(super) of_texts: BTreeMap<String, Vec<(String, &'static str)>>,
}

/// The event of a row: its number, and the index of its organ system.
type NumberedEvent = (u32, usize);

/// The events, attribution and action of each row.
struct NamedRows<'a> {
    names: EventNames,
    /// The events of each text.
    events: Vec<Vec<NumberedEvent>>,
    texts: &'a [u32],
    attributions: Vec<Option<Attribution>>,
    actions: Vec<Option<Action>>,
}

impl<'a> NamedRows<'a> {
    fn new(frame: &'a Frame) -> Self {
        let (texts, words) = frame.texts("term");
        // A name that the terminology does not have is an event by itself.
        let of_word = |word: &String| -> Vec<(String, usize)> {
            let events = toxicity_events(word);
            if events.is_empty() {
                return vec![(word.clone(), UNCLASSIFIED)];
            }
            let events = events.into_iter();
            let named = events.map(|event| (event.name.to_owned(), event.organ_system));
            named.collect()
        };
        let of_words: Vec<Vec<(String, usize)>> = words.iter().map(of_word).collect();
        let all: BTreeSet<&str> = of_words
            .iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        let numbers: BTreeMap<&str, u32> = all.into_iter().zip(0..).collect();
        let numbered = |events: &Vec<(String, usize)>| -> Vec<NumberedEvent> {
            let events = events.iter();
            let numbered = events.map(|(name, system)| (numbers[name.as_str()], *system));
            numbered.collect()
        };
        let events = of_words.iter().map(numbered).collect();
        let mut names = EventNames::default();
        let occurring: BTreeSet<u32> = texts.iter().copied().collect();
        for text in occurring {
            // A row without a term was quarantined.
            let Some(events) = of_words.get(text as usize) else {
                continue;
            };
            for (name, _) in events {
                names.events.insert(numbers[name.as_str()], name.clone());
            }
            let in_words = |(name, system): &(String, usize)| {
                (name.clone(), organ_systems()[*system].name.as_str())
            };
            let events = events.iter().map(in_words).collect();
            names.of_texts.insert(words[text as usize].clone(), events);
        }
        Self {
            names,
            events,
            texts,
            attributions: frame.choices("attribution"),
            actions: frame.choices("action"),
        }
    }

    /// The events of a row.
    fn events(&self, row: usize) -> &[NumberedEvent] {
        &self.events[self.texts[row] as usize]
    }
}

fn add_events(
    facts: &mut ToxicityFacts,
    course: usize,
    doses: &DoseHistory,
    frame: &Frame,
    names: &NamedRows<'_>,
    rows: Range<usize>,
    follow_up: &FollowUp,
) {
    let (grades, onsets, resolutions) = (
        frame.integers("grade"),
        frame.decimals("onset_hour"),
        frame.decimals("resolved_hour"),
    );
    let hour = |hours: &[f64], row: usize| Some(hours[row]).filter(|hour| !hour.is_nan());
    let mut on_treatment = Vec::new();
    for row in rows {
        let onset = hour(onsets, row);
        if onset.is_some_and(|hour| !is_on_treatment(hour, doses.last_given_hour)) {
            continue;
        }
        let worst = Worst::of(grades[row]);
        facts.worst = facts.worst.max(worst);
        if names.attributions[row] == Some(Attribution::Related) {
            facts.worst_related = facts.worst_related.max(worst);
        }
        facts.led_to_hold |= names.actions[row] == Some(Action::DoseHeld);
        facts.led_to_stop |= names.actions[row] == Some(Action::CourseStopped);
        if worst == Worst::FATAL {
            facts.fatal = facts.fatal.max(Fatal::of(names.attributions[row]));
        }
        if let Some(cycle) = onset.and_then(|hour| doses.cycle_at(hour)) {
            facts.by_cycle[cycle] = facts.by_cycle[cycle].max(worst);
        }
        for &(term, organ_system) in names.events(row) {
            match facts.by_term.iter_mut().find(|(known, _)| *known == term) {
                Some((_, known)) => *known = (*known).max(worst),
                None => facts.by_term.push((term, worst)),
            }
            let known = facts.by_system[organ_system].unwrap_or(Worst::NoEvent);
            facts.by_system[organ_system] = Some(worst.max(known));
            on_treatment.push(EventRow {
                term,
                organ_system,
                worst,
                onset,
                resolved: hour(resolutions, row),
            });
        }
    }
    facts.by_term.sort_unstable();
    let severe = severe_events(course, on_treatment, doses, follow_up);
    facts.severe = severe
        .into_iter()
        .map(|(system, severe)| (system as i64, severe))
        .collect();
}
