//! Facts as tables of the store, in the order of patients and of their courses.

use super::dose_history::DoseHistory;
use super::toxicity::Worst;
use super::{FactsError, Frame, SiteFacts};
use crate::model::{ABSENT_INTEGER, Values};
use crate::store::{Draft, NamedColumn, SiteRecord};
use crate::terminology::{dialysis_modalities, organ_systems};
use std::collections::HashMap;

/// Columns of courses that facts carry.
pub(super) const COURSE_COLUMNS: [&str; 21] = [
    "site_id",
    "course_id",
    "patient_id",
    "course_key",
    "patient_key",
    "course_order",
    "course_number",
    "regimen",
    "start_year",
    "start_month",
    "start_day",
    "age_years",
    "weight_kg",
    "ecog",
    "baseline_dialysis",
    "planned_iu_per_kg",
    "planned_cycles",
    "planned_doses_per_cycle",
    "care_setting",
    "best_response",
    "progression_day",
];

/// Columns of patients that facts carry.
pub(super) const PATIENT_COLUMNS: [&str; 9] = [
    "patient_id",
    "sex",
    "race",
    "ethnicity",
    "diagnosis",
    "prior_lines",
    "prior_checkpoint_inhibitor",
    "death_day",
    "last_contact_day",
];

/// The row of each course's patient in the patients table.
fn patient_rows(courses: &Frame, patients: &Frame) -> Vec<Option<usize>> {
    let rows: HashMap<&str, usize> = (0..patients.rows())
        .filter_map(|row| Some((patients.text("patient_id", row)?, row)))
        .collect();
    (0..courses.rows())
        .map(|row| rows.get(courses.text("patient_id", row)?).copied())
        .collect()
}

/// The patient's last contact in hours of each course: 24 × (day − `start_day`).
pub(super) fn last_contact_hours(courses: &Frame, patients: &Frame) -> Vec<Option<f64>> {
    let contact = |(course, patient): (usize, Option<usize>)| {
        let day = patients.integer("last_contact_day", patient?)?;
        Some(24.0 * (day - courses.integer("start_day", course)?) as f64)
    };
    patient_rows(courses, patients)
        .into_iter()
        .enumerate()
        .map(contact)
        .collect()
}

