//! Own columns `x_…` in a report: Table 1, strata, selections, lists of patients and courses, comparisons, recounts.

use crate::bench::{il2, run, said, scratch};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Two sites: alder with eight patients, of whom the last is not treated and the first has two courses; birch, which has no
/// own column but `x_ldh`, with two.
fn exports(folder: &Path) {
    let alder = folder.join("exports/alder");
    fs::create_dir_all(&alder).unwrap();
    let mut courses = "course_id,patient_id,course_number,x_ldh,x_arm,x_note\n\
        C1,P1,1,100,a,n1\nC1b,P1,2,900,b,n1b\n"
        .to_owned();
    let mut patients = "patient_id,sex,x_braf\nP1,F,yes\n".to_owned();
    let mut doses =
        "course_id,cycle,dose_number,status,hour\nC1,1,1,given,0\nC1b,1,1,given,0\n".to_owned();
    for (number, ldh, arm, braf) in [
        (2, "200", "a", "no"),
        (3, "300", "a", "?"),
        (4, "", "b", "yes"),
        (5, "410.5", "b", "no"),
        (6, "500", "b", "unknown"),
        (7, "600", "b", "no"),
        (8, "700", "b", "no"),
    ] {
        writeln!(courses, "C{number},P{number},1,{ldh},{arm},n{number}").unwrap();
        writeln!(patients, "P{number},M,{braf}").unwrap();
        let status = if number == 8 { "held" } else { "given" };
        writeln!(doses, "C{number},1,1,{status},0").unwrap();
    }
    // The store has more notes than are listed, the treated patients have not.
    for number in 9..=55 {
        writeln!(courses, "C{number},P{number},1,,,n{number}").unwrap();
        writeln!(doses, "C{number},1,1,refused,").unwrap();
    }
    fs::write(alder.join("courses.csv"), courses).unwrap();
    fs::write(alder.join("patients.csv"), patients).unwrap();
    fs::write(alder.join("doses.csv"), doses).unwrap();
    let birch = folder.join("exports/birch");
    fs::create_dir_all(&birch).unwrap();
    fs::write(
        birch.join("courses.csv"),
        "course_id,patient_id,x_ldh\nB1,Q1,50\nB2,Q2,NA\n",
    )
    .unwrap();
    fs::write(
        birch.join("doses.csv"),
        "course_id,cycle,dose_number,status,hour\nB1,1,1,given,0\nB2,1,1,given,0\n",
    )
    .unwrap();
}

/// Makes a report of both sites; gives what was said.
fn report(folder: &Path, more: &[&str], exit_code: i32) -> String {
    let mut command = il2();
    command
        .current_dir(folder)
        .args(["report", "exports", "--out", "report"]);
    said(&run(command.args(more), exit_code))
}

/// The rows of own columns in a stratum: what is behind `characteristics.`, without method and bounds.
fn rows(folder: &Path, stratum: &str) -> Vec<String> {
    let results = fs::read_to_string(folder.join("report/results.csv")).unwrap();
    let cells = results
        .lines()
        .map(|line| line.split(',').collect::<Vec<_>>());
    let own =
        cells.filter(|cells| cells[0].starts_with("characteristics.x_") && cells[2] == stratum);
    own.map(|cells| {
        let (name, value) = (&cells[0][16..], cells[6]);
        let (item, statistic, counts, status) = (
            cells[3],
            cells[5],
            [cells[9], cells[10]].join("/"),
            cells[12],
        );
        let value = if statistic == "proportion" { "" } else { value };
        format!("{name} {item} {statistic} {value} {counts} {status}")
    })
    .collect()
}

#[test]
fn table_1_has_own_columns_last_in_the_order_of_their_names() {
    let folder = scratch();
    exports(folder.path());
    report(folder.path(), &["--by", "none"], 0);
    // Treated: P1 to P7 of alder, and Q1 and Q2 of birch, which has x_ldh alone.
    let expected = [
        "x_arm a proportion  3/7 ok",
        "x_arm b proportion  4/7 ok",
        "x_arm missing proportion  0/7 ok",
        "x_braf false proportion  3/7 ok",
        "x_braf true proportion  2/7 ok",
        "x_braf missing proportion  2/7 ok",
        // (100 + 200 + 300 + 410.5 + 500 + 600 + 50) ÷ 7; P4 and Q2 have none.
        "x_ldh all mean 308.64285714285717 /7 ok",
    ];
    let found = rows(folder.path(), "overall");
    assert_eq!(found[..7], expected);
    let of_ldh = |statistic: &str| {
        found
            .iter()
            .find(|row| row.starts_with(statistic))
            .unwrap()
            .clone()
    };
    assert_eq!(of_ldh("x_ldh all median"), "x_ldh all median 300 /7 ok");
    assert_eq!(of_ldh("x_ldh missing"), "x_ldh missing count 2 / ok");
    assert_eq!(
        found.last().unwrap(),
        "x_note all proportion  7/7 not_estimable"
    );
    assert_eq!(found.len(), 6 + 8 + 1);
    let results = fs::read_to_string(folder.path().join("report/results.csv")).unwrap();
    let mut measures: Vec<&str> = results
        .lines()
        .filter_map(|line| line.split(',').next())
        .collect();
    measures.dedup();
    let first = measures
        .iter()
        .position(|name| *name == "characteristics.x_arm")
        .unwrap();
    assert_eq!(measures[first - 1], "characteristics.start_year");
    assert!(measures[first + 4].starts_with("exposure."));
    let page = fs::read_to_string(folder.path().join("report/report.html")).unwrap();
    assert!(page.contains("x_arm") && page.contains("more than 50 different values: x_note"));
    let mut verify = il2();
    run(
        verify.current_dir(folder.path()).args(["verify", "report"]),
        0,
    );
}

