//! The five built-in mappings over a raw export each, held to the rows that must come of them.

use crate::bench::{il2, in_repository, run, said, scratch};
use crate::mappings_bench::{has, sample, sha256_of};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A CSV text as rows of named cells.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        let cells = names.iter().zip(record.iter());
        cells
            .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
            .collect()
    };
    reader
        .records()
        .map(|record| row(record.unwrap()))
        .collect()
}

/// Cells as they are compared: numbers to nine digits behind the point.
fn compared(row: &BTreeMap<String, String>, names: &[&str]) -> Vec<String> {
    let cell = |name: &&str| match row[*name].parse::<f64>() {
        Ok(number) => format!("{number:.9}"),
        Err(_) => row[*name].clone(),
    };
    names.iter().map(cell).collect()
}

/// What a query of a store answers.
fn answer(store: &Path, sql: &str) -> Vec<BTreeMap<String, String>> {
    let output = run(
        il2()
            .arg("query")
            .arg(store)
            .args(["--format", "csv", "--sql", sql]),
        0,
    );
    rows(&String::from_utf8(output.stdout).unwrap())
}

fn holds_to_its_answer(mapping: &str) {
    let folder = scratch();
    let (store, list) = (folder.path().join("store"), folder.path().join("rows.csv"));
    let of_mapping = in_repository(&format!("tests/mappings/{mapping}"));
    let raw = of_mapping.join("raw");
    let mut ingest = il2();
    let ingest = ingest.arg("ingest").arg(&raw).args(["--mapping", mapping]);
    run(
        ingest
            .args(["--max-quarantine", "100%", "--store"])
            .arg(&store),
        0,
    );
    let collected = answer(&store, "SELECT * FROM collection WHERE collected");
    for table in [
        "courses",
        "patients",
        "doses",
        "toxicities",
        "not_assessed",
        "vasopressors",
        "dialysis",
        "measurements",
        "medications",
        "stays",
    ] {
        let expected = of_mapping.join(format!("expected/{table}.csv"));
        let is_collected = collected.iter().any(|row| row["table"] == table);
        assert_eq!(is_collected, expected.exists(), "{mapping}: {table}");
        if !is_collected {
            continue;
        }
        let expected = fs::read_to_string(expected).unwrap();
        let names: Vec<&str> = expected.lines().next().unwrap().split(',').collect();
        let sql = format!("SELECT {} FROM {table}", names.join(", "));
        let sorted = |all: Vec<BTreeMap<String, String>>| {
            let mut all: Vec<Vec<String>> = all.iter().map(|row| compared(row, &names)).collect();
            all.sort();
            all
        };
        let (found, expected) = (sorted(answer(&store, &sql)), sorted(rows(&expected)));
        assert_eq!(found, expected, "{mapping}: {table} ({})", names.join(", "));
        // Nothing that the sample does not say has a value; what a plan assumes is no value of the export.
        let others: Vec<&str> = collected
            .iter()
            .filter(|row| row["table"] == table)
            .map(|row| row["column"].as_str())
            .filter(|name| !names.contains(name) && !name.starts_with("x_"))
            .filter(|name| !name.starts_with("planned_") && *name != "baseline_dialysis")
            .collect();
        for name in others {
            let sql = format!("SELECT count({name}) AS n FROM {table}");
            assert_eq!(
                answer(&store, &sql)[0]["n"],
                "0",
                "{mapping}: {table}.{name}"
            );
        }
    }
    // The store names the very files that `init` writes.
    let copy = folder.path().join("copy");
    run(il2().args(["mapping", "init", mapping]).arg(&copy), 0);
    let kept = answer(&store, "SELECT DISTINCT mapping_sha256 FROM mappings");
    let kept: Vec<&str> = kept
        .iter()
        .map(|it| it["mapping_sha256"].as_str())
        .collect();
    assert_eq!(kept, [sha256_of(&copy)], "{mapping}");
    let mut check = il2();
    let check = check.arg("check").arg(&raw).args(["--mapping", mapping]);
    run(check.arg("--rows").arg(&list), 0);
    let expected = fs::read_to_string(of_mapping.join("expected/set_aside.csv")).unwrap();
    let names = ["file", "line", "class", "column"];
    let aside = |text: &str| -> Vec<Vec<String>> {
        rows(text).iter().map(|row| compared(row, &names)).collect()
    };
    assert_eq!(
        aside(&fs::read_to_string(list).unwrap()),
        aside(&expected),
        "{mapping}"
    );
}

#[test]
fn the_sample_of_mar_gives_its_rows() {
    holds_to_its_answer("mar");
}

#[test]
fn the_sample_of_omop_gives_its_rows() {
    holds_to_its_answer("omop");
}

#[test]
fn the_sample_of_clif_gives_its_rows() {
    holds_to_its_answer("clif");
}

