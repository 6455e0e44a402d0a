//! Facts as tables of the store, in the order of patients and of their courses.

use super::course_table::course_columns;
use super::{FactsError, MONITORED, PartFacts, SiteFacts};
use crate::model::{ABSENT_INTEGER, Frame, Values};
use crate::store::{Draft, NamedColumn, SiteRecord};
use crate::terminology::{dialysis_modalities, medication_classes};

/// Where the facts of a part go.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) draft: &'a Draft,
    pub(super) site: &'a SiteRecord,
    /// Its place among so many parts of the site.
    pub(super) part: usize,
    pub(super) parts: usize,
}

/// Writes all tables of facts of a part.
pub(super) fn write(
    place: Place<'_>,
    courses: &Frame,
    patients: &Frame,
    facts: &PartFacts,
) -> Result<(), FactsError> {
    let (patient_keys, course_order) = (
        courses.integers("patient_key"),
        courses.integers("course_order"),
    );
    let mut order: Vec<usize> = (0..courses.rows()).collect();
    order.sort_unstable_by_key(|&course| (patient_keys[course], course_order[course]));
    let tables = Tables {
        place,
        courses,
        order: &order,
    };

    let columns = course_columns(place.site, courses, patients, facts, &order);
    tables.write("facts_courses", &columns)?;
    tables.cycles(facts)?;
    tables.terms(facts)?;
    tables.severe(facts)?;
    tables.reasons(facts)?;
    tables.agents(facts)?;
    tables.modalities(facts)?;
    tables.medications(facts)
}

/// Writes what is true of a site as a whole: in one row, whether it measured each of [`MONITORED`] in any course; and the
/// terms of its courses. To be called when all its parts are written.
///
/// # Errors
///
/// Where a file cannot be written.
pub fn store_site(draft: &Draft, site: &SiteRecord, known: &SiteFacts) -> Result<(), FactsError> {
    let measured = MONITORED.iter().zip(known.measured);
    let columns: Vec<(String, Values)> = measured
        .map(|(analyte, is_any)| {
            let name = format!("measures_{analyte}");
            (name, Values::Boolean(vec![Some(is_any)]))
        })
        .collect();
    draft.write_table("facts_sites", site, &named(&columns))?;
    let numbers = known.terms.keys().map(|number| i64::from(*number));
    let texts = known.terms.values().map(|term| Some(term.as_str()));
    let columns = [
        ("term_number", Values::Integer(numbers.collect())),
        ("term", Values::from_texts(texts)),
    ];
    Ok(draft.write_table("facts_terms", site, &named(&columns))?)
}

/// Columns by reference.
fn named<N: AsRef<str>>(columns: &[(N, Values)]) -> Vec<NamedColumn<'_>> {
    let named = columns.iter().map(|(name, values)| NamedColumn {
        name: name.as_ref(),
        values,
    });
    named.collect()
}

/// Where the tables of facts go, and in which order.
struct Tables<'a> {
    place: Place<'a>,
    courses: &'a Frame,
    /// Places of courses, by patient.
    order: &'a [usize],
}

impl<'a> Tables<'a> {
    fn write<N: AsRef<str>>(&self, table: &str, columns: &[(N, Values)]) -> Result<(), FactsError> {
        let Place {
            draft,
            site,
            part,
            parts,
        } = self.place;
        Ok(draft.append(table, site, part, parts, &named(columns))?)
    }

