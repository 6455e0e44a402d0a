//! `il2 simulate`: exports of courses that never happened.

use super::failure::Failure;
use super::output::{entries, refuse_dead_link};
use super::pace::Pace;
use super::simulate_arguments::Simulate;
use super::speech::Voice;
use crate::disk::{DraftFolder, Readers, at, make_folders};
use crate::notation::{shown_path, thousands};
use crate::simulate::{Plan, simulate};
use std::fs::File;

pub(super) fn run(arguments: &Simulate, voice: Voice) -> Result<(), Failure> {
    refuse_dead_link(&arguments.out)?;
    if let Some(entry) = entries(&arguments.out)?.into_iter().next() {
        return Err(Failure::NotEmpty {
            path: arguments.out.clone(),
            entry: entry.to_string_lossy().into_owned(),
        });
    }
    let folder = DraftFolder::begin(&arguments.out)?;
    let progress = voice.progress("simulating courses");
    let plan = Plan {
        courses: arguments.courses,
        seed: arguments.seed,
        layout: arguments.layout,
    };
    progress.counting(Pace {
        what: "simulating",
        units: "courses",
        total: plan.courses,
        scale: 1,
    });
    let mut open = |name: &str| {
        let path = folder.path().join(name);
        make_folders(folder.path(), &path, Readers::Umask).map_err(|error| error.source)?;
        File::create(path)
    };
    let mut advance = |courses: u64| progress.advance(courses);
    simulate(&plan, &mut open, &mut advance).map_err(at(&arguments.out))?;
    folder.commit()?;
    drop(progress);
    voice.say(&format!(
        "{}: {} simulated courses",
        shown_path(&arguments.out),
        thousands(plan.courses)
    ));
    Ok(())
}
