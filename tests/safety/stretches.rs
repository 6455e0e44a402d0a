//! Whom a review is of, and where its charts begin anew: several regimens, another CTCAE version.

use super::export::{Export, Made, Start, three_a_quarter};

/// Sixty courses with another cell in each row of courses.
fn with_column(export: Export, column: &str, cell: impl Fn(usize) -> &'static str) -> Export {
    let mut export = export;
    let lines = export.0["courses"].lines().enumerate();
    let rows: String = lines
        .map(|(line, row)| match line {
            0 => format!("{row},{column}\n"),
            _ => format!("{row},{}\n", cell(line - 1)),
        })
        .collect();
    export.0.insert("courses", rows);
    export
}

#[test]
fn a_review_of_several_regimens_is_of_high_dose_il_2() {
    let regimens = |place: usize| match place % 5 {
        0 => "til_il2",
        1 if place == 11 => "other",
        _ => "hd_il2",
    };
    let export = || with_column(Export::of(60, three_a_quarter), "regimen", regimens);
    let courses = |options: &[&str]| {
        let made = Made::of(&export(), options);
        let rows = made.rows("results.csv", "safety.courses", &["overall"]);
        let mut of_all = rows.into_iter().filter(|row| row[4] == "all");
        of_all.next().unwrap()[6].clone()
    };
    assert_eq!(courses(&[]), "47");
    assert_eq!(courses(&["--where", "regimen = 'til_il2'"]), "12");
    assert_eq!(courses(&["--where", "course_id <> 'C0'"]), "59");
}

#[test]
fn charts_of_grades_begin_anew_with_another_version() {
    let events: Vec<(usize, &str, i64, f64, f64)> = (0..60)
        .filter(|place| place % 4 == 0)
        .map(|place| (place, "Oliguria", 3, 40.0, 90.0))
        .collect();
    // From the ninth quarter on version 5.0, but for one course; two have none.
    let version = |place: usize| match place {
        3 | 57 => "",
        0..24 | 30 => "4.03",
        _ => "5.0",
    };
    let export = Export::of(60, three_a_quarter)
        .toxicities(&events)
        .vasopressors(&[1, 5, 20, 40]);
    let made = Made::of(&with_column(export, "ctcae_version", version), &[]);
    // Twelve quarters are left of twenty: six are the baseline.
    let renal = |stratum| made.row("results.csv", "safety.toxicity_ge3", &[stratum, "renal"]);
    assert_eq!(renal("baseline=2020Q1..2021Q2")[3..5], ["5", "18"]);
    assert_eq!(renal("since_baseline=2021Q3..2022Q4")[3..5], ["4", "18"]);
    let pressors = |stratum| made.row("results.csv", "safety.vasopressor", &[stratum]);
    assert_eq!(pressors("baseline=2018Q1..2020Q2")[4], "30");
    // The course of the other version is left out of the chart.
    let point = made.row(
        "series.csv",
        "safety.points",
        &["toxicity_ge3:renal", "period=2020Q3"],
    );
    assert_eq!(point[4], "2");
    let page = made.page();
    assert!(page.contains("CTCAE version not recorded for 2 courses."));
    assert!(page.contains("1 course graded by another CTCAE version"));
    // The change is marked, and tables that pool versions say so: eras here, since there is one site and no published rate.
    assert!(page.contains("change of CTCAE version") && page.contains("CTCAE 5.0"));
    let pooled =
        "pool courses graded by CTCAE 4.03 and 5.0 with 2 courses without a recorded version";
    assert!(page.matches(pooled).count() >= 1);
    let without = Made::of(&Export::of(60, three_a_quarter), &[]).page();
    // On the one page, and under the eras.
    assert!(
        without
            .matches("CTCAE version not recorded: a change")
            .count()
            >= 2
    );
    let export = Export::of(60, three_a_quarter).toxicities(&events);
    let one = Made::of(&with_column(export, "ctcae_version", |_| "5.0"), &[]).page();
    assert!(!one.contains("CTCAE version not recorded") && !one.contains("pool courses"));
    assert!(!one.contains("change of CTCAE version"));
}

#[test]
fn an_earlier_stretch_with_a_baseline_of_one_period_has_no_line() {
    // Years; the first two of version 4.03, of which the first is the baseline.
    let years = |place: usize| Start(Some((2010 + place as i64 / 10, 1)));
    let events: Vec<(usize, &str, i64, f64, f64)> = (0..80)
        .filter(|place| place % 4 == 0)
        .map(|place| (place, "Oliguria", 3, 40.0, 90.0))
        .collect();
    let export = |changed_at: usize| {
        let mut export = Export::of(80, years).toxicities(&events);
        let rows = export.0["courses"].replace(",1,", ",,");
        export.0.insert("courses", rows);
        let version = move |place: usize| if place < changed_at { "4.03" } else { "5.0" };
        with_column(export, "ctcae_version", version)
    };
    // A run chart of eight points has no limits: the horizontal lines are those of baselines.
    let figure = |changed_at| {
        let made = Made::of(&export(changed_at), &[]);
        made.text("figures/safety_organ_systems.svg")
    };
    let lines = |svg: &str| svg.matches("<polyline").count();
    // Two periods and six have one line; four and four have two, and one more for what joins points on either side.
    let (short, long) = (figure(20), figure(40));
    assert!(short.contains("CTCAE 5.0") && long.contains("CTCAE 5.0"));
    assert_eq!(lines(&short) + 1, lines(&long));
}
