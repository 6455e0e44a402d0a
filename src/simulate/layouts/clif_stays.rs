//! The times in hospital that events hang on.

use super::chart::Chart;
use super::raw::date_time;

/// A time in hospital.
pub(super) struct Hospitalization {
    pub(super) id: String,
    pub(super) admission: i64,
    pub(super) discharge: Option<i64>,
    pub(super) age: String,
}

/// A time in hospital for each cycle, and one on the day of the last contact. Where that day is not known, no
/// discharge is.
pub(super) fn hospitalizations(chart: &Chart, count: &mut u64) -> Vec<Hospitalization> {
    let contact = chart.day("last_contact_day");
    let mut stays: Vec<Hospitalization> = Vec::new();
    for course in &chart.courses {
        let mut cycles: Vec<(Option<i64>, i64, i64)> = Vec::new();
        for (at, row) in course.doses() {
            let cycle = row.whole("cycle");
            match cycles.last_mut() {
                Some(last) if last.0 == cycle => last.2 = at,
                _ => cycles.push((cycle, at, at)),
            }
        }
        for (_, first, last) in cycles {
            *count += 1;
            stays.push(Hospitalization {
                id: format!("{}H{:06}", chart.site.letter, *count),
                admission: first - 18 * 60,
                discharge: contact.map(|day| day.min(last + 48 * 60)),
                age: course.row.get("age_years").to_owned(),
            });
        }
    }
    if let (Some(day), Some(course)) = (contact, chart.courses.last()) {
        *count += 1;
        stays.push(Hospitalization {
            id: format!("{}H{:06}", chart.site.letter, *count),
            admission: day,
            discharge: Some(day),
            age: course.row.get("age_years").to_owned(),
        });
    }
    stays
}

/// The hospitalization of a moment: the last that began by then, else the first.
pub(super) fn hospitalization(stays: &[Hospitalization], at: i64) -> &str {
    let begun = stays.iter().rfind(|stay| stay.admission <= at);
    begun.or(stays.first()).map_or("", |stay| &stay.id)
}

/// A moment in UTC.
pub(super) fn utc(minutes: i64) -> String {
    format!("{}:00+00:00", date_time(minutes))
}
