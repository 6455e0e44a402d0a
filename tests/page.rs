//! The page as a reader gets it: self-contained, and honest about what was not collected.

use crate::bench::{il2, in_repository, run, scratch};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

pub(crate) fn page(export: &str) -> String {
    let folder = scratch();
    let out = folder.path().join("out");
    run(
        il2()
            .args(["report", "--title", "Doses & <toxicity>"])
            .arg(in_repository(export))
            .arg("--out")
            .arg(&out),
        0,
    );
    fs::read_to_string(out.join("report.html")).unwrap()
}

/// The part of a page that is one section.
pub(crate) fn section<'a>(page: &'a str, id: &str) -> &'a str {
    let from = page.find(&format!("<section id=\"{id}\"")).unwrap();
    let length = page[from..].find("</section>").unwrap();
    &page[from..from + length]
}

#[test]
fn the_page_needs_no_script_and_no_network() {
    let page = page("data-samples/program");
    for word in ["<script", "src=", "href=\"http", "url(", "@import", "<link"] {
        assert!(!page.contains(word), "the page holds {word}");
    }
    assert_eq!(page.matches("<svg").count(), 12);
}

#[test]
fn a_title_is_text_and_never_markup() {
    let page = page("data-samples/tiny");
    assert!(page.contains("<h1>Doses &amp; &lt;toxicity&gt;</h1>"));
    assert!(!page.contains("<toxicity>"));
}

#[test]
fn what_was_not_collected_is_said_in_a_sentence_and_is_no_percentage() {
    let page = page("data-samples/published");
    for id in ["toxicity", "support"] {
        let section = section(&page, id);
        assert!(section.contains("Not collected: no site"), "{id}");
        assert!(!section.contains('%'), "{id}: {section}");
    }
    assert!(section(&page, "about").contains("not collected"));
}

#[test]
fn a_group_of_patients_has_a_column_in_every_table_that_splits() {
    let folder = scratch();
    let tables = tables(folder.path(), &["--by", "regimen"]);
    let split = [
        "flow",
        "characteristics",
        "doses_given",
        "exposure",
        "dose_retention",
        "adverse_events",
        "organ_systems",
        "terms",
        "event_rates",
        "vasopressors",
        "dialysis",
        "kidney",
        "icu",
        "response",
        "survival",
        "deaths",
    ];
    for name in split {
        let heads = &tables[name][0];
        for group in ["HD IL-2", "TIL"] {
            assert!(
                heads.iter().any(|head| head.starts_with(group)),
                "{name}: {heads:?}"
            );
        }
    }
    // Regimens differ in their plan and in what came before IL-2, and diseases in response: there is no number of both. Who
    // was treated is counted of all.
    for (name, rows) in tables.iter().filter(|(name, _)| *name != "quality_summary") {
        let has_all = rows[0].iter().any(|head| head.starts_with("All"));
        let counts_patients = ["flow", "characteristics"].contains(&name.as_str());
        assert_eq!(has_all, counts_patients, "{name}: {:?}", rows[0]);
    }
}

#[test]
fn more_groups_than_fit_are_whole_in_the_csv_file_and_the_page_says_so() {
    let folder = scratch();
    let tables = tables(folder.path(), &["--by", "start_year"]);
    // Eight years, none of one regimen; the page has six.
    let of_counts = tables["vasopressors"][0].iter();
    assert_eq!(of_counts.filter(|head| head.ends_with(", n")).count(), 8);
    let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    let vasopressors = section(&page, "support");
    let heads = &vasopressors[..vasopressors.find("</thead>").unwrap()];
    assert_eq!(heads.matches("<th scope=\"col\">").count(), 1 + 6);
    assert!(vasopressors.contains("2 more groups are in the CSV file"));
}

#[test]
fn the_page_says_what_a_reader_could_take_for_something_else() {
    let page_of_program = page("data-samples/program");
    // A site that did not collect vasopressors.
    assert!(section(&page_of_program, "about").contains("Collected at 4 of 5 sites"));
    assert!(section(&page_of_program, "toxicity").contains("All-cause"));
    let page = page("data-samples/tiny");
    let toxicity = section(&page, "toxicity");
    assert!(toxicity.contains("Graded by CTCAE; the version was not recorded."));
    assert!(!toxicity.contains("CTCAE v") && !toxicity.contains("CTCAE 5"));
    assert!(section(&page, "outcome").contains("Response criteria were not exported."));
    assert!(!page.contains("Fisher"));
}

#[test]
fn every_number_of_a_table_is_in_the_results_of_its_group() {
    let folder = scratch();
    let tables = tables(folder.path(), &["--by", "regimen"]);
    let out = folder.path().join("out");
    let mut numbers = numbers_by_stratum(&out.join("results.csv"));
    // Values by day are points of curves.
    for (stratum, of_curves) in numbers_by_stratum(&out.join("curves.csv")) {
        numbers.entry(stratum).or_default().extend(of_curves);
    }
    let mut n_checked = 0;
    let heads = [
        ("HD IL-2", "regimen=hd_il2"),
        ("TIL", "regimen=til_il2"),
        ("All", "overall"),
    ];
    for (name, rows) in &tables {
        for row in &rows[1..] {
            // Years are summed into eras.
            if row[0].starts_with("Year of the first treated course") {
                continue;
            }
            for (cell, head) in row.iter().zip(&rows[0]) {
                let Some((_, stratum)) = heads.iter().find(|(group, _)| head.starts_with(group))
                else {
                    continue;
                };
                let cell = cell
                    .replace("95% CI", "")
                    .replace(',', "")
                    .replace('−', "-");
                let is_of_number = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
                for number in cell
                    .split(|c| !is_of_number(c))
                    .filter(|piece| !piece.is_empty())
                {
                    assert!(
                        numbers[*stratum].contains(number),
                        "{name}, {}, {head}: {number} of {cell}",
                        row[0]
                    );
                    n_checked += 1;
                }
            }
        }
    }
    assert!(n_checked > 2000, "{n_checked}");
}

