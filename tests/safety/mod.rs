//! The safety review: a small program worked by hand, published vectors, and what a page says where there is little.

mod charts;
mod export;
mod page;
mod sentinel;
mod stretches;
mod told;
mod unknown_order;

use crate::bench::{assert_same_files, files, il2, in_repository, run, said, scratch};
use export::{Export, Made, Start, three_a_quarter};
use il2_outcomes::measures::definitions;
use std::fs;

/// Sixty courses in twenty quarters without dialysis: renal toxicity of grade 3 in every tenth of the first thirty, in
/// every third of the last.
fn sixty() -> Export {
    let mut events: Vec<(usize, &str, i64, f64, f64)> = Vec::new();
    for place in 0..60 {
        let every = if place < 30 { 10 } else { 3 };
        if place % every == 0 {
            events.push((place, "Oliguria", 3, 40.0, 90.0));
        }
    }
    // The last course: grade 4 for eight days, from between the fourth dose and the fifth on.
    events.push((59, "Acute kidney injury", 4, 30.0, 222.5));
    Export::of(60, three_a_quarter)
        .toxicities(&events)
        .dialysis(&[])
}

#[test]
fn a_small_program_is_counted_by_hand() {
    let made = Made::of(&sixty(), &[]);
    made.assert_only_numbers();
    // Twelve courses a year; the baseline is the first ten of twenty quarters.
    let courses = made.row(
        "results.csv",
        "safety.courses",
        &["overall", "a_year.counted"],
    );
    assert_eq!(courses[0], "12");
    let renal = |stratum| made.row("results.csv", "safety.toxicity_ge3", &[stratum, "renal"]);
    // 0, 10, 20 of the first thirty; of the last thirty 30, 33 … 57 and the last one.
    assert_eq!(renal("baseline=2018Q1..2020Q2")[3..5], ["3", "30"]);
    assert_eq!(renal("overall")[3..5], ["14", "60"]);
    assert_eq!(renal("latest=2022Q4")[3..5], ["2", "3"]);
    // 0 of 3: 1 − .025^(1/3).
    let dialysis = made.row("results.csv", "safety.dialysis", &["latest=2022Q4"]);
    assert_eq!(dialysis[0..2], ["0", "0"]);
    let upper: f64 = dialysis[2].parse().unwrap();
    assert!((upper - (1.0 - 0.025_f64.powf(1.0 / 3.0))).abs() < 1e-12);
    assert_eq!(dialysis[5], "clopper_pearson");
    // Ten given and one held of fourteen planned.
    let held = made.row("results.csv", "safety.doses_held", &["overall"]);
    assert_eq!(held[3..5], ["60", "840"]);
    // Odds that have more than doubled are noticed.
    let signals = made.rows(
        "results.csv",
        "safety.signal",
        &["toxicity_ge3:renal", "cusum.up"],
    );
    assert!(!signals.is_empty());
    let page = made.page();
    assert!(page.contains("0/60"), "dialysis has a denominator");
    assert!(page.contains("There is one site."));
    assert!(!page.contains("<script"));
}

#[test]
fn a_rate_that_is_given_watches_what_the_baseline_has_not_seen() {
    let made = Made::of(&sixty(), &["--p0", "serious_harm=2%"]);
    let chart = |level| made.row("results.csv", "safety.chart", &["serious_harm", level]);
    assert_eq!(chart("p0_given")[0], "0.02");
    // Ten years of twelve courses.
    let run_length: f64 = chart("run_length")[0].parse().unwrap();
    let years: f64 = chart("years_to_signal")[0].parse().unwrap();
    assert!(run_length >= 120.0 && (run_length / 12.0 - years).abs() < 1e-9);
    // What is given has no limits.
    let limits = made.rows("results.csv", "safety.chart", &["serious_harm", "p0.lower"]);
    assert!(limits.is_empty());
    let without = Made::of(&sixty(), &[]);
    let parts = ["serious_harm", "kind.cusum"];
    assert_eq!(without.rows("results.csv", "safety.chart", &parts).len(), 0);
    without.row(
        "results.csv",
        "safety.chart",
        &["serious_harm", "no_cusum.no_event"],
    );
    assert!(
        without
            .page()
            .contains("not monitored: no event in the baseline")
    );
}

