//! How `il2 check` says that courses came of administrations: near a limit, over a long gap, and by which words.

use crate::bench::{il2, run, said, scratch};
use crate::mappings_bench::{Ours, has};
use std::fs;

/// What `il2 check --mapping mar` says of these administrations: patient, action, time.
fn derived(rows: &[(&str, &str, &str)], arguments: &[&str]) -> String {
    let source = scratch();
    let mut mar =
        "pat_id,medication,mar_action,taken_time,dose,dose_unit,weight_kg,reason\n".to_owned();
    for (patient, action, time) in rows {
        let reason = if *action == "Held" { "none" } else { "" };
        let row = format!("{patient},ALDESLEUKIN,{action},{time},48,MIU,80,{reason}\n");
        mar += &row;
    }
    fs::create_dir(source.path().join("elm")).unwrap();
    fs::write(source.path().join("elm/mar.csv"), mar).unwrap();
    let mut check = il2();
    let check = check.arg("check").arg(source.path());
    said(&run(check.args(["--mapping", "mar"]).args(arguments), 0))
}

/// The lines of the derivation that begin so.
fn lines<'a>(said: &'a str, start: &str) -> Vec<&'a str> {
    let start = format!("elm: {start}");
    let lines = said.lines().filter(|line| line.starts_with(&start));
    lines.map(|line| &line["elm: ".len()..]).collect()
}

#[test]
fn doses_within_a_tenth_of_a_limit_are_counted_beside_its_name() {
    let rows = [
        // 190 minutes, then 290: one within 18 minutes of 180.
        ("P1", "Given", "2131-05-01 08:00"),
        ("P1", "Given", "2131-05-01 11:10"),
        ("P1", "Given", "2131-05-01 16:00"),
        // 100 hours: within 9.6 of 96.
        ("P1", "Given", "2131-05-05 20:00"),
        // 36 and 31.6 days: within 3.5 of 35.
        ("P3", "Given", "2131-05-01 08:00"),
        ("P3", "Given", "2131-06-06 08:00"),
        ("P3", "Given", "2131-07-07 22:24"),
    ];
    let near = [
        "doses within 10% of same_dose_minutes: 1",
        "doses within 10% of cycle_gap_hours: 1",
        "doses within 10% of course_gap_days: 2",
    ];
    let said = derived(&rows, &[]);
    assert_eq!(lines(&said, "doses within 10% of"), near, "{said}");
    // What is near depends on what is set.
    let set = [
        "--set",
        "same_dose_minutes=300",
        "--set",
        "cycle_gap_hours=130",
    ];
    let set = [&set[..], &["--set", "course_gap_days=28"]].concat();
    let near = [
        "doses within 10% of same_dose_minutes: 1",
        "doses within 10% of cycle_gap_hours: 0",
        "doses within 10% of course_gap_days: 0",
    ];
    let said = derived(&rows, &set);
    assert_eq!(lines(&said, "doses within 10% of"), near, "{said}");
}

#[test]
fn two_cycles_of_one_course_twenty_days_or_more_apart_are_shown_with_both_hours() {
    let rows = [
        ("P2", "Given", "2131-05-01 08:00"),
        ("P2", "Given", "2131-05-01 16:00"),
        ("P2", "Given", "2131-05-27 04:00"),
        // 19.9 days are no long gap, 36 days are another course.
        ("P4", "Given", "2131-05-01 08:00"),
        ("P4", "Given", "2131-05-21 05:36"),
        ("P3", "Given", "2131-05-01 08:00"),
        ("P3", "Given", "2131-06-06 08:00"),
    ];
    let of_p2 = "long_gap: patient P2: 25.5 days between two cycles of one course, from hour 8.0 to hour 620.0";
    let said = derived(&rows, &[]);
    assert_eq!(lines(&said, "long_gap"), [of_p2], "{said}");
    has(&said, &["note `long_gap`: 1 row"]);
    assert_eq!(
        lines(&said, "   36 days between cycles:").len(),
        1,
        "{said}"
    );
    let of_p3 = "long_gap: patient P3: 36.0 days between two cycles of one course, from hour 0.0 to hour 864.0";
    let said = derived(&rows, &["--set", "course_gap_days=40"]);
    assert_eq!(lines(&said, "long_gap"), [of_p2, of_p3], "{said}");
}

#[test]
fn an_absent_action_or_reason_is_no_word_that_a_table_lacks() {
    let rows = [
        ("P1", "Given", "2131-05-01 08:00"),
        ("P1", "", "2131-05-01 08:10"),
        ("P1", "None", "2131-05-01 08:12"),
        ("P1", "n/a", "2131-05-01 08:14"),
        ("P1", "Zapped", "2131-05-01 08:20"),
        ("P1", "Zapped", "2131-05-01 08:30"),
        ("P1", "Ruined", "2131-05-01 08:40"),
        ("P1", "Held", "2131-05-01 16:00"),
    ];
    let said = derived(&rows, &[]);
    let words = [
        "word of an action that no table has: `Zapped`: 2",
        "word of an action that no table has: `Ruined`: 1",
    ];
    assert_eq!(lines(&said, "word of"), words, "{said}");
    assert!(lines(&said, "text of").is_empty(), "{said}");
    // The note has every row that decides nothing.
    has(&said, &["note `unknown_action`: 6 rows"]);
}

#[test]
fn a_derivation_that_lacks_a_column_is_the_mapping_s_fault() {
    let ours = Ours::new();
    ours.of_mapping("_derivation.sql", "SELECT 'doses' AS itme, 2 AS value");
    let told =
        "error: mapping ./ours: _derivation.sql: _derivation has no column `item`; perhaps `itme`";
    has(&ours.checked(&[], 2), &[told]);
    ours.of_mapping(
        "_derivation.sql",
        "SELECT 'doses' AS item, 1 AS value, '' AS detail, 0 AS from_hour, 0 AS to_hour",
    );
    has(&ours.checked(&[], 0), &["north: derivation: 1 dose"]);
}
