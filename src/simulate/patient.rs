//! A patient: demographics, diagnosis, courses, response, progression and survival.

use super::cycle::{DAY, Tenths};
use super::nature::{FIRST_YEAR, LAST_YEAR, Nature, YEAR};
use super::random::{Dice, rounded};
use super::record::Course;
use super::regimen::Regimen;
use super::sites::Site;
use super::treatment::course;
use crate::model::TableId;

/// A patient with all courses.
#[derive(Debug, Clone)]
pub(super) struct Patient {
    pub(super) is_female: bool,
    pub(super) race: &'static str,
    pub(super) ethnicity: &'static str,
    pub(super) diagnosis: &'static str,
    pub(super) prior_lines: i32,
    pub(super) prior_checkpoint_inhibitor: bool,
    pub(super) death_day: Option<i32>,
    pub(super) death_cause: Option<&'static str>,
    pub(super) last_contact_day: i32,
    pub(super) courses: Vec<Course>,
}

/// The exports were drawn about two years after the last start.
const EXPORT_YEAR: i32 = 2026;

const MELANOMA: [(u32, &str); 5] = [
    (50, "melanoma"),
    (30, "metastatic melanoma"),
    (12, "malignant melanoma"),
    (6, "cutaneous melanoma"),
    (2, "uveal melanoma"),
];
const KIDNEY: [(u32, &str); 6] = [
    (40, "renal cell carcinoma"),
    (20, "metastatic renal cell carcinoma"),
    (15, "RCC"),
    (10, "mRCC"),
    (10, "clear cell renal cell carcinoma"),
    (5, "renal cell cancer"),
];
const RACES: [(u32, &str); 5] = [
    (86, "white"),
    (5, "black or african american"),
    (4, "asian"),
    (2, "other"),
    (3, "unknown"),
];

impl Patient {
    /// A patient of a site, with at least one course and at most `most_courses`.
    pub(super) fn draw(dice: &mut Dice, site: &Site, most_courses: u64) -> Self {
        let has_melanoma = site.regimen == Regimen::AfterTil || dice.chance(0.52);
        let is_female = dice.chance(0.33);
        let mean_weight = if is_female { 73.0 } else { 89.0 };
        let years = LAST_YEAR - FIRST_YEAR + 1;
        let nature = Nature {
            is_female,
            frailty: dice.spread(0.35).clamp(0.4, 2.4),
            age_years: rounded(
                dice.normal(if has_melanoma { 51.0 } else { 57.0 }, 9.5)
                    .clamp(19.0, 79.0),
            ),
            weight: rounded(dice.normal(mean_weight, 16.0).clamp(44.0, 160.0) * 10.0),
            ecog: dice.weighted(&[(66, 0), (32, 1), (2, 2)]),
            // A site that keeps no dialysis says nothing of it.
            baseline_dialysis: site.regimen == Regimen::HighDose
                && dice.chance(0.003)
                && !site.lacks_tables.contains(&TableId::Dialysis),
            care: dice.weighted(site.care),
            first_start: dice.between(0, years * YEAR - 1),
        };
        let mut patient = Self {
            is_female,
            race: dice.weighted(&RACES),
            ethnicity: dice.weighted(&[(93, "not hispanic or latino"), (7, "hispanic or latino")]),
            diagnosis: if has_melanoma {
                dice.weighted(&MELANOMA)
            } else {
                dice.weighted(&KIDNEY)
            },
            prior_lines: dice.weighted(&[(45, 0), (33, 1), (15, 2), (7, 3)]),
            prior_checkpoint_inhibitor: false,
            death_day: None,
            death_cause: None,
            last_contact_day: 0,
            courses: Vec::new(),
        };
        patient.prior_checkpoint_inhibitor = patient.prior_lines > 0 && dice.chance(0.62);
        let death = patient.treat(dice, site, &nature, most_courses);
        patient.follow_up(dice, &nature, death);
        patient
    }

