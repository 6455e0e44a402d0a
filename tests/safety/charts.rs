//! Charts and funnels with known numbers: published vectors, blocks, gaps, five sites.

use super::export::{Export, Made, Start, three_a_quarter};
use crate::bench::scratch;
use std::fs;
use std::path::Path;

#[test]
fn courses_without_dates_are_blocks() {
    let made = Made::of(
        &Export::of(60, |_| Start(None)).dialysis(&[2, 41]),
        &["--baseline", "1..2"],
    );
    made.assert_only_numbers();
    let dialysis = |stratum| made.row("results.csv", "safety.dialysis", &[stratum]);
    assert_eq!(dialysis("baseline=1..2")[3..5], ["1", "20"]);
    assert_eq!(dialysis("latest=6")[3..5], ["0", "10"]);
    assert!(
        made.page()
            .contains("blocks 1–6 of courses in sequence (start dates not recorded)")
    );
    assert!(made.page().contains("40 courses a year (assumed"));
    // A block is named as one: its number alone says nothing.
    for words in [
        "2 sentinel episodes (0 in block 6) in 2 patients; none with a death.",
        "Latest: block 6",
        "Baseline: blocks 1–2",
    ] {
        assert!(made.page().contains(words), "{words}");
    }
}

#[test]
fn published_gaps_have_their_exact_limits() {
    // Benneyan's numbers of days as courses; with p = 1/18.4 the .99865 quantile is 118, the .00135 quantile 0.
    let mut events = vec![0];
    for gap in [14, 21, 6, 33, 2, 41, 17, 9, 28, 3] {
        events.push(events[events.len() - 1] + gap + 1);
    }
    let n = events[events.len() - 1] + 1;
    let export = Export::of(n, |_| Start(None)).harmed(&events);
    let made = Made::of(&export, &["--p0", "serious_harm=0.05434782608695652"]);
    let gaps = made.rows("series.csv", "safety.gap", &["serious_harm"]);
    let values: Vec<&str> = gaps.iter().map(|row| row[6].as_str()).collect();
    assert_eq!(
        values,
        ["14", "21", "6", "33", "2", "41", "17", "9", "28", "3"]
    );
    assert_eq!((gaps[0][7].as_str(), gaps[0][8].as_str()), ("0", "118"));
}

#[test]
fn a_published_cusum_has_its_sums() {
    // p₀ .05 and 0 0 1 0 1 1 0 0 0 1 after a baseline of ten.
    let export = Export::of(20, |_| Start(None)).harmed(&[12, 14, 15, 19]);
    let made = Made::of(
        &export,
        &["--p0", "serious_harm=0.05", "--courses-a-year", "1000"],
    );
    let sum = |course: usize| {
        let stratum = format!("course={course};period=2");
        let row = made.row("series.csv", "safety.cusum", &["serious_harm", &stratum]);
        format!("{:.6}", row[0].parse::<f64>().unwrap())
    };
    let sums = [13, 14, 15, 16, 19, 20].map(sum);
    assert_eq!(
        sums,
        [
            "0.644357", "0.595567", "1.239924", "1.884281", "1.737910", "2.382267"
        ]
    );
}

/// Five copies of one site, of which one has dialysis in every course.
fn five_sites(folder: &Path) {
    for (site, courses) in [
        ("a", 0..0),
        ("b", 0..1),
        ("c", 0..1),
        ("d", 0..0),
        ("e", 0..10),
    ] {
        let dialysed: Vec<usize> = courses.collect();
        let export = Export::of(10, three_a_quarter).dialysis(&dialysed);
        let written = export.write(folder);
        fs::rename(written, folder.join(site)).unwrap();
    }
}

#[test]
fn five_sites_have_a_funnel_of_exact_tails() {
    let folder = scratch();
    let exports = folder.path().join("exports");
    fs::create_dir(&exports).unwrap();
    five_sites(&exports);
    let made = Made::at(&exports, folder, &[]);
    // 12 of 50: P(X ≥ 10) = .24¹⁰, P(X ≤ 0) = .76¹⁰.
    let tail = |site, level| {
        let row = made.row(
            "results.csv",
            "safety.site_tail",
            &[site, "dialysis", level],
        );
        row[0].parse::<f64>().unwrap()
    };
    assert!((tail("site_id=e", "at_least") - 0.24_f64.powi(10)).abs() < 1e-15);
    assert!((tail("site_id=a", "at_most") - 0.76_f64.powi(10)).abs() < 1e-12);
    let page = made.page();
    assert!(page.contains("figure-safety_sites") && page.contains("nobody is ranked"));
    assert!(page.contains("The funnel shows how far each site lies"));
    // Four sites have a table alone.
    let folder = scratch();
    let exports = folder.path().join("exports");
    fs::create_dir(&exports).unwrap();
    five_sites(&exports);
    fs::remove_dir_all(exports.join("d")).unwrap();
    let made = Made::at(&exports, folder, &[]);
    assert_eq!(made.rows("results.csv", "safety.site_tail", &[]).len(), 0);
    assert_eq!(
        made.row("results.csv", "safety.dialysis", &["site_id=e"])[3..5],
        ["10", "10"]
    );
}

#[test]
fn a_quarter_without_a_course_is_a_gap() {
    let export = Export::of(36, |place| {
        // The sixth quarter has none.
        let quarter = if place >= 15 {
            place / 3 + 1
        } else {
            place / 3
        } as i64;
        Start(Some((2018 + quarter / 4, quarter % 4 * 3 + 3)))
    });
    let made = Made::of(&export.harmed(&[4, 20]), &[]);
    let point = made.row(
        "series.csv",
        "safety.points",
        &["serious_harm", "period=2019Q2"],
    );
    assert_eq!(
        (point[0].as_str(), point[4].as_str(), point[6].as_str()),
        ("", "0", "not_estimable")
    );
    assert_eq!(
        made.rows("series.csv", "safety.points", &["serious_harm", "watched"])
            .len(),
        7
    );
}
