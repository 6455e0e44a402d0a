//! Toxicity of a course: worst grades by organ system, cycle and term, and its severe events.

use super::dose_history::DoseHistory;
use super::events::{Events, is_on_treatment};
use super::follow_up::FollowUp;
use super::severe_events::{EventRow, Severe, severe_events};
use super::worst::Worst;
use crate::model::{ABSENT_CODE, Action, Attribution, Frame};
use crate::terminology::{UNCLASSIFIED, organ_systems};
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

/// The toxicity of every course of a part, and the terms that occur, by their numbers, which are the same in every part of
/// an export: CTCAE terms, or the text as exported.
pub(super) fn toxicity_facts(
    doses: &[DoseHistory],
    events: &Events,
    not_assessed: &Events,
    follow_up: &FollowUp,
) -> (Vec<ToxicityFacts>, BTreeMap<u32, String>) {
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
    let names = EventNames::new(&events.frame);
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
    (facts, names.terms)
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

/// Term, organ system, attribution and action of each event.
struct EventNames {
    /// Terms that occur, by their numbers. Texts of rows that were quarantined are among the words of a column, and are
    /// stored nowhere.
    terms: BTreeMap<u32, String>,
    term_of_row: Vec<u32>,
    systems: Vec<Option<usize>>,
    attributions: Vec<Option<Attribution>>,
    actions: Vec<Option<Action>>,
}

impl EventNames {
    fn new(frame: &Frame) -> Self {
        let ((ctcae, names), (verbatim, texts)) = (frame.texts("ctcae_term"), frame.texts("term"));
        let all: BTreeSet<&str> = names.iter().chain(texts).map(String::as_str).collect();
        let numbers: BTreeMap<&str, u32> = all.into_iter().zip(0..).collect();
        let number = |word: &String| numbers[word.as_str()];
        let (by_name, by_text): (Vec<u32>, Vec<u32>) = (
            names.iter().map(number).collect(),
            texts.iter().map(number).collect(),
        );
        let row = |(&ctcae, &verbatim): (&u32, &u32)| {
            by_name
                .get(ctcae as usize)
                .or_else(|| by_text.get(verbatim as usize))
                .copied()
                .unwrap_or(ABSENT_CODE)
        };
        let mut occurs = vec![false; numbers.len()];
        for (codes, known) in [(ctcae, &by_name), (verbatim, &by_text)] {
            for number in codes.iter().filter_map(|&code| known.get(code as usize)) {
                occurs[*number as usize] = true;
            }
        }
        let terms = numbers
            .iter()
            .filter(|(_, number)| occurs[**number as usize]);
        Self {
            term_of_row: ctcae.iter().zip(verbatim).map(row).collect(),
            terms: terms
                .map(|(&term, &number)| (number, term.to_owned()))
                .collect(),
            systems: system_numbers(frame.texts("organ_system").1),
            attributions: frame.choices("attribution"),
            actions: frame.choices("action"),
        }
    }
}

fn add_events(
    facts: &mut ToxicityFacts,
    course: usize,
    doses: &DoseHistory,
    frame: &Frame,
    names: &EventNames,
    rows: Range<usize>,
    follow_up: &FollowUp,
) {
    let (grades, onsets, resolutions) = (
        frame.integers("grade"),
        frame.decimals("onset_hour"),
        frame.decimals("resolved_hour"),
    );
    let (systems, _) = frame.texts("organ_system");
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
        let term = names.term_of_row[row];
        match facts.by_term.iter_mut().find(|(known, _)| *known == term) {
            Some((_, known)) => *known = (*known).max(worst),
            None => facts.by_term.push((term, worst)),
        }
        if let Some(cycle) = onset.and_then(|hour| doses.cycle_at(hour)) {
            facts.by_cycle[cycle] = facts.by_cycle[cycle].max(worst);
        }
        let system = names.systems.get(systems[row] as usize).copied().flatten();
        let system = system.expect("ingest gives every event an organ system");
        facts.by_system[system] =
            Some(worst.max(facts.by_system[system].unwrap_or(Worst::NoEvent)));
        on_treatment.push(EventRow {
            term,
            organ_system: system,
            worst,
            onset,
            resolved: hour(resolutions, row),
        });
    }
    facts.by_term.sort_unstable();
    let severe = severe_events(course, on_treatment, doses, follow_up);
    facts.severe = severe
        .into_iter()
        .map(|(system, severe)| (system as i64, severe))
        .collect();
}
