//! A program of two sites without months: the order of courses within a year is not known.

use super::export::{Export, Made, Start, three_a_quarter};
use crate::bench::{assert_same_files, files, scratch};
use std::fs;

/// Ten courses a year at each of two sites, of which the second has events in the last two years; each site's courses in
/// the order that `sequence` gives them.
fn made(sequence: impl Fn(usize) -> usize) -> Made {
    let folder = scratch();
    let exports = folder.path().join("exports");
    fs::create_dir(&exports).unwrap();
    for site in ["elm", "fir"] {
        let mut export = Export::of(100, |place| Start(Some((2010 + place as i64 / 10, 1))));
        let events = |every: usize| (0..100).filter(move |place| place % every == 0);
        let late = (80..100).filter(|_| site == "fir");
        let users: Vec<usize> = events(5)
            .chain(late.filter(|place| place % 5 > 0))
            .collect();
        export = export.vasopressors(&users).harmed(&[7, 63, 64]);
        let courses = export.0["courses"].lines().enumerate();
        let with_sequence = courses.map(|(line, row)| {
            let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
            if line > 0 {
                cells[3] = String::new();
                cells[4] = (sequence(line - 1) + 1).to_string();
            }
            cells.join(",") + "\n"
        });
        let rows: String = with_sequence.collect();
        export.0.insert("courses", rows);
        let written = export.write(&folder.path().join("written"));
        fs::rename(written, exports.join(site)).unwrap();
    }
    Made::at(&exports, folder, &[])
}

#[test]
fn a_grouped_chart_watches_years() {
    let made = made(|place| place);
    made.assert_only_numbers();
    let chart = |level| {
        let row = made.row("results.csv", "safety.chart", &["vasopressor", level]);
        row[0].parse::<f64>().unwrap()
    };
    // Two of ten a year in the baseline of five years; the points are the five that follow.
    assert!((chart("p0_from_baseline") - 0.2).abs() < 1e-12);
    assert!((chart("kind.grouped_cusum") - 5.0).abs() < 1e-12);
    // Periods are years.
    assert!((chart("run_length") - chart("years_to_signal")).abs() < 1e-12);
    assert!(chart("run_length") >= 10.0);
    assert!(chart("p0.lower") < 0.2 && chart("run_length.p0_lower") > chart("run_length"));
    assert!(chart("p0.upper") > 0.2 && chart("run_length.p0_upper") < chart("run_length"));
    // 12 of 20 in the last two years: 12·ln 2 − 20·ln 1.2 = 4.671.
    for year in ["period=2018", "period=2019"] {
        let parts = ["vasopressor", "grouped_cusum.up", year];
        made.row("results.csv", "safety.signal", &parts);
        let sum = made.row("series.csv", "safety.grouped_cusum", &["vasopressor", year]);
        assert_eq!(format!("{:.3}", sum[0].parse::<f64>().unwrap()), "4.671");
        assert_eq!(sum[3..5], ["12", "20"]);
    }
    let page = made.page();
    assert!(page.contains("A CUSUM rises when") && !page.contains("Vertical lines mark the years"));
    for measure in ["safety.cusum", "safety.gap"] {
        assert!(
            made.rows("series.csv", measure, &[]).is_empty(),
            "{measure}"
        );
    }
    assert!(
        made.rows("results.csv", "safety.since_last", &[])
            .is_empty()
    );
    // 200 courses: the probability of any signal is simulated.
    let expected = made.rows("results.csv", "safety.expected_signals", &[]);
    let value = |row: &[String]| row[6].parse::<f64>().unwrap();
    assert_eq!(expected.len(), 2);
    assert!(value(&expected[1]) <= value(&expected[0]) && value(&expected[1]) > 0.0);
}

#[test]
fn a_review_is_the_same_for_every_order_within_periods() {
    let files_of = |made: &Made| {
        let mut files = files(&made.folder.path().join("out"));
        files.retain(|(name, _)| !name.starts_with("store/") && name != "run.json");
        files
    };
    let first = files_of(&made(|place| place));
    for made in [made(|place| 99 - place), made(|place| place * 37 % 100)] {
        assert_same_files(&first, &files_of(&made), "another order is another review");
    }
}

#[test]
fn a_course_without_a_month_leaves_the_order_unknown() {
    // Two sites, so that no sequence orders all; three courses a quarter, of which the first alone may lack its month.
    let kinds = |first: Option<(i64, i64)>| {
        let folder = scratch();
        let exports = folder.path().join("exports");
        fs::create_dir(&exports).unwrap();
        for site in ["elm", "fir"] {
            let start = |place: usize| match place {
                0 if site == "elm" => Start(first),
                _ => three_a_quarter(place),
            };
            let export = Export::of(60, start).harmed(&[7, 31, 50]);
            let written = export.write(&folder.path().join("written"));
            fs::rename(written, exports.join(site)).unwrap();
        }
        let made = Made::at(&exports, folder, &[]);
        let charts = made.rows("results.csv", "safety.chart", &["serious_harm"]);
        let kind = |level: &str| charts.iter().filter(|row| row[4] == level).count();
        (kind("kind.cusum"), kind("kind.grouped_cusum"))
    };
    assert_eq!(kinds(Some((2018, 1))), (1, 0));
    assert_eq!(kinds(None), (0, 1));
}