/// Writes all tables of facts of one site.
pub(super) fn write(
    draft: &Draft,
    site: &SiteRecord,
    courses: &Frame,
    patients: &Frame,
    facts: &SiteFacts,
    terms: &[String],
) -> Result<(), FactsError> {
    let (patient_keys, course_keys) = (
        courses.integers("patient_key"),
        courses.integers("course_key"),
    );
    let mut order: Vec<usize> = (0..courses.rows()).collect();
    order.sort_unstable_by_key(|&course| {
        (
            patient_keys[course],
            courses.integers("course_order")[course],
        )
    });
    let table = |name: &str, columns: &[(&str, Values)]| {
        let named: Vec<_> = columns
            .iter()
            .map(|(name, values)| NamedColumn { name, values })
            .collect();
        draft.write_part(name, site, &named)
    };
    let keys = |courses: &[usize]| {
        let key =
            |keys: &[i64]| Values::Integer(courses.iter().map(|&course| keys[course]).collect());
        [
            ("patient_key", key(patient_keys)),
            ("course_key", key(course_keys)),
        ]
    };

    let course_facts = course_columns(site, courses, patients, facts, &order);
    let named: Vec<_> = course_facts
        .iter()
        .map(|(name, values)| NamedColumn { name, values })
        .collect();
    draft.write_part("facts_courses", site, &named)?;

    let cycles: Vec<(usize, usize)> = order
        .iter()
        .flat_map(|&course| (0..facts.doses[course].cycles.len()).map(move |cycle| (course, cycle)))
        .collect();
    let of_cycle = |value: &dyn Fn(usize, usize) -> i64| {
        Values::Integer(cycles.iter().map(|&(c, k)| value(c, k)).collect())
    };
    let mut columns = keys(&cycles.iter().map(|&(course, _)| course).collect::<Vec<_>>()).to_vec();
    columns.extend([
        ("cycle", of_cycle(&|c, k| facts.doses[c].cycles[k].number)),
        (
            "doses_given",
            of_cycle(&|c, k| facts.doses[c].cycles[k].given),
        ),
        (
            "doses_planned",
            of_cycle(&|c, k| facts.doses[c].cycles[k].planned),
        ),
        (
            "worst_grade",
            of_cycle(&|c, k| facts.toxicity[c].by_cycle[k].stored()),
        ),
        (
            "vasopressor",
            Values::Boolean(
                cycles
                    .iter()
                    .map(|&(c, k)| Some(facts.vasopressors[c].by_cycle[k]))
                    .collect(),
            ),
        ),
        (
            "cycle_starts_known",
            Values::Boolean(
                cycles
                    .iter()
                    .map(|&(c, _)| Some(facts.doses[c].knows_cycle_starts()))
                    .collect(),
            ),
        ),
    ]);
    table("facts_cycles", &columns)?;

    let by_term: Vec<(usize, (u32, Worst))> = order
        .iter()
        .flat_map(|&course| {
            facts.toxicity[course]
                .by_term
                .iter()
                .map(move |&term| (course, term))
        })
        .collect();
    let mut columns = keys(
        &by_term
            .iter()
            .map(|&(course, _)| course)
            .collect::<Vec<_>>(),
    )
    .to_vec();
    columns.push((
        "term_number",
        Values::Integer(
            by_term
                .iter()
                .map(|(_, (term, _))| i64::from(*term))
                .collect(),
        ),
    ));
    columns.push((
        "worst_grade",
        Values::Integer(
            by_term
                .iter()
                .map(|(_, (_, worst))| worst.stored())
                .collect(),
        ),
    ));
    table("facts_course_terms", &columns)?;
    let numbers = Values::Integer((0..).take(terms.len()).collect());
    let texts = Values::from_texts(terms.iter().map(|term| Some(term.as_str())));
    table("facts_terms", &[("term_number", numbers), ("term", texts)])?;

    let severe: Vec<_> = order
        .iter()
        .flat_map(|&course| {
            facts.toxicity[course]
                .severe
                .iter()
                .map(move |&fact| (course, fact))
        })
        .collect();
    let mut columns = keys(&severe.iter().map(|&(course, _)| course).collect::<Vec<_>>()).to_vec();
    columns.extend([
        (
            "organ_system_number",
            Values::Integer(severe.iter().map(|(_, (system, _))| *system).collect()),
        ),
        (
            "events_ge3",
            Values::Integer(severe.iter().map(|(_, (_, fact))| fact.events).collect()),
        ),
        (
            "onset_dose",
            Values::Integer(
                severe
                    .iter()
                    .map(|(_, (_, f))| f.onset_dose.unwrap_or(ABSENT_INTEGER))
                    .collect(),
            ),
        ),
        (
            "follow_up_days",
            Values::Decimal(
                severe
                    .iter()
                    .map(|(_, (_, f))| f.days.unwrap_or(f64::NAN))
                    .collect(),
            ),
        ),
        (
            "is_resolved",
            Values::Boolean(
                severe
                    .iter()
                    .map(|(_, (_, fact))| Some(fact.is_resolved))
                    .collect(),
            ),
        ),
    ]);
    table("facts_course_organs", &columns)?;

    let reasons: Vec<_> = order
        .iter()
        .flat_map(|&course| {
            facts.doses[course]
                .reasons
                .iter()
                .map(move |&reason| (course, reason))
        })
        .collect();
    let mut columns = keys(
        &reasons
            .iter()
            .map(|&(course, _)| course)
            .collect::<Vec<_>>(),
    )
    .to_vec();
    columns.push((
        "organ_system_number",
        Values::Integer(reasons.iter().map(|(_, (system, _))| *system).collect()),
    ));
    columns.push((
        "doses",
        Values::Integer(reasons.iter().map(|(_, (_, doses))| *doses).collect()),
    ));
    table("facts_course_reasons", &columns)?;

    let agents: Vec<_> = order
        .iter()
        .flat_map(|&course| {
            facts.vasopressors[course]
                .agents
                .iter()
                .map(move |agent| (course, agent))
        })
        .collect();
    let mut columns = keys(&agents.iter().map(|&(course, _)| course).collect::<Vec<_>>()).to_vec();
    columns.push((
        "agent",
        Values::from_texts(agents.iter().map(|(_, agent)| Some(agent.as_str()))),
    ));
    table("facts_course_agents", &columns)?;

    let modalities: Vec<_> = order
        .iter()
        .flat_map(|&course| {
            facts.dialysis[course]
                .modalities
                .iter()
                .map(move |&place| (course, place))
        })
        .collect();
    let mut columns = keys(
        &modalities
            .iter()
            .map(|&(course, _)| course)
            .collect::<Vec<_>>(),
    )
    .to_vec();
    let code = |place: i64| {
        usize::try_from(place)
            .ok()
            .and_then(|place| dialysis_modalities().get(place))
            .map(|m| m.code.as_str())
    };
    columns.push((
        "modality",
        Values::from_texts(modalities.iter().map(|&(_, place)| code(place))),
    ));
    table("facts_course_modalities", &columns)?;
    Ok(())
}

