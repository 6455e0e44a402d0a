//! Whole layouts, read back as tables.

use super::Layout;
use crate::simulate::page::Page;
use crate::simulate::{Plan, simulate};
use std::collections::BTreeMap;

/// The files of a plan, by their names.
fn files(courses: u64, seed: u64, layout: Option<Layout>) -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, Page> = BTreeMap::new();
    let mut open = |name: &str| Ok(pages.entry(name.to_owned()).or_default().clone());
    let plan = Plan {
        courses,
        seed,
        layout,
    };
    simulate(&plan, &mut open, &mut |_| ()).unwrap();
    pages
        .into_iter()
        .map(|(name, page)| (name, String::from_utf8(page.take()).unwrap()))
        .collect()
}

/// The rows of a file, each by its columns.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let delimiter = if text.lines().next().unwrap().contains(';') {
        b';'
    } else {
        b','
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            header
                .iter()
                .map(str::to_ascii_lowercase)
                .zip(record.iter().map(str::to_owned))
                .collect()
        })
        .collect()
}

/// Minutes of a date-time, in a calendar of months of 31 days: order and gaps within a month are right, and longer
/// gaps are at most days too long.
fn minutes(time: &str) -> i64 {
    let parts: Vec<i64> = time
        .split(['-', ' ', 'T', ':', '+'])
        .map(|part| part.parse().unwrap())
        .collect();
    (((parts[0] * 12 + parts[1]) * 31 + parts[2]) * 24 + parts[3]) * 60 + parts[4]
}

/// Given doses and courses, by the rules of the mappings, of the moments at which a patient was given IL-2.
fn doses_and_courses(mut times: Vec<i64>) -> (usize, usize) {
    times.sort_unstable();
    let (mut doses, mut courses, mut cycles) = (0, 0, 0);
    let (mut last_row, mut last_dose) = (i64::MIN / 2, i64::MIN / 2);
    for at in times {
        if at - last_row >= 180 {
            doses += 1;
            if at - last_dose >= 96 * 60 {
                cycles += 1;
                if cycles > 2 || at - last_dose >= 35 * 1440 {
                    courses += 1;
                    cycles = 1;
                }
            }
            last_dose = at;
        }
        last_row = at;
    }
    (doses, courses)
}

/// Given doses and treated courses of the simulated exports: of each dose one row, of repeated rows one.
fn planned(courses: u64, seed: u64) -> (usize, usize) {
    let mut given = std::collections::BTreeSet::new();
    let (mut known, mut treated) = (Vec::new(), std::collections::BTreeSet::new());
    for (name, text) in files(courses, seed, None) {
        if name.ends_with("/courses.csv") {
            known.extend(rows(&text).into_iter().map(|row| row["course_id"].clone()));
        } else if name.ends_with("/doses.csv") {
            for row in rows(&text) {
                if row["status"].eq_ignore_ascii_case("given") {
                    treated.insert(row["course_id"].clone());
                    given.insert((
                        row["course_id"].clone(),
                        row["cycle"].clone(),
                        row["dose_number"].clone(),
                    ));
                }
            }
        }
    }
    treated.retain(|course| known.contains(course));
    given.retain(|(course, ..)| known.contains(course));
    (given.len(), treated.len())
}

/// Given doses and courses of the rows of IL-2 of every site: patient, name, whether given, route and time.
fn derived(rows: impl Iterator<Item = (String, String)>) -> (usize, usize) {
    let mut patients: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (patient, time) in rows {
        patients.entry(patient).or_default().push(minutes(&time));
    }
    patients
        .into_values()
        .map(doses_and_courses)
        .fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
}

#[test]
fn the_record_of_administrations_holds_the_doses_and_courses_of_the_export() {
    for seed in [3, 4] {
        let files = files(150, seed, Some(Layout::Mar));
        let administrations = files
            .iter()
            .filter(|(name, _)| name.ends_with("/mar.csv"))
            .flat_map(|(_, text)| rows(text));
        let given = administrations.filter_map(|row| {
            let of = |names: [&str; 2]| {
                names
                    .iter()
                    .find_map(|name| row.get(*name))
                    .unwrap()
                    .clone()
            };
            let drug = of(["display_name", "medication"]).to_ascii_lowercase();
            let action = of(["mar_action", "action"]);
            let is_given = action.starts_with("New Bag")
                || ["Given", "Start/Given", "Next Bag"].contains(&action.as_str());
            let is_il2 = drug.contains("aldesleukin") || drug.contains("proleukin");
            let is_infused = of(["route_name", "route"]) != "Subcutaneous";
            (is_il2 && is_given && is_infused).then(|| {
                (
                    of(["pat_id", "patient_id"]),
                    of(["taken_time", "action_time"]),
                )
            })
        });
        assert_eq!(derived(given), planned(150, seed));
    }
}

