//! toxicity: severe events in time. Rows that are one event, the first of an organ system, and what ended it.

use super::competing::{CompetingRisks, End};
use super::course::{Course, Event, cycle_at};
use super::population::Stratum;
use super::rows::Rows;
use super::terms::TERMINOLOGY;
use super::toxicity::is_assessed;
use super::values::{ALLOWED, at_most, less};
use il2_outcomes::measures::results::Statistic::{Max, Median, Min, Q1, Q3};
use std::collections::BTreeSet;

const DAYS: [u8; 3] = [7, 14, 30];

/// An event: rows of one term, in order.
struct Episode<'a> {
    rows: Vec<&'a Event>,
}

impl Episode<'_> {
    fn organ_system(&self) -> &str {
        &self.rows[0].organ_system
    }

    /// "Its grade is the highest."
    fn grade(&self) -> Option<i64> {
        self.rows.iter().filter_map(|row| row.grade).max()
    }

    fn is_severe(&self) -> bool {
        self.grade().is_some_and(|grade| grade >= 3)
    }

    /// The latest resolution of its rows.
    fn latest(&self) -> Option<f64> {
        let known = self.rows.iter().filter_map(|row| row.resolved);
        known.reduce(f64::max)
    }

    /// "Its end the latest resolution (none, where its last row has none)."
    fn end(&self) -> Option<f64> {
        self.rows[self.rows.len() - 1].resolved.and(self.latest())
    }

    /// Where its first row of grade ≥ 3 begins.
    fn severe_onset(&self) -> Option<f64> {
        self.rows.iter().find(|row| row.is_at_least(3))?.onset
    }

    /// Whether a row that begins at this hour, the next in order, is of the event: "while the next onset equals that of
    /// the row before, or the row before has a resolution and the next onset is at most 24 h after the event's latest
    /// so far".
    fn has_next_at(&self, onset: f64) -> bool {
        let before = self.rows[self.rows.len() - 1];
        let equals = before.onset.is_some_and(|own| at_most(onset, own));
        let mut soon = before.resolved.and(self.latest()).into_iter();
        equals || soon.any(|latest| at_most(onset, latest + 24.0))
    }
}

/// A resolution; none comes last.
fn or_last(hour: Option<f64>) -> f64 {
    hour.unwrap_or(f64::INFINITY)
}

/// The events of a course on treatment. "Rows without an onset are events of their own."
fn episodes(course: &Course) -> Vec<Episode<'_>> {
    let rows = || course.events_on_treatment();
    let terms: BTreeSet<&str> = rows().map(|row| row.term.as_str()).collect();
    let mut all = Vec::new();
    for term in terms {
        let of_term = rows().filter(|row| row.term == term);
        let (mut timed, untimed): (Vec<&Event>, Vec<&Event>) =
            of_term.partition(|row| row.onset.is_some());
        all.extend(untimed.into_iter().map(|row| Episode { rows: vec![row] }));
        timed.sort_by(|a, b| {
            let (a, b) = [a, b]
                .map(|row| (row.onset.unwrap(), or_last(row.resolved)))
                .into();
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
        let mut of_term: Vec<Episode<'_>> = Vec::new();
        for row in timed {
            match of_term.last_mut() {
                Some(episode) if episode.has_next_at(row.onset.unwrap()) => episode.rows.push(row),
                _ => of_term.push(Episode { rows: vec![row] }),
            }
        }
        all.extend(of_term);
    }
    all
}

/// A first event of grade ≥ 3.
struct First<'a> {
    onset: f64,
    event: Episode<'a>,
}

/// "The one whose first such row begins earliest; of equal ones the last to end (without an end: last)." Of those that
/// end together, one of grade 5, which never resolves.
fn first_severe<'a>(course: &'a Course, organ_system: &str) -> Option<First<'a>> {
    let events = episodes(course).into_iter();
    let severe = events.filter(|event| event.organ_system() == organ_system && event.is_severe());
    let begun: Vec<First<'_>> = severe
        .filter_map(|event| {
            let onset = event.severe_onset()?;
            Some(First { onset, event })
        })
        .collect();
    let earliest = begun.iter().map(|first| first.onset).reduce(f64::min)?;
    let mut equal: Vec<First<'_>> = begun
        .into_iter()
        .filter(|first| at_most(first.onset, earliest))
        .collect();
    equal.sort_by(|a, b| {
        let by_end = or_last(a.event.end()).total_cmp(&or_last(b.event.end()));
        by_end.then(a.event.grade().cmp(&b.event.grade()))
    });
    equal.pop()
}

/// What became of a first event.
struct Fate {
    /// Its resolution, where that is known, at whatever hour.
    resolved: Option<f64>,
    /// The death that ended it.
    died: Option<f64>,
    /// Hours from its onset, and how they end; nothing where it is left out of the curve.
    followed: Option<(f64, End)>,
}

