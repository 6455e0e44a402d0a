//! The order of the page: results first, numbered; methods, data quality, definitions and queries closed behind them; and the
//! sentences of its summary.

use crate::bench::scratch;
use crate::page::{page, section, tables};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The texts between each `from` and the next `to`.
fn between<'a>(page: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let after = page.split(from).skip(1);
    after.map(|rest| rest.split(to).next().unwrap()).collect()
}

#[test]
fn results_come_first_and_what_is_behind_them_is_closed() {
    let page = page("data-samples/program");
    let sections = between(&page, "<section id=\"", "<h2>");
    let ids: Vec<&str> = sections
        .iter()
        .map(|section| section.split('"').next().unwrap())
        .collect();
    let closed = ["methods", "data-quality", "definitions", "queries"];
    let open = [
        "about",
        "patients",
        "exposure",
        "toxicity",
        "support",
        "laboratory",
        "outcome",
    ];
    assert_eq!(ids, [&open[..], &closed].concat());
    for (id, section) in ids.iter().zip(&sections) {
        let is_closed = section.contains("<details>") && section.contains("class=\"closed\"");
        assert_eq!(is_closed, closed.contains(id), "{id}");
        // The link of the contents goes to what opens.
        let target = if is_closed {
            format!("href=\"#{id}-content\"")
        } else {
            format!("href=\"#{id}\"")
        };
        assert!(page.contains(&target), "{target}");
    }
    assert!(section(&page, "methods").contains("<h3>Statistical analysis</h3>"));
    assert!(section(&page, "data-quality").contains("table-sources"));
}

#[test]
fn every_table_and_figure_has_a_number_in_order_and_an_anchor() {
    let page = page("data-samples/program");
    let mut labels = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
    for part in between(&page, " id=\"table-", "<div class=\"scroll\"") {
        let id = part.split('"').next().unwrap();
        let (label, is_folded) = match part.split_once(&format!("<a href=\"#table-{id}\">Table ")) {
            Some((_, rest)) => (rest, false),
            None => (part.split_once("<summary><h3>Table ").unwrap().1, true),
        };
        let number = label.split('.').next().unwrap();
        match number.strip_prefix('S') {
            Some(number) => labels[1].push(number.parse::<usize>().unwrap()),
            None => labels[0].push(number.parse().unwrap()),
        }
        assert!(!is_folded || number.starts_with('S'), "{id}: {number}");
    }
    for part in between(&page, "<figure id=\"", "</figure>") {
        let number = part.split_once(">Figure ").unwrap().1;
        let number = number.split('.').next().unwrap();
        let is_folded = part.contains("<summary><h3>Figure ");
        assert_eq!(number.starts_with('S'), is_folded, "{number}");
        let number = number.trim_start_matches('S').parse().unwrap();
        labels[if is_folded { 3 } else { 2 }].push(number);
    }
    for (numbers, least) in labels.iter().zip([6, 6, 6, 2]) {
        let in_order: Vec<usize> = (1..=numbers.len()).collect();
        assert_eq!(numbers, &in_order);
        assert!(numbers.len() >= least);
    }
    assert!(page.contains(">Table 1.</a> Characteristics of treated patients</h3>"));
    let ids: BTreeSet<&str> = between(&page, " id=\"", "\"").into_iter().collect();
    for target in between(&page, "href=\"#", "\"") {
        assert!(ids.contains(target), "{target}");
    }
}

#[test]
fn what_a_figure_shows_is_a_closed_table_of_its_section() {
    let page = page("data-samples/program");
    for (figure, table) in [
        ("doses_tolerated", "dose_retention"),
        ("dose_retention", "dose_retention"),
        ("end_reasons", "end_reasons"),
        ("toxicity_by_organ_system", "organ_systems"),
        ("severe_toxicity", "organ_systems"),
        ("time_to_resolution", "resolution"),
        ("overall_survival", "survival"),
        ("progression_free_survival", "survival"),
        ("laboratory_course", "laboratory_course"),
        ("laboratory_shift", "laboratory_shift"),
    ] {
        assert!(page.contains(&format!("<figure id=\"figure-{figure}\"")));
        assert!(
            page.contains(&format!("<details id=\"closed-{table}\">")),
            "{table}"
        );
    }
    assert!(!page.contains("id=\"closed-characteristics\""));
    // Values and their grades are closed, figures and tables alike.
    let laboratory = section(&page, "laboratory");
    let parts = laboratory.matches("id=\"table-").count() + laboratory.matches("<figure").count();
    assert_eq!(laboratory.matches("<details id=\"closed-").count(), parts);
    assert_eq!(parts, 11);
}

#[test]
fn an_organ_system_has_a_row_with_an_interval_above_its_terms() {
    let page = page("data-samples/program");
    let toxicity = section(&page, "toxicity");
    let from = toxicity.find("id=\"table-terms\"").unwrap();
    let terms = &toxicity[from..];
    let terms = &terms[..terms.find("</table>").unwrap()];
    for heading in ["Any grade", "Grade ≥ 3", "3", "4", "5"] {
        assert!(
            terms.contains(&format!("<th scope=\"col\">{heading}</th>")),
            "{heading}"
        );
    }
    let head = between(
        terms,
        "<tr class=\"head\"><th scope=\"row\">Cardiovascular</th>",
        "</tr>",
    );
    assert_eq!(head[0].matches("95% CI").count(), 2, "{}", head[0]);
    let term = between(terms, "<tr class=\"grouped\">", "</tr>");
    assert!(term.len() > 50 && term.iter().all(|row| !row.contains("95% CI")));
    assert!(!terms.contains("Any event") && terms.contains("<td><span>0</span></td>"));
}