#[test]
fn exposures_of_a_trial_hold_the_doses_and_courses_of_the_export() {
    let files = files(150, 3, Some(Layout::Sdtm));
    let exposures = files
        .iter()
        .filter(|(name, _)| name.ends_with("/ec.csv"))
        .flat_map(|(_, text)| rows(text));
    let given = exposures.filter_map(|row| {
        let is_given =
            row["ecmood"] == "PERFORMED" && row["ecoccur"] != "N" && row["ectrt"] == "ALDESLEUKIN";
        is_given.then(|| (row["usubjid"].clone(), row["ecstdtc"].clone()))
    });
    assert_eq!(derived(given), planned(150, 3));
}

#[test]
fn administrations_of_omop_hold_the_doses_and_courses_of_the_export_and_orders_do_not_count() {
    let files = files(150, 3, Some(Layout::Omop));
    let exposures = files
        .iter()
        .filter(|(name, _)| name.ends_with("/drug_exposure.csv"))
        .flat_map(|(_, text)| rows(text));
    let given = exposures.filter_map(|row| {
        let is_il2 = row["drug_concept_id"] == "2000000002"
            || row["drug_source_value"].starts_with("PROLEUKIN");
        let is_given = is_il2
            && row["drug_type_concept_id"] == "32818"
            && row["route_source_value"] != "Subcutaneous";
        is_given.then(|| {
            (
                row["person_id"].clone(),
                row["drug_exposure_start_datetime"].clone(),
            )
        })
    });
    assert_eq!(derived(given), planned(150, 3));
    assert!(
        files.values().all(|text| !text.contains(" 00:00:00")),
        "midnight is a date alone"
    );
}

#[test]
fn administrations_of_clif_hold_the_doses_and_courses_of_the_export() {
    let files = files(150, 3, Some(Layout::Clif));
    let patients: BTreeMap<String, String> = files
        .iter()
        .filter(|(name, _)| name.ends_with("/clif_hospitalization.csv"))
        .flat_map(|(_, text)| rows(text))
        .map(|row| (row["hospitalization_id"].clone(), row["patient_id"].clone()))
        .collect();
    let administrations = files
        .iter()
        .filter(|(name, _)| name.contains("medication_admin"))
        .flat_map(|(_, text)| rows(text));
    let given = administrations.filter_map(|row| {
        let is_given = ["given", "going"].contains(&row["mar_action_category"].as_str());
        let is_il2 = row["med_category"] == "aldesleukin" && row["med_route_category"] == "iv";
        (is_given && is_il2).then(|| {
            (
                patients[&row["hospitalization_id"]].clone(),
                row["admin_dttm"].clone(),
            )
        })
    });
    assert_eq!(derived(given), planned(150, 3));
}

#[test]
fn a_redcap_project_has_a_row_for_each_dose_and_its_dictionary_names_every_field() {
    let files = files(150, 3, Some(Layout::Redcap));
    let mut given = 0;
    for (name, text) in files.iter().filter(|(name, _)| name.contains("_DATA_")) {
        let site = name.split('/').next().unwrap();
        let dictionary = files
            .iter()
            .find(|(name, _)| name.starts_with(site) && name.contains("Dictionary"))
            .unwrap();
        let fields: Vec<String> = rows(dictionary.1)
            .into_iter()
            .map(|row| row["variable / field name"].clone())
            .collect();
        for row in rows(text) {
            given += usize::from(row["dose_status"] == "1");
            assert!(row.keys().all(|column| {
                column.starts_with("redcap_repeat")
                    || fields
                        .iter()
                        .any(|field| column.split("___").next() == Some(field))
            }));
        }
    }
    assert_eq!(given, planned(150, 3).0);
}

#[test]
fn every_layout_writes_the_same_bytes_again_and_marks_every_site_as_simulated() {
    for layout in Layout::ALL {
        let once = files(60, 5, Some(layout));
        assert_eq!(once, files(60, 5, Some(layout)), "{}", layout.name());
        let marks = once
            .keys()
            .filter(|name| name.ends_with("/simulated.txt"))
            .count();
        assert_eq!(marks, 5, "{}", layout.name());
    }
}

#[test]
fn a_site_without_vasopressors_has_il_2_alone_in_its_record() {
    let files = files(60, 5, Some(Layout::Mar));
    let administrations = rows(&files["dogwood/mar.csv"]);
    assert!(administrations.iter().all(|row| {
        let drug = row["medication"].to_ascii_lowercase();
        drug.contains("aldesleukin") || drug.contains("proleukin")
    }));
    assert!(!files.contains_key("dogwood/adt.csv"));
    assert!(!files.contains_key("birch/dialysis.csv"));
}