#[test]
fn the_sample_of_sdtm_gives_its_rows() {
    holds_to_its_answer("sdtm");
}

#[test]
fn the_sample_of_redcap_gives_its_rows() {
    holds_to_its_answer("redcap");
}

#[test]
fn the_derivation_says_how_doses_and_courses_came_of_administrations() {
    let raw = in_repository("tests/mappings/mar/raw");
    let mut check = il2();
    let told = said(&run(
        check.arg("check").arg(raw).args(["--mapping", "mar"]),
        0,
    ));
    has(
        &told,
        &[
            "word of an action that no table has: `Zapped`: 4",
            "derivation: 71 administrations → 60 doses → 8 cycles → 6 courses",
            "text of a reason that no table has: `per attending`: 1",
            "note `unknown_action`: 4 rows, first at sample/MAR_2131.csv: line 7",
            "note `patient_twice`: 1 row, first at sample/patients.csv: line 4",
            "days between cycles",
            "doses within 10% of same_dose_minutes: 0",
        ],
    );
}

#[test]
fn a_raw_export_without_a_mapping_is_told_which_one_reads_it() {
    for (mapping, exit_code, what) in [
        ("mar", 4, "a MAR extract"),
        ("omop", 3, "an OMOP extract"),
        ("clif", 3, "a CLIF extract"),
        ("sdtm", 3, "SDTM datasets"),
        ("redcap", 3, "a REDCap export"),
    ] {
        let raw = in_repository(&format!("tests/mappings/{mapping}/raw"));
        for source in [raw.clone(), raw.join("sample")] {
            let told = said(&run(il2().arg("check").arg(source), exit_code));
            let hint = format!("hint: this looks like {what}: `--mapping {mapping}`");
            has(&told, &[&hint]);
        }
    }
}

#[test]
fn an_absent_age_of_a_trial_stays_absent() {
    let (folder, raw) = crate::mappings_bench::sample("sdtm");
    let path = raw.join("sample/dm.xpt");
    let mut bytes = fs::read(&path).unwrap();
    // The age of 35 of the first subject, an IBM float, becomes a missing value, `.`.
    let (age, missing) = (*b"\x42\x23\0\0\0\0\0\0", *b".\0\0\0\0\0\0\0");
    let at = bytes.windows(8).position(|eight| eight == age).unwrap();
    bytes[at..at + 8].copy_from_slice(&missing);
    fs::write(&path, bytes).unwrap();
    let store = folder.path().join("store");
    let mut ingest = il2();
    let ingest = ingest.arg("ingest").arg(&raw).args(["--mapping", "sdtm"]);
    run(
        ingest
            .args(["--max-quarantine", "100%", "--store"])
            .arg(&store),
        0,
    );
    let sql = "SELECT DISTINCT age_years FROM courses WHERE patient_id = 'IL2-S0002'";
    let found = answer(&store, sql);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["age_years"], "");
}

#[test]
fn words_and_units_of_a_site_may_be_in_capitals_and_stand_twice() {
    let (folder, raw) = sample("mar");
    let ours = folder.path().join("ours");
    let mut init = il2();
    run(init.args(["mapping", "init", "mar"]).arg(&ours), 0);
    let doses = |mapping: &str, store: &str| {
        let store = folder.path().join(store);
        let mut ingest = il2();
        let ingest = ingest.arg("ingest").arg(&raw).args(["--mapping", mapping]);
        let told = said(&run(
            ingest
                .args(["--max-quarantine", "100%", "--store"])
                .arg(&store),
            0,
        ));
        let mut query = il2();
        let query = query.arg("query").arg(&store).args(["--format", "csv"]);
        let sql = "SELECT * FROM doses ORDER BY 1, 2, 3, 4, 5";
        (
            run(query.args(["--sql", sql]), 0).stdout,
            told.contains("unknown_action"),
        )
    };
    let before = doses("mar", "before");
    for (file, column) in [("actions.csv", 1), ("il2_units.csv", 0), ("units.csv", 0)] {
        let path = ours.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let (header, rows) = text.split_once('\n').unwrap();
        let loud = rows.lines().map(|row| {
            let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
            cells[column] = format!(" {} ", cells[column].to_uppercase());
            cells.join(",")
        });
        let loud: Vec<String> = loud.collect();
        fs::write(&path, [header, "\n", rows, &loud.join("\n"), "\n"].concat()).unwrap();
    }
    let mapping = ours.to_str().unwrap();
    assert_eq!(doses(mapping, "after"), before);
    // A word whose meaning is none is one that nobody knows.
    let path = ours.join("actions.csv");
    let text = fs::read_to_string(&path).unwrap();
    let text = text.replace(",given", ",done").replace(", GIVEN ", ",done");
    fs::write(&path, text).unwrap();
    assert!(doses(mapping, "unknown").1);
}