#[test]
fn strata_of_an_own_column_are_compared_in_the_others() {
    let folder = scratch();
    exports(folder.path());
    let more = [
        "--by",
        "x_arm",
        "--where",
        "x_arm IS NOT NULL AND x_note <> 'n7'",
        "--formats",
        "html,docx,xlsx",
    ];
    report(folder.path(), &more, 0);
    let of_arm = |arm: &str| rows(folder.path(), &format!("x_arm={arm}"));
    assert_eq!(of_arm("a")[0], "x_arm a proportion  3/3 ok");
    assert_eq!(
        of_arm("b")[2..5],
        [
            "x_braf false proportion  1/3 ok",
            "x_braf true proportion  1/3 ok",
            "x_braf missing proportion  1/3 ok",
        ]
    );
    let results = fs::read_to_string(folder.path().join("report/results.csv")).unwrap();
    let is_balance = |line: &&str| line.starts_with("comparison.standardized_difference");
    let compared: Vec<&str> = results
        .lines()
        .filter(is_balance)
        .filter_map(|line| line.split(',').nth(3))
        .filter(|item| item.contains("x_"))
        .collect();
    // Neither the column that makes the strata, nor one whose values are not listed.
    assert_eq!(
        compared,
        ["characteristics.x_braf/all", "characteristics.x_ldh/all"]
    );
    let mut verify = il2();
    run(
        verify.current_dir(folder.path()).args(["verify", "report"]),
        0,
    );
}

#[test]
fn lists_of_patients_and_courses_end_in_own_columns() {
    let folder = scratch();
    exports(folder.path());
    report(folder.path(), &[], 0);
    let read = |name: &str| fs::read_to_string(folder.path().join("report").join(name)).unwrap();
    let (patients, courses) = (read("patients.csv"), read("courses.csv"));
    for list in [&patients, &courses] {
        assert!(
            list.lines()
                .next()
                .unwrap()
                .ends_with(",x_arm,x_braf,x_ldh,x_note"),
            "{list}"
        );
    }
    let line = |list: &str, start: &str| {
        list.lines()
            .find(|line| line.starts_with(start))
            .unwrap()
            .to_owned()
    };
    // A patient has what the first treated course has.
    assert!(line(&patients, "alder,P1,").ends_with(",a,true,100,n1"));
    assert!(line(&patients, "alder,P3,").ends_with(",a,,300,n3"));
    assert!(line(&patients, "birch,Q1,").ends_with(",,,50,"));
    assert!(line(&courses, "alder,C1b,").ends_with(",b,true,900,n1b"));
    let codebook = read("codebook.csv");
    for row in [
        "patients,x_arm,own column,,text,\n",
        "patients,x_braf,own column,,boolean,true|false\n",
        "courses,x_ldh,own column,,decimal,\n",
    ] {
        assert!(codebook.contains(row), "{row}{codebook}");
    }
}

#[test]
fn what_no_store_has_or_has_too_many_values_is_no_stratum() {
    let folder = scratch();
    exports(folder.path());
    let refused = report(folder.path(), &["--by", "x_note"], 2);
    assert!(
        refused.contains("`x_note` has more than 50 different values"),
        "{refused}"
    );
    let refused = report(folder.path(), &["--by", "x_nothing"], 2);
    assert!(refused.contains("`x_nothing`"), "{refused}");
    let refused = report(folder.path(), &["--where", "x_nothing = 1"], 2);
    assert!(refused.contains("`x_nothing`"), "{refused}");
    // The nearest of the store's own columns is offered, and those alone.
    for typed in [&["--by", "x_brf"][..], &["--where", "x_brf = TRUE"]] {
        let refused = report(folder.path(), typed, 2);
        assert!(refused.contains("hint: perhaps `x_braf`"), "{refused}");
        assert!(!refused.contains("planned_cycles"), "{refused}");
    }
    let refused = report(folder.path(), &["--where", "x_ldh +"], 2);
    assert!(refused.contains("not an SQL expression"), "{refused}");
    assert!(!folder.path().join("report").exists());
}

#[test]
fn an_own_number_is_explained() {
    let folder = scratch();
    exports(folder.path());
    report(folder.path(), &["--by", "none"], 0);
    let explain = |more: &[&str]| {
        let mut command = il2();
        command.current_dir(folder.path()).args([
            "explain",
            "report",
            "--measure",
            "characteristics.x_braf",
        ]);
        let output = run(command.args(["--item", "true"]).args(more), 0);
        String::from_utf8(output.stdout).unwrap()
    };
    let text = explain(&[]);
    assert!(
        text.contains("cohort/characteristics_of_own_columns: agrees"),
        "{text}"
    );
    let listed = explain(&["--format", "csv"]);
    assert!(
        listed.contains("alder,P1,,1,1,\n") && listed.contains("alder,P7,,0,1,\n"),
        "{listed}"
    );
}
