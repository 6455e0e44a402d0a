//! Toxicity of a course: worst grades by organ system, cycle and term, and when the first severe event resolved.

use super::dose_history::DoseHistory;
use super::events::{Events, is_on_treatment};
use crate::model::{ABSENT_CODE, ABSENT_INTEGER, Attribution, Frame, TOLERANCE};
use crate::terminology::organ_systems;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The stored worst grade of a course whose events all lack a grade.
pub const UNGRADED: i64 = -1;

/// How bad it was, in an order in which the maximum is the worst: no event, events of unknown grade only, grade 1…5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Worst {
    #[default]
    NoEvent,
    Ungraded,
    Grade(i64),
}

impl Worst {
    fn of(grade: i64) -> Self {
        if grade == ABSENT_INTEGER {
            Self::Ungraded
        } else {
            Self::Grade(grade)
        }
    }

    /// As the store writes it.
    pub(super) fn stored(self) -> i64 {
        match self {
            Self::NoEvent => 0,
            Self::Ungraded => UNGRADED,
            Self::Grade(grade) => grade,
        }
    }
}

/// The first event of grade ≥ 3 in one organ system, and how many there were.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Severe {
    /// Events of grade ≥ 3 on treatment.
    pub(super) events: i64,
    /// Given doses up to the onset of the first; `None` where a given dose has no hour, or no onset is known.
    pub(super) onset_dose: Option<i64>,
    /// Days from its onset to its resolution, or to where it is censored; `None` where it is left out.
    pub(super) days: Option<f64>,
    /// Whether `days` ends with the resolution.
    pub(super) is_resolved: bool,
}

/// The toxicity of one course.
#[derive(Debug, Clone, Default)]
pub(super) struct ToxicityFacts {
    pub(super) worst: Worst,
    /// An event of grade 5 that is not attributed as unrelated.
    pub(super) treatment_related_death: bool,
    /// An event of grade 5 that is attributed to treatment.
    pub(super) fatal_related: bool,
    /// An event of grade 5 of which nobody knows whether treatment caused it.
    pub(super) fatal_unattributed: bool,
    /// By organ system; `None` where it was not assessed and no event shows otherwise.
    pub(super) by_system: Vec<Option<Worst>>,
    /// By index of the course's treated cycles.
    pub(super) by_cycle: Vec<Worst>,
    /// By term, a number of the site's list of terms.
    pub(super) by_term: Vec<(u32, Worst)>,
    /// By organ system, where there was an event of grade ≥ 3.
    pub(super) severe: Vec<(i64, Severe)>,
}

/// Until when an unresolved event is followed.
pub(super) struct FollowUp {
    /// The patient's last contact, in hours of the course.
    pub(super) last_contact_hours: Vec<Option<f64>>,
    /// The largest hour in any hour column of the course's tables.
    pub(super) last_hours: Vec<f64>,
}

impl FollowUp {
    /// The hour at which an event that began at `onset` is censored; `None` where it is left out.
    fn censored_at(&self, course: usize, onset: f64) -> Option<f64> {
        let is_later = |hour: &f64| *hour > onset + TOLERANCE;
        self.last_contact_hours[course]
            .filter(is_later)
            .or(Some(self.last_hours[course]).filter(is_later))
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

/// Term, organ system and attribution of each event.
struct EventNames {
    /// Terms that occur, by their numbers. Texts of rows that were quarantined are among the words of a column, and are
    /// stored nowhere.
    terms: BTreeMap<u32, String>,
    term_of_row: Vec<u32>,
    systems: Vec<Option<usize>>,
    attributions: Vec<Option<Attribution>>,
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
        }
    }
}

/// The earliest onset so far of an event of grade ≥ 3, with its resolution.
#[derive(Clone, Copy)]
struct First {
    onset: f64,
    resolved: Option<f64>,
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
    let mut severe: BTreeMap<usize, (i64, Option<First>)> = BTreeMap::new();
    for row in rows {
        let onset = Some(onsets[row]).filter(|hour| !hour.is_nan());
        if onset.is_some_and(|hour| !is_on_treatment(hour, doses.last_given_hour)) {
            continue;
        }
        let worst = Worst::of(grades[row]);
        facts.worst = facts.worst.max(worst);
        facts.treatment_related_death |=
            worst == Worst::Grade(5) && names.attributions[row] != Some(Attribution::Unrelated);
        if worst == Worst::Grade(5) {
            match names.attributions[row] {
                Some(Attribution::Related) => facts.fatal_related = true,
                Some(Attribution::Unknown) | None => facts.fatal_unattributed = true,
                Some(Attribution::Unrelated) => {}
            }
        }
        let term = names.term_of_row[row];
        match facts.by_term.iter_mut().find(|(known, _)| *known == term) {
            Some((_, known)) => *known = (*known).max(worst),
            None => facts.by_term.push((term, worst)),
        }
        if let Some(cycle) = onset.and_then(|hour| doses.cycle_at(hour)) {
            facts.by_cycle[cycle] = facts.by_cycle[cycle].max(worst);
        }
        let Some(Some(system)) = names.systems.get(systems[row] as usize).copied() else {
            continue;
        };
        facts.by_system[system] =
            Some(worst.max(facts.by_system[system].unwrap_or(Worst::NoEvent)));
        if worst >= Worst::Grade(3) {
            let (events, first) = severe.entry(system).or_insert((0, None));
            *events += 1;
            if let Some(onset) = onset {
                let resolved = Some(resolutions[row]).filter(|hour| !hour.is_nan());
                *first = Some(first.map_or(First { onset, resolved }, |known| {
                    known.or_earlier(onset, resolved)
                }));
            }
        }
    }
    facts.by_term.sort_unstable();
    facts.severe = severe
        .into_iter()
        .map(|(system, (events, first))| {
            let mut fact = Severe {
                events,
                ..Severe::default()
            };
            if let Some(first) = first {
                fact.onset_dose = doses
                    .knows_given_hours()
                    .then(|| doses.given_by(first.onset));
                fact.is_resolved = first.resolved.is_some();
                let end = first
                    .resolved
                    .or_else(|| follow_up.censored_at(course, first.onset));
                fact.days = end.map(|end| (end - first.onset) / 24.0);
            }
            (system as i64, fact)
        })
        .collect();
}

impl First {
    /// The earlier of two events; of events with equal onset the last to resolve.
    fn or_earlier(self, onset: f64, resolved: Option<f64>) -> Self {
        if onset < self.onset - TOLERANCE {
            return Self { onset, resolved };
        }
        if onset > self.onset + TOLERANCE {
            return self;
        }
        let latest = match (self.resolved, resolved) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (None, _) | (_, None) => None,
        };
        Self {
            onset: self.onset.min(onset),
            resolved: latest,
        }
    }
}
