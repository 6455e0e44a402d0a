//! The program's safety review and the second computation say the same.

use super::agreement::{check_each, seeds, simulated, spoiled, stored, without};
use super::data::Data;
use super::dice::Dice;
use super::differences::differences;
use super::read::{exports, folders_of_exports};
use super::safety::Review;
use super::safety_cusum::{assert_cusums, assert_grouped_cusums};
use super::safety_order::{Held, assert_in_order};
use super::safety_sentinel::Episode;
use super::spoil::write;
use crate::bench::{in_repository, scratch};
use il2_outcomes::facts::SafetyFacts;
use il2_outcomes::measures::Cohort;
use il2_outcomes::measures::results::{Level, Row};
use il2_outcomes::measures::safety::{ReviewOptions, review};
use il2_outcomes::report::watched_indicators;
use std::fs;
use std::path::Path;

fn options() -> ReviewOptions {
    ReviewOptions {
        watched: watched_indicators(),
        ..ReviewOptions::default()
    }
}

/// Rows about charts, trends and comparisons, which are held elsewhere.
const NOT_COUNTS: [&str; 7] = [
    "safety.published_difference",
    "safety.chart",
    "safety.expected_signals",
    "safety.signal",
    "safety.since_last",
    "safety.trend",
    "safety.site_tail",
];

#[track_caller]
fn assert_agreement(folder: &Path, what: &str) -> Held {
    let store = scratch();
    let snapshot = stored(folder, &store.path().join("store"));
    let cohort = Cohort::read(&snapshot).unwrap();
    let facts = SafetyFacts::read(&snapshot).unwrap();
    let made = review(&cohort, &facts, &options()).unwrap();
    let is_count = |row: &Row| {
        !NOT_COUNTS.contains(&row.measure)
            && (row.measure != "safety.courses" || row.level == Level::All)
    };
    let program: Vec<Row> = made
        .rows
        .iter()
        .filter(|row| is_count(row))
        .cloned()
        .collect();
    let data = Data::of(&exports(folder));
    let again = Review::of(&data);
    let differences = differences(&program, &again.rows());
    assert!(
        differences.is_empty(),
        "{what}:\n{}",
        differences.join("\n")
    );
    // Quarters and blocks have other years.
    let is_by_year = |row: &Row| {
        let stratum = row.stratum.to_string();
        stratum.starts_with("latest=") && stratum.len() == "latest=2023".len()
    };
    if program.iter().any(is_by_year) {
        assert_grouped_cusums(&made, &again, what);
    }
    assert_cusums(&made, &again, what);
    let mut listed: Vec<Episode> = made.sentinel.iter().map(Episode::listed).collect();
    listed.sort();
    assert_eq!(listed, again.sentinel(), "{what}: sentinel events");
    assert_in_order(&made, &again, what)
}

#[test]
fn the_samples_have_the_review_of_the_documentation() {
    for sample in ["tiny", "published", "program"] {
        assert_agreement(&in_repository("data-samples").join(sample), sample);
    }
}

#[test]
fn grouped_charts_are_those_of_the_documentation() {
    // Sites without months: years are watched.
    let mut charts = 0;
    for seed in 1..4 {
        let (folder, store) = (scratch(), scratch());
        simulated(folder.path(), 60, 500 + seed);
        for site in ["alder", "birch", "cedar", "dogwood"] {
            without(&folder.path().join(site), ("courses", Some("start_month")));
        }
        let snapshot = stored(folder.path(), &store.path().join("store"));
        let cohort = Cohort::read(&snapshot).unwrap();
        let facts = SafetyFacts::read(&snapshot).unwrap();
        let made = review(&cohort, &facts, &options()).unwrap();
        let data = Data::of(&exports(folder.path()));
        charts += assert_grouped_cusums(&made, &Review::of(&data), &format!("seed {seed}"));
    }
    assert!(charts > 5, "{charts}");
}

