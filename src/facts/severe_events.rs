//! Severe toxicity of a course in time: which rows are one event, when the first severe event of an organ system began,
//! and what ended it.

use super::dose_history::DoseHistory;
use super::follow_up::FollowUp;
use super::worst::Worst;
use crate::model::TOLERANCE;
use std::collections::BTreeMap;

/// Hours after a resolution in which the next row of the term is of the same event.
const SAME_EVENT_HOURS: f64 = 24.0;

/// The severe toxicity of a course in one organ system.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Severe {
    /// Events of grade ≥ 3 on treatment.
    pub(super) events: i64,
    /// The first of them; `None` where none has an onset.
    pub(super) first: Option<FirstSevere>,
}

/// The first event of grade ≥ 3 of an organ system.
#[derive(Debug, Clone, Copy)]
pub(super) struct FirstSevere {
    /// The number of the cycle in which it began, and the doses of that cycle that were given by then; `None` where a
    /// given dose has no hour.
    pub(super) cycle_and_dose: Option<(i64, i64)>,
    pub(super) fate: Fate,
}

/// What became of an event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fate {
    /// Days from its onset to its resolution; `None` where no resolution is known.
    pub(super) days_to_resolution: Option<f64>,
    /// How long it was followed; `None` where the course was not observed after its onset.
    pub(super) followed: Option<Followed>,
    /// Whether it is known to have resolved, or death ended it.
    pub(super) is_recorded: bool,
}

/// How long an event was followed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Followed {
    pub(super) days: f64,
    pub(super) ending: Ending,
}

/// How the follow-up of an event ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Resolved,
    Died,
    Censored,
}

/// A row of toxicities on treatment.
#[derive(Debug, Clone, Copy)]
pub(super) struct EventRow {
    pub(super) term: u32,
    /// The organ system of the term, by its index.
    pub(super) organ_system: usize,
    pub(super) worst: Worst,
    pub(super) onset: Option<f64>,
    pub(super) resolved: Option<f64>,
}

/// One event, of one or more rows.
#[derive(Debug, Clone, Copy)]
struct Event {
    last_row: EventRow,
    worst: Worst,
    /// The onset of its first row of grade ≥ 3 with an onset.
    severe_onset: Option<f64>,
    /// The latest resolution of its rows.
    latest: Option<f64>,
}

impl Event {
    fn of(row: EventRow) -> Self {
        Self {
            last_row: row,
            worst: row.worst,
            severe_onset: row.onset.filter(|_| row.worst >= Worst::SEVERE),
            latest: row.resolved,
        }
    }

    /// Its end: none where its last row has none.
    fn end(&self) -> Option<f64> {
        self.latest.filter(|_| self.last_row.resolved.is_some())
    }

    /// Whether the next row of the course, in order, is of this event.
    fn goes_on(&self, next: &EventRow) -> bool {
        let (Some(last_onset), Some(onset)) = (self.last_row.onset, next.onset) else {
            return false;
        };
        let is_soon = |end: f64| onset <= end + SAME_EVENT_HOURS + TOLERANCE;
        self.last_row.term == next.term
            && (onset <= last_onset + TOLERANCE || self.end().is_some_and(is_soon))
    }

    fn add(&mut self, row: EventRow) {
        let next = Self::of(row);
        self.last_row = row;
        self.worst = self.worst.max(next.worst);
        self.severe_onset = self.severe_onset.or(next.severe_onset);
        self.latest = match (self.latest, next.latest) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
    }
}

/// A known hour, or one after all others.
fn or_last(hour: Option<f64>) -> f64 {
    hour.unwrap_or(f64::INFINITY)
}

/// The events of a course from its rows on treatment.
///
/// Source: the measure book, toxicity, "One event of several rows".
fn events(mut rows: Vec<EventRow>) -> Vec<Event> {
    rows.sort_by(|a, b| {
        let by_onset = || or_last(a.onset).total_cmp(&or_last(b.onset));
        let by_end = || or_last(a.resolved).total_cmp(&or_last(b.resolved));
        a.term.cmp(&b.term).then_with(by_onset).then_with(by_end)
    });
    let mut events: Vec<Event> = Vec::new();
    for row in rows {
        match events.last_mut() {
            Some(event) if event.goes_on(&row) => event.add(row),
            _ => events.push(Event::of(row)),
        }
    }
    events
}

/// The severe toxicity of a course, by the index of the organ system, from its rows on treatment.
pub(super) fn severe_events(
    course: usize,
    rows: Vec<EventRow>,
    doses: &DoseHistory,
    follow_up: &FollowUp,
) -> BTreeMap<usize, Severe> {
    let mut by_system: BTreeMap<usize, Vec<Event>> = BTreeMap::new();
    for event in events(rows) {
        if event.worst >= Worst::SEVERE {
            let system = event.last_row.organ_system;
            by_system.entry(system).or_default().push(event);
        }
    }
    let severe = |events: Vec<Event>| Severe {
        events: events.len() as i64,
        first: first(&events).map(|(onset, event)| FirstSevere {
            cycle_and_dose: doses.cycle_and_dose_at(onset),
            fate: fate(course, onset, event, follow_up),
        }),
    };
    let by_system = by_system.into_iter();
    by_system
        .map(|(system, events)| (system, severe(events)))
        .collect()
}

/// The event that begins earliest, of equal ones the last to end, with its onset.
fn first(events: &[Event]) -> Option<(f64, &Event)> {
    let begun = || {
        let events = events.iter();
        events.filter_map(|event| Some((event.severe_onset?, event)))
    };
    let earliest = begun().map(|(onset, _)| onset).reduce(f64::min)?;
    begun()
        .filter(|(onset, _)| *onset <= earliest + TOLERANCE)
        .max_by(|(_, a), (_, b)| {
            // Of equal ends the one of grade 5, which never resolves.
            let by_end = or_last(a.end()).total_cmp(&or_last(b.end()));
            by_end.then(a.worst.cmp(&b.worst))
        })
}

/// What became of an event that began at `onset`.
///
/// Source: the measure book, toxicity, "Resolution".
fn fate(course: usize, onset: f64, event: &Event, follow_up: &FollowUp) -> Fate {
    let death = follow_up.death(course, onset);
    let resolution = event.end().filter(|end| {
        event.worst != Worst::FATAL && death.is_none_or(|death| *end <= death + TOLERANCE)
    });
    let ending_death = match resolution {
        Some(_) => None,
        None => follow_up.ending_death(course, onset),
    };
    let last_hour = follow_up.counted_until(course);
    let (until, ending) = match (resolution, ending_death) {
        (Some(end), _) if end <= last_hour + TOLERANCE => (end, Ending::Resolved),
        (Some(_), _) => (last_hour, Ending::Censored),
        (None, Some(death)) => (death, Ending::Died),
        (None, None) => (follow_up.observed_until(course), Ending::Censored),
    };
    let is_followed = ending != Ending::Censored || until > onset + TOLERANCE;
    let days = |hour: f64| (hour - onset) / 24.0;
    Fate {
        days_to_resolution: resolution.map(days),
        followed: is_followed.then(|| Followed {
            days: days(until),
            ending,
        }),
        is_recorded: resolution.or(ending_death).is_some(),
    }
}