/// The columns of `facts_courses`.
fn course_columns(
    site: &SiteRecord,
    courses: &Frame,
    patients: &Frame,
    facts: &SiteFacts,
    order: &[usize],
) -> Vec<(String, Values)> {
    let places: Vec<u32> = order
        .iter()
        .map(|&course| u32::try_from(course).unwrap_or_default())
        .collect();
    let mut columns: Vec<(String, Values)> = COURSE_COLUMNS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), courses.column(name)?.take(&places))))
        .collect();
    let rows = patient_rows(courses, patients);
    for name in &PATIENT_COLUMNS[1..] {
        if let Some(column) = patients.column(name) {
            columns.push((
                (*name).to_owned(),
                take_optional(column, order.iter().map(|&course| rows[course])),
            ));
        }
    }
    let integers = |value: &dyn Fn(usize) -> i64| {
        Values::Integer(order.iter().map(|&course| value(course)).collect())
    };
    let optional = |value: &dyn Fn(usize) -> Option<i64>| {
        integers(&|course| value(course).unwrap_or(ABSENT_INTEGER))
    };
    let decimals = |value: &dyn Fn(usize) -> Option<f64>| {
        Values::Decimal(
            order
                .iter()
                .map(|&course| value(course).unwrap_or(f64::NAN))
                .collect(),
        )
    };
    let booleans = |is_known: bool, value: &dyn Fn(usize) -> bool| {
        Values::Boolean(
            order
                .iter()
                .map(|&course| is_known.then(|| value(course)))
                .collect(),
        )
    };
    let dose = |course: usize| -> &DoseHistory { &facts.doses[course] };
    let mut push = |name: &str, values: Values| columns.push((name.to_owned(), values));
    push("doses_recorded", integers(&|c| dose(c).recorded));
    push("doses_given", integers(&|c| dose(c).given));
    push("doses_held", integers(&|c| dose(c).held));
    push("doses_stopped", integers(&|c| dose(c).stopped));
    push("doses_refused", integers(&|c| dose(c).refused));
    push("doses_other", integers(&|c| dose(c).other));
    push("doses_planned", integers(&|c| dose(c).planned));
    push("treated_cycles", integers(&|c| dose(c).cycles.len() as i64));
    push(
        "cumulative_miu_per_kg",
        decimals(&|c| Some(dose(c).cumulative_miu_per_kg)),
    );
    push("last_given_hour", decimals(&|c| dose(c).last_given_hour));
    push(
        "given_hours_known",
        booleans(true, &|c| dose(c).knows_given_hours()),
    );

    let graded = site.has_collected("toxicities.grade");
    let stored = |worst: Option<Worst>| worst.filter(|_| graded).map(Worst::stored);
    push(
        "worst_grade",
        optional(&|c| stored(Some(facts.toxicity[c].worst))),
    );
    for (place, system) in organ_systems().iter().enumerate() {
        push(
            &format!("worst_grade_{}", system.name),
            optional(&|c| stored(facts.toxicity[c].by_system[place])),
        );
    }

    let pressors = site.has_collected("vasopressors");
    push(
        "vasopressor",
        booleans(pressors, &|c| facts.vasopressors[c].used),
    );
    push(
        "two_or_more_agents",
        booleans(pressors, &|c| facts.vasopressors[c].two_or_more_agents),
    );
    push(
        "vasopressor_hours",
        decimals(&|c| facts.vasopressors[c].hours),
    );
    push(
        "vasopressor_first_dose",
        optional(&|c| facts.vasopressors[c].first_dose),
    );
    push(
        "vasopressor_peak_nee",
        decimals(&|c| facts.vasopressors[c].peak_nee),
    );

    let dialysis = site.has_collected("dialysis");
    push(
        "at_risk_of_dialysis",
        booleans(dialysis, &|c| facts.dialysis[c].at_risk),
    );
    push("dialysis", booleans(dialysis, &|c| facts.dialysis[c].used));
    push(
        "dialysis_hours",
        decimals(&|c| facts.dialysis[c].hours.filter(|_| facts.dialysis[c].used)),
    );
    push(
        "dialysis_all_ended",
        booleans(dialysis, &|c| facts.dialysis[c].all_ended),
    );
    columns
}

/// The rows at these places; absent where there is none.
fn take_optional(column: &Values, rows: impl Iterator<Item = Option<usize>>) -> Values {
    match column {
        Values::Integer(values) => Values::Integer(
            rows.map(|row| row.map_or(ABSENT_INTEGER, |row| values[row]))
                .collect(),
        ),
        Values::Decimal(values) => Values::Decimal(
            rows.map(|row| row.map_or(f64::NAN, |row| values[row]))
                .collect(),
        ),
        Values::Boolean(values) => {
            Values::Boolean(rows.map(|row| row.and_then(|row| values[row])).collect())
        }
        Values::Text { codes, words } => Values::Text {
            codes: rows
                .map(|row| row.map_or(crate::model::ABSENT_CODE, |row| codes[row]))
                .collect(),
            words: words.clone(),
        },
    }
}
