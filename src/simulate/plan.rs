//! A plan: how many courses from which seed, and the exports that come of it.

use super::export::Export;
use super::layouts::{Layout, Program};
use super::patient::Patient;
use super::random::Dice;
use super::sites::{SITES, site_of};
use std::io;

/// The size and the seed of a simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The number of courses, at all sites together.
    pub courses: u64,
    /// The same seed gives the same bytes on every machine.
    pub seed: u64,
    /// The layout of the files; `None` for exports in the model's own tables.
    pub layout: Option<Layout>,
}

/// The files of one site.
enum Writer<W: io::Write> {
    Export(Box<Export<W>>),
    Program(Box<Program<W>>),
}

/// The number of courses after which progress is reported.
const STEP: u64 = 500;

/// Writes the exports, table by table of each site. `open` gives the file of a relative path such as
/// `alder/doses.csv`; `progress` takes the number of courses done since its last call.
///
/// A site without a patient has no files; with ten patients or more, all five have.
///
/// # Errors
///
/// The error of `open`, or of writing to its file.
///
/// ```
/// use il2_outcomes::simulate::{Plan, simulate};
///
/// let mut names = Vec::new();
/// let mut done = 0;
/// let plan = Plan { courses: 30, seed: 1, layout: None };
/// simulate(
///     &plan,
///     &mut |name| {
///         names.push(name.to_owned());
///         Ok(std::io::sink())
///     },
///     &mut |courses| done += courses,
/// )?;
/// assert_eq!(done, 30);
/// // Four of the fifty tables are not collected: birch has no dialysis, dogwood no vasopressors, no medications and no
/// // stays. Five files say that the exports are simulated.
/// assert_eq!(names.len(), 50 - 4 + 5);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn simulate<W: io::Write>(
    plan: &Plan,
    open: &mut dyn FnMut(&str) -> io::Result<W>,
    progress: &mut dyn FnMut(u64),
) -> io::Result<()> {
    let mut sites = [const { None }; SITES.len()];
    let mut left = plan.courses;
    let mut unreported = 0;
    for number in 0.. {
        if left == 0 {
            break;
        }
        let mut dice = Dice::for_patient(plan.seed, number);
        let site = site_of(number);
        let patient = Patient::draw(&mut dice, &SITES[site], left);
        let writer = match &mut sites[site] {
            Some(writer) => writer,
            unopened @ None => unopened.insert(match plan.layout {
                None => Writer::Export(Box::new(Export::begin(&SITES[site], open)?)),
                Some(layout) => Writer::Program(Box::new(Program::begin(layout, site, open)?)),
            }),
        };
        let courses = patient.courses.len() as u64;
        match writer {
            Writer::Export(export) => {
                export.write(&mut dice, patient)?;
            }
            Writer::Program(program) => program.write(&mut dice, patient)?,
        }
        left -= courses;
        unreported += courses;
        if unreported >= STEP || left == 0 {
            progress(unreported);
            unreported = 0;
        }
    }
    sites
        .into_iter()
        .flatten()
        .try_for_each(|writer| match writer {
            Writer::Export(mut export) => export.flush(),
            Writer::Program(program) => program.finish(),
        })
}
