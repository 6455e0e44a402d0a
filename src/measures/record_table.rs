//! Tables of one row per patient or course, made of facts: their columns, and their cells as CSV.

use super::cohort::Cohort;
use crate::facts::UNGRADED;
use crate::model::{Values, known};
use crate::notation::{no_formula, plain_decimal};
use crate::terminology::organ_systems;

/// The cell of a unit, given its courses in their order; what is not known is empty.
type Cell<'a> = Box<dyn Fn(&[usize]) -> String + 'a>;

/// The columns of a table, in their order.
pub(super) struct RecordTable<'a> {
    pub(super) cohort: &'a Cohort,
    columns: Vec<(String, Cell<'a>)>,
}

impl<'a> RecordTable<'a> {
    pub(super) const fn new(cohort: &'a Cohort) -> Self {
        Self {
            cohort,
            columns: Vec::new(),
        }
    }

    /// The rows as CSV, one for the courses of each unit, in the order of `site_id`, `patient_id`.
    pub(super) fn to_csv<'b>(&self, units: impl Iterator<Item = &'b [usize]>) -> Vec<u8> {
        let ids = ["site_id", "patient_id"].map(|id| self.cohort.courses.column(id));
        let mut units: Vec<&[usize]> = units.collect();
        // Units of one patient keep their order.
        units.sort_by_key(|courses| ids.map(|column| column.text(courses[0])));
        let mut writer = csv::Writer::from_writer(Vec::new());
        let in_memory = "writing to memory does not fail";
        let header = self.columns.iter().map(|(name, _)| name);
        writer.write_record(header).expect(in_memory);
        for courses in units {
            // People open the list in spreadsheet programs, and its texts are those of the exports.
            let record = self
                .columns
                .iter()
                .map(|(_, cell)| no_formula(&cell(courses)));
            writer.write_record(record).expect(in_memory);
        }
        writer.into_inner().expect(in_memory)
    }

    /// A column of what is known of each unit, as text.
    pub(super) fn texts(&mut self, name: &str, value: impl Fn(&[usize]) -> Option<String> + 'a) {
        let cell = move |courses: &[usize]| value(courses).unwrap_or_default();
        self.columns.push((name.to_owned(), Box::new(cell)));
    }

    /// A column of numbers.
    pub(super) fn numbers(&mut self, name: &str, value: impl Fn(&[usize]) -> Option<f64> + 'a) {
        self.texts(name, move |courses| value(courses).map(plain_decimal));
    }

    /// A column of `true` and `false`.
    pub(super) fn answers(&mut self, name: &str, value: impl Fn(&[usize]) -> Option<bool> + 'a) {
        self.texts(name, move |courses| {
            value(courses).map(|answer| answer.to_string())
        });
    }

    /// A column with one value per course, in the order of the cohort: that of the first of the courses.
    pub(super) fn of_first_course(&mut self, name: &str, column: &'a Values) {
        self.texts(name, |courses| column.to_text(courses[0]));
    }

    /// These columns of facts, as the first of the courses has them.
    pub(super) fn facts(&mut self, names: &[&str]) {
        for name in names {
            self.of_first_course(name, self.cohort.courses.column(name));
        }
    }

    /// The own columns of the store, in the order of their names, as the first of the courses has them.
    pub(super) fn own_columns(&mut self) {
        let cohort = self.cohort;
        for own in &cohort.own {
            let name = &own.column.name;
            self.of_first_course(name, cohort.courses.column(name));
        }
    }

    /// The number of treated cycles, and sums of columns of counts over the courses.
    pub(super) fn cycles_and_doses(&mut self, doses: &[&str]) {
        self.sum("cycles", "treated_cycles");
        for name in doses {
            self.sum(name, name);
        }
    }

    fn sum(&mut self, name: &str, fact: &str) {
        let counts = self.cohort.courses.integers(fact);
        self.texts(name, |courses| {
            let sum: i64 = courses.iter().map(|&course| counts[course]).sum();
            Some(sum.to_string())
        });
    }

    /// Σ `iu_per_kg` of given doses ÷ 10⁶.
    pub(super) fn cumulative_miu_per_kg(&mut self) {
        let sizes = self.cohort.courses.decimals("cumulative_miu_per_kg");
        self.numbers("cumulative_miu_per_kg", |courses| {
            Some(courses.iter().map(|&course| sizes[course]).sum())
        });
    }

    /// The worst grade of all events on treatment, and of those of each organ system: 0 where nothing happened, `unknown`
    /// where only ungraded events did, empty where it was not assessed or not collected.
    pub(super) fn worst_grades(&mut self) {
        let systems = organ_systems().iter();
        let names = systems.map(|system| format!("worst_grade_{}", system.name));
        for name in std::iter::once("worst_grade".to_owned()).chain(names) {
            let worst = self.cohort.courses.integers(&name);
            self.texts(&name, |courses| worst_grade(courses, worst));
        }
    }

    /// Whether any of the courses has a property that is known of one of them at least.
    pub(super) fn any(&mut self, name: &str) {
        let answers = self.cohort.courses.booleans(name);
        self.answers(name, |courses| any(courses, answers));
    }

    /// Hours of vasopressors over the courses; 0 without one, unknown where one of a course has no end.
    pub(super) fn vasopressor_hours(&mut self) {
        let sites = self.cohort.sites_with(&["vasopressors.stop_hour"]);
        let site_of_course = &self.cohort.site_of_course;
        let used = self.cohort.courses.booleans("vasopressor");
        let hours = self.cohort.courses.decimals("vasopressor_hours");
        self.numbers("vasopressor_hours", move |courses| {
            let of_course = |&course: &usize| {
                if used[course] == Some(true) {
                    hours[course]
                } else {
                    0.0
                }
            };
            let sum = courses.iter().map(of_course).sum::<f64>();
            let is_collected = sites[site_of_course[courses[0]]];
            Some(sum).filter(|sum| is_collected && !sum.is_nan())
        });
    }

    /// Dialysis in a course at risk; unknown where none is.
    pub(super) fn dialysis(&mut self) {
        let at_risk = self.cohort.courses.booleans("at_risk_of_dialysis");
        let used = self.cohort.courses.booleans("dialysis");
        self.answers("dialysis", |courses| {
            let mut of_risk = courses.to_vec();
            of_risk.retain(|&course| at_risk[course] == Some(true));
            any(&of_risk, used)
        });
    }
}

fn any(courses: &[usize], answers: &[Option<bool>]) -> Option<bool> {
    let known = courses.iter().filter_map(|&course| answers[course]);
    known.reduce(|a, b| a || b)
}

fn worst_grade(courses: &[usize], worst: &[i64]) -> Option<String> {
    // Ungraded events are worse than none, and count for less than any grade.
    let severity = |worst: &i64| {
        if *worst == UNGRADED {
            (0, 1)
        } else {
            (*worst, 0)
        }
    };
    let assessed = courses.iter().filter_map(|&course| known(worst[course]));
    Some(match assessed.max_by_key(severity)? {
        UNGRADED => "unknown".to_owned(),
        grade => grade.to_string(),
    })
}
