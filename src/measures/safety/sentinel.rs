//! Sentinel events, one row per patient and episode: for the committee of the site alone.

use super::deaths::died_within_30_days;
use super::order::Ordered;
use super::population::Population;
use crate::facts::{DeathRecord, SafetyFacts, Sentinel, SentinelReason};
use crate::model::{TOLERANCE, known};

/// The greatest distance in hours between two events in a row of one episode.
const EPISODE_HOURS: f64 = 72.0;

/// The sentinel events of one patient that lie close together.
#[derive(Debug, Clone, PartialEq)]
pub struct SentinelEpisode {
    /// The patient's site.
    pub site_id: String,
    /// The patient.
    pub patient_id: String,
    /// The regimen of its first course.
    pub regimen: String,
    /// The period of its first course; empty without one.
    pub period: String,
    /// Its first course's position in the order of the review, as charts count it; `None` without a period, and where the
    /// order is not known.
    pub course_position: Option<usize>,
    /// Its events with their courses, by time; those without a time last. At least one.
    pub events: Vec<(String, Sentinel)>,
    /// What is recorded of the patient's death, of the course whose last dose it is counted from; `None` where no event is
    /// the death.
    pub death: Option<DeathRecord>,
}

impl SentinelEpisode {
    /// All reasons of its events, each once, in their order.
    #[must_use]
    pub fn reasons(&self) -> Vec<SentinelReason> {
        let events = self.events.iter();
        let mut reasons: Vec<SentinelReason> = events
            .flat_map(|(_, event)| event.reasons.iter().copied())
            .collect();
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }

    /// Its courses, each once, in their order.
    #[must_use]
    pub fn courses(&self) -> Vec<&str> {
        let mut courses: Vec<&str> = Vec::new();
        for (course, _) in &self.events {
            if !courses.contains(&course.as_str()) {
                courses.push(course);
            }
        }
        courses
    }
}

/// The index of the event that states the death: the death itself, else the last event that is one.
pub(super) fn death_event(events: &[&Sentinel]) -> Option<usize> {
    let is_death = |event: &&Sentinel| event.reasons.contains(&SentinelReason::Death);
    let died = events.iter().position(is_death);
    died.or_else(|| events.iter().rposition(|event| event.is_death()))
}

/// One event of a patient.
#[derive(Debug, Clone, Copy)]
struct Timed<'a> {
    /// The index of its course.
    course: usize,
    event: &'a Sentinel,
    /// What its time is counted from: the patient's day 0, or the start of a course whose day is not known.
    clock: Option<usize>,
    /// Hours since then.
    time: Option<f64>,
}

/// The sentinel episodes of the courses of a review, those of the latest courses first.
pub(super) fn episodes(
    population: &Population<'_>,
    facts: &SafetyFacts,
    ordered: &Ordered,
) -> Vec<SentinelEpisode> {
    let courses = &population.cohort.courses;
    let mut index_of = vec![None; courses.rows()];
    for (index, &course) in ordered.courses.iter().enumerate() {
        index_of[course] = Some(index);
    }
    let keys = courses.integers("patient_key");
    let treated: Vec<usize> = population.courses().collect();
    // The courses of a patient lie together, in their order.
    let mut made: Vec<(Vec<Timed<'_>>, SentinelEpisode)> = treated
        .chunk_by(|&a, &b| keys[a] == keys[b])
        .flat_map(|of_patient| {
            let events = of_patient
                .iter()
                .flat_map(|&course| events(population, facts, course));
            by_episode(events.collect())
        })
        .map(|events| {
            let course = events[0].course;
            let index: Option<usize> = index_of[course];
            let of_period = |index: usize| {
                let period = ordered.periods.period(ordered.period_of[index]);
                period.to_string()
            };
            let regimen = courses.text("regimen", course);
            let of_events: Vec<&Sentinel> = events.iter().map(|timed| timed.event).collect();
            let death = death_event(&of_events);
            let episode = SentinelEpisode {
                site_id: population.site_id(course).to_owned(),
                patient_id: facts.patient_id(course).to_owned(),
                regimen: regimen.unwrap_or_default().to_owned(),
                period: index.map_or_else(String::new, of_period),
                course_position: index
                    .filter(|_| ordered.is_order_known)
                    .map(|index| index + 1),
                events: events
                    .iter()
                    .map(|timed| {
                        (
                            facts.course_id(timed.course).to_owned(),
                            timed.event.clone(),
                        )
                    })
                    .collect(),
                death: death.map(|index| facts.course(events[index].course).death),
            };
            (events, episode)
        })
        .collect();
    // A course without a period is in no chart, and its sentinel events are listed all the same: last.
    made.sort_by_key(|(events, _)| {
        let index = index_of[events[0].course];
        (index.is_none(), std::cmp::Reverse(index))
    });
    made.into_iter().map(|(_, episode)| episode).collect()
}

/// The events of a course, each with its time.
fn events<'a>(
    population: &Population<'_>,
    facts: &'a SafetyFacts,
    course: usize,
) -> impl Iterator<Item = Timed<'a>> {
    let start = known(population.cohort.courses.integers("start_day")[course]);
    // A death is that of the last treated course, as it is counted.
    let is_counted = died_within_30_days(population.cohort, course) == Some(true);
    let events = facts.course(course).sentinel.iter();
    events
        .filter(move |event| event.reasons != [SentinelReason::Death] || is_counted)
        .map(move |event| Timed {
            course,
            event,
            clock: start.is_none().then_some(course),
            time: event
                .hour
                .map(|hour| hour + 24.0 * start.unwrap_or(0) as f64),
        })
}

