//! Sentinel episodes as `sentinel.csv`.

use super::sentinel::{SentinelEpisode, death_event};
use crate::facts::{DeathRecord, Sentinel, SentinelOutcome, SentinelReason};
use crate::notation::{no_formula, plain_decimal};
use crate::terminology::dialysis_modalities;

/// The episodes as `sentinel.csv`; the last two columns are for the committee to fill in.
#[must_use]
pub fn sentinel_csv<'a>(episodes: impl IntoIterator<Item = &'a SentinelEpisode>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = writer.write_record([
        "site_id",
        "patient_id",
        "course_id",
        "regimen",
        "period",
        "course_position",
        "reasons",
        "timeline",
        "finding",
        "action",
    ]);
    written(header);
    for episode in episodes {
        let courses = episode.courses();
        let position = episode.course_position;
        let reasons: Vec<&str> = episode.reasons().into_iter().map(name).collect();
        let record = [
            &episode.site_id,
            &episode.patient_id,
            &courses.join(" "),
            &episode.regimen,
            &episode.period,
            &position.map_or_else(String::new, |position| position.to_string()),
            &reasons.join("; "),
            &timeline(episode).join("; "),
            "",
            "",
        ];
        // The committee opens it in a spreadsheet program, and names come from the exports.
        written(writer.write_record(record.map(no_formula)));
    }
    written(writer.into_inner())
}

/// A reason's name.
const fn name(reason: SentinelReason) -> &'static str {
    match reason {
        SentinelReason::Death => "death_within_30_days",
        SentinelReason::Grade5 => "grade_5",
        SentinelReason::Dialysis => "new_dialysis",
        SentinelReason::IcuTransfer => "unplanned_icu_transfer",
        SentinelReason::ListedTerm => "listed_term",
    }
}

/// The events of an episode, one a line: dose number, hour, what happened, grade, outcome. A death states how long after
/// the last dose it was, and its cause.
#[must_use]
pub fn timeline(episode: &SentinelEpisode) -> Vec<String> {
    let has_courses = episode.courses().len() > 1;
    let of_events: Vec<&Sentinel> = episode.events.iter().map(|(_, event)| event).collect();
    let of_death = death_event(&of_events);
    let events = episode.events.iter().enumerate();
    events
        .map(|(index, (course, event))| {
            // Doses and hours are of a course.
            let of_course = if has_courses {
                format!("course {course}, ")
            } else {
                String::new()
            };
            let death = episode.death.filter(|_| of_death == Some(index));
            of_course + &line(event, death)
        })
        .collect()
}

/// One event of a timeline, with what it states of the patient's death.
fn line(event: &Sentinel, death: Option<DeathRecord>) -> String {
    let dose = event
        .dose
        .map_or_else(|| "dose unknown".to_owned(), |dose| format!("dose {dose}"));
    let hour = event.hour.map_or_else(
        || "hour unknown".to_owned(),
        |hour| format!("hour {}", plain_decimal(rounded(hour))),
    );
    let reason = event.reasons[0];
    let what = match reason {
        SentinelReason::Death => "death".to_owned(),
        SentinelReason::IcuTransfer => "unplanned ICU transfer".to_owned(),
        SentinelReason::Dialysis => format!("dialysis ({})", modality(&event.term)),
        SentinelReason::Grade5 | SentinelReason::ListedTerm => match event.grade {
            Some(grade) => format!("{}, grade {grade}", event.term),
            None => format!("{}, grade unknown", event.term),
        },
    };
    let outcome = match event.outcome {
        SentinelOutcome::Died if reason == SentinelReason::Death => String::new(),
        SentinelOutcome::Died => ", died".to_owned(),
        SentinelOutcome::EndedAfter(hours) => {
            // Of a dialysis the first session is listed, and others may follow.
            let session = if reason == SentinelReason::Dialysis {
                "first session "
            } else {
                ""
            };
            format!(", {session}ended after {} h", plain_decimal(rounded(hours)))
        }
        SentinelOutcome::Ended => ", ended".to_owned(),
        SentinelOutcome::NotKnown => ", not known to have ended".to_owned(),
    };
    let death = death.map_or_else(String::new, stated);
    format!("{dose}, {hour}: {what}{outcome}{death}")
}

/// How long after the last dose a patient died, and of what: ` 17 days after the last dose, cause: disease`.
fn stated(death: DeathRecord) -> String {
    let when = match death.days_after_last_dose {
        None => ", days since the last dose not known".to_owned(),
        Some(days) if days < 0 => ", day of death before that of the last dose".to_owned(),
        Some(1) => " 1 day after the last dose".to_owned(),
        Some(days) => format!(" {days} days after the last dose"),
    };
    let cause = death.cause.map_or_else(
        || "cause not recorded".to_owned(),
        |cause| format!("cause: {}", cause.name()),
    );
    format!("{when}, {cause}")
}

/// A modality of dialysis by its name, as it is written within a sentence: `intermittent hemodialysis`.
fn modality(code: &str) -> String {
    let mut listed = dialysis_modalities().iter();
    let listed = listed.find(|modality| modality.code == code);
    let name = listed.map_or(code, |modality| modality.name.as_str());
    // What is said before it is not said twice: `Dialysis, type not stated`.
    let name = name.strip_prefix("Dialysis, ").unwrap_or(name);
    let name = name.replace(" (", ", ").replace(')', "");
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

fn written<T, E: std::fmt::Debug>(result: Result<T, E>) -> T {
    result.expect("writing to memory does not fail")
}

/// Hours to a thousandth: a difference of two hours has digits that neither has.
fn rounded(hours: f64) -> f64 {
    (hours * 1_000.0).round() / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CauseOfDeath;

    #[test]
    fn a_timeline_has_dose_hour_grade_and_outcome() {
        let mut event = Sentinel {
            reasons: vec![SentinelReason::ListedTerm],
            term: "Ventricular tachycardia".to_owned(),
            hour: Some(70.5),
            dose: Some(9),
            grade: Some(3),
            outcome: SentinelOutcome::EndedAfter(12.0),
        };
        assert_eq!(
            line(&event, None),
            "dose 9, hour 70.5: Ventricular tachycardia, grade 3, ended after 12 h"
        );
        event.hour = None;
        event.dose = None;
        event.outcome = SentinelOutcome::NotKnown;
        assert_eq!(
            line(&event, None),
            "dose unknown, hour unknown: Ventricular tachycardia, grade 3, not known to have ended"
        );
    }
    #[test]
    fn a_death_states_its_cause_and_the_days_since_the_last_dose() {
        let of = |cause, days_after_last_dose| {
            stated(DeathRecord {
                cause,
                days_after_last_dose,
            })
        };
        assert_eq!(
            of(Some(CauseOfDeath::Disease), Some(17)),
            " 17 days after the last dose, cause: disease"
        );
        assert_eq!(
            of(None, Some(1)),
            " 1 day after the last dose, cause not recorded"
        );
        assert_eq!(
            of(Some(CauseOfDeath::Unknown), None),
            ", days since the last dose not known, cause: unknown"
        );
        assert_eq!(
            of(None, Some(-3)),
            ", day of death before that of the last dose, cause not recorded"
        );
    }

    #[test]
    fn a_modality_has_its_name() {
        assert_eq!(modality("ihd"), "intermittent hemodialysis");
        assert_eq!(modality("unspecified"), "type not stated");
        assert_eq!(modality("pd"), "peritoneal dialysis");
        assert_eq!(modality("crrt"), "continuous RRT, mode not stated");
    }
}