#[test]
fn eras_have_an_exact_trend() {
    let eras = ["--eras", "2018..2020Q2,2020Q3..2022"];
    let untested = Made::of(&sixty(), &eras);
    assert_eq!(untested.rows("results.csv", "safety.trend", &[]).len(), 0);
    let made = Made::of(&sixty(), &[&eras[..], &["--p-values"]].concat());
    let era = |name| made.row("results.csv", "safety.toxicity_ge3", &[name, "renal"]);
    assert_eq!(era("era=2018Q1..2020Q2")[3..5], ["3", "30"]);
    assert_eq!(era("era=2020Q3..2022Q4")[3..5], ["11", "30"]);
    // Two groups: Fisher's exact test of 3 of 30 and 11 of 30, whose margins are even: .03036.
    let p = made.row(
        "results.csv",
        "safety.trend",
        &["toxicity_ge3:renal", "exact"],
    );
    assert!(
        (p[0].parse::<f64>().unwrap() - 0.030_36).abs() < 5e-5,
        "{p:?}"
    );
    // The only test that can be made is adjusted for no other.
    let p = |level| {
        made.row(
            "results.csv",
            "safety.trend",
            &["toxicity_ge3:renal", level],
        )
    };
    assert_eq!(p("adjusted"), p("mid_p"));
}

#[test]
fn annotations_and_a_new_baseline_stand_where_they_belong() {
    let folder = scratch();
    let file = folder.path().join("events.csv");
    fs::write(
        &file,
        "date,label\n2020-07-04,New fluid protocol\n1999,Long ago\n",
    )
    .unwrap();
    let made = Made::of(
        &sixty(),
        &["--rebase", "2020Q3", "--events", file.to_str().unwrap()],
    );
    let event = made.rows(
        "series.csv",
        "safety.event",
        &["period=2020Q3", "New fluid protocol"],
    );
    assert_eq!(event.len(), 1);
    // The present baseline is the first half of what follows.
    let renal = made.row(
        "results.csv",
        "safety.toxicity_ge3",
        &["baseline=2020Q3..2021Q3", "renal"],
    );
    assert_eq!(renal[4], "15");
    assert!(made.page().contains("New fluid protocol"));
}

