//! Units by the highest grade of items, from one pass over the rows of courses.

use crate::measures::results::{Level, Unit};
use crate::measures::rows::Rows;
use crate::measures::scope::Scope;
use crate::stats::Clusters;
use std::ops::RangeInclusive;

/// How many grades there are: 0…4.
const GRADES: usize = 5;

/// A level, and the grades that are at it.
pub(super) struct GradeLevel {
    level: Level,
    grades: RangeInclusive<usize>,
}

/// The levels of grades of terms and organ systems: at least a grade, then the maximum.
pub(super) static LEVELS: [GradeLevel; 7] = [
    GradeLevel::new(Level::Any, 1..=4),
    GradeLevel::new(Level::GradeAtLeast(3), 3..=4),
    GradeLevel::new(Level::GradeAtLeast(4), 4..=4),
    GradeLevel::new(Level::number(1.0), 1..=1),
    GradeLevel::new(Level::number(2.0), 2..=2),
    GradeLevel::new(Level::number(3.0), 3..=3),
    GradeLevel::new(Level::number(4.0), 4..=4),
];

/// Units with a grade of one item.
#[derive(Clone, Default)]
struct Tally {
    /// Patients with one unit, by its grade: most of them, and counted at once.
    single: [i64; GRADES],
    /// Patients with several units: for each level.
    several: Vec<Clusters>,
}

/// Units at each level of a grade, of items by their index.
pub(super) struct LevelTallies {
    levels: &'static [GradeLevel],
    tallies: Vec<Tally>,
}

impl GradeLevel {
    const fn new(level: Level, grades: RangeInclusive<usize>) -> Self {
        Self { level, grades }
    }

    /// How many of these units, by their grade, are at the level.
    fn units(&self, of_grades: &[i64; GRADES]) -> i64 {
        of_grades[self.grades.clone()].iter().sum()
    }
}

/// What one patient, or one course, has of each item: a reset costs what was noted and no more.
struct Noted<T> {
    of_item: Vec<T>,
    items: Vec<usize>,
}

impl<T: Copy + Default + PartialEq> Noted<T> {
    fn new(items: usize) -> Self {
        Self {
            of_item: vec![T::default(); items],
            items: Vec::new(),
        }
    }

    fn of(&mut self, item: usize) -> &mut T {
        if self.of_item[item] == T::default() {
            self.items.push(item);
        }
        &mut self.of_item[item]
    }

    /// Gives what each item has, once, and forgets it.
    fn take(&mut self, mut each: impl FnMut(usize, T)) {
        for item in self.items.drain(..) {
            each(item, std::mem::take(&mut self.of_item[item]));
        }
    }
}

impl LevelTallies {
    /// Counts the units of a scope: `note` gives the indices of items and the grades that a course has of each, of which the
    /// highest counts. A unit without a grade is in no denominator, and a patient's grade is the highest of the courses.
    pub(super) fn count(
        scope: &Scope<'_>,
        unit: Unit,
        levels: &'static [GradeLevel],
        items: usize,
        note: impl Fn(usize, &mut dyn FnMut(usize, i64)),
    ) -> Self {
        let mut tallies = vec![Tally::default(); items];
        // One more than the highest grade of the course; how many units the patient has of each grade.
        let mut of_course: Noted<usize> = Noted::new(items);
        let mut of_patient: Noted<[i64; GRADES]> = Noted::new(items);
        for courses in scope.patients() {
            for &course in courses {
                note(course, &mut |item, grade| {
                    let grade = usize::try_from(grade).expect("a grade from values is 0 to 4");
                    let highest = of_course.of(item);
                    *highest = (grade + 1).max(*highest);
                });
                of_course.take(|item, grade| of_patient.of(item)[grade - 1] += 1);
            }
            of_patient.take(|item, grades| tallies[item].add(unit, levels, &grades));
        }
        Self { levels, tallies }
    }

    /// Whether a unit has a grade of this item.
    pub(super) fn occurs(&self, item: usize) -> bool {
        let tally = &self.tallies[item];
        !tally.several.is_empty() || tally.single.iter().any(|&patients| patients > 0)
    }

    /// Writes the rows of an item.
    pub(super) fn write(&self, rows: &mut Rows, name: &str, item: usize) {
        let tally = &self.tallies[item];
        let patients = tally.single.iter().sum();
        for (index, at) in self.levels.iter().enumerate() {
            // Where no patient has several units there are no clusters of them.
            let mut clusters = tally.several.get(index).copied().unwrap_or_default();
            clusters.add_single_units(patients, at.units(&tally.single));
            rows.proportion(name, at.level, &clusters);
        }
    }
}

impl Tally {
    /// Adds a patient with this number of units of each grade.
    fn add(&mut self, unit: Unit, levels: &[GradeLevel], grades: &[i64; GRADES]) {
        let units: i64 = grades.iter().sum();
        let highest = grades.iter().rposition(|&units| units > 0);
        match (unit, highest) {
            (Unit::Course | Unit::Cycle | Unit::Dose, Some(_)) if units > 1 => {
                self.several.resize(levels.len(), Clusters::default());
                for (at, clusters) in levels.iter().zip(&mut self.several) {
                    clusters.add(units, at.units(grades));
                }
            }
            (_, Some(highest)) => self.single[highest] += 1,
            (_, None) => {}
        }
    }
}
