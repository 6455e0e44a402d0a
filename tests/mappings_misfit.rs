//! Raw files that do not fit a mapping, values that a SELECT fails on, and the commands that list, copy and check mappings.

use crate::bench::{il2, run, said, scratch};
use crate::mappings_bench::{MAR, Ours, has};
use std::fs;

#[test]
fn raw_files_that_do_not_fit_are_refused_with_their_names() {
    let cases: [(&[(&str, &str)], &[&str], &[&str]); 9] = [
        (
            &[("mar.csv", "PAT_ID,Time\nP1,2031-05-02 10:00\n")],
            &[],
            &[
                "north/mar.csv: the column `action_time` is missing (other names: taken_time)",
                "hint: `--set mar.action_time=HEADER` names it; north/mar.csv also has `Time`",
            ],
        ),
        (
            &[("mar.xlsx", "x")],
            &[],
            &["north/mar.xlsx: cannot be read: not a whole xlsx workbook"],
        ),
        (
            &[("mar.csv", MAR)],
            &["--set", "mar.drug=Medicine"],
            &["north/mar.csv: no header is `Medicine`, which `--set` names for the column `drug`"],
        ),
        (
            &[(
                "mar.csv",
                "PAT_ID,Pat-ID,Taken Time\nP1,P1,2031-05-02 10:00\n",
            )],
            &[],
            &["north/mar.csv: columns 1 and 2 both have the name of the column `patient_id`"],
        ),
        (
            &[("mar.csv", MAR), ("mar.tsv", MAR)],
            &[],
            &[
                "north/mar.csv and north/mar.tsv are both the raw table `mar`",
                "hint: leave one",
            ],
        ),
        (
            &[("mar.csv", MAR), ("MAR_2.csv.xz", "")],
            &[],
            &[
                "north/MAR_2.csv.xz: is named for the raw table `mar` and is in a form",
                "hint: write it as CSV",
            ],
        ),
        (
            &[("mar.csv", MAR), ("labs.sas7bdat", "")],
            &[],
            &["north/labs.sas7bdat: is named for the raw table `labs`"],
        ),
        (
            &[("labs.csv", "patient_id,value\nP1,1\n")],
            &[],
            &["north: the raw table `mar` is missing: no file is named `mar` or `mar_*`"],
        ),
        (
            &[("other.csv", MAR)],
            &[],
            &[
                "no file is named `mar`, `mar_*` or `labs`",
                "hint: name the folder",
            ],
        ),
    ];
    for (files, typed, told) in cases {
        let ours = Ours::new();
        ours.remove("raw/north/mar.csv");
        for (file, text) in files {
            ours.raw(file, text);
        }
        has(&ours.checked(typed, 3), told);
    }
    // An ending that no table comes in is that of another file.
    let ours = Ours::new();
    ours.raw("mar.md", "x");
    has(
        &ours.checked(&[], 0),
        &["no raw file of the mapping, and not read: mar.md"],
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_that_has_the_name_of_a_table_is_said_to_be_no_file() {
    let ours = Ours::new();
    ours.remove("raw/north/mar.csv");
    std::os::unix::fs::symlink("nothing.csv", ours.path("raw/north/mar.csv")).unwrap();
    has(
        &ours.checked(&[], 3),
        &["it holds north/mar.csv (no plain file)"],
    );
}

#[test]
fn years_of_two_digits_are_told() {
    let ours = Ours::new();
    ours.raw("mar.csv", [MAR, "P3,8/7/31 08:15,IL-2,600000\n"].concat());
    has(
        &ours.checked(&["--dates", "mdy", "--max-quarantine", "0"], 3),
        &[
            "Taken Time: not a date with a time of day, the month or the year first (years have four digits)",
        ],
    );
}

#[test]
fn rows_of_a_wrong_type_are_quarantined_and_count_against_the_limit() {
    let ours = Ours::new();
    let days: Vec<String> = (10..30)
        .map(|day| format!("P3,2031-06-{day} 10:00,IL-2,600000\n"))
        .collect();
    let text = [MAR, &days.concat(), "P3,yesterday,IL-2,600000\n"].concat();
    ours.raw("mar.csv", &text);
    let list = ours.path("rows.csv");
    let told = ours.checked(&["--rows", list.to_str().unwrap()], 0);
    has(
        &told,
        &["24 read =          23 in SQL +       1 quarantined"],
    );
    let rows = fs::read_to_string(list).unwrap();
    has(
        &rows,
        &["north/mar.csv,25,Taken Time,type,raw.mar.Taken Time.type,"],
    );
    assert!(!rows.contains("yesterday"), "{rows}");
    let told = ours.checked(&["--max-quarantine", "0"], 3);
    has(
        &told,
        &[
            "north/mar.csv: 1 of 24 rows",
            "Taken Time: not a date with a time of day",
        ],
    );
    // What a SELECT gives has its own limit.
    ours.raw("mar.csv", MAR);
    ours.alter(
        "doses.sql",
        "parameters.word AS status",
        "'later' AS status",
    );
    let told = ours.checked(&[], 3);
    has(&told, &["north/doses.sql: 3 of 3 rows", "status"]);
}

#[test]
fn a_cast_that_fails_on_a_value_is_told_with_its_file_and_never_the_value() {
    for (file, old, new) in [
        ("doses.sql", "amount AS", "CAST(_given.drug AS DOUBLE) AS"),
        (
            "_given.sql",
            "SELECT mar.*",
            "SELECT mar.*, 1 / (length(mar.drug) - 4) AS odd",
        ),
    ] {
        let ours = Ours::new();
        ours.alter(file, old, new);
        if file == "_given.sql" {
            ours.alter("doses.sql", "amount AS", "odd AS");
        }
        ours.planned(0);
        let told = ours.checked(&[], 3);
        has(
            &told,
            &[
                &format!("error: mapping ./ours: {file}: "),
                "hint: ",
                "TRY_CAST",
            ],
        );
        assert!(!told.contains("IL-2"), "{told}");
    }
}

#[test]
fn a_failure_in_a_view_that_is_read_once_names_the_view() {
    let ours = Ours::new();
    ours.of_mapping(
        "_wards.sql",
        "SELECT patient_id, CAST(drug AS BIGINT) AS unit FROM mar",
    );
    ours.of_mapping(
        "_named_wards.sql",
        "SELECT patient_id, unit + 1 AS unit FROM _wards",
    );
    ours.of_mapping(
        "stays.sql",
        "SELECT patient_id AS course_id, unit, 1 AS start_hour FROM _named_wards",
    );
    has(
        &ours.checked(&[], 3),
        &["error: mapping ./ours: _wards.sql: "],
    );
    ours.of_mapping("_wards.sql", "SELECT patient_id, drug AS unit FROM mar");
    ours.of_mapping(
        "_named_wards.sql",
        "SELECT patient_id, CAST(unit AS BIGINT) AS unit FROM _wards",
    );
    has(
        &ours.checked(&[], 3),
        &["error: mapping ./ours: _named_wards.sql: "],
    );
    ours.of_mapping("_named_wards.sql", "SELECT patient_id, unit FROM _wards");
    ours.of_mapping(
        "stays.sql",
        "SELECT patient_id AS course_id, CAST(unit AS BIGINT) AS unit, 1 AS start_hour FROM _named_wards",
    );
    has(
        &ours.checked(&[], 3),
        &["error: mapping ./ours: stays.sql: "],
    );
}

#[test]
fn a_store_is_no_raw_export() {
    let ours = Ours::new();
    ours.answer(&[], "SELECT 1");
    let mut command = il2();
    let command = command.args(["check", "--mapping"]).arg(ours.path("ours"));
    let told = said(&run(command.arg(ours.path("store")), 2));
    has(
        &told,
        &[
            "is a store, and a mapping reads raw files",
            "hint: name the folder",
        ],
    );
}

#[test]
fn built_in_mappings_are_listed_shown_copied_and_checked() {
    let listed = run(il2().args(["mapping", "list"]), 0).stdout;
    let listed = String::from_utf8(listed).unwrap();
    let folder = scratch();
    for name in ["clif", "mar", "omop", "redcap", "sdtm"] {
        assert!(
            listed.lines().any(|line| line.starts_with(name)),
            "{listed}"
        );
        let copy = folder.path().join(name);
        let mut init = il2();
        run(init.args(["mapping", "init", name]).arg(&copy), 0);
        // The copy is shown as the mapping is, file by file.
        let shown = |mapping: &str| {
            let mut show = il2();
            show.args(["mapping", "show", mapping]);
            String::from_utf8(run(&mut show, 0).stdout).unwrap()
        };
        let text = shown(name);
        assert_eq!(text, shown(copy.to_str().unwrap()));
        let files = fs::read_dir(&copy).unwrap().count();
        assert_eq!(
            text.lines()
                .filter(|line| line.starts_with("-- ") && is_file(line))
                .count(),
            files
        );
        let mut check = il2();
        let told = said(&run(check.args(["mapping", "check"]).arg(&copy), 0));
        has(
            &told,
            &[&format!("{files} files, and every SELECT can be run")],
        );
        let mut again = il2();
        let told = said(&run(again.args(["mapping", "init", name]).arg(&copy), 2));
        has(
            &told,
            &[
                "exists and is not empty; nothing was written",
                "hint: name a new or an empty folder",
            ],
        );
    }
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let mut init = il2();
    run(init.args(["mapping", "init", "redcap"]).arg(&empty), 0);
    let mut unknown = il2();
    let told = said(&run(unknown.args(["mapping", "show", "sdmt"]), 2));
    has(&told, &["there is no mapping `sdmt`", "perhaps `sdtm`"]);
}

/// Whether a line names a file of a mapping.
fn is_file(line: &str) -> bool {
    let name = &line[3..];
    !name.contains(' ')
        && [".sql", ".csv", ".toml"]
            .iter()
            .any(|ending| name.ends_with(ending))
}
