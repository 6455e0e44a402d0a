//! The program and the second computation give the same rows.

use super::book::{compute as compute_again, values_by_day};
use super::data::Data;
use super::dice::Dice;
use super::differences::differences;
use super::graded::Grading;
use super::read::{Sheet, exports, folders_of_exports};
use super::schema::{TABLES, date_time_column};
use super::spoil::{spoil, without_column, write};
use crate::bench::{by as groupings_by, in_repository, options, scratch};
use il2_outcomes::grades::{CtcaeVersion, NormalRanges, Options};
use il2_outcomes::ingest::{find_exports, read_exports};
use il2_outcomes::measures::results::Row;
use il2_outcomes::measures::{Cohort, compute, curves};
use il2_outcomes::query::Predicate;
use il2_outcomes::simulate::{Plan, simulate};
use il2_outcomes::store::{Draft, Snapshot};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use tempfile::TempDir;

/// Ingests exports whatever share of rows is quarantined.
pub(super) fn stored(folder: &Path, store: &Path) -> Snapshot {
    let options = options(1.0);
    let folders = folders_of_exports(folder);
    let found = folders
        .iter()
        .flat_map(|folder| find_exports(folder).unwrap());
    let mut exports = read_exports(&found.collect::<Vec<_>>(), &options).unwrap();
    let mut draft = Draft::begin(store).unwrap();
    il2_outcomes::load::store(&mut draft, &mut exports).unwrap();
    draft.commit().unwrap()
}

/// The program's rows by these groupings, without any by the default ones, and those of values by day.
fn rows_of_the_program(folder: &Path, by: &[&str], options: &Options) -> [Vec<Row>; 2] {
    let store = scratch();
    let snapshot = stored(folder, &store.path().join("store"));
    let cohort = Cohort::graded_by(&snapshot, options).unwrap();
    let groupings = groupings_by(&snapshot, &cohort, by);
    let mut by_day = curves(&cohort, &groupings);
    by_day.retain(|row| row.measure == "laboratory.by_day");
    [compute(&cohort, &groupings), by_day]
}

/// Simulated exports of five sites.
pub(super) fn simulated(folder: &Path, courses: u64, seed: u64) {
    let mut open = |name: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap())?;
        fs::File::create(path)
    };
    simulate(
        &Plan {
            courses,
            seed,
            layout: None,
        },
        &mut open,
        &mut |_| (),
    )
    .unwrap();
}

/// Simulated exports of some of the five sites, spoiled.
pub(super) fn spoiled(seed: u64) -> TempDir {
    let folder = scratch();
    simulated(folder.path(), 24, 100 + seed);
    let mut dice = Dice::new(seed);
    // Fewer sites are another case, and less work.
    for folder in folders_of_exports(folder.path()).iter().skip(1) {
        if dice.once_in(2) {
            fs::remove_dir_all(folder).unwrap();
        }
    }
    spoil(folder.path(), &mut dice);
    folder
}

/// Demands the same rows of the exports in a folder; `what` tells how they were made.
#[track_caller]
fn assert_agreement(folder: &Path, by: &[&str], what: &str) {
    assert_agreement_of_grades(folder, by, &Options::default(), what);
}

/// The same with values graded by these options, of which ranges are those of the program or none.
#[track_caller]
fn assert_agreement_of_grades(folder: &Path, by: &[&str], options: &Options, what: &str) {
    let program = rows_of_the_program(folder, by, options);
    let grading = Grading::new(
        options.version.name(),
        options.assumes_clinical,
        options.ranges == NormalRanges::of_program(),
    );
    let data = Data::graded_by(grading, &exports(folder));
    let again = [compute_again, values_by_day].map(|rows| rows(&data, by, &|_, _| true));
    for (program, again) in program.iter().zip(&again) {
        let differences = differences(program, again);
        assert!(
            differences.is_empty(),
            "{what}:\n{}",
            differences.join("\n")
        );
    }
}