/// Where every course has a start the review's numbers are those of the book of HD IL-2, with their intervals.
fn assert_same_numbers(results: &str) {
    let mut reader = csv::Reader::from_reader(results.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|record| record.unwrap()).collect();
    let find = |measure: &str, unit: &str, item: &str, level: &str, statistic: &str| {
        let stratum = if measure.starts_with("safety.") {
            "overall"
        } else {
            "regimen=hd_il2"
        };
        let wanted = [measure, unit, stratum, item, level, statistic];
        let row = rows.iter().find(|row| {
            wanted
                .iter()
                .zip(row.iter())
                .all(|(wanted, cell)| *wanted == cell)
        });
        let row = row.unwrap_or_else(|| panic!("no row of {wanted:?}"));
        // From the value to the method.
        row.iter()
            .skip(6)
            .take(6)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let event = |measure: &str, item: &str| find(measure, "course", item, "all", "proportion");
    let same = |ours: &str, theirs: &str| assert_eq!(event(ours, "all"), event(theirs, "all"));
    same("safety.vasopressor", "vasopressor.use");
    same("safety.dialysis", "dialysis.use");
    same("safety.icu_transfer", "care.icu_transfer");
    same("safety.icu", "care.icu_stay");
    for (ours, level) in [
        ("safety.toxicity_any", "any"),
        ("safety.toxicity_ge3", "ge3"),
    ] {
        let of_book =
            |measure: &str, item: &str| find(measure, "course", item, level, "proportion");
        assert_eq!(event(ours, "all"), of_book("toxicity.any", "all"));
        for system in ["renal", "endocrine", "unclassified"] {
            assert_eq!(
                event(ours, system),
                of_book("toxicity.organ_system", system)
            );
        }
    }
    let doses =
        |measure: &str, item: &str, statistic: &str| find(measure, "dose", item, "all", statistic);
    // Per 100, and with an interval.
    assert_eq!(
        doses("safety.doses_held", "all", "rate")[3..5],
        doses("exposure.dose_status", "held", "ratio")[3..5]
    );
    assert_eq!(
        doses("safety.fraction_of_planned", "all", "ratio"),
        doses("exposure.dose_status", "given", "ratio")
    );
}

#[test]
fn a_number_is_the_same_in_the_review_and_in_the_cohort_report() {
    let folder = scratch();
    let out = folder.path().join("out");
    let mut command = il2();
    command.args(["report", "--kind", "all"]);
    command.arg(in_repository("data-samples/program"));
    run(command.arg("--out").arg(&out), 0);
    assert_same_numbers(&fs::read_to_string(out.join("results.csv")).unwrap());
}

#[test]
fn both_kinds_together_leave_the_cohort_report_as_it_was() {
    let folder = scratch();
    let out = folder.path().join("out");
    let mut command = il2();
    command
        .args([
            "report",
            "--kind",
            "all",
            "--title",
            "A simulated high-dose IL-2 program",
        ])
        .arg(in_repository("data-samples/program"));
    run(command.arg("--out").arg(&out), 0);
    let same = |name: &str| {
        let (made, shown) = (
            fs::read(out.join(name)),
            in_repository("reports/program").join(name),
        );
        assert!(made.unwrap() == fs::read(shown).unwrap(), "{name}");
    };
    // Methods are those of the run, with the review's. All before them is the same.
    let [made, shown] = [&out, &in_repository("reports/program")].map(|report| {
        let page = fs::read_to_string(report.join("report.html")).unwrap();
        page.split_once("id=\"methods\"").unwrap().0.to_owned()
    });
    assert!(made == shown, "the results are others");
    same("curves.csv");
    same("patients.csv");
    let book = fs::read_to_string(in_repository("reports/program/results.csv")).unwrap();
    let results = fs::read_to_string(out.join("results.csv")).unwrap();
    let more = results.strip_prefix(&book).unwrap();
    assert!(more.lines().all(|line| line.starts_with("safety.")));
    let page = fs::read_to_string(out.join("safety.html")).unwrap();
    assert!(page.contains("Completeness of the record") && page.contains("<svg"));
    // Nothing of the review is a verdict, and nobody is ranked.
    for word in ["better", "worse", "rank ", "best", "worst"] {
        assert!(!page.to_lowercase().contains(word), "the page says {word}");
    }
}

#[test]
fn a_review_is_the_same_for_any_number_of_threads() {
    let folder = scratch();
    let export = sixty()
        .vasopressors(&[1, 5, 9, 31, 40, 59])
        .write(folder.path());
    let made = |threads: &str| {
        let out = folder.path().join(threads);
        let mut command = il2();
        command
            .env("RAYON_NUM_THREADS", threads)
            .args(["report", "--kind", "safety"]);
        run(command.arg(&export).arg("--out").arg(&out), 0);
        let mut files = files(&out);
        files.retain(|(name, _)| !name.starts_with("store/"));
        files
    };
    assert_same_files(&made("1"), &made("4"), "other bytes with other threads");
}

#[test]
fn an_option_that_has_no_place_is_told() {
    let folder = scratch();
    let export = sixty().write(folder.path());
    let fails = |options: &[&str]| {
        let mut command = il2();
        command.arg("report").arg(&export).args(options);
        let output = run(command.arg("--out").arg(folder.path().join("out")), 2);
        said(&output)
    };
    let told = fails(&["--baseline", "2020..2021"]);
    assert!(
        told.contains("--baseline: belongs to `--kind safety` and `--kind all`"),
        "{told}"
    );
    let told = fails(&["--kind", "safety", "--baseline", "1990..1991"]);
    assert!(told.contains("they are quarters, 2018Q1..2022Q4"), "{told}");
    let told = fails(&["--kind", "safety", "--baseline", "2020..2019"]);
    assert!(
        told.contains("`2020..2019` ends before it begins"),
        "{told}"
    );
    let told = fails(&[
        "--kind",
        "safety",
        "--p0",
        "vasopressor=0.1,serious_harm=0.1,vasopressor=0.2",
    ]);
    assert!(
        told.contains("--p0: `vasopressor` is given more than once"),
        "{told}"
    );
    let told = fails(&["--kind", "safety", "--p0", "flying=0.1"]);
    assert!(
        told.contains("`flying` has no CUSUM: there are toxicity_ge3:cardiovascular, "),
        "{told}"
    );
    let told = fails(&["--kind", "safety", "--p0", "vasopressor=1.5"]);
    assert!(told.contains("not between 0 and 1"), "{told}");
    assert!(!folder.path().join("out").exists());
}

#[test]
fn little_is_said_to_be_little() {
    // No event at all.
    let none = Export::of(40, three_a_quarter)
        .toxicities(&[])
        .dialysis(&[])
        .vasopressors(&[]);
    let made = Made::of(&none, &[]);
    made.assert_only_numbers();
    let page = made.page();
    assert!(page.contains("None in any course: Capillary leak and fluid retention (0/40)"));
    assert!(page.contains("Sentinel events: internal, not to leave the site (none)"));
    // One period.
    let one =
        Export::of(12, |_| Start(Some((2021, 2)))).toxicities(&[(3, "Oliguria", 3, 40.0, 90.0)]);
    let made = Made::of(&one, &[]);
    made.assert_only_numbers();
    let page = made.page();
    assert!(page.contains("There is one period alone"));
    assert!(page.contains("There is one period: there are no eras to compare."));
    assert!(!page.contains("<svg"), "an empty chart is drawn");
    // What nobody collected is no zero.
    assert!(page.contains("Not collected by any site, which does not mean that none occurred"));
    assert_eq!(
        made.row("results.csv", "safety.dialysis", &["overall"])[6],
        "not_collected"
    );
    assert_eq!(made.rows("results.csv", "safety.dialysis", &[]).len(), 2);
    // One course; and one of which no dose was given.
    let made = Made::of(&Export::of(1, |_| Start(Some((2021, 2)))), &[]);
    made.assert_only_numbers();
    assert!(made.page().contains("1 treated course at site harbor"));
    let mut untreated = Export::of(1, |_| Start(Some((2021, 2))));
    untreated.0.insert(
        "doses",
        "course_id,cycle,dose_number,status\nC0,1,1,held\n".to_owned(),
    );
    let made = Made::of(&untreated, &[]);
    made.assert_only_numbers();
    assert!(
        made.page()
            .contains("No course has a dose given: there is nothing to review.")
    );
}

#[test]
fn the_documentation_has_the_words_of_the_program() {
    let shown = fs::read_to_string(in_repository("docs/safety-review.md")).unwrap();
    for measure in definitions() {
        if !measure.name.starts_with("safety.") {
            continue;
        }
        let units: Vec<&str> = measure.grain.iter().map(|unit| unit.name()).collect();
        let words = format!(
            "### {}\n\n`{}`\n\n- **Counts**: {}\n- **Out of**: {}\n- **Unknown**: {}\n- **Grain**: {}\n- **Interval**: {}\n- **Source**: {}\n",
            measure.title,
            measure.name,
            measure.counts,
            measure.out_of,
            measure.unknown,
            units.join(", "),
            measure.interval,
            measure.source
        );
        assert!(
            shown.contains(&words),
            "docs/safety-review.md lacks:\n{words}"
        );
    }
}