    /// What courses have many of, in the order of courses, each with the place of its course.
    fn rows<T: 'a, I: Iterator<Item = T>>(
        &self,
        of_course: impl Fn(usize) -> I,
    ) -> Vec<(usize, T)> {
        self.order
            .iter()
            .flat_map(|&course| of_course(course).map(move |row| (course, row)))
            .collect()
    }

    /// The keys of the rows' courses, before other columns.
    fn keyed<T>(
        &self,
        rows: &[(usize, T)],
        others: Vec<(&'static str, Values)>,
    ) -> Vec<(&'static str, Values)> {
        let keys = |column: &str| {
            let keys = self.courses.integers(column);
            Values::Integer(rows.iter().map(|(course, _)| keys[*course]).collect())
        };
        let mut columns = vec![
            ("patient_key", keys("patient_key")),
            ("course_key", keys("course_key")),
        ];
        columns.extend(others);
        columns
    }

    fn cycles(&self, facts: &PartFacts) -> Result<(), FactsError> {
        let rows = self.rows(|course| 0..facts.doses[course].cycles.len());
        let number = |value: &dyn Fn(usize, usize) -> i64| {
            integers(&rows, |course, &cycle| value(course, cycle))
        };
        let flag = |value: &dyn Fn(usize, usize) -> bool| {
            booleans(&rows, |course, &cycle| value(course, cycle))
        };
        let columns = vec![
            (
                "cycle",
                number(&|course, cycle| facts.doses[course].cycles[cycle].number),
            ),
            (
                "doses_given",
                number(&|course, cycle| facts.doses[course].cycles[cycle].given),
            ),
            (
                "doses_planned",
                number(&|course, cycle| facts.doses[course].cycles[cycle].planned),
            ),
            (
                "worst_grade",
                number(&|course, cycle| facts.toxicity[course].by_cycle[cycle].stored()),
            ),
            (
                "vasopressor",
                flag(&|course, cycle| facts.vasopressors[course].by_cycle[cycle]),
            ),
            (
                "cycle_starts_known",
                flag(&|course, _| facts.doses[course].knows_cycle_starts()),
            ),
        ];
        self.write("facts_cycles", &self.keyed(&rows, columns))
    }

    fn terms(&self, facts: &PartFacts) -> Result<(), FactsError> {
        let rows = self.rows(|course| facts.toxicity[course].by_term.iter());
        let columns = vec![
            (
                "term_number",
                integers(&rows, |_, (term, _)| i64::from(*term)),
            ),
            (
                "worst_grade",
                integers(&rows, |_, (_, worst)| worst.stored()),
            ),
        ];
        self.write("facts_course_terms", &self.keyed(&rows, columns))
    }

    fn severe(&self, facts: &PartFacts) -> Result<(), FactsError> {
        let rows = self.rows(|course| facts.toxicity[course].severe.iter());
        let days = rows
            .iter()
            .map(|(_, (_, severe))| severe.days.unwrap_or(f64::NAN));
        let columns = vec![
            (
                "organ_system_number",
                integers(&rows, |_, (system, _)| *system),
            ),
            (
                "events_ge3",
                integers(&rows, |_, (_, severe)| severe.events),
            ),
            (
                "onset_dose",
                integers(&rows, |_, (_, severe)| {
                    severe.onset_dose.unwrap_or(ABSENT_INTEGER)
                }),
            ),
            ("follow_up_days", Values::Decimal(days.collect())),
            (
                "is_resolved",
                booleans(&rows, |_, (_, severe)| severe.is_resolved),
            ),
        ];
        self.write("facts_course_organs", &self.keyed(&rows, columns))
    }

    fn reasons(&self, facts: &PartFacts) -> Result<(), FactsError> {
        let rows = self.rows(|course| facts.doses[course].reasons.iter());
        let columns = vec![
            (
                "organ_system_number",
                integers(&rows, |_, (system, _)| *system),
            ),
            ("doses", integers(&rows, |_, (_, doses)| *doses)),
        ];
        self.write("facts_course_reasons", &self.keyed(&rows, columns))
    }

    fn agents(&self, facts: &PartFacts) -> Result<(), FactsError> {
        let rows = self.rows(|course| facts.vasopressors[course].agents.iter());
        let agents = Values::from_texts(rows.iter().map(|(_, agent)| Some(agent.as_str())));
        self.write(
            "facts_course_agents",
            &self.keyed(&rows, vec![("agent", agents)]),
        )
    }

    fn modalities(&self, facts: &PartFacts) -> Result<(), FactsError> {
        let rows = self.rows(|course| facts.dialysis[course].modalities.iter());
        let modalities = rows
            .iter()
            .map(|(_, index)| Some(dialysis_modalities()[**index].code.as_str()));
        let modalities = Values::from_texts(modalities);
        self.write(
            "facts_course_modalities",
            &self.keyed(&rows, vec![("modality", modalities)]),
        )
    }

    fn medications(&self, facts: &PartFacts) -> Result<(), FactsError> {
        let rows = self.rows(|course| facts.care[course].medication_classes.iter());
        let classes = rows
            .iter()
            .map(|(_, index)| Some(medication_classes()[**index].as_str()));
        let classes = Values::from_texts(classes);
        self.write(
            "facts_course_medications",
            &self.keyed(&rows, vec![("class", classes)]),
        )
    }
}

fn integers<T>(rows: &[(usize, T)], value: impl Fn(usize, &T) -> i64) -> Values {
    Values::Integer(
        rows.iter()
            .map(|(course, row)| value(*course, row))
            .collect(),
    )
}

fn booleans<T>(rows: &[(usize, T)], value: impl Fn(usize, &T) -> bool) -> Values {
    Values::Boolean(
        rows.iter()
            .map(|(course, row)| Some(value(*course, row)))
            .collect(),
    )
}
