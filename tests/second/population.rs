//! Who is counted: selected and treated courses, their patients, and the strata that both belong to.

use super::course::Course;
use super::data::{Data, Person, Site};
use super::graded::Grading;
use std::collections::{BTreeMap, BTreeSet};

/// A treated patient with the treated courses in the population, in their order.
pub(super) struct Patient<'a> {
    pub(super) person: &'a Person,
    pub(super) courses: Vec<&'a Course>,
}

impl Patient<'_> {
    /// The first treated course in the population.
    pub(super) fn first(&self) -> &Course {
        self.courses[0]
    }

    /// The last treated course in the population.
    pub(super) fn last(&self) -> &Course {
        self.courses[self.courses.len() - 1]
    }
}

/// Courses and patients of cohort.flow at one of its stages.
#[derive(Clone, Copy, Default)]
pub(super) struct Stage {
    pub(super) courses: usize,
    pub(super) patients: usize,
}

/// Those who are counted in one row's stratum, or, after `of_sites_with`, the part of them that a measure is over.
pub(super) struct Stratum<'a> {
    pub(super) name: String,
    sites: &'a [Site],
    persons: &'a [Person],
    /// By what values are graded.
    pub(super) grading: &'a Grading,
    /// Sites with a selected course in the stratum.
    selected_sites: BTreeSet<usize>,
    pub(super) stored: Stage,
    pub(super) selected: Stage,
    pub(super) treated: Stage,
    /// Treated courses.
    pub(super) courses: Vec<&'a Course>,
    pub(super) patients: Vec<&'a Patient<'a>>,
}

impl<'a> Stratum<'a> {
    /// Whether a site with a selected course in the stratum collected what a measure needs.
    pub(super) fn is_collected(&self, needs: &[&str]) -> bool {
        let mut sites = self.selected_sites.iter();
        sites.any(|&site| self.sites[site].collected(needs))
    }

    /// "A denominator holds only units from sites that collected what the measure needs."
    pub(super) fn of_sites_with(&self, needs: &[&str]) -> Self {
        let collected = |site: usize| self.sites[site].collected(needs);
        Self {
            name: self.name.clone(),
            sites: self.sites,
            persons: self.persons,
            grading: self.grading,
            selected_sites: self.selected_sites.clone(),
            stored: self.stored,
            selected: self.selected,
            treated: self.treated,
            courses: self
                .courses
                .iter()
                .copied()
                .filter(|course| collected(course.site))
                .collect(),
            patients: self
                .patients
                .iter()
                .copied()
                .filter(|patient| collected(patient.person.site))
                .collect(),
        }
    }

    pub(super) fn site_of(&self, course: &Course) -> &Site {
        &self.sites[course.site]
    }

    pub(super) fn person_of(&self, course: &Course) -> &Person {
        &self.persons[course.patient]
    }

    /// The treated cycles: course and number.
    pub(super) fn cycles(&self) -> impl Iterator<Item = (&'a Course, i64)> {
        let cycles = |course: &'a Course| {
            let cycles = course.treated_cycles().into_iter();
            cycles.map(move |cycle| (course, cycle))
        };
        self.courses.iter().copied().flat_map(cycles)
    }
}

/// Which courses are selected, by `site_id` and `course_id`.
pub(super) type Selection<'a> = &'a dyn Fn(&str, &str) -> bool;

/// Treated patients of the selected courses.
pub(super) fn treated_patients<'a>(data: &'a Data, selected: Selection<'_>) -> Vec<Patient<'a>> {
    let courses = data
        .courses
        .iter()
        .filter(|course| is_selected(data, course, selected));
    by_person(courses.filter(|course| course.is_treated()))
        .into_iter()
        .map(|(person, courses)| Patient {
            person: &data.persons[person],
            courses,
        })
        .collect()
}

fn is_selected(data: &Data, course: &Course, selected: Selection<'_>) -> bool {
    selected(
        &data.sites[course.site].name,
        course.line.text("course_id").unwrap(),
    )
}

