//! The facts of one part: its tables in, tables of facts out.

use super::dose_history::{DoseHistory, dose_histories};
use super::events::Events;
use super::part_facts::{PartFacts, SiteFacts};
use super::{FactsError, care, course_table, kidney, sister_tables, support, toxicity};
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
    let doses = dose_histories(&courses, &read(TableId::Doses)?);
    let toxicities = read(TableId::Toxicities)?;
    let not_assessed = read(TableId::NotAssessed)?;
    let vasopressors = read(TableId::Vasopressors)?;
    let dialysis = read(TableId::Dialysis)?;
    let measurements = read(TableId::Measurements)?;
    let medications = read(TableId::Medications)?;
    let stays = read(TableId::Stays)?;
    let span = ["start_hour", "stop_hour"];
    let timed = [
        (&toxicities, &["onset_hour", "resolved_hour"][..]),
        (&vasopressors, &span),
        (&dialysis, &span),
        (&measurements, &["hour"]),
        (&medications, &span),
        (&stays, &span),
    ];
    let patient_of = course_table::patient_rows(&courses, &patients);
    let follow_up = toxicity::FollowUp {
        last_contact_hours: course_table::last_contact_hours(&courses, &patients, &patient_of),
        last_hours: last_hours(&doses, &timed),
    };
    let (toxicity, terms) =
        toxicity::toxicity_facts(&doses, &toxicities, &not_assessed, &follow_up);
    let dialysis = support::dialysis_facts(&courses, &doses, &dialysis);
    let facts = PartFacts {
        toxicity,
        vasopressors: support::vasopressor_facts(&doses, &vasopressors),
        kidney: kidney::kidney_facts(&doses, &dialysis, &measurements),
        care: care::care_facts(&courses, &doses, &stays, &medications, &measurements),
        dialysis,
        doses,
    };
    let known = SiteFacts {
        measured: care::measures_at_all(&measurements),
        terms,
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

/// The largest hour in any hour column of each course's tables; −∞ for a course without hours.
fn last_hours(doses: &[DoseHistory], timed: &[(&Events, &[&str])]) -> Vec<f64> {
    let mut last: Vec<f64> = doses.iter().map(|history| history.largest_hour).collect();
    for (events, columns) in timed {
        for column in *columns {
            for (&course, &hour) in events.courses.iter().zip(events.frame.decimals(column)) {
                // An absent hour is NaN, which `max` passes over.
                last[course] = last[course].max(hour);
            }
        }
    }
    last
}
