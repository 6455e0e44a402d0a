//! Simulated courses, written as raw files of a layout and read through its mapping, give the numbers of the same
//! courses in the model's own tables.

use crate::bench::{by, il2, run, scratch};
use il2_outcomes::measures::results::{Row, Status};
use il2_outcomes::measures::{Cohort, compute};
use il2_outcomes::store::Snapshot;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A plan is compared in no layout: the mappings' parameters give one for all courses.
const PLAN: [&str; 2] = ["exposure.plan", "exposure.dose_deviation"];

/// Numbers by ordinal, and endings of cycles: a planned dose that nobody charted has no number in these layouts.
const CLOSED_UP: [&str; 6] = [
    "exposure.dose_status",
    "exposure.dose_disposition",
    "exposure.cycle_outcome",
    "exposure.end_reason",
    "toxicity.onset_dose",
    "vasopressor.first_dose",
];

/// A layout, and what it does not carry or its mapping alters.
struct Trip {
    layout: &'static str,
    /// Whether a planned dose without a record has no number.
    closes_up: bool,
    altered: &'static [&'static str],
    /// At least so many rows are compared over all exports of the trip.
    at_least: usize,
}

/// What a row is about: all but its numbers.
fn key(row: &Row) -> String {
    format!(
        "{} {:?} {} {} {} {:?}",
        row.measure, row.unit, row.stratum, row.item, row.level, row.statistic
    )
}

/// Writes what a plan makes of courses.
fn simulated(seed: u32, layout: Option<&str>, out: &Path) {
    let mut command = il2();
    command.args(["--quiet", "simulate", "--courses", "110", "--seed"]);
    command.arg(seed.to_string()).arg("--out").arg(out);
    if let Some(layout) = layout {
        command.args(["--as", layout]);
    }
    run(&mut command, 0);
}

/// The results of one site's files, in the model's tables or through a mapping.
fn results(source: &Path, mapping: Option<&str>) -> Vec<Row> {
    let folder = scratch();
    let store = folder.path().join("store");
    let mut command = il2();
    command.args(["--quiet", "ingest"]).arg(source);
    command.arg("--store").arg(&store);
    if let Some(mapping) = mapping {
        command.args(["--mapping", mapping]);
    }
    run(&mut command, 0);
    let snapshot = Snapshot::open(&store).unwrap();
    let cohort = Cohort::read(&snapshot).unwrap();
    compute(&cohort, &by(&snapshot, &cohort, &[]))
}

fn close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        (None, None) => true,
        _ => false,
    }
}

/// Whether two rows say the same number.
fn agree(a: &Row, b: &Row) -> bool {
    close(a.value, b.value)
        && close(a.lower, b.lower)
        && close(a.upper, b.upper)
        && (a.numerator, a.denominator) == (b.numerator, b.denominator)
        && (a.method, a.status) == (b.method, b.status)
}

impl Trip {
    /// Whether the layout may alter a row.
    fn alters(&self, row: &Row) -> bool {
        let measure = row.measure;
        let is_named = self
            .altered
            .iter()
            .any(|name| match name.strip_suffix('*') {
                Some(start) => measure.starts_with(start),
                None => *name == measure,
            });
        let is_diagnosis = self.altered.contains(&"characteristics.diagnosis")
            && row.stratum.to_string().contains("diagnosis=");
        // Courses in which nothing was given are in no record of what was given. Treated ones are.
        let is_treated = measure == "cohort.flow" && row.item == "treated";
        (is_named && !is_treated)
            || is_diagnosis
            || (self.closes_up && CLOSED_UP.contains(&measure))
            || PLAN.contains(&measure)
    }

