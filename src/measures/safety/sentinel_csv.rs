//! Sentinel episodes as `sentinel.csv`.

use super::sentinel::SentinelEpisode;
use crate::facts::{Sentinel, SentinelOutcome, SentinelReason};
use crate::notation::plain_decimal;

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
        let timeline: Vec<String> = episode
            .events
            .iter()
            .map(|(course, event)| {
                // Doses and hours are of a course.
                let of_course = if courses.len() > 1 {
                    format!("course {course}, ")
                } else {
                    String::new()
                };
                of_course + &line(event)
            })
            .collect();
        let record = writer.write_record([
            &episode.site_id,
            &episode.patient_id,
            &courses.join(" "),
            &episode.regimen,
            &episode.period,
            &position.map_or_else(String::new, |position| position.to_string()),
            &reasons.join("; "),
            &timeline.join("; "),
            "",
            "",
        ]);
        written(record);
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

/// One event of a timeline: dose number, hour, what happened, grade, outcome.
#[must_use]
pub fn line(event: &Sentinel) -> String {
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
        SentinelReason::Dialysis => format!("dialysis ({})", event.term),
        SentinelReason::Grade5 | SentinelReason::ListedTerm => match event.grade {
            Some(grade) => format!("{}, grade {grade}", event.term),
            None => format!("{}, grade unknown", event.term),
        },
    };
    let outcome = match event.outcome {
        SentinelOutcome::Died if reason == SentinelReason::Death => String::new(),
        SentinelOutcome::Died => ", died".to_owned(),
        SentinelOutcome::EndedAfter(hours) => {
            format!(", ended after {} h", plain_decimal(rounded(hours)))
        }
        SentinelOutcome::Ended => ", ended".to_owned(),
        SentinelOutcome::NotKnown => ", not known to have ended".to_owned(),
    };
    format!("{dose}, {hour}: {what}{outcome}")
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
            line(&event),
            "dose 9, hour 70.5: Ventricular tachycardia, grade 3, ended after 12 h"
        );
        event.hour = None;
        event.dose = None;
        event.outcome = SentinelOutcome::NotKnown;
        assert_eq!(
            line(&event),
            "dose unknown, hour unknown: Ventricular tachycardia, grade 3, not known to have ended"
        );
    }
}
