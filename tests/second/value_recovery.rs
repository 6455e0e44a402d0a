//! laboratory: recovery from a severe grade.

use super::competing::{CompetingRisks, End};
use super::course::Course;
use super::data::Person;
use super::dialysis::{dialysis, is_at_risk};
use super::graded::is_on_treatment;
use super::kidney::death;
use super::population::Stratum;
use super::rows::Rows;
use super::values::{ALLOWED, less};

/// "The first later hour (on treatment or not) at which every graded value of the term is of grade ≤ 1 or not above the baseline
/// grade"; where it waits for the end of dialysis, "such an hour counts only where no dialysis interval of the course starts
/// before 168 h later and ends after 168 h before it (or has no end)".
fn recovered(course: &Course, term: usize, severe: f64, is_off_dialysis: bool) -> Option<f64> {
    let baseline = course.grades.baseline(term);
    let has_recovered = |hour: f64| {
        let mut values = course.grades.of_term(term);
        values.all(|value| {
            (value.hour - hour).abs() > ALLOWED
                || value.grade <= 1
                || baseline.is_some_and(|baseline| value.grade <= baseline)
        })
    };
    let is_near_dialysis = |hour: f64| {
        is_off_dialysis
            && dialysis(course).any(|treatment| {
                let (start, stop) = (treatment.during.start, treatment.during.stop);
                less(start, hour + 168.0) && stop.is_none_or(|stop| less(hour - 168.0, stop))
            })
    };
    let hours = course.grades.of_term(term).map(|value| value.hour);
    hours
        .filter(|&hour| less(severe, hour) && has_recovered(hour) && !is_near_dialysis(hour))
        .reduce(f64::min)
}

/// The hour of the patient's death, whenever it was.
fn died(course: &Course, person: &Person, severe: f64) -> Option<f64> {
    let day = person.line.integer("death_day")? - course.line.integer("start_day")?;
    let is_on_the_day = day as f64 == ((severe + ALLOWED) / 24.0).floor();
    Some(if is_on_the_day {
        severe + 12.0
    } else {
        24.0 * day as f64
    })
}

/// Days from the first severe value and how they end.
fn recovery(
    course: &Course,
    person: &Person,
    term: usize,
    of_creatinine: bool,
) -> Option<(f64, End)> {
    let values = || course.grades.of_term(term);
    let severe = values().filter(|value| value.grade >= 3 && is_on_treatment(course, value.hour));
    let severe = severe.map(|value| value.hour).reduce(f64::min)?;
    // "Those whose baseline grade is ≥ 3 are left out."
    if course.grades.baseline(term).is_some_and(|grade| grade >= 3) {
        return None;
    }
    // "Death before it ends it": whoever has died does not recover.
    let recovered = recovered(course, term, severe, of_creatinine)
        .filter(|&hour| died(course, person, severe).is_none_or(|died| !less(died, hour)));
    let (hour, end) = match (recovered, death(course, person, severe)) {
        (Some(recovered), _) => (recovered, End::OfInterest),
        (None, Some(death)) => (death, End::Competing),
        (None, None) => {
            let later = values().map(|value| value.hour);
            let last = later.filter(|&hour| less(severe, hour)).reduce(f64::max)?;
            (last, End::Censored)
        }
    };
    Some(((hour - severe) / 24.0, end))
}

pub(super) fn recovered_by(stratum: &Stratum<'_>, rows: &mut Rows) {
    for term in stratum.grading.key_terms() {
        let item = &stratum.grading.terms[term].item;
        let of_creatinine = item == "Creatinine increased";
        // "Over courses at risk of dialysis of sites that collected dialysis, and not written where no site of the stratum did."
        let needs: &[&str] = if of_creatinine {
            &["measurements", "dialysis"]
        } else {
            &["measurements"]
        };
        if !stratum.is_collected(needs) {
            continue;
        }
        let counted = stratum.of_sites_with(needs);
        let courses = counted.courses.iter();
        let courses = courses.filter(|course| !of_creatinine || is_at_risk(course));
        let times = courses
            .filter_map(|course| recovery(course, counted.person_of(course), term, of_creatinine));
        let risks = CompetingRisks::of(times);
        for day in [7_i32, 14, 30] {
            let incidence = risks.at(f64::from(day), End::OfInterest);
            rows.competing_probability(item, &day.to_string(), &risks, &incidence);
        }
    }
}
