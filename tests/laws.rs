//! Laws that hold whatever the data is: names mean nothing, everybody twice is twice as many, parts sum to the whole.

use crate::bench::{assert_close, by as groupings_by, files, il2, results, run, scratch, stored};
use il2_outcomes::measures::results::{Level, Row, Statistic, Status, Stratum, Unit};
use il2_outcomes::measures::{Cohort, compute};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Simulated exports.
fn simulated(seed: u32) -> TempDir {
    let folder = scratch();
    let out = folder.path();
    run(
        il2()
            .args([
                "--quiet",
                "simulate",
                "--courses",
                "120",
                "--seed",
                &seed.to_string(),
                "--out",
            ])
            .arg(out),
        0,
    );
    folder
}

/// The text with every identifier of a patient (a capital and five digits) written anew.
fn rename(text: &str, rename: impl Fn(char, u32) -> String) -> String {
    let bytes = text.as_bytes();
    let mut renamed = String::new();
    let mut place = 0;
    while place < bytes.len() {
        let starts_word = place == 0 || !bytes[place - 1].is_ascii_alphanumeric();
        let is_id = starts_word
            && bytes[place].is_ascii_uppercase()
            && bytes
                .get(place + 1..place + 6)
                .is_some_and(|digits| digits.iter().all(u8::is_ascii_digit));
        if is_id {
            let number = text[place + 1..place + 6].parse().unwrap();
            renamed.push_str(&rename(char::from(bytes[place]), number));
            place += 6;
        } else {
            let character = text[place..].chars().next().unwrap();
            renamed.push(character);
            place += character.len_utf8();
        }
    }
    renamed
}

/// Writes exports again, each file's text changed.
fn rewritten(from: &Path, change: impl Fn(&str) -> String) -> TempDir {
    let folder = scratch();
    for (name, bytes) in files(from) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, change(&String::from_utf8(bytes).unwrap())).unwrap();
    }
    folder
}

fn same_place(a: &Row, b: &Row) -> bool {
    (a.measure, a.unit, &a.item, &a.level, a.statistic)
        == (b.measure, b.unit, &b.item, &b.level, b.statistic)
}

#[test]
fn names_of_patients_and_courses_mean_nothing() {
    for seed in [11, 12] {
        let program = simulated(seed);
        let before = results(program.path());
        // Other names, and in the opposite order.
        let other = rewritten(program.path(), |text| {
            rename(text, |site, n| format!("{site}{:05}", 99_999 - n))
        });
        let after = results(other.path());
        assert_eq!(before.0.len(), after.0.len());
        for (a, b) in before.0.iter().zip(&after.0) {
            assert!(same_place(a, b), "{a:?} {b:?}");
            assert_eq!(
                (a.numerator, a.denominator, a.status),
                (b.numerator, b.denominator, b.status),
                "{a:?}"
            );
            for (a, b) in [(a.value, b.value), (a.lower, b.lower), (a.upper, b.upper)] {
                assert_eq!(a.is_some(), b.is_some());
                // Sums run in the order of names, so the last digit may differ.
                assert_close(b.unwrap_or_default(), a.unwrap_or_default());
            }
        }
    }
}

#[test]
fn everybody_twice_is_twice_as_many_and_no_other_share() {
    let program = simulated(13);
    let once = results(program.path());
    let twice = rewritten(program.path(), |text| {
        let rows = text.split_once('\n').map_or("", |(_, rows)| rows);
        format!(
            "{text}{}",
            rename(rows, |site, n| format!("{site}{:05}", n + 50_000))
        )
    });
    let twice = results(twice.path());
    assert_eq!(once.0.len(), twice.0.len());
    for (a, b) in once.0.iter().zip(&twice.0) {
        assert!(same_place(a, b), "{a:?} {b:?}");
        assert_eq!(b.denominator, a.denominator.map(|n| 2 * n), "{a:?}");
        assert_eq!(b.numerator, a.numerator.map(|n| 2 * n), "{a:?}");
        let Some(value) = a.value else { continue };
        match a.statistic {
            Statistic::Count | Statistic::Sum => assert_close(b.value.unwrap(), 2.0 * value),
            Statistic::Proportion
            | Statistic::Ratio
            | Statistic::Rate
            | Statistic::Mean
            | Statistic::Min
            | Statistic::Max
            | Statistic::Probability => assert_close(b.value.unwrap(), value),
            // Quantiles of type 7 and the standard deviation depend on how many there are.
            // Differences and p-values are of strata, and there are none here.
            Statistic::Median
            | Statistic::Q1
            | Statistic::Q3
            | Statistic::Sd
            | Statistic::Difference
            | Statistic::PValue => {}
        }
    }
}