    /// Compares the sites of each seed.
    fn check(&self, seeds: &[(u32, &[&str])]) {
        let mut compared = 0;
        for &(seed, sites) in seeds {
            let (own, raw) = (scratch(), scratch());
            simulated(seed, None, own.path());
            simulated(seed, Some(self.layout), raw.path());
            for site in sites {
                let own = results(&own.path().join(site), None);
                let mapped = results(&raw.path().join(site), Some(self.layout));
                let differences = self.differences(&own, &mapped, &mut compared);
                assert!(
                    differences.is_empty(),
                    "{}, seed {seed}, {site}: {} rows differ:\n{}",
                    self.layout,
                    differences.len(),
                    differences[..differences.len().min(8)].join("\n")
                );
            }
        }
        assert!(compared >= self.at_least, "only {compared} rows");
    }

    /// The rows that differ.
    fn differences(&self, own: &[Row], mapped: &[Row], compared: &mut usize) -> Vec<String> {
        let not_collected: BTreeSet<(&str, String)> = mapped
            .iter()
            .filter(|row| row.status == Status::NotCollected)
            .map(|row| (row.measure, row.stratum.to_string()))
            .collect();
        // A site that does not collect diagnoses has no strata of them.
        let strata: BTreeSet<String> = mapped.iter().map(|row| row.stratum.to_string()).collect();
        let by_key = |rows: &'_ [Row]| -> BTreeMap<String, Row> {
            let kept = rows.iter().filter(|row| {
                let stratum = row.stratum.to_string();
                let is_open = row.status == Status::NotCollected
                    || !not_collected.contains(&(row.measure, stratum.clone()));
                strata.contains(&stratum) && is_open && !self.alters(row)
            });
            kept.map(|row| (key(row), row.clone())).collect()
        };
        let (own, mapped) = (by_key(own), by_key(mapped));
        let mut differences = Vec::new();
        for (key, row) in &mapped {
            if row.status == Status::NotCollected {
                continue;
            }
            *compared += 1;
            if !own.get(key).is_some_and(|own| agree(own, row)) {
                differences.push(format!("{:?}\n  {row:?}", own.get(key)));
            }
        }
        let lost = own
            .iter()
            .filter(|(key, row)| row.status != Status::NotCollected && !mapped.contains_key(*key));
        differences.extend(lost.map(|(_, row)| format!("{row:?}\n  lost")));
        differences
    }
}

#[test]
fn a_medication_administration_record_gives_the_numbers_of_its_courses() {
    let trip = Trip {
        layout: "mar",
        closes_up: true,
        altered: &[],
        at_least: 9000,
    };
    trip.check(&[(1, &["alder"]), (2, &["dogwood"]), (3, &["cedar"])]);
}

#[test]
fn a_redcap_project_gives_the_numbers_of_its_courses() {
    let trip = Trip {
        layout: "redcap",
        closes_up: false,
        altered: &[
            "characteristics.response_criteria",
            "outcome.progression_free_survival*",
            "outcome.duration_of_response*",
        ],
        at_least: 9000,
    };
    trip.check(&[(1, &["birch"]), (2, &["alder"]), (3, &["elm"])]);
}

#[test]
fn an_omop_database_gives_the_numbers_of_its_courses() {
    let trip = Trip {
        layout: "omop",
        closes_up: true,
        altered: &[
            "exposure.completed",
            "exposure.reason",
            "cohort.flow",
            "care.length_of_stay",
            "characteristics.care_setting",
            "characteristics.diagnosis",
        ],
        at_least: 700,
    };
    trip.check(&[(1, &["cedar"]), (2, &["birch"]), (3, &["alder"])]);
}

#[test]
fn clif_tables_give_the_numbers_of_their_courses() {
    let trip = Trip {
        layout: "clif",
        closes_up: true,
        altered: &[
            "exposure.reason",
            "characteristics.care_setting",
            "dialysis.hours",
            "dialysis.ended",
        ],
        at_least: 600,
    };
    trip.check(&[(1, &["elm"]), (2, &["cedar"]), (3, &["alder"])]);
}

#[test]
fn the_tabulation_data_of_a_trial_give_the_numbers_of_its_courses() {
    let trip = Trip {
        layout: "sdtm",
        closes_up: true,
        altered: &["exposure.reason"],
        at_least: 5000,
    };
    trip.check(&[(1, &["alder"]), (2, &["dogwood"]), (3, &["birch"])]);
}