impl Fate {
    fn of(course: &Course, death_day: Option<i64>, first: &First<'_>) -> Self {
        let onset = first.onset;
        let start_day = course.line.integer("start_day");
        let day = death_day.zip(start_day).map(|(death, start)| death - start);
        let day_of_onset = ((onset + ALLOWED) / 24.0).floor();
        let is_on_day_of_onset = day.is_some_and(|day| day as f64 == day_of_onset);
        let death = day.map(|day| {
            if is_on_day_of_onset {
                onset + 12.0
            } else {
                24.0 * day as f64
            }
        });
        // "An event resolves at its end, unless it is of grade 5 (it never does) or the patient died before (whenever)."
        let end = first.event.end().filter(|_| first.event.grade() != Some(5));
        let resolved = end.filter(|&end| death.is_none_or(|death| !less(death, end)));
        let largest = |hours: &mut dyn Iterator<Item = f64>| hours.reduce(f64::max);
        let all = || course.hours.iter().copied();
        let limit = match course.last_given_hour() {
            Some(last) => last + 720.0,
            None => largest(&mut all()).unwrap(),
        };
        // "Nor does a death before the onset."
        let died = death.filter(|&death| {
            let is_in_time = at_most(onset, death) && at_most(death, limit);
            resolved.is_none() && (is_on_day_of_onset || is_in_time)
        });
        let observed = largest(&mut all().filter(|&hour| at_most(hour, limit)));
        let (until, end) = match (resolved, died) {
            (Some(resolved), _) if at_most(resolved, limit) => (resolved, End::OfInterest),
            (Some(_), _) => (limit, End::Censored),
            (None, Some(died)) => (died, End::Competing),
            (None, None) => (observed.unwrap(), End::Censored),
        };
        let is_followed = end != End::Censored || less(onset, until);
        Self {
            resolved,
            died,
            followed: is_followed.then_some((until - onset, end)),
        }
    }
}

/// The first events of an organ system with what became of them.
fn fates<'a>(stratum: &'a Stratum<'_>, organ_system: &str) -> Vec<(&'a Course, f64, Fate)> {
    let courses = stratum.courses.iter();
    courses
        .filter_map(|&course| {
            let first = first_severe(course, organ_system)?;
            let death_day = stratum.person_of(course).line.integer("death_day");
            Some((course, first.onset, Fate::of(course, death_day, &first)))
        })
        .collect()
}

fn curve(stratum: &Stratum<'_>, rows: &mut Rows, cause: End) {
    for organ_system in &TERMINOLOGY.organ_systems {
        let fates = fates(stratum, organ_system);
        let followed = fates.iter().filter_map(|(_, _, fate)| fate.followed);
        let risks = CompetingRisks::of(followed.map(|(hours, end)| (hours / 24.0, end)));
        for days in DAYS {
            let incidence = risks.at(f64::from(days), cause);
            rows.competing_probability(organ_system, &days.to_string(), &risks, &incidence);
        }
    }
}

pub(super) fn resolved_by(stratum: &Stratum<'_>, rows: &mut Rows) {
    curve(stratum, rows, End::OfInterest);
}

pub(super) fn died_unresolved_by(stratum: &Stratum<'_>, rows: &mut Rows) {
    curve(stratum, rows, End::Competing);
}

pub(super) fn resolved_at_least(stratum: &Stratum<'_>, rows: &mut Rows) {
    for organ_system in &TERMINOLOGY.organ_systems {
        let fates = fates(stratum, organ_system);
        for days in DAYS {
            let are = fates.iter().map(|(course, onset, fate)| {
                let hours = fate.resolved.map(|resolved| resolved - onset);
                let is = hours.is_some_and(|hours| at_most(hours / 24.0, f64::from(days)));
                (*course, is)
            });
            rows.of_courses(organ_system, &days.to_string(), are);
        }
    }
}

pub(super) fn resolution_recorded(stratum: &Stratum<'_>, rows: &mut Rows) {
    for organ_system in &TERMINOLOGY.organ_systems {
        let are: Vec<(&Course, bool)> = fates(stratum, organ_system)
            .into_iter()
            .map(|(course, _, fate)| (course, fate.resolved.or(fate.died).is_some()))
            .collect();
        rows.of_courses(organ_system, "all", are.into_iter());
    }
}

pub(super) fn onset_dose(stratum: &Stratum<'_>, rows: &mut Rows) {
    for organ_system in &TERMINOLOGY.organ_systems {
        let courses = stratum.courses.iter();
        let known = courses.filter(|course| course.every_given_dose_has_an_hour());
        let doses: Vec<(i64, f64)> = known
            .filter_map(|course| {
                let onset = first_severe(course, organ_system)?.onset;
                let cycle = cycle_at(&course.starts_of_cycles()?, onset);
                let given = course.given().filter(|dose| {
                    dose.cycle == cycle && dose.hour.is_some_and(|hour| at_most(hour, onset))
                });
                Some((cycle, given.count() as f64))
            })
            .collect();
        let of = |cycle: Option<i64>| -> Vec<f64> {
            let doses = doses.iter();
            let wanted = doses.filter(|(own, _)| cycle.is_none_or(|cycle| cycle == *own));
            wanted.map(|(_, dose)| *dose).collect()
        };
        let statistics = [Median, Q1, Q3, Min, Max];
        for (level, cycle) in [("cycle_1", Some(1)), ("cycle_2", Some(2)), ("all", None)] {
            rows.statistics_at(organ_system, level, &of(cycle), &statistics);
        }
    }
}

pub(super) fn rate(stratum: &Stratum<'_>, rows: &mut Rows) {
    for organ_system in &TERMINOLOGY.organ_systems {
        let severe = |course: &Course| {
            let events = episodes(course).into_iter();
            let severe =
                events.filter(|event| event.organ_system() == organ_system && event.is_severe());
            severe.count()
        };
        let courses = stratum.courses.iter().copied();
        let assessed = courses.filter(|course| is_assessed(course, organ_system));
        rows.rate(
            organ_system,
            assessed.map(|course| (course, severe(course))),
            100.0,
        );
    }
}
