//! What a reader of the page could take for something else, and what it says so that nobody does.

use crate::bench::scratch;
use crate::page::{page, section, tables};
use std::collections::BTreeMap;
use std::fs;

#[test]
fn a_table_and_a_figure_of_several_regimens_say_that_these_differ() {
    let pages = [
        (vec!["--by", "none"], "The numbers pool", "The numbers pool"),
        (vec!["--by", "sex"], "Each column pools", "Each group pools"),
    ];
    let differ = "several regimens: regimens differ in planned doses, and TIL follows lymphodepletion, which itself lowers blood counts.";
    for (options, column, group) in pages {
        let folder = scratch();
        tables(folder.path(), &options);
        let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
        for id in ["exposure", "toxicity", "support", "outcome"] {
            let said = format!("{column} {differ}");
            assert!(section(&page, id).contains(&said), "{id}: {said}");
        }
        let said = format!("{group} {differ}");
        assert!(section(&page, "about").contains(&said), "{said}");
        let toxicity = section(&page, "toxicity");
        for figure in [
            "toxicity_by_organ_system",
            "severe_toxicity",
            "time_to_resolution",
        ] {
            let from = toxicity
                .find(&format!("<figure id=\"figure-{figure}\">"))
                .unwrap();
            let figure = &toxicity[from..];
            let figure = &figure[..figure.find("</figure>").unwrap()];
            assert!(figure.contains(&said), "{options:?}: {figure}");
        }
    }
    // Nobody is pooled in a column of one regimen.
    let page = page("data-samples/program");
    assert!(!page.contains("several regimens:"));
    let said = "Only the flow and Table 1 have a column for all patients: regimens differ in planned doses, and TIL follows lymphodepletion";
    assert!(section(&page, "about").contains(said));
    let toxicity = section(&page, "toxicity");
    // Five tables and two figures, whose notes are text and description.
    let til = "TIL follows lymphodepletion, which itself lowers blood counts.";
    assert_eq!(
        toxicity
            .matches(&format!("<p class=\"note\">{til}"))
            .count(),
        5
    );
    assert_eq!(toxicity.matches(til).count(), 9);
}

#[test]
fn a_table_says_which_of_its_rows_some_sites_did_not_collect() {
    let folder = scratch();
    let tables = tables(folder.path(), &[]);
    let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    for (id, said) in [
        (
            "patients",
            "Collected at 4 of 5 sites: “Ethnicity”, “ECOG performance status” and “Care setting”.",
        ),
        (
            "toxicity",
            "Collected at 4 of 5 sites: “Treatment-related” and “Treatment-related, grade ≥ 3”.",
        ),
        ("support", "Collected at 4 of 5 sites."),
        (
            "outcome",
            "Collected at 4 of 5 sites: “Treatment-related death” and “Recorded cause, patients who died”.",
        ),
    ] {
        assert!(section(&page, id).contains(said), "{id}: {said}");
    }
    let of_site = |site: &str| {
        tables["not_collected"]
            .iter()
            .find(|row| row[0] == site)
            .unwrap()
    };
    let dogwood = of_site("dogwood");
    assert_eq!(dogwood[2], "vasopressors, medications and stays");
    assert!(
        dogwood[3].contains("Patients: ethnicity and death cause"),
        "{}",
        dogwood[3]
    );
    assert!(dogwood[3].contains("Toxicities: attribution"));
    assert!(
        of_site("cedar")[3].contains("ECOG"),
        "{}",
        of_site("cedar")[3]
    );
    assert!(of_site("birch")[3].contains("CTCAE version"));
    // A site is known from its folder, and a column with a default needs no column.
    for row in &tables["not_collected"][1..] {
        assert!(
            !row[3].contains("site") && !row[3].contains("planned cycles"),
            "{}",
            row[3]
        );
    }
}

#[test]
fn patients_left_out_and_estimates_of_few_at_risk_are_marked() {
    let folder = scratch();
    let tables = tables(folder.path(), &["--by", "regimen"]);
    let mut reader = csv::Reader::from_path(folder.path().join("out/patients.csv")).unwrap();
    let headers = reader.headers().unwrap().clone();
    let patients: Vec<BTreeMap<String, String>> = reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let cells = headers.iter().zip(record.iter());
            cells
                .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
                .collect()
        })
        .collect();
    let rows = &tables["survival"];
    let n_checked = check_left_out_and_few(rows, &patients, "HD IL-2", "hd_il2")
        + check_left_out_and_few(rows, &patients, "TIL", "til_il2");
    assert!(n_checked > 10, "{n_checked}");
    // Both kinds are among them.
    let notes: Vec<usize> = (0..rows[0].len())
        .filter(|&column| rows[0][column].ends_with(", note"))
        .collect();
    let marked = rows[1..]
        .iter()
        .flat_map(|row| notes.iter().map(|&column| row[column].as_str()));
    let (few, many): (Vec<&str>, Vec<&str>) = marked
        .filter(|note| ["", "†"].contains(note))
        .partition(|note| *note == "†");
    assert!(few.len() > 3 && many.len() > 3, "{few:?} {many:?}");
}

/// Compares a column of the table of survival with the patients of a regimen; gives how many cells were compared.
fn check_left_out_and_few(
    rows: &[Vec<String>],
    patients: &[BTreeMap<String, String>],
    group: &str,
    regimen: &str,
) -> usize {
    let cell = |label: &str, quantity: &str| {
        let is_it = |head: &String| head.starts_with(group) && head.ends_with(quantity);
        let column = rows[0].iter().position(is_it).unwrap();
        let row = rows.iter().find(|row| row[0] == label);
        row.map(|row| row[column].clone()).unwrap()
    };
    let of_regimen: Vec<&BTreeMap<String, String>> = patients
        .iter()
        .filter(|patient| patient["regimen"] == regimen)
        .collect();
    let mut n_checked = 0;
    for (curve, days) in [
        ("Overall survival", "os_days"),
        ("Progression-free survival", "pfs_days"),
    ] {
        let times: Vec<f64> = of_regimen
            .iter()
            .filter_map(|patient| patient[days].parse().ok())
            .collect();
        let left_out = of_regimen.len() - times.len();
        let said = cell(&format!("{curve}: Left out"), ", n");
        assert_eq!(said, left_out.to_string());
        for (months, day) in [(12, 365.0), (24, 730.0), (36, 1095.0), (60, 1825.0)] {
            let said = cell(&format!("{curve}: At {months} months"), ", note");
            if said == "NE" {
                continue;
            }
            let at_risk = times.iter().filter(|time| **time >= day).count();
            assert_eq!(
                said.contains('†'),
                at_risk < 10,
                "{group}, {curve}, {months}: {said}"
            );
            n_checked += 1;
        }
    }
    n_checked
}

#[test]
fn a_fatal_event_is_not_taken_for_a_death() {
    // Three patients of HD IL-2 died within 30 days of their last dose, none with an event of grade 5; the one of TIL has one.
    let page = page("data-samples/program");
    let toxicity = section(&page, "toxicity");
    let said = "Patients who died within 30 days after the last dose: HD IL-2: 3 died, 0 had an event of grade 5.";
    assert!(toxicity.contains(said), "{toxicity}");
}
