//! Grade ≥ 3 adverse events over time: how often, after which dose, and what ended them.

use super::by_group::ByGroup;
use super::columns::Split;
use super::items::levels;
use super::line::{Content, Line};
use super::lookup::Lookup;
use super::table::Shown;
use crate::measures::results::{Level, Statistic, Unit};
use crate::measures::{onset, resolution};
use crate::terminology::organ_systems;

const DAYS: [f64; 3] = [7.0, 14.0, 30.0];
const LEFT_OUT: &str = "Organ systems without such an event are left out.";

/// The organ systems with an event of grade ≥ 3, by name and label.
fn with_events(results: Lookup<'_>) -> impl Iterator<Item = (&'static str, &'static str)> {
    organ_systems().iter().filter_map(move |system| {
        let (level, rate) = (Level::All, Statistic::Rate);
        let row = results.row(onset::RATE, Unit::Course, &system.name, level, rate);
        let is_absent = row.is_some_and(|row| row.numerator == Some(0));
        (!is_absent).then_some((system.name.as_str(), system.label.as_str()))
    })
}

pub(super) fn rates(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "Organ system", Split::ByRegimen, Unit::Dose);
    for (system, label) in with_events(*results) {
        table.line(&Line::new(label, onset::RATE, Unit::Course, Content::Rate).item(system));
    }
    table.note(format!("Events of grade ≥ 3 per 100 doses given (events/doses). Rows of one term that follow one another within 24 h are one event. {LEFT_OUT}"));
    table.note_til();
    table.shown()
}

pub(super) fn onset_dose(results: &Lookup<'_>) -> Shown {
    let measure = onset::ONSET_DOSE;
    let mut table = ByGroup::new(*results, "", Split::ByRegimen, Unit::Patient);
    let levels = levels(*results, measure, Unit::Course);
    for (system, label) in with_events(*results) {
        for &level in &levels {
            let cycle = in_cycle(level);
            let line = |label: String, content| {
                let line = Line::new(label, measure, Unit::Course, content);
                line.item(system).level(level)
            };
            table.line_of(label, &line(format!("{cycle}: courses"), Content::Known));
            table.line_of(
                label,
                &line(format!("{cycle}: median (IQR)"), Content::Quartiles(0)),
            );
        }
    }
    table.note(format!("IL-2 doses given in the cycle in which the course’s first event of grade ≥ 3 began, up to its onset: 3 is the third dose of that cycle. Courses in which the onset and all dose hours are known. {LEFT_OUT}"));
    table.shown()
}

/// `Cycle 1`, `Any cycle`.
pub(super) fn in_cycle(level: Level) -> String {
    match level.to_string().strip_prefix("cycle_") {
        Some(number) => format!("Cycle {number}"),
        None => "Any cycle".to_owned(),
    }
}

pub(super) fn resolution(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "", Split::ByRegimen, Unit::Patient);
    let at = |label: &str, measure, system: &str, day: f64, content| {
        let line = Line::new(label, measure, Unit::Course, content);
        line.item(system).level(Level::number(day))
    };
    for (system, label) in with_events(*results) {
        // Fewer than have such an event where an onset is not known, or nothing was recorded after it.
        let events = "Courses observed after such an event";
        let followed = Content::Followed;
        table.line_of(
            label,
            &at(events, resolution::RESOLVED_BY, system, DAYS[0], followed),
        );
        for day in DAYS {
            let said = format!("Resolved by day {day}");
            let content = Content::Probability;
            table.line_of(
                label,
                &at(&said, resolution::RESOLVED_BY, system, day, content),
            );
        }
        let died = "Died unresolved by day 30";
        let measure = resolution::DIED_UNRESOLVED_BY;
        table.line_of(
            label,
            &at(died, measure, system, 30.0, Content::Probability),
        );
    }
    table.note(format!("First event of grade ≥ 3 of the organ system in each course, from its onset. Aalen–Johansen estimates, death a competing event; a grade 5 event does not resolve. Observed at most until 30 days after the last dose. {LEFT_OUT}"));
    table.shown()
}

/// What was recorded of resolution, and what can be said whatever was not.
pub(super) fn resolution_recorded(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "", Split::ByRegimen, Unit::Patient);
    for (system, label) in with_events(*results) {
        let line = |said: String, measure| {
            Line::new(said, measure, Unit::Course, Content::Share).item(system)
        };
        let recorded = line(
            "Resolution recorded, or ended by death".to_owned(),
            resolution::RESOLUTION_RECORDED,
        );
        table.line_of(label, &recorded);
        for day in DAYS {
            let said = format!("Known to have resolved by day {day}");
            let at_least = line(said, resolution::RESOLVED_AT_LEAST).level(Level::number(day));
            table.line_of(label, &at_least);
        }
    }
    table.note(format!("All first events of grade ≥ 3 of the organ system in each course. Known to have resolved: a lower bound. {LEFT_OUT}"));
    table.shown()
}