/// The courses of each person, in the order of courses.
fn by_person<'a>(courses: impl Iterator<Item = &'a Course>) -> BTreeMap<usize, Vec<&'a Course>> {
    let mut of_persons: BTreeMap<usize, Vec<&Course>> = BTreeMap::new();
    for course in courses {
        of_persons.entry(course.patient).or_default().push(course);
    }
    for courses in of_persons.values_mut() {
        courses.sort_by_key(|course| &course.order);
    }
    of_persons
}

/// `overall`, then the strata of all groupings, by bytes.
pub(super) fn strata<'a>(
    data: &'a Data,
    patients: &'a [Patient<'a>],
    by: &[&str],
    selected: Selection<'_>,
) -> Vec<Stratum<'a>> {
    let is_selected = |course: &&Course| is_selected(data, course, selected);
    let selected_courses: Vec<&Course> = data.courses.iter().filter(is_selected).collect();
    let names = match by {
        ["none"] => BTreeSet::new(),
        [] => default_strata(data, &selected_courses),
        by => {
            let strata = by.iter().flat_map(|by| names(data, &selected_courses, by));
            strata.collect()
        }
    };
    let overall = std::iter::once(None);
    overall
        .chain(names.iter().map(Some))
        .map(|stratum| {
            // Which columns it is of, its name says.
            let is_in = |course: &Course| {
                stratum.is_none_or(|stratum| name(data, course, &columns(stratum)) == *stratum)
            };
            // A patient's stratum is that of their first course among those counted.
            let stage = |is_counted: &dyn Fn(&&Course) -> bool| {
                let counted = || data.courses.iter().filter(is_counted);
                Stage {
                    courses: counted().filter(|course| is_in(course)).count(),
                    patients: by_person(counted())
                        .values()
                        .filter(|courses| is_in(courses[0]))
                        .count(),
                }
            };
            let in_stratum = || {
                data.courses
                    .iter()
                    .filter(is_selected)
                    .filter(|course| is_in(course))
            };
            Stratum {
                name: stratum.map_or("overall", String::as_str).to_owned(),
                sites: &data.sites,
                persons: &data.persons,
                grading: &data.grading,
                selected_sites: in_stratum().map(|course| course.site).collect(),
                stored: stage(&|_| true),
                selected: stage(&is_selected),
                treated: stage(&|course| is_selected(course) && course.is_treated()),
                courses: in_stratum().filter(|course| course.is_treated()).collect(),
                patients: patients
                    .iter()
                    .filter(|patient| is_in(patient.first()))
                    .collect(),
            }
        })
        .collect()
}

/// The stratum of a course by some columns.
fn name(data: &Data, course: &Course, columns: &[&str]) -> String {
    let levels = columns
        .iter()
        .map(|column| format!("{column}={}", level(data, course, column)));
    levels.collect::<Vec<_>>().join(";")
}

/// The columns of a stratum.
fn columns(stratum: &str) -> Vec<&str> {
    let levels = stratum.split(';');
    levels
        .map(|level| level.split('=').next().unwrap())
        .collect()
}

/// The combinations that occur among courses by a grouping.
fn names(data: &Data, courses: &[&Course], by: &str) -> BTreeSet<String> {
    let columns: Vec<&str> = by.split(',').collect();
    let names = courses.iter().map(|course| name(data, course, &columns));
    names.collect()
}

/// "Without --by the groupings are regimen and, within `hd_il2` alone, regimen,diagnosis, each only where its strata are
/// more than one."
fn default_strata(data: &Data, courses: &[&Course]) -> BTreeSet<String> {
    let by_regimen = names(data, courses, "regimen");
    let mut by_both = names(data, courses, "regimen,diagnosis");
    by_both.retain(|name| name.starts_with("regimen=hd_il2;"));
    let groupings = [by_regimen, by_both].into_iter();
    groupings
        .filter(|strata| strata.len() > 1)
        .flatten()
        .collect()
}

/// A level of a column of courses or patients; `;` and `=` in it are written `%3B` and `%3D`.
fn level(data: &Data, course: &Course, column: &str) -> String {
    let text = match column {
        "site_id" => Some(data.sites[course.site].name.as_str()),
        _ => course
            .line
            .text(column)
            .or_else(|| data.persons[course.patient].line.text(column)),
    };
    text.unwrap_or("missing")
        .replace(';', "%3B")
        .replace('=', "%3D")
}