#[test]
fn charts_course_by_course_are_those_of_the_documentation() {
    // Two sites with months; one with a sequence and years alone.
    let cases: Vec<(u64, bool)> = (1..4).map(|seed| (seed, seed == 3)).collect();
    let mut held = Held::default();
    for (seed, is_one_site) in cases {
        let folder = scratch();
        simulated(folder.path(), 160, 700 + seed);
        let others: &[&str] = if is_one_site {
            &["birch", "cedar", "dogwood", "elm"]
        } else {
            &["birch", "dogwood", "elm"]
        };
        for site in others {
            fs::remove_dir_all(folder.path().join(site)).unwrap();
        }
        let alder = folder.path().join("alder");
        if is_one_site {
            in_sequence(&alder);
            without(&alder, ("courses", Some("start_month")));
        }
        let own = assert_agreement(folder.path(), &format!("in order, seed {seed}"));
        held.cusums += own.cusums;
        held.gaps += own.gaps;
        assert!(own.cusums > 0, "no CUSUM, seed {seed}");
    }
    assert!(held.cusums > 10 && held.gaps > 2);
}

/// Gives the courses of an export a sequence: the last row of the file is the first course.
fn in_sequence(folder: &Path) {
    let mut tables = exports(folder).remove(0).tables;
    let sheet = tables.get_mut("courses").unwrap();
    let place = sheet.place("sequence");
    let n = sheet.rows.len();
    for (index, row) in sheet.rows.iter_mut().enumerate() {
        let number = (n - index).to_string();
        match place {
            Some(place) => row[place] = number,
            None => row.push(number),
        }
    }
    if place.is_none() {
        sheet.header.push("sequence".to_owned());
    }
    write(folder, &tables);
}

/// Gives each course a CTCAE version by chance; one in eight has none.
fn grade_by_chance(folder: &Path, dice: &mut Dice) {
    let mut tables = exports(folder).remove(0).tables;
    let sheet = tables.get_mut("courses").unwrap();
    let Some(place) = sheet.place("ctcae_version") else {
        return;
    };
    for row in &mut sheet.rows {
        let version = dice.one_of(&["4.03", "4.03", "4.03", "5.0", "5.0", "5.0", "10.0", ""]);
        version.clone_into(&mut row[place]);
    }
    write(folder, &tables);
}

#[test]
fn charts_of_grades_begin_anew_with_every_version() {
    check_each(&seeds(1, 6), |&seed| {
        let folder = scratch();
        simulated(folder.path(), 60, 600 + seed);
        // Of these two sites the order of courses is known.
        if seed % 2 == 0 {
            for site in ["birch", "dogwood", "elm"] {
                fs::remove_dir_all(folder.path().join(site)).unwrap();
            }
        }
        let mut dice = Dice::new(seed);
        for folder in folders_of_exports(folder.path()) {
            grade_by_chance(&folder, &mut dice);
        }
        assert_agreement(folder.path(), &format!("graded by chance, seed {seed}"));
    });
}

#[test]
fn spoiled_exports_have_the_review_of_the_documentation() {
    check_each(&seeds(1, 8), |&seed| {
        assert_agreement(spoiled(seed).path(), &format!("spoiled, seed {seed}"));
    });
}

#[test]
fn what_was_not_collected_is_in_no_number_of_a_review() {
    const PARTS: [(&str, Option<&str>); 12] = [
        ("courses", Some("start_year")),
        ("courses", Some("sequence")),
        ("doses", Some("hour")),
        ("patients", Some("death_day")),
        ("patients", Some("last_contact_day")),
        ("toxicities", None),
        ("toxicities", Some("grade")),
        ("toxicities", Some("onset_hour")),
        ("toxicities", Some("resolved_hour")),
        ("vasopressors", Some("stop_hour")),
        ("dialysis", None),
        ("stays", None),
    ];
    check_each(&PARTS, |&part| {
        for sites in [&["alder"][..], &["alder", "cedar"]] {
            let folder = scratch();
            simulated(folder.path(), 20, 401);
            for site in ["birch", "dogwood", "elm"] {
                fs::remove_dir_all(folder.path().join(site)).unwrap();
            }
            for site in sites {
                without(&folder.path().join(site), part);
            }
            assert_agreement(folder.path(), &format!("without {part:?} at {sites:?}"));
        }
    });
}