    /// Draws courses until one fails, the years are over or the patient dies in one: then gives the hour of death, from
    /// the start of the last course.
    fn treat(
        &mut self,
        dice: &mut Dice,
        site: &Site,
        nature: &Nature,
        most_courses: u64,
    ) -> Option<Tenths> {
        let mut start_day = 0;
        let mut best: Option<&'static str> = None;
        for number in 1..=3 {
            let day = nature.first_start + start_day;
            if self.courses.len() as u64 == most_courses
                || day >= (LAST_YEAR - FIRST_YEAR + 1) * YEAR
            {
                break;
            }
            let (mut course, death) = course(dice, site, nature, number, start_day);
            let was_treated = !course.measurements.is_empty();
            if was_treated && death.is_none() {
                best = Some(response(dice, site.regimen, best));
                course.best_response = best;
                course.assess(dice);
            }
            self.courses.push(course);
            let goes_on = match best {
                Some("CR") => 0.5,
                Some("PR") => 0.75,
                Some("SD") => 0.6,
                Some("NE") => 0.15,
                _ => 0.0,
            };
            if death.is_some() {
                return death;
            }
            if site.regimen == Regimen::AfterTil || !was_treated || !dice.chance(goes_on) {
                break;
            }
            start_day += 84 + dice.between(-10, 42);
        }
        None
    }

    /// Draws progression, death and last contact; nothing is recorded after them.
    fn follow_up(&mut self, dice: &mut Dice, nature: &Nature, fatal_hour: Option<Tenths>) {
        let last = self.courses.last_mut().expect("a patient has a course");
        let best = last.best_response;
        let (cured, lag, mean) = match best {
            Some("CR") => (0.78, 300.0, 1100.0),
            Some("PR") => (0.2, 150.0, 950.0),
            Some("SD") => (0.06, 90.0, 680.0),
            Some("PD") => (0.04, 85.0, 400.0),
            _ => (0.05, 75.0, 305.0),
        };
        let early = dice.chance(0.005).then(|| 33 + dice.between(0, 12));
        let lives = early.unwrap_or_else(|| rounded(lag + dice.wait(mean)));
        let dies = fatal_hour
            .map(|hour| hour / DAY)
            .or_else(|| (!dice.chance(cured)).then_some(lives));
        let (stable, weeks, days) = match best {
            Some("CR") => (0.75, 26, 800.0),
            Some("PR") => (0.15, 17, 330.0),
            Some("SD") => (0.05, 10, 140.0),
            Some("PD") => (0.0, 4, 14.0),
            _ => (1.0, 0, 0.0),
        };
        let progresses = (!dice.chance(stable)).then(|| weeks * 7 + rounded(dice.wait(days)));
        let export = (EXPORT_YEAR - FIRST_YEAR) * YEAR
            - nature.first_start
            - last.start_day
            - dice.between(0, 150);
        let lost_to_follow_up = 60 + rounded(dice.wait(5000.0));
        let seen = export.min(lost_to_follow_up);
        let dies = dies.filter(|&day| day <= seen);
        let contact = dies.unwrap_or(seen);
        // A best response of progression is dated at the last contact at the latest.
        last.progression_day = match best {
            Some("PD") => progresses.map(|day| day.min(contact)),
            _ => progresses.filter(|&day| day <= contact),
        };
        last.assess_until(dice, contact);
        let is_over = |day: i32| last.response_day.is_none_or(|response| response <= day);
        let lives_on = dies.is_none() && !last.progression_day.is_some_and(is_over);
        self.death_day = dies.map(|day| last.start_day + day);
        self.last_contact_day = last.start_day + contact;
        self.death_cause = match dies {
            Some(_) if fatal_hour.is_some() => Some("treatment"),
            Some(_) => Some(dice.weighted(&[(88, "disease"), (7, "other"), (5, "unknown")])),
            // Charts of the living have one now and then, and no day.
            None => dice.chance(0.02).then_some("disease"),
        };
        // Who lives without progression after the response was last seen at a visit with an assessment: a layout that
        // has no assessments follows such a patient to the last contact.
        let mut assessed = self.courses.iter_mut().rev();
        if lives_on
            && let Some(course) = assessed.find(|course| course.last_assessment_day.is_some())
        {
            course.last_assessment_day = Some(self.last_contact_day - course.start_day);
        }
        let is_only = self.courses.len() == 1;
        for course in &mut self.courses {
            course.is_only = is_only;
            course.end_at((self.last_contact_day - course.start_day) * DAY);
        }
    }
}

impl Course {
    /// Draws the first assessment of the tumor, some weeks after the start and before the next course.
    fn assess(&mut self, dice: &mut Dice) {
        if self.best_response == Some("NE") {
            return;
        }
        let first = 42 + dice.between(0, 25);
        self.last_assessment_day = Some(first);
        if self.has_response() {
            self.response_day = Some(first);
            self.is_confirmed = dice.chance(0.8);
        }
    }

