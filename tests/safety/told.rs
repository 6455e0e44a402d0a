//! What a review says of what it cannot tell: each where a page could mislead by silence.

use super::export::{Export, Made, Start, three_a_quarter};
use crate::bench::{il2, run, said, scratch};
use std::fs;

#[test]
fn an_event_in_every_course_of_the_baseline_is_said_to_be_that() {
    // Vasopressors in all sixty courses; no event of a kind that a paper has a rate of.
    let all: Vec<usize> = (0..60).collect();
    let export = Export::of(60, three_a_quarter)
        .vasopressors(&all)
        .toxicities(&[]);
    let made = Made::of(&export, &[]);
    made.assert_only_numbers();
    made.row(
        "results.csv",
        "safety.chart",
        &["vasopressor", "no_cusum.every_course"],
    );
    let page = made.page();
    assert!(page.contains("cannot tell: the event in every course of the baseline"));
    assert!(page.contains("1 with the event in every course of the baseline"));
    // Papers count patients: no chart of courses watches a published rate.
    let parts = ["toxicity_ge3:renal", "no_cusum.no_event"];
    made.row("results.csv", "safety.chart", &parts);
    let given = Made::of(&export, &["--p0", "vasopressor=0.6"]);
    given.row(
        "results.csv",
        "safety.chart",
        &["vasopressor", "kind.cusum"],
    );
}

#[test]
fn a_rise_from_more_than_four_in_five_cannot_be_told() {
    // Vasopressors in 26 of the first 30 courses, and in all that follow.
    let users: Vec<usize> = (0..60)
        .filter(|place| ![1, 9, 17, 25].contains(place))
        .collect();
    let made = Made::of(&Export::of(60, three_a_quarter).vasopressors(&users), &[]);
    let parts = ["vasopressor", "no_cusum.above_0_8"];
    made.row("results.csv", "safety.chart", &parts);
    assert!(
        made.rows("results.csv", "safety.signal", &["vasopressor"])
            .is_empty()
    );
    assert!(
        made.page()
            .contains("cannot tell: the event in more than 80% of the baseline’s courses")
    );
    // Of 24 of 30 it can.
    let users: Vec<usize> = (0..60).filter(|place| place % 5 > 0).collect();
    let made = Made::of(&Export::of(60, three_a_quarter).vasopressors(&users), &[]);
    made.row(
        "results.csv",
        "safety.chart",
        &["vasopressor", "kind.cusum"],
    );
}

#[test]
fn a_quiet_chart_is_counted_whatever_rules_were_asked() {
    let export = Export::of(60, three_a_quarter);
    let n_asked = |rules| {
        let made = Made::of(&export, &["--rules", rules]);
        made.rows("results.csv", "safety.signal", &["any"]).len()
    };
    // The share of planned doses is the same in every course.
    for rules in ["anhoej", "none", "nelson", "western-electric"] {
        assert_eq!(n_asked(rules), 1, "{rules}");
    }
}

#[test]
fn a_site_without_starts_is_in_no_denominator_and_its_courses_are_told() {
    let folder = scratch();
    let exports = folder.path().join("exports");
    fs::create_dir(&exports).unwrap();
    Export::of(60, three_a_quarter).write(&exports);
    let mut other = Export::of(4, |_| Start(None));
    other.0.insert(
        "courses",
        "course_id,patient_id\nC0,P0\nC1,P1\nC2,P2\nC3,P3\n".to_owned(),
    );
    let written = other.write(&folder.path().join("other"));
    fs::rename(written, exports.join("mesa")).unwrap();
    let made = Made::at(&exports, folder, &[]);
    let start = made.row("results.csv", "safety.completeness", &["start"]);
    // What was not collected is not complete.
    assert_eq!(start[3..5], ["60", "64"]);
    let left_out = made.row("results.csv", "safety.courses", &["without_period"]);
    assert_eq!(left_out[0], "4");
    assert!(
        made.page()
            .contains("; 4 more excluded (start not recorded)")
    );
}

#[test]
fn a_baseline_up_to_the_end_leaves_nothing_to_watch() {
    let export = Export::of(60, three_a_quarter).dialysis(&[4, 20, 50]);
    let made = Made::of(&export, &["--baseline", "2018..2022"]);
    made.assert_only_numbers();
    assert_eq!(made.rows("results.csv", "safety.signal", &[]).len(), 0);
    let page = made.page();
    assert!(page.contains("No chart can signal yet."));
    assert!(page.contains("no data since the baseline"));
    assert!(!page.contains("too short a baseline"));
}

