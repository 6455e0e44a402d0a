//! The facts of one part: its tables in, tables of facts out.

use super::dose_history::dose_histories;
use super::events::Events;
use super::follow_up::FollowUp;
use super::part_facts::{PartFacts, SiteFacts};
use super::{
    FactsError, care, course_patients, course_table, dialysis, kidney, laboratory, sister_tables,
    toxicity, vasopressor,
};
use crate::ingest::Part;
use crate::model::{Frame, TableId};
use crate::store::SiteRecord;

/// Counts the courses of a part of a site. Gives the tables of facts, one row per course or per item of a course, in the
/// order of patients and of their courses; and what the part says of its site as a whole.
///
/// # Errors
///
/// [`FactsError::NotSorted`] where rows of a course do not lie together.
///
/// # Panics
///
/// Where the part lacks a table of the model.
pub fn of_part(site: &SiteRecord, part: Part) -> Result<(Vec<Frame>, SiteFacts), FactsError> {
    let mut tables = part.tables.into_iter();
    // A part has all tables of the model, in its order.
    let mut frame = |id: TableId| {
        let table = tables.next().filter(|table| table.name() == id.name());
        table.expect("a part has all tables of the model, in its order")
    };
    let courses = frame(TableId::Courses);
    let patients = frame(TableId::Patients);
    // A part without a course has no events either.
    let first_key = courses.integers("course_key").first().copied().unwrap_or(0);
    let mut read = |id| Events::new(frame(id), first_key);
    let dose_rows = read(TableId::Doses)?;
    let doses = dose_histories(&courses, &dose_rows);
    let toxicities = read(TableId::Toxicities)?;
    let not_assessed = read(TableId::NotAssessed)?;
    let vasopressors = read(TableId::Vasopressors)?;
    let dialysis = read(TableId::Dialysis)?;
    let measurements = read(TableId::Measurements)?;
    let medications = read(TableId::Medications)?;
    let stays = read(TableId::Stays)?;
    let span = ["start_hour", "stop_hour"];
    let timed = [
        (&dose_rows, &["hour"][..]),
        (&toxicities, &["onset_hour", "resolved_hour"]),
        (&vasopressors, &span),
        (&dialysis, &span),
        (&measurements, &["hour"]),
        (&medications, &span),
        (&stays, &span),
    ];
    let patient_of = course_patients::patient_rows(&courses, &patients);
    let days_to = |day| course_patients::days_from_start(&courses, &patients, &patient_of, day);
    let follow_up = FollowUp::new(
        days_to("death_day"),
        days_to("last_contact_day"),
        &doses,
        &timed,
    );
    let (toxicity, names) =
        toxicity::toxicity_facts(&doses, &toxicities, &not_assessed, &follow_up);
    let dialysis = dialysis::dialysis_facts(&courses, &doses, &dialysis, &follow_up);
    let sexes = course_patients::sexes(&patients, &patient_of);
    let vasopressors = vasopressor::vasopressor_facts(&doses, &vasopressors);
    let facts = PartFacts {
        laboratory: laboratory::laboratory_facts(
            &sexes,
            &measurements,
            &doses,
            &dialysis,
            &vasopressors,
            &follow_up,
        ),
        toxicity,
        vasopressors,
        kidney: kidney::kidney_facts(&doses, &dialysis, &measurements, &follow_up),
        care: care::care_facts(&courses, &doses, &stays, &medications, &measurements),
        dialysis,
        doses,
    };
    let known = SiteFacts {
        measured: care::measures_at_all(&measurements),
        names,
    };
    let (patient_keys, course_order) = (
        courses.integers("patient_key"),
        courses.integers("course_order"),
    );
    let mut order: Vec<usize> = (0..courses.rows()).collect();
    order.sort_unstable_by_key(|&course| (patient_keys[course], course_order[course]));
    let mut tables = vec![course_table::course_table(
        site,
        &courses,
        &patients,
        &patient_of,
        &facts,
        &order,
    )];
    tables.extend(sister_tables::sister_tables(&courses, &facts, &order));
    Ok((tables, known))
}