/// A row of results.csv of patients, courses or cycles.
fn row(results: &Path, key: [&str; 6]) -> csv::StringRecord {
    let mut reader = csv::Reader::from_path(results).unwrap();
    let mut records = reader.records().map(|record| record.unwrap());
    let is_it = |record: &csv::StringRecord| (0..6).all(|column| &record[column] == key[column]);
    records.find(is_it).unwrap_or_else(|| panic!("{key:?}"))
}

/// `65 of 114 (57.0%; 95% CI, 47.4–66.3)`, from a row; without `of 114` where that is the whole group.
fn share(row: &csv::StringRecord, of_group: &str) -> String {
    let number = |column: usize| row[column].parse::<f64>().unwrap();
    let decimals = usize::from(number(10) >= 100.0);
    let percent = |column| format!("{:.decimals$}", 100.0 * number(column));
    let counted = if &row[10] == of_group {
        row[9].to_owned()
    } else {
        format!("{} of {}", &row[9], &row[10])
    };
    format!(
        "{counted} ({}%; 95% CI, {}–{})",
        percent(6),
        percent(7),
        percent(8)
    )
}

#[test]
fn the_sentences_of_the_summary_are_those_of_the_results() {
    let folder = scratch();
    tables(folder.path(), &[]);
    let results = folder.path().join("out/results.csv");
    let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    let found = between(&page, "<ul class=\"findings\">", "</ul>");
    let sentences = between(found[0], "<li>", "</li>");
    assert_eq!(sentences.len(), 3);
    let n = |stratum: &str, unit: &str| {
        let key = ["cohort.flow", unit, stratum, "treated", "all", "count"];
        row(&results, key)[6].to_owned()
    };
    for (stratum, given) in [("regimen=hd_il2", "HD IL-2"), ("regimen=til_il2", "TIL")] {
        let patients = n(stratum, "patient");
        let of = |measure| {
            let key = [measure, "patient", stratum, "all", "all", "proportion"];
            share(&row(&results, key), &patients)
        };
        let said = format!(
            "f {patients} patients given {given}, {} needed a vasopressor and {} had new dialysis",
            of("vasopressor.use"),
            of("dialysis.use")
        );
        assert!(sentences[0].contains(&said), "{said}: {}", sentences[0]);
        let median = |statistic| {
            let measure = "exposure.doses_given";
            row(
                &results,
                [measure, "course", stratum, "all", "all", statistic],
            )[6]
            .to_owned()
        };
        let said = format!(
            "atients given {given} had a median of {} doses per course (IQR, {}–{}; {} courses)",
            median("median"),
            median("q1"),
            median("q3"),
            n(stratum, "course")
        );
        assert!(sentences[1].contains(&said), "{said}: {}", sentences[1]);
    }
    let key = [
        "exposure.end_reason",
        "cycle",
        "regimen=hd_il2",
        "cardiovascular",
        "all",
        "proportion",
    ];
    let reason = row(&results, key);
    let said = format!(
        "did so most often for cardiovascular toxicity ({} of {}; {:.1}%)",
        &reason[9],
        &reason[10],
        100.0 * reason[6].parse::<f64>().unwrap()
    );
    assert!(sentences[1].contains(&said), "{said}");
    // Diseases are not pooled in response.
    for (diagnosis, with) in [
        ("melanoma", "melanoma"),
        ("renal_cell_carcinoma", "renal cell carcinoma"),
    ] {
        let stratum = format!("regimen=hd_il2;diagnosis={diagnosis}");
        let patients = n(&stratum, "patient");
        let key = [
            "outcome.objective_response",
            "patient",
            &stratum,
            "all",
            "all",
            "proportion",
        ];
        let said = format!(
            "f {patients} patients with {with} given HD IL-2, {} had an objective response and ",
            share(&row(&results, key), &patients)
        );
        assert!(sentences[2].contains(&said), "{said}: {}", sentences[2]);
    }
}

#[test]
fn what_nobody_collected_is_in_no_sentence() {
    let page = page("data-samples/published");
    let about = section(&page, "about");
    assert!(!about.contains("needed a vasopressor") && !about.contains("died within"));
}

#[test]
fn dark_style_is_for_screens_and_no_element_has_a_style_of_its_own() {
    let page = page("data-samples/tiny");
    assert!(page.contains("@media screen and (prefers-color-scheme: dark)"));
    let style = page.find("</style>").unwrap();
    for tag in between(&page[style..], "<", ">") {
        let is_drawing = [
            "text", "rect", "line", "path", "circle", "polyline", "polygon", "g", "svg",
        ]
        .iter()
        .any(|name| tag.split(' ').next() == Some(name));
        assert!(is_drawing || !tag.contains(" style="), "{tag}");
    }
}