#[test]
fn a_rate_that_is_given_is_watched_where_a_p_chart_would_do() {
    // Twenty courses a quarter, of which half have a vasopressor: a p chart notices a doubling soon.
    let export = Export::of(400, |place| {
        let quarter = place as i64 / 20;
        Start(Some((2018 + quarter / 4, quarter % 4 * 3 + 1)))
    });
    let users: Vec<usize> = (0..400).step_by(2).collect();
    let export = export.vasopressors(&users);
    let kinds = |options: &[&str]| {
        let made = Made::of(&export, options);
        let kind = |kind| {
            let parts = ["vasopressor", kind];
            made.rows("results.csv", "safety.chart", &parts).len()
        };
        (kind("kind.p"), kind("kind.cusum"))
    };
    assert_eq!(kinds(&[]), (1, 0));
    assert_eq!(kinds(&["--p0", "vasopressor=0.4"]), (0, 1));
}

#[test]
fn periods_before_the_baseline_are_not_watched() {
    let export = Export::of(60, three_a_quarter).harmed(&[4, 20, 50]);
    let made = Made::of(&export, &["--baseline", "2019..2020"]);
    let n = |level| {
        made.rows("series.csv", "safety.points", &["serious_harm", level])
            .len()
    };
    assert_eq!((n("before"), n("baseline"), n("watched")), (4, 8, 8));
    let since = made.row(
        "results.csv",
        "safety.dialysis",
        &["since_baseline=2021Q1..2022Q4"],
    );
    assert_eq!(since[3..5], ["1", "24"]);
}

#[test]
fn what_is_left_out_is_warned_of() {
    let folder = scratch();
    let export = Export::of(60, |place| Start(Some((2010 + place as i64 / 5, 1))));
    let mut export = export;
    let courses = export.0["courses"].replace(",1,", ",,");
    export.0.insert("courses", courses);
    let source = export.write(folder.path());
    let events = folder.path().join("events.csv");
    fs::write(
        &events,
        "date,label\n2012-07-04,Fluids\n4 July 2012,Mrs. Miller\n1999,Long ago\n",
    )
    .unwrap();
    let mut command = il2();
    command
        .args(["report", "--kind", "safety", "--baseline", "2010Q1..2012Q4"])
        .args(["--eras", "2010..2012,2014..2021", "--events"])
        .arg(&events)
        .arg(&source);
    let told = said(&run(command.arg("--out").arg(folder.path().join("out")), 0));
    for part in [
        "--baseline: the periods of this review are years",
        "--eras: courses in none of the eras, and left out there: 5",
        "their period is not a year or a date (2019-07-14): rows 3",
        "they lie outside the periods of the review, 2010..2021: rows 4",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("Miller") && !told.contains("July"), "{told}");
}

#[test]
fn the_file_of_indicators_has_counts_in_columns_of_their_own() {
    let export = Export::of(60, three_a_quarter).dialysis(&[4, 59]);
    let made = Made::of(&export, &[]);
    let table = made.text("tables/safety_indicators.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell = |name: &str, head: &str| {
        let column = heads.iter().position(|known| known == head).unwrap();
        let row = rows.iter().find(|row| row[0].contains(name)).unwrap();
        row[column].to_owned()
    };
    for (quantity, number) in [
        ("n", "1"),
        ("N", "3"),
        ("percent", "33"),
        ("lower", "1"),
        ("upper", "91"),
    ] {
        assert_eq!(
            cell("support: Dialysis", &format!("Latest: 2022Q4, {quantity}")),
            number
        );
    }
    // A mean has no numerator.
    for (quantity, number) in [("n", ""), ("N", "3"), ("mean", "10.0")] {
        assert_eq!(
            cell(
                "Doses given per course",
                &format!("Latest: 2022Q4, {quantity}")
            ),
            number
        );
    }
}

#[test]
fn what_is_not_watched_stands_in_the_table_alone() {
    let events = [
        (1, "Alopecia", 3, 40.0, 90.0),
        (59, "Alopecia", 3, 40.0, 90.0),
    ];
    let made = Made::of(&Export::of(60, three_a_quarter).toxicities(&events), &[]);
    for key in ["toxicity_any:dermatologic", "toxicity_ge3:dermatologic"] {
        assert!(made.rows("results.csv", "safety.chart", &[key]).is_empty());
        assert!(made.rows("results.csv", "safety.signal", &[key]).is_empty());
        assert!(made.rows("series.csv", "safety.points", &[key]).is_empty());
    }
    let row = made.row(
        "results.csv",
        "safety.toxicity_ge3",
        &["overall", "dermatologic"],
    );
    assert_eq!(row[3..5], ["2", "60"]);
    let page = made.page();
    assert!(page.contains("monitored indicators (not for ") && page.contains("in the table only."));
}
