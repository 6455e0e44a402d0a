//! Units by the highest grade of items, from one pass over the rows of courses.

use crate::measures::results::{Level, Unit};
use crate::measures::rows::Rows;
use crate::measures::scope::Scope;
use crate::stats::Clusters;

/// How many grades there are: 0…4.
const GRADES: usize = 5;

/// The levels of grades of terms and organ systems: at least a grade, then the maximum.
pub(super) const LEVELS: [Level; 7] = [
    Level::Any,
    Level::GradeAtLeast(3),
    Level::GradeAtLeast(4),
    Level::number(1.0),
    Level::number(2.0),
    Level::number(3.0),
    Level::number(4.0),
];

/// Units with a grade of one item.
#[derive(Clone, Default)]
struct Tally {
    /// Patients with one unit, by its grade: most of them, and counted at once.
    single: [i64; GRADES],
    /// Patients with several units: for each level.
    several: Vec<Clusters>,
}

/// Units at each level of a grade, of items by their place.
pub(super) struct LevelTallies {
    levels: &'static [Level],
    tallies: Vec<Tally>,
}

/// Whether a grade is at a level.
fn is_at(level: Level, grade: usize) -> bool {
    if level == Level::Any {
        grade >= 1
    } else if let Level::GradeAtLeast(least) = level {
        grade >= usize::from(least)
    } else {
        level == Level::number(grade as f64)
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
    /// Counts the units of a scope: `note` gives the places of items and the grades that a course has of each, of which the
    /// highest counts. A unit without a grade is in no denominator, and a patient's grade is the highest of the courses.
    pub(super) fn count(
        scope: &Scope<'_>,
        unit: Unit,
        levels: &'static [Level],
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
        for (place, &level) in self.levels.iter().enumerate() {
            let mut clusters = tally.several.get(place).copied().unwrap_or_default();
            let at_level = (0..GRADES).filter(|&grade| is_at(level, grade));
            let events = at_level.map(|grade| tally.single[grade]).sum();
            clusters.add_single_units(patients, events);
            rows.proportion(name, level, &clusters);
        }
    }
}

impl Tally {
    /// Adds a patient with so many units of each grade.
    fn add(&mut self, unit: Unit, levels: &[Level], grades: &[i64; GRADES]) {
        let units: i64 = grades.iter().sum();
        let highest = grades.iter().rposition(|&units| units > 0);
        match (unit, highest) {
            (Unit::Course | Unit::Cycle | Unit::Dose, Some(_)) if units > 1 => {
                self.several.resize(levels.len(), Clusters::default());
                for (&level, clusters) in levels.iter().zip(&mut self.several) {
                    let at_level = (0..GRADES).filter(|&grade| is_at(level, grade));
                    clusters.add(units, at_level.map(|grade| grades[grade]).sum());
                }
            }
            (_, Some(highest)) => self.single[highest] += 1,
            (_, None) => {}
        }
    }
}
