//! Courses, patients and doses: who was treated, with what.

use super::choices::{CareSetting, CauseOfDeath, DoseStatus, PlanSource, Regimen, Response, Sex};
use super::column::{Column, DECIMAL, Kind, Vocabulary, at_least};
use super::table::{Table, TableId};

const SITE: Column = Column::optional("site_id", Kind::Text, "the site; keys are unique within it");
const ANY_INTEGER: Kind = Kind::Integer {
    min: i64::MIN + 1,
    max: i64::MAX,
};
const DAYS: Kind = ANY_INTEGER;
/// Ordinals of cycles and doses: a larger number is a date or an identifier in the wrong column.
const ORDINAL: Kind = Kind::Integer { min: 1, max: 9_999 };

/// One row per course: one planned block of IL-2.
pub const COURSES: Table = Table {
    id: TableId::Courses,
    name: TableId::Courses.name(),
    one_row_per: "course: one planned block of IL-2",
    intervals: &[],
    columns: &[
        SITE,
        Column::optional("course_id", Kind::Text, "pseudonym of the course, unique within the site").key(),
        Column::optional("patient_id", Kind::Text, "pseudonym of the patient, unique within the site").required(),
        Column::optional("course_number", at_least(1), "1 for the patient's first course; ranked if any is missing"),
        Column::optional("regimen", Kind::Choice(Regimen::NAMES), "kind of course").or(Regimen::HighDose.name()),
        Column::optional("start_year", at_least(1985), "calendar year, at most this year").in_unit("a"),
        Column::optional("start_month", Kind::Integer { min: 1, max: 12 }, "calendar month, in a limited data set"),
        Column::optional("start_day", DAYS, "days from the start of the patient's first course; 0 for the first")
            .in_unit("d"),
        Column::optional("sequence", ANY_INTEGER, "order of courses at the site; ranked if any is missing"),
        Column::optional("age_years", Kind::Integer { min: 0, max: 90 }, "age; 90 means 90 or older").in_unit("a"),
        Column::optional("weight_kg", Kind::Decimal { min: 10.0, min_included: true, max: 350.0 }, "dosing weight")
            .in_unit("kg"),
        Column::optional("ecog", Kind::Integer { min: 0, max: 4 }, "ECOG performance status"),
        Column::optional("baseline_dialysis", Kind::Boolean, "on maintenance dialysis before the course").or("false"),
        Column::optional(
            "planned_iu_per_kg",
            Kind::Decimal { min: 0.0, min_included: false, max: f64::MAX },
            "planned size of a dose",
        )
        .or("600000")
        .in_unit("[IU]/kg"),
        Column::optional(
            "planned_cycles",
            Kind::Integer { min: 1, max: 10 },
            "2 for hd_il2, 1 for til_il2; for other, the highest recorded cycle is used",
        )
        .or("by regimen"),
        Column::optional(
            "planned_doses_per_cycle",
            Kind::Integer { min: 1, max: 28 },
            "14 for hd_il2, 6 for til_il2; for other, the cycle's recorded doses are used",
        )
        .or("by regimen"),
        Column::optional(
            "care_setting",
            Kind::Choice(CareSetting::NAMES),
            "where the course was given",
        ),
        Column::optional(
            "ctcae_version",
            Kind::Text,
            "CTCAE version used to grade the course's toxicities, as exported",
        ),
        Column::optional(
            "best_response",
            Kind::Choice(Response::NAMES),
            "best overall response, by response_criteria",
        ),
        Column::optional(
            "response_criteria",
            Kind::Word(Vocabulary::ResponseCriteria),
            "criteria of best_response: RECIST 1.1, RECIST 1.0, WHO, irRECIST, or as exported",
        ),
        Column::optional(
            "response_confirmed",
            Kind::Boolean,
            "best_response was confirmed by a later assessment",
        ),
        Column::optional(
            "response_day",
            at_least(0),
            "days from the start of this course to the first documented CR or PR",
        )
        .in_unit("d"),
        Column::optional("progression_day", at_least(0), "days from the start of this course").in_unit("d"),
        Column::optional(
            "last_assessment_day",
            at_least(0),
            "days from the start of this course to the last assessment of the tumor",
        )
        .in_unit("d"),
        Column::optional("plan", Kind::Choice(PlanSource::NAMES), "exported: planned_cycles and planned_doses_per_cycle were both exported; default: one or both are the regimen's defaults; none: regimen other without both").derived(),
        Column::optional("course_order", at_least(1), "rank among the patient's courses, by course_number, start_day as exported (absent last), course_id").derived(),
        Column::optional("patient_key", at_least(0), "number of the patient in the store").derived(),
        Column::optional("course_key", at_least(0), "number of the course in the store").derived(),
    ],
};

/// One row per patient.
pub const PATIENTS: Table = Table {
    id: TableId::Patients,
    name: TableId::Patients.name(),
    one_row_per: "patient, identified only by a pseudonym",
    intervals: &[],
    columns: &[
        SITE,
        Column::optional(
            "patient_id",
            Kind::Text,
            "pseudonym of the patient, unique within the site",
        )
        .key(),
        Column::optional("sex", Kind::Choice(Sex::NAMES), "sex"),
        Column::optional("race", Kind::Text, "race, as exported"),
        Column::optional("ethnicity", Kind::Text, "ethnicity, as exported"),
        Column::optional(
            "diagnosis",
            Kind::Word(Vocabulary::Diagnosis),
            "melanoma, renal_cell_carcinoma, or as exported",
        ),
        Column::optional(
            "prior_lines",
            at_least(0),
            "systemic lines before the first course",
        ),
        Column::optional(
            "prior_checkpoint_inhibitor",
            Kind::Boolean,
            "checkpoint inhibitor before the first course",
        ),
        Column::optional(
            "death_day",
            at_least(0),
            "days from the start of the first course; absent = not known to have died",
        )
        .in_unit("d"),
        Column::optional(
            "death_cause",
            Kind::Choice(CauseOfDeath::NAMES),
            "cause of death",
        ),
        Column::optional(
            "last_contact_day",
            at_least(0),
            "days from the start of the first course",
        )
        .in_unit("d"),
    ],
};

/// One row per recorded dose, given or not.
pub const DOSES: Table = Table {
    id: TableId::Doses,
    name: TableId::Doses.name(),
    one_row_per: "planned infusion, given or not",
    intervals: &[],
    columns: &[
        SITE,
        Column::optional("course_id", Kind::Text, "the course").key(),
        Column::optional("cycle", ORDINAL, "number of the cycle in the course").key(),
        Column::optional("dose_number", ORDINAL, "ordinal within the cycle").key(),
        Column::optional("status", Kind::Choice(DoseStatus::NAMES), "held: withheld, later doses still possible; stopped: not given because the cycle or course was ended").required(),
        Column::optional("hour", Kind::Hour, "hour of the infusion, or of the decision not to infuse").in_unit("h"),
        Column::optional(
            "iu_per_kg",
            super::column::NOT_NEGATIVE,
            "dose infused; if absent, planned_iu_per_kg is used; a given dose of 0 counts as other",
        )
        .in_unit("[IU]/kg"),
        Column::optional("reason", Kind::Word(Vocabulary::Reason), "reason that the dose was not given, as exported"),
        Column::optional("reason_organ_system", Kind::Text, "organ system of the reason; unclassified if the reason is neither a term nor an organ system").derived(),
        Column::optional("course_key", at_least(0), "number of the course in the store").derived(),
    ],
};

/// Any number of hours before or after hour 0.
pub(super) const ANY_DECIMAL: Kind = DECIMAL;
