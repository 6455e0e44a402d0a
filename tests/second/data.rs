//! All exports together: sites, patients and courses, with what the data model says of absent values.

use super::course::{Course, RowsOfCourse};
use super::graded::Grading;
use super::judge::{Stored, judged};
use super::read::Export;
use super::values::Line;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A site and what it collected.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) name: String,
    /// Tables, and columns as `table.column`.
    collected: BTreeSet<String>,
    /// Analytes of which a stored course has a value.
    pub(super) analytes: BTreeSet<&'static str>,
}

impl Site {
    /// Whether the site collected all that is named, tables or `table.column`, of `a|b` either.
    pub(super) fn collected(&self, needs: &[&str]) -> bool {
        let mut needs = needs.iter();
        needs.all(|need| need.split('|').any(|one| self.collected.contains(one)))
    }
}

/// One person: (`site_id`, `patient_id`).
#[derive(Debug)]
pub(super) struct Person {
    pub(super) site: usize,
    /// The row in patients; without a value where there is none.
    pub(super) line: Line,
}

/// What all exports brought.
#[derive(Debug)]
pub(super) struct Data {
    pub(super) sites: Vec<Site>,
    /// Persons with a stored course.
    pub(super) persons: Vec<Person>,
    pub(super) courses: Vec<Course>,
    /// By what values are graded.
    pub(super) grading: Grading,
}

impl Data {
    /// Puts exports together.
    pub(super) fn of(exports: &[Export]) -> Self {
        Self::graded_by(Grading::new("5.0", false, true), exports)
    }

    /// Puts exports together, with values graded by these rules.
    pub(super) fn graded_by(grading: Grading, exports: &[Export]) -> Self {
        let mut data = Self {
            sites: Vec::new(),
            persons: Vec::new(),
            courses: Vec::new(),
            grading,
        };
        for export in exports {
            data.add(&export.site, judged(export));
        }
        data
    }

    fn add(&mut self, name: &str, mut stored: Stored) {
        let site = self.sites.len();
        let mut of_persons: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for line in stored.lines.remove("courses").unwrap() {
            let patient = line.text("patient_id").unwrap().to_owned();
            of_persons.entry(patient).or_default().push(line);
        }
        let mut of_courses: HashMap<&str, RowsOfCourse<'_>> = HashMap::new();
        for (&table, lines) in &stored.lines {
            for line in lines {
                let Some(course) = line.text("course_id") else {
                    continue;
                };
                let rows = of_courses.entry(course).or_default();
                rows.entry(table).or_default().push(line);
            }
        }
        let mut analytes = BTreeSet::new();
        for (id, lines) in of_persons {
            let person = self.persons.len();
            let mut rows = stored.lines.get("patients").into_iter().flatten();
            let row = rows.find(|line| line.text("patient_id") == Some(&id));
            let sex = row.and_then(|row| row.text("sex"));
            for (line, order) in numbered(lines) {
                let rows = of_courses.remove(line.text("course_id").unwrap());
                let mut course = Course::of(site, person, line, &rows.unwrap_or_default());
                course.order = order;
                course.grades = self.grading.grades(&course, sex);
                analytes.extend(
                    course
                        .measured
                        .iter()
                        .filter_map(|measured| measured.analyte),
                );
                self.courses.push(course);
            }
            self.persons.push(Person {
                site,
                line: row.cloned().unwrap_or_default(),
            });
        }
        self.sites.push(Site {
            name: name.to_owned(),
            collected: stored.collected,
            analytes,
        });
    }
}

/// A patient's courses, defaults applied, each with its place among them.
fn numbered(mut lines: Vec<Line>) -> Vec<(Line, (i64, (bool, i64), String))> {
    let exported_day = |line: &Line| {
        let day = line.integer("start_day");
        (day.is_none(), day.unwrap_or(0))
    };
    let id = |line: &Line| line.text("course_id").unwrap().to_owned();
    // "Where any of a patient's is absent, all are ranked by start_day (absent last), then course_id."
    if lines
        .iter()
        .any(|line| line.integer("course_number").is_none())
    {
        lines.sort_by_key(|line| (exported_day(line), id(line)));
        for (place, line) in lines.iter_mut().enumerate() {
            line.set("course_number", (place + 1).to_string());
        }
    }
    let with_defaults = |mut line: Line| {
        let number = line.integer("course_number").unwrap();
        let order = (number, exported_day(&line), id(&line));
        let mut default = |column: &str, value: &str| {
            if line.text(column).is_none() {
                line.set(column, value);
            }
        };
        default("regimen", "hd_il2");
        default("baseline_dialysis", "false");
        default("planned_iu_per_kg", "600000");
        if number == 1 {
            default("start_day", "0");
        }
        let planned = match line.text("regimen") {
            Some("hd_il2") => Some(("2", "14")),
            Some("til_il2") => Some(("1", "6")),
            _ => None,
        };
        // "Exported: both exported; default: one or both by the default; none: `other` without both."
        let columns = ["planned_cycles", "planned_doses_per_cycle"];
        let plan = if columns.iter().all(|column| line.text(column).is_some()) {
            "exported"
        } else if planned.is_some() {
            "default"
        } else {
            "none"
        };
        line.set("plan", plan);
        if let Some((cycles, doses)) = planned {
            for (column, value) in [
                ("planned_cycles", cycles),
                ("planned_doses_per_cycle", doses),
            ] {
                if line.text(column).is_none() {
                    line.set(column, value);
                }
            }
        }
        (line, order)
    };
    lines.into_iter().map(with_defaults).collect()
}