#[test]
fn parts_sum_to_the_whole() {
    let all = results(simulated(14).path());
    let numerators = |measure: &str, unit: Unit, is_part: &dyn Fn(&Row) -> bool| -> i64 {
        let rows = all
            .0
            .iter()
            .filter(|row| row.measure == measure && row.unit == unit && is_part(row));
        rows.filter_map(|row| row.numerator).sum()
    };
    let denominator = |measure: &str, unit: Unit| {
        all.0
            .iter()
            .find(|row| row.measure == measure && row.unit == unit)
            .unwrap()
            .denominator
            .unwrap()
    };
    let every = |_: &Row| true;
    for measure in ["exposure.dose_status", "exposure.reason"] {
        assert_eq!(
            numerators(measure, Unit::Dose, &every),
            denominator(measure, Unit::Dose),
            "{measure}"
        );
    }
    for measure in [
        "characteristics.sex",
        "characteristics.diagnosis",
        "outcome.best_response",
    ] {
        assert_eq!(
            numerators(measure, Unit::Patient, &every),
            denominator(measure, Unit::Patient),
            "{measure}"
        );
    }
    assert_eq!(
        numerators("kidney.kdigo_stage", Unit::Course, &every),
        denominator("kidney.kdigo_stage", Unit::Course)
    );
    // The worst grades of an organ system, 1 to 5 and unknown, are those with any.
    let grades =
        |row: &Row| ["1", "2", "3", "4", "5", "unknown"].contains(&row.level.to_string().as_str());
    for unit in [Unit::Patient, Unit::Course] {
        for measure in ["toxicity.organ_system", "toxicity.term"] {
            let any = numerators(measure, unit, &|row| row.level == Level::Any);
            assert!(any > 0);
            assert_eq!(numerators(measure, unit, &grades), any, "{measure}");
            let severe = |row: &Row| ["3", "4", "5"].contains(&row.level.to_string().as_str());
            assert_eq!(
                numerators(measure, unit, &severe),
                numerators(measure, unit, &|row| row.level == Level::SEVERE)
            );
        }
    }
}

#[test]
fn strata_sum_to_the_whole() {
    let program = simulated(16);
    let folder = scratch();
    let snapshot = stored(program.path(), folder.path());
    for by in ["site_id", "sex", "regimen"] {
        let cohort = Cohort::read(&snapshot).unwrap();
        let rows = compute(&cohort, &groupings_by(&snapshot, &cohort, &[by]));
        let is_share = |row: &&Row| {
            matches!(row.statistic, Statistic::Proportion | Statistic::Ratio)
                && row.status != Status::NotCollected
                // The levels of a stratum end at its own largest plan.
                && row.measure != "exposure.at_least"
        };
        let (overall, strata): (Vec<&Row>, Vec<&Row>) = rows
            .iter()
            .filter(is_share)
            .partition(|row| row.stratum == Stratum::Overall);
        assert!(overall.len() > 500);
        for whole in overall {
            let parts = || strata.iter().filter(|part| same_place(part, whole));
            let events: i64 = parts().filter_map(|part| part.numerator).sum();
            assert_eq!(Some(events), whole.numerator, "{by}: {whole:?}");
            // An open list names an item only where it occurs.
            let units: i64 = parts().filter_map(|part| part.denominator).sum();
            assert!(Some(units) <= whole.denominator, "{by}: {whole:?}");
        }
    }
}

#[test]
fn a_patient_without_events_changes_denominators_only() {
    let program = simulated(15);
    let before = results(program.path());
    // One more patient in alder with one given dose, and nothing else.
    let alder = program.path().join("alder");
    let add = |table: &str, line: &str| {
        let path = alder.join(table);
        let text = fs::read_to_string(&path).unwrap();
        let width = text.lines().next().unwrap().split(',').count();
        let commas = width - line.split(',').count();
        fs::write(&path, format!("{text}{line}{}\n", ",".repeat(commas))).unwrap();
    };
    add("courses.csv", "A77777-1,A77777,1,hd_il2");
    let header = fs::read_to_string(alder.join("doses.csv")).unwrap();
    assert!(
        header.starts_with("course_id,cycle,dose_number,status,hour"),
        "{}",
        &header[..60]
    );
    add("doses.csv", "A77777-1,1,1,given,0");
    let after = results(program.path());
    let is_event = |row: &&Row| {
        row.statistic == Statistic::Proportion
            && ["toxicity.", "vasopressor.use", "dialysis.use", "care.icu"]
                .iter()
                .any(|family| row.measure.starts_with(family))
            // These are over courses with a severe event, and over those of a known care setting.
            && !row.measure.starts_with("toxicity.resol")
            && row.measure != "care.icu_transfer"
    };
    let pairs: Vec<(&Row, &Row)> = before
        .0
        .iter()
        .filter(is_event)
        .zip(after.0.iter().filter(is_event))
        .collect();
    assert!(pairs.len() > 500);
    for (a, b) in pairs {
        assert!(same_place(a, b));
        assert_eq!(
            (b.numerator, b.denominator),
            (a.numerator, a.denominator.map(|n| n + 1)),
            "{a:?}"
        );
    }
}
