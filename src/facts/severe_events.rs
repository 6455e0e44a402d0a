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
    let death = follow_up.death(course);
    let died = death.hour(onset);
    let resolution = event.end().filter(|end| {
        event.worst != Worst::FATAL && died.is_none_or(|death| *end <= death + TOLERANCE)
    });
    let ending_death = match resolution {
        Some(_) => None,
        None => death.that_ends(onset),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of hypotension.
    fn row(grade: i64, onset: f64, resolved: Option<f64>) -> EventRow {
        EventRow {
            term: 0,
            organ_system: 0,
            worst: Worst::Grade(grade),
            onset: Some(onset),
            resolved,
        }
    }

    /// A course whose last dose was given at hour 24 and whose last recorded hour by 744 is 300.
    fn died_on(day: Option<i64>) -> FollowUp {
        FollowUp {
            death_days: vec![day],
            contact_days: vec![None],
            largest_hour: vec![300.0],
            observed_until: vec![300.0],
            counted_until: vec![744.0],
        }
    }

    /// Days and ending of a first event from hour 30, whether its end is known, and the days to its resolution.
    fn fate_of(
        grade: i64,
        end: Option<f64>,
        death_day: Option<i64>,
    ) -> (Option<(f64, Ending)>, bool, Option<f64>) {
        let event = Event::of(row(grade, 30.0, end));
        let fate = fate(0, 30.0, &event, &died_on(death_day));
        let followed = fate.followed.map(|it| (it.days, it.ending));
        (followed, fate.is_recorded, fate.days_to_resolution)
    }

    #[test]
    fn rows_that_begin_soon_after_a_resolution_are_one_event() {
        let rows = vec![
            row(2, 0.0, Some(10.0)),
            row(3, 5.0, Some(6.0)),
            // 24 h after 10, the latest resolution so far, and not after 6, the last.
            row(4, 34.0, Some(40.0)),
            // More than 24 h after 40.
            row(3, 64.5, None),
            // The row before has no resolution: of one event with it only where both begin together.
            row(3, 64.5, None),
            row(5, 70.0, Some(80.0)),
            EventRow {
                onset: None,
                ..row(3, 0.0, None)
            },
        ];
        let events: Vec<(Worst, Option<f64>, Option<f64>)> = events(rows)
            .iter()
            .map(|event| (event.worst, event.severe_onset, event.end()))
            .collect();
        assert_eq!(
            events,
            [
                (Worst::Grade(4), Some(5.0), Some(40.0)),
                (Worst::Grade(3), Some(64.5), None),
                (Worst::Grade(5), Some(70.0), Some(80.0)),
                (Worst::Grade(3), None, None),
            ]
        );
    }

    #[test]
    fn of_rows_that_begin_together_the_one_without_an_end_is_the_last() {
        let rows = vec![row(3, 8.0, None), row(3, 8.0, Some(20.0))];
        let ends: Vec<Option<f64>> = events(rows).iter().map(Event::end).collect();
        assert_eq!(ends, [None]);
    }

    #[test]
    fn the_first_event_begins_earliest_and_of_equal_ones_ends_last() {
        let event = |onset, end| Event::of(row(3, onset, end));
        let all = [
            event(9.0, None),
            event(8.0, Some(20.0)),
            event(8.0, Some(12.0)),
        ];
        let (onset, first) = first(&all).unwrap();
        assert_eq!((onset, first.end()), (8.0, Some(20.0)));
    }

    #[test]
    fn an_event_ends_with_its_resolution_or_the_death_before_it() {
        use Ending::{Censored, Died, Resolved};
        let fate = fate_of;
        // From hour 30 to 54: one day.
        assert_eq!(
            fate(3, Some(54.0), None),
            (Some((1.0, Resolved)), true, Some(1.0))
        );
        // Death on day 4, hour 96, and resolution at one hour: resolved. Before it: died after 66 h.
        assert_eq!(
            fate(3, Some(96.0), Some(4)),
            (Some((2.75, Resolved)), true, Some(2.75))
        );
        assert_eq!(
            fate(3, Some(96.5), Some(4)),
            (Some((2.75, Died)), true, None)
        );
        // Grade 5 never resolves. On the day of the onset, day 1, death counts as 12 h after it.
        assert_eq!(
            fate(5, Some(54.0), None),
            (Some((11.25, Censored)), false, None)
        );
        assert_eq!(
            fate(5, Some(54.0), Some(1)),
            (Some((0.5, Died)), true, None)
        );
        assert_eq!(
            fate(3, Some(42.0), Some(1)),
            (Some((0.5, Resolved)), true, Some(0.5))
        );
        // A death before the onset ends nothing, and nothing resolves after it.
        assert_eq!(
            fate(3, Some(54.0), Some(0)),
            (Some((11.25, Censored)), false, None)
        );
        // After hour 744 a resolution is known and censored there; a death ends nothing.
        assert_eq!(
            fate(3, Some(750.0), None),
            (Some((29.75, Censored)), true, Some(30.0))
        );
        assert_eq!(
            fate(3, None, Some(32)),
            (Some((11.25, Censored)), false, None)
        );
        assert_eq!(fate(3, None, Some(31)), (Some((29.75, Died)), true, None));
    }
}
