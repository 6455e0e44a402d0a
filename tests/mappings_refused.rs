//! What a mapping or a command line may not be: each refused with its exit code, its place and what mends it.

use crate::bench::{il2, run, said};
use crate::mappings_bench::{Ours, has};

/// The hint below a statement that is none of a mapping.
const ONE_SELECT: &str = "hint: a file has one SELECT over the raw tables";

#[test]
fn a_slip_in_a_select_is_refused_before_a_raw_row_is_read_with_its_place() {
    for (file, old, new, told) in [
        (
            "doses.sql",
            " AS cycle",
            " AS cycel",
            &["doses.sql: line 2, column 38: doses has no column `cycel`; perhaps `cycle`"][..],
        ),
        (
            "doses.sql",
            "amount AS",
            "amuont AS",
            &[
                "doses.sql: line 7, column 8: unknown column `amuont`",
                "hint: perhaps `amount`",
            ],
        ),
        (
            "doses.sql",
            "FROM _given",
            "FROM _gven",
            &[
                "doses.sql: line 9, column 6: unknown table `_gven`",
                "hint: perhaps `_given`",
            ],
        ),
        (
            "doses.sql",
            "1 AS cycle",
            "1 AS cycle, 2 AS cycle",
            &["doses.sql: line 2, column 38: two columns are named `cycle`"],
        ),
        (
            "doses.sql",
            "parameters.word AS status,",
            "",
            &["doses.sql: doses has no value without the column `status`"],
        ),
        (
            "doses.sql",
            "1 AS cycle",
            "INTERVAL '1 day' AS cycle",
            &["the column `cycle` is no text, number, boolean, date or timestamp"],
        ),
        (
            "doses.sql",
            "_file, _line\nFROM",
            "action_time AS _file, _line\nFROM",
            &["the column `_file` is no text"],
        ),
        (
            "doses.sql",
            "1 AS cycle",
            "amount + action_time AS cycle",
            &["doses.sql: line 2, column 33: this arithmetic does not take values of these types"],
        ),
        (
            "_given.sql",
            "parameters.drug)",
            "'(')",
            &[
                "_given.sql: line 3, column 54: is no regular expression",
                "hint: write a sign",
            ],
        ),
    ] {
        let ours = Ours::new();
        ours.alter(file, old, new);
        has(
            &ours.planned(2),
            &[&["error: mapping ./ours: "], told].concat(),
        );
        // Nor is anything read by the commands that read.
        ours.raw("mar.csv", "no such column\n1\n");
        has(&ours.checked(&[], 2), told);
    }
}

#[test]
fn what_writes_or_reads_files_chance_or_the_clock_is_refused_by_name() {
    for (sql, told) in [
        ("DROP TABLE x", "line 1, column 1: DROP TABLE is refused"),
        (
            "SELECT 1 AS a; SELECT 2 AS a",
            "a second statement is refused",
        ),
        (
            "SELECT * FROM 'x.csv'",
            "line 1, column 15: `x.csv` is refused",
        ),
        ("SELECT * FROM read_csv('x.csv')", "`read_csv()` is refused"),
        ("SELECT random() AS a", "there is no function `random`"),
        ("SELECT uuid() AS a", "there is no function `uuid`"),
        ("SELECT now() AS a", "there is no function `now`"),
        (
            "SELECT current_timestamp AS a",
            "line 1, column 8: `current_timestamp` is refused",
        ),
        ("SELECT current_date AS a", "`current_date` is refused"),
        (
            "SELECT to_timestamp('now') AS a",
            "line 1, column 21: `now` is refused",
        ),
        ("SELECT to_date('today') AS a", "`today` is refused"),
        ("SELECT CAST('now' AS TIMESTAMP) AS a", "`now` is refused"),
        (
            "SELECT TRY_CAST('Tomorrow' AS DATE) AS a",
            "`Tomorrow` is refused",
        ),
        ("SELECT 'yesterday'::DATE AS a", "`yesterday` is refused"),
        ("SELECT DATE 'today' AS a", "`today` is refused"),
    ] {
        let ours = Ours::new();
        ours.of_mapping("_view.sql", sql);
        let error = ours.planned(2);
        has(&error, &["error: mapping ./ours: _view.sql: ", told]);
        assert!(
            !told.ends_with("is refused") || error.contains(ONE_SELECT),
            "{error}"
        );
    }
    let ours = Ours::new();
    ours.of_mapping("_view.sql", "SELECT lower('now') AS now, 'today' AS today");
    ours.planned(0);
}

#[test]
fn files_that_are_none_of_a_mapping_and_names_that_are_there_twice_are_refused() {
    for (file, text, told) in [
        ("notes.txt", "x", "notes.txt: is no file of a mapping"),
        (
            "dose.sql",
            "SELECT 1 AS a",
            "dose.sql: is no file of a mapping",
        ),
        (
            "labs.csv",
            "a\n1\n",
            "two tables are named `labs`: a raw table and labs.csv",
        ),
        ("analytes.csv", "a\n1\n", "two tables are named `analytes`"),
        (
            "parameters.csv",
            "a\n1\n",
            "two tables are named `parameters`",
        ),
        (
            "words.csv",
            "a,b\n1\n",
            "words.csv: line 2, column 1: a row has not as many cells as the header",
        ),
        (
            "_a.sql",
            "SELECT * FROM _a",
            "views read each other in a circle: _a.sql",
        ),
    ] {
        let ours = Ours::new();
        ours.of_mapping(file, text);
        has(&ours.planned(2), &[told]);
    }
    let ours = Ours::new();
    for (file, text) in [
        ("README.md", "x"),
        (".hidden", "x"),
        ("words.csv", "a,b\n1,2\n"),
    ] {
        ours.of_mapping(file, text);
    }
    ours.planned(0);
    // A file that an editor began with a byte order mark.
    ours.of_mapping("_b.sql", "\u{feff}SELECT a, b FROM words");
    ours.planned(0);
    ours.of_mapping(
        "patients_own.sql",
        "SELECT patient_id, 'x_a' AS own, 'b' AS value FROM mar",
    );
    has(
        &ours.planned(2),
        &["patients_own.sql: gives own columns of patients, and there is no patients.sql"],
    );
    ours.remove("ours/patients_own.sql");
    ours.remove("ours/doses.sql");
    has(
        &ours.planned(2),
        &["doses.sql is missing", "hint: `il2 mapping init"],
    );
}