    /// Draws the last assessment of a course that no other follows: that of progression, or one of those every twelve
    /// weeks until the last contact. Few responses are dated after progression.
    fn assess_until(&mut self, dice: &mut Dice, contact: i32) {
        let Some(first) = self.last_assessment_day else {
            return;
        };
        let later = ((contact - first) / 84).max(0);
        let made = if dice.chance(0.8) {
            later
        } else {
            dice.between(0, later)
        };
        let last = (first + 84 * made).min(contact);
        self.last_assessment_day = Some(self.progression_day.unwrap_or(last));
        self.response_day = self.response_day.map(|day| day.min(contact));
        if let Some(progression) = self.progression_day.filter(|_| self.has_response())
            && dice.chance(0.06)
        {
            self.response_day = Some((progression + dice.between(5, 40)).min(contact));
        }
    }

    fn has_response(&self) -> bool {
        matches!(self.best_response, Some("CR" | "PR"))
    }
}

/// The best response to a course, no better than chance allows after the one before.
fn response(dice: &mut Dice, regimen: Regimen, before: Option<&'static str>) -> &'static str {
    match before {
        Some("CR") => dice.weighted(&[(94, "CR"), (6, "PD")]),
        Some("PR") => dice.weighted(&[(22, "CR"), (58, "PR"), (20, "PD")]),
        Some("SD") => dice.weighted(&[(3, "CR"), (9, "PR"), (46, "SD"), (42, "PD")]),
        _ if regimen == Regimen::AfterTil => {
            dice.weighted(&[(6, "CR"), (25, "PR"), (41, "SD"), (24, "PD"), (4, "NE")])
        }
        _ => dice.weighted(&[(5, "CR"), (9, "PR"), (29, "SD"), (53, "PD"), (4, "NE")]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DoseStatus;
    use crate::simulate::sites::{SITES, site_of};

    fn patients(n: u64) -> Vec<Patient> {
        (0..n)
            .map(|number| {
                let mut dice = Dice::for_patient(1, number);
                Patient::draw(&mut dice, &SITES[site_of(number)], 3)
            })
            .collect()
    }

    #[test]
    fn nothing_happens_after_death() {
        for patient in patients(2000) {
            let Some(death_day) = patient.death_day else {
                continue;
            };
            for course in &patient.courses {
                // The day of death counts to its end.
                let end = (death_day + 1 - course.start_day) * DAY;
                assert!(
                    course
                        .doses
                        .iter()
                        .filter_map(|dose| dose.hour)
                        .all(|hour| hour < end - DAY)
                );
                assert!(course.toxicities.iter().all(|event| event.onset < end));
                assert!(course.measurements.iter().all(|value| value.hour < end));
                assert!(
                    course
                        .stays
                        .iter()
                        .filter_map(|stay| stay.stop)
                        .all(|stop| stop < end)
                );
                assert!(
                    course
                        .progression_day
                        .is_none_or(|day| course.start_day + day <= death_day)
                );
            }
        }
    }

    #[test]
    fn intervals_end_after_they_begin_and_hour_0_is_the_first_given_dose() {
        for course in patients(2000).iter().flat_map(|patient| &patient.courses) {
            let toxicities = course
                .toxicities
                .iter()
                .map(|row| (row.onset, row.resolved));
            let vasopressors = course.vasopressors.iter().map(|row| (row.start, row.stop));
            let dialysis = course.dialysis.iter().map(|row| (row.start, row.stop));
            let medications = course.medications.iter().map(|row| (row.start, row.stop));
            let stays = course.stays.iter().map(|row| (row.start, row.stop));
            let support = vasopressors.chain(dialysis).chain(medications).chain(stays);
            let mut intervals = toxicities.chain(support);
            assert!(intervals.all(|(start, stop)| stop.is_none_or(|end| end >= start)));
            let given = course
                .doses
                .iter()
                .filter(|dose| dose.status == DoseStatus::Given);
            if let Some(first) = given.filter_map(|dose| dose.hour).min() {
                assert_eq!(first, 0);
            }
        }
    }

    #[test]
    fn a_smaller_plan_only_leaves_out_courses() {
        let draw = |most| {
            Patient::draw(&mut Dice::for_patient(3, 14), &SITES[1], most)
                .courses
                .len()
        };
        assert!(draw(1) == 1 && draw(3) >= 1);
    }
}
