//! `facts_courses`: each of its columns declared once, with its name, how it comes about, and whether measures read it.

use super::MONITORED;
use super::own_columns::{own_columns, take_optional};
use super::part_facts::{CourseFacts, PartFacts};
use super::toxicity::Fatal;
use crate::model::{ABSENT_INTEGER, Frame, Values};
use crate::stats::Ending;
use crate::store::SiteRecord;
use crate::terminology::{dialysis_categories, organ_systems};

/// A column of `facts_courses`, or a family of columns with names that begin alike.
struct CourseColumn {
    name: &'static str,
    origin: Origin,
    /// The tables or columns without which a site's courses have no value; empty where none is needed.
    needs: [&'static str; 2],
    is_measured: bool,
}

/// How the values of a column come about.
enum Origin {
    /// The column of this name in the courses table.
    Course,
    /// The column of this name in the row of the course's patient.
    Patient,
    Integer(fn(CourseFacts<'_>) -> Option<i64>),
    Decimal(fn(CourseFacts<'_>) -> Option<f64>),
    Boolean(fn(CourseFacts<'_>) -> bool),
    /// A yes or no that is not known of every course.
    Known(fn(CourseFacts<'_>) -> Option<bool>),
    /// A column for each organ system, by its index.
    BySystem(fn(CourseFacts<'_>, usize) -> Option<i64>),
    /// A column for each of [`MONITORED`], by its index.
    ByAnalyte(fn(CourseFacts<'_>, usize) -> i64),
    /// A column for each category of dialysis, by its index.
    ByCategory(fn(CourseFacts<'_>, usize) -> Option<f64>),
}
use Origin::{Boolean, ByAnalyte, ByCategory, BySystem, Course, Decimal, Integer, Known, Patient};

/// A column that measures read.
const fn column(name: &'static str, origin: Origin) -> CourseColumn {
    CourseColumn {
        name,
        origin,
        needs: [""; 2],
        is_measured: true,
    }
}

impl CourseColumn {
    /// The same column, without a value at sites that did not collect this table or column.
    const fn needs(self, needs: &'static str) -> Self {
        self.needs_both(needs, "")
    }

    /// The same of two of them.
    const fn needs_both(self, one: &'static str, other: &'static str) -> Self {
        Self {
            needs: [one, other],
            ..self
        }
    }

    /// The same column, which is there for strata, queries and the safety review, and is read by no measure.
    const fn unmeasured(self) -> Self {
        Self {
            is_measured: false,
            ..self
        }
    }
}

/// All columns, in the order of the store.
const COLUMNS: &[CourseColumn] = &[
    column("site_id", Course),
    column("course_id", Course).unmeasured(),
    column("patient_id", Course),
    column("course_key", Course),
    column("patient_key", Course),
    column("course_order", Course).unmeasured(),
    column("course_number", Course).unmeasured(),
    column("regimen", Course),
    column("start_year", Course),
    column("start_month", Course).unmeasured(),
    column("start_day", Course),
    column("sequence", Course).unmeasured(),
    column("age_years", Course),
    column("weight_kg", Course),
    column("ecog", Course),
    column("baseline_dialysis", Course).unmeasured(),
    column("planned_iu_per_kg", Course).unmeasured(),
    column("planned_cycles", Course).unmeasured(),
    column("planned_doses_per_cycle", Course).unmeasured(),
    column("plan", Course),
    column("care_setting", Course),
    column("ctcae_version", Course),
    column("best_response", Course),
    column("response_criteria", Course),
    column("response_confirmed", Course).unmeasured(),
    column("response_day", Course),
    column("progression_day", Course),
    column("last_assessment_day", Course),
    column("sex", Patient),
    column("race", Patient),
    column("ethnicity", Patient),
    column("diagnosis", Patient),
    column("prior_lines", Patient),
    column("prior_checkpoint_inhibitor", Patient),
    column("death_day", Patient),
    column("death_cause", Patient),
    column("last_contact_day", Patient),
    column("doses_recorded", Integer(|c| Some(c.doses.recorded))),
    column("doses_given", Integer(|c| Some(c.doses.given))),
    column("doses_held", Integer(|c| Some(c.doses.held))),
    column("doses_stopped", Integer(|c| Some(c.doses.stopped))),
    column("doses_refused", Integer(|c| Some(c.doses.refused))),
    column("doses_other", Integer(|c| Some(c.doses.other))),
    column("doses_planned", Integer(|c| Some(c.doses.planned))),
    column(
        "doses_given_cycle_1",
        Integer(|c| Some(c.doses.given_in_cycle_1)),
    ),
    column(
        "doses_held_then_resumed",
        Integer(|c| Some(c.doses.held_then_resumed)),
    ),
    column("doses_not_begun", Integer(|c| Some(c.doses.not_begun))),
    column(
        "doses_of_known_size",
        Integer(|c| Some(c.doses.sizes_known)),
    ),
    column(
        "doses_beyond_10_percent",
        Integer(|c| Some(c.doses.beyond_10_percent)),
    ),
    column(
        "doses_of_known_interval",
        Integer(|c| Some(c.doses.intervals_known)),
    ),
    column(
        "doses_under_7_hours",
        Integer(|c| Some(c.doses.under_7_hours)),
    ),
    column(
        "doses_above_the_plan",
        Integer(|c| Some(c.doses.above_the_plan)),
    ),
    column(
        "cycles_not_begun",
        Integer(|c| Some(c.doses.cycles_not_begun)),
    ),
    column(
        "treated_cycles",
        Integer(|c| Some(c.doses.cycles.len() as i64)),
    ),
    column(
        "cumulative_miu_per_kg",
        Decimal(|c| Some(c.doses.cumulative_miu_per_kg)),
    ),
    column("last_given_hour", Decimal(|c| c.doses.last_given_hour)),
    column(
        "given_hours_known",
        Boolean(|c| c.doses.knows_given_hours()),
    )
    .unmeasured(),
    column(
        "worst_grade",
        Integer(|c| Some(c.toxicity.worst()?.stored())),
    )
    .needs("toxicities.grade"),
    column(
        "worst_grade",
        BySystem(|c, system| Some(c.toxicity.by_system[system]?.stored())),
    )
    .needs("toxicities.grade"),
    column(
        "worst_related_grade",
        Integer(|c| Some(c.toxicity.worst_related.stored())),
    )
    .needs("toxicities.attribution"),
    column("led_to_hold", Boolean(|c| c.toxicity.led_to_hold)).needs("toxicities.action"),
    column("led_to_stop", Boolean(|c| c.toxicity.led_to_stop)).needs("toxicities.action"),
    column("vasopressor", Boolean(|c| c.vasopressors.is_used())).needs("vasopressors"),
    column(
        "use_unlisted_only",
        Boolean(|c| c.vasopressors.is_unlisted_only()),
    )
    .needs("vasopressors"),
    column(
        "low_dose_dopamine_only",
        Boolean(|c| c.vasopressors.low_dose_dopamine_only),
    )
    .needs_both("vasopressors.peak_rate", "vasopressors.rate_unit"),
    column(
        "two_or_more_agents",
        Boolean(|c| c.vasopressors.two_or_more_agents),
    )
    .needs("vasopressors"),
    column("vasopressor_hours", Decimal(|c| c.vasopressors.hours)),
    column(
        "vasopressor_first_cycle",
        Integer(|c| Some(c.vasopressors.first_cycle_and_dose?.0)),
    ),
    column(
        "vasopressor_first_dose",
        Integer(|c| Some(c.vasopressors.first_cycle_and_dose?.1)),
    ),
    column("vasopressor_peak_nee", Decimal(|c| c.vasopressors.peak_nee)),
    column(
        "fatal_related",
        Boolean(|c| c.toxicity.fatal == Fatal::Related),
    )
    .needs("toxicities.grade"),
    column(
        "fatal_unattributed",
        Boolean(|c| c.toxicity.fatal == Fatal::Unattributed),
    )
    .needs("toxicities.grade"),
    column("at_risk_of_dialysis", Boolean(|c| c.dialysis.at_risk)).needs("dialysis"),
    column("dialysis", Boolean(|c| c.dialysis.used)).needs("dialysis"),
    column("dialysis_hours", Decimal(|c| c.dialysis.hours)).unmeasured(),
    column(
        "dialysis_hours",
        ByCategory(|c, category| c.dialysis.hours_by_category[category]),
    ),
    column("dialysis_ended", Known(|c| c.dialysis.ended)).needs("dialysis.stop_hour"),
    column(
        "kidney_staging",
        Integer(|c| Some(c.kidney.staging? as i64)),
    )
    .needs_both("measurements", "dialysis"),
    column("kdigo_stage", Integer(|c| c.kidney.stage)).needs_both("measurements", "dialysis"),
    column("peak_creatinine_ratio", Decimal(|c| c.kidney.peak_ratio))
        .needs_both("measurements", "dialysis"),
    column(
        "days_from_creatinine_peak",
        Decimal(|c| Some(c.kidney.recovery?.0)),
    ),
    column(
        "kidney_recovered",
        Known(|c| Some(c.kidney.recovery?.1 == Ending::OfInterest)),
    ),
    column(
        "died_before_recovery",
        Known(|c| Some(c.kidney.recovery?.1 == Ending::Competing)),
    ),
    column("icu", Boolean(|c| c.care.icu)).needs("stays"),
    column("icu_hours", Decimal(|c| c.care.icu_hours)),
    column("icu_transfer", Known(|c| c.care.icu_transfer)).needs("stays"),
    column("icu_transfer_hours", Decimal(|c| c.care.icu_transfer_hours)),
    column(
        "counted_until_hour",
        Decimal(|c| c.laboratory.counted_until),
    )
    .unmeasured(),
    column("length_of_stay", Decimal(|c| c.care.length_of_stay)),
    column("treatment_days", Integer(|c| Some(c.care.treatment_days))),
    column(
        "monitored_days",
        ByAnalyte(|c, analyte| c.care.monitored_days[analyte]),
    ),
];

impl CourseColumn {
    /// The names of its columns.
    fn names(&self) -> Vec<String> {
        let each = |item: &str| format!("{}_{item}", self.name);
        match self.origin {
            BySystem(_) => organ_systems()
                .iter()
                .map(|system| each(&system.name))
                .collect(),
            ByAnalyte(_) => MONITORED.into_iter().map(each).collect(),
            ByCategory(_) => dialysis_categories()
                .iter()
                .map(|category| each(category))
                .collect(),
            Course | Patient | Integer(_) | Decimal(_) | Boolean(_) | Known(_) => {
                vec![self.name.to_owned()]
            }
        }
    }
}

/// The columns of `facts_courses` that measures read.
#[must_use]
pub fn measured_columns() -> Vec<String> {
    let measured = COLUMNS.iter().filter(|column| column.is_measured);
    measured.flat_map(CourseColumn::names).collect()
}

/// `facts_courses` of a part: its courses in this order, each with the row of its patient.
pub(super) fn course_table(
    site: &SiteRecord,
    courses: &Frame,
    patients: &Frame,
    patient_of: &[Option<usize>],
    facts: &PartFacts,
    order: &[usize],
) -> Frame {
    let values = |column: &CourseColumn| -> Vec<Values> {
        let mut needs = column.needs.iter();
        let is_known = needs.all(|need| need.is_empty() || site.has_collected(need));
        let in_order = || order.iter().map(|&course| facts.course(course));
        let integers = |value: &dyn Fn(CourseFacts<'_>) -> Option<i64>| {
            let value = |course| value(course).filter(|_| is_known).unwrap_or(ABSENT_INTEGER);
            Values::Integer(in_order().map(value).collect())
        };
        let decimals = |value: &dyn Fn(CourseFacts<'_>) -> Option<f64>| {
            let value = |course| value(course).filter(|_| is_known).unwrap_or(f64::NAN);
            Values::Decimal(in_order().map(value).collect())
        };
        match column.origin {
            Course => {
                let rows = order.iter().map(|&course| Some(course));
                vec![take_optional(courses.column(column.name), rows)]
            }
            Patient => {
                let rows = order.iter().map(|&course| patient_of[course]);
                vec![take_optional(patients.column(column.name), rows)]
            }
            Integer(value) => vec![integers(&value)],
            Decimal(value) => vec![decimals(&value)],
            Boolean(value) => {
                let value = |course| is_known.then(|| value(course));
                vec![Values::Boolean(in_order().map(value).collect())]
            }
            Known(value) => {
                let value = |course| value(course).filter(|_| is_known);
                vec![Values::Boolean(in_order().map(value).collect())]
            }
            BySystem(value) => (0..organ_systems().len())
                .map(|system| integers(&|course| value(course, system)))
                .collect(),
            ByAnalyte(value) => (0..MONITORED.len())
                .map(|analyte| integers(&|course| Some(value(course, analyte))))
                .collect(),
            ByCategory(value) => (0..dialysis_categories().len())
                .map(|category| decimals(&|course| value(course, category)))
                .collect(),
        }
    };
    let columns = COLUMNS
        .iter()
        .flat_map(|column| column.names().into_iter().zip(values(column)));
    let own = own_columns(courses, patients, patient_of, order);
    Frame::new("facts_courses", columns.chain(own))
}