/// A patient's events by episode: each lies at most 72 h from the next. A death is one, by whatever reasons it is listed; an
/// event without a time is an episode of its own.
fn by_episode(mut events: Vec<Timed<'_>>) -> Vec<Vec<Timed<'_>>> {
    let time = |timed: &Timed<'_>| timed.time.unwrap_or(f64::INFINITY);
    events.sort_by(|a, b| a.clock.cmp(&b.clock).then(time(a).total_cmp(&time(b))));
    let is_near = |a: &Timed<'_>, b: &Timed<'_>| {
        let hours = a.time.zip(b.time).map(|(a, b)| b - a);
        a.clock == b.clock && hours.is_some_and(|hours| hours <= EPISODE_HOURS + TOLERANCE)
    };
    let near = events.chunk_by(is_near).map(<[Timed<'_>]>::to_vec);
    let is_death = |events: &Vec<Timed<'_>>| events.iter().any(|timed| timed.event.is_death());
    let (of_death, mut episodes): (Vec<_>, Vec<_>) = near.partition(is_death);
    if !of_death.is_empty() {
        episodes.push(of_death.concat());
    }
    episodes.sort_by(|a, b| time(&a[0]).total_cmp(&time(&b[0])));
    episodes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::SentinelOutcome;

    fn event(reasons: &[SentinelReason], hour: Option<f64>) -> Sentinel {
        Sentinel {
            reasons: reasons.to_vec(),
            term: String::new(),
            hour,
            dose: None,
            grade: None,
            outcome: SentinelOutcome::NotKnown,
        }
    }

    /// The episodes of events, each by its index among them.
    fn indices(events: &[Sentinel]) -> Vec<Vec<usize>> {
        let timed = events.iter().enumerate().map(|(course, event)| Timed {
            course,
            event,
            clock: None,
            time: event.hour,
        });
        by_episode(timed.collect())
            .iter()
            .map(|episode| episode.iter().map(|timed| timed.course).collect())
            .collect()
    }

    #[test]
    fn an_episode_goes_on_while_the_next_event_comes_within_72_hours() {
        use SentinelReason::{Dialysis, IcuTransfer, ListedTerm};
        // Hours 10, 82 and 154 are 72 h apart; 226.5 is 72.5 h later.
        let events = [
            event(&[ListedTerm], Some(10.0)),
            event(&[IcuTransfer], Some(82.0)),
            event(&[Dialysis], Some(226.5)),
            event(&[ListedTerm], Some(154.0)),
            event(&[ListedTerm], None),
        ];
        assert_eq!(indices(&events), [vec![0, 1, 3], vec![2], vec![4]]);
    }

    #[test]
    fn a_death_stands_once() {
        use SentinelReason::{Death, Grade5, ListedTerm};
        // Died of what began at hour 50, and of what nobody knows when it began, on day 20; a seizure at hour 300 is another.
        let events = [
            event(&[Grade5], Some(50.0)),
            event(&[Grade5, ListedTerm], None),
            event(&[Death], Some(480.0)),
            event(&[ListedTerm], Some(300.0)),
        ];
        assert_eq!(indices(&events), [vec![0, 2, 1], vec![3]]);
    }
}
