//! Sentinel events as a table: one row per patient and episode.

use super::names;
use crate::measures::safety::{SentinelEpisode, timeline};
use crate::report::tables::{Cell, Table};

/// The table of sentinel events; the last two columns are for the committee to fill in. `None` without an event.
pub(super) fn sentinel(episodes: &[SentinelEpisode]) -> Option<Table> {
    if episodes.is_empty() {
        return None;
    }
    let mut table = Table::of_words(&[
        "Period",
        "Site, patient, course",
        "Reasons",
        "Timeline",
        "Finding",
        "Action",
    ]);
    for episode in episodes {
        let courses = episode.courses();
        let position = episode.course_position;
        let mut who = vec![
            episode.site_id.clone(),
            episode.patient_id.clone(),
            courses.join(" "),
        ];
        who.extend(position.map(|position| format!("(course {position} of the charts)")));
        let reasons = episode.reasons().into_iter();
        table.row(vec![
            episode.period.as_str().into(),
            Cell::of_lines(who),
            reasons
                .map(names::reason)
                .collect::<Vec<_>>()
                .join("; ")
                .into(),
            Cell::of_lines(timeline(episode)),
            "".into(),
            "".into(),
        ]);
    }
    table.note("Latest courses first; courses without a period last. Dose, number of doses given up to that hour. Hour, hours since the first dose of the course. Days since the last dose: known to the day. The committee fills in Finding and Action.");
    Some(table)
}