/// Checks each case, on as many threads as there are processors: threads of the test, so that it shows what they say.
pub(super) fn check_each<T: Sync>(cases: &[T], check: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    let check_the_next = || {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            check(case);
        }
    };
    thread::scope(|threads| {
        for _ in 0..thread::available_parallelism().unwrap().get() {
            threads.spawn(check_the_next);
        }
    });
}

/// So many seeds from the first on.
pub(super) fn seeds(first: u64, n: u64) -> Vec<u64> {
    (first..first + n).collect()
}

#[test]
fn the_samples_have_the_rows_of_the_book() {
    for sample in ["tiny", "published", "program"] {
        let folder = in_repository("data-samples").join(sample);
        assert_agreement(&folder, &[], sample);
    }
}

#[test]
fn simulated_exports_have_the_rows_of_the_book() {
    check_each(&seeds(1, 8), |&seed| {
        let folder = scratch();
        simulated(folder.path(), 30, seed);
        assert_agreement(folder.path(), &[], &format!("simulated, seed {seed}"));
    });
}

#[test]
fn spoiled_exports_have_the_rows_of_the_book() {
    check_each(&seeds(1, 44), |&seed| {
        let folder = spoiled(seed);
        assert_agreement(folder.path(), &[], &format!("spoiled, seed {seed}"));
    });
}

#[test]
fn values_graded_by_other_options_have_the_rows_of_the_book() {
    let cases: Vec<(u64, Options)> = seeds(401, 2)
        .into_iter()
        .flat_map(|seed| {
            CtcaeVersion::ALL.into_iter().map(move |version| {
                let assumes_clinical = version != CtcaeVersion::V5_0;
                let ranges = if seed % 2 == 0 {
                    NormalRanges::none()
                } else {
                    NormalRanges::of_program()
                };
                let options = Options {
                    version,
                    ranges,
                    assumes_clinical,
                };
                (seed, options)
            })
        })
        .collect();
    check_each(&cases, |(seed, options)| {
        let folder = spoiled(*seed);
        let what = format!("{options:?}, spoiled, seed {seed}");
        assert_agreement_of_grades(folder.path(), &[], options, &what);
    });
}

#[test]
fn strata_have_the_rows_of_the_book() {
    let cases: [(&[&str], u64); 10] = [
        (&["diagnosis"], 201),
        (&["site_id,regimen"], 202),
        (&["ecog,response_criteria"], 203),
        (&["course_number,ctcae_version"], 204),
        (&["race,prior_checkpoint_inhibitor"], 205),
        (&["baseline_dialysis,planned_cycles,start_day"], 206),
        (&["planned_iu_per_kg,best_response"], 207),
        (&["care_setting,sex,start_year"], 208),
        (&["sex", "regimen,sex", "regimen", "sex"], 209),
        (&["none"], 210),
    ];
    check_each(&cases, |&(by, seed)| {
        let folder = spoiled(seed);
        assert_agreement(
            folder.path(),
            by,
            &format!("by {by:?}, spoiled, seed {seed}"),
        );
    });
}

/// Every table that an export may lack, and every column, with its table.
fn optional_parts() -> Vec<(&'static str, Option<&'static str>)> {
    let mut parts = Vec::new();
    for table in &TABLES {
        if !["courses", "doses"].contains(&table.name) {
            parts.push((table.name, None));
        }
        let columns = table.columns[table.required..].iter();
        parts.extend(columns.map(|&(column, _)| (table.name, Some(column))));
    }
    parts
}

/// Takes a table or a column away from an export.
pub(super) fn without(folder: &Path, (table, column): (&str, Option<&str>)) {
    let mut tables = exports(folder).remove(0).tables;
    match column {
        Some(column) => without_column(&mut tables, table, column),
        None => {
            tables.remove(table);
        }
    }
    write(folder, &tables);
}