#[test]
fn a_slip_in_mapping_toml_is_refused_with_the_key() {
    for (old, new, told) in [
        (
            "[privacy]",
            "[privacy]\nother = 1",
            "mapping.toml: line 44, column 1: unknown field `other`",
        ),
        (
            "type = \"integer\"",
            "type = \"int\"",
            "parameters.least: `type` is one of",
        ),
        (
            "default = 0",
            "default = 11",
            "parameters.least: `default`: is at most 10",
        ),
        (
            "default = 0",
            "default = \"0\"",
            "parameters.least: `default` is not of its type",
        ),
        (
            "type = \"decimal\"",
            "type = \"money\"",
            "reads.mar: columns.amount: `type` is one of",
        ),
        (
            "[collected]",
            "[collected]\ncourses = \"mar\"",
            "collected.courses: is always collected",
        ),
        (
            "[collected]",
            "[collected]\nstays = \"mar\"",
            "collected.stays: the mapping has no SELECT of `stays`",
        ),
        (
            "[collected]",
            "[collected]\n\"doses.status\" = \"mar\"",
            "collected.doses.status: is a required column",
        ),
        (
            "[collected]",
            "[collected]\n\"doses.reason\" = \"mar\"",
            "collected.doses.reason: its SELECT gives no column `reason`",
        ),
        (
            "\"mar.amount\"\n",
            "\"mar.amont\"\n",
            "collected.doses.iu_per_kg: there is no raw column `mar.amont`",
        ),
        (
            "\"mar.amount\"\n",
            "\"(mar)\"\n",
            "is not names with `and` and `or` between them",
        ),
    ] {
        let ours = Ours::new();
        ours.alter("mapping.toml", old, new);
        has(&ours.planned(2), &["mapping.toml: ", told]);
    }
}

#[test]
fn keys_and_values_of_the_command_line_are_those_of_the_mapping() {
    let ours = Ours::new();
    for (typed, told) in [
        (
            &["--set", "lest=1"][..],
            "--set: there is no parameter or column `lest`; perhaps `least`",
        ),
        (
            &["--set", "mar.amuont=x"],
            "`mar.amuont`; perhaps `mar.amount`",
        ),
        (
            &["--set", "least=1", "--set", "least=1"],
            "--set: `least` is set twice",
        ),
        (
            &["--set", "mar.drug=a", "--set", "mar.drug=b"],
            "--set: `mar.drug` is set twice",
        ),
        (&["--set", "least"], "--set: `least` is not `name=value`"),
        (
            &["--set", "mar.drug= "],
            "--set: `mar.drug= ` is not `name=value`",
        ),
        (
            &["--set", "least=1.5"],
            "parameter `least`: is a whole number",
        ),
        (&["--set", "least=11"], "parameter `least`: is at most 10"),
        (&["--set", "least=-1"], "parameter `least`: is at least 0"),
        (
            &["--set", "word=other"],
            "parameter `word`: is one of given, held",
        ),
        (
            &["--set", "drug=("],
            "parameter `drug`: is no regular expression",
        ),
        (
            &["--dates", "ymd"],
            "invalid value 'ymd' for '--dates <DATES>'",
        ),
    ] {
        has(&ours.checked(typed, 2), &[told]);
    }
    for option in [&["--set", "least=1"], &["--dates", "mdy"]] {
        let mut command = il2();
        let command = command.arg("check").arg(ours.path("raw")).args(option);
        has(&said(&run(command, 2)), &["--mapping <NAME|DIR>"]);
    }
    for (name, told) in [
        (
            "maar",
            "error: there is no mapping `maar`\n\nhint: perhaps `mar`; there are clif, mar, omop, redcap, sdtm; a folder is named with `/`",
        ),
        ("./none", "error: ./none: "),
    ] {
        let mut command = il2();
        let command = command
            .arg("check")
            .arg(ours.path("raw"))
            .args(["--mapping", name]);
        has(&said(&run(command, 2)), &[told]);
    }
    let mut command = il2();
    let command = command.arg("check").arg(ours.path("raw"));
    let command = command.args(["--mapping", "clif", "--set", "time_zone=Mars/Olympus"]);
    has(
        &said(&run(command, 2)),
        &["parameter `time_zone`: is the name of a time zone of IANA"],
    );
}

#[test]
fn a_broken_regular_expression_in_a_file_of_words_is_the_mapping_s_fault() {
    let ours = Ours::new();
    ours.of_mapping(
        "wards.csv",
        "pattern,unit\nicu|intensive,icu\nstep[,step_down\n",
    );
    ours.of_mapping(
        "_wards.sql",
        "SELECT mar.drug, wards.unit FROM mar JOIN wards ON regexp_like(mar.drug, wards.pattern)",
    );
    has(
        &ours.planned(2),
        &["wards.csv: row 2: the column `pattern` holds no regular expression"],
    );
}