#[test]
fn no_column_pools_the_regimens_that_a_patient_had_one_after_the_other() {
    // Both patients had HD IL-2 first, so that all are of one regimen; one had IL-2 after TIL later.
    let folder = scratch();
    let export = folder.path().join("harbor");
    fs::create_dir(&export).unwrap();
    let courses = "course_id,patient_id,course_number,start_day,regimen\n\
        C0,P0,1,0,hd_il2\nC1,P0,2,200,til_il2\nC2,P1,1,0,hd_il2\n";
    let doses = "course_id,cycle,dose_number,status\nC0,1,1,given\nC1,1,1,given\nC2,1,1,given\n";
    fs::write(export.join("courses.csv"), courses).unwrap();
    fs::write(export.join("doses.csv"), doses).unwrap();
    let out = folder.path().join("out");
    run(il2().arg("report").arg(&export).arg("--out").arg(&out), 0);
    let table = fs::read_to_string(out.join("tables/doses_given.csv")).unwrap();
    let heads = csv::Reader::from_reader(table.as_bytes());
    let heads: Vec<String> = { heads }
        .headers()
        .unwrap()
        .iter()
        .filter_map(|head| Some(head.strip_suffix(", n")?.to_owned()))
        .collect();
    assert_eq!(heads, ["HD IL-2 (N = 2)", "TIL (N = 0)"]);
}

/// The tables of a report of the simulated program that show results, each a list of rows.
pub(crate) fn tables(folder: &Path, options: &[&str]) -> BTreeMap<String, Vec<Vec<String>>> {
    let out = folder.join("out");
    let sample = in_repository("data-samples/program");
    run(
        il2()
            .arg("report")
            .arg(sample)
            .arg("--out")
            .arg(&out)
            .args(options),
        0,
    );
    let mut tables = BTreeMap::new();
    for entry in fs::read_dir(out.join("tables")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_path(&path)
            .unwrap();
        let records = reader.records().map(|record| record.unwrap());
        let rows = records.map(|record| record.iter().map(str::to_owned).collect());
        tables.insert(name, rows.collect());
    }
    tables
}

/// What can be printed of the numbers of each stratum: as they are, rounded, in percent, days in months.
fn numbers_by_stratum(results: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut printed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(results).unwrap();
    for record in reader.records() {
        let record = record.unwrap();
        let of_stratum = printed.entry(record[2].to_owned()).or_default();
        for column in 6..11 {
            let Ok(number) = record[column].parse::<f64>() else {
                continue;
            };
            of_stratum.insert(record[column].to_owned());
            for (scaled, decimals) in [(number, 3), (number * 100.0, 2), (number / 30.4375, 2)] {
                for decimals in 0..decimals {
                    // Halves are rounded away from zero; a quantile may lie one float beside one.
                    let nudged = scaled + scaled.signum() * 1e-9;
                    for scaled in [scaled, nudged] {
                        of_stratum.insert(format!("{scaled:.decimals$}"));
                    }
                }
            }
        }
    }
    printed
}

#[test]
fn a_head_of_one_course_is_in_the_singular() {
    let folder = scratch();
    let export = folder.path().join("export");
    fs::create_dir(&export).unwrap();
    for (table, text) in [
        ("courses", "course_id,patient_id\nC1,P1\n"),
        (
            "doses",
            "course_id,cycle,dose_number,status\nC1,1,1,given\nC1,1,2,given\n",
        ),
    ] {
        fs::write(export.join(format!("{table}.csv")), text).unwrap();
    }
    let out = folder.path().join("out");
    let mut command = il2();
    run(command.arg("report").arg(&export).arg("--out").arg(&out), 0);
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("N = 1 course<"));
    assert!(page.contains("(N\u{a0}=\u{a0}1 course)"));
    for plural in ["1 courses", "1 cycles"] {
        let mut found = page.match_indices(plural).map(|(at, _)| at);
        let is_whole = |at: usize| !page[..at].ends_with(|c: char| c.is_ascii_digit() || c == '/');
        assert_eq!(found.find(|&at| is_whole(at)), None, "{plural}");
    }
}

#[test]
fn a_reader_learns_who_is_not_in_a_curve_and_which_groups_are_very_small() {
    let page = page("data-samples/program");
    for part in [
        // 66 patients are treated, 65 followed.
        "Not in the curve (start of treatment, or days of death and last contact, not known): HD IL-2, melanoma, 1 of 66.",
        "who could be identified (keep this report at the site): HD IL-2, uveal melanoma (N = 1).",
        "Estimates of 0% and 100% from a curve have no 95% CI.",
        // 84 courses had a vasopressor; of three the quartiles say nothing.
        "HD IL-2: n = 77 of 84; median 0.07",
        "TIL: n = 3 of 3; 0.04, 0.05 and 0.24.",
        "Clopper–Pearson (exact binomial) in a column where every patient has one",
    ] {
        assert!(page.contains(part), "{part}");
    }
    // One wording of the start of survival time.
    let methods = section(&page, "methods");
    assert!(methods.contains("from the start of the first treated course to death"));
    assert!(methods.contains("censored at the last assessment of the tumor"));
    assert!(!page.contains("from the first dose of the first treated course"));
}