/// Whether an export has a table or a column.
fn has(tables: &BTreeMap<String, Sheet>, (table, column): (&str, Option<&str>)) -> bool {
    let has_column = |sheet: &Sheet, column: &str| {
        let is_date_time =
            column.ends_with("hour") && sheet.place(&date_time_column(column)).is_some();
        is_date_time || sheet.place(column).is_some()
    };
    let sheet = tables.get(table);
    sheet.is_some_and(|sheet| column.is_none_or(|column| has_column(sheet, column)))
}

#[test]
fn what_one_site_did_not_collect_is_in_no_denominator_of_the_site() {
    let example = scratch();
    simulated(example.path(), 24, 301);
    let sites = exports(example.path());
    // Each round takes another part away from each site, until every part was taken away from a site that had it.
    let mut left = optional_parts();
    let mut rounds = Vec::new();
    while !left.is_empty() {
        let round: Vec<_> = sites
            .iter()
            .filter_map(|site| {
                let part = left.iter().position(|part| has(&site.tables, *part))?;
                Some((site.site.clone(), left.remove(part)))
            })
            .collect();
        // No site writes these: there is nothing to take away.
        if round.is_empty() {
            break;
        }
        rounds.push(round);
    }
    assert!(left.len() < 9, "{left:?}");
    check_each(&rounds, |round| {
        let folder = scratch();
        simulated(folder.path(), 24, 301);
        for (site, part) in round {
            without(&folder.path().join(site), *part);
        }
        assert_agreement(folder.path(), &[], &format!("without {round:?}"));
    });
}

#[test]
fn what_no_site_collected_is_not_collected() {
    check_each(&optional_parts(), |&part| {
        let folder = scratch();
        simulated(folder.path(), 20, 302);
        // Two sites are enough: one that writes hours, one that writes date-times.
        for site in ["birch", "dogwood", "elm"] {
            fs::remove_dir_all(folder.path().join(site)).unwrap();
        }
        for site in ["alder", "cedar"] {
            without(&folder.path().join(site), part);
        }
        assert_agreement(
            folder.path(),
            &[],
            &format!("without {part:?} at all sites"),
        );
    });
}

/// Predicates over courses, each in SQL and as what it means.
type Meaning = fn(&str, &str) -> bool;

#[test]
fn a_selection_is_counted_alone_and_strata_are_those_that_occur_in_it() {
    const SELECTIONS: [(&str, Meaning); 2] = [
        (
            "site_id <> 'birch' AND (course_id LIKE '%0-%' OR course_id LIKE '%5-%' OR course_id LIKE '%2-%')",
            |site, course| {
                site != "birch" && ["0-", "5-", "2-"].iter().any(|part| course.contains(part))
            },
        ),
        // The later courses of patients: who is treated first is another course, and so is the start of survival.
        ("right(course_id, 1) <> '1'", |_, course| {
            !course.ends_with('1')
        }),
    ];
    let cases: Vec<(u64, usize)> = (1..=8)
        .flat_map(|seed| (0..SELECTIONS.len()).map(move |place| (seed, place)))
        .collect();
    check_each(&cases, |&(seed, place)| {
        let (sql, meaning) = SELECTIONS[place];
        let folder = spoiled(700 + seed);
        let by: &[&str] = if seed % 2 == 0 { &["regimen,sex"] } else { &[] };
        let store = scratch();
        let snapshot = stored(folder.path(), &store.path().join("store"));
        let selected = Predicate::parse(sql).unwrap().select(&snapshot).unwrap();
        let cohort = Cohort::read(&snapshot).unwrap().select(selected, sql);
        let program = compute(&cohort, &groupings_by(&snapshot, &cohort, by));
        let again = compute_again(&Data::of(&exports(folder.path())), by, &meaning);
        let differences = differences(&program, &again);
        assert!(
            differences.is_empty(),
            "seed {seed}, {sql}:\n{}",
            differences.join("\n")
        );
    });
}
